"""Counters with windows of their own: what is remembered of a life, when an entry drops, and what may be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from credopolis.core.faults import near_miss
from credopolis.core.shapes import Reading
from credopolis.rulebook.calendar import PLAIN, Calendar
from credopolis.rulebook.model import MOST_COUNTED, Act, Rulebook
from credopolis.rulebook.score import Counter

Taken = tuple[int, int]
"""A day, and the points that an entry of it took."""


def remembered(rulebook: Rulebook) -> int:
    """Entries that took points and are remembered of a life, 0 without counters: as many of the mildest as reach the
    largest counter, or where the limit of a day may leave one point of an entry, as many as it has points."""
    score = rulebook.score
    if score is None or not score.counters:
        return 0
    most = max(counter.lost for counter in score.counters.values())
    mildest = [
        -points for act in rulebook.acts.values() for points in (*act.all_points, *(act.discretion or ())) if points < 0
    ]
    return most if score.at_once is not None else -(-most // min(mildest, default=most))


def reached(counters: Mapping[str, Counter], taken: Sequence[Taken], day: int, calendar: Calendar = PLAIN) -> list[str]:
    """The grades that an entry drops to which took points on a day and is the last of those taken."""
    return [
        counter.falls_to
        for counter in counters.values()
        if sum(points for on, points in taken if day < calendar.after(on, counter.days)) >= counter.lost
    ]


def by_itself(rulebook: Rulebook, act: Act) -> str:
    """The grade that one entry of an act drops to, with nothing else on file: by the act or a counter; "" for none."""
    counters = rulebook.score.counters if rulebook.score is not None else {}
    drops = [*reached(counters, [(0, -act.points)], 0), *([act.falls_to] if act.falls_to else [])]
    return max(drops, key=list(rulebook.grades).index, default="")


def check_counters(rulebook: Rulebook, reading: Reading) -> None:
    """Every fault of the block; a score and grades are there."""
    if rulebook.score is None:
        return
    grades = list(rulebook.grades)
    for name, counter in rulebook.score.counters.items():
        at = ("score", "counters", name)
        if counter.falls_to not in grades:
            hint = near_miss(counter.falls_to, grades) or "Declare it, or use a grade that is declared."
            reading.refuse(
                (*at, "falls_to"), "there is no grade of this name", counter.falls_to, ", ".join(grades), hint
            )
        elif counter.falls_to == grades[0]:
            reading.refuse((*at, "falls_to"), "nobody can fall to the highest grade", counter.falls_to,
                           ", ".join(grades[1:]) or "there is no lower one")  # fmt: skip
    if rulebook.score.counters and all(min(act.all_points) >= 0 for act in rulebook.acts.values()):
        reading.refuse(("score", "counters"), "no act takes points", ..., "acts with points below 0",
                       "Give an act such points, or remove the counters.")  # fmt: skip
    elif (kept := remembered(rulebook)) > MOST_COUNTED:
        reading.refuse(("score", "counters"), "too many entries to remember of a life", kept, f"at most {MOST_COUNTED}",
                       "Lower what the counters ask for, or raise the fewest points that an act takes.")  # fmt: skip
