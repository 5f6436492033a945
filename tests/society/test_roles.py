"""The household model solved: its expected numbers are those of the table, by independent summation."""

from __future__ import annotations

from math import comb

import pytest

from credopolis.society.places import Draws, solve_draws
from credopolis.society.roles import solve_roles
from credopolis.society.solve import rising_root
from credopolis.society.tables import SocietyTables


def test_draws_without_damping_are_binomial() -> None:
    draws = Draws(0.3, (1.0, 1.0, 1.0, 1.0))
    for k in range(7):
        assert draws.taken[6][k] == pytest.approx(comb(6, k) * 0.3**k * 0.7 ** (6 - k))
    assert draws.mean(6) == pytest.approx(1.8)
    assert draws.odd(6) == pytest.approx((1 - 0.4**6) / 2)


def test_draws_meet_their_mean_also_where_damping_must_give_way() -> None:
    weights = [0.2, 0.3, 0.3, 0.2]
    for wanted in (0.0, 0.3, 0.9, 1.3):
        draws = solve_draws(wanted, (1.0, 0.5, 0.2, 0.1), weights, 0.97)
        assert draws is not None
        assert sum(w * draws.mean(x) for x, w in enumerate(weights)) == pytest.approx(wanted, abs=1e-8)
    assert solve_draws(1.5, (1.0, 0.5, 0.2, 0.1), weights, 0.97) is None


def test_the_expected_household_has_the_figures_of_the_table(china: SocietyTables) -> None:
    p = china.params.households
    for row in china.provinces:
        roles = solve_roles(row, china.params)
        several = 1 - roles.one_person
        size = roles.one_person + several * sum(n * q for n, q in enumerate(roles.sizes, 2))
        assert size == pytest.approx(row.mean_household_size, abs=1e-9)
        minors, others = Draws(roles.minor, roles.more_minors), Draws(roles.elder, roles.more_elders)
        n_minors, n_elders = 0.0, roles.one_person * roles.alone_elder
        for n, q in enumerate(roles.sizes, 2):
            couple = (p.couple_share_of_two if n == 2 else p.couple_share_of_larger).value
            n_minors += several * q * (couple * minors.mean(n - 2) + (1 - couple) * minors.mean(n - 1))
            if n == 2:
                n_elders += several * q * (couple * 2 * roles.couple_elder + (1 - couple) * others.mean(1))
            else:
                n_elders += several * q * (couple * others.mean(n - 2) + (1 - couple) * others.mean(n - 1))
        total = row.share_0_14 + row.share_15_59 + row.share_60plus
        aged_0_14 = n_minors / (1 + p.aged_15_17_per_aged_0_14.value)
        assert aged_0_14 / size == pytest.approx(row.share_0_14 / total, abs=1e-8)
        assert n_elders / size == pytest.approx(row.share_60plus / total, abs=1e-8)


def test_a_root_is_found_and_an_end_is_kept() -> None:
    assert rising_root(lambda x: x * x - 2.0, 0.0, 2.0, 1e-12) == pytest.approx(2**0.5, abs=1e-10)
    assert rising_root(lambda x: x + 1.0, 0.0, 1.0, 1e-9) == 0.0
    assert rising_root(lambda x: x - 3.0, 0.0, 1.0, 1e-9) == 1.0
