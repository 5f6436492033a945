"""A drawn society with what the tests ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from credopolis.core.schema import FLAG_NAMES
from credopolis.society.generate import empty_lives, populate
from credopolis.society.layout import Layout, plan
from credopolis.society.tables import SocietyTables

YEARS_OF_LEVEL = np.array([0, 6, 9, 12, 15.5])


@dataclass(frozen=True)
class Sample:
    tables: SocietyTables
    layout: Layout
    lives: Any

    @cached_property
    def age_days(self) -> np.ndarray:
        return -self.lives.birth_day.astype(np.int64)

    @cached_property
    def age(self) -> np.ndarray:
        return self.age_days * 4 // 1461

    @cached_property
    def index(self) -> np.ndarray:
        return np.arange(self.layout.people)

    @cached_property
    def province(self) -> np.ndarray:
        grids = np.repeat(self.layout.district_province, np.diff(self.layout.district_grid_start))
        return np.repeat(grids, np.diff(self.layout.grid_start))

    def flag(self, name: str) -> np.ndarray:
        return (self.lives.flags & FLAG_NAMES[name]) > 0

    def figures(self, who: np.ndarray) -> dict[str, float]:
        """The figures of the table of provinces, of some lives."""
        age, lives = self.age[who], self.lives
        sizes = lives.household_size[who & (lives.place == 0)]
        women = self.flag("female")[who].sum()
        return {
            "share_0_14": (age < 15).mean(),
            "share_15_59": ((age >= 15) & (age < 60)).mean(),
            "share_60plus": (age >= 60).mean(),
            "share_65plus": (age >= 65).mean(),
            "mean_household_size": sizes.mean(),
            "one_person_household_share": (sizes == 1).mean(),
            "sex_ratio_m_per_100f": 100 * (who.sum() - women) / women,
            "minority_share": self.flag("minority")[who].mean(),
            "mean_years_schooling_15plus": YEARS_OF_LEVEL[lives.education[who]][age >= 15].mean(),
        }


def draw(tables: SocietyTables, people: int, seed: int, **options: Any) -> Sample:
    layout = plan(tables, people, **options)
    lives = SimpleNamespace(**empty_lives(people))
    populate(tables, layout, lives, seed)
    return Sample(tables, layout, lives)
