"""The shape of a rulebook's score: its bounds, when it returns to its start, and the limit of a day."""

from __future__ import annotations

from typing import Final

from credopolis.core.shapes import Days, Key, Record, Whole
from credopolis.rulebook.model import LARGEST_POINTS, LARGEST_SCORE, AtOnce, GivesBack, Resets, Score

SCORE: Final = Whole(-LARGEST_SCORE, LARGEST_SCORE)
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
        "at_once": Key(
            Record(
                AtOnce,
                {
                    "lost": Key(Whole(1, LARGEST_POINTS), default=0, meaning="the most that they take"),
                    "gained": Key(Whole(1, LARGEST_POINTS), default=0, meaning="the most that they give"),
                },
            ),
            default=None,
            meaning="the most points that all entries of one day together move. Absent: no limit",
        ),
    },
)
