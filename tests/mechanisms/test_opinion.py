"""Opinion: drift, nerve and speaking, by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.opinion import (
    OPINION_STEPS,
    disposition,
    drifted,
    kept_opinion,
    nerve_needed,
    opinion_of,
    speaks,
)

SHARE, OPINION = st.floats(0, 1), st.floats(-1, 1)
CLASS = st.integers(1, 5)


@given(OPINION, st.booleans())
def test_an_opinion_is_kept_to_a_step_and_with_its_silence(opinion: float, silent: bool) -> None:
    kept = kept_opinion(opinion, int(silent))
    assert kept != 0 and -32768 <= kept <= 32767
    assert kept & 1 == silent
    assert opinion_of(kept) == pytest.approx(opinion, abs=1.6 / OPINION_STEPS)


@given(OPINION, OPINION, OPINION, SHARE, SHARE, SHARE)
def test_drift_stays_among_what_it_goes_towards(
    opinion: float, spoken: float, leaning: float, near: float, message: float, own: float
) -> None:
    near, message, own = near / 3, message / 3, own / 3
    found = drifted(opinion, spoken, leaning, near, message, own)
    assert min(opinion, spoken, leaning, 1.0) - 1e-9 <= found <= max(opinion, spoken, leaning, 1.0) + 1e-9
    assert drifted(opinion, opinion, opinion, near, 0.0, own) == pytest.approx(opinion, abs=1e-9)


@given(SHARE, SHARE, SHARE, CLASS, SHARE)
def test_nerve_grows_with_fear_dread_care_and_what_there_is_to_lose(
    fear: float, dread: float, risk: float, income: int, more: float
) -> None:
    needed = nerve_needed(fear, dread, risk, income, 0.5, 0.2)
    assert needed >= 0
    further = min(1.0, fear + more), dread, risk, income
    assert nerve_needed(*further, 0.5, 0.2) >= needed - 1e-9
    assert nerve_needed(fear, min(1.0, dread + more), risk, income, 0.5, 0.2) >= needed - 1e-9
    assert nerve_needed(fear, dread, min(1.0, risk + more), income, 0.5, 0.2) >= needed - 1e-9
    assert nerve_needed(fear, dread, risk, 5, 0.5, 0.2) >= nerve_needed(fear, dread, risk, 1, 0.5, 0.2) - 1e-9
    assert nerve_needed(0.0, 0.0, risk, income, 0.5, 0.2) == 0.0


@given(OPINION, SHARE, SHARE, SHARE)
def test_who_speaks_goes_on_speaking_with_more_beside_it(
    opinion: float, needed: float, seen: float, more: float
) -> None:
    if speaks(opinion, needed, seen, 0.2, 0.6):
        assert speaks(opinion, needed, min(1.0, seen + more), 0.2, 0.6)
        assert speaks(opinion, needed * (1 - more), seen, 0.2, 0.6)
    if opinion >= 0:
        assert speaks(opinion, needed, seen, 0.2, 0.6)


def test_the_example_of_its_page() -> None:
    """27 in 100 neighbours to speak before in a fear of 0.3, 10 in one of 0.2."""
    for fear, neighbours in ((0.3, 0.267), (0.2, 0.1)):
        assert not speaks(-0.4, fear, neighbours - 0.005, 0.2, 0.6)
        assert speaks(-0.4, fear, neighbours + 0.005, 0.2, 0.6)


def test_dispositions() -> None:
    assert disposition(0.0, 0.22) == 1.0
    assert disposition(0.22, 0.22) == pytest.approx(0.0)
    assert disposition(1.0, 0.22) == -1.0
