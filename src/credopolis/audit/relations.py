"""Relations between rules that checks and legal tests both ask for."""

from __future__ import annotations

from collections.abc import Iterator

from credopolis.audit.protected import Trait, conditions
from credopolis.audit.subject import OTHER, Subject
from credopolis.core.yamlfile import KeyPath


def unrelated(subject: Subject, holder: KeyPath) -> list[tuple[str, str]]:
    """Pairs (act, gate) of a grade or list: the act leads there, and the gate that it closes is in another area.

    A gate that it only holds up or makes dearer counts as well. Rules that name no area are left out: nothing can be
    told of them.
    """
    holds = subject.held.grades[str(holder[1])] if holder[0] == "grades" else subject.held.lists[str(holder[1])]
    areas = {gate: subject.area("gates", gate) for gate in (*holds.restrictions, *subject.hindered(holder))}
    return [
        (name, gate)
        for name in subject.acts_behind(holder)
        for gate, area in areas.items()
        if "" not in (area, subject.area("acts", name)) and area != subject.area("acts", name)
    ]


def withheld(subject: Subject) -> list[tuple[str, str]]:
    """Pairs (act, gate): the act costs standing, and the gate is a benefit of another area that hangs on it."""
    grades = subject.held.grades.values()
    benefits = {gate for grade in grades for gate in grade.benefits if any(gate not in g.benefits for g in grades)}
    acts = [name for name, act in subject.burdening() if act.points < 0 or act.falls_to]
    areas = {gate: subject.area("gates", gate) for gate in sorted(benefits)}
    return [(act, gate) for act in acts for gate, area in areas.items() if area != subject.area("acts", act)]


def areas_unstated(subject: Subject) -> bool:
    """Whether a gate that something closes, or an act that leads there, names no area."""
    return any("" in areas for areas in _areas(subject))


def areas_unnamed(subject: Subject) -> bool:
    """Whether a gate that something closes and an act that leads there are both in an area without a name."""
    return any(areas.count(OTHER) > 1 for areas in _areas(subject))


def _areas(subject: Subject) -> Iterator[list[str]]:
    """By grade and list that closes gates, the areas of these gates and of the acts that lead there."""
    for path, _, holds in subject.holders():
        gates = {subject.area("gates", gate) for gate in (*holds.restrictions, *subject.hindered(path))}
        if gates:
            yield [*gates, *{subject.area("acts", name) for name in subject.acts_behind(path)}]


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
