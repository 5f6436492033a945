"""Faults of a file that a person wrote: where each one is, what is wrong, what is allowed and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from credopolis.core.errors import CredopolisError

_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Fault:
    """One fault: `line` and `column` count from 1 (0 if the fault is of the whole file)."""

    file: str
    line: int
    column: int
    path: str
    message: str
    value: str = ""
    allowed: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        place = self.file if self.line == 0 else f"{self.file}:{self.line}:{self.column}"
        where = f"{self.path}: " if self.path else ""
        details = [f"got {self.value}"] if self.value else []
        details += [f"allowed: {self.allowed}"] if self.allowed else []
        bracket = f" ({'; '.join(details)})" if details else ""
        ending = f". {self.remedy}" if self.remedy else ""
        return f"{place}: {where}{self.message}{bracket}{ending}"

    def as_json(self) -> dict[str, str | int]:
        """The fault as a plain mapping of its fields."""
        return asdict(self)


class FaultyFile(CredopolisError):
    """A file that cannot be used; `faults` holds every fault found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda f: (f.file, f.line, f.column, f.path)))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def as_json(self) -> list[dict[str, str | int]]:
        """All faults as plain mappings."""
        return [fault.as_json() for fault in self.faults]


def shown(value: object) -> str:
    """A value as a message shows it: short, on one line, and printable on any terminal."""
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 4]}...{text[-1]}"


def near_miss(name: str, known: Iterable[str]) -> str:
    """`Did you mean 'x'?` for the known names closest to `name`, or an empty string."""
    near = difflib.get_close_matches(name[:100], list(known), n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
