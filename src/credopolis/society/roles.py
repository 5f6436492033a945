"""Who lives with whom: the household model, and its probabilities solved for each province in closed form.

The model
---------
A household has one life with the province's one-person share `h`; larger ones have 2, 3, ... up to `largest` lives,
geometric from 2 and truncated, fitted to the province's mean size.

- *alone*: an elder (60+) with probability `alone_elder`, else aged 18-59.
- *couple*: of two-person households, `couple_share_of_two` are partners living by themselves; a partner's age is
  that of an elder with probability `couple_elder`.
- *shared*: everyone else. One adult aged 20-59, or a couple of such, is the core. Each further place is taken,
  independently, by a minor (0-17), child of the core, with probability `minor`; by an elder with probability
  `elder`; else by a grown child of the core (18-42), or after the third of these by another relative aged 18-59.
  The first two elders are partners and parents of the man of the core (or of its only adult), the next two of the
  woman; any further elder is a relative without a link.

Expected numbers per household are linear in these probabilities, so they follow from the table: minors from the
share aged 0-14 (those aged 15-17 are a fixed ratio of them), elders from the share aged 60+ after fixed shares of
the elders are placed alone and in couples, and adults aged 18-59 are the rest. Every elder is 65+ with the same
probability. Men are placed by the sex ratio among those whose sex is free: adults alone, grown children, other
relatives, single adults without minors.

Assumptions
-----------
Households of grandparents and grandchildren only, of friends, and collective households (barracks, dormitories,
homes) are not drawn: their lives live in households like the others'. Married children living with their parents
are the core of the household, and their parents its elders. Size, composition, area and minority are independent
within a province; all lives of a household belong to one group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from credopolis.core.faults import Fault
from credopolis.society.params import HouseholdParams, SocietyParams
from credopolis.society.provinces import ProvinceRow

_MOST = 0.97
_LEAST_MALE, _MOST_MALE = 0.05, 0.95


class CannotPlace(ValueError):
    """A province whose table the household model cannot meet; the message says why."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


@dataclass(frozen=True)
class Roles:
    """Probabilities of one province; `sizes[k]` is the chance that a larger household has k + 2 lives."""

    one_person: float
    sizes: tuple[float, ...]
    alone_elder: float
    couple_elder: float
    minor: float
    elder: float
    elder_65plus: float
    free_male: float
    male_share: float
    minority: float


def solve_roles(row: ProvinceRow, params: SocietyParams) -> Roles:
    """Solve the household model for a province.

    Raises
    ------
    CannotPlace
        If the model cannot meet the province's table.
    """
    p = params.households
    total = row.share_0_14 + row.share_15_59 + row.share_60plus
    size, single = row.mean_household_size, row.one_person_household_share
    sizes = _sizes(size, single, p.largest.value)
    several = 1.0 - single
    places = several * fsum(q * (n - 1.0 - _couple(p, n)) for n, q in enumerate(sizes, 2))
    minors = size * row.share_0_14 / total * (1.0 + p.aged_15_17_per_aged_0_14.value)
    minor = minors / places if minors else 0.0
    if minor > _MOST:
        raise CannotPlace("share_0_14", "there are more minors than places for them in households of this size")
    elders = size * row.share_60plus / total
    partners = 2.0 * several * sizes[0] * p.couple_share_of_two.value
    alone = min(elders * p.elders_living_alone.value, _MOST * single)
    paired = min(elders * p.elders_living_as_couples.value, _MOST * partners)
    room = places * (_MOST - minor)
    paired = max(paired, min(elders - alone - room, _MOST * partners))
    alone = max(alone, min(elders - paired - room, _MOST * single))
    if elders - alone - paired > room + 1e-12:
        raise CannotPlace("share_60plus", "there are more elders than places for them beside the minors")
    elder = max(elders - alone - paired, 0.0) / places
    male_share = row.sex_ratio_m_per_100f / (100.0 + row.sex_ratio_m_per_100f)
    return Roles(
        one_person=single,
        sizes=sizes,
        alone_elder=alone / single if single else 0.0,
        couple_elder=paired / partners if partners else 0.0,
        minor=minor,
        elder=elder,
        elder_65plus=row.share_65plus / row.share_60plus if row.share_60plus else 1.0,
        free_male=_free_male(male_share * size, single, alone, minor, elder, sizes, p),
        male_share=male_share,
        minority=row.minority_share,
    )


