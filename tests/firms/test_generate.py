"""Who the companies of a society are: their numbers, places of work, sizes, owners and ages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from credopolis.core.errors import BadValue, Misuse
from credopolis.firms import course, generate, sectors
from credopolis.firms.columns import NATIONAL
from credopolis.firms.given import GIVEN, values

WHOLE = values()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 90_000), st.floats(0, 1), st.integers(0, 3)), min_size=1, max_size=12),
    st.integers(0, 2**62),
)
def test_places_of_work_are_as_many_as_the_employed(rows: list[tuple[int, float, int]], seed: int) -> None:
    """District by district among the small, and province by province with the large ones."""
    rows = sorted(rows, key=lambda row: row[2])
    people, province = np.array([row[0] for row in rows]), np.array([row[2] for row in rows])
    employed = (people * np.array([row[1] for row in rows])).astype(np.int64)
    firms = generate.generate(seed, people, employed, province, WHOLE)
    for p in np.unique(province):
        here, there = firms[firms["province"] == p], province == p
        small = np.bincount(here["district"][here["district"] >= 0], here["size"][here["district"] >= 0], len(people))
        large = int(here["size"][here["district"] == NATIONAL].sum())
        assert int(small.sum()) + large == int((employed * there).sum())
        assert ((small <= employed) & ((small >= employed / 2) | ~there)).all()
    assert (firms["size"] >= 1).all()
    assert (firms["size"][firms["district"] == NATIONAL] > generate.LARGE).all()


def _nation() -> np.ndarray:
    n = 60
    return generate.generate(7, np.full(n, 65_000), np.full(n, 21_000), np.repeat(np.arange(6), 10), WHOLE)


def test_the_shares_are_those_that_were_given() -> None:
    """Of about 60,000 companies; limits are four standard errors or what rounding leaves."""
    firms = _nation()
    n = len(firms)
    assert n == pytest.approx(60 * 1000, rel=0.01)
    large = firms["district"] == NATIONAL
    assert firms["size"][large].sum() / firms["size"].sum() == pytest.approx(WHOLE["in_large"], abs=0.01)
    state = firms["owner"] == 1
    assert state[large].mean() == pytest.approx(WHOLE["state_of_large"], abs=4 * 0.5 / np.sqrt(large.sum()))
    counts = np.bincount(firms["sector"], minlength=18)
    assert stats.chisquare(counts, sectors.shares() * n).pvalue > 1e-4
    assert firms["careless"].mean() == pytest.approx(1.0, abs=4 * firms["careless"].std() / np.sqrt(n))
    age = -firms["founded"] / 365
    assert (age < 5).mean() == pytest.approx(0.494, abs=0.01) and (age > 10).mean() == pytest.approx(0.177, abs=0.01)


def test_what_was_not_given_is_near_what_is_on_record() -> None:
    """State companies' share of companies and of people (corp-022, corp-023), and the largest (cmp-020)."""
    firms = _nation()
    state = firms["owner"] == 1
    assert 0.009 < state.mean() < 0.017
    assert 0.12 < firms["size"][state].sum() / firms["size"].sum() < 0.2
    top = np.sort(firms["size"])[::-1][:200].astype(float)
    assert 0.8 < 1.0 / np.mean(np.log(top[:-1] / top[-1])) < 1.4


def test_nothing_is_drawn_from_what_cannot_be() -> None:
    with pytest.raises(BadValue, match="employed"):
        generate.generate(1, np.array([10]), np.array([11]), np.array([0]), WHOLE)
    with pytest.raises(BadValue, match="provinces"):
        generate.generate(1, np.array([10, 10]), np.array([1, 1]), np.array([1, 0]), WHOLE)
    with pytest.raises(BadValue, match="inspected is 9"):
        values({"inspected": 9})
    with pytest.raises(BadValue, match="nothing_such"):
        values({"nothing_such": 9})


def test_every_parameter_has_a_range_and_a_ground() -> None:
    for name, one in GIVEN.items():
        assert one.low <= one.value <= one.high and one.meaning, name
        assert one.source == "assumption" or one.source.split("-")[0] in ("cmp", "corp", "mkt", "ctx"), name


def test_sectors_have_a_mean_of_one() -> None:
    assert sectors.times() @ sectors.shares() == pytest.approx(np.ones(len(sectors.KINDS)))


def test_only_rulebooks_of_companies_are_asked() -> None:
    from credopolis.library.names import resolve_rulebook
    from credopolis.rulebook import load_rulebook

    town = course.Town(np.array([1000]), np.array([100]), np.array([0]), ("East",))
    with pytest.raises(Misuse, match="judges a person"):
        course.begin(load_rulebook(resolve_rulebook("popular-account")), town)
