"""Adoption abroad beside what is on record: what was fitted, what was not, and simpler models on what was held back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.abroad.countries import BANDS, FIRST, PART_WORDS, PARTS, REGIONS, SECOND, SUPPLIERS, Country
from credopolis.abroad.course import CourseCounted, CourseDrawn, begin, live
from credopolis.abroad.fit import FittedDraws
from credopolis.abroad.found import CheckFound, RivalFound, middle
from credopolis.abroad.given import GIVEN
from credopolis.abroad.hazard import (
    BEGINS,
    OF_FIRST,
    OF_SECOND,
    Earth,
    Floats,
    Stands,
    nobody,
    on_record,
    reached,
)

FOLDS: Final = 5
MOST_SEEDS: Final = 200
TYPES: Final = ("liberal democracy", "electoral democracy", "electoral autocracy", "closed autocracy")
Flags = NDArray[Any]
MET, NOT_MET, CANNOT = "met", "not met", "cannot be asked"


@dataclass(frozen=True)
class CoursesLived:
    """A course from the start to 2022, and one from the record of 2019 to 2022, of one draw and seed. listed : who is
    in the trade list in the former."""

    whole: CourseCounted
    listed: NDArray[np.bool_]
    since: CourseCounted
    stands: CourseDrawn


def checks_of(
    world: Earth, table: Sequence[Country], drawn: Sequence[Mapping[str, float]], seeds: Sequence[int]
) -> tuple[CheckFound, ...]:
    """All rows. drawn : parameters fitted to the first wave alone; each seed lives under another."""
    columns = {name: np.array([[one[name]] for one in drawn]) for name in drawn[0]}
    begun = nobody(world, len(drawn))
    starts = on_record(world, table, FIRST, reached(world, columns, begun, BEGINS, OF_FIRST))
    lived = [
        _live(world, table, drawn[k % len(drawn)], starts.row(k % len(drawn)), seed)
        for k, seed in enumerate(seeds[:MOST_SEEDS])
    ]
    rows = [*_fitted(world, table, lived), *_later(world, table, lived), *_suppliers_by_type(table, drawn, seeds[0])]
    return (*rows, *_elsewhere(lived), *_not_asked())


def _live(
    world: Earth, table: Sequence[Country], given: Mapping[str, float], starts: Stands, seed: int
) -> CoursesLived:
    start = begin(world, given, nobody(world, 1), seed)
    whole = live(world, given, start, BEGINS, OF_SECOND, seed)
    now = begin(world, given, starts, seed, table)
    return CoursesLived(whole, start.listed, live(world, given, now, OF_FIRST, OF_SECOND, seed), now)


_VENDORS: Final = (("Chinese", 63, "dif-002"), ("American", 32, "exp-003"), ("Japanese", 17, "exp-003"))
_AT_FIRST: Final = round((OF_FIRST - BEGINS) * 2)


def _row(
    words: str, published: float, values: Sequence[float], use: str, source: tuple[str, ...], note: str = ""
) -> CheckFound:
    low, high = middle(values)
    verdict = MET if low <= published <= high else NOT_MET
    return CheckFound(words, published, float(np.mean(values)), low, high, use, verdict, note, source)


def _fitted(world: Earth, table: Sequence[Country], lived: Sequence[CoursesLived]) -> list[CheckFound]:
    """The first wave. What the fit knows as a number is called fitted."""
    adopted = [one.whole.adopted[_AT_FIRST] for one in lived]
    listed = [float((there & one.listed & ~world.origin).sum()) for there, one in zip(adopted, lived, strict=True)]
    found = [
        _row("adopters by 2019", 75, [float(one.sum()) for one in adopted], "fitted", ("dif-001",)),
        _row("of these in the trade list", 43, listed, "fitted", ("exp-004",)),
    ]
    for k, (words, count) in enumerate(zip(PART_WORDS, (56, 64, 53), strict=True)):
        parts = [float(one.whole.parts[_AT_FIRST, k]) for one in lived]
        found.append(_row(f"adopters by 2019 with {words}", count, parts, "fitted", ("dif-004",)))
    for k, (name, count, source) in enumerate(_VENDORS):
        supplied = [float(one.whole.suppliers[_AT_FIRST, k]) for one in lived]
        found.append(_row(f"adopters by 2019 with {name} vendors", count, supplied, "fitted", (source,)))
    for region, words in REGIONS.items():
        here = np.array([one.region == region for one in table])
        counted = sum(one.wave == FIRST and one.region == region for one in table)
        counts = [float((one & here).sum()) for one in adopted]
        note = "the fit knows countries, and no level of a region"
        found.append(_row(f"adopters by 2019 in {words}", counted, counts, "checked", ("dif-001",), note))
    return found


def _later(world: Earth, table: Sequence[Country], lived: Sequence[CoursesLived]) -> list[CheckFound]:
    """The second wave, from the record of 2019."""
    new = [one.since.adopted[-1] & ~one.since.adopted[0] for one in lived]
    newcomer = np.array([one.wave == SECOND for one in table])
    found = [
        _row("newcomers from 2019 to 2022", float(newcomer.sum()), [float(one.sum()) for one in new], "checked",
             ("exp-005",), "includes better searching, so an upper bound"),
    ]  # fmt: skip
    ends = (0, *(f"{end:.0f}" for end in BANDS), "100")
    band = np.array([one.band for one in table])
    for k in range(len(BANDS) + 1):
        here = band == k
        words = f"of these at a digital repression of {ends[k]} to {ends[k + 1]}"
        counts = [float((one & here).sum()) for one in new]
        found.append(_row(words, float((newcomer & here).sum()), counts, "checked", ("exp-006",)))
    counted = np.array([one.wave == FIRST and one.kinds_2022 is not None for one in table])
    all_three = sum(one.kinds_2022 is not None and one.kinds_2022 >= len(PARTS) and one.wave == FIRST for one in table)
    rows = [float((one.stands.parts.all(axis=1) & counted).sum()) for one in lived]
    note = "the index of 2022 counts four kinds, one of them new, and the model three"
    return [
        *found,
        _row("of the first wave, with three kinds or more by 2022", all_three, rows, "checked", ("exp-005",), note),
    ]


def _suppliers_by_type(
    table: Sequence[Country], drawn: Sequence[Mapping[str, float]], seed: int
) -> list[CheckFound]:  # fmt: skip
    stream = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 9, 0]))
    found = []
    for name in TYPES:
        here = [one for one in table if one.regime == name]
        published = 100.0 * sum("chinese" in one.suppliers for one in here) / len(here)
        shares = [100.0 * stream.binomial(len(here), one["chinese"]) / len(here) for one in drawn]
        note = "one share for all in the model"
        words = f"with Chinese vendors, % of adopters of this kind: {name}"
        found.append(_row(words, round(published, 1), shares, "checked", ("exp-002",), note))
    return found


def _elsewhere(lived: Sequence[CoursesLived]) -> list[CheckFound]:
    """Counts of others, which look for other things."""
    chinese = SUPPLIERS.index("chinese")
    supplied = [one.whole.suppliers[:, chinese] - 1.0 for one in lived]
    deals = "deals of cameras that know faces, another count"
    imported = [float(one.whole.adopted[-1].sum()) - 1 for one in lived]
    return [
        _row("countries that Chinese vendors supplied by 2020", 80, [float(one[-4]) for one in supplied], "checked",
             ("exp-019",), "over 80, platforms of public security"),
        _row("the same by the end of 2021", 83, [float(one[-1]) for one in supplied], "checked", ("exp-015",), deals),
        _row("countries that imported by the end of 2021", 136, imported, "checked", ("exp-014",), deals),
    ]  # fmt: skip


def _not_asked() -> list[CheckFound]:
    rows = (
        ("adopters by 2019 that are electoral autocracies", 20.0, "exp-001",
         "who was not in the index of 2019 has no kind of regime on record"),
        ("countries of 65 with Chinese AI surveillance in 2018", 18.0, "exp-018",
         "another survey of 65 countries, by other methods"),
    )  # fmt: skip
    return [
        CheckFound(words, count, None, None, None, CANNOT, CANNOT, why, (source,)) for words, count, source, why in rows
    ]


def rivals_of(world: Earth, table: Sequence[Country], early: FittedDraws) -> tuple[RivalFound, ...]:
    """The model and simpler ones: a fifth of the countries held back in turn, then all of the second wave."""
    at_risk = ~world.origin
    first = np.array([one.wave == FIRST for one in table])
    fold = np.arange(len(table)) % FOLDS
    scores: dict[str, list[float]] = {"this model": [], "one rate for all": [], "a rate for each region": [],
                                      "a rate for each band of repression": []}  # fmt: skip
    region, band = world.region, world.band
    chances = _chances(world, table, early)
    for k in range(FOLDS):
        out, kept = at_risk & (fold == k), at_risk & (fold != k)
        weights = early.without(out * 1.0)
        scores["this model"] += _scores(weights @ chances, first, out)
        for name, group in (("one rate for all", np.zeros_like(region)), ("a rate for each region", region),
                            ("a rate for each band of repression", band)):  # fmt: skip
            scores[name] += _scores(_rates(first, kept, group), first, out)
    test = "adopted by 2019, a fifth of the countries held back in turn"
    found = [RivalFound(test, name, len(one), float(np.mean(one))) for name, one in scores.items()]
    return (*found, *_second_wave(world, table, early, first, at_risk))


def _rates(happened: Flags, kept: Flags, group: Flags) -> Floats:
    """Of each country the share of those of its group that were kept to which it happened, half a country added."""
    of = [kept & (group == one) for one in group]
    return np.array([(happened[one].sum() + 0.5) / (one.sum() + 1.0) for one in of])


def _second_wave(
    world: Earth, table: Sequence[Country], early: FittedDraws, first: Flags, at_risk: Flags
) -> list[RivalFound]:
    open_ = at_risk & ~first
    newcomer = np.array([one.wave == SECOND for one in table])
    columns = _columns_of(early)
    first_wave = reached(world, columns, nobody(world, len(columns["level"])), BEGINS, OF_FIRST)
    then = reached(world, columns, on_record(world, table, FIRST, first_wave), OF_FIRST, OF_SECOND)
    hazard = -math.log(1.0 - first[at_risk].sum() / at_risk.sum()) / (OF_FIRST - 2008.0)
    steady = np.full(len(table), 1.0 - math.exp(-hazard * (OF_SECOND - OF_FIRST)))
    known = np.full(len(table), newcomer[open_].mean())
    test = "adopted from 2019 to 2022, that wave held back"
    return [
        RivalFound(test, name, int(open_.sum()), float(np.mean(_scores(chance, newcomer, open_))))
        for name, chance in (("this model", then.adopted.mean(axis=0)), ("one steady rate since 2008", steady),
                             ("one rate for all, which knows how many came", known))
    ]  # fmt: skip


def _columns_of(early: FittedDraws) -> dict[str, Floats]:
    """Draws side by side, each parameter a column, with what was fitted to nothing of adoption."""
    return {name: values[:, None] for name, values in early.values.items()} | {
        "chinese": np.full((1, 1), GIVEN["chinese"].value)
    }


def _chances(world: Earth, table: Sequence[Country], early: FittedDraws) -> Floats:
    """Of each draw and country the chance of having adopted by 2019, without what its list says."""
    columns = _columns_of(early)
    return reached(world, columns, nobody(world, len(columns["level"])), BEGINS, OF_FIRST).adopted


def _scores(chances: Floats, happened: Flags, where: Flags) -> list[float]:
    held = np.clip(np.where(happened, chances, 1.0 - chances), 1e-9, 1.0)
    return [float(x) for x in np.log(held[where])]
