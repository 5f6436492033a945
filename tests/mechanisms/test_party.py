"""Party membership: who would join is whom the society draws, and which gates close the Party."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import party, vetting
from credopolis.mechanisms.party import AGES, people_join
from credopolis.mechanisms.vetting import DOORS
from credopolis.society.generate import calibrated

JOINS = {"regime.stages.stands": True, "regime.party.stands": True}


def test_shares_are_those_by_which_the_society_is_drawn() -> None:
    scenario = load_scenario("popular-account", people=1000, set={"regime.party.level": 1.0})
    table = calibrated(scenario.tables).party
    np.testing.assert_array_equal(party.members(scenario), table)
    usual = np.array(party.members(load_scenario("popular-account", people=1000)))
    np.testing.assert_allclose(usual[:, :-1], 1.72 * table[:, :-1], atol=2)
    np.testing.assert_array_equal(usual[:, -1], table[:, -1])


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
