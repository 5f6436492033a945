"""The lending environment of D'Amour and others 2020 under maximum profit, in the rulebook format and on the engine.

Theory. Two groups of 100 apply for loans, one applicant a step for 20,000 steps, so 100 times each on average.
At score k of 0 to 6 a loan is paid back with the chance of `PAYS`; a lender who maximises profit lends at a
chance of a half or more, from score 3 on. Who pays back rises by one score, who does not falls by one, within 0
and 6. No life looks at another, so a group's mean is that of lives who began at each score, weighted as the
group began. Lives run by the engine must have the mean of that Markov chain, and so must 60 runs of an
independent implementation, within their own error.

What the format can say: seven grades of one point each, and for each grade from 3 on two acts that count only there
(`only`), of which one gives a point and the other takes it. Their lender under equal opportunity, who solves anew for
thresholds of each group after every loan, cannot be written so.

Source: D'Amour and others 2020, Fairness is not static (FAT*): len-001 to len-005, th-004, th-005, len-040 to len-048.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.library.catalogue import load_scenario
from credopolis.library.evidence import facts

from .tools import QUIET, report, watch, with_constant_conduct, with_rulebook

PAYS = (0.1, 0.2, 0.45, 0.6, 0.65, 0.7, 0.7)
BEGAN = {1: (0.0, 0.1, 0.1, 0.2, 0.3, 0.3, 0.0), 2: (0.1, 0.1, 0.2, 0.3, 0.3, 0.0, 0.0)}
CUT = 3
YEARS, A_YEAR = 20, 5.0
"""So each life applies 100 times on average."""
LIVES = 3000
Values = NDArray[np.float64]


def book(start: int) -> str:
    """The lender's rules for who begins at a score."""
    acts = "\n".join(
        f"  {way}_{k}: {{points: {points}, only: {{grades: [g{k}]}}, seen_by: {{records: 1}}}}"
        for k in range(CUT, 7)
        for way, points in (("pays", 1), ("fails", -1))
    )
    grades = ", ".join(f"g{k}: {{from: {k}}}" for k in range(6, 0, -1))
    return (
        "format: credopolis-rulebook/1\nname: lender\ntitle: A lender\naccount: hypothetical\nsource: len-003\n"
        f"score: {{start: {start}, min: 0, max: 6}}\ngrades: {{{grades}, g0: {{}}}}\nacts:\n{acts}\n"
    )


@cache
def lived(start: int) -> tuple[Values, float]:
    """Shares of lives at each score after the run, and loans a life."""
    base = load_scenario("ladder", people=LIVES, years=YEARS, seed=11 + start, off=QUIET,
                         set={"regime.records.coverage": 1.0})  # fmt: skip
    rates = {f"{way}_{k}": A_YEAR * (p if way == "pays" else 1 - p)
             for k, p in enumerate(PAYS) if k >= CUT for way in ("pays", "fails")}  # fmt: skip
    watched = watch(with_constant_conduct(with_rulebook(base, book(start)), rates))
    score = watched.standing["score"].astype(int)
    return np.bincount(score, minlength=7) / len(score), float(watched.total("entries").sum()) / len(score)


@cache
def chain(start: int) -> tuple[Values, float]:
    """The same of the Markov chain, in steps of a thousandth of a year."""
    steps = 1000
    moves = np.eye(7)
    for k in range(CUT, 7):
        up, down = A_YEAR / steps * PAYS[k] * (k < 6), A_YEAR / steps * (1 - PAYS[k])
        moves[k, k] -= up + down
        moves[k, min(k + 1, 6)] += up
        moves[k, k - 1] += down
    at, loans = np.eye(7)[start], 0.0
    for _ in range(YEARS * steps):
        loans += A_YEAR / steps * at[CUT:].sum()
        at = at @ moves
    return at, float(loans)


def of_group(group: int, of: str) -> tuple[float, float]:
    """Mean chance of paying back, and loans of 100 lives, of a group, by the engine or by the chain."""
    chance = loans = 0.0
    for start, share in enumerate(BEGAN[group]):
        if start < CUT:  # refused at once, and for ever
            chance += share * PAYS[start]
        elif share:
            at, its = lived(start) if of == "engine" else chain(start)
            chance, loans = chance + share * float(at @ PAYS), loans + share * its
    return chance, 100 * loans


@pytest.mark.parametrize("start", [3, 4, 5])
def test_lives_are_at_the_scores_of_the_chain(start: int) -> None:
    at, loans = lived(start)
    expected, its_loans = chain(start)
    error = np.sqrt(expected * (1 - expected) / LIVES)
    report(f"scores from {start}", engine=str(at.round(3)), chain=str(expected.round(3)), loans=loans)
    assert (np.abs(at - expected) <= 4.5 * error + 1e-9).all()
    assert loans == pytest.approx(its_loans, rel=0.06)
    assert at[2] > 0.3 and at[:2].sum() == 0, "who falls below the cut never moves again (len-048)"


def test_the_groups_are_those_of_sixty_runs_elsewhere() -> None:
    """V24 in part: loans and the gap under maximum profit; the mean of 60 runs has a standard error of its sd / 7.7."""
    fact = {one.id: one for one in facts()}
    engine = {group: of_group(group, "engine") for group in BEGAN}
    exact = {group: of_group(group, "chain") for group in BEGAN}
    gap, exact_gap = (its[1][0] - its[2][0] for its in (engine, exact))
    report("maximum profit", engine=str(engine), chain=str(exact), gap=gap)
    for name, found, theirs in (("len-040", engine[1][1], exact[1][1]), ("len-041", engine[2][1], exact[2][1]),
                                ("len-044", gap, exact_gap)):  # fmt: skip
        mean, low, high = float(fact[name].value), float(fact[name].low), float(fact[name].high)
        error = (high - low) / 2 / 60**0.5
        assert abs(theirs - mean) < 4 * error, name
        assert found == pytest.approx(mean, abs=4 * error + 0.05 * mean), name
