"""V25: what rating companies does to defaults, financing and evasion, to private companies more than to the state's.

Companies of a society live twice on the same draws: under a rulebook, and under the same one where none of its doors
opens or closes to anybody, so that nothing is at stake. What pilots and ratings were found to change is held against

    pilots    company-2020 with its doors, less without them
    ratings   tax-credit: the companies whom it gives easier credit (A, B, M) beside the others (C, D)

Only signs were published; sizes are not compared. That easier credit lowers refusals and interest, and that banks pass
over what a rulebook refuses the state, was built in by these very studies, so that those signs are fitted and check
nothing. The others were looked at by nobody when parameters were chosen.

Source: corp-016, mkt-011, mkt-012, mkt-066, mkt-067, ctx-020, ctx-021, mkt-052; other effects are untold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.town import town_of
from credopolis.analysis.targets.target import NO_NUMBER, Setting, TargetNumber, Untold, Validated
from credopolis.engine.scenario import Scenario
from credopolis.firms import course
from credopolis.firms.business_at import COUNTS
from credopolis.firms.course import FirmCourse
from credopolis.firms.doors import DOORS
from credopolis.firms.given import GIVEN
from credopolis.library.names import resolve_rulebook
from credopolis.rulebook import load_rulebook

YEARS: Final = 5
PRIVATE, STATE = 0, 1
TRUSTED: Final = ("A", "B", "M")
"""The grades that have easier credit (ctx-022)."""


@dataclass(frozen=True)
class Companies:
    """Companies after some years. of : by owner, what was counted in all recorded years. firms, trade : at their end.
    given : parameters. growth : of the last year, beyond chance."""

    of: dict[str, NDArray[np.float64]]
    firms: NDArray[np.void]
    trade: NDArray[np.void]
    grades: tuple[str, ...]
    growth: NDArray[np.float64]
    given: dict[str, float]

    def ratio(self, part: str, whole: str, owner: int | None = None) -> float:
        """Percent of one count in another, of an owner or of all."""
        at = slice(None) if owner is None else slice(owner, owner + 1)
        total = float(self.of[whole][at].sum())
        return 100.0 * float(self.of[part][at].sum()) / total if total else math.nan

    def mean(self, values: NDArray[np.float64], grades: tuple[str, ...], owner: int | None = None) -> float:
        """The mean over companies there are, in some grades, of an owner or of all; NaN of none."""
        held = np.isin(np.array(self.grades)[self.firms["grade"]], grades) & (self.firms["vacant"] == 0)
        held &= np.isfinite(values)
        if owner is not None:
            held &= self.firms["owner"] == owner
        return float(values[held].mean()) if held.any() else math.nan


@dataclass(frozen=True)
class Twice:
    """The same companies with the doors of a rulebook and without them."""

    on: Companies
    off: Companies


def lived(rulebook: str) -> Callable[[Scenario, Mapping[str, float]], Twice]:
    """How a setting's companies live: of the scenario's society, people and seed, with values of assumptions."""

    def live(scenario: Scenario, values: Mapping[str, float]) -> Twice:
        town = town_of(str(scenario.source["society"]), scenario.people, scenario.seed)
        book = load_rulebook(resolve_rulebook(rulebook))
        sides = []
        for off in ((), DOORS):
            one = course.begin(book, town, scenario.seed, values, business=True, off=off)
            sides.append(_counted(one))
        return Twice(*sides)

    return live


def _counted(one: FirmCourse) -> Companies:
    """Let companies live, and count; growth is of the last year, before places are shared out."""
    years = course.live(one, YEARS - 1)
    business = one.business
    assert business is not None
    tally, counts = one.fresh_tally(), np.zeros_like(business.counts)
    for _ in range(12):
        one.month(tally)
    growth = business.trade["drift"].copy()
    counts = np.sum([year.business.counts for year in years if year.business is not None], axis=0) + business.counts
    of = {name: counts[:, k].astype(np.float64) for k, name in enumerate(COUNTS)}
    return Companies(of, one.firms.copy(), business.trade.copy(), tuple(reversed(one.book.grades)), growth, one.given)


def assumed() -> dict[str, tuple[float, float, float]]:
    """The assumptions that are drawn: the low end, the value and the high end of each parameter of companies."""
    return {name: (one.low, one.value, one.high) for name, one in GIVEN.items() if one.low < one.high}


def _lowered(part: str, whole: str, owner: int | None = None) -> Callable[[Any], float]:
    return lambda twice: twice.off.ratio(part, whole, owner) - twice.on.ratio(part, whole, owner)


def _apart(of: Callable[[Companies], NDArray[np.float64]], owner: int | None = None) -> Callable[[Any], float]:
    """By how much those with easier credit exceed the others."""

    def found(twice: Twice) -> float:
        one = twice.on
        rest = tuple(name for name in one.grades if name not in TRUSTED)
        return one.mean(of(one), TRUSTED, owner) - one.mean(of(one), rest, owner)

    return found


def _more(of: Callable[[int], Callable[[Any], float]]) -> Callable[[Any], float]:
    """By how much more for private companies than for the state's."""
    return lambda twice: of(PRIVATE)(twice) - of(STATE)(twice)


