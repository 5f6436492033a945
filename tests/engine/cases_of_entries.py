"""Rulebooks of the engine's tests that ask for what was entered before: EVERYTHING, with cycles that set grades, with
a score that is a mean, and with entries that end others and have points together."""

from __future__ import annotations

import re

from .cases import EVERYTHING

_CLOCKS = """, resets: {after: 100d}, at_once: {lost: 40},
        gives_back: {points: 7, after: 35d, up_to: 105},
"""
_COUNTERS = EVERYTHING[EVERYTHING.index("        counters:") : EVERYTHING.index("        newcomers:")]
_NEW = EVERYTHING[EVERYTHING.index("        newcomers:") : EVERYTHING.index("scored_from_age")]


def changed(text: str, *changes: tuple[str, str]) -> str:
    """A text with each old part, which is there once, replaced."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def _sum_of_entries(score: str) -> str:
    """EVERYTHING without what clears or counts points. score : in place of it."""
    text = changed(EVERYTHING, (_CLOCKS + _COUNTERS + _NEW, score), (", sets_score: 65", ""))
    return re.sub(r"again: \{within: 120d, points: \[-5, -8\]\}, ", "", text)


BY_CYCLE = changed(
    EVERYTHING,
    (_CLOCKS, ", resets: {every: 60d, sets_grade: true, sets_grade_after: 20d}, at_once: {lost: 40},\n"),
    (_NEW, "        newcomers: {for: 8y, start: 85, begins_in: C, from: {A: 120, B: 84, D: 30, E: 0}}}\n"),
    ("A: {from: 110,", "A: {from: 104, next_start: 3,"), ("B: {from: 80}", "B: {from: 96}"),
    ("C: {from: 50, lock: {lasts: 40d, release: band, again: {within: 90d, lasts: [55d]}}}",
     "C: {from: 85, next_start: -4, lock: {cycles: 1, release: band, at_most: B}}"),
    ("D: {from: 20,", "D: {from: 70, next_start: -11,"),
    ("""lasts: 30d, release: C, sets_score: 65,
      again: {within: 60d, lasts: [45d, 50d], after_its_end: true}}}""", "cycles: 2, release: C}}"),
    ("lasts: 60d, release: D", "cycles: 1, release: D"),
    ("lock: {lasts: 25d, release: band}", "lock: {cycles: 2, release: band, at_most: C}"),
    ("cap_per_year: 3, counts_for: 200d, seen", "head_start: {points: 5, cycles: 2}, counts_for: 40d, seen"),
    ("crime: {falls_to: E, points: -20,", "crime: {falls_to: E, points: -20, head_start: {points: -9, cycles: 3},"),
)  # fmt: skip
"""Grades are set 20 days after the end of cycles of 60 days, locks end with cycles, and later starts move."""
AT_ONCE = changed(BY_CYCLE, (", sets_grade_after: 20d", ""), ("every: 60d", "every: 45d"))
"""The same, and the grade holds at once."""
STARS = changed(
    re.sub(r", counts_for: \d+d|, discretion: \[[-0-9]+, [-0-9]+\]", "",
           _sum_of_entries(", mean: {last: 4, at_least: 2}}\n")),
    ("points: 6, cap_per_year: 3", "points: 45"), ("tell: {points: 4", "tell: {points: 30"),
    ("talk: {points: -10,", "talk: {points: -60,"), ("lie: {points: -15", "lie: {points: -90"),
    ("medal: {points: 30", "medal: {points: 50"), ("jaywalk: {points: -3", "jaywalk: {points: -30"),
)  # fmt: skip
"""The score is the mean of the last four entries."""
STANDS = changed(
    _sum_of_entries(""", together: {good: {most: 20, sets: {
        both: {acts: [help, tell], points: 12}, all: {acts: [help, medal], points: 15}}}, bad: {sets: {
        two: {acts: [lie, talk, jaywalk], points: 9}}}}}
"""),
    ("lie: {points: -15,", "lie: {points: -15, ends: [lie, help],"),
    ("medal: {points: 30,", "medal: {points: 30, ends: [jaywalk, talk, medal],"),
    ("debt: {", "debt: {ends: [tell, help], "), ("talk: {points: -10,", "talk: {points: -10, counts_for: 60d,"),
    ("tell: {points: 4, cap_per_year: 2,", "tell: {points: 4, counts_for: 90d,"),
    ("jaywalk: {points: -3,", "jaywalk: {points: -3, counts_for: 90d,"),
)  # fmt: skip
"""Entries end others, and some have points together as long as they stand."""
OF_ENTRIES = {"by cycle": BY_CYCLE, "at once": AT_ONCE, "stars": STARS, "stands": STANDS}
