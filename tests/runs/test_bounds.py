"""Whatever a scenario may be, its manifest can hold: a run that was lived can be opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from credopolis.library.catalogue import FIRST_YEAR, LARGEST_SCALE, LAST_YEAR, load_scenario
from credopolis.library.settings import LEAST_YEARS, MOST_PEOPLE, MOST_SEED, MOST_TICK_DAYS, MOST_YEARS
from credopolis.society.layout import FEWEST_PEOPLE
from credopolis.society.layout import MOST_PEOPLE as MOST_LIVES
from credopolis.store.manifest import check_readable, first_manifest
from credopolis.store.tables import TABLES


@pytest.mark.parametrize(
    "given",
    [
        {"people": MOST_PEOPLE, "scale": LARGEST_SCALE},
        {"people": MOST_LIVES, "scale": 1},
        {"people": FEWEST_PEOPLE, "years": LEAST_YEARS, "seed": 0, "tick": 1},
        {"years": MOST_YEARS, "seed": MOST_SEED, "tick": MOST_TICK_DAYS},
    ],
)
def test_the_bounds_of_a_scenario_are_within_those_of_a_manifest(given: dict[str, Any]) -> None:
    scenario = load_scenario("popular-account", **given)
    check_readable(first_manifest(scenario, scenario.interval, TABLES, {}))


def test_first_and_last_years_are_years_of_a_manifest() -> None:
    scenario = load_scenario("popular-account", people=4000, years=MOST_YEARS)
    for start in (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)):
        late = replace(scenario, start=start, source={**scenario.source, "start": start.isoformat()})
        check_readable(first_manifest(late, late.interval, TABLES, {}))
