"""Courses of adoption: as the readable twin lives them, on the same draws whatever is off, and only ever more."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.abroad.ask import columns_of, record_of
from credopolis.abroad.countries import PARTS, SUPPLIERS, countries
from credopolis.abroad.course import CourseDrawn, begin, live
from credopolis.abroad.given import GIVEN, NEUTRAL, without
from credopolis.abroad.hazard import expected, nobody, world_of
from tests.abroad import twin

TABLE = countries()
WORLD = world_of(TABLE)
VALUES = st.fixed_dictionaries({name: st.floats(one.low, one.high) for name, one in GIVEN.items()})


def started(values: dict[str, float], seed: int) -> CourseDrawn:
    """Where a course from the record of 2022 begins."""
    return begin(WORLD, values, record_of(WORLD, TABLE, columns_of([values])), seed, TABLE)


@settings(max_examples=2, deadline=None)
@given(VALUES, st.integers(0, 2**40))
def test_the_twin_lives_the_same(values: dict[str, float], seed: int) -> None:
    counted = live(WORLD, values, started(values, seed), 2022.0, 2024.0, seed)
    told = twin.lived(WORLD, values, started(values, seed), 2022.0, 4, seed)
    for k, has in enumerate(told, 1):
        assert [any(part in one for part in PARTS) for one in has] == counted.adopted[k].tolist()
        for number, part in enumerate(PARTS):
            assert sum(part in one for one in has) == counted.parts[k, number]
        for number, name in enumerate(SUPPLIERS):
            assert sum(name in one for one in has) == counted.suppliers[k, number]
        assert sum("supports" in one for one in has) == counted.supports[k]
        assert sum("law" in one for one in has) == counted.laws[k]
        assert sum(one.count("pressed") for one in has) == counted.platforms[k]


@settings(max_examples=6, deadline=None)
@given(VALUES, st.sampled_from(["neighbours", "peers", "vendors", "standards"]), st.integers(0, 999))
def test_without_contagion_nobody_adopts_sooner(values: dict[str, float], name: str, seed: int) -> None:
    """The same draws meet a hazard that is nowhere higher."""
    begins = record_of(WORLD, TABLE, columns_of([values]))
    less = without(values, [name])
    with_it = live(WORLD, values, begin(WORLD, values, begins, seed, TABLE), 2022.0, 2026.0, seed)
    without_it = live(WORLD, less, begin(WORLD, values, begins, seed, TABLE, less), 2022.0, 2026.0, seed)
    assert not (without_it.adopted & ~with_it.adopted).any()
    assert (np.diff(with_it.adopted.astype(int), axis=0) >= 0).all()


def test_what_is_on_record_is_had() -> None:
    values = {name: one.value for name, one in GIVEN.items()}
    now = started(values, 4)
    for k, one in enumerate(TABLE):
        assert now.adopted[k] == (one.wave is not None), one.code
        if one.wave == 2019 and one.code != "CHN":
            assert [part for j, part in enumerate(PARTS) if now.parts[k, j]] == list(one.parts), one.code
            assert [name for j, name in enumerate(SUPPLIERS) if now.suppliers[k, j]] == list(one.suppliers), one.code
        if one.wave == 2022:
            assert now.parts[k].sum() == min(one.kinds_2022 or 1, 3), one.code


def test_who_is_in_the_trade_list_is_known_though_it_does_nothing() -> None:
    """Where the list and training do nothing, all have the same hazard, and as many are in the list as ever."""
    values = {name: one.value for name, one in GIVEN.items()} | {"trade": 1.0, "training": 1.0}
    shares = [begin(WORLD, values, nobody(WORLD, 1), seed).listed.mean() for seed in range(40)]
    assert abs(float(np.mean(shares)) - values["in_list"]) < 0.03


def test_what_is_expected_is_what_seeds_come_to() -> None:
    """The mean of 80 seeds beside the course in expectation, which takes shares for their means: within 2 countries."""
    values = {name: one.value for name, one in GIVEN.items()}
    begins = record_of(WORLD, TABLE, columns_of([values]))
    ahead = expected(WORLD, columns_of([values]), begins, 2022.0, 2028.0)[-1].adopted.sum()
    ends = [
        live(WORLD, values, begin(WORLD, values, begins, seed, TABLE), 2022.0, 2028.0, seed).adopted[-1].sum()
        for seed in range(80)
    ]
    assert abs(float(np.mean(ends)) - float(ahead)) < 2.0


def test_factors_that_are_off_do_nothing() -> None:
    values = {name: one.value for name, one in GIVEN.items()} | {"start": 2005.0}
    held = [["faces", "chinese", "supports"]] * len(TABLE)
    hazards = {round(twin.hazard_of(WORLD, without(values, NEUTRAL), held, i), 12) for i in range(9)}
    assert hazards == {values["level"]}
