"""Runs whose rules differ by place or day: lived by a session, and not told by what knows one set of rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.analysis.measures.measured import gather
from credopolis.core.errors import Misuse
from credopolis.engine.scenario import Era, Scenario
from credopolis.library.catalogue import load_scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """A society without cameras, informants and quotas in two provinces after half a year."""
    base = load_scenario("popular-account", people=2000, years=1)
    bare = load_scenario("popular-account", people=2000, years=1, off=("cameras", "informants", "quotas"))
    return replace(base, eras=(Era(26 * base.tick_days, bare.rules, ("Beijing", "Hebei")),))


def test_a_session_lives_them(scenario: Scenario) -> None:
    with cp.Session.begin(scenario, cp.RunSettings(threads=1)) as session:
        session.advance(ticks=26)
        assert session.fields["reach_cameras"].min() > 0
        session.advance(ticks=1)
        blind = session.fields["reach_cameras"] == 0
        names = [province.name for province in scenario.tables.provinces]
        assert {name for name, it_is in zip(names, blind, strict=True) if it_is} == {"Beijing", "Hebei"}
        with session.fork() as twin:
            twin.advance()
            session.advance()
            assert twin.outcome().state_digest == session.outcome().state_digest


def test_a_folder_keeps_none_that_no_file_says(scenario: Scenario, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="timeline"):
        cp.Session.begin(scenario, cp.RunSettings(out=tmp_path / "run"))
    assert not (tmp_path / "run").exists()


def test_measures_know_what_is_negative_under_any_of_them(scenario: Scenario) -> None:
    """An act that earns points at first, and costs some later, is told among those that cost."""
    dear = load_scenario("popular-account", people=2000, years=1, set={"rulebook.acts.community_help.points": -5})
    found = gather(replace(scenario, eras=(Era(26 * scenario.tick_days, dear.rules),)), 1)
    place = scenario.act_names.index("community_help")
    assert found.negative[place] and not gather(replace(scenario, eras=()), 1).negative[place]


def test_a_session_under_other_rules_can_be_copied_on_the_day_they_begin() -> None:
    """Whoever was moved by the change stands where nobody could stand by the old rules, on that very day."""
    settings = cp.RunSettings(threads=1)
    with cp.Session.begin(load_scenario("popular-account", people=3000, years=1), settings) as session:
        session.advance("6mo")
        longer = {
            "rulebook.grades.D.lock.lasts": "30d",
            "rulebook.grades.A-.from": 940,
            "regime.office.lost_share": 0.0,
        }
        with session.fork(longer) as one, one.fork() as its:
            one.advance()
            its.advance()
            assert one.outcome().state_digest == its.outcome().state_digest
