"""The shape of a rulebook's score: its bounds, its clocks, the limit of a day, and newcomers."""

from __future__ import annotations

from typing import Final

from credopolis.core.shapes import Days, Key, ListOf, MapOf, Record, Text, Truth, Whole
from credopolis.rulebook.conduct import NAME
from credopolis.rulebook.model import (
    LARGEST_POINTS,
    LARGEST_SCORE,
    MOST_COUNTERS,
    MOST_GRADES,
    MOST_IN_A_MEAN,
    MOST_SETS,
)
from credopolis.rulebook.score import (
    ActSet,
    AtOnce,
    Counter,
    Gains,
    GivesBack,
    Mean,
    Newcomers,
    Resets,
    Score,
    Together,
)

SCORE: Final = Whole(-LARGEST_SCORE, LARGEST_SCORE)
GRADE_NAME: Final = Text(
    "a grade's name of up to 12 letters, digits, + - _", r"^[A-Za-z][A-Za-z0-9+_-]{0,11}\Z", "name"
)
_NEWCOMERS: Final = Record(
    Newcomers,
    {
        "for": Key(Days(), "days", meaning="how long one is a newcomer, from the first scored day on"),
        "start": Key(SCORE, default=None, meaning="points that newcomers start with; absent: what everybody does"),
        "gains": Key(
            Record(
                Gains,
                {
                    "points": Key(Whole(1, LARGEST_POINTS), meaning="points that it adds each time"),
                    "each": Key(Days(), meaning="the time after which it does, each time anew while one is a newcomer"),
                },
            ),
            default=None,
            meaning="points that clean time adds, until the first entry that takes points or drops a grade. Absent: "
            "none",
        ),
        "from": Key(
            MapOf(GRADE_NAME, SCORE, MOST_GRADES),
            "lowest",
            {},
            meaning="by grade, the lowest score of its band for newcomers; a grade left out has none. Absent: "
            "everybody's",
        ),
        "begins_in": Key(
            GRADE_NAME,
            default="",
            meaning="the grade in which one is until the first cycle has ended, whatever the score; needs "
            "`resets.sets_grade`. Absent: that of the band",
        ),
    },
)
_COUNTER: Final = Record(
    Counter,
    {
        "lost": Key(Whole(1, LARGEST_POINTS), meaning="points lost within the window, from which on an entry drops"),
        "within": Key(Days(), "days", meaning="the length of the window, which rolls"),
        "falls_to": Key(GRADE_NAME, meaning="the grade that such an entry drops to at once"),
    },
)
SCORE_BLOCK: Final = Record(
    Score,
    {
        "start": Key(SCORE, meaning="points that everybody starts with"),
        "min": Key(SCORE, meaning="the lowest score"),
        "max": Key(SCORE, meaning="the highest score, at most 60,000 above the lowest"),
        "resets": Key(
            Record(
                Resets,
                {
                    "every": Key(Days(), default=0, meaning="the length of a cycle, from the first scored day on"),
                    "after": Key(
                        Days(),
                        default=0,
                        meaning="the time without an entry that takes points or drops a grade",
                    ),
                    "sets_grade": Key(
                        Truth(),
                        default=False,
                        meaning="true if only the end of a cycle sets the grade, by the score that it ends with",
                    ),
                    "sets_grade_after": Key(
                        Days(),
                        "sets_after",
                        0,
                        meaning="the time after the end of a cycle from which its grade holds, shorter than a cycle; "
                        "absent: at once",
                    ),
                },
            ),
            default=None,
            meaning="when the score returns to its start, and what was entered is cleared. Absent: never",
        ),
        "gives_back": Key(
            Record(
                GivesBack,
                {
                    "points": Key(Whole(1, LARGEST_POINTS), meaning="points that it gives each time"),
                    "after": Key(
                        Days(), meaning="the time without an entry that takes points or drops a grade, each time anew"
                    ),
                    "up_to": Key(
                        SCORE, default=None, meaning="the score beyond which it gives none; absent: the start"
                    ),
                },
            ),
            default=None,
            meaning="points that clean time gives back, with nothing cleared. Absent: none",
        ),
        "newcomers": Key(
            _NEWCOMERS,
            default=None,
            meaning="what is otherwise in the first time. Absent: nothing",
        ),
        "mean": Key(
            Record(
                Mean,
                {
                    "last": Key(Whole(1, MOST_IN_A_MEAN), meaning="the entries, the latest ones, that are in the mean"),
                    "at_least": Key(
                        Whole(1, MOST_IN_A_MEAN),
                        default=1,
                        meaning="the entries that there must be; with fewer the score is the start",
                    ),
                },
            ),
            default=None,
            meaning="the score is the start and the mean of the points of the last entries, not their sum. Absent: "
            "their sum",
        ),
        "together": Key(
            MapOf(
                NAME,
                Record(
                    Together,
                    {
                        "sets": Key(
                            MapOf(
                                NAME,
                                Record(
                                    ActSet,
                                    {
                                        "acts": Key(
                                            ListOf(NAME, 4, 2), meaning="the acts of which an entry must stand of each"
                                        ),
                                        "points": Key(
                                            Whole(1, LARGEST_POINTS), meaning="points for as long as they do"
                                        ),
                                    },
                                ),
                                MOST_SETS,
                                1,
                            ),
                            meaning="by name, things that have points together",
                        ),
                        "most": Key(
                            Whole(1, LARGEST_POINTS), default=LARGEST_POINTS, meaning="the most points of all these"
                        ),
                    },
                ),
                MOST_COUNTERS,
            ),
            default={},
            meaning="by name, points for what stands together, as long as it does. Absent: none",
        ),
        "counters": Key(
            MapOf(NAME, _COUNTER, MOST_COUNTERS),
            default={},
            meaning="by name, points lost within a window of its own that drop the grade. Absent: none",
        ),
        "at_once": Key(
            Record(
                AtOnce,
                {
                    "lost": Key(Whole(1, LARGEST_POINTS), default=0, meaning="the most that they take"),
                    "gained": Key(Whole(1, LARGEST_POINTS), default=0, meaning="the most that they give"),
                    "only_largest": Key(
                        Truth(),
                        default=False,
                        meaning="true if of several entries of one day only the largest loss and the largest gain "
                        "count",
                    ),
                },
            ),
            default=None,
            meaning="the most points that all entries of one day together move. Absent: no limit",
        ),
    },
)
