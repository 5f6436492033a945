"""Kindergarten: how many go by year, what being moved at its door is worth, and when it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from credopolis.core.jit import plain
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import kindergarten
from credopolis.mechanisms.kindergarten import DIALS, FIRST_YEAR, LAST_YEAR, children_go, enrolled, needs_now
from credopolis.mechanisms.vital import table

STANDS = {"regime.stages.stands": True, "regime.kindergarten.stands": True}


def test_shares_go_straight_between_the_years_that_are_known() -> None:
    known = {2010: 0.566, 2017: 0.796, 2020: 0.852, 2021: 0.881}
    assert all(enrolled(year) == pytest.approx(share) for year, share in known.items())
    assert enrolled(2005) == 0.566 and enrolled(2040) == 0.881
    assert enrolled(2018) == pytest.approx(0.796 + (0.852 - 0.796) / 3)


def test_dials_follow_the_calendar() -> None:
    scenario = load_scenario("popular-account", people=1000, set=STANDS | {"regime.kindergarten.level": 0.9})
    dials = {dial.name: dial.of(scenario) for dial in DIALS}
    ends = dials["kindergarten_until"]
    assert ends[0] == (date(FIRST_YEAR + 1, 1, 1) - scenario.start).days and list(ends) == sorted(ends)
    assert dials["kindergarten_share"][-1] == round(65_536 * 0.9 * 0.881)
    assert dials["head_start_left"] == 950 and dials["kindergartens"]


def test_it_needs_stages_and_is_off_unless_asked_for() -> None:
    scenario = load_scenario("popular-account", people=1000, set=STANDS)
    assert children_go(scenario) and not children_go(load_scenario("popular-account", people=1000))
    assert not any(children_go(replace(scenario, off=(name,))) for name in ("stages", "kindergarten"))


@pytest.mark.parametrize("left", [1, 850, 950, 1000])
def test_who_stays_at_home_needs_more_and_who_goes_less(left: int) -> None:
    """Within bounds, in order, and back again but for rounding; who reaches no level reaches none."""
    now = plain(needs_now)
    for needed in (0, 1, 999, 1000, 40_000, 65_534, 65_535):
        more, less = now(needed, left, True), now(needed, left, False)
        assert 0 <= less <= needed <= more <= kindergarten.NEVER_ENOUGH
        assert more >= min(needed * 1000 / left, 65_535) - 1e-6 and (needed == 65_535) <= (less == 65_535)
    assert (now(1000, 1000, True), now(1000, 1000, False)) == (1000, 1000)


def test_the_years_are_those_of_the_table() -> None:
    years = [int(row["year"]) for row in table("kindergarten")]
    assert (years[0], years[-1]) == (FIRST_YEAR, LAST_YEAR) and years == sorted(years)
