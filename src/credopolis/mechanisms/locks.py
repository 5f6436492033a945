"""Locks: a grade holds its lives for a time, and then lets them go one rung up, or to where their score stands.

A fall starts the lock of the grade fallen to, and a grade never rises inside a lock. When a lock ends the rulebook releases
to a named rung, whose own lock then begins, or to the band that the score deserves. Off, no grade holds anybody.

Source: seed-014, seed-018, seed-021 (grades that hold for years) and seed-022 (one rung at a time).
"""

from typing import Final

from credopolis.core.axes import GRADE, Axis, TableColumn, Tally, category
from credopolis.core.jit import formula
from credopolis.core.labels import ENDINGS, SPELL_ENDS
from credopolis.mechanisms.declare import Card, Event, Line
from credopolis.mechanisms.headline import DAYS, Quantity, rate
from credopolis.mechanisms.ladder import deserved

SPELL_DAYS: Final = 30

BUCKET: Final = Axis(
    "bucket", "n_buckets",
    (
        TableColumn("from_days", "int32", "days", "the spell lasted at least this long"),
        TableColumn("to_days", "int32", "days", "and less than this; the last bucket has no upper end"),
    ),
    span=SPELL_DAYS,
)  # fmt: skip
ENDED: Final = Axis(
    "ended",
    len(SPELL_ENDS),
    (
        category(
            "ended",
            "by release, a fall, a new lock in the same grade, a correction, a removal, the end of the life, or still open",
        ),
    ),
    ENDINGS,
)

TALLIES: Final = (
    Tally(
        "spells", (GRADE, BUCKET, ENDED), (GRADE, BUCKET, ENDED), TableColumn("spells", "int64", "person-times", "spells"),
        "spells in a lock that ended in the interval, and those still open at the run's end", "spells (person-times)",
        table="locks",
    ),
)  # fmt: skip


@formula
def released_to(grade, band, rules):
    """Grade when a lock ends: its grade, the band of the score, indices -> (grade, whether its lock starts)."""
    rung = rules["release_to"][grade]
    if rung >= 0:
        return rung, True
    return band, band < grade


@formula
def grade_after_lock(grade, score, rules, bands):
    """The same from a score in points. bands : (n_scores,) uint8, grade that each deserves."""
    return released_to(grade, deserved(score, rules, bands), rules)


EVENTS: Final = (Event("lock_end", 0, "a lock ends"),)
LINES: Final = (Line("lock_end", "a lock ends", "nothing"),)


HEADLINES: Final = (
    rate(
        "lock_days", "days in a lock", "locks", Quantity("grades", "locked", DAYS),
        unit="person-days per 1,000 life-years",
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "locks",
        "Locks",
        "a grade holds its lives for a time",
        "seed-014, seed-018, seed-021",
    ),
)
