"""The twin's births and deaths: who dies and is born on which day, and what households make of it.

Written from the model's description: tables are read here, days are lived one by one, and nothing comes from the
engine's rates.
"""

from __future__ import annotations

import csv
import math
import struct
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import credopolis.mechanisms
from credopolis.core import purposes
from credopolis.core.schema import FLAG_NAMES, TRAITS
from credopolis.engine.scenario import Scenario
from credopolis.rulebook.model import Rulebook
from credopolis.society.tables import SocietyTables
from credopolis.society.traits import shapes, trait_levels
from credopolis.society.typical import typical_lives
from tests.society.twin_births import of_household

from .twin_state import BIRTH, DEATH, KIN, Due, Life, Record, draw, exponential, key_of, low_uniform

if TYPE_CHECKING:
    from .twin_consequences import Bearing
    from .twin_stages import Stages
    from .twin_standing import Ladder

FOLDER = Path(credopolis.mechanisms.__file__).parent / "tables"
PERIODS = ("2010-2015", "2015-2020", "2020-2025")
AGES = (0, 1, *range(5, 101, 5))
FOUR_BYTES = "f"
FIRST, SECOND, LATER = range(3)


def rows(name: str) -> list[dict[str, str]]:
    """A table of the package."""
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def years_old(life: Life, day: int) -> int:
    """Completed years of 365.25 days."""
    return (day - life.born) * 4 // 1461


def short(x: float) -> float:
    """As a number of four bytes."""
    return float(struct.unpack(FOUR_BYTES, struct.pack(FOUR_BYTES, x))[0])


# Rates


@cache
def death_rates() -> dict[tuple[str, str, int], float]:
    """Deaths a life and year by period, sex and first age of the group."""
    return {(r["period"], r["sex"], int(r["age_from"])): float(r["central_death_rate"]) for r in rows("life_table")}


def expectancy(sex: str, times: float) -> float:
    """Years that a newborn of 2010-2015 lives on average under so many times the rates."""
    alive, years = 1.0, 0.0
    for k, age in enumerate(AGES):
        hazard = death_rates()["2010-2015", sex, age] * times
        width = AGES[k + 1] - age if k + 1 < len(AGES) else math.inf
        dying = 1 - math.exp(-hazard * width)
        years, alive = years + alive * dying / hazard, alive * (1 - dying)
    return years


@cache
def mortality(tables: SocietyTables) -> list[float]:
    """By province, how many times the nation's rates hold; 1 on average over people."""
    known = {r["code"]: float(r["life_expectancy_2010"]) - 74.83 for r in rows("provinces")}
    both = [(expectancy("male", 1) + expectancy("female", 1)) / 2]
    times = []
    for province in tables.provinces:
        low, high = 0.01, 20.0
        for _ in range(100):
            middle = (low + high) / 2
            lives = (expectancy("male", middle) + expectancy("female", middle)) / 2
            low, high = (middle, high) if lives > both[0] + known.get(province.code, 0.0) else (low, middle)
        times.append(low if province.code in known else 1.0)
    people = [province.population for province in tables.provinces]
    mean = sum(t * n for t, n in zip(times, people, strict=True)) / sum(people)
    return [t / mean for t in times]


@cache
def births_a_year() -> dict[int, dict[int, float]]:
    """Births a woman and year by calendar year and first age of the group."""
    found = {}
    for r in rows("vital_series"):
        year = int(r["year"])
        period = PERIODS[0] if year < 2015 else PERIODS[1] if year < 2020 else PERIODS[2]
        of = {int(x["age_from"]): float(x["births_per_1000_women"]) for x in rows("fertility") if x["period"] == period}
        found[year] = {age: rate * float(r["total_fertility"]) / (5 * sum(of.values())) for age, rate in of.items()}
    return found


@dataclass(frozen=True)
class Woman:
    """A typical one."""

    group: int
    order: int
    province: int
    weight: float


