"""The twin's entitlements: what a gate decides, read from the rulebook rule by rule."""

from __future__ import annotations

from collections.abc import Collection

from credopolis.rulebook import Rulebook

ORDINARY = ("granted", 0, 1.0)


def decision(book: Rulebook, gate: str, grade: str, lists: Collection[str] = ()) -> tuple[str, int, float]:
    """What becomes of a request: the word, days by which it waits, times the usual price."""
    for rule in book.entitlements.get(gate, {}).values():
        assert not rule.provinces, "a run knows the rules of one province"
        in_grade = not rule.grades or grade in rule.grades
        on_list = not rule.lists or any(name in rule.lists for name in lists)
        if in_grade and on_list:
            return rule.decides, rule.days, rule.factor
    holders = [book.lists[name] for name in lists]
    benefits = {gate for holder in holders for gate in holder.benefits}
    closed = {gate for holder in holders for gate in holder.restrictions}
    if grade in book.grades:
        benefits |= set(book.grades[grade].benefits)
        closed |= set(book.grades[grade].restrictions)
    if gate in benefits:
        return "first", 0, 1.0
    return ("refused", 0, 1.0) if gate in closed else ORDINARY
