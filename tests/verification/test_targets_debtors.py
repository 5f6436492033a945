"""The list of judgment defaulters against what was reported of it: targets V01, V05 and V07.

V01: from the day on which 0.404 % of the population are listed (5.70 of 1,412 million, early 2020), the stock 3.9 years
later and its growth a year. V05: bars for conduct next to listings for debt. V07: exits by repair among all exits.
Free parameters: the term, the rates of default, of performing and of beginning repair; each stands in the regime's
files with its source or as an assumption with a range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy import stats

from credopolis.engine.standing import TRACE_ENTRY, TRACE_REPAIR
from credopolis.engine.world import TRACE_COLUMNS
from credopolis.library.catalogue import load_scenario

from .tools import YEAR, Watched, report, watch

PEOPLE = 300_000
START_SHARE = 5.70e6 / 1412e6
END_SHARE = 8.542322e6 / 1412e6
YEARS_BETWEEN = 3.9
DEBT = 0


@pytest.fixture(scope="module")
def watched() -> Watched:
    return watch(load_scenario("judgment-defaulters", people=PEOPLE, years=7.5, seed=81, interval="month"))


def posted(watched: Watched, act: str) -> int:
    """Entries of an act in the whole run."""
    rows = watched.periods[-1].pairs[:, 0] == watched.scenario.act_names.index(act)
    return int(watched.total("entries")[:, :, rows].sum())


def test_v01_the_stock_grows_as_reported(watched: Watched) -> None:
    days = np.array([p.end_day for p in watched.periods])
    stock = np.array([int(p.listed[:, :, DEBT].sum()) for p in watched.periods])
    first = int(np.argmax(stock >= START_SHARE * PEOPLE))
    later = int(np.argmin(np.abs(days - days[first] - YEARS_BETWEEN * YEAR)))
    years = (days[later] - days[first]) / YEAR
    low, high = (
        bound / PEOPLE for bound in stats.chi2.ppf([0.025, 0.975], [2 * stock[later], 2 * stock[later] + 2]) / 2
    )
    growth = (stock[later] / stock[first]) ** (1 / years) - 1
    spread = 1.96 * np.sqrt(1 / stock[later] + 1 / stock[first]) / years
    report("V01 listed", after_years=float(years), share=stock[later] / PEOPLE, low=float(low), high=float(high),
           target=END_SHARE, growth=float(growth), growth_low=float(growth - spread),
           growth_high=float(growth + spread))  # fmt: skip
    assert years == pytest.approx(YEARS_BETWEEN, abs=0.1)
    assert stock[later] / PEOPLE == pytest.approx(END_SHARE, rel=0.15)
    assert growth == pytest.approx(0.11, abs=0.03)


def test_v05_bars_for_conduct_are_rare_next_to_listings_for_debt(watched: Watched) -> None:
    bars, debts = posted(watched, "travel_misconduct"), posted(watched, "judgment_default")
    found = stats.binomtest(bars, bars + debts).proportion_ci(0.95)
    report(
        "V05 bars for conduct", bars=bars, debts=debts, share=bars / debts, low=float(found.low), high=float(found.high)
    )
    assert bars > 0
    assert found.high < 0.01


@dataclass
class Exits:
    """How debtors left the list."""

    repaired: int
    other: int


def exits_of(watched: Watched) -> Exits:
    """Replay with every life traced that was ever listed, and see which repairs ended a listing that still stood."""
    ever = np.flatnonzero(watched.engine.world.extra[:, DEBT] != 0)
    traced = watch(watched.scenario, traced=ever)
    world, names = traced.engine.world, watched.scenario.act_names
    assert all(d["trace_rows"] <= d["trace_size"] for d in world.districts)
    column = {name: k for k, name in enumerate(TRACE_COLUMNS)}
    since: dict[int, int] = {}
    repaired = 0
    default, perform = names.index("judgment_default"), names.index("perform_judgment")
    for d in world.districts:
        rows = world.trace[d["trace_start"] : d["trace_start"] + d["trace_rows"]]
        for row in rows[np.argsort(rows[:, column["day"]], kind="stable")]:
            life, kind, act = int(row[column["life"]]), row[column["kind"]], row[column["act"]]
            if kind == TRACE_ENTRY and act == default:
                since[life] = int(row[column["day"]])
            elif kind == TRACE_ENTRY and act == perform:
                since.pop(life, None)
            elif kind == TRACE_REPAIR and since.get(life) == int(row[column["due_day"]]):
                repaired += 1
                since.pop(life)
    listed = int(watched.periods[-1].listed[:, :, DEBT].sum())
    return Exits(repaired, posted(watched, "judgment_default") - listed - repaired)


def test_v07_few_leave_by_repair(watched: Watched) -> None:
    exits = exits_of(watched)
    total = exits.repaired + exits.other
    found = stats.binomtest(exits.repaired, total).proportion_ci(0.95)
    report("V07 exits by repair", repaired=exits.repaired, exits=total, share=exits.repaired / total,
           low=float(found.low), high=float(found.high))  # fmt: skip
    assert found.low > 0.02
    assert found.high < 0.12
