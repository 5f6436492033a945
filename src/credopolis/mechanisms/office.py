"""Office: an observation becomes a case, and the case an entry after a delay.

    days from act to entry  =  floor((channel's mean + decision's mean) * Exp(1)) + the queue's wait, each at most
                               longest_days;  what needs no decision waits in no queue
    queue of a province     =  max(0, queue + cases of the tick to be decided - decisions a day * days)
    wait                    =  queue / decisions a day
    decisions a day         =  decisions_a_day + desk hours freed by robots * freed_to_cases / clerk_hours_a_case
    dismissed               =  a false case unless it slips through its decision (false_past_office, false_past_court);
                               a true one with chance true_dismissed_desk, _office or _court
    lost                    =  lost_share of cases

Switched off, or with means of 0, entries are posted on the day of the act. With Poisson arrivals the queue is that of
M/D/c at the ends of service times, the tick being the service time and the capacity of a tick the number of servers,
here for any positive c.

Source: the queue is that of Crommelin 1932 (Tijms 2003, section 9.6.2). The exponential is an assumption (the law of
greatest entropy for a known mean), and so are the means.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, PAIR, TRUTH, Axis, TableColumn, Tally, labelled
from credopolis.core.jit import formula, scalar
from credopolis.core.labels import CASE_STAGES, OFFICES
from credopolis.mechanisms.declare import (
    Book,
    Card,
    Dial,
    Event,
    Line,
    ProvinceField,
    Sheet,
    Sum,
    Table,
    Term,
    Value,
)
from credopolis.mechanisms.headline import ENTRIES, FALSE, NEGATIVE, OTHER, SCORED, Headline, percent, rate
from credopolis.mechanisms.parameters import Parameters, days, given, share
from credopolis.mechanisms.platform import lost_factor


class OfficeParameters(Parameters):
    """Delays, decisions and capacity of the office that posts entries. All are assumptions."""

    desk_days: float = days(14.0, "mean days on the desk without a decision", low=3, high=60)
    office_days: float = days(45.0, "mean days of an administrative decision", low=15, high=120)
    court_days: float = days(180.0, "mean days of a court's decision", low=60, high=400)
    false_past_office: float = share(0.5, "false cases that an administrative decision lets through", low=0.2, high=0.9)
    false_past_court: float = share(0.05, "false cases that a court lets through", low=0.01, high=0.2)
    decisions_a_day: float = given(
        80.0, "cases that an office can decide a day, per 100,000 lives", low=20, high=500, least=0, most=1e6
    )
    freed_to_cases: float = share(0.3, "share of the hours freed by counter robots that goes to cases", low=0, high=0.8)
    clerk_hours_a_case: float = given(
        0.5, "a clerk's hours that close a case", low=0.1, high=4, unit="hours", above=0, most=1000
    )
    true_dismissed_desk: float = share(0.0, "true cases that a desk dismisses", low=0, high=0.05)
    true_dismissed_office: float = share(0.05, "true cases that an administrative decision dismisses", low=0, high=0.2)
    true_dismissed_court: float = share(0.1, "true cases that a court dismisses", low=0.01, high=0.3)
    lost_share: float = share(0.02, "cases whose papers get lost", low=0, high=0.1)
    longest_days: int = given(
        1460, "a case older than this is closed by posting", low=365, high=2920, unit="days", least=0, most=7300
    )


@formula
def posting_day(day, mean_days, exponential, longest_days):
    """Day on which a case is posted: day of the act, mean delay, a standard exponential draw -> day."""
    return day + min(int(mean_days * exponential), longest_days)


def dismissal_chances(p: OfficeParameters) -> NDArray[np.float64]:
    """Chance that a case is dismissed, (3, 2) by decision (none, office, court) and whether it is true or false."""
    return np.array(
        [
            [p.true_dismissed_desk, 0.0],
            [p.true_dismissed_office, 1.0 - p.false_past_office],
            [p.true_dismissed_court, 1.0 - p.false_past_court],
        ]
    )


def capacity_a_day(lives: NDArray[np.float64], p: OfficeParameters) -> NDArray[np.float64]:
    """Cases that the office of each province can close a day: (n_provinces,) lives -> (n_provinces,)."""
    return lives * (p.decisions_a_day * 1e-5)


def freed_capacity(desk_hours: float, p: OfficeParameters) -> float:
    """Cases that hours saved at the desks close besides: hours -> cases."""
    return desk_hours * (p.freed_to_cases / p.clerk_hours_a_case)


@scalar
def serve(backlog, arrivals, capacity):
    """Cases that wait at the end of a tick, of one office or of many; capacity is that of the whole tick."""
    return np.maximum(backlog + arrivals - capacity, 0.0)


@scalar
def wait_days(backlog, per_day, longest_days):
    """Days until a case that comes last is closed, at most `longest_days`, of one office or of many."""
    return np.minimum(backlog / np.maximum(per_day, 1e-9), longest_days)


STAGE: Final = labelled("stage", CASE_STAGES, "filed; then lost, dismissed, waived or posted; the rest is pending")
TALLIES: Final = (
    Tally(
        "entries", (TRUTH, PAIR, CELL), (CELL, PAIR, TRUTH),
        TableColumn("entries", "int64", "person-times", "entries posted; one life may have several"),
        "posted entries by act, channel and truth", "entries (person-times)",
    ),
    Tally(
        "cases", (STAGE, TRUTH, PAIR), (PAIR, TRUTH, STAGE), TableColumn("cases", "int64", "person-times", "cases"),
        "cases by the stage of their way through the office that they reached in the interval", "cases (person-times)",
    ),
)  # fmt: skip
SHEETS: Final = (Sheet("offices", (Axis("office", len(OFFICES), (), OFFICES),)),)


def _office(name: str, unit: str, meaning: str) -> Value:
    return Value(TableColumn(name, "float64", unit, meaning), "offices", name)


TABLES: Final = (
    Table(
        "offices", "the provinces' offices: cases, the queue, quotas, and figures reported upward", "provinces",
        (
            _office("arrivals", "cases", "cases that came to be decided"),
            _office("closed", "cases", "cases that it took out of the queue"),
            _office("capacity", "cases", "cases that it could have taken"),
            _office("backlog", "cases", "cases that wait to be decided at the end of the interval"),
            _office("wait_days", "days", "days that a case waits, at the end of the interval"),
            _office("padding", "entries a life and year", "rate of fabricated entries, at the end"),
            _office("negative", "person-times", "negative entries recorded"),
            _office("reported", "person-times", "negative entries as reported upward"),
        ),
        every_place=True,
    ),
)  # fmt: skip


EVENTS: Final = (Event("case", 6, "a case is closed as the office decided it"),)
SUMS: Final = (Sum("cases", "cases that came to be decided"),)
FIELDS: Final = (ProvinceField("wait_days", "days that a case to be decided waits in the office's queue"),)
LINES: Final = (
    Line("case", "case filed: {}, {}"),
    Line("entry", "entry posted: {}; {}"),
    Line("capped", "entry not counted (the year's cap is reached, or nobody is scored): {}"),
    Line("dismissed", "the official dismisses the case: {}"),
    Line("lost", "case lost with its papers: {}, {}"),
)
DIALS: Final = (
    Dial("lost", lambda s: 0.0 if "office" in s.off else s.regime.office.lost_share * lost_factor(s)),
    Dial("longest_days", lambda s: s.regime.office.longest_days, dtype="i8"),
)
BOOKS: Final = (
    Book("cases", "cases that wait to be decided"),
    Book(
        "capacity",
        "cases that the office can decide a day",
        lambda s, lives: capacity_a_day(lives, s.regime.office),
        given=True,
    ),
    Book("freed", "cases of the tick that counter robots leave clerks time for"),
)
TERMS: Final = (
    Term("office", lambda s: "office" not in s.off, "i8"),
    Term("longest_days", lambda s: s.regime.office.longest_days),
    # Cases that a clerk's hour saved at the desk closes.
    Term("freed_an_hour", lambda s: freed_capacity(1.0, s.regime.office)),
)


NEGATIVE_ENTRIES: Final = rate("negative_entries", "negative entries", "entries", ENTRIES.only(act=NEGATIVE))
FALSE_ENTRIES: Final = rate("false_entries", "false entries", "entries", ENTRIES.only(truth=FALSE))
_OF_ENTRIES: Final = "% of entries"
_A_SUBJECT: Final = "entries over lives scored on the last day"
HEADLINES: Final = (
    rate("entries", "entries posted", "entries", ENTRIES),
    NEGATIVE_ENTRIES,
    FALSE_ENTRIES,
    percent("false_share", "entries that are false", "entries", FALSE_ENTRIES.part, ENTRIES, _OF_ENTRIES),
    # As reports of real schemes count.
    replace(
        percent("negative_share", "negative entries", "reports", NEGATIVE_ENTRIES.part, ENTRIES, _OF_ENTRIES), asked=True
    ),
    Headline(
        "negative_a_subject", "negative entries of a scored life", _A_SUBJECT, "reports", NEGATIVE_ENTRIES.part, SCORED,
        asked=True,
    ),
    Headline(
        "other_a_subject", "other entries of a scored life", _A_SUBJECT, "reports", ENTRIES.only(act=OTHER), SCORED,
        asked=True,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "office",
        "Office",
        "entries are posted after a delay; off, on the day of the act",
        "assumptions (docs/model.md, Office)",
    ),
)
