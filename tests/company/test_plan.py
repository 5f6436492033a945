"""Plans: their dates, what they cost, what they leave out; calendar entries, and files of holidays."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import credopolis as cp
from credopolis.company.ics import calendar_of
from credopolis.company.plan import plan
from credopolis.company.standing import standing
from credopolis.company.workdays import Workdays
from credopolis.core.errors import BadValue
from tests.company.firms import ON, firm, shipped

LISTED = """
incidents:
  shop: {act: general_breach, date: 2026-05-10}
  crime: {act: serious_dishonesty, date: 2026-02-28}
  report: {act: late_annual_report, date: 2026-07-01}
measures: {repair: {costs: 3, takes: 10}}
"""


def test_plans_from_the_cheapest_to_the_soonest() -> None:
    """By hand: the directory is left at once; the general penalty ends on 10 May 2027, or by a repair for 3; the listing
    ends on 28 February 2029, or by a repair that opens on 28 February 2027, a Sunday, and takes ten working days."""
    found = plan(firm(LISTED), shipped("company-2020"), ON)
    assert found.goal.off == ("general_penalties", "abnormal_operation", "serious_dishonesty")
    assert [(way.costs, way.by) for way in found.ways] == [
        (1, date(2029, 2, 28)), (4, date(2027, 5, 10)), (7, date(2027, 3, 15))
    ]  # fmt: skip
    assert found.proved and found.all_proved and found.left_out == ("commitment_kept", "red_list")
    soonest = {
        step.words.split(",")[0]: (step.begins, step.day, step.steps) for step in found.ways[2].steps if step.costs
    }
    assert soonest == {
        "Filing the report": (ON, ON, 0),
        "Repair of shop": (ON, date(2026, 12, 14), 2),
        "Repair of crime": (date(2027, 3, 1), date(2027, 3, 15), 2),
    }
    crime = next(step for step in found.ways[2].steps if step.words.startswith("Repair of crime"))
    assert crime.rule is not None and crime.rule.path == "acts.serious_dishonesty.repair_after"
    assert crime.rule.source == ("corp-010", "rep-008")
    assert found.ways[2].ends.lists == () and found.ways[0].ends.grade == "good"


def test_holidays_move_the_dates() -> None:
    off = frozenset(date(2027, 3, 1) + timedelta(k) for k in range(5))
    worked = Workdays(off=off, on=frozenset({date(2027, 3, 13)}))
    found = plan(firm(LISTED), shipped("company-2020"), ON, off=("serious_dishonesty",), workdays=worked)
    assert found.ways[-1].by == date(2027, 3, 19)  # from Monday the 8th, with Saturday the 13th


def test_acts_are_used_that_the_company_says_it_can_do() -> None:
    book = shipped("environment-credit")
    fined = "incidents:\n  a: {act: fine, date: 2026-10-01}\n  b: {act: fine, date: 2026-10-02}\n"
    plain = plan(firm(fined), book, ON, to="green")
    praised = plan(firm(fined + "measures: {praise: {costs: 2}, repair: {open: false}}\n"), book, ON, to="green")
    assert plain.left_out == ("praise",) and praised.left_out == ()
    assert all(step.act != "praise" for way in plain.ways for step in way.steps)
    assert [(way.costs, way.by) for way in praised.ways] == [(0, date(2027, 4, 2))]
    both = plan(firm(fined + "measures: {praise: {costs: 2}, repair: {costs: 3}}\n"), book, ON, to="green")
    assert [(way.costs, way.by) for way in both.ways] == [
        (0, date(2027, 4, 2)),
        (3, date(2027, 4, 1)),
        (6, date(2027, 1, 4)),
    ]


def test_what_is_there_needs_no_plan() -> None:
    found = plan(firm(), shipped("company-2020"), ON, to="medium")
    assert found.reached and [(way.costs, way.by, way.steps) for way in found.ways] == [(0, ON, ())]


def test_what_cannot_be_reached_is_told_and_proved() -> None:
    found = plan(firm(), shipped("company-2020"), ON)
    assert found.goal.grade == "excellent" and found.ways == () and found.proved and not found.reached
    short = plan(firm(LISTED), shipped("company-2020"), ON, effort=2)
    assert short.ways == () and not short.proved


@pytest.mark.parametrize(
    ("to", "off", "words"), [("AAA", (), "excellent, good, medium, poor"), ("", ("x",), "minor_penalties")]
)
def test_unknown_goals_name_those_that_there_are(to: str, off: tuple[str, ...], words: str) -> None:
    with pytest.raises(BadValue, match=words):
        plan(firm(), shipped("company-2020"), ON, to=to, off=off)


def test_a_day_by_which_to_arrive_takes_the_cheapest_that_does(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"on": "2026-11-30", "off": ["serious_dishonesty"]}
    every = cp.desk.plan(firm(LISTED), "company-2020", **asked)
    assert [way.costs for way in every.ways] == [0, 3]
    by = cp.desk.plan(firm(LISTED), "company-2020", **asked, by="2028-01-01")
    assert by.ways == every.ways[1:]
    with pytest.raises(BadValue, match="2026-11-30 or later"):
        cp.desk.plan(firm(LISTED), "company-2020", **asked, by="2026-01-01")


def test_calendar_entries_are_read_back_by_another_program() -> None:
    import icalendar

    found = plan(firm(LISTED), shipped("company-2020"), ON, off=("serious_dishonesty",))
    now = standing(firm(LISTED), shipped("company-2020"), ON)
    data = calendar_of(found.code, found.rulebook, ON, now.coming, found.ways[-1])
    assert data == calendar_of(found.code, found.rulebook, ON, now.coming, found.ways[-1])
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    days = sorted((event.decoded("dtstart"), str(event["summary"])) for event in events)
    assert (date(2027, 3, 1), "begin at the latest") in [(day, words.split(": ")[1]) for day, words in days]
    assert {day for day, _ in days} >= {one.day for one in now.coming} | {date(2027, 3, 15)}
    assert all(event.decoded("dtend") - event.decoded("dtstart") == timedelta(1) for event in events)
    names = [str(event["uid"]) for event in events]
    assert len(set(names)) == len(names) == len(days)
