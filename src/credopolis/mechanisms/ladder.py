"""The ladder: which grade follows an entry or the end of a lock.

A fall starts the lock of the grade fallen to; a rise starts none; a grade never rises inside a lock. When a lock
ends the rulebook releases to a named rung, whose own lock then begins, or to the band that the score deserves.
The readable reference is `rulebook.automaton`; the tests hold the two together.

Source: seed-014, seed-018, seed-021 (grades that hold for years) and seed-022 (one rung at a time); that a rise starts no
lock is an assumption.
"""

from typing import Final

from credopolis.core.axes import (
    ACT,
    CELL,
    DAYS,
    ENTERED,
    FALLEN_TO,
    GRADE,
    LEFT,
    TRUTH,
    Axis,
    TableColumn,
    Tally,
    category,
)
from credopolis.core.jit import formula
from credopolis.core.labels import SPELL_ENDS
from credopolis.core.schema import Column
from credopolis.mechanisms.declare import Card, Event, Line, Sum, Term

SPELL_DAYS: Final = 30
_TIMES: Final = "person-times"

BUCKET: Final = Axis(
    "bucket", "n_buckets",
    (
        TableColumn("from_days", "int32", "days", "the spell lasted at least this long"),
        TableColumn("to_days", "int32", "days", "and less than this; the last bucket has no upper end"),
    ),
)  # fmt: skip
ENDED: Final = Axis(
    "ended",
    len(SPELL_ENDS),
    (category("ended", "by release, a fall, a new lock in the same grade, a correction, a removal, or still open"),),
)

TALLIES: Final = (
    Tally(
        "flows", (LEFT, ENTERED, CELL), (CELL, LEFT, ENTERED),
        TableColumn("changes", "int64", _TIMES, "changes; one life may change grade several times"),
        "changes of grade within each interval", "changes (person-times)",
    ),
    Tally(
        "falls", (ACT, TRUTH, FALLEN_TO), (ACT, TRUTH, FALLEN_TO), TableColumn("falls", "int64", _TIMES, "falls"),
        "falls to a lower grade by the act whose entry caused them", "falls (person-times)",
    ),
    Tally(
        "spells", (GRADE, BUCKET, ENDED), (GRADE, BUCKET, ENDED), TableColumn("spells", "int64", _TIMES, "spells"),
        "spells in a lock that ended in the interval, and those still open at the run's end", "spells (person-times)",
        table="locks",
    ),
    Tally(
        "recoveries", (DAYS,), (DAYS,), TableColumn("recoveries", "int64", _TIMES, "recoveries that took this long"),
        "straight drops whose life came back to good standing", "recoveries (person-times)",
    ),
)  # fmt: skip


@formula
def clip_score(score, points, rules):
    """Score after an entry, kept inside the rulebook's bounds: points, points -> points."""
    moved = score + points
    if moved < rules["score_min"]:
        return rules["score_min"]
    if moved > rules["score_max"]:
        return rules["score_max"]
    return moved


@formula
def deserved(score, rules, bands):
    """The band that a score deserves: points -> grade index. bands : (n_scores,) uint8."""
    return bands[score - rules["score_min"]]


@formula
def grade_after_entry(grade, score, points, falls_to, locked, rules, bands):
    """Grade after an entry, `score` being the score after it -> (grade, whether its lock starts)."""
    if falls_to >= 0 and grade >= falls_to:
        return falls_to, True
    band = deserved(score, rules, bands)
    if points < 0 and band < grade:
        return band, True
    if band > grade and not locked:
        return band, False
    return grade, False


@formula
def grade_after_lock(grade, score, rules, bands):
    """Grade when the lock of `grade` ends -> (grade, whether its lock starts)."""
    rung = rules["release_to"][grade]
    if rung >= 0:
        return rung, True
    band = deserved(score, rules, bands)
    return band, band < grade


COLUMNS: Final = (
    Column("score", "int16", "points", "score under the rulebook"),
    Column("grade", "uint8", "index", "grade, 0 is the lowest; one past the highest for lives not scored yet"),
    Column("listed", "uint8", "bits", "lists that the life is on"),
    Column("lock_until", "int16", "day", "day on which the lock ends; not locked from that day on"),
    Column("grade_since", "int16", "day", "day on which the present grade was entered"),
    Column("fell_on", "int16", "day", "day of the last straight drop to a grade, -1 once in standing again or if none"),
)
EVENTS: Final = (
    Event("lock_end", 0, "a lock ends"),
    Event("came_of_age", 1, "a life is scored from now on"),
    Event("list_end", 2, "a listing ends"),
    Event("expiry", 3, "an entry expires"),
)
SUMS: Final = (
    Sum("scored", "lives that are in a grade", lasting=True),
    Sum("score_sum", "points of lives that are in a grade", lasting=True),
)
LINES: Final = (
    Line("lock_end", "a lock ends", "nothing"),
    Line("came_of_age", "comes of age and is scored from now on", "nothing"),
    Line("list_end", "taken off the list {}: its time is up", "list"),
    Line("expiry", "the entry expires: {}"),
)
TERMS: Final = (Term("score_start", lambda s: s.rulebook.score_start, "i8"),)


CARDS: Final = (
    Card(
        "locks",
        "Locks",
        "a grade holds its lives for a time",
        "seed-014, seed-018, seed-021",
    ),
)
