"""The ladder's rules, each against its sentence."""

from __future__ import annotations

import pytest

from credopolis.mechanisms.ladder import clip_score, deserved, grade_after_entry
from credopolis.mechanisms.locks import grade_after_lock

from .made import STARTS, bands, rules, whole


@pytest.mark.parametrize(
    ("score", "points", "after"), [(50, 10, 60), (50, -60, 0), (95, 10, 100), (0, -1, 0), (100, 1, 100)]
)
def test_scores_stay_within_their_bounds(score: int, points: int, after: int) -> None:
    assert clip_score(whole(score), whole(points), rules()) == after


def test_each_score_deserves_the_highest_band_it_reaches() -> None:
    for score in range(101):
        assert deserved(whole(score), rules(), bands()) == max(k for k, start in enumerate(STARTS) if score >= start)


@pytest.mark.parametrize(
    ("grade", "score", "points", "falls_to", "locked", "after"),
    [
        (3, 85, -5, -1, False, (3, False)),  # a loss within the band
        (3, 75, -10, -1, False, (2, True)),  # a fall begins the lock
        (3, 10, -80, -1, False, (0, True)),  # over several bands
        (1, 85, 40, -1, False, (3, False)),  # a rise begins none
        (1, 85, 40, -1, True, (1, False)),  # no rise inside a lock
        (1, 85, -5, -1, True, (1, False)),  # nor by an entry that costs points
        (2, 30, -40, -1, True, (0, True)),  # but a fall
        (3, 85, 0, 0, False, (0, True)),  # a straight drop, whatever the score
        (1, 50, 0, 1, True, (1, True)),  # to the same grade: the lock begins anew
        (0, 10, 0, 1, True, (0, False)),  # nobody rises by a drop
        (0, 90, 0, 1, False, (3, False)),  # below the drop's target the score decides
        (2, 50, 5, -1, False, (2, False)),  # a gain never makes a grade fall
    ],
)
def test_after_an_entry(
    grade: int, score: int, points: int, falls_to: int, locked: bool, after: tuple[int, bool]
) -> None:
    found = grade_after_entry(whole(grade), whole(score), whole(points), whole(falls_to), locked, rules(), bands())
    assert (int(found[0]), bool(found[1])) == after


@pytest.mark.parametrize(
    ("grade", "score", "after"),
    [
        (0, 95, (1, True)),  # one rung, with that rung's lock, even for a high score
        (1, 95, (3, False)),  # to the band
        (1, 45, (1, False)),
        (1, 10, (0, True)),  # the band lies lower: a fall
    ],
)
def test_after_a_lock(grade: int, score: int, after: tuple[int, bool]) -> None:
    found = grade_after_lock(whole(grade), whole(score), rules(), bands())
    assert (int(found[0]), bool(found[1])) == after
