"""Relations between rules that checks and legal tests both ask for."""

from __future__ import annotations

from credopolis.audit.protected import Trait, conditions
from credopolis.audit.subject import UNSTATED, Subject
from credopolis.core.yamlfile import KeyPath


def unrelated(subject: Subject, holder: KeyPath) -> list[tuple[str, str]]:
    """Pairs (act, gate) of a grade or list: the act leads there, and the gate that it closes is in another area.

    Rules that name no area are left out: nothing can be told of them.
    """
    holds = subject.book.grades[str(holder[1])] if holder[0] == "grades" else subject.book.lists[str(holder[1])]
    areas = {gate: subject.book.gates[gate].area for gate in holds.restrictions}
    return [
        (name, gate)
        for name, act in subject.acts_behind(holder).items()
        for gate, area in areas.items()
        if UNSTATED not in (area, act.area) and area != act.area
    ]


def areas_unstated(subject: Subject) -> bool:
    """Whether a gate that something closes, or an act that leads there, names no area."""
    for path, _, holds in subject.holders():
        areas = [subject.book.gates[gate].area for gate in holds.restrictions]
        if areas and UNSTATED in (*areas, *(act.area for act in subject.acts_behind(path).values())):
            return True
    return False


def traits(subject: Subject) -> dict[str, list[tuple[Trait, KeyPath]]]:
    """Conditions of priced acts on protected traits and proxies: by act, each trait and where it stands.

    Conditions that the rulebook does not state are the society's, and stand at the act.
    """
    found: dict[str, list[tuple[Trait, KeyPath]]] = {}
    for name, act in subject.book.acts.items():
        conduct = subject.conduct.get(name)
        for trait, key in conditions(conduct.who) if conduct is not None else ():
            own = ("acts", name, "conduct", "who", *key)
            found.setdefault(name, []).append((trait, own if act.conduct is not None else ("acts", name)))
    return found
