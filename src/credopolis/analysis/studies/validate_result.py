"""What a validation found: every number of every target, with both doubts, its tolerance and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from credopolis.analysis.measures.intervals import Estimate, defined
from credopolis.analysis.measures.on_record import MET, MISSED, UNKNOWN
from credopolis.analysis.targets.target import Untold
from credopolis.library.on_record import OnRecord

UNTOLD: Final = "cannot be told"
FITTED, CHECKED = "fitted", "checked"


@dataclass(frozen=True)
class ValidatedLine:
    """A number of a target beside runs.

    found : mean over seeds, with its interval of chance. low, high : between which 95 % of draws of the assumptions
    lie, NaN without draws. holds : share of draws within the tolerance. verdict : by chance alone, of `MET`, `MISSED`,
    `UNKNOWN`.
    """

    name: str
    unit: str
    value: float
    least: float
    most: float
    basis: str
    found: Estimate
    low: float
    high: float
    holds: float
    verdict: str
    facts: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class YearOfPath:
    """People on a list on a day: mean over seeds with its interval, range over the draws, and the record of that
    day.
    """

    day: date
    found: Estimate
    low: float
    high: float
    record: OnRecord | None = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        plain = {"day": self.day.isoformat(), "found": asdict(self.found), "low": self.low, "high": self.high}
        return {**plain, "record": None if self.record is None else self.record.value}


@dataclass(frozen=True)
class ValidatedTarget:
    """A target beside runs. list : whose path is shown, "" for none."""

    id: str
    pattern: str
    scenario: str
    lines: tuple[ValidatedLine, ...]
    untold: tuple[Untold, ...]
    list: str
    path: tuple[YearOfPath, ...]

    @property
    def verdict(self) -> str:
        """Not met if any number is not, met if all are."""
        return verdict_of_all([line.verdict for line in self.lines])


def verdict_of_all(verdicts: Sequence[str]) -> str:
    """The verdict on a whole of the verdicts on its parts."""
    if MISSED in verdicts:
        return MISSED
    return MET if all(one == MET for one in verdicts) else UNKNOWN


@dataclass(frozen=True)
class Validation:
    """All that was asked. draws : of all assumptions at once that were lived; refused : why others were not."""

    people: int
    seeds: tuple[int, ...]
    draws: int
    refused: tuple[str, ...]
    assumptions: int
    targets: tuple[ValidatedTarget, ...]
    rules: tuple[dict[str, Any], ...] = field(repr=False, default=())

    @property
    def hashes(self) -> dict[str, Any]:
        """Hashes of the rules that were run."""
        return {str(one["name"]): one["hashes"] for one in self.rules}

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        targets = [
            {
                "id": one.id, "pattern": one.pattern, "scenario": one.scenario, "verdict": one.verdict,
                "lines": [defined(asdict(line)) for line in one.lines],
                "untold": [{**asdict(u), "verdict": UNTOLD} for u in one.untold],
                "path": [defined(year.as_json()) for year in one.path],
            }
            for one in self.targets
        ]  # fmt: skip
        return {
            "people": self.people, "seeds": list(self.seeds), "draws": self.draws, "refused": list(self.refused),
            "assumptions": self.assumptions, "targets": targets,
        }  # fmt: skip


_NUMBER: Final = {"type": ["number", "null"]}
_ESTIMATE: Final = {
    "type": "object", "required": ["value", "low", "high"],
    "properties": dict.fromkeys(("value", "low", "high"), _NUMBER),
}  # fmt: skip
_TEXTS: Final = {"type": "array", "items": {"type": "string"}}
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Targets beside runs",
    "type": "object",
    "required": ["people", "seeds", "draws", "refused", "assumptions", "targets"],
    "properties": {
        "people": {"type": "integer"},
        "seeds": {"type": "array", "items": {"type": "integer"}},
        "draws": {"type": "integer"},
        "refused": _TEXTS,
        "assumptions": {"type": "integer"},
        "targets": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "pattern", "scenario", "verdict", "lines", "untold", "path"],
                "properties": {
                    "id": {"type": "string"},
                    "pattern": {"type": "string"},
                    "scenario": {"type": "string"},
                    "verdict": {"enum": [MET, MISSED, UNKNOWN]},
                    "lines": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["name", "unit", "value", "least", "most", "basis", "found", "low", "high",
                                         "holds", "verdict", "facts", "note"],
                            "properties": {
                                "basis": {"enum": [FITTED, CHECKED]},
                                "verdict": {"enum": [MET, MISSED, UNKNOWN]},
                                "found": _ESTIMATE, "facts": _TEXTS,
                                **dict.fromkeys(("value", "least", "most", "low", "high", "holds"), _NUMBER),
                                **{name: {"type": "string"} for name in ("name", "unit", "note")},
                            },
                        },
                    },
                    "untold": {"type": "array"},
                    "path": {"type": "array"},
                },
            },
        },
    },
}  # fmt: skip
