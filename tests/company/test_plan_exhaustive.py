"""Plans are the best there are: held against every plan of few moves on every day, over rulebooks drawn at random."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations_with_replacement, product

import pytest

from credopolis.company.history import history_of
from credopolis.company.plan import plan
from credopolis.company.shapes import Company, Incident, StepCost
from credopolis.company.workdays import USUAL, Workdays
from credopolis.core.errors import BadValue
from credopolis.rulebook import Rulebook, Standing, parse_rulebook
from credopolis.rulebook.calendar import Dates

FOUNDED = date(2024, 2, 26)  # a Monday; the 29th is within reach
DAYS = 8
EVERY_DAY = Workdays(every_day=True)


def rulebook(draw: random.Random) -> Rulebook:
    """A small rulebook of companies in which much happens within days."""

    def some(*texts: str) -> str:
        return draw.choice(texts)

    return parse_rulebook(
        f"""
format: credopolis-rulebook/1
name: drawn
title: Drawn
account: hypothetical
subject: company
source: assumption
score: {{start: 10, min: 0, max: 20{some("", ", gives_back: {points: 1, after: 2d}", ", resets: {after: 5d}", ", resets: {every: 6d}")}}}
grades:
  A: {{from: 13}}
  B: {{from: 8{some("", ", lock: {lasts: 2d, release: band}")}}}
  C: {{lock: {{lasts: {draw.randint(1, 4)}d, release: {some("B", "band")}}}}}
lists:
  bad_list: {{{some("lasts: 4d", "lasts: 7d", "title: Without end")}}}
acts:
  bad: {{points: -4{some("", ", counts_for: 4d")}, adds_to: bad_list{some("", ", repair_after: 2d", ", repairable: false")}}}
  drop: {{falls_to: C}}
  good: {{points: 2{some("", ", counts_for: 3d", ", counts_for: 1d")}{some("", ", cap: {times: 1, per: 3d}", ", cap: {times: 2}")}}}
  great: {{points: 4, counts_for: {draw.randint(1, 3)}d{some("", ", only: {grades: [B, A]}", ", cap_per_year: 1")}}}
  leave: {{removes_from: bad_list}}
due_process: {{repair: {some("1", "0")}, repair_after: {draw.randint(0, 3)}d}}
""",
        "drawn",
    )


def company(draw: random.Random) -> Company:
    incidents = {
        f"i{k}": Incident(draw.choice(("bad", "bad", "drop", "good")), FOUNDED + timedelta(draw.randint(0, 2)))
        for k in range(draw.randint(1, 3))
    }
    takes = draw.choice((0, 0, 1, 2))
    measures = {"good": StepCost(1, takes), "great": StepCost(2, 0), "leave": StepCost(1, draw.choice((0, 1))),
                "repair": StepCost(draw.choice((1, 3)), draw.choice((0, 0, 1)))}  # fmt: skip
    return Company("91350100M000100Y43", "manufacturing", FOUNDED, incidents=incidents, measures=measures)


def every_plan(
    company: Company, book: Rulebook, on: date, until: date, most: int, worked: Workdays, off: bool
) -> Iterator[tuple[float, date]]:
    """What every plan of at most so many moves costs, and when it first arrives: lived from the start, each for itself."""
    days = [on + timedelta(k) for k in range((until - on).days + 1)]
    kinds = ["good", "great", "leave", *range(len(company.incidents))]
    for n in range(most + 1):
        for when in combinations_with_replacement([day for day in days if worked.works(day)], n):
            for what in product(kinds, repeat=n):
                arrived = lived(company, book, on, until, list(zip(when, what, strict=True)), worked, off)
                if arrived is not None:
                    yield arrived


def lived(company, book, on, until, moves, worked, off):  # type: ignore[no-untyped-def]
    """One plan lived -> its costs and the day on which it arrives; None if it cannot be lived, or never does."""
    dates = Dates(date(FOUNDED.year, 1, 1))
    standing = Standing(book, day=dates.day_of(FOUNDED), calendar=dates)
    posted = []
    for one in sorted(company.incidents.values(), key=lambda one: one.day):
        if one.day <= on:
            posted.append(standing.post(one.act, dates.day_of(one.day)))
    costs, free = 0.0, {}
    standing.advance(dates.day_of(on))
    for day, kind in moves:
        measure = company.measures[kind if isinstance(kind, str) else "repair"]
        costs += measure.costs
        if isinstance(kind, str):
            if day < worked.after(free.get(kind, on), measure.takes):
                return None
            if measure.takes:
                free[kind] = day
            if not standing.post(kind, dates.day_of(day)).counts:
                return None
        else:
            if kind >= len(posted) or not book.due_process.repair or book.acts[posted[kind].act].points > 0:
                return None  # what gave points is not repaired
            opens = dates.date_of(posted[kind].day + book.repair_wait_of(posted[kind].act))
            if day < worked.after(max(opens, on), measure.takes):
                return None
            try:
                standing.repair(posted[kind], dates.day_of(day))
            except BadValue:
                return None
    day = moves[-1][0] if moves else on
    while day <= until:
        standing.advance(dates.day_of(day))
        if ("bad_list" not in standing.lists) if off else standing.grade == "A":
            return costs, day
        day += timedelta(1)
    return None


def best(plans: Iterator[tuple[float, date]]) -> list[tuple[float, date]]:
    """The cheapest plans first, each further one sooner."""
    found: list[tuple[float, date]] = []
    for costs, day in sorted(set(plans)):
        if not found or day < found[-1][1]:
            found.append((costs, day))
    return found


def check(case: int, most: int) -> None:
    draw = random.Random(case)
    book, firm = rulebook(draw), company(draw)
    on, off, worked = FOUNDED + timedelta(draw.randint(0, 3)), draw.random() < 0.4, draw.choice((USUAL, EVERY_DAY))
    until = on + timedelta(DAYS)
    to, lists = ("", ("bad_list",)) if off else ("A", ())
    found = plan(firm, book, on, to=to, off=lists, workdays=worked, effort=100_000, until=until, most_moves=most)
    assert found.all_proved
    wanted = best(every_plan(firm, history_of(firm, book, on).book, on, until, most, worked, off))
    assert [(way.costs, way.by) for way in found.ways] == wanted, case


@pytest.mark.parametrize("tens", range(20))
def test_no_plan_is_better(tens: int) -> None:
    """Two hundred cases, every plan of two moves."""
    for case in range(10 * tens, 10 * tens + 10):
        check(case, 2)


@pytest.mark.slow
@pytest.mark.parametrize("tens", range(20))
def test_no_plan_of_three_moves_is_better(tens: int) -> None:
    for case in range(10 * tens, 10 * tens + 10):
        check(1000 + case, 3)
