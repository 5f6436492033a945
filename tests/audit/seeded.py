"""The clean rulebook, and the faults that the cases of the checks seed in it, each at a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from credopolis.audit import checks
from credopolis.audit.check import Check
from credopolis.audit.checks import CHECKS
from credopolis.core.yamlfile import load_yaml

FOLDER: Final = Path(checks.__file__).parent
CLEAN: Final = (FOLDER / "clean.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Seed:
    """One case of a check: the clean rulebook with some texts replaced; `at` is on the line of the finding."""

    check: Check
    sentence: str
    change: tuple[tuple[str, str], ...]
    at: str = ""

    @property
    def text(self) -> str:
        """The changed file."""
        text = CLEAN
        for old, new in self.change:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the clean rulebook"
            text = text.replace(old, new)
        return text

    @property
    def line(self) -> int:
        """The line on which the fault must be found."""
        lines = [k for k, line in enumerate(self.text.splitlines(), 1) if self.at.strip("\n") in line]
        assert len(lines) == 1, f"{self.at!r} stands on the lines {lines}"
        return lines[0]

    def __str__(self) -> str:
        return f"{self.check.code} {self.sentence}"


def seeds(kind: str) -> Iterator[Seed]:
    """The cases of every check: `finds` or `passes`."""
    for check in CHECKS:
        data: Any = load_yaml(FOLDER / f"{check.name}.yaml").data
        for sentence, case in data[kind].items():
            yield Seed(check, sentence, tuple((old, new) for old, new in case["change"]), case.get("at", ""))
