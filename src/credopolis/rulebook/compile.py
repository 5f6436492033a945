"""Compiling a rulebook to flat arrays, which the engine reads without knowing what they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from credopolis.core.errors import NotSimulated
from credopolis.rulebook.check_cycles import not_simulated
from credopolis.rulebook.compile_keys import CompiledCycles, Sets, compile_cycles, of_entries
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.counters import remembered
from credopolis.rulebook.digest import digest
from credopolis.rulebook.gates import NO_GRADE, entitled, worth_of_states
from credopolis.rulebook.grade import BAND, Grade
from credopolis.rulebook.model import DECISIONS, MOST_AGAIN, Act, DueProcess, Rulebook
from credopolis.rulebook.rungs import own_rungs
from credopolis.rulebook.score import AtOnce, GivesBack, Newcomers, Resets, Score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOT_SET = -(2**15)
"""In place of the score that a lock's release sets, where it sets none."""


@dataclass(frozen=True)
class CompiledRulebook:
    """A rulebook as arrays. G rungs, lowest first, see `rungs`; A acts and L lists in the order of the file.

    consent : the share of those of age who agree to be scored; 0 without a score, where some rung is of a grade.
    ungraded : the rung of who has no grade beside others that have one, -1 if all who are of age have one.
    gives : (G,) bool, whether the rulebook itself has a rung.
    band_of : (score_max - score_min + 1,) uint8, grade that a score deserves, at index score - score_min.
    counters : of each, the points lost from which on an entry drops, the days of its window, and the grade.
    remembered : entries that took points and are remembered of a life for them.
    newcomers : what is otherwise in the first time, of 0 days if nothing. new_band_of : the same as `band_of` then.
    new_start : the score on the first scored day.
    standing_grade : the lowest grade above every locked one; `start_grade` if no grade has a lock.
    lock_days : (G,) int32, days, 0 without a lock. release_to : (G,) int16, grade, -1 for the band.
    sets_score : (G,) int16, the score that the release of a grade's lock sets, NOT_SET if it sets none.
    grade_list : (G,) int16, the list on which whoever enters a grade is put, -1 for none.
    again : (G, MOST_AGAIN) int32, days of a grade's lock with one earlier lock that makes it longer, with two, with
    three; 0 beyond the lengths told. again_for : (G, 2) int32, days for which a lock makes others longer, and 1 if
    they run from its end.
    worth : (G, 2**L) float64, value of the gates open in a grade on the lists of a mask, scaled to [0, 1].
    gate_names : in the order of the file. grade_opens : (G,), names of benefits that put a grade first. grade_refuses,
    list_refuses : (G,) and (L,), of gates that a grade refuses, or a list. grade_delays, grade_prices : (G,), by gate
    that entitlements rule on, days by which a grade waits longer, and times the usual price. states_refused,
    states_delayed : the same in every state, (G, 2**L) bool and int32, by gate that entitlements rule on.
    rules_of_gates : of each rule of the entitlements its gate, its name, what it decides, and whether it names lists.
    act_points : (A,) int16, points. act_falls_to : (A,) int16, grade or -1.
    act_adds_to, act_removes_from : (A,) int16, list or -1. act_cap : (A,) uint16, entries a year that count, 0 all.
    act_window : (A, 2) int32, entries that count within a window that rolls, 0 without one, and its days, 0 for a life.
    act_again : (A, 1 + MOST_AGAIN) int32, days for which an entry changes the points of others, and their points with
    one earlier entry, with two, with three; 0 beyond those told.
    act_only : (A,) int64, bits of the grades in which its entry counts, 0 for all.
    act_expires_days : (A,) int32, days an entry counts, 0 for ever. act_decision : (A,) uint8, 0 none, 1 office,
    2 court.
    act_adds_after : (A,) uint8, the entry of the act, counted from 1, from which on it lists; 1 from the first.
    act_repairable : (A,) bool, whether its entry can be repaired early.
    act_range : (A, 2) int16, fewest and most points that an official may give; both the usual ones without a choice.
    list_days : (L,) int32, days an entry lasts, 0 without end. list_removal : (L,) bool, if it ends civic life.
    due_process : the declared safeguards, all none if the rulebook declares nothing.
    cycles : what the end of a cycle does besides. mean : entries in the mean that the score is, and how many there must
    be, 0 and 0 for a sum. together : points for things together. held : acts of which it matters whether an entry
    stands. act_ends : by act, those whose entries that stand its entry ends. act_in_mean : whether its entries are in
    the mean.
    """

    name: str
    digest: str
    grade_names: tuple[str, ...]
    has_score: bool
    score_start: int
    score_min: int
    score_max: int
    resets: Resets
    at_once: AtOnce
    gives_back: GivesBack
    band_of: NDArray[np.uint8]
    counters: tuple[tuple[int, int, int], ...]
    remembered: int
    newcomers: Newcomers
    new_band_of: NDArray[np.uint8]
    new_start: int
    start_grade: int
    standing_grade: int
    scored_from_days: int
    consent: float
    ungraded: int
    gives: NDArray[np.bool_]
    lock_days: NDArray[np.int32]
    release_to: NDArray[np.int16]
    sets_score: NDArray[np.int16]
    grade_list: NDArray[np.int16]
    again: NDArray[np.int32]
    again_for: NDArray[np.int32]
    worth: NDArray[np.float64]
    gate_names: tuple[str, ...]
    grade_opens: tuple[tuple[str, ...], ...]
    grade_refuses: tuple[tuple[str, ...], ...]
    list_refuses: tuple[tuple[str, ...], ...]
    grade_delays: tuple[dict[str, int], ...]
    grade_prices: tuple[dict[str, float], ...]
    states_refused: dict[str, NDArray[np.bool_]]
    states_delayed: dict[str, NDArray[np.int32]]
    rules_of_gates: tuple[tuple[str, str, str, bool], ...]
    act_names: tuple[str, ...]
    act_points: NDArray[np.int16]
    act_falls_to: NDArray[np.int16]
    act_adds_to: NDArray[np.int16]
    act_removes_from: NDArray[np.int16]
    act_cap: NDArray[np.uint16]
    act_window: NDArray[np.int32]
    act_again: NDArray[np.int32]
    act_only: NDArray[np.int64]
    act_expires_days: NDArray[np.int32]
    act_decision: NDArray[np.uint8]
    act_adds_after: NDArray[np.uint8]
    act_repairable: NDArray[np.bool_]
    act_range: NDArray[np.int16]
    act_seen_by: tuple[dict[str, float], ...]
    act_conduct: tuple[ActConduct | None, ...]
    list_names: tuple[str, ...]
    list_days: NDArray[np.int32]
    list_removal: NDArray[np.bool_]
    due_process: DueProcess
    cycles: CompiledCycles
    mean: tuple[int, int]
    together: Sets
    held: tuple[str, ...]
    act_ends: tuple[tuple[str, ...], ...]
    act_in_mean: tuple[bool, ...]

    @property
    def n_graded(self) -> int:
        """How many rungs are grades: all but that of who has none beside them."""
        return self.ungraded if self.ungraded >= 0 else len(self.grade_names)


