"""Births: a potential birth drawn with its household happens if its mark falls under the hazard of its day.

    births a woman and year  =  level * table(her age, year) * province * order(her age, children at home) * response
    it happens               if  mark * at_most * drawn(her age)  <  births a woman and year
    response                 =  that of the act which a birth of this order is, if the rulebook prices it; else 1

Potential births come from the rates `drawn` of the society, `at_most` times as often as these say (`society.births`), each
with a mark in [0, 1), so what happens is a part of them (thinning) and two regimes share all draws. The table has births
by the mother's age in five years each, scaled to the total fertility of each calendar year; before the first year the
first holds, and after the last the last. `province` brings each province's births to its birth rate of 2021 with the
women that it has on day 0. `order` tells first, second and later births apart by the children that live with the mother:
it is such that, with the women of day 0, births of each age stay as many as the table says, and second and later ones have
the shares that parameters give.

A birth of some order may be an act (`birth_from` in the table of conduct): a third child is a birth of the third order.
Where births stand, such an act is done by giving birth and in no other way, so nothing is counted twice: the act's rate is
not used, its driver and its deterrence move the birth, who sees it and what follows are as for any act.

The newborn has its mother's household, province and group, each trait of its mother with the chance that the household has
in it and else a level of the society's, and takes part from the tick after its birth. Its father hears of it then, too.
Whether a woman has a partner plays no part, because nobody marries in a run.

The whole mechanism is off unless a regime asks for it (`regime.births.stands`).

Source: UN World Population Prospects 2024 (vit-016, vit-017) for ages and years, vit-018 for provinces, cnt-004 and
vit-005 for orders. Thinning: Lewis and Shedler 1979, Naval Research Logistics Quarterly 26(3). That order, province and
age multiply is an assumption.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from math import fsum
from typing import Any, Final

from credopolis.core.axes import TableColumn, Tally, labelled
from credopolis.core.schema import SEXES, Column
from credopolis.mechanisms.declare import Block, Card, Dial, Event, Line
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.vital import PERIODS, table

GROUPS: Final = (15, 20, 25, 30, 35, 40, 45)
"""Ages of a mother in completed years at which the groups of the table begin, five years each."""
FIRST_AGE, N_AGES, GROUP_YEARS = 15, 35, 5
ORDERS: Final = ("first", "second", "third and later")
_FAR: Final = 1e6  # days
_FITS: Final = 200  # steps in which shares of orders are fitted; they converge to the last digits within fifty
MOST_OF_A_BIRTH: Final = 9.0
"""Events that a birth schedules, at most: the mother's next, a father's news; of the child coming of age, death, the
next stage, a birth of its own, and what it will ask of its family and tell it; and what an act of a couple schedules."""


class BirthsParameters(Parameters):
    """Whether lives begin, how often, and in which order."""

    stands: bool = given(False, "whether lives begin", assumed=True, no_range="off and on")
    level: float = given(
        1.0, "how many times the table's hazards hold", low=0.9, high=1.1, source=("vit-001", "vit-016"),
        note="official counts and the UN's differ by less", least=0, most=4,
    )  # fmt: skip
    second_share: float = share(
        0.512, "births that are second ones, with no regime", low=0.3, high=0.52, source=("cnt-004", "vit-005"),
        note="30 % in 2013, 51 % in 2017",
    )  # fmt: skip
    third_share: float = share(
        0.068,
        "births that are third or later ones, with no regime",
        low=0.05,
        high=0.15,
        source="cnt-004",
        note="in 2017",
    )


@cache
def fertility() -> tuple[tuple[int, tuple[float, ...]], ...]:
    """Births a woman and year by age group, of each calendar year: ((year, (7 rates)), ...)."""
    by_age: dict[str, dict[int, float]] = {}
    for row in table("fertility"):
        by_age.setdefault(row["period"], {})[int(row["age_from"])] = float(row["births_per_1000_women"]) / 1000.0
    years = []
    for row in table("vital_series"):
        year = int(row["year"])
        rates = by_age[next((p for p in PERIODS if year < int(p[-4:])), PERIODS[-1])]
        of_period = fsum(rates.values()) * GROUP_YEARS
        years.append((year, tuple(rates[age] * float(row["total_fertility"]) / of_period for age in GROUPS)))
    return tuple(years)


def of_orders(women: Sequence[Sequence[float]], rates: Sequence[float], shares: Sequence[float]) -> list[list[float]]:
    """How many times the rate of her age a woman's is, by age group and order, so that births have the given shares.

    women : by age group, then by children at home (0, 1, more). rates : births a woman and year by age group. shares : of
    births by order. The births of each age group stay as many as the rates say (iterative proportional fitting).
    """
    times = [1.0] * len(shares)
    for _ in range(_FITS):
        norms = _means(women, times)
        births = [
            fsum(w[k] * r * times[k] / n for w, r, n in zip(women, rates, norms, strict=True) if n > 0.0)
            for k in range(len(shares))
        ]
        whole = fsum(births)
        times = [t * s * whole / b if b > 0.0 else t for t, s, b in zip(times, shares, births, strict=True)]
    return [[t / n if n > 0.0 else 0.0 for t in times] for n in _means(women, times)]


def _means(women: Sequence[Sequence[float]], times: Sequence[float]) -> list[float]:
    """The mean over the women of each age group, 1 where there are none."""
    found = []
    for of_age in women:
        whole = fsum(of_age)
        found.append(fsum(n * t for n, t in zip(of_age, times, strict=True)) / whole if whole > 0.0 else 1.0)
    return found


def _births(scenario: Any) -> BirthsParameters:
    parameters: BirthsParameters = scenario.regime.births
    return parameters


def lives_begin(scenario: Any) -> bool:
    """Whether lives begin in a scenario, or under a set of rules."""
    return _births(scenario).stands and "births" not in scenario.off


def shares_of_births(scenario: Any) -> list[list[list[float]]]:
    """Share of potential births that happen where province and response are 1, by year, year of age and order."""
    none = [[0.0] * len(ORDERS) for _ in range(N_AGES)]
    if not lives_begin(scenario):
        return [none for _ in fertility()]
    p, women, drawn = _births(scenario), scenario.women, scenario.births_drawn
    shares = (max(1.0 - p.second_share - p.third_share, 0.0), p.second_share, p.third_share)
    times = of_orders(women, fertility()[-1][1], shares)
    found = []
    for _, rates in fertility():
        wanted = [[p.level * rate * t for t in of_age] for rate, of_age in zip(rates, times, strict=True)]
        found.append([
            [w / drawn[age] if drawn[age] > 0.0 else 0.0 for w in wanted[age // GROUP_YEARS]] for age in range(N_AGES)
        ])  # fmt: skip
    return found


def year_ends(scenario: Any) -> list[float]:
    """Days from the start of a run to the end of each year of the table; the last goes on."""
    ends = [float((date(year + 1, 1, 1) - scenario.start).days) for year, _ in fertility()]
    return [*ends[:-1], _FAR]


def told_of_an_entry(scenario: Any) -> float:
    """Events that a birth schedules besides those of an entry, at most."""
    return MOST_OF_A_BIRTH if lives_begin(scenario) else 0.0


BLOCKS: Final = (
    Block(
        "births",
        (Column("mark", "float32", "share", "mark of a potential birth in [0, 1); 0 for who was there on day 0"),),
        lives_begin,
    ),
)
EVENTS: Final = (Event("birth", 10, "a potential birth of a mother happens or does not", lives_begin),)
DIALS: Final = (
    Dial("begins", lives_begin, dtype="i8"),
    Dial("birth_share", shares_of_births, (len(fertility()), N_AGES, len(ORDERS))),
    Dial("birth_year", year_ends, (len(fertility()),)),
)
LINES: Final = (
    Line("born", "is born to life {}", "life"),
    Line("birth", "gives birth to life {}", "life"),
)

_NAMES: Final = tuple(f"{age}-{age + GROUP_YEARS - 1}" for age in GROUPS)
ORDER: Final = labelled("order", ORDERS, "which birth it was, by the children that lived with the mother")
MOTHER: Final = labelled("mother", _NAMES, "age of the mother in completed years")
CHILD: Final = labelled("sex", SEXES, "sex of the child")
TALLIES: Final = (
    Tally(
        "births", (ORDER, CHILD, MOTHER), (ORDER, CHILD, MOTHER),
        TableColumn("births", "int64", "persons", "lives that began"),
        "births by order, the child's sex and the mother's age", "births (persons)", needed=lives_begin,
    ),
)  # fmt: skip
HEADLINES: Final = (own_rate("births", "births", "lives", Quantity("births", "births")),)


CARDS: Final = (
    Card(
        "births",
        "Births",
        "potential births happen at the table's rates; off unless `regime.births.stands`",
        "vit-001, vit-005, vit-016, vit-017, vit-018, cnt-004; doi:10.1002/nav.3800260304; assumptions",
    ),
)
