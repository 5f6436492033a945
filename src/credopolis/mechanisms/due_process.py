"""Due process and repair: who learns of an entry, who appeals, what an appeal does, and who works an entry off (MODEL 7).

The rulebook declares dials from 0 (none) to 1 (full); here is how people and offices behave beside them.

learns            told at posting with chance `notice`; else by looking at the own file, at rate access * checks a year;
                  else on being refused, with chance learns_by_refusal * access
appeals           with chance appeal * appeals_if_false (or appeals_if_true)
corrected         with chance upholds_if_false (or upholds_if_true), correction_days after the appeal
repaired          at rate repair * uses_a_year; steps * days_a_step later, and not before the rulebook's wait is over

The chain as a product gives the funnel: errors, found, disputed, corrected.

Source: us-002 and us-003 (26.2 % found an error and 20.6 % had it modified, so 0.79 of those who disputed with help),
us-010 (30 days), us-011 (notice of a refusal), jd-024 (18,188 repaired exits of about 300,000 in a month), law-006 (no
access to the dossier). Everything else is an assumption.
"""

from __future__ import annotations

from pydantic import Field

from credopolis.core.jit import inlined
from credopolis.core.maths import exp
from credopolis.mechanisms.parameters import Parameters

NEVER = 1_000_000_000.0


class DueProcessParameters(Parameters):
    """What people and offices do with the safeguards that a rulebook declares."""

    checks_a_year: float = Field(
        0.2,
        ge=0,
        le=100,
        description="times a life looks at its own file a year, with full access; assumption, range 0.02 to 2",
    )
    learns_by_refusal: float = Field(
        0.5,
        ge=0,
        le=1,
        description="chance to learn of an entry on being refused, with full access; assumption, range 0.1 to 1 (us-011)",
    )
    appeals_if_false: float = Field(
        0.5,
        ge=0,
        le=1,
        description="chance to appeal against a false entry, with a full right; assumption, range 0.05 to 0.95",
    )
    appeals_if_true: float = Field(
        0.05,
        ge=0,
        le=1,
        description="chance to appeal against a true entry, with a full right; assumption, range 0 to 0.3",
    )
    upholds_if_false: float = Field(
        0.79,
        ge=0,
        le=1,
        description="share of appeals against false entries that succeed; assumption, range 0.2 to 0.95 (us-002, us-003)",
    )
    upholds_if_true: float = Field(
        0.1, ge=0, le=1, description="share of appeals against true entries that succeed; assumption, range 0 to 0.4"
    )
    correction_days: float = Field(
        30.0, ge=0, le=2000, description="mean days from appeal to correction; assumption, range 15 to 365 (us-010)"
    )


class RepairParameters(Parameters):
    """How people work off an entry where the rulebook lets them."""

    uses_a_year: float = Field(
        0.05,
        ge=0,
        le=100,
        description="rate at which a life that may begins repair, with a full right; assumption, range 0.01 to 0.5 (jd-024)",
    )
    steps: int = Field(3, ge=0, le=100, description="steps: training, pledge, proof; assumption, range 1 to 5 (jd-024)")
    days_a_step: float = Field(20.0, ge=0, le=2000, description="days a step takes; assumption, range 5 to 90")


@inlined
def days_to_learn(told, access, checks_a_year, exponential):
    """Days from posting until a life learns of an entry by itself; NEVER if it is not told and cannot look.

    told : bool; access : dial in [0, 1]; exponential : a standard exponential draw.
    """
    if told:
        return 0.0
    rate = access * checks_a_year
    if rate <= 0.0:
        return NEVER
    return min(NEVER, exponential * 365.25 / rate)


@inlined
def learned_within(notice, access, checks_a_year, days):
    """Share of entries of which their subjects have learned within so many days, refusals aside."""
    return 1.0 - (1.0 - notice) * exp(-access * checks_a_year * days / 365.25)


@inlined
def refusal_tells(access, learns_by_refusal):
    """Chance that a refusal tells a life of the entry behind it."""
    return access * learns_by_refusal


@inlined
def appeal_chance(appeal, is_false, if_false, if_true):
    """Chance that a life which knows of an entry appeals: dial in [0, 1], whether the entry is false."""
    return appeal * (if_false if is_false else if_true)


@inlined
def correction_chance(is_false, if_false, if_true):
    """Chance that an appeal leads to a correction."""
    return if_false if is_false else if_true


@inlined
def corrected_within(notice, access, checks_a_year, days, appeal, appeals, upholds):
    """Share of entries of a kind that are learned of within so many days, appealed against and in the end corrected."""
    return learned_within(notice, access, checks_a_year, days) * appeal * appeals * upholds


@inlined
def repair_rate(repair, uses_a_year):
    """Rate a year at which a life that may repair begins: dial in [0, 1]."""
    return repair * uses_a_year


@inlined
def repair_day(posted, begun, wait_days, steps, days_a_step):
    """Day on which an entry is repaired: its steps done, and not before the rulebook's wait since posting is over."""
    return max(begun + int(steps * days_a_step), posted + wait_days)
