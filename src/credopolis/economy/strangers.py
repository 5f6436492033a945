"""Does a record of defaults stand in for courts? Markets of strangers with strong and weak courts, with it and without.

All four live on the same companies and draws, so differences are paired. Each figure has both doubts, and so has each
effect; an effect whose sign holds in 95 % of the draws of the assumptions is a finding, any other is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.town import town_of
from credopolis.core.errors import BadValue
from credopolis.economy.doubts import BothDoubts, Drawn, doubted, draws_of, middle, told_of
from credopolis.firms.generate import generate
from credopolis.firms.given import values
from credopolis.firms.market import ASKED, DEALT, DEFAULTED, ERRORS, MET, TERMS, Market

MONTHS, WARM_UP = 60, 36
"""Months that are counted, and those before them."""
COURTS: Final = ("weak", "strong")
SYSTEMS: Final = {False: "no record", True: "with the record"}
FIGURES: Final = {
    "dealt": "meetings of strangers that become a deal, %",
    "defaults": "deals that are not paid, %",
    "asked": "meetings before which somebody asks, %",
    "gain": "what 100 meetings bring, of a deal's value",
    "state dealt": "of meetings with state companies, deals, %",
    "private dealt": "of meetings with private companies, deals, %",
}
EFFECTS: Final = {
    "record, weak courts": "the record adds to the gain, weak courts",
    "record, strong courts": "the record adds to the gain, strong courts",
    "courts, no record": "strong courts add to the gain, without the record",
    "courts, record": "strong courts add to the gain, with it",
    "substitutes": "the record adds more where courts are weak (above 0: it stands in for them)",
    "alone": "the record with weak courts, less strong courts without it",
    "defaults": "the record changes defaults, weak courts, points",
    "volume": "the record changes deals, weak courts, points",
    "asking": "the record changes asking, weak courts, points",
    "state": "state companies are dealt with more often, weak courts, no record, points",
}


@dataclass(frozen=True)
class Cell:
    """A market: its courts, whether there is a record, and its figures."""

    courts: str
    system: str
    figures: tuple[BothDoubts, ...]


@dataclass(frozen=True)
class Effect:
    """A difference between markets, with both doubts. holds : the share of draws of the assumptions that have its sign,
    None without draws. told : a finding, open, or not asked."""

    figure: BothDoubts
    holds: float | None
    told: str


@dataclass(frozen=True)
class Erosion:
    """What an error of the office leaves of what the record adds to the gain with weak courts, at the ends of its
    range."""

    error: str
    low: float
    high: float
    at_low: float
    at_high: float
    least: float
    most: float


@dataclass(frozen=True)
class TrustFound:
    """What markets of strangers came to."""

    society: str
    people: int
    companies: int
    months: int
    seeds: tuple[int, ...]
    draws: int
    cells: tuple[Cell, ...]
    effects: tuple[Effect, ...]
    erosion: tuple[Erosion, ...]
    notes: tuple[str, ...]


NOTES: Final = (
    "Synthetic companies. What a stranger knows of one is its sign and its owner, and what all of them come to.",
    "Companies do not leave this market, and banks are in it only as far as somebody stands in for the state's.",
)


def trust(
    *, people: int = 150_000, seed: int = 1, seeds: int = 3, draws: int = 40, society: str = "china-2020",
    given: Mapping[str, float] | None = None, threads: int = 1,
) -> TrustFound:  # fmt: skip
    """Ask whether a record of defaults stands in for courts. given : terms by name, which then are not drawn.

    Raises
    ------
    UnknownName, FaultyFile, BadValue
        If there is no such society or term, or a number lies outside its bounds.
    """
    fixed = checked(given or {})
    for what, value, low in (("seeds", seeds, 1), ("draws of the assumptions", draws, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= 1000:
            raise BadValue(f"the number of {what}", value, f"{low} to 1,000")
    town = town_of(society, people, seed, threads)
    numbers = tuple(range(seed, seed + seeds))

    def drawn_firms(number: int) -> NDArray[np.void]:
        return generate(number, town.people, town.employed, town.province, values())

    firms = {number: drawn_firms(number) for number in numbers}
    drawn = draws_of({name: one for name, one in TERMS.items() if name not in fixed}, draws, seed)
    drawn = [{**one, **fixed} for one in drawn]
    middling = {name: one.value for name, one in TERMS.items()} | fixed
    over_seeds = [markets(number, firms[number], middling) for number in numbers]
    over_draws = [markets(seed, firms[seed], one) for one in drawn]
    return TrustFound(
        society, people, len(firms[seed]), MONTHS, numbers, draws, _cells(over_seeds, over_draws),
        _effects(over_seeds, over_draws), _erosion(firms, middling), NOTES,
    )  # fmt: skip


def checked(given: Mapping[str, float]) -> dict[str, float]:
    """Terms that somebody holds. Raises BadValue."""
    for name, value in given.items():
        if name not in TERMS:
            raise BadValue("the term of trade", name, ", ".join(TERMS))
        if not TERMS[name].low <= value <= TERMS[name].high:
            raise BadValue(f"the term {name}", value, f"{TERMS[name].low:g} to {TERMS[name].high:g}")
    return dict(given)


def market(seed: int, firms: NDArray[np.void], terms: Drawn, courts: str, system: bool) -> dict[str, float]:
    """One market's figures."""
    own = terms["own_default"] * firms["dishonest"].astype(np.float64)
    one = Market(seed, own, firms["owner"], firms["connected"], terms, terms[f"{courts}_courts"], system)
    for _ in range(WARM_UP):
        one.live()
    counts = np.sum([one.live() for _ in range(MONTHS)], axis=0).sum(axis=1)
    met, dealt = counts[:, MET].astype(float), counts[:, DEALT].astype(float)
    lost = float((counts[:, DEFAULTED] * one.losses()).sum())
    paid = float((dealt - counts[:, DEFAULTED]).sum())
    asked = float(counts[:, ASKED].sum())
    gain = terms["margin"] * paid - lost - terms["asking"] * asked
    return {
        "dealt": 100 * dealt.sum() / met.sum(), "defaults": 100 * counts[:, DEFAULTED].sum() / max(dealt.sum(), 1.0),
        "asked": 100 * asked / met.sum(), "gain": 100 * gain / met.sum(),
        "state dealt": 100 * dealt[1] / max(met[1], 1.0), "private dealt": 100 * dealt[0] / max(met[0], 1.0),
    }  # fmt: skip


