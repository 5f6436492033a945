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
    `UNKNOWN`. setting : of the runs that it was read off.
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
    setting: str


@dataclass(frozen=True)
class LivedSetting:
    """What was lived for some targets: a scenario over so many years, of so many lives, on seeds and draws.

    draws : of all its assumptions at once that gave numbers.
    """

    name: str
    scenario: str
    years: float
    people: int
    seeds: int
    draws: int
    assumptions: int


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
    """A target beside runs. choice : the free parameters, as they are set. list : whose path is shown, "" for none."""

    id: str
    pattern: str
    choice: str
    settings: tuple[str, ...]
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
    """All that was asked. seeds : of the setting with the most. refused : why some draws gave no numbers."""

    seeds: tuple[int, ...]
    refused: tuple[str, ...]
    settings: tuple[LivedSetting, ...]
    targets: tuple[ValidatedTarget, ...]
    rules: tuple[dict[str, Any], ...] = field(repr=False, default=())

    def counted(self, verdict: str) -> int:
        """How many targets have a verdict."""
        return sum(one.verdict == verdict for one in self.targets)

    @property
    def hashes(self) -> dict[str, Any]:
        """Hashes of the rules that were run."""
        return {str(one["name"]): one["hashes"] for one in self.rules}

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        targets = [
            {
                "id": one.id, "pattern": one.pattern, "choice": one.choice, "settings": list(one.settings),
                "verdict": one.verdict,
                "lines": [defined(asdict(line)) for line in one.lines],
                "untold": [{**asdict(u), "verdict": UNTOLD} for u in one.untold],
                "path": [defined(year.as_json()) for year in one.path],
            }
            for one in self.targets
        ]  # fmt: skip
        return {
            "seeds": list(self.seeds), "refused": list(self.refused),
            "settings": [asdict(one) for one in self.settings], "targets": targets,
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
    "required": ["seeds", "refused", "settings", "targets"],
    "properties": {
        "seeds": {"type": "array", "items": {"type": "integer"}},
        "refused": _TEXTS,
        "settings": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "scenario", "years", "people", "seeds", "draws", "assumptions"],
                "properties": {
                    **{key: {"type": "string"} for key in ("name", "scenario")},
                    **{key: {"type": "integer"} for key in ("people", "seeds", "draws", "assumptions")},
                    "years": {"type": "number"},
                },
            },
        },
        "targets": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "pattern", "choice", "settings", "verdict", "lines", "untold", "path"],
                "properties": {
                    "id": {"type": "string"},
                    "pattern": {"type": "string"},
                    "choice": {"type": "string"},
                    "settings": _TEXTS,
                    "verdict": {"enum": [MET, MISSED, UNKNOWN]},
                    "lines": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["name", "unit", "value", "least", "most", "basis", "found", "low", "high",
                                         "holds", "verdict", "facts", "note", "setting"],
                            "properties": {
                                "basis": {"enum": [FITTED, CHECKED]},
                                "verdict": {"enum": [MET, MISSED, UNKNOWN]},
                                "found": _ESTIMATE, "facts": _TEXTS,
                                **dict.fromkeys(("value", "least", "most", "low", "high", "holds"), _NUMBER),
                                **{name: {"type": "string"} for name in ("name", "unit", "note", "setting")},
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
