"""What targets on opinion ask of a run: approval and what is hidden, of all and between groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from credopolis.analysis.measures.trajectories import Trajectories
from credopolis.analysis.measures.voices import VOICES, shares
from credopolis.analysis.targets.target import Setting, TargetNumber
from credopolis.mechanisms.opinion import STANCES

MINDS: Final = Setting("quiet-streets", "quiet-streets", people=100_000, fixed=("regime.opinion.conviction",))
"""What people think and say."""
_MOST: Final = 100.0
_SPEAKS, _SILENT = STANCES.index("speaks"), STANCES.index("silent")
YEAR: Final = 365


def last_year(courses: Trajectories, group: str) -> np.ndarray:
    """Shares of a group who agree, speak against and are silent, over the last year of a run."""
    end = courses.last_day
    counts = {
        name: course.at(end) - course.at(max(end - YEAR, 0))
        for (kind, name), course in courses.found.items() if kind == VOICES
    }  # fmt: skip
    return shares(counts, group)


def approval(courses: Trajectories, group: str) -> float:
    """Approval of a group that a survey finds which asks directly, in percent."""
    return 100.0 * float(1.0 - last_year(courses, group)[_SPEAKS])


def gap(courses: Trajectories, group: str) -> float:
    """Approval asked directly less approval that nobody can know of, in points."""
    return 100.0 * float(last_year(courses, group)[_SILENT])


def sign(name: str, of: Callable[[Trajectories], float], facts: tuple[str, ...]) -> TargetNumber:
    """A number of which the sign alone is known, which is above 0."""
    return TargetNumber(name, "points", 1.0, 0.0, _MOST, False, facts, of, "anything above 0 agrees")


def more(what: Callable[[Trajectories, str], float], one: str, other: str) -> Callable[[Trajectories], float]:
    """By how much more a group has than another."""
    return lambda courses: what(courses, one) - what(courses, other)
