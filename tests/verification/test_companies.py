"""Companies in reduced settings, against solutions in closed form and searches on the graph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from credopolis.company.desk import book_of
from credopolis.firms import course, month
from credopolis.firms.course import FirmCourse, Town
from credopolis.firms.market import ASKED, DEALT, DEFAULTED, MET, TERMS, Market
from credopolis.firms.ways import AT


@dataclass(frozen=True)
class RoguesMarket:
    """A market of honest companies and rogues in its steady state: share of rogues shown as good; share of meetings
    that are dealt; of deals that are not paid; and what a meeting brings."""

    good: float
    dealt: float
    defaulted: float
    gain: float


def solved(rogues: float, default: float, margin: float, loss: float, listed: float, memory: int) -> RoguesMarket:
    """The steady state where honest companies always pay, rogues default in so many deals, nobody can be asked about,
    nothing holds back and no sign errs.

    While a rogue is shown as good it deals and is recorded with chance default * listed a month, after which it is bad
    for `memory` months: so it is good for 1 / (1 + memory * default * listed) of the time, if the good are dealt with
    and the bad, who are all rogues, are not. Where dealing with the good does not pay there is no trade; where it
    pays with the bad, all is dealt.
    """
    good = 1.0 / (1.0 + memory * default * listed)
    bad_pays = margin * (1.0 - default) - loss * default > 0
    share = rogues * (good if not bad_pays else 1.0)
    dealt = 1.0 - rogues + share
    defaulted = share * default / dealt
    gain = dealt * (margin * (1.0 - defaulted) - loss * defaulted)
    return RoguesMarket(good, dealt, defaulted, gain) if gain > 0 else RoguesMarket(1.0, 0.0, 0.0, 0.0)


PURE = {"noise": 0.0, "favour": 0.0, "inflation": 0.0, "corruption": 0.0, "deterrence_of_trade": 0.0, "by_courts": 0.0,
        "court_costs": 0.0, "asking": 9.0, "backed": 0.0}  # fmt: skip


@pytest.mark.parametrize(
    ("rogues", "default", "margin", "courts", "listed", "memory"),
    [
        (0.1, 0.5, 0.08, 0.3, 0.5, 24), (0.3, 0.2, 0.15, 0.1, 0.9, 12), (0.05, 0.9, 0.1, 0.0, 0.2, 36),
        (0.5, 0.9, 0.05, 0.0, 0.1, 12), (0.2, 0.05, 0.15, 0.7, 0.5, 24),
    ],
)  # fmt: skip
def test_a_market_of_rogues_and_the_honest_comes_to_its_solution(
    rogues: float, default: float, margin: float, courts: float, listed: float, memory: int
) -> None:
    """Within four standard errors of 40,000 companies over 60 months, which are correlated within a term."""
    n, months = 40_000, 60
    own = np.where(np.arange(n) < rogues * n, default, 0.0)
    terms = {name: one.value for name, one in TERMS.items()} | PURE
    terms |= {"margin": margin, "listed": listed, "memory_months": float(memory)}
    one = Market(5, own, np.zeros(n, np.uint8), np.zeros(n, np.uint8), terms, courts, True)
    for _ in range(6 * memory):
        one.live()
    counts = sum(one.live() for _ in range(months)).sum(axis=(0, 1))
    told = solved(rogues, default, margin, 1.0 - courts, listed, memory)
    seen = 1.0 / np.sqrt(n * rogues)
    assert counts[MET] == n * months and counts[ASKED] == 0
    assert counts[DEALT] / counts[MET] == pytest.approx(told.dealt, abs=4 * rogues * seen + 1e-9)
    if told.dealt:
        paid = counts[DEFAULTED] / counts[DEALT]
        assert paid == pytest.approx(told.defaulted, abs=4 * seen * rogues + 0.002)
        gain = (margin * (counts[DEALT] - counts[DEFAULTED]) - (1.0 - courts) * counts[DEFAULTED]) / counts[MET]
        assert gain == pytest.approx(told.gain, abs=4 * seen * rogues + 0.003)


PLAIN = """format: credopolis-rulebook/1
name: plain
title: One act that inspections find
account: hypothetical
subject: company
score: {start: 1000, min: 0, max: 1000}
grades: {good: {from: 1}, bad: {}}
acts:
  breach: {points: -1, decision: office, area: business, conduct: {rate: 0.05, domain: money}}
"""
REPAIRED = """format: credopolis-rulebook/1
name: repaired
title: One act that can be repaired
account: hypothetical
subject: company
score: {start: 1000, min: 0, max: 1000}
grades: {good: {from: 1}, bad: {}}
acts:
  breach: {points: -1, counts_for: 1y, area: business, conduct: {rate: 0.5, domain: money}}