def compile_rulebook(rulebook: Rulebook, rungs: tuple[str, ...] = ()) -> CompiledRulebook:
    """Compile a rulebook that was read without faults.

    rungs : those of the rules that it meets in a run, lowest first, all of its own among them; none: its own alone.

    Raises
    ------
    NotSimulated
        If it says something that runs cannot follow.
    """
    if key := not_simulated(rulebook):
        raise NotSimulated(rulebook.name, key)
    names = rungs or own_rungs(rulebook)
    keys = {"cycles": compile_cycles(rulebook, names), **of_entries(rulebook)}
    ladder, acts = _ladder(rulebook, names), _acts(rulebook, list(names))
    return CompiledRulebook(name=rulebook.name, digest=digest(rulebook), **ladder, **acts, **keys)


def _ladder(rulebook: Rulebook, names: tuple[str, ...]) -> dict[str, Any]:
    import numpy as np

    score, own = rulebook.score, tuple(reversed(rulebook.grades)) or (NO_GRADE,)
    grades = [rulebook.grades.get(name, Grade()) for name in names]
    bounds = (0, 0, 0) if score is None else (score.start, score.min, score.max)
    points = np.arange(bounds[1], bounds[2] + 1)
    starts = [np.array(list(rulebook.lowest_scores(new).values())[::-1], np.int64) for new in (False, True)]
    rungs = np.array([names.index(name) for name in own])
    band_of, new_band_of = (rungs[np.maximum(np.searchsorted(of, points, side="right") - 1, 0)] for of in starts)
    start_grade = int(band_of[bounds[0] - bounds[1]])
    locked = [index for index, grade in enumerate(grades) if grade.lock is not None]
    release = [
        -1 if grade.lock is None or grade.lock.release == BAND else names.index(grade.lock.release) for grade in grades
    ]
    sets = [NOT_SET if g.lock is None or g.lock.sets_score is None else g.lock.sets_score for g in grades]
    return {
        **_of_consent(rulebook, names, own),
        "has_score": score is not None,
        "score_start": bounds[0],
        "score_min": bounds[1],
        "score_max": bounds[2],
        "gives_back": _gives_back(score),
        **_of_score(rulebook, names),
        "band_of": band_of.astype(np.uint8),
        "new_band_of": new_band_of.astype(np.uint8),
        "start_grade": start_grade,
        "standing_grade": locked[-1] + 1 if locked else start_grade,
        "lock_days": np.array([g.lock.days if g.lock else 0 for g in grades] or [0], dtype=np.int32),
        "release_to": np.array(release or [-1], dtype=np.int16),
        "sets_score": np.array(sets or [NOT_SET], dtype=np.int16),
        **_of_grades(grades, list(rulebook.lists)) | entitled(rulebook, names),
        "worth": worth_of_states(rulebook, names),
        "gate_names": tuple(rulebook.gates),
        "list_refuses": tuple(listing.restrictions for listing in rulebook.lists.values()),
        "list_names": tuple(rulebook.lists),
        "list_days": np.array([listing.days for listing in rulebook.lists.values()], dtype=np.int32),
        "list_removal": np.array([listing.removal for listing in rulebook.lists.values()], dtype=np.bool_),
        "due_process": rulebook.due_process or DueProcess(),
    }


