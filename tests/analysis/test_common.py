"""Rulebooks that name other gates or other bands: nothing is subtracted that means another thing, and no verdict."""

from __future__ import annotations

import json

import numpy as np
import pytest

from credopolis.analysis.comparisons.common import (
    GATES,
    LADDER,
    bands_of,
    common_measures,
    own_terms,
    same_gates,
    same_ladder,
)
from credopolis.analysis.comparisons.compare import Comparison, compare_regimes
from credopolis.analysis.comparisons.telling import own_terms_in_words
from credopolis.analysis.comparisons.twins import NO_VERDICT
from credopolis.analysis.measures.measured import gather
from credopolis.analysis.measures.states import restricted_states
from credopolis.analysis.pages.comparison import comparison_html
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario


def scenario(regime: str, **overrides: int) -> Scenario:
    return load_scenario("popular-account", people=3000, years=1, regime=regime, set=overrides or None)


@pytest.fixture(scope="module")
def dossier() -> Comparison:
    return compare_regimes(["dangan", "rongcheng-2013"], people=2000, years=1, seeds=2, threads=1)


def test_nobody_is_called_worse_off_by_two_lists_of_gates(dossier: Comparison) -> None:
    """Ninety-nine in a hundred were said to be worse off under Rongcheng's points than under a dossier with "
    "removals."""
    (twins,) = dossier.twins
    assert twins.yardstick == NO_VERDICT and twins.groups == () and dossier.stories == ()
    page = comparison_html(dossier)
    assert "No verdict on who is better or worse off" in page and "are worse off under" not in page
    assert "gates_open" not in {d.measure for d in dossier.differences}
    assert ("rongcheng-2013", "gates open", GATES) in dossier.own_terms
    assert json.loads(json.dumps(dossier.as_json(), allow_nan=False))["own_terms"]


def test_common_measures_stand_instead(dossier: Comparison) -> None:
    found = {d.measure: d for d in dossier.differences}
    assert {"entries", "false_entries", "removal_days", "restricted_days"} <= found.keys()
    assert found["restricted_days"].value >= 0 and found["restricted_days"].value_against > 0


def test_gates_that_both_name_are_compared() -> None:
    first, second = scenario("popular-account"), scenario("suining-2010")
    names = [m.name for m in common_measures([first, second])]
    assert "gate licences" in names and "gate travel" not in names, "Suining knows no gate for travel"
    assert common_measures([first, scenario("popular-account", **{"rulebook.acts.tax_evasion.points": -10})]) == ()


def test_grades_of_one_name_with_other_bands_are_not_subtracted() -> None:
    """A grade A from 960 is not a grade A from 990."""
    first, other = scenario("popular-account"), scenario("rongcheng-2013")
    assert bands_of(first)["A"] == (990, 1009) and bands_of(other)["A"] == (960, 1029)
    found = own_terms(first, other)
    assert found["grade A"] == LADDER and "grade AAA" not in found, "AAA begins at 1,050 under both"
    assert found["below_start"] == found["ever_below"] == LADDER and found["gates_open"] == GATES
    assert "entries" not in found and "falls" not in found
    moved = scenario("popular-account", **{"rulebook.grades.B.from": 870})
    assert set(own_terms(first, moved)) == {"grade B", "grade C"} and same_gates(first, moved)
    assert not same_ladder(first, moved) and same_ladder(first, first) and own_terms(first, first) == {}


def test_a_moved_threshold_leaves_the_verdict_and_drops_the_grades() -> None:
    found = compare_regimes(
        ["popular-account", "popular-account,rulebook.grades.B.from=870"], people=2000, years=0.5, seeds=2, threads=1,
        stories=False,
    )  # fmt: skip
    assert found.twins[0].yardstick and found.twins[0].groups
    assert not {"grade B", "grade C"} & {d.measure for d in found.differences}
    (line,) = own_terms_in_words(found)
    assert "in grade B" in line and LADDER in line


def test_days_restricted_are_those_of_the_grades_that_close_a_service() -> None:
    """By hand: under the popular account C and D close services, so their person-days by the trapezoid rule."""
    base = load_scenario("popular-account", people=3000, years=2)
    states = restricted_states(base)
    assert states is not None
    assert [n for g, n in enumerate(base.rulebook.grade_names) if states[g, 0]] == ["D", "C"]
    harsher = load_scenario("popular-account", people=3000, years=2, set={"rulebook.acts.negative_post.points": -200})
    found = gather(harsher, 1, restricted=states)
    from credopolis.runs.session import Session
    from credopolis.runs.settings import RunSettings

    days, then, before, last = 0.0, None, 0, len(harsher.rulebook.grade_names)
    with Session.begin(harsher, RunSettings(threads=1)) as session:

        class Watch:
            def on_tick(self, tick: object) -> None:
                pass

            def on_period(self, period: object) -> None:
                nonlocal days, then, before
                census = period.arrays["census"].sum(axis=(0, 1))[:last]  # type: ignore[attr-defined]
                now, day = float(census[:2].sum()), int(period.end_day)  # type: ignore[attr-defined]
                if then is not None:
                    days += (now + then) / 2 * (day - before)
                then, before = now, day

        session.watch(Watch())
        session.advance()
    assert days > 0 and float(np.sum(found.over_time["restricted", "days"])) == pytest.approx(days)
