"""Safeguards in practice: the chain from an entry to its correction, against its closed forms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.due_process import (
    NEVER,
    DueProcessParameters,
    days_until,
    learning_day,
    practice,
)
from credopolis.rulebook.model import DueProcess

P = DueProcessParameters()
FULL = DueProcess(notice=1.0, access=1.0, appeal=1.0)
SHARE = st.floats(0, 1)


def learned_within(notice: float, looks_a_day: float, days: float) -> float:
    """Share of entries of which their subjects have learned within so many days, refusals aside."""
    return 1.0 - (1.0 - notice) * math.exp(-looks_a_day * days)


def corrected_within(notice: float, looks_a_day: float, days: float, appeals: float, upheld: float) -> float:
    """Share of entries that are learned of within so many days, appealed against and in the end corrected."""
    return learned_within(notice, looks_a_day, days) * appeals * upheld


def test_no_dial_means_that_nothing_happens() -> None:
    none = practice(DueProcess(), P)
    assert (none.notice, none.looks_a_day, none.refusal_tells, none.appeals_if_false) == (0,) * 4
    assert learned_within(none.notice, none.looks_a_day, 10_000.0) == 0
    assert learning_day(5, False, none.notice_days, none.looks_a_day, 0.0) == NEVER


def test_switched_off_is_as_if_undeclared() -> None:
    off, none = practice(FULL, P, ("due_process",)), practice(DueProcess(), P)
    for field in ("notice", "looks_a_day", "refusal_tells", "appeals_if_true", "appeals_if_false"):
        assert getattr(off, field) == getattr(none, field) == 0


def test_full_dials_give_the_behaviour_itself() -> None:
    full = practice(FULL, P)
    assert (full.appeals_if_true, full.appeals_if_false) == (P.appeals_if_true, P.appeals_if_false)
    assert (full.upheld_if_true, full.upheld_if_false) == (P.upholds_if_true, P.upholds_if_false)
    assert full.looks_a_day * 365.25 == pytest.approx(P.checks_a_year)


@given(SHARE, SHARE)
def test_reasons_help_appeals_and_people_help_them_succeed(reasons: float, review: float) -> None:
    found = practice(replace(FULL, reasons=reasons, human_review=review), P)
    assert found.appeals_if_false == pytest.approx(
        P.appeals_if_false * (reasons + (1 - reasons) * P.without_reasons), rel=1e-12
    )
    assert found.upheld_if_false == pytest.approx(
        P.upholds_if_false * (review + (1 - review) * P.without_review), rel=1e-12
    )


@pytest.mark.parametrize(("declared", "days"), [(0, 30.0), (10, 10.0), (90, 30.0)])
def test_a_deadline_can_only_hasten(declared: int, days: float) -> None:
    assert practice(replace(FULL, appeal_days=declared), P).correction_days == days


@given(st.floats(0, 0.5), st.floats(0, 40))
def test_days_until_something_happens(rate: float, draw: float) -> None:
    days = days_until(rate, draw)
    assert 0 <= days <= NEVER
    if rate == 0:
        assert days == NEVER
    elif days < NEVER:
        assert days <= draw / rate < days + 1 + 1e-6


def test_people_learn_as_the_closed_form_says() -> None:
    rng, n, notice, looks = np.random.default_rng(4), 20_000, 0.3, 0.2 / 365.25
    days = np.array([
        learning_day(0, told, 0.0, looks, x)
        for told, x in zip((rng.random(n) < notice).tolist(), rng.exponential(size=n).tolist(), strict=True)
    ])  # fmt: skip
    for within in (0, 365, 1826):
        expected = learned_within(notice, looks, float(within + 1)) if within else notice
        error = math.sqrt(expected * (1 - expected) / n)
        assert (days <= within).mean() == pytest.approx(expected, abs=4.5 * error + looks)


def test_those_who_are_told_learn_when_notice_comes() -> None:
    assert learning_day(100, True, 30.0, 0.0, 5.0) == 130


def test_the_funnel_of_credit_files() -> None:
    """With full dials, people who look at their files have 0.79 of the errors corrected (us-002, us-003)."""
    study = P.model_copy(update={"appeals_if_false": 0.98, "checks_a_year": 100.0})
    declared = replace(FULL, notice=0.0, human_review=0.3)
    found = practice(declared, study)
    corrected = corrected_within(found.notice, found.looks_a_day, 365.0, found.appeals_if_false, found.upheld_if_false)
    assert 0.262 * corrected == pytest.approx(0.206, abs=0.04)
    shy = practice(declared, P)
    fewer = corrected_within(shy.notice, shy.looks_a_day, 365.0, shy.appeals_if_false, shy.upheld_if_false)
    assert fewer < 0.2 * corrected