def _of_consent(rulebook: Rulebook, names: tuple[str, ...], own: tuple[str, ...]) -> dict[str, Any]:
    """Who is scored, which rungs there are, and for whom. own : of the rulebook alone."""
    import numpy as np

    # A rulebook may well call a grade of its own that, so the rung is known by its place as well.
    apart = len(names) > 1 and names[-1] == NO_GRADE and NO_GRADE not in rulebook.grades
    ungraded = len(names) - 1 if apart else -1
    return {
        "grade_names": names,
        "scored_from_days": rulebook.scored_from_days,
        "consent": rulebook.consent if rulebook.score is not None or ungraded < 0 else 0.0,
        "ungraded": ungraded,
        "gives": np.array([name in own or name == NO_GRADE for name in names]),
    }


def _of_score(rulebook: Rulebook, names: tuple[str, ...]) -> dict[str, Any]:
    """What may be left out of a score, and the score on the first scored day."""
    score = rulebook.score
    counters = score.counters.values() if score is not None else ()
    return {
        "counters": tuple((c.lost, c.days, names.index(c.falls_to)) for c in counters),
        "remembered": remembered(rulebook),
        "resets": (score.resets if score is not None else None) or Resets(),
        "at_once": (score.at_once if score is not None else None) or AtOnce(),
        "newcomers": (score.newcomers if score is not None else None) or Newcomers(0),
        "new_start": score.first if score is not None else 0,
    }


def _gives_back(score: Score | None) -> GivesBack:
    if score is None or score.gives_back is None:
        return GivesBack(0, 0, 0)
    return replace(score.gives_back, up_to=score.given_up_to)


def _of_grades(grades: list[Grade], lists: list[str]) -> dict[str, Any]:
    """What lists, what repeats locks, and what gates do, by grade."""
    import numpy as np

    days = np.zeros((max(len(grades), 1), MOST_AGAIN), np.int32)
    within = np.zeros((max(len(grades), 1), 2), np.int32)
    for k, grade in enumerate(grades):
        if grade.lock is not None and grade.lock.again is not None:
            days[k, : len(grade.lock.again.days)] = grade.lock.again.days
            within[k] = grade.lock.again.within, grade.lock.again.after_its_end
    listing = [lists.index(grade.listing) if grade.listing else -1 for grade in grades]
    return {"again": days, "again_for": within, "grade_list": np.array(listing or [-1], np.int16)}


def _repeated(act: Act) -> tuple[int, ...]:
    told = () if act.again is None else (act.again.within, *act.again.points)
    return (*told, *(0,) * (1 + MOST_AGAIN - len(told)))


def _acts(rulebook: Rulebook, grades: list[str]) -> dict[str, Any]:
    import numpy as np

    acts, lists = list(rulebook.acts.values()), list(rulebook.lists)

    def index(names: list[str], name: str) -> int:
        return names.index(name) if name else -1

    return {
        "act_names": tuple(rulebook.acts),
        "act_points": np.array([act.points for act in acts], dtype=np.int16),
        "act_falls_to": np.array([index(grades, act.falls_to) for act in acts], dtype=np.int16),
        "act_adds_to": np.array([index(lists, act.adds_to) for act in acts], dtype=np.int16),
        "act_removes_from": np.array([index(lists, act.removes_from) for act in acts], dtype=np.int16),
        "act_cap": np.array([act.cap_per_year for act in acts], dtype=np.uint16),
        "act_window": np.array([(a.cap.times, a.cap.days) if a.cap else (0, 0) for a in acts], np.int32).reshape(-1, 2),
        "act_again": np.array([_repeated(act) for act in acts], np.int32).reshape(-1, 1 + MOST_AGAIN),
        "act_only": np.array([sum(1 << grades.index(grade) for grade in act.only) for act in acts], dtype=np.int64),
        "act_expires_days": np.array([act.expires_days for act in acts], dtype=np.int32),
        "act_decision": np.array([DECISIONS.index(act.decision) for act in acts], dtype=np.uint8),
        "act_adds_after": np.array([act.adds_after for act in acts], dtype=np.uint8),
        "act_repairable": np.array([act.repairable for act in acts], dtype=np.bool_),
        "act_range": np.array([act.discretion or (act.points, act.points) for act in acts], dtype=np.int16).reshape(
            -1, 2
        ),
        "act_seen_by": tuple(dict(act.seen_by) for act in acts),
        "act_conduct": tuple(act.conduct for act in acts),
    }
