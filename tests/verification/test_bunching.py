"""Bunching: lives gather just above a threshold, where gates open, and are thinned out just below it.

Theory: below a threshold rewarded acts are done more often the nearer it is (ambition), above it violations that would
lead back are done less often (deterrence); both push mass over the threshold. With both terms off the score density is
smooth there, and a threshold without gates (1010, from A to A+) gathers nobody.

Source: Kleven 2016, Bunching, doi:10.1146/annurev-economics-080315-015234, for the measure: mass just above against
mass just below, with and without the notch.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from .scenes import free_scores
from .tools import report, z_limit

PEOPLE = 60_000
NOTCH, NO_NOTCH, WIDTH = 1030, 1010, 10


def excess(scores: NDArray[np.int64], threshold: int) -> tuple[float, float]:
    """Log of the mass just above a threshold over the mass just below it, and its variance."""
    above = int(((scores >= threshold) & (scores < threshold + WIDTH)).sum())
    below = int(((scores < threshold) & (scores >= threshold - WIDTH)).sum())
    return math.log(above / below), 1 / above + 1 / below


@pytest.fixture(scope="module")
def with_terms() -> NDArray[np.int64]:
    return free_scores(PEOPLE, ())


@pytest.fixture(scope="module")
def without_terms() -> NDArray[np.int64]:
    return free_scores(PEOPLE, ("deterrence", "ambition"))


def test_lives_bunch_above_the_threshold(with_terms: NDArray[np.int64], without_terms: NDArray[np.int64]) -> None:
    on, variance_on = excess(with_terms, NOTCH)
    off, variance_off = excess(without_terms, NOTCH)
    z = (on - off) / math.sqrt(variance_on + variance_off)
    report("bunching", above_over_below_on=math.exp(on), off=math.exp(off), z=z)
    assert on > 0.1, "more lives just above than just below"
    assert off < 0.0, "the density falls there by itself"
    assert z > z_limit(3)


def test_a_threshold_without_gates_gathers_fewer(
    with_terms: NDArray[np.int64], without_terms: NDArray[np.int64]
) -> None:
    at_notch = excess(with_terms, NOTCH)[0] - excess(without_terms, NOTCH)[0]
    elsewhere = excess(with_terms, NO_NOTCH)[0] - excess(without_terms, NO_NOTCH)[0]
    assert elsewhere < 0.0 < at_notch


def test_ambition_is_what_moves_them(with_terms: NDArray[np.int64], without_terms: NDArray[np.int64]) -> None:
    held_back = free_scores(PEOPLE, ("ambition",))
    strength = excess(with_terms, NOTCH)[0] - excess(without_terms, NOTCH)[0]
    by_deterrence = excess(held_back, NOTCH)[0] - excess(without_terms, NOTCH)[0]
    assert by_deterrence < 0.5 * strength
