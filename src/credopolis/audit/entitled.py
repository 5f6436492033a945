"""Entitlements as an audit reads them: what each grade and each list opens, closes, holds up or makes dearer.

A rule of one province, or for one grade of those on a list, counts for the grade and the list that it names: an audit
asks what the rules can do to somebody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from credopolis.core.yamlfile import KeyPath
from credopolis.rulebook.entitled import DELAYED, FIRST, PRICED, REFUSED, Entitlement
from credopolis.rulebook.gates import NO_GRADE, decided, in_province, named_provinces
from credopolis.rulebook.grade import Grade
from credopolis.rulebook.ladder_words import format_duration
from credopolis.rulebook.model import Listing, Rulebook


@dataclass(frozen=True)
class Held:
    """Grades and lists with the gates that they open and close by all that the rulebook says.

    hindered : by grade or list, as `grades` or `lists` and its name, gates that are only to be had later or dearer, in
    words. rules : the rules of entitlements behind each of these, as paths.
    """

    grades: dict[str, Grade]
    lists: dict[str, Listing]
    hindered: dict[tuple[str, str], dict[str, str]]
    rules: dict[tuple[str, str], tuple[KeyPath, ...]]


def held_by(book: Rulebook) -> Held:
    """What grades and lists hold; just what the file gives them where it has no entitlements."""
    hindered: dict[tuple[str, str], dict[str, str]] = {}
    rules: dict[tuple[str, str], tuple[KeyPath, ...]] = {}
    grades, lists = dict(book.grades), dict(book.lists)
    for kind, name in _holders(book) if book.entitlements else ():
        found = dict(_decisions(book, kind, name))
        of = book.grades[name] if kind == "grades" else book.lists[name]
        opened = _folded(of.benefits, book, {gate: FIRST in words for gate, words in _words(found).items()})
        closed = _folded(of.restrictions, book, {gate: REFUSED in words for gate, words in _words(found).items()})
        if kind == "grades":
            grades[name] = replace(book.grades[name], benefits=opened, restrictions=closed)
        else:
            lists[name] = replace(book.lists[name], benefits=opened, restrictions=closed)
        told = {gate: _hindrance(of_gate) for gate, of_gate in found.items() if gate not in closed}
        hindered[kind, name] = {gate: words for gate, words in told.items() if words}
        rules[kind, name] = tuple(_behind(book, kind, name))
    return Held(grades, lists, hindered, rules)


def _holders(book: Rulebook) -> Iterator[tuple[str, str]]:
    yield from (("grades", name) for name in book.grades)
    yield from (("lists", name) for name in book.lists)


def _decisions(book: Rulebook, kind: str, name: str) -> Iterator[tuple[str, list[Entitlement]]]:
    """By gate that rules decide on, what a grade or a list comes to somewhere; of a list, what it changes."""
    places = [in_province(book, province) for province in ("", *named_provinces(book))]
    for gate in book.entitlements:
        found = []
        for place in places:
            if kind == "grades":
                found.append(decided(place, gate, name, []))
                continue
            for grade in book.grades or (NO_GRADE,):
                on, off = decided(place, gate, grade, [name]), decided(place, gate, grade, [])
                if on != off or gate in (*book.lists[name].benefits, *book.lists[name].restrictions):
                    found.append(on)
        yield gate, found


def _words(found: dict[str, list[Entitlement]]) -> dict[str, set[str]]:
    return {gate: {rule.decides for rule in rules} for gate, rules in found.items()}


def _folded(usual: tuple[str, ...], book: Rulebook, ruled: dict[str, bool]) -> tuple[str, ...]:
    """Gates in the order in which the file names them, then those of rules."""
    kept = [gate for gate in usual if ruled.get(gate, True)]
    return (*kept, *(gate for gate in book.gates if ruled.get(gate) and gate not in kept))


def _hindrance(rules: list[Entitlement]) -> str:
    """How a gate is hindered at the worst, in words; "" if it is not."""
    days = max((rule.days for rule in rules if rule.decides == DELAYED), default=0)
    factor = max((rule.factor for rule in rules if rule.decides == PRICED), default=1.0)
    told = [f"{format_duration(days)} later"] if days else []
    return " and ".join([*told, f"at {factor:g} times the price"] if factor > 1.0 else told)


def _behind(book: Rulebook, kind: str, name: str) -> Iterator[KeyPath]:
    """Rules that take something and fit a grade or a list."""
    for gate, rules in book.entitlements.items():
        for rule_name, rule in rules.items():
            named = rule.grades if kind == "grades" else rule.lists
            if rule.burdens and (name in named or (kind == "grades" and not named and not rule.lists)):
                yield ("entitlements", gate, rule_name)
