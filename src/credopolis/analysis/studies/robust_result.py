"""What `robust` finds: every headline with both kinds of doubt, and the schema of its JSON."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.analysis.measures.doubt import FEWEST
from credopolis.analysis.measures.intervals import LEVEL, Estimate, defined
from credopolis.analysis.studies.hinges import MOST_NAMED, Hinge

if TYPE_CHECKING:
    import polars as pl

SHARE: Final = 0.95
"""Of the draws, those between the ends of a range."""


@dataclass(frozen=True)
class Doubts:
    """One headline with both kinds of doubt.

    value : mean over seeds with everything as it is; of two regimes the difference. chance : its interval over seeds.
    low, high : between which 95 % of the draws of the assumptions lie; least, most : all of them. holds : share of
    draws in which the sign is that of the value (of a ratio, on which side of 1 it lies); NaN for what has no sign.
    events : that the value rests on.
    """

    measure: str
    title: str
    unit: str
    value: float
    chance: Estimate
    low: float
    high: float
    least: float
    most: float
    holds: float
    events: float
    hangs_on: tuple[Hinge, ...]

    @property
    def few(self) -> bool:
        """Whether there are too few events to tell."""
        return self.events < FEWEST


@dataclass(frozen=True)
class Robust:
    """Every headline of a scenario, or of the difference between two regimes, with both kinds of doubt.

    draws : that came to an end, out of `asked`; refused : why the others did not. assumptions : how many were drawn.
    """

    names: tuple[str, ...]
    people: int
    scale: int
    days: int
    seeds: tuple[int, ...]
    asked: int
    draws: int
    refused: tuple[str, ...]
    assumptions: int
    headlines: tuple[Doubts, ...]
    rules: tuple[dict[str, Any], ...] = ()
    folder: Path | None = field(default=None, compare=False)

    @property
    def hashes(self) -> dict[str, Any]:
        """Hashes of the files of every regime."""
        return {str(one["name"]): one["hashes"] for one in self.rules}

    def of(self, measure: str) -> Doubts:
        """One headline by its name."""
        return next(one for one in self.headlines if one.measure == measure)

    def frame(self) -> pl.DataFrame:
        """One row a headline."""
        import polars as pl

        rows = [
            {"measure": d.measure, "title": d.title, "unit": d.unit, "value": d.value, "chance_low": d.chance.low,
             "chance_high": d.chance.high, "low": d.low, "high": d.high, "least": d.least, "most": d.most,
             "holds": d.holds, "events": d.events, "hangs_on": [h.path for h in d.hangs_on]}
            for d in self.headlines
        ]  # fmt: skip
        plain = pl.selectors.float()
        return pl.DataFrame(rows).with_columns(pl.when(plain.is_finite()).then(plain))

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, of `SCHEMA`; numbers that are not defined are null."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name != "folder"}
        plain["headlines"] = [{**dataclasses.asdict(d), "too_few": d.few} for d in self.headlines]
        return defined({**plain, "level": LEVEL, "share_of_draws": SHARE, "fewest_events": FEWEST})


_NUMBER: Final = {"type": ["number", "null"]}
_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer"}
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "credopolis-robust/1",
    "title": "what `credopolis robust --json` prints",
    "type": "object",
    "properties": {
        "names": {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 2},
        **dict.fromkeys(("people", "scale", "days", "asked", "draws", "assumptions", "fewest_events"), _WHOLE),
        "seeds": {"type": "array", "items": _WHOLE},
        "refused": {"type": "array", "items": _TEXT, "description": "why draws came to nothing"},
        "level": {"type": "number"},
        "share_of_draws": {"type": "number", "description": "that lie between low and high"},
        "headlines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    **dict.fromkeys(("measure", "title", "unit"), _TEXT),
                    **dict.fromkeys(("value", "low", "high", "least", "most", "holds", "events"), _NUMBER),
                    "chance": {
                        "type": "object",
                        "properties": dict.fromkeys(("value", "low", "high"), _NUMBER),
                        "required": ["value", "low", "high"],
                    },
                    "too_few": {"type": "boolean"},
                    "hangs_on": {
                        "type": "array",
                        "maxItems": MOST_NAMED,
                        "items": {
                            "type": "object",
                            "properties": {"path": _TEXT, "correlation": _NUMBER, "adjusted": _NUMBER},
                            "required": ["path", "correlation", "adjusted"],
                        },
                    },
                },
                "required": [
                    "measure",
                    "title",
                    "unit",
                    "value",
                    "chance",
                    "low",
                    "high",
                    "holds",
                    "hangs_on",
                    "too_few",
                ],
            },
        },
        "rules": {"type": "array"},
        "folder": _TEXT,
        "provenance": {"type": "object"},
    },
    "required": ["names", "people", "days", "seeds", "draws", "asked", "assumptions", "headlines"],
    "additionalProperties": False,
}
