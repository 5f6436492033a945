"""The rungs that compiled rules stand on: their grades, and the place of those who have none.

A rulebook without a score has one rung, on which everybody stands. One that asks for consent has its grades, and above
them the rung of who does not agree: no score deserves it, no entry leads there or away. Rules that meet in a run stand
on the same rungs, so that a life finds its own under any of them (`shared_rungs`); there a rulebook without a score has
the rung of who has no grade for all its people.
"""

from __future__ import annotations

from collections.abc import Iterable

from credopolis.core.errors import BadValue
from credopolis.rulebook.gates import NO_GRADE
from credopolis.rulebook.model import MOST_GRADES, Rulebook

_RENAME = "Rename the grades of one of the rulebooks, so that like ones have one name."


def own_rungs(rulebook: Rulebook) -> tuple[str, ...]:
    """The rungs of a rulebook that stands alone, lowest first."""
    names = tuple(reversed(rulebook.grades))
    return names if names and rulebook.consent >= 1 else (*names, NO_GRADE)


def shared_rungs(ladders: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Rungs for rules that meet in a run, lowest first: those of all, each as far up as each of them has it.

    Raises
    ------
    BadValue
        If one has a grade above another that a second one has below it.
    """
    known = list(dict.fromkeys(ladders))
    if len(known) == 1:
        return known[0]
    if any(NO_GRADE in ladder[:-1] for ladder in known):
        raise BadValue("a grade", NO_GRADE, "any other name where rules meet in a run", _RENAME)
    above: dict[str, set[str]] = {}
    for ladder in known:
        graded = [name for name in ladder if name != NO_GRADE]
        for k, name in enumerate(graded):
            above.setdefault(name, set()).update(graded[k + 1 :])
    found: list[str] = []
    while above:
        higher = {name for others in above.values() for name in others}
        free = [name for name in above if name not in higher]
        if not free:
            what = "the order of the grades of rules that meet in a run"
            raise BadValue(what, ", ".join(sorted(above)), "one order under all of them", _RENAME)
        found.append(free[0])
        del above[free[0]]
    if len(found) >= MOST_GRADES:
        raise BadValue("grades of rules that meet in a run", len(found), f"at most {MOST_GRADES - 1}", _RENAME)
    return (*found, NO_GRADE)
