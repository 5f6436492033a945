"""What refusals cost, against counts by hand: a life that stands in a grade that refuses loans asks at a known rate.

Theory: all stand in the low grade for good. Who is of an age that asks does so a times a year, so refusals are a
Poisson count; of them so many are for a home, so many of the others borrow elsewhere, and each owes a fixed sum.

Source: thinning and marking of Poisson processes, Kingman 1993, Poisson Processes, chapter 5.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from credopolis.core.schema import URBAN
from credopolis.mechanisms.debts import OWED_FOR
from credopolis.mechanisms.services import NAMES

from .plain import FAR, rules, scene, years_of, z_of
from .tools import Watched, report, watch

ASKED = {"loans": 2.0, "social_benefits": 1.0, "travel": 3.0}
AGES = {"loans": (15, 60), "social_benefits": (15, 200)}
HOMES, ELSEWHERE, DEARER, YEARS, LOAN, RENT, PUBLIC = 0.1, 0.6, 0.1, 2.0, 20_000.0, 6000.0, 0.2
BOOK = rules(
    {"harm": "{points: -1, seen_by: {records: 1}}"}, start=900,
    gates="{loans: {kind: restriction}, social_benefits: {kind: restriction}, travel: {kind: restriction}}",
    grades="{high: {from: 1000}, low: {restrictions: [loans, social_benefits, travel]}}",
)  # fmt: skip
COSTS = {"rent": RENT, "loan": LOAN * DEARER * YEARS, "market_rent": 5000.0}


@cache
def refused() -> Watched:
    rates = {f"services__{name}": ASKED.get(name, 0.0) for name in NAMES}
    return watch(scene(
        BOOK, {"harm": 0.0}, people=20_000, years=2.0, seed=19, services__stands=True, debts__stands=True,
        debts__homes=HOMES, debts__elsewhere=ELSEWHERE, debts__dearer=DEARER, debts__years=YEARS, debts__loan=LOAN,
        debts__rent=RENT, debts__public_homes=PUBLIC, prices__public_housing=5000.0,
        debts__allowance_rural=3000.0, debts__allowance_urban=5000.0, **rates,
    ))  # fmt: skip


def asked(service: str) -> float:
    """Requests of all lives over the run, as expected."""
    watched, (first, last) = refused(), AGES[service]
    age, end = -watched.person["birth_day"] / 365.25, years_of(watched)
    begin, end = np.clip(first - age, 0, end), np.clip(last - age, 0, end)
    return ASKED[service] * float((end - begin).sum())


@pytest.mark.parametrize(
    ("what", "service", "share"),
    [
        ("rent", "loans", HOMES),
        ("loan", "loans", (1 - HOMES) * ELSEWHERE),
        ("allowance", "social_benefits", (1 - PUBLIC) * ELSEWHERE),
        ("market_rent", "social_benefits", PUBLIC),
    ],
)
def test_so_many_owe_so_much(what: str, service: str, share: float) -> None:
    times, tens = (refused().total(name).sum(axis=(0, 1))[OWED_FOR.index(what)] for name in ("indebted", "owed"))
    expected = share * asked(service)
    report(f"owed for {what}", times=int(times), expected=expected)
    assert abs(z_of(times, expected, what)) < FAR and times > 1000
    if what in COSTS:
        assert 10 * tens == times * COSTS[what]


def test_what_lives_owe_is_what_was_counted_and_nobody_else_owes() -> None:
    watched = refused()
    debt = watched.engine.world.blocks.debts["debt"].astype(np.int64)
    assert debt.sum() == watched.total("owed").sum() > 0
    age = -watched.person["birth_day"] / 365.25
    assert not debt[age < 15 - years_of(watched)].any() and (debt[(age > 20) & (age < 55)] > 0).mean() > 0.9


def test_an_allowance_is_that_of_the_area() -> None:
    """3,000 yuan in the countryside and 5,000 in cities, and two years' interest at ten points."""
    watched = refused()
    what = OWED_FOR.index("allowance")
    times, tens = (watched.total(name).sum(axis=0)[:, what] for name in ("indebted", "owed"))
    urban = np.arange(len(times)) % 2 == 1
    assert 10 * tens[urban].sum() == times[urban].sum() * 6000 and 10 * tens[~urban].sum() == times[~urban].sum() * 3600
    assert times[urban].sum() > times[~urban].sum() * 0.8 and (watched.person["flags"] & URBAN).any()


def test_journeys_refused_cost_nothing_and_nothing_is_late() -> None:
    counts = refused().total("indebted").sum(axis=(0, 1))
    assert counts[OWED_FOR.index("bridge")] == 0
    refusals = refused().total("refusals").sum(axis=(0, 1))
    assert refusals[NAMES.index("travel")] > counts.sum() > 0
