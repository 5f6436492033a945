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
from functools import lru_cache
from math import fsum

from credopolis.core.faults import Fault
from credopolis.society.params import HouseholdParams, SocietyParams
from credopolis.society.places import Draws, powers, solve_draws
from credopolis.society.provinces import ProvinceRow
from credopolis.society.solve import rising_root

_MOST = 0.97
_LEAST_MALE, _MOST_MALE = 0.05, 0.95


class CannotPlace(ValueError):
    """A province whose table the household model cannot meet; the message says why."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


@dataclass(frozen=True)
class Roles:
    """Probabilities of one province.

    sizes : chance that a larger household has 2, 3, ... lives
    more_minors, more_elders : chance of a further minor or elder with 0, 1, 2, 3 or more already there, as a share
        of `minor` and `elder`
    paired_lean, single_lean : how far elders with a partner are younger, and those without one older
    """

    one_person: float
    sizes: tuple[float, ...]
    alone_elder: float
    couple_elder: float
    minor: float
    more_minors: tuple[float, ...]
    elder: float
    more_elders: tuple[float, ...]
    elder_65plus: float
    paired_lean: float
    single_lean: float
    free_male: float
    male_share: float
    minority: float


@lru_cache(maxsize=1024)  # a study loads the same society for every run
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
    cores = _cores(sizes, single, p)
    wanted = size * row.share_0_14 / total * (1.0 + p.aged_15_17_per_aged_0_14.value)
    minors = solve_draws(wanted, p.more_minors.value, cores.places, _MOST)
    if minors is None:
        raise CannotPlace("share_0_14", "there are more minors than places for them in households of this size")
    elders = size * row.share_60plus / total
    partners = 2.0 * (1.0 - single) * sizes[0] * p.couple_share_of_two.value
    alone, paired, elsewhere = _split_elders(elders, single, partners, minors, cores, p)
    male_share = row.sex_ratio_m_per_100f / (100.0 + row.sex_ratio_m_per_100f)
    pairs = fsum(w * (elsewhere.mean(x) - elsewhere.odd(x)) for x, w in enumerate(cores.places))
    lean_paired, lean_single = _leans(paired + pairs, elders, p.partnered_elders_younger.value)
    return Roles(
        one_person=single,
        sizes=sizes,
        alone_elder=alone / single if single else 0.0,
        couple_elder=paired / partners if partners else 0.0,
        minor=minors.chance,
        more_minors=minors.damping,
        elder=elsewhere.chance,
        more_elders=elsewhere.damping,
        elder_65plus=row.share_65plus / row.share_60plus if row.share_60plus else 1.0,
        paired_lean=lean_paired,
        single_lean=lean_single,
        free_male=_free_male(male_share * size, single - alone, alone, minors, elsewhere, cores, p),
        male_share=male_share,
        minority=row.minority_share,
    )


@dataclass(frozen=True)
class _Cores:
    """Shared households per household of any kind.

    places : with x places beside the core, for x = 0, 1, ...
    single_places : the same, of those with one core adult
    couples : couples among all households, those living by themselves included
    """

    places: tuple[float, ...]
    single_places: tuple[float, ...]
    couples: float


def _cores(sizes: Sequence[float], single: float, p: HouseholdParams) -> _Cores:
    places, lone = [0.0] * (len(sizes) + 1), [0.0] * (len(sizes) + 1)
    couples = 0.0
    for n, share in enumerate(sizes, 2):
        weight = (1.0 - single) * share
        couple = p.couple_share_of_two.value if n == 2 else p.couple_share_of_larger.value
        couples += weight * couple
        places[n - 2] += weight * couple if n > 2 else 0.0
        lone[n - 1] += weight * (1.0 - couple)
    return _Cores(tuple(a + b for a, b in zip(places, lone, strict=True)), tuple(lone), couples)


def _split_elders(
    elders: float, single: float, partners: float, minors: Draws, cores: _Cores, p: HouseholdParams
) -> tuple[float, float, Draws]:
    """Elders alone, as couples and elsewhere, per household; what finds no room elsewhere lives as couples or alone."""
    alone = min(elders * p.elders_living_alone.value, _MOST * single)
    paired = min(elders * p.elders_living_as_couples.value, _MOST * partners)
    room = _MOST - minors.chance
    fullest = Draws(room, p.more_elders.value)
    most = fsum(w * fullest.mean(x) for x, w in enumerate(cores.places)) * 0.999
    paired = max(paired, min(elders - alone - most, _MOST * partners))
    alone = max(alone, min(elders - paired - most, _MOST * single))
    elsewhere = solve_draws(max(elders - alone - paired, 0.0), p.more_elders.value, cores.places, room)
    if elsewhere is None:
        raise CannotPlace("share_60plus", "there are more elders than places for them beside the minors")
    return alone, paired, elsewhere


def _leans(paired: float, elders: float, wanted: float) -> tuple[float, float]:
    """Leans of paired and single elders that cancel over all elders, neither beyond 0.98."""
    share = paired / elders if elders else 0.0
    if not 0.0 < share < 1.0:
        return 0.0, 0.0
    lean = min(wanted, 0.98 * (1.0 - share) / share)
    return lean, -lean * share / (1.0 - share)


def _sizes(mean: float, single: float, largest: int) -> tuple[float, ...]:
    """Truncated geometric on 2..largest with the mean that households of two or more must have."""
    wanted = (mean - single) / (1.0 - single)
    most = (2.0 + largest) / 2.0
    if not 2.0 < wanted <= most:
        reason = (
            f"with this one-person share, households of two or more have {wanted:.2f} lives in the mean; "
            f"the model draws means above 2 and up to {most:.1f}"
        )
        raise CannotPlace("mean_household_size", reason)

    def excess(ratio: float) -> float:
        weights = powers(ratio, largest - 1)
        return fsum(n * w for n, w in enumerate(weights, 2)) / fsum(weights) - wanted

    weights = powers(rising_root(excess, 0.0, 1.0, 1e-12), largest - 1)
    whole = fsum(weights)
    return tuple(w / whole for w in weights)


def _free_male(
    males: float, free_alone: float, alone: float, minors: Draws, elders: Draws, cores: _Cores, p: HouseholdParams
) -> float:
    """Share of men among the lives whose sex is free, so that a household has `males` men in the mean."""
    fixed = [alone * p.male_share_of_elders_alone.value, cores.couples]
    free = [free_alone]
    for x, (weight, lone) in enumerate(zip(cores.places, cores.single_places, strict=True)):
        n_minors, n_elders, odd = minors.mean(x), elders.mean(x), elders.odd(x)
        fixed.append(weight * (n_elders - odd) / 2.0)
        fixed.append(weight * odd * p.male_share_of_single_grandparents.value)
        fixed.append(weight * n_minors * p.male_share_of_minors.value)
        free.append(weight * (x - n_minors - n_elders))
        fixed.append(lone * (1.0 - minors.none(x)) * p.male_share_of_single_parents.value)
        free.append(lone * minors.none(x))
    share = (males - fsum(fixed)) / fsum(free)
    if not _LEAST_MALE <= share <= _MOST_MALE:
        reason = f"the sex ratio would need a share of men of {share:.2f} among adults outside couples"
        raise CannotPlace("sex_ratio_m_per_100f", reason)
    return share


def check_provinces(rows: Sequence[ProvinceRow], params: SocietyParams, file: str, lines: Sequence[int]) -> list[Fault]:
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
