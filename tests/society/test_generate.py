"""Every life is a function of tables, seed and index: by district, by thread, by size of the nation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from credopolis.core.errors import BadValue
from credopolis.core.schema import BORN_WITH
from credopolis.society.generate import empty_lives, populate
from credopolis.society.layout import plan
from credopolis.society.tables import SocietyTables

from .sample import Sample

PEOPLE = 150_000


def drawn(tables: SocietyTables, seed: int = 5, **options: Any) -> Mapping[str, np.ndarray]:
    lives = empty_lives(PEOPLE)
    populate(tables, plan(tables, PEOPLE, district_grids=4), lives, seed, **options)
    return lives


@pytest.fixture(scope="module")
def whole(china: SocietyTables) -> Mapping[str, np.ndarray]:
    return drawn(china, threads=1)


def test_the_columns_are_the_fixed_ones_of_the_schema() -> None:
    arrays = empty_lives(3)
    assert {c.name: c.dtype for c in BORN_WITH} == {name: a.dtype.name for name, a in arrays.items()}


def test_threads_do_not_matter(china: SocietyTables, whole: Mapping[str, np.ndarray]) -> None:
    for name, array in drawn(china, threads=3).items():
        assert (array == whole[name]).all()


def test_a_district_alone_is_the_same_as_in_the_whole(china: SocietyTables, whole: Mapping[str, np.ndarray]) -> None:
    layout = plan(china, PEOPLE, district_grids=4)
    for first, last in ((0, 1), (17, 18), (layout.n_districts - 1, layout.n_districts), (5, 9)):
        low, high = layout.lives_of_district(first)[0], layout.lives_of_district(last - 1)[1]
        alone = empty_lives(high - low)
        populate(china, layout, alone, 5, (first, last), threads=2)
        for name, array in alone.items():
            assert (array == whole[name][low:high]).all()


def test_seeds_matter(china: SocietyTables, whole: Mapping[str, np.ndarray]) -> None:
    other = drawn(china, seed=6)
    assert (other["birth_day"] != whole["birth_day"]).mean() > 0.9


def test_a_thousand_lives_over_all_provinces(china: SocietyTables) -> None:
    layout = plan(china, 1000)
    lives = empty_lives(1000)
    populate(china, layout, lives, 0)
    assert layout.n_grids == 31
    assert (lives["household_size"] > 0).all() and (lives["income"] > 0).all()


def test_what_does_not_fit_is_refused(china: SocietyTables) -> None:
    layout = plan(china, 1000)
    lives = empty_lives(1000)
    with pytest.raises(BadValue, match="seed"):
        populate(china, layout, lives, -1)
    with pytest.raises(BadValue, match="districts"):
        populate(china, layout, lives, 1, (3, 40))
    with pytest.raises(BadValue, match="threads"):
        populate(china, layout, lives, 1, threads=0)
    with pytest.raises(BadValue, match="array of birth_day"):
        populate(china, layout, {**lives, "birth_day": np.zeros(999, np.int32)}, 1)
    with pytest.raises(BadValue, match="array of flags"):
        populate(china, layout, {**lives, "flags": np.zeros(1000, np.int32)}, 1)


def test_no_level_is_outside_its_list(sample: Sample) -> None:
    assert sample.lives.education.max() == 4 and sample.lives.occupation.max() == 9
    assert sample.lives.birth_day.max() <= 0 and sample.age.max() < 105
