"""Entitlements in words."""

from __future__ import annotations

from credopolis.rulebook.entitled import DELAYED, FIRST, PRICED, REFUSED, Entitlement
from credopolis.rulebook.ladder_words import format_duration
from credopolis.rulebook.model import Rulebook


def decision_text(rule: Entitlement) -> str:
    """What becomes of a request, in words."""
    if rule.decides == PRICED:
        return f"at {rule.factor:g} times the usual price"
    words = {FIRST: "put first", DELAYED: f"delayed by {format_duration(rule.days)}", REFUSED: "refused"}
    return words.get(rule.decides, "granted in the ordinary way")


def entitlement_text(gate: str, rule: Entitlement) -> str:
    """A rule of a gate in words: whom it fits, where, and what they get."""
    whom = [f"in {' or '.join(rule.grades)}"] if rule.grades else []
    whom += [f"on the list {' or '.join(rule.lists)}"] if rule.lists else []
    where = f" in {' or '.join(rule.provinces)}" if rule.provinces else ""
    return f"{gate} is {decision_text(rule)} for who is {' and '.join(whom) or 'anybody'}{where}"


def entitlement_lines(rulebook: Rulebook) -> list[str]:
    """Every rule in words, in the order in which they are asked, with its source."""
    lines: list[str] = []
    for gate, rules in rulebook.entitlements.items():
        for name, rule in rules.items():
            source = rulebook.source_of("entitlements", gate, name).source
            lines.append(f"  {entitlement_text(gate, rule)}" + (f"  [{', '.join(source)}]" if source else ""))
    return lines


def diff_entitlements(before: Rulebook, after: Rulebook) -> list[str]:
    """Rules that came, went, are others, or are asked in another order."""
    lines: list[str] = []
    for gate in dict.fromkeys((*before.entitlements, *after.entitlements)):
        old, new = before.entitlements.get(gate, {}), after.entitlements.get(gate, {})
        lines += [f"no more {entitlement_text(gate, old[name])}" for name in old if name not in new]
        lines += [f"now {entitlement_text(gate, new[name])}" for name in new if name not in old]
        both = [name for name in old if name in new]
        lines += [
            f"{entitlement_text(gate, new[name])} (before: {entitlement_text(gate, old[name])})"
            for name in both
            if old[name] != new[name]
        ]
        if both != [name for name in new if name in old]:
            lines.append(f"rules of {gate} are asked in another order")
    return lines
