"""What a question found: each number with both kinds of doubt, whether it may be called a finding, and the schema."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, Final

from credopolis.analysis.measures.doubt import FEWEST
from credopolis.analysis.measures.intervals import LEVEL, Estimate, defined
from credopolis.analysis.studies.hinges import MOST_NAMED, Hinge
from credopolis.analysis.studies.robust_result import SHARE

FINDING: Final = "finding"
ASSUMED: Final = "hangs on the assumptions"
CHANCE: Final = "may be chance"
SAME: Final = "no difference"
FEW: Final = "too few to tell"
NOT_DRAWN: Final = "assumptions not drawn"
VERDICTS: Final = {
    FINDING: "its interval over seeds keeps clear of the reference, and 95 % of the draws of the assumptions or more "
    "have its sign",
    ASSUMED: "clear over seeds, but fewer draws have its sign: with other assumptions it is otherwise",
    CHANCE: "its interval over seeds holds the reference",
    SAME: "in no seed anything differs",
    FEW: f"it rests on fewer than {FEWEST} events, or is not defined in some seed",
    NOT_DRAWN: "clear over seeds, and no assumption was moved, so it is called no finding",
}  # fmt: skip


@dataclass(frozen=True)
class FoundNumber:
    """One number that was looked for.

    chance : mean over seeds with its interval. low, high : between which 95 % of the draws lie; holds : share of all
    draws with the sign of the mean, a draw without a value counting against it; all three NaN without draws. events :
    that it rests on, over seeds. above, below : what it says on either side of the reference.
    """

    name: str
    title: str
    unit: str
    chance: Estimate
    reference: float
    low: float
    high: float
    holds: float
    events: float
    above: str
    below: str
    hangs_on: tuple[Hinge, ...] = ()

    @property
    def verdict(self) -> str:
        """One of `VERDICTS`."""
        if not math.isfinite(self.chance.value) or self.events < FEWEST:
            return FEW
        if self.chance.low == self.chance.high == self.reference:
            return SAME
        if not (self.chance.low > self.reference or self.chance.high < self.reference):
            return CHANCE
        if math.isnan(self.holds):
            return NOT_DRAWN
        return FINDING if self.holds >= SHARE else ASSUMED

    @property
    def says(self) -> str:
        """What it says if it may be called a finding; "" of all else."""
        if self.verdict != FINDING:
            return ""
        return self.above if self.chance.value > self.reference else self.below

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        plain = dataclasses.asdict(self) | {"verdict": self.verdict, "says": self.says}
        plain["hangs_on"] = [{"path": h.path, "correlation": h.correlation} for h in self.hangs_on]
        return {name: value for name, value in plain.items() if name not in ("above", "below")}


@dataclass(frozen=True)
class Answered:
    """A question answered. asked : draws of the assumptions; draws : of those, the ones that some scenario can be;
    refused : why the others cannot. ways : name and title of each.
    """

    question: str
    title: str
    asks: str
    reads: str
    scenario: str
    people: int
    scale: int
    days: int
    seeds: tuple[int, ...]
    asked: int
    draws: int
    refused: tuple[str, ...]
    assumptions: int
    ways: tuple[tuple[str, str], ...]
    found: tuple[FoundNumber, ...]
    rules: tuple[dict[str, Any], ...] = ()

    @property
    def findings(self) -> tuple[FoundNumber, ...]:
        """What may be called a finding."""
        return tuple(one for one in self.found if one.verdict == FINDING)

    @property
    def hashes(self) -> dict[str, Any]:
        """Hashes of the files of every regime."""
        return {str(one["name"]): one["hashes"] for one in self.rules}

    def of(self, name: str) -> FoundNumber:
        """One number by its name."""
        return next(one for one in self.found if one.name == name)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, of `SCHEMA`; numbers that are not defined are null."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        plain |= {
            "seeds": list(self.seeds), "refused": list(self.refused), "rules": list(self.rules),
            "ways": [{"name": name, "title": title} for name, title in self.ways],
            "found": [one.as_json() for one in self.found],
            "level": LEVEL, "share_of_draws": SHARE, "fewest_events": FEWEST, "verdicts": dict(VERDICTS),
        }  # fmt: skip
        return defined(plain)


_NUMBER: Final = {"type": ["number", "null"]}
_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer"}
_ESTIMATE: Final = {
    "type": "object",
    "properties": dict.fromkeys(("value", "low", "high"), _NUMBER),
    "required": ["value", "low", "high"],
}
_FOUND: Final = {
    **dict.fromkeys(("name", "title", "unit"), _TEXT),
    "chance": _ESTIMATE,
    **dict.fromkeys(("reference", "low", "high", "holds", "events"), _NUMBER),
    "hangs_on": {
        "type": "array",
        "maxItems": MOST_NAMED,
        "items": {
            "type": "object",
            "properties": {"path": _TEXT, "correlation": _NUMBER},
            "required": ["path", "correlation"],
        },
    },
    "verdict": {"enum": list(VERDICTS)},
    "says": {"type": "string", "description": "what it says, if it may be called a finding; empty of all else"},
}
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "credopolis-question/1",
    "title": "what `credopolis question NAME --json` prints",
    "type": "object",
    "properties": {
        **dict.fromkeys(("question", "title", "asks", "reads", "scenario"), _TEXT),
        **dict.fromkeys(("people", "scale", "days", "asked", "draws", "assumptions", "fewest_events"), _WHOLE),
        "seeds": {"type": "array", "items": _WHOLE},
        "refused": {"type": "array", "items": _TEXT, "description": "why draws came to nothing"},
        "level": {"type": "number"},
        "share_of_draws": {"type": "number", "description": "that must have its sign for a finding"},
        "verdicts": {"type": "object", "additionalProperties": _TEXT},
        "ways": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": _TEXT, "title": _TEXT}, "required": ["name", "title"]},
        },
        "found": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": _FOUND,
                "required": [*_FOUND],
                "additionalProperties": False,
            },
        },
        "rules": {"type": "array"},
        "provenance": {"type": "object"},
    },
    "required": [
        "question", "asks", "scenario", "people", "days", "seeds", "asked", "draws", "assumptions", "ways", "found"
    ],
    "additionalProperties": False,
}  # fmt: skip
