"""Households are consistent: who lives with whom, at which ages, and how parents and children are linked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.society.tables import SocietyTables

from .sample import Sample, draw

YEAR = 365.25


def check_households(sample: Sample) -> None:
    lives, i = sample.lives, sample.index
    start = i - lives.place
    size = lives.household_size.astype(int)
    assert (lives.place < size).all()
    assert (size[start] == size).all() and (lives.place[start] == 0).all()
    grid = np.searchsorted(sample.layout.grid_start, i, side="right")
    assert (grid[start] == grid).all() and (grid[start + size - 1] == grid).all()
    for name in ("minority", "urban"):
        assert (sample.flag(name)[start] == sample.flag(name)).all()
    assert (lives.income[start] == lives.income).all()


def check_parents(sample: Sample) -> None:
    lives, i, days = sample.lives, sample.index, sample.age_days
    start = i - lives.place
    counted = np.zeros(len(i), int)
    eldest = np.full(len(i), -1)
    for name, longest, female in (("mother", 48, True), ("father", 60, False)):
        offset = getattr(lives, name).astype(int)
        child = np.flatnonzero(offset)
        parent = child + offset[child]
        assert (start[child] == start[parent]).all()
        gap = (days[parent] - days[child]) / YEAR
        assert gap.min(initial=99) >= 16 and gap.max(initial=0) <= longest
        assert (sample.flag("female")[parent] == female).all()
        assert sample.flag("parent")[parent].all()
        np.add.at(counted, parent, 1)
        np.maximum.at(eldest, parent, days[child])
    assert (counted == lives.children).all()
    assert ((lives.children > 0) == sample.flag("parent")).all()
    minor = sample.age < 18
    assert ((lives.mother[minor] != 0) | (lives.father[minor] != 0)).all()
    has = np.flatnonzero(lives.children)
    assert (lives.eldest_child[lives.children == 0] == 0).all()
    assert (days[has + lives.eldest_child[has]] == eldest[has]).all()


def check_partners(sample: Sample) -> None:
    partnered, female = sample.flag("partnered"), sample.flag("female")
    women = np.flatnonzero(partnered & female)
    men = np.flatnonzero(partnered & ~female)
    assert (women + 1 == men).all()
    start = sample.index - sample.lives.place
    assert (start[women] == start[men]).all()
    assert sample.age[women].min(initial=99) >= 18 and sample.age[men].min(initial=99) >= 18
    assert np.abs(sample.age_days[women] - sample.age_days[men]).max(initial=0) <= 15 * YEAR
    # What is a couple's is the same for both: their children, their home, their group and their income.
    lives = sample.lives
    assert (lives.children[women] == lives.children[men]).all()
    eldest = np.where(lives.eldest_child != 0, sample.index + lives.eldest_child, -1)
    assert (eldest[women] == eldest[men]).all()
    for flag in ("parent", "urban", "minority"):
        assert (sample.flag(flag)[women] == sample.flag(flag)[men]).all(), flag
    assert (lives.income[women] == lives.income[men]).all()
    child = np.flatnonzero(lives.mother)
    with_partner = child[partnered[child + lives.mother[child]]]
    assert (with_partner + lives.father[with_partner] == with_partner + lives.mother[with_partner] + 1).all()
    child = np.flatnonzero(lives.father)
    with_partner = child[partnered[child + lives.father[child]]]
    assert (lives.mother[with_partner] != 0).all()
    assert not partnered[sample.lives.household_size == 1].any()


def check_siblings(sample: Sample) -> None:
    """Children of one mother are born at least nine months apart."""
    child = np.flatnonzero(sample.lives.mother)
    mother = child + sample.lives.mother[child]
    order = np.lexsort((sample.age_days[child], mother))
    same = np.diff(mother[order]) == 0
    assert np.diff(sample.age_days[child][order])[same].min(initial=999) >= 270


def check(sample: Sample) -> None:
    check_households(sample)
    check_parents(sample)
    check_partners(sample)
    check_siblings(sample)


def test_households_of_the_2020_society(sample: Sample) -> None:
    check(sample)


@settings(max_examples=25, deadline=None)
@given(
    people=st.integers(1_000, 12_000),
    seed=st.integers(0, 2**63 - 1),
    grid_lives=st.integers(10, 1500),
    chosen=st.sets(st.integers(0, 30), min_size=1),
)
def test_households_of_any_size_seed_and_provinces(
    china: SocietyTables, people: int, seed: int, grid_lives: int, chosen: set[int]
) -> None:
    some = replace(china, provinces=tuple(china.provinces[p] for p in sorted(chosen)))
    check(draw(some, people, seed, grid_lives=grid_lives))


@settings(max_examples=25, deadline=None)
@given(
    children=st.floats(0.08, 0.26),
    elders=st.floats(0.05, 0.3),
    oldest=st.floats(0.3, 0.9),
    size=st.floats(2.2, 3.6),
    single=st.floats(0.05, 0.35),
    seed=st.integers(0, 1000),
)
def test_households_of_made_up_provinces(
    china: SocietyTables, children: float, elders: float, oldest: float, size: float, single: float, seed: int
) -> None:
    row = replace(
        china.provinces[0],
        share_0_14=children,
        share_15_59=1 - children - elders,
        share_60plus=elders,
        share_65plus=elders * oldest,
        mean_household_size=size,
        one_person_household_share=single,
    )
    from credopolis.society.roles import CannotPlace, solve_roles

    try:
        solve_roles(row, china.params)
    except CannotPlace:
        return
    made_up = draw(replace(china, provinces=(row,)), 20_000, seed)
    check(made_up)
    figures = made_up.figures(np.ones(20_000, bool))
    for name in ("share_0_14", "share_60plus", "share_65plus"):
        assert abs(figures[name] - getattr(row, name)) < 0.02
    assert abs(figures["mean_household_size"] - size) < 0.12
