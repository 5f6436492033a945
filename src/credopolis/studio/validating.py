"""Targets beside runs on a page: which there are, how they are made in a process of its own, and kept ones in words."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from credopolis.core.errors import CredopolisError

if TYPE_CHECKING:
    from credopolis.analysis.studies.validate_result import Validation


class TargetShape(TypedDict):
    """A target. reported, tolerance, choice : in words. runs : that it takes. numbers, fitted : asked, and of these."""

    id: str
    pattern: str
    reported: str
    tolerance: str
    choice: str
    runs: int
    numbers: int
    fitted: int


class ValidatedShape(TypedDict):
    """A target beside runs. rows : of the table's columns. path : of a list, day by day."""

    id: str
    heading: str
    verdict: str
    rows: list[list[str]]
    notes: list[str]
    choice: str
    path: list[list[str]]


class ValidationShape(TypedDict):
    """Targets beside runs. columns, years : of tables of numbers and of paths."""

    size: str
    reading: str
    columns: list[str]
    years: list[str]
    targets: list[ValidatedShape]


def targets() -> list[TargetShape]:
    """Every target: what was reported, within what it must lie, what was chosen for it, and the runs that it takes."""
    from credopolis.analysis.targets.all import TARGETS
    from credopolis.library.targets import target_of

    found: list[TargetShape] = []
    for target in TARGETS.values():
        known = target_of(target.id)
        found.append({
            "id": target.id, "pattern": known.pattern if known else "", "reported": known.target if known else "",
            "tolerance": known.tolerance if known else "", "choice": known.choice if known else "",
            "runs": runs_of([target.id]), "numbers": len(target.asked),
            "fitted": sum(one.fitted for one in target.asked),
        })  # fmt: skip
    return found


def runs_of(names: Sequence[str]) -> int:
    """Runs that targets take, each setting's once."""
    from credopolis.analysis.targets.all import TARGETS

    settings = dict.fromkeys(one for name in names for one in TARGETS[name].settings)
    return sum(one.seeds + one.draws for one in settings)


def make(names: tuple[str, ...], line: Connection) -> None:
    """Hold targets against runs.

    line : to the server. It is told ("runs", done, of), then ("result", result, None) or ("failed", message, None).
    """
    from credopolis.analysis.studies.validate import validate

    def tell(done: int, of: int) -> None:
        line.send(("runs", done, of))

    try:
        line.send(("result", told(validate(*names, progress=tell)), None))
    except CredopolisError as error:
        line.send(("failed", str(error), None))


def told(found: Validation) -> ValidationShape:
    """A validation as the page shows it, in the command's words."""
    from credopolis.analysis.pages.validate import (
        COLUMNS,
        READING,
        YEARS,
        choice_in_words,
        heading_of,
        notes_of,
        row_of,
        size_in_words,
        untold_rows,
        years_of,
    )

    return {
        "size": size_in_words(found), "reading": READING, "columns": list(COLUMNS), "years": list(YEARS),
        "targets": [
            {
                "id": one.id, "heading": heading_of(one), "verdict": one.verdict,
                "rows": [list(row) for row in (*map(row_of, one.lines), *untold_rows(one))], "notes": notes_of(one),
                "choice": choice_in_words(one), "path": [list(row) for row in years_of(one)],
            }
            for one in found.targets
        ],
    }  # fmt: skip


def read(text: str) -> ValidationShape:
    """A kept validation as the page shows it. Raises BadValue if it is none."""
    from credopolis.analysis.studies.validate_kept import read_kept

    return told(read_kept(text))
