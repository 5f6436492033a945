"""The office: an observation becomes a case, and the case an entry after a delay (MODEL 7).

days from act to entry = floor((channel's mean + decision's mean) * Exp(1)), at most `longest_days`.
Switched off, or with zero means, entries are posted on the day of the act. A mistaken or malicious case is dismissed
unless it slips through the decision that its act needs; a true one is dismissed now and then; papers get lost.

Counter robots free hours of clerks, part of which go to cases:
decisions a day += hours freed a day * freed_to_cases / clerk_hours_a_case
Cases queue per province. At the end of a tick, with the capacity of a tick,
backlog     = max(0, backlog + arrivals - capacity)
days waited = backlog / capacity a day
With Poisson arrivals this is the queue M/D/c at the ends of its service times: the tick is the service time and the
capacity c of a tick the number of servers (Crommelin 1932; Tijms 2003, section 9.6.2), here for any positive c.

Source: the exponential is an assumption (the maximum-entropy law for a known mean); means are assumptions below.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from credopolis.core.axes import CELL, PAIR, TRUTH, TableColumn, Tally, labelled
from credopolis.core.jit import formula, scalar
from credopolis.core.labels import CASE_STAGES
from credopolis.mechanisms.declare import Book, Dial, Event, Line, ProvinceField, Sum, Term
from credopolis.mechanisms.parameters import Parameters
from credopolis.mechanisms.platform import lost_factor


class OfficeParameters(Parameters):
    """Delays, decisions and capacity of the office that posts entries. All are assumptions."""

    desk_days: float = Field(
        14.0, ge=0, le=2000, description="mean days on the desk without a decision; assumption, range 3 to 60"
    )
    office_days: float = Field(
        45.0, ge=0, le=2000, description="mean days of an administrative decision; assumption, range 15 to 120"
    )
    court_days: float = Field(
        180.0, ge=0, le=2000, description="mean days of a court's decision; assumption, range 60 to 400"
    )
    false_past_office: float = Field(
        0.5,
        ge=0,
        le=1,
        description="false cases that an administrative decision lets through; assumption, range 0.2 to 0.9",
    )
    false_past_court: float = Field(
        0.05, ge=0, le=1, description="false cases that a court lets through; assumption, range 0.01 to 0.2"
    )
    decisions_a_day: float = Field(
        80.0,
        ge=0,
        le=1e6,
        description="cases that an office can close a day, per 100,000 lives; assumption, range 20 to 500",
    )
    freed_to_cases: float = Field(
        0.3,
        ge=0,
        le=1,
        description="share of the hours freed by counter robots that goes to cases; assumption, range 0 to 0.8",
    )
    clerk_hours_a_case: float = Field(
        0.5, gt=0, le=1000, description="a clerk's hours that close a case; assumption, range 0.1 to 4"
    )
    true_dismissed_desk: float = Field(
        0.0, ge=0, le=1, description="true cases that a desk dismisses; assumption, range 0 to 0.05"
    )
    true_dismissed_office: float = Field(
        0.05, ge=0, le=1, description="true cases that an administrative decision dismisses; assumption, range 0 to 0.2"
    )
    true_dismissed_court: float = Field(
        0.1, ge=0, le=1, description="true cases that a court dismisses; assumption, range 0.01 to 0.3"
    )
    lost_share: float = Field(0.02, ge=0, le=1, description="cases whose papers get lost; assumption, range 0 to 0.1")
    longest_days: int = Field(
        1460, ge=0, le=7300, description="a case older than this is closed by posting; assumption, range 365 to 2920"
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
    """Cases that the hours saved at the desks close besides."""
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


EVENTS: Final = (Event("case", 6, "a case is closed as the office decided it"),)
SUMS: Final = (Sum("cases", "cases that reached the office"),)
FIELDS: Final = (ProvinceField("wait_days", "days that a case waits in the office's queue"),)
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
    Book("cases", "cases waiting at the office"),
    Book("capacity", "cases that the office can close a day", lambda s, lives: capacity_a_day(lives, s.regime.office)),
    Book("freed", "cases of the tick that counter robots leave clerks time for"),
)
TERMS: Final = (
    Term("office", lambda s: "office" not in s.off, "i8"),
    Term("longest_days", lambda s: s.regime.office.longest_days),
    # Cases that a clerk's hour saved at the desk closes.
    Term("freed_an_hour", lambda s: freed_capacity(1.0, s.regime.office)),
)
