"""What following families found, and its JSON Schema."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Final

from credopolis.analysis.measures.intervals import LEVEL, Estimate, defined

GROUPS: Final = (
    "always in good standing",
    "fell early, and back at the door",
    "fell late, and back at the door",
    "fallen at the door",
)
"""Parents of a child, the one who stands lower, until it is 15: a fall is early before it is 12."""
OUTCOMES: Final = ("senior secondary school", "college or university", "income class")
FEWEST_CHILDREN: Final = 100
"""Of fewer, over all seeds, nothing is told: one child is more than one in a hundred."""
UNITS: Final = ("% of children", "% of children", "class, 1 to 5")
KNOWN: Final = (
    "Surveys of China have slopes of ranks on ranks of 0.4 to 0.7 (inc-018, from a census in which children live with "
    "their parents, which makes it large), and elasticities of incomes of 0.39 to 0.44 (inc-016)."
)


@dataclass(frozen=True)
class FamilyLine:
    """One outcome of one group: gates bearing on no lives, or on lives, and the difference within the same children.

    children : over all seeds. low, high : between which the differences of all draws of the assumptions lie.
    """

    group: str
    outcome: str
    children: float
    without: Estimate
    with_gates: Estimate
    difference: Estimate
    low: float
    high: float

    @property
    def few(self) -> bool:
        """Whether it rests on too few children to tell."""
        return self.children < FEWEST_CHILDREN

    @property
    def unit(self) -> str:
        """Of the outcome."""
        return UNITS[OUTCOMES.index(self.outcome)]


@dataclass(frozen=True)
class Mobility:
    """The slope of a child's rank by income on that of its parents' household, without and with gates."""

    without: Estimate
    with_gates: Estimate
    difference: Estimate
    low: float
    high: float


@dataclass(frozen=True)
class Families:
    """Children by their parents' grades. asked, draws : of the assumptions, and those that the scenario took;
    refused : why it did not take the others."""

    name: str
    people: int
    days: int
    seeds: tuple[int, ...]
    asked: int
    draws: int
    refused: tuple[str, ...]
    assumptions: int
    lines: tuple[FamilyLine, ...]
    mobility: Mobility
    rules: tuple[dict[str, Any], ...] = ()

    @property
    def hashes(self) -> dict[str, Any]:
        """Hashes of the files of the regime."""
        return {str(one["name"]): one["hashes"] for one in self.rules}

    def of(self, group: str, outcome: str) -> FamilyLine:
        """One line."""
        return next(line for line in self.lines if (line.group, line.outcome) == (group, outcome))

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, of `SCHEMA`; numbers that are not defined are null."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        plain["lines"] = [{**dataclasses.asdict(line), "unit": line.unit, "too_few": line.few} for line in self.lines]
        plain["mobility"] = dataclasses.asdict(self.mobility)
        return defined({**plain, "level": LEVEL, "fewest_children": FEWEST_CHILDREN, "known": KNOWN})


_NUMBER: Final = {"type": ["number", "null"]}
_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer"}
_ESTIMATE: Final = {
    "type": "object",
    "properties": dict.fromkeys(("value", "low", "high"), _NUMBER),
    "required": ["value", "low", "high"],
}
_BOTH: Final = {
    **dict.fromkeys(("without", "with_gates", "difference"), _ESTIMATE), **dict.fromkeys(("low", "high"), _NUMBER)
}  # fmt: skip
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "credopolis-families/1",
    "title": "what `credopolis families --json` prints",
    "type": "object",
    "properties": {
        "name": _TEXT,
        **dict.fromkeys(("people", "days", "asked", "draws", "assumptions", "fewest_children"), _WHOLE),
        "seeds": {"type": "array", "items": _WHOLE},
        "refused": {"type": "array", "items": _TEXT, "description": "why draws came to nothing"},
        "level": {"type": "number"},
        "known": {"type": "string", "description": "what surveys tell of mobility"},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "group": {"enum": list(GROUPS)}, "outcome": {"enum": list(OUTCOMES)}, "unit": _TEXT,
                    "children": {"type": "number", "description": "over all seeds"},
                    "too_few": {"type": "boolean"}, **_BOTH,
                },
                "required": ["group", "outcome", "unit", "children", "too_few", *_BOTH],
            },
        },
        "mobility": {"type": "object", "properties": _BOTH, "required": [*_BOTH]},
        "rules": {"type": "array"},
        "provenance": {"type": "object"},
    },
    "required": ["name", "people", "days", "seeds", "asked", "draws", "assumptions", "lines", "mobility"],
    "additionalProperties": False,
}  # fmt: skip
