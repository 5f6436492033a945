"""`credopolis diffusion`: who adopts by when, by which factors, and how that stands beside what is on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from credopolis.abroad.checks import checks_of, rivals_of
from credopolis.abroad.countries import FIRST, PARTS, SECOND, SUPPLIERS, Country, countries
from credopolis.abroad.course import CourseCounted, begin, live
from credopolis.abroad.fit import DRAWS, FittedDraws, fit, fit_parts
from credopolis.abroad.found import (
    HOLDS,
    AbroadFound,
    CountryFound,
    FactorFound,
    ParameterFound,
    YearFound,
    doubted,
    middle,
)
from credopolis.abroad.given import FACTOR_WORDS, GIVEN, NEUTRAL, OF_FLOWS, read_given, read_off, without
from credopolis.abroad.hazard import (
    BEGINS,
    OF_FIRST,
    OF_SECOND,
    Earth,
    Floats,
    Stands,
    expected,
    nobody,
    on_record,
    reached,
    world_of,
)
from credopolis.core.errors import BadValue

MOST_YEARS: Final = 30
MOST_SEEDS: Final = 2000
SEEDS_OF_FACTORS: Final = 50
NOTES: Final = (
    "Adopted is what the index counts: a city's platform, cameras that know faces, or policing by forecast, bought and "
    "told of. It is not a social credit system; the index records no law that scores people anywhere.",
    "The index found more as it was searched for longer, and finds more in open countries: growth is an upper bound, "
    "and what it says of regimes is about the index as well.",
    "The trade list and the kind of regime are on record only for countries in the index of 2019, so the former is "
    "drawn for all others and the latter is not used; digital repression was measured in 2021.",
    "Neighbours, peers, vendors and standards grow together, and two counts of the world cannot tell them apart.",
)


@dataclass(frozen=True)
class AskedOfCountries:
    """What all answers start from. usual : parameters in the mean. drawn : the draws of them. off : what is off."""

    world: Earth
    table: tuple[Country, ...]
    usual: dict[str, float]
    drawn: tuple[dict[str, float], ...]
    off: tuple[str, ...]
    years: int


def diffusion(
    *, years: int = 10, seeds: int = 200, draws: int = 100, seed: int = 1, given: Mapping[str, float] | None = None,
    off: Sequence[str] = (),
) -> AbroadFound:  # fmt: skip
    """Ask who adopts abroad. years : after 2022. draws : of the parameters, up to 200. given : parameters by name,
    which then are not fitted. off : factors that do nothing from 2022 on; the rest stays as it was fitted with all.

    Raises
    ------
    BadValue
        If there is no such parameter or factor, or a number lies outside its bounds.
    """
    for name, value, low, high in (
        ("the number of years", years, 1, MOST_YEARS), ("the number of seeds", seeds, 1, MOST_SEEDS),
        ("the number of draws of the parameters", draws, 0, DRAWS), ("the first seed", seed, 0, 2**62),
    ):  # fmt: skip
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise BadValue(name, value, f"{low:,} to {high:,}")
    fixed, out = read_given(given or {}), read_off(off)
    table = countries()
    world = world_of(table)
    early, late = (fit(world, table, fixed, seed, second) for second in (False, True))
    parts = fit_parts(world, table, late.usual(), fixed, seed)
    held = _draws(late, parts, fixed, seed)
    asked = AskedOfCountries(world, table, _usual(world, table, held, fixed, years), held[:draws], out, years)
    every = tuple(range(seed, seed + seeds))
    begins = record_of(world, table, columns_of([asked.usual]))
    lived = [_ahead(asked, begins, one, out) for one in every]
    spread = expected_ahead(asked, asked.drawn, out)
    earlier = _draws(early, parts, fixed, seed)
    return AbroadFound(
        SECOND, SECOND + years, out, every, draws, _countries(asked, spread), _years(asked, lived, spread),
        _factors(asked, held, every[:SEEDS_OF_FACTORS]), _parameters(asked.usual, held, fixed),
        checks_of(world, table, earlier, every), rivals_of(world, table, early), law_bound(table), NOTES,
    )  # fmt: skip


def _draws(
    of_adoption: FittedDraws, of_parts: FittedDraws, fixed: Mapping[str, float], seed: int
) -> tuple[dict[str, float], ...]:  # fmt: skip
    """All draws: what was fitted, and of the rest values of their ranges."""
    shares = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 5, 0])).random((DRAWS, len(OF_FLOWS)))
    pairs = zip(of_adoption.drawn(DRAWS), of_parts.drawn(DRAWS), shares.tolist(), strict=True)
    return tuple(
        {name: fixed.get(name, GIVEN[name].at(share)) for name, share in zip(OF_FLOWS, row, strict=True)} | one | other
        for one, other, row in pairs
    )


def _usual(
    world: Earth, table: tuple[Country, ...], held: Sequence[dict[str, float]], fixed: Mapping[str, float], years: int
) -> dict[str, float]:  # fmt: skip
    """The draw under which as many adopt by the end as in the median, with the usual flows. Means of parameters that
    stand in for one another would lie where no draw does."""
    ends = expected_ahead(AskedOfCountries(world, table, {}, (), (), years), held, ())[-1].adopted.sum(axis=1)
    middle_one = held[int(np.argsort(ends, kind="stable")[len(ends) // 2])]
    return {**middle_one, **{name: fixed.get(name, GIVEN[name].value) for name in OF_FLOWS}}


def columns_of(drawn: Sequence[Mapping[str, float]]) -> dict[str, Floats]:
    """Draws side by side, each parameter a column."""
    return {name: np.array([[one[name]] for one in drawn]) for name in drawn[0]}


def record_of(world: Earth, table: Sequence[Country], columns: Mapping[str, Floats]) -> Stands:
    """Where countries stand in 2022 by the index, and what they lived through until then under each draw."""
    first = reached(world, columns, nobody(world, len(columns["level"])), BEGINS, OF_FIRST)
    begun = on_record(world, table, FIRST, first)
    return on_record(world, table, SECOND, reached(world, columns, begun, OF_FIRST, OF_SECOND))


def expected_ahead(asked: AskedOfCountries, drawn: Sequence[Mapping[str, float]], off: Sequence[str]) -> list[Stands]:
    """The course in expectation from 2022 on, of all draws side by side; nothing without draws."""
    if not drawn:
        return []
    columns = columns_of(drawn)
    begins = record_of(asked.world, asked.table, columns)
    ahead = {**columns, **{name: np.full_like(columns["level"], NEUTRAL[name]) for name in off}}
    return expected(asked.world, ahead, begins, OF_SECOND, OF_SECOND + asked.years)


def _ahead(asked: AskedOfCountries, begins: Stands, seed: int, off: Sequence[str]) -> CourseCounted:
    """A drawn course from 2022 on. begins : where the record leaves the usual draw."""
    ahead = without(asked.usual, off)
    now = begin(asked.world, asked.usual, begins, seed, asked.table, ahead)
    return live(asked.world, ahead, now, OF_SECOND, OF_SECOND + asked.years, seed)


def _countries(asked: AskedOfCountries, spread: Sequence[Stands]) -> tuple[CountryFound, ...]:
    """Chances in expectation: the mean over draws, or of the usual one. Seeds of one draw tell mostly of chance."""
    chances = (spread or expected_ahead(asked, [asked.usual], asked.off))[-1].adopted
    found = []
    for k, one in enumerate(asked.table):
        least, most = middle(chances[:, k].tolist()) if spread else (None, None)
        found.append(CountryFound(one.code, one.name, one.region, one.wave, float(chances[:, k].mean()), least, most))
    return tuple(found)


def _years(asked: AskedOfCountries, lived: Sequence[CourseCounted], spread: Sequence[Stands]) -> tuple[YearFound, ...]:
    found = []
    for year in range(asked.years + 1):
        k = 2 * year
        draws = spread[k].adopted.sum(axis=1).tolist() if spread else []
        pressed = [one.platforms[max(k - 1, 0) : k + 1].sum() for one in lived]
        found.append(YearFound(
            SECOND + year, doubted([float(one.adopted[k].sum()) for one in lived], draws),
            _means(PARTS, [one.parts[k] for one in lived]), _means(SUPPLIERS, [one.suppliers[k] for one in lived]),
            float(np.mean([one.supports[k] for one in lived])), float(np.mean(pressed)),
            float(np.mean([one.laws[k] for one in lived])),
        ))  # fmt: skip
    return tuple(found)


def _means(names: Sequence[str], rows: Sequence[object]) -> dict[str, float]:
    return dict(zip(names, np.mean(np.array(rows, float), axis=0).tolist(), strict=True))


def _factors(
    asked: AskedOfCountries, held: Sequence[dict[str, float]], seeds: Sequence[int]
) -> tuple[FactorFound, ...]:
    """Each factor that is not off, off in turn on the same draws; each seed lives under another draw of the
    parameters."""
    lived_by = asked.drawn or held
    begins = record_of(asked.world, asked.table, columns_of(lived_by))
    ends = expected_ahead(asked, asked.drawn, asked.off)

    def newcomers(k: int, seed: int, off: Sequence[str]) -> float:
        at = k % len(lived_by)
        one = replace(asked, usual=lived_by[at])
        return float(_ahead(one, begins.row(at), seed, off).adopted[-1].sum())

    with_all = [newcomers(k, seed, asked.off) for k, seed in enumerate(seeds)]
    found = []
    for name, words in FACTOR_WORDS.items():
        if name in asked.off:
            continue
        off = (*asked.off, name)
        apart = [one - newcomers(k, seed, off) for k, (seed, one) in enumerate(zip(seeds, with_all, strict=True))]
        draws: list[float] = []
        if ends:
            draws = (ends[-1].adopted - expected_ahead(asked, asked.drawn, off)[-1].adopted).sum(axis=1).tolist()
        found.append(FactorFound(name, words, doubted(apart, draws), *_told(name, draws)))
    return tuple(found)


def _told(name: str, draws: Sequence[float]) -> tuple[float | None, str]:
    """In which share of draws the sign of an effect holds, and what may be said of it."""
    if not GIVEN[name].low < NEUTRAL[name] < GIVEN[name].high:
        return None, "its sign is assumed"
    if not draws:
        return None, "not asked"
    holds = float(max(np.mean(np.array(draws) > 0), np.mean(np.array(draws) < 0)))
    return holds, "finding" if holds >= HOLDS else "open"


def _parameters(
    usual: Mapping[str, float], held: Sequence[Mapping[str, float]], fixed: Mapping[str, float]
) -> tuple[ParameterFound, ...]:  # fmt: skip
    found = []
    for name, one in GIVEN.items():
        low, high = middle([draw[name] for draw in held])
        fitted = "set" if name in fixed else one.fitted
        found.append(ParameterFound(name, one.meaning, usual[name], low, high, (one.low, one.high), one.source, fitted))
    return tuple(found)


def law_bound(table: Sequence[Country]) -> float:
    """The chance a year of a law that scores people above which none in so many years would be unlikely (5 %): three
    over the years that adopters were in the index, the rule of three. None is on record, and the index did not look for
    one."""
    lived = sum((OF_SECOND - OF_FIRST) if one.wave == FIRST else 0.0 for one in table)
    return 3.0 / lived
