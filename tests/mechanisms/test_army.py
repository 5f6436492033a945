"""Military service, championships and vetting: which gates close which door, and what is read of parameters."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import army, championships, vetting
from credopolis.mechanisms.army import people_serve
from credopolis.mechanisms.championships import children_win, days_between_wins
from credopolis.mechanisms.vetting import DOORS, FEATS, done_by_children, families_hear
from credopolis.rulebook.conduct import OF_CHILDREN

SERVES = {"regime.stages.stands": True, "regime.army.stands": True}


@pytest.mark.parametrize("name", ["popular-account", "suining-2010", "dangan"])
def test_gates_that_ship_close_the_army_to_whom_they_name(name: str) -> None:
    """`political_vetting` in Suining, `army` in the dossier's rulebook, and none in the popular account."""
    scenario = load_scenario(name, people=1000)
    book = scenario.rulebook
    grades = [bool({*army.GATES} & {*names}) for names in book.grade_refuses]
    lists = [bool({*army.GATES} & {*names}) for names in book.list_refuses]
    found = army.closed_in_states(scenario)
    for g, closed in enumerate(grades):
        for mask in range(2 ** len(lists)):
            assert found[g, mask] == (closed or any(one and mask >> k & 1 for k, one in enumerate(lists)))
    assert (any(grades), any(lists)) == (name == "suining-2010", name == "dangan")
    (dial,) = (d.of(scenario) for d in vetting.DIALS if d.name == "vetted")
    assert dial[DOORS.index("army")] == (name != "popular-account")


def test_it_needs_stages_and_is_off_unless_asked_for() -> None:
    scenario = load_scenario("popular-account", people=1000, set=SERVES)
    assert people_serve(scenario) and families_hear(scenario) and done_by_children(scenario) == (True, False)
    for without in ("army", "stages"):
        assert not people_serve(replace(scenario, off=(without,)))
    assert not families_hear(load_scenario("popular-account", people=1000))


def test_service_lasts_as_long_as_it_is_said_to() -> None:
    for years, days in ((2.0, 730), (3.0, 1096), (0.5, 183)):
        assert (
            army.days_of_service(load_scenario("popular-account", people=1000, set={"regime.army.years": years}))
            == days
        )


def test_a_day_has_a_championship_with_the_chance_of_a_day() -> None:
    """Whole parts of an exponential: a chance p of each later day means a mean of -1 / log(1 - p)."""
    scenario = load_scenario(
        "popular-account", people=1000, set={"regime.championships.stands": True, "regime.championships.a_year": 0.5}
    )
    assert math.exp(-1 / days_between_wins(scenario)) == pytest.approx(1 - 0.5 / 365.25)
    assert children_win(scenario) and not children_win(replace(scenario, off=("championships",)))
    assert days_between_wins(replace(scenario, off=("championships",))) > 1e6


def test_what_children_do_is_what_the_table_of_conduct_may_name() -> None:
    assert ("none", *FEATS) == OF_CHILDREN and len(FEATS) == 2
    conduct = load_scenario("popular-account", people=1000).conduct.acts
    assert {c.done_by_child for c in conduct.values()} == {*OF_CHILDREN}
    assert conduct["child_army"].done_by_child == "army"


def test_a_closed_door_is_one_bit_of_a_state() -> None:
    scenario = load_scenario("suining-2010", people=1000)
    found = vetting.closed_in_states(scenario)
    np.testing.assert_array_equal(found >> DOORS.index("army") & 1, army.closed_in_states(scenario))
    assert championships.FIRST_AGE < army.FIRST_AGE < army.LAST_AGE
