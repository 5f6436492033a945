"""Which gates stand open, and what each decides, in every state that a rulebook knows: a grade, and a set of lists."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from credopolis.rulebook.entitled import (
    DELAYED,
    FIRST,
    IN_ORDINARY,
    PRICED,
    PUT_FIRST,
    REFUSED,
    TURNED_AWAY,
    Entitlement,
)
from credopolis.rulebook.grade import Grade
from credopolis.rulebook.model import Listing, Rulebook

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_GRADE: Final = "none"
"""In place of a grade, for a rulebook without any."""


def decided(rulebook: Rulebook, gate: str, grade: str, on: Collection[str]) -> Entitlement:
    """What a gate decides for somebody of a grade (any other name for who has none) who is on some lists.

    Rules that name provinces are left out; see `in_province`.
    """
    for rule in rulebook.entitlements.get(gate, {}).values():
        if not rule.provinces and rule.fits(grade, on):
            return rule
    named: list[Grade | Listing] = [rulebook.lists[name] for name in on]
    named += [rulebook.grades[grade]] if grade in rulebook.grades else []
    if rulebook.gates[gate].kind == "benefit":
        return PUT_FIRST if any(gate in holder.benefits for holder in named) else IN_ORDINARY
    return TURNED_AWAY if any(gate in holder.restrictions for holder in named) else IN_ORDINARY


def named_provinces(rulebook: Rulebook) -> dict[str, tuple[str, str]]:
    """Provinces that some rule names, each with the gate and the rule that names it first."""
    found: dict[str, tuple[str, str]] = {}
    for gate, rules in rulebook.entitlements.items():
        for name, rule in rules.items():
            for province in rule.provinces:
                found.setdefault(province, (gate, name))
    return found


def in_province(rulebook: Rulebook, province: str) -> Rulebook:
    """The rulebook as it holds in a province, "" for one that no rule names: no rule of it names provinces any more."""
    if not named_provinces(rulebook):
        return rulebook
    kept = {
        gate: {
            name: replace(rule, provinces=())
            for name, rule in rules.items()
            if not rule.provinces or province in rule.provinces
        }
        for gate, rules in rulebook.entitlements.items()
    }
    return replace(rulebook, entitlements={gate: rules for gate, rules in kept.items() if rules})


def entitled(rulebook: Rulebook, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """What gates decide by grade and, for those that entitlements rule on, in every state.

    names : of the rungs, see `rungs`. Left out: its own grades.
    """
    import numpy as np

    names, ruled = names or tuple(reversed(rulebook.grades)) or (NO_GRADE,), tuple(rulebook.entitlements)
    opens, refuses = (
        [list(getattr(rulebook.grades[n], held)) if n in rulebook.grades else [] for n in names]
        for held in ("benefits", "restrictions")
    )
    delays, prices = [dict[str, int]() for _ in names], [dict[str, float]() for _ in names]
    masks = [on_lists(rulebook, mask) for mask in range(2 ** len(rulebook.lists))] if ruled else []
    refused, delayed = {}, {}
    for gate in ruled:
        table = [[decided(rulebook, gate, name, on) for on in masks] for name in names]
        refused[gate] = np.array([[rule.decides == REFUSED for rule in row] for row in table])
        delayed[gate] = np.array([[rule.days * (rule.decides == DELAYED) for rule in row] for row in table], np.int32)
        for g, (rule, *_) in enumerate(table):
            for held, word in ((opens[g], FIRST), (refuses[g], REFUSED)):
                held[:] = [other for other in held if other != gate] + [gate] * (rule.decides == word)
            delays[g] |= {gate: rule.days} if rule.decides == DELAYED else {}
            prices[g] |= {gate: rule.factor} if rule.decides == PRICED else {}
    return {
        "grade_opens": tuple(map(tuple, opens)), "grade_refuses": tuple(map(tuple, refuses)),
        "grade_delays": tuple(delays), "grade_prices": tuple(prices),
        "states_refused": refused, "states_delayed": delayed,
        "rules_of_gates": tuple(
            (gate, name, rule.decides, bool(rule.lists))
            for gate, rules in rulebook.entitlements.items()
            for name, rule in rules.items()
        ),
    }  # fmt: skip


def on_lists(rulebook: Rulebook, mask: int) -> tuple[str, ...]:
    """The lists of which a mask has bits."""
    return tuple(name for bit, name in enumerate(rulebook.lists) if mask >> bit & 1)


def open_gates(rulebook: Rulebook, grade: str, lists: tuple[str, ...]) -> tuple[str, ...]:
    """The gates open to somebody of a grade (any name for a rulebook without grades) who is on some lists."""
    if any(rulebook.lists[name].removal for name in lists):
        return ()
    holders: list[Grade | Listing] = [rulebook.lists[name] for name in lists]
    if grade in rulebook.grades:
        holders.append(rulebook.grades[grade])
    opened = {gate for holder in holders for gate in holder.benefits}
    refused = {gate for holder in holders for gate in holder.restrictions}
    opened |= {name for name, gate in rulebook.gates.items() if gate.kind == "restriction" and name not in refused}
    for name in rulebook.entitlements:
        opens = decided(rulebook, name, grade, lists).opens(rulebook.gates[name].kind)
        opened = opened | {name} if opens else opened - {name}
    return tuple(name for name in rulebook.gates if name in opened)


def worth_of_states(rulebook: Rulebook, names: tuple[str, ...] = ()) -> NDArray[np.float64]:
    """(G, 2**L) float64: the value of the gates open in each state, scaled so that worst is 0 and best is 1.

    names : of the rungs, see `rungs`; a grade that the rulebook does not have is like none. Left out: its own grades.
    """
    import numpy as np

    names = names or tuple(reversed(rulebook.grades)) or (NO_GRADE,)
    worth = np.zeros((len(names), 2 ** len(rulebook.lists)))
    for row, grade in enumerate(names):
        for mask in range(worth.shape[1]):
            opened = open_gates(rulebook, grade, on_lists(rulebook, mask))
            worth[row, mask] = math.fsum(rulebook.gates[name].worth for name in opened)
    span = worth.max() - worth.min()
    scaled = (worth - worth.min()) / span if span > 0 else np.zeros_like(worth)
    return scaled.astype(np.float64)
