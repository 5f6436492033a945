"""Which acts anybody can ever do: an act that only somebody on a list can do needs a way onto that list."""

from __future__ import annotations

from collections.abc import Mapping

from credopolis.rulebook.conduct import ActConduct, Who
from credopolis.rulebook.model import Rulebook


def who_of(book: Rulebook, conduct: Mapping[str, ActConduct] | None) -> dict[str, Who]:
    """By act, who can do it, where the rulebook or the society says so; the rulebook goes first."""
    known = {name: act.conduct or (conduct or {}).get(name) for name, act in book.acts.items()}
    return {name: how.who for name, how in known.items() if how is not None}


def needs_list(book: Rulebook, conduct: Mapping[str, ActConduct] | None) -> dict[str, str]:
    """By act, the list on which one must be to do it."""
    return {name: who.on_list for name, who in who_of(book, conduct).items() if who.on_list}


def undoable(book: Rulebook, conduct: Mapping[str, ActConduct] | None) -> dict[str, str]:
    """Acts that nobody can ever do, and why not: every way onto the list that they need leads through such acts."""
    needs = needs_list(book, conduct)
    found = {
        name: f"whoever is on the list {listed.replace('_', ' ')} is removed from civic life"
        for name, listed in needs.items()
        if listed in book.lists and book.lists[listed].removal
    }
    waits = {name: listed for name, listed in needs.items() if name not in found}
    open_ = set(book.acts) - set(found) - set(waits)
    by_grade = {grade.listing for grade in book.grades.values() if grade.listing}
    more = open_ | set(waits)
    while more:
        led = {book.acts[act].adds_to for act in open_} | by_grade
        more = {name for name, listed in waits.items() if name not in open_ and listed in led}
        open_ = open_ | more
    found |= {
        name: f"only somebody on the list {listed.replace('_', ' ')} can, and no act that others can do leads there"
        for name, listed in waits.items()
        if name not in open_
    }
    return {name: found[name] for name in book.acts if name in found}
