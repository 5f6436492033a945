"""Years later people are where somebody of their age would have been drawn: at school, at work or retired.

Theory: schooling, work and retirement hang on draws that are independent of age. So among lives of each age, area and
sex the share retired after ten years is that of the society's table, whoever they were on day 0; and of those who
started work with some schooling each kind of work has the table's share, what gates refuse left out and the rest in
proportion.

Source: the society's own tables; binomial and chi-square limits, Pearson 1900, Philosophical Magazine 50.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credopolis.core.schema import EDUCATION, EMPLOYED, FEMALE, OCCUPATIONS, STUDENT, URBAN
from credopolis.engine.build import build
from credopolis.mechanisms.stages import DOORS, FIRST_WORK, N_WORK, STAGES
from credopolis.society.generate import calibrated

from .plain import FAR, rules, scene
from .tools import Watched, report, watch

PEOPLE, YEARS = 30_000, 10.0
QUIET = rules({"harm": "{points: -1, seen_by: {records: 1}}"})
GATES = "{public_employment: {kind: restriction, worth: 1}, licences: {kind: restriction, worth: 1}}"
CLOSED = rules({"harm": "{points: -1, seen_by: {records: 1}}"}, gates=GATES,
               grades=f"{{high: {{from: 1000}}, low: {{restrictions: [{', '.join(DOORS)}]}}}}", start=900)  # fmt: skip
RETIRED = OCCUPATIONS.index("retired")


@cache
def grown(book: str = QUIET, reform: bool = False, start: date = date(2021, 1, 1)) -> tuple[Watched, Any]:
    """Ten years, and the people of day 0."""
    scenario = scene(book, {"harm": 0.01}, people=PEOPLE, years=YEARS, seed=91, start=start, provinces=2,
                     stages__stands=True, stages__reform_of_2025=reform)  # fmt: skip
    before = build(replace(scenario, off=(*scenario.off, "stages")), 1).world.person.copy()
    return watch(scenario), before


def ages(person: Any, day: int) -> NDArray[np.int64]:
    """Completed years."""
    return (day - person["birth_day"].astype(np.int64)) * 4 // 1461


def test_as_many_are_retired_at_each_age_as_the_table_says() -> None:
    watched, _ = grown()
    person, table = watched.person, calibrated(watched.scenario.tables).retired / 65_536
    age, flags = ages(person, watched.scenario.days - 1), person["flags"].astype(np.int64)
    row = np.where(flags & URBAN, 1 + (flags & FEMALE > 0), 0)
    worst, checked = 0.0, 0
    for group in range(3):
        for low, high in ((50, 55), (55, 60), (60, 65), (65, 70), (70, 75)):
            mine = (row == group) & (age >= low) & (age < high)
            share, n = table[group, low], int(mine.sum())
            found = int((person["occupation"][mine] == RETIRED).sum())
            z = (found - share * n) / max(np.sqrt(n * share * (1 - share)), 1.0)
            worst, checked = max(worst, abs(z)), checked + n
    report("retired", worst=worst, checked=checked)
    assert worst < FAR and checked > 5_000
    assert not (person["occupation"][age < 45] == RETIRED).any()


def test_who_starts_work_does_what_the_table_says_and_what_gates_leave() -> None:
    for book, closed in ((QUIET, ()), (CLOSED, ("official", "self-employed"))):
        watched, before = grown(book)
        person, work = watched.person, calibrated(watched.scenario.tables).work
        started = (before["flags"] & EMPLOYED == 0) & (before["occupation"] < FIRST_WORK)
        started &= (person["occupation"] >= FIRST_WORK) & (person["occupation"] != RETIRED)
        square, freedom = 0.0, 0
        for area in (0, 1):
            for level in range(len(EDUCATION)):
                mine = started & ((person["flags"] & URBAN > 0) == bool(area)) & (person["education"] == level)
                found = np.bincount(person["occupation"][mine].astype(int) - FIRST_WORK, minlength=N_WORK)[:N_WORK]
                shares = np.diff([0, *work[area, level], 65_536]) / 65_536
                shares[[OCCUPATIONS.index(name) - FIRST_WORK for name in closed]] = 0.0
                wanted = mine.sum() * shares / shares.sum()
                assert not found[wanted == 0].any()
                common = wanted > 5
                square += float(((found - wanted)[common] ** 2 / wanted[common]).sum())
                freedom += max(int(common.sum()) - 1, 0)
        report("work", square=square, freedom=freedom, started=int(started.sum()))
        assert started.sum() > 2000 and square < freedom + FAR * np.sqrt(2 * freedom) + 10


def test_doors_are_counted_where_a_gate_closed_them() -> None:
    """The two runs share every draw: whoever does other work where gates are closed stood at a door."""
    (open_, before), (closed, _) = grown(), grown(CLOSED)
    others = (open_.person["occupation"] != closed.person["occupation"]) & (before["occupation"] < FIRST_WORK)
    doors = closed.total("doors").sum(axis=(0, 1))
    assert others.sum() == doors.sum() > 100 and not open_.total("doors").any()
    wanted = open_.person["occupation"][others]
    assert [int((wanted == OCCUPATIONS.index(name)).sum()) for name in ("official", "self-employed")] == doors.tolist()
    assert len(DOORS) == 2
    same = before["occupation"] >= FIRST_WORK
    np.testing.assert_array_equal(open_.person["occupation"][same], closed.person["occupation"][same])


def test_children_are_in_the_school_of_their_age() -> None:
    watched, before = grown()
    person, age = watched.person, ages(watched.person, watched.scenario.days - 1)
    for low, high, level in ((6, 12, 1), (12, 15, 2)):
        mine = (age >= low) & (age < high)
        assert mine.any() and (person["education"][mine] == level).all() and (person["flags"][mine] & STUDENT > 0).all()
    assert not (person["flags"][age >= 22] & STUDENT).any() and (person["education"] >= before["education"]).all()
    entered = dict(zip(STAGES, watched.total("stages").sum(axis=(0, 1)).tolist(), strict=True))
    was, end = ages(before, 0), watched.scenario.days - 1
    for name, years in (("starts school", 6), ("goes on to junior secondary school", 12)):
        assert entered[name] == ((was < years) & (ages(before, end) >= years)).sum()


def test_the_reform_moves_pensions_by_the_months_that_the_decision_names() -> None:
    """From 2026 on for ten years, with and without; of each life the day is worked out by the calendar."""
    start = date(2026, 1, 1)
    (with_it, before), (without, _) = grown(reform=True, start=start), grown(start=start)
    days = with_it.scenario.days
    later = 0
    for one, other, was in zip(with_it.person, without.person, before, strict=True):
        if was["occupation"] < FIRST_WORK or was["occupation"] == RETIRED or other["occupation"] != RETIRED:
            assert one["occupation"] == other["occupation"]
            continue
        if one["occupation"] == RETIRED:
            continue
        later += 1
        female, age = bool(was["flags"] & FEMALE), int(ages(other, days - 1))
        assert was["flags"] & URBAN and (50 <= age < 60 if female else 60 <= age < 63), (female, age)
    # Men of 60 by month of birth: those whom the months since then have not reached yet are at work.
    men = (before["flags"] & (FEMALE | URBAN)) == URBAN
    turned = before["birth_day"] + (1461 * 60 + 3) // 4
    kept = 0
    for i in np.flatnonzero(men & (turned > 0) & (turned < days) & (without.person["occupation"] == RETIRED)):
        if before["occupation"][i] == RETIRED or turned[i] - 1461 * 5 // 4 > days:
            continue
        on = date.fromordinal(start.toordinal() + int(turned[i]))
        months = -(-((on.year - 2025) * 12 + on.month) // 4)
        if turned[i] + 30.4375 * (months + 1) < days:
            assert with_it.person["occupation"][i] == RETIRED
        elif turned[i] + 30.4375 * (months - 1) > days and without.person["occupation"][i] == RETIRED:
            kept += int(with_it.person["occupation"][i] != RETIRED)
    report("reform", later=later, kept=kept)
    assert later > 200 and kept > 50