@cache
def typical_women(tables: SocietyTables) -> tuple[list[Woman], list[int]]:
    """Women of an age to give birth, and lives of each province, of the society as it is drawn."""
    lives, found = typical_lives(tables), []
    each = len(lives.age) // len(tables.provinces)
    for i, (age, flags, children, weight) in enumerate(
        zip(lives.age.tolist(), lives.flags.tolist(), lives.children.tolist(), lives.weight.tolist(), strict=True)
    ):
        years = age * 4 // 1461
        if flags & FLAG_NAMES["female"] and 15 <= years < 50:
            found.append(Woman(years - years % 5, min(children, LATER), i // each, weight))
    return found, [each] * len(tables.provinces)


@cache
def fertility(tables: SocietyTables) -> list[float]:
    """By province, how many times the nation's birth rates hold, so that all have their birth rate of 2021."""
    women, sizes = typical_women(tables)
    known = {r["code"]: float(r["birth_rate_2021_per_1000"]) / 1000 for r in rows("provinces")}
    rates = births_a_year()[2021]
    born = [0.0] * len(sizes)
    for woman in women:
        born[woman.province] += rates[woman.group] / sizes[woman.province]
    times = [known[p.code] / b if p.code in known else 1.0 for p, b in zip(tables.provinces, born, strict=True)]
    national = [b * p.population for b, p in zip(born, tables.provinces, strict=True)]
    mean = sum(t * n for t, n in zip(times, national, strict=True)) / sum(national)
    return [t / mean for t in times]


@cache
def orders(tables: SocietyTables, second: float, third: float) -> dict[tuple[int, int], float]:
    """How many times the rate of her age a woman's is, by group and order; fitted, one side and then the other."""
    women, rates = typical_women(tables)[0], births_a_year()[2023]
    count: dict[tuple[int, int], float] = {}
    for woman in women:
        count[woman.group, woman.order] = count.get((woman.group, woman.order), 0.0) + woman.weight
    shares = {FIRST: max(1 - second - third, 0.0), SECOND: second, LATER: third}
    times = {(group, order): 1.0 for group in rates for order in shares}
    for _ in range(300):
        for order, wanted in shares.items():
            births = {k: sum(count.get((g, k), 0.0) * rates[g] * times[g, k] for g in rates) for k in shares}
            for group in rates:
                if births[order]:
                    times[group, order] *= wanted * sum(births.values()) / births[order]
        for group in rates:
            whole = sum(count.get((group, k), 0.0) for k in shares)
            mean = sum(count.get((group, k), 0.0) * times[group, k] for k in shares) / whole
            for k in shares:
                times[group, k] /= mean
    return times


class Lives:
    """Births and deaths of all lives."""

    def __init__(self, scenario: Scenario, record: Record, ladder: Ladder, rulebook: Rulebook) -> None:
        self.s, self.record, self.ladder, self.book = scenario, record, ladder, rulebook
        self.p = scenario.regime
        self.mortal = self.p.deaths.stands and "deaths" not in scenario.off
        self.begins = self.p.births.stands and "births" not in scenario.off
        self.day = self.tick_end = 0
        self.waits = (0.0, 0.0)  # days that who is put first for care, and the others, wait longer
        self.stages: Stages  # of the same lives
        self.bearing: Bearing

    @cached_property
    def mortality(self) -> list[float]:
        """Of the society's provinces; asked for once, since to find a society in a cache takes longer than a hazard."""
        return mortality(self.s.tables)

    # Deaths

    def hazard(self, life: Life, day: int) -> float:
        """On one day."""
        year = (self.s.start + timedelta(days=day)).year
        period = PERIODS[0] if year < 2015 else PERIODS[1] if year < 2020 else PERIODS[2]
        group = max(age for age in AGES if age <= years_old(life, day))
        rate = death_rates()[period, "female" if life.has("female") else "male", group]
        return rate * self.p.deaths.level / 365.25 * self.mortality[life.province] * life.care

    def reckon(self, life: Life, day: int, earliest: int = 0) -> None:
        """On which day a life ends, if no hazard changes."""
        left, when = life.left, day
        while when < self.s.days:
            today = self.hazard(life, when)
            if left < today:
                life.dies_on = max(when, earliest)
                self.record.schedule(life, Due(life.dies_on, DEATH, since=day))
                return
            left -= today
            when += 1
        life.dies_on = 32_767

    def draw_threshold(self, life: Life, day: int, earliest: int = 0) -> None:
        """How much hazard a life lives through."""
        if self.mortal:
            key = key_of(self.s.seed, int(purposes.DEATHS), life.number, 0)
            life.left, life.left_on = short(exponential(draw(key, 0))), day
            self.reckon(life, day, earliest)

    def change(self, before: Lives, life: Life, day: int) -> None:
        """Other hazards hold from a day on."""
        if not self.mortal or not life.present or self.p.deaths.level == before.p.deaths.level:
            return
        life.left = short(max(life.left - sum(before.hazard(life, when) for when in range(life.left_on, day)), 0.0))
        life.left_on = day
        self.reckon(life, day)

    def end(self, life: Life, day: int) -> None:
        """The last day of a life."""
        if life.dies_on != day or self.bearing.lives_on(life, day, *self.waits):
            return
        standing = len(self.ladder.t.grades) if life.grade is None else life.grade
        group = sum(age <= years_old(life, day) for age in AGES) - 1
        self.record.count("deaths", int(life.has("female")), group, standing)
        self.ladder.die(life, day)
        life.died_on, life.present = day, False
        self.record.note(life, day, "death", day, str(years_old(life, day)))
        for other in (life.partner, life.mother, life.father):
            if other is not None and self.was_there(other):
                self.record.schedule(other, Due(self.tick_end, KIN, since=day))

    def was_there(self, life: Life) -> bool:
        """As the tick began."""
        born = life.born <= 0 or (life.happened and life.born < self.day)
        return born and (life.died_on is None or life.died_on >= self.day)

    def look_around(self, life: Life) -> None:
        """What became of the household by the end of the last tick."""
        if life.partner and not self.was_there(life.partner):
            life.partner, life.widowed = None, True
        own = [child for child in life.household if life in (child.mother, child.father) and self.was_there(child)]
        life.children = len(own)
        life.eldest = min(own, key=lambda child: child.born, default=None)
        life.parent = life.parent or bool(own)

    # Births

    def expect(self, first: Life, members: list[Life], province: int) -> list[Life]:
        """Everybody who may be born into a household, whose members they join."""
        births = self.s.tables.params.births
        assert births is not None
        bands = births.fertility.value
        rates = dict(zip(bands.starts, bands.weights, strict=True))
        found = of_household(
            self.s.seed, first.number, [(m.born, m.has("female")) for m in members], self.s.days, rates, bands.end,
            births.at_most.value,
        )  # fmt: skip
        household, unborn = list(members), []
        for k, birth in enumerate(found, 1):
            mother = household[birth.mother]
            number, common = first.number + k * self.s.people, FLAG_NAMES["urban"] | FLAG_NAMES["minority"]
            flags = (first.flags & common) | FLAG_NAMES["female"] * birth.female
            child = Life(number, birth.due, flags, self._traits(number, mother), mother.guanxi, 0, None)
            child.province, child.present, child.happened, child.mark = province, False, False, short(birth.mark)
            child.mother, child.father = mother, mother.partner if birth.mother < len(members) else None
            household.append(child)
            unborn.append(child)
        for life in household:
            life.household = household
        return unborn

    def _traits(self, number: int, mother: Life) -> tuple[int, ...]:
        key, found = key_of(self.s.seed, int(purposes.UPBRINGING), number, 0), []
        for k, (shape, levels) in enumerate(
            zip(shapes(self.s.tables.params), trait_levels(self.s.tables.params), strict=True)
        ):
            bits, level = draw(key, k), mother.traits[k]
            if low_uniform(bits) >= shape.household**2:
                level = 0
                while level < 255 and (bits >> 32) / 2**32 >= sum(levels[: level + 1]):
                    level += 1
            found.append(level)
        return tuple(found)

    def await_next(self, mother: Life, day: int, after: Life | None = None, earliest: int = 0) -> None:
        """A mother's next potential birth."""
        if not self.begins or not mother.has("female"):
            return
        hers = [child for child in mother.household if child.mother is mother and not child.happened and child.born > 0]
        hers.sort(key=lambda child: child.born)
        if after:
            hers = hers[hers.index(after) + 1 :]
        if hers:
            about = mother.household.index(hers[0]) - mother.household.index(mother)
            self.record.schedule(mother, Due(max(hers[0].born, earliest), BIRTH, (about,), since=day))

    def drawn(self, years: int) -> float:
        """Potential births a woman and year."""
        births = self.s.tables.params.births
        assert births is not None
        bands = births.fertility.value
        rates = [w for start, w in zip(bands.starts, bands.weights, strict=True) if start <= years < bands.end]
        return rates[-1] / 1000 * births.at_most.value if rates else 0.0

    def chance(self, mother: Life, day: int) -> float:
        """The share of potential births that happens to a mother, with no regime."""
        years = min(max(years_old(mother, day), 15), 49)
        of_year = births_a_year()[min(max((self.s.start + timedelta(days=day)).year, 2005), 2023)]
        p, group = self.p.births, years - years % 5
        times = orders(self.s.tables, p.second_share, p.third_share)[group, min(mother.children, LATER)]
        wanted = p.level * of_year[group] * times * fertility(self.s.tables)[mother.province]
        return wanted / self.drawn(years) if self.drawn(years) else 0.0

    def bring_in(self, mother: Life, child: Life, day: int) -> None:
        """A child is born."""
        years = min(max(years_old(mother, day), 15), 49)
        self.record.count("births", min(mother.children, LATER), int(child.has("female")), (years - 15) // 5)
        child.happened = child.present = True
        child.since = child.lock_until = day
        mother.eldest = mother.eldest or child
        mother.children += 1
        mother.parent = True
        if child.father and self.was_there(child.father):
            self.record.schedule(child.father, Due(self.tick_end, KIN, since=day))
        self.draw_threshold(child, day, self.tick_end)
        self.stages.await_next(child, day, self.tick_end)
        self.families.begin(child, day)
        self.ladder.await_age(child, day, self.tick_end)
        self.record.note(child, day, "born", day, str(mother.number))
        self.await_next(child, day, earliest=self.tick_end)
        self.record.note(mother, day, "birth", day, str(child.number))


__all__ = ["TRAITS", "Lives"]