def markets(seed: int, firms: NDArray[np.void], terms: Drawn) -> dict[tuple[str, bool], dict[str, float]]:
    """All four, on the same companies and draws."""
    return {(c, s): market(seed, firms, terms, c, s) for c in COURTS for s in SYSTEMS}


_Four = dict[tuple[str, bool], dict[str, float]]


def effects_of(four: _Four) -> dict[str, float]:
    """The differences between four markets."""
    gain = {key: one["gain"] for key, one in four.items()}
    weak = gain["weak", True] - gain["weak", False]
    strong = gain["strong", True] - gain["strong", False]
    with_it, without = four["weak", True], four["weak", False]
    return {
        "record, weak courts": weak, "record, strong courts": strong,
        "courts, no record": gain["strong", False] - gain["weak", False],
        "courts, record": gain["strong", True] - gain["weak", True], "substitutes": weak - strong,
        "alone": gain["weak", True] - gain["strong", False], "defaults": with_it["defaults"] - without["defaults"],
        "volume": with_it["dealt"] - without["dealt"], "asking": with_it["asked"] - without["asked"],
        "state": without["state dealt"] - without["private dealt"],
    }  # fmt: skip


def _cells(over_seeds: list[_Four], over_draws: list[_Four]) -> tuple[Cell, ...]:
    return tuple(
        Cell(courts, words, tuple(
            doubted(name, FIGURES[name], [one[courts, system][name] for one in over_seeds],
                  [one[courts, system][name] for one in over_draws]) for name in FIGURES))
        for courts in COURTS for system, words in SYSTEMS.items()
    )  # fmt: skip


def _effects(over_seeds: list[_Four], over_draws: list[_Four]) -> tuple[Effect, ...]:
    seeds, draws = [effects_of(one) for one in over_seeds], [effects_of(one) for one in over_draws]
    found = []
    for name, words in EFFECTS.items():
        by_draw = [one[name] for one in draws]
        figure = doubted(name, words, [one[name] for one in seeds], by_draw)
        found.append(Effect(figure, *told_of(figure, by_draw)))
    return tuple(found)


def _erosion(firms: Mapping[int, NDArray[np.void]], terms: Drawn) -> tuple[Erosion, ...]:
    found = []
    for name in ERRORS:
        given = TERMS[name]
        ends = []
        for end in (given.low, given.high):
            here = {**terms, name: end}
            ends.append([
                market(seed, one, here, "weak", True)["gain"] - market(seed, one, here, "weak", False)["gain"]
                for seed, one in firms.items()
            ])  # fmt: skip
        low, high = middle([b - a for a, b in zip(*ends, strict=True)])
        found.append(Erosion(name, given.low, given.high, float(np.mean(ends[0])), float(np.mean(ends[1])), low, high))
    return tuple(found)
