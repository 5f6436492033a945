"""The shape of a rulebook's grades: their bands, their gates, and their locks."""

from __future__ import annotations

from typing import Final

from credopolis.core.shapes import Days, Key, ListOf, Record, Text, Truth, Whole
from credopolis.rulebook.conduct import NAME
from credopolis.rulebook.grade import Again, Grade, Lock
from credopolis.rulebook.model import LARGEST_POINTS, MOST_AGAIN, MOST_CYCLES, MOST_GATES
from credopolis.rulebook.score_shape import GRADE_NAME, SCORE

TITLE: Final = Text("a title of 1 to 120 characters", r"^.{1,120}\Z", "name")
NAMES: Final = ListOf(NAME, MOST_GATES)

_AGAIN: Final = Record(
    Again,
    {
        "within": Key(Days(), meaning="for how long an earlier lock of the grade makes others longer"),
        "lasts": Key(
            ListOf(Days(), MOST_AGAIN, 1, distinct=False),
            "days",
            meaning="how long it holds with one earlier lock, with two, with three; the last holds for more",
        ),
        "after_its_end": Key(
            Truth(), default=False, meaning="true if that time runs from the end of the earlier lock, not its beginning"
        ),
    },
)
GRADE: Final = Record(
    Grade,
    {
        "from": Key(
            SCORE,
            "lowest",
            None,
            meaning="lowest score of the band; the lowest grade may leave it out, and then begins at `score.min`",
        ),
        "to": Key(SCORE, "highest", None, meaning="only checked: the highest score of the band"),
        "only_newcomers": Key(
            Truth(),
            default=False,
            meaning="true if only newcomers have a band of it, in `score.newcomers.from`; others come there by what "
            "drops or releases to it",
        ),
        "without_band": Key(
            Truth(),
            default=False,
            meaning="true if no score deserves it: one comes there only by what drops or releases to it",
        ),
        "next_start": Key(
            Whole(-LARGEST_POINTS, LARGEST_POINTS),
            default=0,
            meaning="with `resets.sets_grade`: points more or fewer at the start of the next cycle for whom the end of "
            "one sets to it",
        ),
        "title": Key(TITLE, default="", meaning="a name for people to read"),
        "benefits": Key(NAMES, default=(), meaning="gates that the grade opens"),
        "restrictions": Key(NAMES, default=(), meaning="gates that the grade closes"),
        "adds_to": Key(
            NAME,
            "listing",
            "",
            meaning="the list on which whoever enters the grade is put, or whose lock in it begins anew",
        ),
        "lock": Key(
            Record(
                Lock,
                {
                    "lasts": Key(
                        Days(),
                        "days",
                        0,
                        meaning="how long it holds, from the day on which it begins; required without `cycles`",
                    ),
                    "cycles": Key(
                        Whole(1, MOST_CYCLES),
                        default=0,
                        meaning="in place of `lasts` with `resets.sets_grade`: it ends with so many ends of cycles",
                    ),
                    "release": Key(GRADE_NAME, meaning="where it releases to: `band`, or the name of a higher grade"),
                    "at_most": Key(
                        GRADE_NAME,
                        default="",
                        meaning="with `cycles`: the highest grade to which it releases to the band. Absent: any",
                    ),
                    "sets_score": Key(
                        SCORE,
                        default=None,
                        meaning="the score that the release sets; no earlier entry moves points any more. Absent: the "
                        "score is kept",
                    ),
                    "again": Key(
                        _AGAIN, default=None, meaning="a longer lock soon after earlier ones. Absent: all are alike"
                    ),
                },
            ),
            default=None,
            meaning="a lock that begins on falling to the grade; the highest grade has none",
        ),
    },
)
