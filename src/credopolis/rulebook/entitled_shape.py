"""The shape of a rulebook's entitlements, and the checks of what they say."""

from __future__ import annotations

from typing import Final

from credopolis.core.faults import near_miss
from credopolis.core.shapes import Choice, Days, Key, ListOf, MapOf, Number, Reading, Record, Text
from credopolis.core.yamlfile import KeyPath
from credopolis.rulebook.conduct import NAME
from credopolis.rulebook.entitled import (
    DECIDES,
    DELAYED,
    FIRST,
    LARGEST_FACTOR,
    MOST_PLACES_NAMED,
    MOST_RULES_OF_A_GATE,
    PRICED,
    Entitlement,
)
from credopolis.rulebook.model import MOST_GATES, MOST_GRADES, MOST_LISTS, Rulebook
from credopolis.rulebook.score_shape import GRADE_NAME

_PROVINCE: Final = Text("the name of a province, of 1 to 60 characters", r"^.{1,60}\Z", "name")
_ENTITLEMENT: Final = Record(
    Entitlement,
    {
        "decides": Key(
            Choice(DECIDES),
            meaning="what whoever it fits gets: `granted` in the ordinary way, `first` before others, `delayed`, "
            "`refused`, or `priced` otherwise. The first rule of a gate that fits decides",
        ),
        "grades": Key(ListOf(GRADE_NAME, MOST_GRADES), default=(), meaning="it fits in these grades; absent: in any"),
        "lists": Key(
            ListOf(NAME, MOST_LISTS), default=(), meaning="it fits on one of these lists; absent: on any or none"
        ),
        "provinces": Key(
            ListOf(_PROVINCE, MOST_PLACES_NAMED), default=(), meaning="it fits in these provinces; absent: everywhere"
        ),
        "by": Key(Days(), "days", 0, meaning="with `delayed`: how much longer one waits"),
        "factor": Key(Number(0, LARGEST_FACTOR), default=1.0, meaning="with `priced`: how many times the usual price"),
    },
)
ENTITLEMENTS: Final = MapOf(NAME, MapOf(NAME, _ENTITLEMENT, MOST_RULES_OF_A_GATE, 1), MOST_GATES)


def check_entitlements(rulebook: Rulebook, reading: Reading) -> None:
    """Every fault of what entitlements say: names that exist, and the numbers that a decision asks for, no others."""
    names = {"gates": list(rulebook.gates), "grades": list(rulebook.grades), "lists": list(rulebook.lists)}
    for gate, rules in rulebook.entitlements.items():
        at: KeyPath = ("entitlements", gate)
        if reading.clean("gates") and gate not in rulebook.gates:
            _unknown("gate", gate, names["gates"], at, reading)
        for name, rule in rules.items():
            path = (*at, name)
            if not reading.clean(*path):
                continue
            for kind in ("grades", "lists"):
                for one in getattr(rule, kind) if reading.clean(kind) else ():
                    if one not in names[kind]:
                        _unknown(kind[:-1], one, names[kind], (*path, kind), reading)
            _check_numbers(rule, path, reading)
            if rule.decides == FIRST and gate in rulebook.gates and rulebook.gates[gate].kind != "benefit":
                remedy = "Write granted, or make a benefit of it."
                reading.refuse((*path, "decides"), "this gate is a restriction, and puts nobody first", FIRST,
                               ", ".join(word for word in DECIDES if word != FIRST), remedy)  # fmt: skip


def _check_numbers(rule: Entitlement, path: KeyPath, reading: Reading) -> None:
    if rule.decides == DELAYED and not rule.days:
        reading.refuse(path, "this rule delays, and does not say by how long", remedy="Add by: DURATION.")
    if rule.decides == PRICED and rule.factor == 1.0:
        reading.refuse(path, "this rule asks another price, and does not say which",
                       remedy="Add factor: 1.5, or another number than 1.")  # fmt: skip
    if rule.decides != DELAYED and rule.days:
        reading.refuse((*path, "by"), "this rule delays nobody", ..., f"beside decides: {DELAYED}", "Remove it.")
    if rule.decides != PRICED and rule.factor != 1.0:
        reading.refuse((*path, "factor"), "this rule asks no other price", rule.factor, f"beside decides: {PRICED}",
                       "Remove it.")  # fmt: skip


def _unknown(kind: str, name: str, known: list[str], path: KeyPath, reading: Reading) -> None:
    hint = near_miss(name, known) or f"Declare it, or use a {kind} that is declared."
    reading.refuse(path, f"there is no {kind} of this name", name, ", ".join(known) or "none is declared", hint)