def _couple(p: HouseholdParams, n: int) -> float:
    return p.couple_share_of_two.value if n == 2 else p.couple_share_of_larger.value


def _sizes(mean: float, single: float, largest: int) -> tuple[float, ...]:
    """Truncated geometric on 2..largest with the mean that households of two or more must have."""
    wanted = (mean - single) / (1.0 - single)
    if not 2.0 < wanted <= (2.0 + largest) / 2.0:
        reason = (
            f"with this one-person share, households of two or more have {wanted:.2f} lives in the mean; "
            f"the model draws means above 2 and up to {(2.0 + largest) / 2.0:.1f}"
        )
        raise CannotPlace("mean_household_size", reason)
    low, high = 0.0, 1.0
    for _ in range(60):
        ratio = (low + high) / 2.0
        weights = _powers(ratio, largest - 1)
        if fsum(n * w for n, w in enumerate(weights, 2)) < wanted * fsum(weights):
            low = ratio
        else:
            high = ratio
    weights = _powers((low + high) / 2.0, largest - 1)
    whole = fsum(weights)
    return tuple(w / whole for w in weights)


def _powers(ratio: float, count: int) -> list[float]:
    # Not `**`: a mathematics library may round it differently on another machine.
    powers = [1.0]
    while len(powers) < count:
        powers.append(powers[-1] * ratio)
    return powers


def _free_male(
    males: float, single: float, alone: float, minor: float, elder: float, sizes: Sequence[float], p: HouseholdParams
) -> float:
    """Share of men among the lives whose sex is free, so that a household has `males` men in the mean."""
    fixed, free = [alone * p.male_share_of_elders_alone.value], [single - alone]
    for n, q in enumerate(sizes, 2):
        weight, couple = (1.0 - single) * q, _couple(p, n)
        fixed.append(weight * couple)
        for core, chance in ((2, couple), (1, 1.0 - couple)):
            places, w = n - core, weight * chance
            odd = (1.0 - _powers(1.0 - 2.0 * elder, places + 1)[-1]) / 2.0
            fixed.append(w * (places * elder - odd) / 2.0)
            fixed.append(w * odd * p.male_share_of_single_grandparents.value)
            fixed.append(w * places * minor * p.male_share_of_minors.value)
            free.append(w * places * (1.0 - minor - elder))
            if core == 1:
                childless = _powers(1.0 - minor, places + 1)[-1]
                fixed.append(w * (1.0 - childless) * p.male_share_of_single_parents.value)
                free.append(w * childless)
    share = (males - fsum(fixed)) / fsum(free)
    if not _LEAST_MALE <= share <= _MOST_MALE:
        reason = f"the sex ratio would need a share of men of {share:.2f} among adults outside couples"
        raise CannotPlace("sex_ratio_m_per_100f", reason)
    return share


def check_provinces(
    rows: Sequence[ProvinceRow], params: SocietyParams, file: str, lines: Sequence[int]
) -> list[Fault]:
    """A fault for each province whose table the household model cannot meet."""
    faults = []
    for row, line in zip(rows, lines, strict=True):
        try:
            solve_roles(row, params)
        except CannotPlace as problem:
            value = str(getattr(row, problem.column))
            remedy = "See the household model in the documentation of society."
            faults.append(Fault(file, line, 1, problem.column, f"{row.name}: {problem.reason}", value, "", remedy))
    return faults