def _in_debt(one: Companies) -> NDArray[np.float64]:
    return np.where((one.trade["loan_until"] > 0) & (one.trade["shadow"] == 0), 100.0, 0.0)


def _saved(one: Companies) -> NDArray[np.float64]:
    """Interest, %, with its sign turned: more is cheaper. NaN without a loan."""
    return np.where(one.trade["loan_until"] > 0, -100.0 * one.trade["interest"], np.nan)


def _growth(one: Companies) -> NDArray[np.float64]:
    return 100.0 * one.growth


def _hidden_breaches(one: Companies) -> NDArray[np.float64]:
    return np.asarray(one.firms["hidden"].sum(axis=1), np.float64)


def _a_pays_less(twice: Twice) -> float:
    """Share of the tax due that others pay less that of A: hidden shares by breaches that stand, concessions by A."""
    one, rest = twice.on, ("B", "M", "C", "D", "D_judged")
    paid = (1.0 - one.given["hides"]) ** _hidden_breaches(one)
    paid = paid * np.where(np.array(one.grades)[one.firms["grade"]] == "A", 1.0 - one.given["tax_relief"], 1.0)
    return 100.0 * (one.mean(paid, rest) - one.mean(paid, ("A",)))


PILOTS: Final = Setting(
    "companies under company-2020, with its doors and without", "popular-account", 1.0, people=400_000, seeds=6,
    live=lived("company-2020"), assumed=assumed,
)  # fmt: skip
RATINGS: Final = Setting(
    "companies under tax-credit, with its doors and without", "popular-account", 1.0, people=400_000, seeds=6,
    live=lived("tax-credit"), assumed=assumed,
)  # fmt: skip


def _sign(
    name: str, fitted: bool, facts: tuple[str, ...], of: Callable[[Any], float], setting: Setting,
    note: str = "any rise agrees",
) -> TargetNumber:  # fmt: skip
    return TargetNumber(name, "points", NO_NUMBER, 0.0, math.inf, fitted, facts, of, note, setting=setting)


_NOT_DONE: Final = "companies here found no others, give no trade credit, and have no shares that a market prices"
TARGET: Final = Validated(
    "V25",
    PILOTS,
    (
        _sign("pilots lower loans unpaid", False, ("corp-016", "mkt-012"), _lowered("defaulted", "due"), PILOTS),
        _sign("the same, private more than state", False, ("corp-016",),
              _more(lambda owner: _lowered("defaulted", "due", owner)), PILOTS),
        _sign("ratings lower the tax that is hidden", False, ("mkt-011",), _lowered("hidden_tax", "tax_due"), RATINGS,
              "fraud, of which tax is a part"),
        _sign("the same, private more than state, of tax", False, ("mkt-011", "mkt-067"),
              _more(lambda owner: _lowered("hidden_tax", "tax_due", owner)), RATINGS),
        _sign("a good rating makes loans cheaper", True, ("ctx-021",), _apart(_saved), RATINGS),
        _sign("cheaper for private more than state", False, ("ctx-021",),
              _more(lambda owner: _apart(_saved, owner)), RATINGS),
        _sign("a good rating brings more loans", True, ("ctx-020",), _apart(_in_debt), RATINGS),
        _sign("more loans for private more than state", True, ("ctx-020", "mkt-052"),
              _more(lambda owner: _apart(_in_debt, owner)), RATINGS, "banks lend to the state's anyway"),
        _sign("a good rating brings growth", True, ("ctx-020", "mkt-066"), _apart(_growth), RATINGS),
        _sign("growth for private more than state", False, ("ctx-020", "mkt-066"),
              _more(lambda owner: _apart(_growth, owner)), RATINGS),
        _sign("A hides fewer breaches than others", False, ("mkt-067",),
              lambda twice: twice.on.mean(_hidden_breaches(twice.on), ("B", "M", "C", "D", "D_judged"))
              - twice.on.mean(_hidden_breaches(twice.on), ("A",)), RATINGS),
        _sign("and pays less of its tax", False, ("mkt-067",), _a_pays_less, RATINGS, "the concession outweighs it"),
    ),
    (
        Untold("public credit portals lower trade credit", _NOT_DONE, ("mkt-010",)),
        Untold("pilots raise new businesses, of private companies more", _NOT_DONE, ("mkt-014",)),
        Untold("criticism lowers share prices of private companies alone", _NOT_DONE, ("mkt-064",)),
        Untold("defaulters of a city lower exports of its companies",
               "exports are a part of business here, and no city's defaulters weigh on it", ("mkt-060",)),
    ),
)  # fmt: skip
