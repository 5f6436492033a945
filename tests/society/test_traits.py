"""The exact distribution of traits against the Beta that is stated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from credopolis.society.params import BetaShape, TraitShape
from credopolis.society.tables import SocietyTables
from credopolis.society.traits import beta_levels, factor_tables, guanxi_quantiles, lattice_counts, shapes, trait_levels


@pytest.mark.parametrize(("alpha", "beta"), [(1, 1), (5, 2), (2, 5), (1, 8), (12, 30)])
def test_levels_of_a_beta_are_those_of_its_distribution(alpha: int, beta: int) -> None:
    below = [float(share) for share in beta_levels(BetaShape(alpha=alpha, beta=beta))]
    assert np.allclose(below, stats.beta.cdf(np.arange(1, 257) / 256, alpha, beta), atol=1e-12)


def test_trait_levels_are_the_stated_betas(china: SocietyTables) -> None:
    levels = trait_levels(china.params)
    assert levels.shape == (4, 256)
    assert np.abs(levels.sum(axis=1) - 1.0).max() < 1e-12
    for row, shape in zip(levels, shapes(china.params), strict=True):
        stated = stats.beta.cdf(np.arange(1, 257) / 256, shape.alpha, shape.beta)
        assert np.abs(np.cumsum(row) - stated).max() < 0.001


def test_factors_have_the_stated_loadings() -> None:
    shape = TraitShape(alpha=2, beta=2, household=0.6, person=-0.4)
    household, person, own = (np.array(values) for values in factor_tables(shape))
    assert household.std() / 512 == pytest.approx(0.6, abs=0.01)
    assert person.std() / 512 == pytest.approx(0.4, abs=0.01)
    assert own.std() / 512 == pytest.approx((1 - 0.36 - 0.16) ** 0.5, abs=0.01)
    assert (np.diff(person) <= 0).all() and (np.diff(household) >= 0).all()


def test_lattice_counts_are_the_sums_of_all_cases() -> None:
    shape = TraitShape(alpha=2, beta=2, household=0.3, person=0.5)
    counts = lattice_counts(shape)
    assert counts.sum() == 2**24
    pairs = np.add.outer(*(np.array(values) for values in factor_tables(shape)[:2])).ravel()
    own = np.array(factor_tables(shape)[2])
    assert counts[4096 + 40] == sum((pairs == 40 - value).sum() for value in own)


def test_no_lattice_value_hangs_on_the_last_bit_of_a_library() -> None:
    from statistics import NormalDist

    for k in range(256):
        for loading in (0.1, 0.25, 0.4, 0.75, 1.0):
            value = 512 * loading * NormalDist().inv_cdf((2 * k + 1) / 512)
            assert abs(abs(value) % 1.0 - 0.5) > 1e-9


def test_guanxi_is_its_beta() -> None:
    levels = guanxi_quantiles(BetaShape(alpha=2, beta=5), 4096)
    assert levels.mean() / 255 == pytest.approx(2 / 7, abs=0.003)
    assert (np.diff(levels.astype(int)) >= 0).all()
