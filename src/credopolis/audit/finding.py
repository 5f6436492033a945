"""What an audit finds: which check, how grave, where in the file, why, on what ground, and a witness to follow."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

NOTE, WARNING, ERROR = "note", "warning", "error"
SEVERITIES: Final = (NOTE, WARNING, ERROR)
"""Rising: a note says what a reader should know, a warning what harms people, an error what no care can mend."""


@dataclass(frozen=True)
class RulePlace:
    """Where a rule stands: `line` counts from 1; `rule` is its path in the file, such as `acts.tax_evasion.points`."""

    file: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Finding:
    """One finding of one check.

    code : two letters and two digits. severity : of SEVERITIES. source : what the check rests on. witness : steps
    that a reader can follow. also : other places that the finding is about, such as the rule that is contradicted.
    """

    code: str
    severity: str
    file: str
    line: int
    rule: str
    message: str
    source: str
    witness: tuple[str, ...] = ()
    also: tuple[RulePlace, ...] = ()

    @property
    def place(self) -> RulePlace:
        """Where the rule stands that the finding is about."""
        return RulePlace(self.file, self.line, self.rule)

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data."""
        return asdict(self) | {"witness": list(self.witness), "also": [asdict(place) for place in self.also]}

    def __str__(self) -> str:
        also = f" (see also {', '.join(str(place) for place in self.also)})" if self.also else ""
        return f"{self.file}:{self.line}: {self.severity} {self.code} {self.rule}: {self.message}{also}"


def at_least(severity: str, level: str) -> bool:
    """Whether a severity reaches a level."""
    return SEVERITIES.index(severity) >= SEVERITIES.index(level)