due_process: {repair: 1, repair_after: 90d}
"""
CATCHING = """format: credopolis-rulebook/1
name: catching
title: A fall is caught from one partner
account: hypothetical
subject: company
score: {start: 10, min: 0, max: 20}
grades: {good: {from: 5}, bad: {lock: {lasts: 30y, release: band}}}
acts: {partner: {points: -10, about: partner}}
"""
TOWN = Town(np.full(8, 60_000), np.full(8, 20_000), np.zeros(8, np.int64), ("East",))
FEW = Town(np.full(6, 12_000), np.full(6, 4_000), np.repeat(np.arange(2), 3), ("East", "West"))


def _begun(text: str, folder: Path, town: Town, **given: float) -> FirmCourse:
    (folder / "book.yaml").write_text(text)
    one = course.begin(book_of(folder / "book.yaml"), town, seed=6, given=given)
    for name in ("exits_first", "exits_second", "exits_third", "exits_young", "exits_old"):
        one.ways.given[AT[name]] = 0.0
    return one


def test_breaches_are_found_as_often_as_inspections_and_time_let_them(tmp_path: Path) -> None:
    """A breach is found at rate inspections * finds, or fades with chance 1 / kept a month: which comes first."""
    none = dict.fromkeys(("deterrence", "let_off", "false_entry", "discretion"), 0.0)
    one = _begun(PLAIN, tmp_path, TOWN, kept_months=24.0, finds=0.5, **none)
    one.ways.given[AT["inspected"]], one.ways.given[AT["inspected_trusted"]] = 1.5, 1.0
    one.firms["dishonest"], one.firms["large"] = 1.0, 1.0
    tally = np.zeros(2 * len(one.law.acts) + month.COUNTS, np.int64)
    for _ in range(60):
        one.month(tally)
    tally[:] = 0
    for _ in range(60):
        one.month(tally)
    done, entered, n = tally[0], tally[1], len(one.firms)
    rate, stays = 1.5 * 0.5 / 12, 1 - 1 / 24
    later = (1 - np.exp(-rate)) / (1 - np.exp(-rate) * stays)
    found = 1 - np.exp(-rate / 2) + np.exp(-rate / 2) * stays * later
    assert done == pytest.approx(0.05 * 5 * n, abs=4 * np.sqrt(0.05 * 5 * n))
    assert entered == pytest.approx(done * found, abs=4 * np.sqrt(done * found * (1 - found)) + 0.03 * done)


def test_entries_are_repaired_as_often_as_the_wait_and_the_term_let_them(tmp_path: Path) -> None:
    """An entry that counts for a year may be repaired at the month's ends from its 90th day on: nine of them, or
    ten for whoever is entered late in a month (275 of 365 days, of months of 365 / 12)."""
    one = _begun(REPAIRED, tmp_path, TOWN, deterrence=0.0, repairs=0.1)
    one.ways.given[AT["courts"]] = 1.0
    tally = np.zeros(2 * len(one.law.acts) + month.COUNTS, np.int64)
    for _ in range(24):
        one.month(tally)
    tally[:] = 0
    for _ in range(24):
        one.month(tally)
    entered, repaired = int(tally[1]), int(tally[2 * len(one.law.acts) + month.REPAIRED])
    ends = (365 - 90) * 12 / 365
    whole = int(ends)
    share = 1 - 0.9**whole * (1 - 0.1 * (ends - whole))
    assert repaired / entered == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / entered) + 0.01)
    standing = int(one.firms["n_entries"].sum()) / len(one.firms)
    lasts = (90 + 365 / 12 / 2 + 365 / 12 * sum(0.9**k for k in range(1, whole))) / 365
    assert standing == pytest.approx(entered / 2 / len(one.firms) * lasts, rel=0.06)


def test_a_fall_goes_ring_by_ring(tmp_path: Path) -> None:
    """With nothing else going on, in month m those fall that are m ties away, suppliers and customers alike."""
    one = _begun(CATCHING, tmp_path, FEW)
    one.links.until[:] = 1_000_000
    ties: dict[int, set[int]] = {i: set() for i in range(len(one.firms))}
    owner = np.repeat(np.arange(len(one.firms)), np.diff(one.links.start))
    for i, j in zip(owner.tolist(), one.links.supplier.tolist(), strict=True):
        if j >= 0:
            ties[i].add(j)
            ties[j].add(i)
    start = 17
    one.fell[start], one.firms["fallen"][start], one.firms["grade"][start] = 1, 1, 0
    one.firms["score"][start], one.firms["lock_until"][start] = 0, 2**30
    gone = ring = {start}
    for _ in range(7):
        one.month(np.zeros(2 * len(one.law.acts) + month.COUNTS, np.int64))
        ring = {j for i in ring for j in ties[i]} - gone
        gone = gone | ring
        assert set(np.flatnonzero(one.fell).tolist()) == ring
        assert (one.fell[one.fell > 0] == 2).all()  # brought down by a partner
