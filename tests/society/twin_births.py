"""A slow, readable twin of potential births, in plain Python numbers; it must agree bit for bit."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log

from credopolis.core.purposes import BIRTHS

from .twin import GOLDEN, M1, MASK, YEAR, mix

BANDS = {15: 5.56, 20: 49.02, 25: 73.96, 30: 52.14, 35: 23.41, 40: 6.13, 45: 1.86}  # births a year and 1,000 women
AT_MOST, BOYS = 2.5, 0.527


@dataclass
class Woman:
    """Somebody who may give birth. born : day; key : of her stream; place : in the household."""

    born: int
    key: int
    place: int


@dataclass
class Birth:
    """Who may be born."""

    due: int
    female: bool
    mother: int
    mark: float


def key_of_life(seed: int, life: int) -> int:
    """The key of the stream of a woman who lives on day 0."""
    k = mix((seed + GOLDEN) & MASK)
    k = mix(k ^ ((int(BIRTHS) * GOLDEN) & MASK))
    k = mix((k + life * M1) & MASK)
    return mix(k ^ GOLDEN)


def draw(key: int, counter: int) -> int:
    return mix((key + (counter + 1) * GOLDEN) & MASK)


@dataclass(frozen=True)
class Rates:
    """Births a year and 1,000 women by the age at which a band begins, the end of the last, and how many times
    these."""

    bands: dict[int, float]
    end: int
    at_most: float

    def expected_to(self, age: float) -> float:
        """Births that are possible up to an age in days."""
        ends = [*list(self.bands)[1:], self.end]
        return sum(
            rate / 1000 / YEAR * self.at_most * min(max(age - start * YEAR, 0.0), (end - start) * YEAR)
            for (start, rate), end in zip(self.bands.items(), ends, strict=True)
        )

    def age_when(self, expected: float) -> float | None:
        """The age in days by which so many births are possible: halved and halved again."""
        low, high = min(self.bands) * YEAR, self.end * YEAR
        if self.expected_to(high) <= expected:
            return None
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if self.expected_to(middle) < expected else (low, middle)
        return high


def of_household(
    seed: int, first_life: int, members: list[tuple[int, bool]], days: int, bands: dict[int, float] = BANDS,
    end: int = 50, at_most: float = AT_MOST,
) -> list[Birth]:  # fmt: skip
    """Potential births of a household. members : day of birth, and whether female, of each."""
    rates = Rates(bands, end, at_most)
    women = [Woman(born, key_of_life(seed, first_life + k), k) for k, (born, female) in enumerate(members) if female]
    births: list[Birth] = []
    while women:
        woman = women.pop(0)
        expected, number = rates.expected_to(float(max(-woman.born, 0))), 0
        while True:
            bits = draw(woman.key, number)
            expected += 32 * log(2) - log((bits >> 32) + 0.5)
            age = rates.age_when(expected)
            if age is None or woman.born + 1 + floor(age) >= days:
                break
            due, female = woman.born + 1 + floor(age), (bits & 0xFFFFFFFF) / 2**32 >= BOYS
            mark = (draw(woman.key, (1 << 20) + number) >> 11) / 2**53
            births.append(Birth(due, female, woman.place, mark))
            if female:
                place = len(members) + len(births) - 1
                women.append(Woman(due, draw(woman.key, (2 << 20) + number), place))
            number += 1
    return births
