"""The kernels' tables, worked out from a society's tables once and kept."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import fsum

import numpy as np
import numpy.typing as npt

from credopolis.society import columns as c
from credopolis.society.ages import cumulative, quantiles
from credopolis.society.params import BetaShape, SocietyParams
from credopolis.society.roles import Roles, solve_roles
from credopolis.society.tables import SocietyTables
from credopolis.society.traits import factor_tables, guanxi_quantiles, level_of_rank, shapes

OLDEST = 130
ONE = 65_536
GUANXI_RANKS = 4096


@lru_cache(maxsize=8)
def household_tables(tables: SocietyTables) -> c.HouseholdTables:
    """Tables of the household kernel."""
    ages = tables.params.ages
    return c.HouseholdTables(
        rates=np.array([_rates(solve_roles(row, tables.params), tables.params) for row in tables.provinces]),
        quantile=np.stack([
            quantiles(ages.children.value, 0, 15),
            quantiles(ages.alone.value, 18, 60),
            quantiles(ages.couples.value, 20, 60),
            quantiles(ages.elders.value, 65, 105),
            quantiles(ages.elders.value, 65, 90),
        ]),
        cumulative=np.stack([
            cumulative(ages.at_first_birth.value, 16, 60),
            cumulative(ages.carers.value, 20, 60),
            cumulative(ages.grown_children.value, 18, 43),
        ]),
    )  # fmt: skip


def _rates(role: Roles, params: SocietyParams) -> npt.NDArray[np.float64]:
    """A province's row of `HouseholdTables.rates`."""
    p = params.households
    row = np.zeros(c.N_RATES)
    row[c.ONE_PERSON], row[c.ALONE_ELDER], row[c.COUPLE_ELDER] = role.one_person, role.alone_elder, role.couple_elder
    row[c.MINOR], row[c.ELDER], row[c.ELDER_65] = role.minor, role.elder, role.elder_65plus
    row[c.FREE_MALE], row[c.MALE_SHARE], row[c.MINORITY] = role.free_male, role.male_share, role.minority
    row[c.PAIRED_LEAN], row[c.SINGLE_LEAN] = role.paired_lean, role.single_lean
    row[c.COUPLE_OF_TWO], row[c.COUPLE_OF_LARGER] = p.couple_share_of_two.value, p.couple_share_of_larger.value
    row[c.MINOR_0_14] = 1.0 / (1.0 + p.aged_15_17_per_aged_0_14.value)
    row[c.MALE_MINOR], row[c.MALE_PARENT] = p.male_share_of_minors.value, p.male_share_of_single_parents.value
    row[c.MALE_ELDER_ALONE] = p.male_share_of_elders_alone.value
    row[c.MALE_GRANDPARENT] = p.male_share_of_single_grandparents.value
    row[c.OLDER_MALE], row[c.RANK_SPREAD] = p.older_partner_male.value, p.partner_rank_spread.value
    row[c.GAP_MEAN], row[c.GAP_SPREAD] = p.partner_gap_mean_years.value, p.partner_gap_spread_years.value
    row[c.MORE_MINORS : c.MORE_MINORS + c.N_DAMPING] = role.more_minors
    row[c.MORE_ELDERS : c.MORE_ELDERS + c.N_DAMPING] = role.more_elders
    shares = [fsum(role.sizes[: k + 1]) for k in range(c.N_SIZES)]
    row[c.SIZES : c.SIZES + c.N_SIZES] = [1.0 if k >= len(role.sizes) - 1 else s for k, s in enumerate(shares)]
    return row


def people_tables(
    tables: SocietyTables, schooling: npt.NDArray[np.int32], cuts: npt.NDArray[np.int32]
) -> c.PeopleTables:
    """Tables of the people kernel, given schooling (see `schooling`) and the cuts of the income classes."""
    params = tables.params
    income = params.income
    years = [row.mean_years_schooling_15plus * row.population for row in tables.provinces]
    mean = fsum(years) / sum(row.population for row in tables.provinces)
    points = [
        round(income.province_schooling_year.value * (row.mean_years_schooling_15plus - mean))
        for row in tables.provinces
    ]
    rank, level = _trait_tables(params)
    cohorts = params.schooling.cohort_starts
    return c.PeopleTables(
        cohort_of_age=_steps(cohorts, range(len(cohorts))).astype(np.uint8),
        schooling=schooling,
        retired=_retired(params),
        work=np.stack([_chances(rows.value) for rows in (params.work.rural, params.work.urban)]),
        party=_party(params),
        internet=np.stack([
            _steps(params.links.internet_ages, [round(ONE * s) for s in shares.value])
            for shares in (params.links.internet_rural, params.links.internet_urban)
        ]),
        rank=rank,
        level=level,
        guanxi=_guanxi(params),
        standing=np.array([income.urban.value, income.schooling_level.value, income.noise.value], np.int32),
        province_points=np.array(points, np.int32),
        cuts=cuts,
    )  # fmt: skip


def _steps(starts: tuple[int, ...], values: Iterable[int]) -> npt.NDArray[np.int32]:
    """A value for each year of age 0..129: 0 before the first start."""
    steps = np.zeros(OLDEST, np.int32)
    for start, value in zip(starts, values, strict=True):
        steps[start:] = value
    return steps


def _retired(params: SocietyParams) -> npt.NDArray[np.int32]:
    work = params.work
    lists = (work.retired_rural, work.retired_urban_men, work.retired_urban_women)
    return np.stack([_steps(work.retired_ages, [round(ONE * s) for s in shares.value]) for shares in lists])


def _chances(rows: tuple[tuple[float, ...], ...]) -> npt.NDArray[np.int32]:
    """Cumulative chances of all but the last category of each row."""
    return np.array(
        [[round(ONE * (fsum(row[: k + 1]) / fsum(row))) for k in range(len(row) - 1)] for row in rows], np.int32
    )


def _party(params: SocietyParams) -> npt.NDArray[np.int32]:
    links = params.links
    men = links.party_men_to_mean.value
    shares = (*links.party_by_schooling.value, links.party_officials.value)
    return np.array([[min(round(ONE * s * sex), ONE) for s in shares] for sex in (men, 2.0 - men)], np.int32)


def _trait_tables(params: SocietyParams) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.uint8]]:
    kinds = shapes(params)
    return np.array([factor_tables(s) for s in kinds], np.int16), np.stack([level_of_rank(s) for s in kinds])


def _guanxi(params: SocietyParams) -> npt.NDArray[np.uint8]:
    kinds: tuple[BetaShape, ...] = (
        params.guanxi.others.value,
        params.guanxi.party_members.value,
        params.guanxi.officials.value,
    )
    return np.stack([guanxi_quantiles(shape, GUANXI_RANKS) for shape in kinds])
