"""Hazards by where a life stands, measured from dossiers: acts over what a regime-free life would have done.

Acts and exposure come from the lines of all lives: between two lines nothing about a life's score, grade or lock
changes, so its exposure in a state is the days between them times its own regime-free rate, and the ratio of acts to
that sum estimates the response (docs/model.md, Conduct): a standardised ratio, Poisson in the numerator.

Source: Breslow and Day 1987, Statistical Methods in Cancer Research II, chapter 2 (observed over expected).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.standing import TRACE_ACT

from .tools import YEAR, Watched, rate_of_lives

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Stretches:
    """Stretches of life in one state: (n,) each. `days` long; `acts` of the kind studied happened at their end.

    left : days of the lock left when one begins.
    """

    life: NDArray[np.int64]
    days: NDArray[np.int64]
    score: NDArray[np.int64]
    grade: NDArray[np.int64]
    locked: Mask
    left: NDArray[np.int64]
    acts: NDArray[np.int64]
    rate: NDArray[np.float64]

    def ratio(self, where: Mask) -> tuple[int, float]:
        """Acts observed and acts that regime-free lives would have done in the same days."""
        return int(self.acts[where].sum()), float((self.days[where] * self.rate[where]).sum() / YEAR)


def stretches(watched: Watched, lines: dict[str, NDArray[np.int64]], act: str) -> Stretches:
    """Cut the dossiers of scored lives into stretches of constant state.

    Acts are lines of kind 0; every change of score, grade or lock writes a line with what holds after it.
    """
    scenario = watched.scenario
    book, person = scenario.rulebook, watched.person
    index = scenario.act_names.index(act)
    n = scenario.people
    first = np.full(n, book.start_grade)
    first[person["birth_day"] + book.scored_from_days > 0] = len(book.grade_names)
    # The lines with a line for every life's beginning before and one for its end after them.
    lives = np.arange(n)
    life = np.concatenate([lives, lines["life"], lives])
    place = np.concatenate([np.zeros(n), np.ones(len(lines["life"])), np.full(n, 2)])
    order = np.lexsort((place, life))

    def column(start: Any, middle: Any, end: Any) -> NDArray[np.int64]:
        return np.concatenate([np.broadcast_to(start, n), middle, np.broadcast_to(end, n)]).astype(np.int64)[order]

    day = column(0, lines["day"], scenario.days)
    score, grade = column(book.score_start, lines["score"], 0), column(first, lines["grade"], 0)
    lock_until = column(0, lines["lock_until"], 0)
    left = np.maximum(lock_until - day, 0)
    is_act = column(0, (lines["kind"] == TRACE_ACT) & (lines["act"] == index), 0)
    life = life[order]
    inside = (life[1:] == life[:-1]) & (grade[:-1] < len(book.grade_names))
    rate = rate_of_lives(person, scenario.conduct.acts[act])[life[:-1]]
    return Stretches(
        life=life[:-1][inside], days=np.diff(day)[inside], score=score[:-1][inside], grade=grade[:-1][inside],
        locked=(day[:-1] < lock_until[:-1])[inside], left=left[:-1][inside], acts=is_act[1:][inside], rate=rate[inside],
    )  # fmt: skip
