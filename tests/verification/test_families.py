"""Children by their parents' grades, and ranks on ranks, against shares and slopes that are known in advance.

Theory: where a parent falls early with chance a, late with chance b, and stands low at the door with chance c, each by
itself, so many children belong to each group. Where a child has its parents' income class with chance q and else any of
the five alike, its rank is on average q times theirs beyond the middle, so the slope of ranks on ranks is q.

Source: Chetty et al. 2014, doi:10.1093/qje/qju022, for the slope of ranks; binomial limits.
"""

from __future__ import annotations

import numpy as np
import pytest

from credopolis.analysis.studies.children import Followed, group_of, means_of, rank_slope
from credopolis.analysis.studies.families_result import GROUPS, OUTCOMES

from .plain import FAR
from .tools import report

CHILDREN, GOOD, LOW = 200_000, 3, 1
EARLY, LATE, AT_THE_DOOR = 0.2, 0.1, 0.05


def followed(seed: int, kept: float = 0.5) -> Followed:
    """Children whose parents fall by chance, and who have their parents' class with chance `kept`."""
    rng = np.random.default_rng(seed)
    early = np.where(rng.random(CHILDREN) < EARLY, LOW, GOOD)
    until = np.minimum(early, np.where(rng.random(CHILDREN) < LATE, LOW, GOOD))
    door = np.where(rng.random(CHILDREN) < AT_THE_DOOR, LOW, GOOD)
    background = rng.integers(1, 6, CHILDREN)
    income = np.where(rng.random(CHILDREN) < kept, background, rng.integers(1, 6, CHILDREN))
    education = np.where(rng.random(CHILDREN) < 0.6 - 0.2 * (door == LOW), 3, 2)
    return Followed(early, until, door, education, income, np.ones(CHILDREN, bool), background)


def test_so_many_children_belong_to_each_group() -> None:
    """Always in good standing, fell early, fell late, low at the door."""
    high = 1 - AT_THE_DOOR
    expected = [high * (1 - EARLY) * (1 - LATE), high * EARLY, high * (1 - EARLY) * LATE, AT_THE_DOOR]
    found = np.bincount(group_of(followed(1), GOOD), minlength=len(GROUPS))
    for share, count in zip(expected, found.tolist(), strict=True):
        assert abs(count - CHILDREN * share) < FAR * np.sqrt(CHILDREN * share)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9])
def test_the_slope_of_ranks_is_how_often_a_class_is_kept(kept: float) -> None:
    of = followed(2, kept)
    slope = rank_slope(of.background, of.income)
    report("slope of ranks", kept=kept, slope=slope)
    assert abs(slope - kept) < FAR * np.sqrt((1 - kept**2) / CHILDREN)


def test_means_of_groups_are_those_of_their_chances() -> None:
    """At the door 40 in 100 of those below go on, and 60 of all others."""
    of = followed(3)
    means = means_of(of, of, GOOD)
    for name, chance in zip(GROUPS, (60, 60, 60, 40), strict=True):
        n = means[f"{name} children"]
        assert abs(means[f"{name} {OUTCOMES[0]} on"] - chance) < FAR * 100 * np.sqrt(0.25 / n)
