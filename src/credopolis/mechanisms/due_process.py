"""Due process: who learns of an entry, who appeals, and what an appeal does.

    learns      told with chance notice, notice_days later;  else looks at the file, at rate access * checks_a_year;
                else on being refused a service, with chance access * learns_by_refusal
    appeals     appeal * appeals_if_false (or _if_true) * (without_reasons + (1 - without_reasons) * reasons)
    corrected   upholds_if_false (or _if_true) * (without_review + (1 - without_review) * human_review),
                correction_days later on average, or within the rulebook's deadline if that is sooner

The rulebook declares safeguards as dials from 0 (none) to 1 (full); beside them stands how people and offices behave. A
dial that a rulebook does not state counts as none, but `reasons` and `human_review` as full. The product of the chain is
the funnel that studies of credit files measure: errors found, disputed, corrected.

Source: us-002 and us-003 (26.2 % found an error and 20.6 % had a file modified: 0.79 of them, helped by the study),
us-010 (30 days), us-011 (notice of a refusal), law-005 (a right not to be decided on by machines alone), law-006 (no
access to the dossier). Everything else is an assumption.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from credopolis.core.axes import ACT, TRUTH, TableColumn, Tally, labelled
from credopolis.core.jit import formula
from credopolis.core.labels import PROCESS_STEPS
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Dial, Event, Line, dials_of
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, days, share
from credopolis.mechanisms.platform import spreading
from credopolis.mechanisms.repair import repairs_a_day
from credopolis.rulebook.model import DueProcess

NEVER = 1_000_000


class DueProcessParameters(Parameters):
    """What people and offices do with the safeguards that a rulebook declares."""

    checks_a_year: float = a_life_and_year(
        0.2, "times a life looks at its own file a year, with full access", low=0.02, high=2, most=100
    )
    learns_by_refusal: float = share(
        0.5, "chance to learn of an entry on being refused, with full access", low=0.1, high=1, source="us-011"
    )
    appeals_if_false: float = share(
        0.5, "chance to appeal against a false entry, with a full right", low=0.05, high=0.95
    )
    appeals_if_true: float = share(0.05, "chance to appeal against a true entry, with a full right", low=0, high=0.3)
    upholds_if_false: float = share(
        0.9,
        "share of appeals against false entries that succeed on full review",
        low=0.2,
        high=1,
        source=("us-002", "us-003"),
    )
    upholds_if_true: float = share(0.1, "share of appeals against true entries that succeed", low=0, high=0.4)
    without_reasons: float = share(
        0.6, "appeals where no reasons are given, relative to where they are", low=0.2, high=1
    )
    without_review: float = share(
        0.8, "success of appeals that no person looks at, relative to others", low=0.1, high=1, source="law-005"
    )
    correction_days: float = days(30.0, "mean days from appeal to correction", low=15, high=365, source="us-010")


class Practice(NamedTuple):
    """What a rulebook's safeguards come to in practice: chances, rates a day, and days."""

    notice: float
    notice_days: float
    looks_a_day: float
    refusal_tells: float
    appeals_if_true: float
    appeals_if_false: float
    upheld_if_true: float
    upheld_if_false: float
    correction_days: float


def practice(declared: DueProcess, p: DueProcessParameters, off: tuple[str, ...] = ()) -> Practice:
    """Put declared safeguards and behaviour together; with `due_process` off there are none."""
    open_dials = 0.0 if "due_process" in off else 1.0
    reasons = 1.0 if declared.reasons is None else declared.reasons
    review = 1.0 if declared.human_review is None else declared.human_review
    appeal = open_dials * declared.appeal * (p.without_reasons + (1.0 - p.without_reasons) * reasons)
    success = p.without_review + (1.0 - p.without_review) * review
    deadline = declared.appeal_days or p.correction_days
    return Practice(
        notice=open_dials * declared.notice,
        notice_days=float(declared.notice_days),
        looks_a_day=open_dials * declared.access * p.checks_a_year / DAYS_PER_YEAR_OF_RATES,
        refusal_tells=open_dials * declared.access * p.learns_by_refusal,
        appeals_if_true=appeal * p.appeals_if_true,
        appeals_if_false=appeal * p.appeals_if_false,
        upheld_if_true=success * p.upholds_if_true,
        upheld_if_false=success * p.upholds_if_false,
        correction_days=min(deadline, p.correction_days),
    )


@formula
def days_until(rate_a_day, exponential):
    """Whole days until something that happens at a rate a day, by a standard exponential draw; NEVER at rate 0."""
    if exponential >= NEVER * rate_a_day:
        return NEVER
    return int(exponential / rate_a_day)


@formula
def learning_day(day, told, notice_days, looks_a_day, exponential):
    """Day on which a life learns of an entry posted on `day` by itself: told, or by looking at its file; or NEVER."""
    if told:
        return day + int(notice_days)
    wait = days_until(looks_a_day, exponential)
    return NEVER if wait >= NEVER else day + wait


STEP: Final = labelled(
    "step", PROCESS_STEPS,
    "its subject learns of it; appeals; is refused; it is corrected, repaired, or expires; it spreads",
)  # fmt: skip
TALLIES: Final = (
    Tally(
        "process", (STEP, TRUTH, ACT), (ACT, TRUTH, STEP),
        TableColumn("entries", "int64", "person-times", "entries; learning, appeals and refusals count when posted"),
        "what became of entries after they were posted", "steps (person-times)",
    ),
)  # fmt: skip


EVENTS: Final = (Event("correction", 5, "an entry is corrected"),)
LINES: Final = (
    Line("notice", "learns of the entry: {}", own_day=True),
    Line("appeal", "appeals against the entry: {}", own_day=True),
    Line("refused", "the appeal is refused: {}", own_day=True),
    Line("correction", "the entry is corrected: {}"),
)


def practised(scenario: Any) -> Practice:
    """The safeguards of a scenario in practice."""
    return practice(scenario.rulebook.due_process, scenario.regime.due_process, scenario.off)


def _something_follows(scenario: Any) -> bool:
    """Whether anything can follow an entry: notice, appeal, repair, an error that spreads."""
    p = practised(scenario)
    learns = p.notice > 0 or p.looks_a_day > 0 or p.refusal_tells > 0
    return learns or repairs_a_day(scenario) > 0 or spreading(scenario) > 0


DIALS: Final = (
    *dials_of(practised, "notice", "notice_days", "looks_a_day", "refusal_tells", "correction_days"),
    Dial("safeguards", _something_follows, dtype="i8"),
    # Chance to appeal against a true, a false entry once known; and that such an appeal succeeds.
    Dial("appeals", lambda s: (practised(s).appeals_if_true, practised(s).appeals_if_false), shape=(2,)),
    Dial("upheld", lambda s: (practised(s).upheld_if_true, practised(s).upheld_if_false), shape=(2,)),
)


CARDS: Final = (
    Card(
        "due_process",
        "Due process",
        "notice, a look at the own file, appeal and correction",
        "us-002, us-003, us-010, law-006; assumptions",
    ),
)
