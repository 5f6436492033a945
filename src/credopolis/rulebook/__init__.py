"""Rulebooks: what acts cost and what grades mean, as data that is read, checked, compiled and explained.

Names are fetched when first used, so that a command that only checks a file starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from credopolis.rulebook.automaton import Standing as Standing
    from credopolis.rulebook.cases import Case as Case
    from credopolis.rulebook.cases import Cases as Cases
    from credopolis.rulebook.cases import load_cases as load_cases
    from credopolis.rulebook.cases import run_case as run_case
    from credopolis.rulebook.check import check_rulebook as check_rulebook
    from credopolis.rulebook.check import load_rulebook as load_rulebook
    from credopolis.rulebook.check import parse_rulebook as parse_rulebook
    from credopolis.rulebook.check import read_rulebook as read_rulebook
    from credopolis.rulebook.compile import CompiledRulebook as CompiledRulebook
    from credopolis.rulebook.compile import compile_rulebook as compile_rulebook
    from credopolis.rulebook.conduct import ActConduct as ActConduct
    from credopolis.rulebook.conduct import Who as Who
    from credopolis.rulebook.diff import diff_rulebooks as diff_rulebooks
    from credopolis.rulebook.ledger import Change as Change
    from credopolis.rulebook.ledger import Entry as Entry
    from credopolis.rulebook.model import Rulebook as Rulebook
    from credopolis.rulebook.shape import json_schema as json_schema
    from credopolis.rulebook.words import describe as describe

_PUBLIC = {
    "Change": "ledger", "Standing": "automaton",
    "Case": "cases", "Cases": "cases", "load_cases": "cases", "run_case": "cases",
    "check_rulebook": "check", "load_rulebook": "check", "parse_rulebook": "check", "read_rulebook": "check",
    "CompiledRulebook": "compile", "compile_rulebook": "compile",
    "ActConduct": "conduct", "Who": "conduct",
    "diff_rulebooks": "diff", "Entry": "ledger",
    "Rulebook": "model", "json_schema": "shape",
    "describe": "words",
}  # fmt: skip

__all__ = [
    "ActConduct", "Case", "Cases", "Change", "CompiledRulebook", "Entry", "Rulebook", "Standing", "Who",
    "check_rulebook", "compile_rulebook", "describe", "diff_rulebooks", "json_schema", "load_cases", "load_rulebook",
    "parse_rulebook", "read_rulebook", "run_case",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        from importlib import import_module

        return getattr(import_module(f"credopolis.rulebook.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
