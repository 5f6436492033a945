"""What a benefit is worth to those who hold it is paid by those who lost it: a whole run against an integral.

Theory: with entries at rate r a life and year and no way back, a share s(t) = exp(-r t) of lives is still in the high
grade. They get the amount and pay their part of it, so the integral of s(t) (1 - s(t)) is moved.

Source: the mean of an exponential that is cut off, Cox and Isham 1980, Point Processes, chapter 1.
"""

from __future__ import annotations

import numpy as np
import pytest

from credopolis.mechanisms.prices import FIGURES, PRICES, SIDES

from .plain import rules, scene, years_of
from .tools import watch

PEOPLE, YEARS, RATE, AMOUNT = 40_000, 3.0, 0.8, 250.0
GETS, PAYS = (SIDES.index(name) for name in ("gets", "pays"))
YUAN, PERSON_YEARS = FIGURES.index("yuan"), FIGURES.index("person_years")
FALLING = rules(
    {"harm": "{points: -1, seen_by: {records: 1}}"}, gates="{tax_relief: {kind: benefit, worth: 1}}",
    grades="{high: {from: 1000, benefits: [tax_relief]}, low: {}}",
)  # fmt: skip


def test_money_goes_from_those_who_fell_to_those_who_did_not() -> None:
    watched = watch(scene(
        FALLING, {"harm": RATE}, people=PEOPLE, years=YEARS, seed=84, tick=2, prices__stands=True,
        prices__tax_relief=AMOUNT,
    ))  # fmt: skip
    found, t = sum(period.transfers for period in watched.periods), years_of(watched)
    high = PEOPLE * (1 - np.exp(-RATE * t)) / RATE
    relief = found[:, PRICES.index("tax_relief")].sum(axis=0)
    assert relief[GETS, PERSON_YEARS] == pytest.approx(high, rel=0.01)
    assert relief[:, PERSON_YEARS].sum() == pytest.approx(PEOPLE * t, rel=1e-6)
    moved = AMOUNT * PEOPLE * ((1 - np.exp(-RATE * t)) / RATE - (1 - np.exp(-2 * RATE * t)) / (2 * RATE))
    assert relief[GETS, YUAN] == pytest.approx(moved, rel=0.01)
    np.testing.assert_array_equal(found[..., GETS, YUAN], -found[..., PAYS, YUAN])
