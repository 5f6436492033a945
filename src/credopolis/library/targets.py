"""The table of targets: patterns that were reported, how near a simulation must come, and what was chosen for it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from credopolis.core.errors import CredopolisError, UnknownName
from credopolis.core.textfile import like_a_file, named

_FILE = Path(__file__).parent / "evidence" / "targets.csv"
CALIBRATIONS: Final = ("rongcheng-records", "rongcheng-both-ways", "debtors-2019")
PREDICTIONS: Final = ("local-schemes", "debtors")


@dataclass(frozen=True)
class Target:
    """A reported pattern, as it stands in the table.

    facts : ids of the table of evidence; regime : names of the regimes that are held against it; choice : the free
    parameters, as they are set, with their range.
    """

    id: str
    pattern: str
    target: str
    tolerance: str
    source: str
    facts: tuple[str, ...]
    regime: tuple[str, ...]
    choice: str


@cache
def targets() -> tuple[Target, ...]:
    """All targets, in the order of the table."""
    try:
        with open(_FILE, encoding="utf-8", newline="") as file:
            return tuple(_read(row) for row in csv.DictReader(file))
    except (OSError, TypeError, KeyError, csv.Error) as error:
        raise CredopolisError(
            f"The table of targets {_FILE} cannot be read ({error}). Install the package again."
        ) from None


def _read(row: dict[str, str]) -> Target:
    facts, regime = (tuple(row.pop(column).split()) for column in ("facts", "regime"))
    return Target(facts=facts, regime=regime, **row)


def target_of(identifier: str) -> Target | None:
    """The target of this id, in any case of letters, or None."""
    return next((row for row in targets() if row.id.lower() == identifier.lower()), None)


def calibration_file(name_or_path: str) -> Path:
    """The targets file of a calibration: a shipped one by its name, or a path.

    Raises
    ------
    UnknownName
        If it is neither a shipped name nor like a path.
    """
    return _shipped_or_path("calibration", name_or_path, CALIBRATIONS)


def prediction_file(name_or_path: str) -> Path:
    """The file of a prediction: a shipped one by its name, or a path.

    Raises
    ------
    UnknownName
        If it is neither a shipped name nor like a path.
    """
    return _shipped_or_path("prediction", name_or_path, PREDICTIONS)


def _shipped_or_path(kind: str, name_or_path: str, shipped: tuple[str, ...]) -> Path:
    if name_or_path in shipped:
        return Path(__file__).parent / f"{kind}s" / f"{name_or_path}.yaml"
    if like_a_file(name_or_path):
        return named(name_or_path)
    raise UnknownName(kind, name_or_path, shipped, "A path to a .yaml file will do as well.")
