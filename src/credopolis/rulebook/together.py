"""Points for several things together, and entries that end others: what stands of a life, and what may be said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from credopolis.core.faults import near_miss
from credopolis.core.shapes import Reading
from credopolis.core.yamlfile import KeyPath
from credopolis.rulebook.model import Rulebook
from credopolis.rulebook.score import Score, Together


def held_acts(rulebook: Rulebook) -> frozenset[str]:
    """Acts of which it matters whether an entry stands: others end it, or it has points together with others."""
    groups = rulebook.score.together.values() if rulebook.score is not None else ()
    named = {act for group in groups for one in group.sets.values() for act in one.acts}
    return frozenset(named | {ended for act in rulebook.acts.values() for ended in act.ends})


def points_together(groups: Mapping[str, Together], standing: Collection[str]) -> int:
    """Points of all sets of acts of which each has an entry that stands, as many as each group gives at most."""
    return sum(
        min(sum(one.points for one in group.sets.values() if all(act in standing for act in one.acts)), group.most)
        for group in groups.values()
    )


def check_together(rulebook: Rulebook, reading: Reading) -> None:
    """Every fault of points for things together and of entries that end others; a score and grades are there."""
    score = rulebook.score
    if score is None:
        return
    for path, names in _named(rulebook, score):
        for name in names:
            if name not in rulebook.acts:
                hint = near_miss(name, list(rulebook.acts)) or "Declare it, or use an act that is declared."
                reading.refuse(path, "there is no act of this name", name, ", ".join(rulebook.acts), hint)
    for path, said in _not_beside(rulebook, score):
        if said and held_acts(rulebook):
            reading.refuse(path, "some entries end others, or have points together", ..., "without ends and together",
                           "Remove it, or those.")  # fmt: skip


def _named(rulebook: Rulebook, score: Score) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    for group, told in score.together.items():
        for name, one in told.sets.items():
            yield ("score", "together", group, "sets", name, "acts"), one.acts
    for name, act in rulebook.acts.items():
        yield ("acts", name, "ends"), act.ends


def _not_beside(rulebook: Rulebook, score: Score) -> Iterator[tuple[KeyPath, bool]]:
    """Keys that clear, bound or count what entries move, and whether the file has them."""
    for key in ("resets", "gives_back", "newcomers", "at_once", "mean"):
        yield ("score", key), getattr(score, key) is not None
    yield ("score", "counters"), bool(score.counters)
    for name, grade in rulebook.grades.items():
        yield ("grades", name, "lock", "sets_score"), grade.lock is not None and grade.lock.sets_score is not None
    for name, act in rulebook.acts.items():
        yield ("acts", name, "again"), act.again is not None
