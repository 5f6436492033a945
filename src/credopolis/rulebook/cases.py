"""Worked cases beside a rulebook: a sentence, entries on days, and where one must stand, run by the automaton."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from credopolis.core.faults import Fault, FaultyFile
from credopolis.core.shapes import Choice, Key, ListOf, MapOf, Reading, Record, Text, Truth, Whole
from credopolis.core.yamlfile import KeyPath, Located, load_yaml
from credopolis.rulebook.automaton import Standing
from credopolis.rulebook.conduct import NAME
from credopolis.rulebook.model import MOST_LISTS, Rulebook
from credopolis.rulebook.place import NO_GRADE
from credopolis.rulebook.score_shape import GRADE_NAME

CASES_FORMAT: Final = "credopolis-cases/1"
MOST_CASES, MOST_STEPS = 40, 40
"""Worked examples of the rules, and no register of what somebody did."""


@dataclass(frozen=True)
class Expected:
    """Where one must stand; what is None is not looked at."""

    score: int | None = None
    grade: str | None = None
    locked: bool | None = None
    lists: tuple[str, ...] | None = None
    removed: bool | None = None


@dataclass(frozen=True)
class CaseStep:
    """One step of a case: on a day an act is posted some times, the standing is looked at, or both in this order."""

    day: int
    act: str = ""
    times: int = 1
    expect: Expected | None = None


@dataclass(frozen=True)
class Case:
    """A worked case: the sentence it shows, and its steps in order of days."""

    case: str
    steps: dict[str, CaseStep]


_EXPECTED: Final = Record(
    Expected,
    {
        "score": Key(Whole(-30_000, 30_000), default=None),
        "grade": Key(GRADE_NAME, default=None),
        "locked": Key(Truth(), default=None),
        "lists": Key(ListOf(NAME, MOST_LISTS), default=None),
        "removed": Key(Truth(), default=None),
    },
)
_STEP: Final = Record(
    CaseStep,
    {
        "day": Key(Whole(0, 40_000)),
        "act": Key(NAME, default=""),
        "times": Key(Whole(1, 1000), default=1),
        "expect": Key(_EXPECTED, default=None),
    },
)
_STEP_NAME: Final = Text("a short name for the step", r"^.{1,80}\Z", "name")
_CASE: Final = Record(
    Case, {"case": Key(Text("a sentence", r"^.{1,300}\Z")), "steps": Key(MapOf(_STEP_NAME, _STEP, MOST_STEPS, 1))}
)
_FILE: Final = Record(
    lambda format, cases: cases,
    {"format": Key(Choice((CASES_FORMAT,)), spare=""), "cases": Key(MapOf(NAME, _CASE, MOST_CASES, 1), spare={})},
)


@dataclass(frozen=True)
class Cases:
    """The cases of a file, and the file they stand in."""

    cases: dict[str, Case]
    located: Located


def load_cases(path: Path | str, rulebook: Rulebook) -> Cases:
    """Read worked cases for a rulebook.

    Raises
    ------
    FaultyFile
        With every fault: of form, of names the rulebook does not have, of days out of order.
    """
    located = load_yaml(path)
    reading = Reading(located)
    cases: Any = _FILE.read(located.data, (), reading)
    if isinstance(cases, dict):
        for name, case in cases.items():
            _check(rulebook, case, ("cases", name, "steps"), reading)
    if reading.faults:
        raise FaultyFile(reading.faults)
    return Cases(cases, located)


def _check(rulebook: Rulebook, case: Case, path: KeyPath, reading: Reading) -> None:
    day = 0
    for name, step in case.steps.items():
        if step.day < day:
            reading.refuse((*path, name, "day"), "this step lies before the one above", step.day, f"{day} or later")
        day = max(day, step.day)
        if step.act and step.act not in rulebook.acts:
            reading.refuse((*path, name, "act"), "the rulebook has no such act", step.act, ", ".join(rulebook.acts))
        grade = step.expect.grade if step.expect else None
        if grade is not None and grade not in (*rulebook.grades, NO_GRADE):
            at = (*path, name, "expect", "grade")
            reading.refuse(at, "the rulebook has no such grade", grade, ", ".join(rulebook.grades))


def run_case(rulebook: Rulebook, cases: Cases, name: str) -> list[Fault]:
    """Run one case; a fault for each expectation that the rulebook does not meet, none if it holds."""
    standing = Standing(rulebook)
    faults: list[Fault] = []
    for key, step in cases.cases[name].steps.items():
        standing.advance(step.day)
        for _ in range(step.times if step.act else 0):
            standing.post(step.act, step.day)
        for what in ("score", "grade", "locked", "lists", "removed") if step.expect else ():
            wanted, found = getattr(step.expect, what), getattr(standing, what)
            if wanted is not None and wanted != found:
                at = ("cases", name, "steps", key, "expect", what)
                message = f"day {step.day}: the rulebook gives {found}, not what the case expects"
                faults.append(cases.located.fault(at, message, list(wanted) if what == "lists" else wanted))
    return faults
