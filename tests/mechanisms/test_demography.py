"""The demographic factor: straight lines between ages, a ratio between the sexes, and a mean of 1."""

from __future__ import annotations

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.demography import FEMALE, MALE, YEARS, at_age, factors, follows, relative
from credopolis.rulebook.conduct import ActConduct

CURVE = ((20 * 365, 1.0), (40 * 365, 0.5), (60 * 365, 0.1))
_RATES = st.floats(0.01, 100)
_AGES = st.lists(st.integers(0, 80 * 365), min_size=2, max_size=8, unique=True).map(sorted)
_COUNTS = st.lists(st.integers(0, 10**9), min_size=YEARS, max_size=YEARS).map(tuple)


@st.composite
def curves(draw: st.DrawFn) -> ActConduct:
    ages = draw(_AGES)
    return ActConduct(
        rate=0.1,
        women=draw(_RATES),
        ages=tuple((age, draw(_RATES)) for age in ages),
        age_contrast=draw(st.sampled_from([0.0, 0.5, 1.0, 2.0])),
    )


def test_an_act_that_states_neither_follows_neither() -> None:
    flat = ActConduct(rate=0.1)
    assert not follows(flat)
    assert relative(flat) == ((1.0,) * YEARS, (1.0,) * YEARS)
    assert not follows(ActConduct(rate=0.1, ages=CURVE, age_contrast=0.0))
    assert follows(ActConduct(rate=0.1, ages=CURVE)) and follows(ActConduct(rate=0.1, women=0.5))


def test_straight_between_the_stated_ages_and_flat_beyond() -> None:
    act = ActConduct(rate=0.1, ages=CURVE)
    assert [at_age(act, years * 365) for years in (0, 20, 30, 40, 50, 60, 99)] == pytest.approx(
        [1.0, 1.0, 0.75, 0.5, 0.3, 0.1, 0.1]
    )
    assert relative(act)[MALE][30] == pytest.approx(at_age(act, 30.5 * DAYS_PER_YEAR_OF_RATES))


def test_the_contrast_is_a_power() -> None:
    act = ActConduct(rate=0.1, ages=CURVE, age_contrast=2.0)
    assert [at_age(act, years * 365) for years in (20, 40, 60)] == pytest.approx([1.0, 0.25, 0.01])
    none = ActConduct(rate=0.1, ages=((0, 0.0), (365, 1.0)), age_contrast=2.0)
    assert at_age(none, 0) == 0.0


@given(curves(), _COUNTS, _COUNTS)
def test_the_mean_over_those_who_could_is_one(act: ActConduct, men: tuple[int, ...], women: tuple[int, ...]) -> None:
    could = (men, women)
    found = factors(act, could)
    whole = sum(men) + sum(women)
    if whole:
        mean = fsum(n * f for counts, of_sex in zip(could, found, strict=True)
                    for n, f in zip(counts, of_sex, strict=True)) / whole  # fmt: skip
        assert mean == pytest.approx(1.0, rel=1e-9)
    assert found[FEMALE] == pytest.approx([act.women * factor for factor in found[MALE]], rel=1e-12)


def test_if_nobody_could_or_would_nothing_is_divided_by_zero() -> None:
    nobody = (0.0,) * YEARS
    assert factors(ActConduct(rate=0.1, women=0.3), (nobody, nobody)) == relative(ActConduct(rate=0.1, women=0.3))
    only_women = (nobody, (1.0,) * YEARS)
    assert factors(ActConduct(rate=0.1, women=0.0), only_women)[FEMALE] == nobody
