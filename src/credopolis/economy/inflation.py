"""Guangzhou's colours from 2018 to 2024: better conduct, or a softer office?

    a company   breaks rules at rates times a factor of its own, lognormal, of mean 1 and deviation `spread` of its log
    red         one or more breaches of the kind that makes red at once (96.7 % of red, cmp-045) were entered
    yellow      not red, and `yellow_from` or more lesser ones were
    entered     a breach that was done is entered with some chance; of Poisson breaches a part is Poisson again

So the shares hang on the product of conduct and office alone, and no table of shares can tell one from the other. What
they do tell is by how much the product fell, for each kind; and what would tell them apart can be reckoned: the share
of companies at which an unannounced check finds a breach falls with conduct and not with a softer office.

Source: counts of the table `env_credit_grades` (cmp-043, cmp-044); `spread` and `yellow_from` are assumptions.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis import library
from credopolis.core.errors import BadValue
from credopolis.economy.doubts import BothDoubts, doubted, draws_of
from credopolis.firms.given import FirmGiven

ASSUMED: Final[dict[str, FirmGiven]] = {
    "spread": FirmGiven(1.2, 0.4, 2.0, "how unlike companies are in breaking rules (deviation of the logarithm)"),
    "yellow_from": FirmGiven(2.0, 1.0, 4.0, "lesser breaches entered in a year that make yellow"),
    "sees": FirmGiven(0.79, 0.5, 0.9, "chance that an unannounced check sees a breach of the year", "cmp-057"),
}  # fmt: skip
_FILE: Final = Path(library.__file__).parent / "evidence" / "env_credit_grades.csv"
_NODES: Final = np.polynomial.hermite_e.hermegauss(60)
DRAWN_COUNTS: Final = 100


@dataclass(frozen=True)
class Colours:
    """Companies rated in a year, by colour."""

    year: int
    green: int
    blue: int
    yellow: int
    red: int
    note: str
    source: str

    @property
    def rated(self) -> int:
        """All of them."""
        return self.green + self.blue + self.yellow + self.red


@dataclass(frozen=True)
class OfficeYear:
    """A year: what was published, %, and what was entered a year of a company, of the kind that makes red at once and
    of lesser ones."""

    year: int
    rated: int
    green: float
    blue: float
    yellow: float
    red: float
    grave: BothDoubts
    lesser: BothDoubts
    note: str


@dataclass(frozen=True)
class OfficeFound:
    """What the colours tell, and what they cannot."""

    place: str
    years: tuple[OfficeYear, ...]
    figures: tuple[BothDoubts, ...]
    answers: tuple[str, ...]


def colours() -> tuple[Colours, ...]:
    """What was published of Guangzhou, by year."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Colours(
                int(row["year"]), int(row["green"]), int(row["blue"]), int(row["yellow"]), int(row["red"]), row["note"],
                row["source"],
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


def shares_of(grave: float, lesser: float, spread: float, yellow_from: float) -> tuple[float, float]:
    """Shares of red and yellow, where so many breaches a year are entered of a company in the mean."""
    nodes, weights = _NODES
    factor = np.exp(spread * nodes - spread * spread / 2)
    weights = weights / weights.sum()
    none = np.exp(-grave * factor)
    few, term = np.zeros(len(nodes)), np.exp(-lesser * factor)
    for k in range(round(yellow_from)):
        few += term
        term = term * lesser * factor / (k + 1)
    return float(weights @ (1.0 - none)), float(weights @ (none * (1.0 - few)))


def entered_of(red: float, yellow: float, spread: float, yellow_from: float) -> tuple[float, float]:
    """Breaches entered a year, grave and lesser, that make these shares: the inverse of `shares_of`."""
    grave = _solve(lambda x: shares_of(x, 0.0, spread, yellow_from)[0], red)
    return grave, _solve(lambda x: shares_of(grave, x, spread, yellow_from)[1], yellow)


def _solve(of: Callable[[float], float], share: float) -> float:
    low, high = 0.0, 1e-6
    while of(high) < share and high < 1e6:
        high *= 4
    for _ in range(50):
        half = (low + high) / 2
        low, high = (half, high) if of(half) < share else (low, half)
    return (low + high) / 2


def checks_needed(before: float, after: float) -> float:
    """Unannounced checks after which a share that fell is told from one that did not, nine times in ten."""
    spread = math.sqrt(before * (1 - before)) * 1.645 + math.sqrt(after * (1 - after)) * 1.282
    return math.ceil((spread / (before - after)) ** 2) if before > after else math.inf


