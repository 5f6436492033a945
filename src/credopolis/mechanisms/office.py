"""The office: an observation becomes a case, and the case an entry after a delay (MODEL 7).

days from act to entry = floor((channel's mean + decision's mean) * Exp(1)), at most `longest_days`.
Switched off, or with zero means, entries are posted on the day of the act. A mistaken or malicious case is dismissed
unless it slips through the decision that its act needs.

Source: the exponential is an assumption (the maximum-entropy law for a known mean); means are assumptions below.
"""

from __future__ import annotations

from pydantic import Field

from credopolis.core.jit import inlined
from credopolis.mechanisms.parameters import Parameters


class OfficeParameters(Parameters):
    """Delays of the office that posts entries. All are assumptions."""

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
    longest_days: int = Field(
        1460, ge=0, le=7300, description="a case older than this is closed by posting; assumption, range 365 to 2920"
    )


@inlined
def posting_day(day, mean_days, exponential, longest_days):
    """Day on which a case is posted: day of the act, mean delay, a standard exponential draw -> day."""
    return day + min(int(mean_days * exponential), longest_days)
