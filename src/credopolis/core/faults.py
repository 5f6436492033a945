"""Faults of a file that a person wrote: where each one is, what is wrong, what is allowed and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Final

from credopolis.core.errors import CredopolisError

MOST_SHOWN: Final = 50
MOST_KEPT: Final = 1000
_LONGEST_VALUE = 60
_LONGEST: Final = {"file": 4200, "path": 200, "message": 500, "value": 100, "allowed": 800, "remedy": 800}
_MOST_KNOWN: Final = 1000


@dataclass(frozen=True)
class Fault:
    """One fault: `line` and `column` count from 1 (0 if the fault is of the whole file); long texts are cut short."""

    file: str
    line: int
    column: int
    path: str
    message: str
    value: str = ""
    allowed: str = ""
    remedy: str = ""

    def __post_init__(self) -> None:
        for name, most in _LONGEST.items():
            object.__setattr__(self, name, cut(getattr(self, name), most))

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
    """A file that cannot be used; `faults` holds the faults found, in the order of the file, at most a thousand.

    Of these the message and `as_json` show the first fifty; `more` says how many they leave out.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = list(islice(faults, MOST_KEPT))
        self.faults = tuple(sorted(found, key=lambda f: (f.file, f.line, f.column, f.path)))
        self.more = max(0, len(self.faults) - MOST_SHOWN)
        lines = [str(fault) for fault in self.faults[:MOST_SHOWN]]
        super().__init__("\n".join([*lines, self.more_in_words()] if self.more else lines))

    def more_in_words(self) -> str:
        """A sentence on the faults that are not shown."""
        least = "at least " if len(self.faults) == MOST_KEPT else ""
        return f"And {least}{self.more:,} more fault{'s' * (self.more != 1)}. Mend these first, and check again."

    def as_json(self) -> list[dict[str, str | int]]:
        """The faults that are shown as plain mappings."""
        return [fault.as_json() for fault in self.faults[:MOST_SHOWN]]


def cut(text: str, most: int) -> str:
    """A text, with its middle left out if it is longer than `most`."""
    if len(text) <= most:
        return text
    half = (most - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"


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
    if isinstance(value, str):
        value = value if len(value) <= 2 * _LONGEST_VALUE else value[:_LONGEST_VALUE] + value[-1]
        text = repr(value) if value.isprintable() else ascii(value)
    else:
        text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 4]}...{text[-1]}"


def near_miss(name: str, known: Iterable[str]) -> str:
    """`Did you mean 'x'?` for the known names closest to `name`, or an empty string."""
    near = difflib.get_close_matches(name[:100], list(islice(known, _MOST_KNOWN)), n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
