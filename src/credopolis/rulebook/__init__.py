"""Rulebooks: what acts cost and what grades mean, as data that is read, checked, compiled and explained."""

from credopolis.rulebook.automaton import Change, Standing
from credopolis.rulebook.cases import Case, Cases, load_cases, run_case
from credopolis.rulebook.check import check_rulebook, load_rulebook, parse_rulebook, read_rulebook
from credopolis.rulebook.compile import CompiledRulebook, compile_rulebook
from credopolis.rulebook.conduct import ActConduct, Who
from credopolis.rulebook.model import Rulebook, json_schema
from credopolis.rulebook.words import describe, diff_rulebooks

__all__ = [
    "ActConduct",
    "Case",
    "Cases",
    "Change",
    "CompiledRulebook",
    "Rulebook",
    "Standing",
    "Who",
    "check_rulebook",
    "compile_rulebook",
    "describe",
    "diff_rulebooks",
    "json_schema",
    "load_cases",
    "load_rulebook",
    "parse_rulebook",
    "read_rulebook",
    "run_case",
]
