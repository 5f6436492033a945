"""The list of parameters: none is left out, and what it calls an assumption is what a run calls one."""

from __future__ import annotations

import pytest

from credopolis.library.catalogue import SCENARIOS, load_scenario
from credopolis.library.evidence import fact
from credopolis.library.held_out import kept_predictions
from credopolis.library.listed import parameters_of
from credopolis.library.ranges import ranges_of
from credopolis.library.targets import PREDICTIONS


@pytest.mark.parametrize("name", SCENARIOS)
def test_assumptions_are_those_that_a_run_names(name: str) -> None:
    found = parameters_of(name)
    assumed = {one.path for one in found if one.assumed}
    scenario = load_scenario(name, people=20_000)
    assert assumed == {one.path.removeprefix("set ").rstrip(".") for one in scenario.assumptions}
    assert all(one.basis for one in found)
    assert all(one.assumed for one in found if one.remembered)
    assert len({one.path for one in found}) == len(found)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_range_is_told(name: str) -> None:
    told = {one.path: one.range for one in parameters_of(name)}
    for path in ranges_of(name):
        assert told[path], path


def test_facts_that_are_named_are_there() -> None:
    named = {identifier for one in parameters_of("popular-account") for identifier in one.facts}
    assert len(named) > 50
    assert all(fact(identifier).statement for identifier in named)


def test_a_value_is_shown_with_its_unit_and_ground() -> None:
    by_path = {one.path: one for one in parameters_of("popular-account")}
    start, faces = by_path["rulebook.score.start"], by_path["regime.faces.runs_hours"]
    assert (start.value, start.assumed, start.facts) == ("1000", False, ("seed-001",))
    assert (faces.value, faces.unit, faces.range, faces.facts) == ("20", "hours", "4 to 200", ("seed-089",))
    assert by_path["regime.cameras.skynet_midyear"].range == "2010 to 2015"
    assert (by_path["rulebook.scored_from_age"].value, by_path["rulebook.scored_from_age"].range) == (
        "18y",
        "14y to 18y",
    )


def test_predictions_ship_as_they_were_made() -> None:
    found = kept_predictions()
    assert tuple(one.name for one in found) == PREDICTIONS
    assert all(one.runs > 100 and len(one.rows) > 5 and {len(row) for row in one.rows} == {7} for one in found)
