"""Terms by dates: across leap years, months of unlike length, cycles and years of caps; and working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.company.workdays import USUAL, Workdays, load_workdays
from credopolis.core.faults import FaultyFile
from credopolis.core.units import parse_duration
from credopolis.rulebook import Standing, parse_rulebook
from credopolis.rulebook.calendar import PLAIN, Dates, later
from tests.company.firms import shipped

DATES = Dates(date(2018, 1, 1))


def ends(begun: str, term: str) -> str:
    day = DATES.day_of(date.fromisoformat(begun))
    return DATES.date_of(DATES.after(day, parse_duration(term))).isoformat()


@pytest.mark.parametrize(
    ("begun", "term", "wanted"),
    [
        ("2023-03-01", "1y", "2024-03-01"),  # a 29 February lies between
        ("2024-02-29", "1y", "2025-02-28"),
        ("2024-02-29", "4y", "2028-02-29"),
        ("2024-02-28", "3y", "2027-02-28"),
        ("2023-11-30", "3mo", "2024-02-29"),
        ("2022-11-30", "3mo", "2023-02-28"),
        ("2026-01-31", "3mo", "2026-04-30"),
        ("2026-05-10", "6mo", "2026-11-10"),
        ("2026-05-10", "18mo", "2027-11-10"),
        ("2024-02-01", "30d", "2024-03-02"),
        ("2024-02-01", "90d", "2024-05-01"),
        ("2024-02-20", "2w", "2024-03-05"),
        ("2018-01-01", "9y", "2027-01-01"),
    ],
)
def test_terms_end_on_the_day_that_a_calendar_says(begun: str, term: str, wanted: str) -> None:
    assert ends(begun, term) == wanted


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 600))
def test_months_are_counted_as_on_fingers(begun: date, months: int) -> None:
    year, month = begun.year, begun.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = begun.day
    while True:
        try:
            wanted = date(year, month, day)
            break
        except ValueError:
            day -= 1
    assert later(begun, months) == wanted


@given(st.integers(0, 20_000), st.integers(1, 4), st.integers(-1, 5))
def test_cycles_end_on_the_same_day_of_the_year(day: int, years: int, cycles: int) -> None:
    end = DATES.date_of(DATES.end_of_cycle(0, 365 * years, day, cycles))
    assert (end.month, end.day) == (1, 1)
    whole = (DATES.date_of(day).year - 2018) // years
    assert end.year == 2018 + (whole + cycles) * years


def test_years_of_a_cap_are_calendar_years() -> None:
    for day in range(0, 4000, 13):
        assert DATES.year_of(day) == DATES.date_of(day).year
        first = DATES.date_of(DATES.next_year(day))
        assert first == date(DATES.date_of(day).year + 1, 1, 1)
        assert PLAIN.next_year(day) % 365 == 0 and day < PLAIN.next_year(day) <= day + 365


SMALL = """
format: credopolis-rulebook/1
name: small
title: Small
account: hypothetical
subject: company
score: {start: 10, min: 0, max: 20}
grades: {A: {from: 12}, B: {from: 6, lock: {lasts: 40d, release: band}}, C: {lock: {lasts: 55d, release: B}}}
lists: {shown: {lasts: 20d}}
acts:
  bad: {points: -5, counts_for: 33d, adds_to: shown, cap: {times: 2, per: 50d}}
  good: {points: 3, counts_for: 10d}
"""


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["bad", "good"])), max_size=12))
def test_terms_of_days_are_those_of_the_ladder(steps: list[tuple[int, str]]) -> None:
    """Where no term is of months, a company lives by dates as a life does by days: it is one automaton."""
    book = parse_rulebook(SMALL, "small")
    plain, dated, day = Standing(book), Standing(book, calendar=DATES), 0
    for wait, act in steps:
        day += wait
        plain.post(act, day), dated.post(act, day)
        assert (plain.score, plain.grade, plain.lists, plain.lock_until) == (
            dated.score, dated.grade, dated.lists, dated.lock_until)  # fmt: skip
    plain.advance(day + 500), dated.advance(day + 500)
    assert plain.changes == dated.changes


def test_three_years_of_publicity_over_a_leap_day() -> None:
    standing = Standing(shipped("company-2020"), calendar=DATES)
    standing.post("serious_breach", DATES.day_of(date(2024, 2, 29)))
    standing.post("general_breach", DATES.day_of(date(2024, 2, 29)))
    standing.post("minor_breach", DATES.day_of(date(2023 + 1, 11, 30)))
    until = {name: DATES.date_of(day).isoformat() for name, day in standing.listed_until.items()}
    assert until == {
        "serious_penalties": "2027-02-28", "general_penalties": "2025-02-28", "minor_penalties": "2025-02-28"
    }  # fmt: skip
    standing.advance(DATES.day_of(date(2025, 2, 27)))
    assert standing.lists == ("minor_penalties", "general_penalties", "serious_penalties")
    standing.advance(DATES.day_of(date(2025, 2, 28)))
    assert standing.lists == ("serious_penalties",)


def test_working_days() -> None:
    friday, saturday, monday = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)
    assert (USUAL.first(friday), USUAL.first(saturday)) == (friday, monday)
    assert USUAL.last_before(monday) == friday
    assert USUAL.after(friday, 0) == friday
    assert (USUAL.after(friday, 1), USUAL.after(saturday, 1)) == (monday, date(2026, 12, 1))
    assert USUAL.after(friday, 10) == date(2026, 12, 11)
    golden = Workdays(off=frozenset({monday}), on=frozenset({saturday}))
    assert (golden.after(friday, 1), golden.after(friday, 2)) == (saturday, date(2026, 12, 1))


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 60))
def test_working_days_are_counted_one_by_one(begun: date, working: int) -> None:
    end = USUAL.after(begun, working)
    days = [begun + timedelta(k) for k in range((end - begun).days + 1)]
    worked = [day for day in days if day.weekday() < 5]
    assert len(worked) == working + 1 and worked[-1] == end


def test_a_file_of_holidays(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "holidays.yaml"
    path.write_text("format: credopolis-holidays/1\nholidays: [2026-10-01]\nworkdays: [2026-10-10]\n", encoding="utf-8")
    worked = load_workdays(path)
    assert not worked.works(date(2026, 10, 1)) and worked.works(date(2026, 10, 10)) and "days off (1)" in worked.said
    path.write_text("format: credopolis-holidays/1\nholidays: [2026-10-10]\nworkdays: [2026-10-10]\n", encoding="utf-8")
    with pytest.raises(FaultyFile, match="holiday too"):
        load_workdays(path)