def office(*, seed: int = 1, draws: int = 100, given: Mapping[str, float] | None = None) -> OfficeFound:
    """Ask whether conduct became better or the office softer. given : assumptions, by name, which then are not drawn.

    Raises
    ------
    BadValue
        If there is no such assumption, or a number lies outside its bounds.
    """
    fixed = dict(given or {})
    for name, value in fixed.items():
        if name not in ASSUMED:
            raise BadValue("the assumption", name, ", ".join(ASSUMED))
        if not ASSUMED[name].low <= value <= ASSUMED[name].high:
            raise BadValue(f"the assumption {name}", value, f"{ASSUMED[name].low:g} to {ASSUMED[name].high:g}")
    if isinstance(draws, bool) or not isinstance(draws, int) or not 0 <= draws <= 1000:
        raise BadValue("the number of draws of the assumptions", draws, "0 to 1,000")
    central = {name: one.value for name, one in ASSUMED.items()} | fixed
    drawn = [one | fixed for one in draws_of({n: g for n, g in ASSUMED.items() if n not in fixed}, draws, seed)]
    known = colours()
    chances = [_shares(year) for year in known], [_by_chance(year, seed) for year in known]
    usual = _figures(chances[0], central)
    by_chance = [_figures([of_year[k] for of_year in chances[1]], central) for k in range(DRAWN_COUNTS)]
    by_draws = [_figures(chances[0], one) for one in drawn]
    found = {
        name: doubted(
            name, WORDS.get(name, name), [one[name] for one in by_chance], [one[name] for one in by_draws], at
        )
        for name, at in usual.items()
    }
    years = tuple(
        OfficeYear(
            one.year, one.rated, _percent(one.green, one), _percent(one.blue, one), _percent(one.yellow, one),
            _percent(one.red, one),
            found[f"grave {k}"], found[f"lesser {k}"], one.note,
        ) for k, one in enumerate(known)
    )  # fmt: skip
    figures = tuple(found[name] for name in WORDS)
    return OfficeFound("Guangzhou", years, figures, _answers(found))


UNEVEN: Final = (
    "Grave breaches fell further than lesser ones, both doubts allowed for: neither better conduct nor a softer office "
    "that is alike for all explains the table. What makes red was spared, given up first, or repaired in time."
)
WORDS: Final = {
    "grave left": "grave breaches entered in 2024, of 100 in 2018",
    "lesser left": "lesser breaches entered in 2024, of 100 in 2018",
    "apart": "how many times as far the grave fell as the lesser",
    "seen before": "unannounced checks that find a grave breach in 2018, %, if all were entered",
    "seen if conduct": "the same in 2024 if conduct became better, %",
    "seen if office": "the same in 2024 if the office became softer, %",
    "checks": "unannounced checks that would tell the two apart nine times in ten",
}


def _percent(companies: int, of: Colours) -> float:
    return 100.0 * companies / of.rated


def _shares(year: Colours) -> tuple[float, float]:
    return year.red / year.rated, year.yellow / year.rated


def _by_chance(year: Colours, seed: int) -> list[tuple[float, float]]:
    """Shares as they might have come out as well: gamma draws of the counts, which make a Dirichlet draw."""
    stream = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, year.year]))
    counts = np.array([year.red, year.yellow, year.green + year.blue], float)
    held: NDArray[np.float64] = stream.standard_gamma(counts + 0.5, (DRAWN_COUNTS, 3))
    held = held / held.sum(axis=1, keepdims=True)
    return [(float(red), float(yellow)) for red, yellow, _ in held]


def _figures(shares: Sequence[tuple[float, float]], given: Mapping[str, float]) -> dict[str, float]:
    entered = [entered_of(red, yellow, given["spread"], given["yellow_from"]) for red, yellow in shares]
    found = {f"grave {k}": grave for k, (grave, _) in enumerate(entered)}
    found |= {f"lesser {k}": lesser for k, (_, lesser) in enumerate(entered)}
    (grave, lesser), (grave_now, lesser_now) = entered[0], entered[-1]
    before, after = (
        shares_of(rate * given["sees"], 0.0, given["spread"], given["yellow_from"])[0] for rate in (grave, grave_now)
    )
    return found | {
        "grave left": 100 * grave_now / grave, "lesser left": 100 * lesser_now / lesser,
        "apart": (lesser_now / lesser) / (grave_now / grave),
        "seen before": 100 * before, "seen if conduct": 100 * after, "seen if office": 100 * before,
        "checks": checks_needed(before, after),
    }  # fmt: skip


def _answers(found: Mapping[str, BothDoubts]) -> tuple[str, ...]:
    grave, apart, checks = found["grave left"], found["apart"], found["checks"]
    uneven = min(apart.low, apart.low if apart.least is None else apart.least) > 1
    return (
        "The shares cannot tell better conduct from a softer office: they hang on the product of both alone.",
        f"If it was conduct alone, grave breaches fell to {grave.value:.1f} of 100 in six years. If it was the office "
        f"alone, it entered {grave.value:.1f} of 100 that it would have entered before.",
        UNEVEN if uneven else "Whether grave breaches fell further than lesser ones is open.",
        f"Some {checks.value:,.0f} unannounced checks of rated companies would tell: with better conduct they find "
        "next to nothing, with a softer office as much as in 2018.",
    )  # fmt: skip
