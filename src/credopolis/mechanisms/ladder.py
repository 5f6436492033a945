"""The ladder: a score, the grade that it stands for, and which grade follows an entry.

An entry that falls to a grade leads there at once; any other leads to the band of the new score, downwards always, upwards
only outside a lock. A fall starts the lock of the grade fallen to; a rise starts none. The readable reference is
`rulebook.automaton`; the tests hold the two together.

Source: seed-014, seed-018, seed-021 (grades and what leads to them); that a rise starts no lock is an assumption.
"""

from typing import Final

import numpy as np

from credopolis.core.axes import ACT, CELL, DAYS, ENTERED, FALLEN_TO, LEFT, TRUTH, TableColumn, Tally
from credopolis.core.jit import formula
from credopolis.core.schema import Column
from credopolis.mechanisms.declare import Card, Event, Line, Sum, Term
from credopolis.mechanisms.headline import (
    BELOW_START,
    EACH,
    END,
    IN_A_GRADE,
    LIVES,
    MEAN,
    Headline,
    Quantity,
    percent,
    rate,
)

_TIMES: Final = "person-times"

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
        "recoveries", (DAYS,), (DAYS,), TableColumn("recoveries", "int64", _TIMES, "recoveries that took this long"),
        "straight drops whose life came back to good standing", "recoveries (person-times)",
    ),
)  # fmt: skip


@formula
def clip_score(score, points, rules):
    """Score after an entry, kept inside the rulebook's bounds: points, points -> points. rules : record of the rulebook."""
    moved = score + points
    if moved < rules["score_min"]:
        return rules["score_min"]
    if moved > rules["score_max"]:
        return rules["score_max"]
    return moved


@formula
def deserved(score, rules, bands):
    """The band that a score deserves: points -> grade index. bands : (n_scores,) uint8."""
    return np.int64(bands[score - rules["score_min"]])


@formula
def grade_after_entry(grade, score, points, falls_to, locked, rules, bands):
    """Grade after an entry -> (grade, whether its lock starts).

    grade, falls_to : index, the latter -1 for none; score : points after the entry; points : of the entry; locked : bool;
    bands : (n_scores,) uint8.
    """
    if falls_to >= 0 and grade >= falls_to:
        return falls_to, True
    band = deserved(score, rules, bands)
    if points < 0 and band < grade:
        return band, True
    if band > grade and not locked:
        return band, False
    return grade, False


# Where a life stands is one record, so the day on which a lock ends lies here, beside the grade that it holds.
COLUMNS: Final = (
    Column("score", "int16", "points", "score under the rulebook"),
    Column("grade", "uint8", "index", "grade, 0 is the lowest; one past the highest for lives not scored yet"),
    Column("listed", "uint8", "bits", "lists that the life is on"),
    Column("lock_until", "int16", "day", "day on which the lock ends; not locked from that day on"),
    Column("grade_since", "int16", "day", "day on which the present grade was entered"),
    Column("fell_on", "int16", "day", "day of the last straight drop to a grade, -1 once in standing again or if none"),
)
EVENTS: Final = (
    Event("came_of_age", 1, "a life is scored from now on"),
    Event("list_end", 2, "a listing ends"),
    Event("expiry", 3, "an entry expires"),
)
SUMS: Final = (
    Sum("scored", "lives that are in a grade", lasting=True),
    Sum("score_sum", "points of lives that are in a grade", lasting=True),
)
LINES: Final = (
    Line("came_of_age", "comes of age and is scored from now on", "nothing"),
    Line("list_end", "taken off the list {}: its time is up", "list"),
    Line("expiry", "the entry expires: {}"),
    Line("reset", "the score returns to its start", "nothing"),
    Line("given", "clean time gives points back: {}", "nothing"),
    Line("gained", "clean time as a newcomer adds points: {}", "nothing"),
    Line("newcomer", "no newcomer any more", "nothing"),
    Line("set", "the cycle that has ended sets the grade", "nothing"),
    Line("ended", "an entry ends what stood before: {}"),
)
TERMS: Final = (Term("score_start", lambda s: s.rulebook.score_start, "i8"),)


_LAST: Final = "% of scored lives, last day"
BELOW: Final = percent(
    "below_start", "below the starting grade", "standing",
    Quantity("grades", "lives", END).only(grade=BELOW_START), IN_A_GRADE, _LAST, needs="grades",
)  # fmt: skip
HEADLINES: Final = (
    percent(
        "grade {}", "in grade {}", "grades", Quantity("grades", "lives", END).only(grade=EACH), IN_A_GRADE, _LAST,
        needs="grades", note="for each grade that all rulebooks compared have",
    ),
    Headline(
        "mean_score", "mean score", "points, last day", "standing", Quantity("scores", "score_sum", END), IN_A_GRADE,
        needs="grades", note="not defined without a score",
    ),
    BELOW,
    percent(
        "ever_below", "ever below the starting grade", "standing", Quantity(LIVES, "ever_below"),
        Quantity(LIVES, "ever_scored"), "% of lives ever scored", needs="grades", note="at the end of some interval",
    ),
    Headline(
        "gates_open", "gates open", "% of the worth that the rulebook can open, mean of lives, last day", "standing",
        Quantity(LIVES, "worth", MEAN).only(standing="yes"), times=100.0, needs="gates",
    ),
    Headline(
        "listed", "on any list", "% of lives, last day", "standing", Quantity(LIVES, "listed", MEAN), times=100.0,
        needs="lists",
    ),
    rate("falls", "falls to a lower grade", "falls", Quantity("falls", "falls"), note="by an entry"),
    rate("recoveries", "recoveries from a straight drop", "recovery", Quantity("recoveries", "recoveries"),
         note="back in good standing"),
    Headline(
        "recovery_days", "time to recover", "days, mean of the recoveries", "recovery", Quantity("recoveries", "days"),
        Quantity("recoveries", "recoveries"),
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "ladder",
        "Ladder",
        "scores, grades and lists, as the rulebook has them",
        "seed-014, seed-018, seed-021",
        can_be_off=False,
    ),
)
