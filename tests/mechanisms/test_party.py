"""Party membership: who would join is whom the society draws, and which gates close the Party."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import party, vetting
from credopolis.mechanisms.party import AGES, people_join
from credopolis.mechanisms.vetting import DOORS
from credopolis.society.generate import calibrated

JOINS = {"regime.stages.stands": True, "regime.party.stands": True}


def test_shares_are_those_by_which_the_society_is_drawn() -> None:
    once = {f"regime.party.{name}": 1.0 for name in ("level", "elders", "with_college")}
    scenario = load_scenario("popular-account", people=1000, set=once)
    table = calibrated(scenario.tables).party
    for cohort in party.members(scenario):
        np.testing.assert_array_equal(cohort, table)
    usual = load_scenario("popular-account", people=1000)
    its = usual.regime.party
    elders, later = np.array(party.members(usual))
    np.testing.assert_allclose(later[:, :-2], its.level * table[:, :-2], atol=2)
    np.testing.assert_allclose(later[:, -2], its.level * its.with_college * table[:, -2], atol=2)
    odds = (share[:, :-1] / (65_536 - share[:, :-1]) for share in (elders, later))
    np.testing.assert_allclose(next(odds), its.elders * next(odds), rtol=0.005)
    for cohort in (elders, later):
        np.testing.assert_array_equal(cohort[:, -1], table[:, -1])


def test_elders_are_those_born_before_1961() -> None:
    scenario = load_scenario("popular-account", people=1000)
    first = party.elders_until(scenario)
    assert [(scenario.start + timedelta(days=first + day)).isoformat() for day in (-1, 0)] == [
        "1960-12-31",
        "1961-01-01",
    ]


@pytest.mark.parametrize("name", ["popular-account", "suining-2010", "dangan"])
def test_gates_that_ship_close_the_party_to_whom_they_name(name: str) -> None:
    scenario = load_scenario(name, people=1000)
    book, closed = scenario.rulebook, party.closed_in_states(scenario)
    wanted = [bool({*party.GATES} & {*names}) for names in book.grade_refuses]
    on_a_list = [bool({*party.GATES} & {*names}) for names in book.list_refuses]
    assert closed[:, 0].tolist() == wanted and (any(wanted) or any(on_a_list)) == (name != "popular-account")
    for k, one in enumerate(on_a_list):
        assert closed[:, 1 << k].tolist() == [one or other for other in wanted]
    bit = vetting.closed_in_states(scenario) >> DOORS.index("party") & 1
    np.testing.assert_array_equal(bit, closed)


def test_it_needs_stages_and_is_off_unless_asked_for() -> None:
    scenario = load_scenario("popular-account", people=1000, set=JOINS)
    assert people_join(scenario) and AGES == (18, 36, 60)
    for without in ("party", "stages"):
        assert not people_join(replace(scenario, off=(without,)))
    assert not people_join(load_scenario("popular-account", people=1000))
