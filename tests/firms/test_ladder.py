"""The compiled ladder of companies agrees with the readable one, entry by entry."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from credopolis.company.desk import book_of
from credopolis.core.errors import NotSimulated
from credopolis.firms.columns import ENTRY, FIRM
from credopolis.firms.law import law_of
from credopolis.rulebook import Rulebook, Standing, load_rulebook
from credopolis.rulebook.ledger import Entry
from tests.firms.script import follow_script

REGIMES = ("tax-credit", "environment-credit", "company-2020", "popular-company")


def _script(book: Rulebook, rng: random.Random, length: int) -> tuple[list[tuple[int, int, int]], list[Any]]:
    """A random story: rows for the kernel, and where the readable ladder stands after each."""
    acts, day, scored = list(book.acts), rng.randrange(900), rng.choice((0, 0, 200, 700, 4000))
    one = Standing(book, day=day, scored_for=scored)
    rows, made = [(scored, day, 0)], list[Entry]()
    stands = [_where(one)]
    for _ in range(length):
        day += rng.choice((0, 0, 1, 5, 20, 60, 200, 400))
        names = {entry.act for entry in made if entry.day == day}
        kind, act = rng.random(), rng.choice(acts)
        wait = [e for e in made if book.acts[e.act].repairable and day >= e.day + book.repair_wait_of(e.act)]
        wait = [
            e for e in wait if not e.struck and e.counts and sum((e.act, e.day) == (x.act, x.day) for x in made) == 1
        ]
        if kind < 0.15 and wait and book.due_process and book.due_process.repair and len(made) < 32:
            entry = rng.choice(wait)
            one.advance(day)
            if not entry.struck:
                one.repair(entry, day)
            rows.append((-2 - acts.index(entry.act), day, entry.day))
        elif kind < 0.3 or act in names:
            one.advance(day)
            rows.append((-1, day, 0))
        else:
            made.append(one.post(act, day))
            rows.append((acts.index(act), day, 0))
        stands.append(_where(one))
    return rows, stands


def _where(one: Standing) -> tuple[int, str, int, tuple[str, ...]]:
    return one.score, one.grade, one.lock_until, one.lists


def _compiled(book: Rulebook, rows: list[tuple[int, int, int]]) -> list[Any]:
    law, found = law_of(book), np.zeros((len(rows), 4), np.int64)
    capped = max(int((law.acts["cap"] > 0).sum()), 1)
    firms, entries, used = np.zeros(1, FIRM), np.zeros((1, 32), ENTRY), np.zeros((1, capped), np.uint16)
    follow_script(law, firms, entries, used, np.array(rows, np.int64), found)
    grades, lists = list(reversed(book.grades)), list(book.lists)
    return [(s, grades[g], u, tuple(n for k, n in enumerate(lists) if m >> k & 1)) for s, g, u, m in found.tolist()]


@pytest.mark.parametrize("regime", REGIMES)
def test_the_compiled_ladder_follows_the_readable_one(regime: str) -> None:
    book = book_of(regime)
    for seed in range(150):
        rows, stands = _script(book, random.Random(seed), 20)
        assert _compiled(book, rows) == stands, seed


def test_the_rulebooks_with_people_in_mind_are_refused_by_key(tmp_path: Any) -> None:
    text = """format: credopolis-rulebook/1
name: short
title: Short
account: hypothetical
subject: company
score: {start: 10, min: 0, max: 20, resets: {every: 1y, sets_grade: true}}
grades: {good: {from: 5}, bad: {}}
acts: {late: {points: -6, adds_after: 2, adds_to: black}}
lists: {black: {lasts: 1y}}
"""
    path = tmp_path / "short.yaml"
    path.write_text(text)
    with pytest.raises(NotSimulated, match="adds_after"):
        law_of(load_rulebook(path))
