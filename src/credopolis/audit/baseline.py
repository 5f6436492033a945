"""A baseline: what was found when it was written. It is set aside from then on, so that what is new stands out.

A finding is known if file, check and rule are, whatever its line and words; of equal ones as many as were counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from credopolis.audit.aside import BASELINE, Aside
from credopolis.audit.finding import Finding
from credopolis.audit.judge import Audit
from credopolis.audit.wanted import CODES
from credopolis.core.shapes import Choice, Key, MapOf, Record, Text, Whole, read_all
from credopolis.core.yamlfile import load_yaml

BASELINE_FORMAT: Final = "credopolis-baseline/1"
WHOLE_FILE: Final = "the whole file"
_MOST: Final = 4000
_NAME: Final = Text("a name of 1 to 2000 characters", holds="free")
_RULES: Final = MapOf(_NAME, Whole(1, 10_000), _MOST)
_CODES: Final = MapOf(Text("the code of a check", rf"^(?:{'|'.join(CODES)})\Z", "free"), _RULES, len(CODES))
_FILE: Final = Record(
    lambda format, findings: findings,
    {"format": Key(Choice((BASELINE_FORMAT,)), spare=""), "findings": Key(MapOf(_NAME, _CODES, _MOST), spare={})},
)
_Known = tuple[str, str, str]


@dataclass
class Baseline:
    """What is known: counts by file, code and rule. Files are named as audits name them."""

    counts: Counter[_Known]

    def set_aside(self, audit: Audit) -> Audit:
        """An audit with the findings that are known set aside; what is known is used up by it."""
        left: list[Finding] = []
        aside = list(audit.aside)
        for finding in audit.findings:
            key = _key(finding)
            if self.counts[key] > 0:
                self.counts[key] -= 1
                aside.append(Aside(finding, BASELINE))
            else:
                left.append(finding)
        return replace(audit, findings=tuple(left), aside=tuple(aside))

    @property
    def unused(self) -> int:
        """Findings that are known and were not found again."""
        return sum(self.counts.values())


def read_baseline(path: Path) -> Baseline:
    """Read a baseline's file.

    Raises
    ------
    FaultyFile
        With every fault of the file.
    """
    found, _ = read_all(_FILE, load_yaml(path))  # JSON is a part of YAML, and faults get a line
    files: dict[str, dict[str, dict[str, int]]] = found
    return Baseline(
        Counter(
            {
                (file, code, rule): count
                for file, codes in files.items()
                for code, rules in codes.items()
                for rule, count in rules.items()
            }
        )
    )


def baseline_text(audits: Sequence[Audit]) -> str:
    """The baseline's file of what audits found."""
    counts = Counter(_key(finding) for audit in audits for finding in audit.findings)
    files: dict[str, dict[str, dict[str, int]]] = {}
    for file, code, rule in sorted(counts):
        files.setdefault(file, {}).setdefault(code, {})[rule] = counts[file, code, rule]
    data: dict[str, Any] = {"format": BASELINE_FORMAT, "findings": files}
    return json.dumps(data, indent=1, ensure_ascii=True) + "\n"


def _key(finding: Finding) -> _Known:
    return finding.file, finding.code, finding.rule or WHOLE_FILE
