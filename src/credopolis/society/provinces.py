"""One row of the table of provinces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProvinceRow:
    """One province as a census tells it; shares are in [0, 1].

    population : persons
    mean_household_size : persons in a family household
    sex_ratio_m_per_100f : males per 100 females
    one_person_household_share : share of households
    mean_years_schooling_15plus : years, of persons aged 15 or more
    within : of a city the province in which it lies, see `cities`; no column of a table
    """

    code: str
    name: str
    kind: str
    population: int
    urban_share: float
    minority_share: float
    mean_household_size: float
    sex_ratio_m_per_100f: float
    share_0_14: float
    share_15_59: float
    share_60plus: float
    share_65plus: float
    one_person_household_share: float
    mean_years_schooling_15plus: float
    source: str
    name_zh: str = ""
    inter_provincial_migrants: int = 0
    within: str = ""
