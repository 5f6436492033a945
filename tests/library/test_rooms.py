"""What follows when values are drawn together: thresholds that rise, and room for every alarm."""

from __future__ import annotations

import pytest

import credopolis as cp
from credopolis.library.overrides import Value
from credopolis.library.rooms import in_order, rooms_of, thresholds_of, widened

STAND = {"C": 600, "B": 850, "A": 960}


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ({}, {}),
        ({"other": 1}, {}),
        ({"B": 800}, {"B": 800}),
        ({"B": 500}, {"C": 500, "B": 600}),
        ({"C": 960, "B": 960}, {"C": 960, "B": 961, "A": 962}),
        ({"C": 970, "A": 700}, {"C": 700, "A": 970}),
    ],
)
def test_drawn_thresholds_rise_with_the_grade(drawn: dict[str, Value], expected: dict[str, Value]) -> None:
    assert in_order(STAND, drawn) == expected


def test_thresholds_are_those_of_the_rulebook_s_file() -> None:
    scenario = cp.load_scenario("popular-account", people=1000, years=0.1)
    found = thresholds_of(scenario)
    assert list(found.values()) == sorted(set(found.values())) and len(found) == len(scenario.rulebook.grade_names) - 1
    moved = dict(zip(found, (start + 1 for start in found.values()), strict=True))
    again = cp.load_scenario("popular-account", people=1000, years=0.1, set=moved)
    assert thresholds_of(again) == moved


def test_room_grows_with_what_is_drawn_and_only_then() -> None:
    rooms = rooms_of(cp.load_scenario("popular-account", people=1000, years=0.1))
    assert widened("popular-account", (), rooms, {}) == {}
    drawn: dict[str, Value] = {"regime.officers.visits_a_year": 4.0}
    assert rooms["visits"] < 4.0
    assert widened("popular-account", (), rooms, drawn) == {"conduct.alarms.visits": pytest.approx(4.004)}
    cp.load_scenario(
        "popular-account", people=1000, years=0.1, set={**drawn, **widened("popular-account", (), rooms, drawn)}
    )
