"""Compiling what only some rulebooks say: grades that the end of a cycle sets, means, and entries that stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credopolis.rulebook.grade import Grade
from credopolis.rulebook.model import Rulebook
from credopolis.rulebook.together import held_acts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Sets:
    """Points for things together, group by group: the most that a group gives, and its sets (acts by name, points)."""

    groups: tuple[tuple[int, tuple[tuple[tuple[str, ...], int], ...]], ...] = ()


@dataclass(frozen=True)
class CompiledCycles:
    """What the end of a cycle does besides. G grades, lowest first; A acts in the order of the file.

    lock_cycles : (G,) int32, ends of cycles with the last of which a lock ends, 0 where days count. release_most : (G,)
    int32, the highest grade to which a lock releases to the band. next_start : (G,) int32, points by which the next
    cycle starts otherwise. head : (A, 2) int32, points by which an entry moves starts of cycles, and of how many.
    begins_in : the grade in which a newcomer is until the first cycle has ended, -1 for that of the band.
    """

    lock_cycles: NDArray[np.int32]
    release_most: NDArray[np.int32]
    next_start: NDArray[np.int32]
    head: NDArray[np.int32]
    begins_in: int


def compile_cycles(rulebook: Rulebook, names: tuple[str, ...]) -> CompiledCycles:
    """The record of a rulebook. names : of the rungs, see `rungs`."""
    import numpy as np

    grades, acts = [rulebook.grades.get(name, Grade()) for name in names], list(rulebook.acts.values())
    locks = [grade.lock for grade in grades]
    top = names.index(next(iter(rulebook.grades))) if rulebook.grades else 0
    new = rulebook.score.newcomers if rulebook.score is not None else None
    most = [names.index(lock.at_most) if lock is not None and lock.at_most else top for lock in locks]
    head = [(act.head_start.points, act.head_start.cycles) if act.head_start is not None else (0, 0) for act in acts]
    return CompiledCycles(
        np.array([lock.cycles if lock is not None else 0 for lock in locks] or [0], np.int32),
        np.array(most or [0], np.int32),
        np.array([grade.next_start for grade in grades] or [0], np.int32),
        np.array(head, np.int32).reshape(-1, 2),
        names.index(new.begins_in) if new is not None and new.begins_in else -1,
    )


def of_entries(rulebook: Rulebook) -> dict[str, Any]:
    """What depends on earlier entries themselves: the mean of them, and which of them stand."""
    score = rulebook.score
    mean = score.mean if score is not None else None
    groups = score.together.values() if score is not None else ()
    return {
        "mean": (mean.last, mean.at_least) if mean is not None else (0, 0),
        "together": Sets(
            tuple((group.most, tuple((one.acts, one.points) for one in group.sets.values())) for group in groups)
        ),
        "held": tuple(sorted(held_acts(rulebook))),
        "act_ends": tuple(act.ends for act in rulebook.acts.values()),
        "act_in_mean": tuple(mean is not None and act.in_mean for act in rulebook.acts.values()),
    }
