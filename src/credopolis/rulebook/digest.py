"""A hash of what a rulebook rules, the same however it is written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass, replace
from typing import Any

from credopolis.rulebook.entitled import Entitlement
from credopolis.rulebook.model import DueProcess, Rulebook

_ORDERED = ("acts", "lists", "grades", "child_age_days", "discretion")
_WORDS_ONLY = ("name", "account", "title", "note", "legal_basis", "sources", "located", "highest")
_NOTHING_IF_EMPTY = (
    "applies_in", "sets_score", "again", "resets", "at_once", "gives_back", "newcomers", "counters", "only_newcomers",
    "without_band", "only_largest", "sets_grade", "mean", "head_start", "ends", "together", "cap", "only",
    "only_by_mistake", "ages", "of_a_couple", "entitlements", "repair_wait_days",
)  # fmt: skip
_NOTHING_IF = {
    "listing": "", "begins_in": "", "sets_after": 0, "next_start": 0, "cycles": 0, "at_most": "", "women": 1.0,
    "age_contrast": 1.0, "domain": "street", "birth_from": 0, "done_by_child": "none",
    "consent": 1.0,
}  # fmt: skip
"""Values that say no more than their absence, so that rules from before there were such keys keep their hash."""


def digest(rulebook: Rulebook) -> str:
    """A hash of what a rulebook rules: not of its name, formatting, titles, notes and sources."""
    score, due, lowest = rulebook.score, rulebook.due_process or DueProcess(), rulebook.lowest_scores()
    grades = {
        name: replace(grade, lowest=lowest[name]) if score is not None and grade.banded else grade
        for name, grade in rulebook.grades.items()
    }
    acts = {name: replace(act, prices=rulebook.fact_of(name)) for name, act in rulebook.acts.items()}
    ruled = replace(rulebook, grades=grades, due_process=due, acts=acts)
    text = json.dumps(_rules_only(ruled), ensure_ascii=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _rules_only(value: Any, ordered: bool = False) -> Any:
    """A value as nested lists, sorted wherever order is not part of the rules."""
    if is_dataclass(value):
        names = [f.name for f in fields(value) if f.name not in _WORDS_ONLY]
        names = [name for name in names if name not in _NOTHING_IF_EMPTY or not _is_empty(getattr(value, name))]
        names = [name for name in names if name not in _NOTHING_IF or getattr(value, name) != _NOTHING_IF[name]]
        return [[name, _rules_only(getattr(value, name), name in _ORDERED)] for name in names]
    if isinstance(value, dict):
        pairs = [[key, _rules_only(item)] for key, item in value.items()]
        return pairs if ordered or any(isinstance(rule, Entitlement) for rule in value.values()) else sorted(pairs)
    if isinstance(value, tuple):
        return [_rules_only(item) for item in (value if ordered else sorted(value))]
    return value


def _is_empty(value: Any) -> bool:
    """Whether nothing was said; 0 is something."""
    return value is None or value is False or value == () or value == {}
