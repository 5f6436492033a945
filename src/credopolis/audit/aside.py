"""Findings that are set aside: by a suppression in the file, or by a baseline of what was there before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from credopolis.audit.finding import Finding

INLINE, BASELINE = "inline", "baseline"
WAYS: Final = {INLINE: "suppressed in the file", BASELINE: "known from the baseline"}


@dataclass(frozen=True)
class Aside:
    """A finding that is set aside: it is told, and counts for nothing. how : of WAYS. line : of the suppression."""

    finding: Finding
    how: str
    reason: str = ""
    line: int = 0

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data, with how and why it was set aside."""
        return {**self.finding.as_json(), "set_aside": self.how, "reason": self.reason, "set_aside_line": self.line}
