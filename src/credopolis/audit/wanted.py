"""Which findings are asked for: codes and their beginnings, chosen and left out, as linters do.

`DP04` is one check, `DP` all whose codes begin so, `ALL` every one. Where a code is both chosen and left out, the
longer beginning decides; of equal ones, leaving out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from credopolis.audit.checks import CHECKS
from credopolis.core.errors import BadValue
from credopolis.core.faults import near_miss

ALL: Final = "ALL"
CODES: Final = tuple(check.code for check in CHECKS)
_SPLIT: Final = re.compile(r"[,\s]+")


@dataclass(frozen=True)
class Wanted:
    """What is asked for.

    select, ignore : beginnings of codes, or ALL. per_file : by pattern of a file's name as it is shown, what is left
    out there. inline : whether a rulebook's own suppressions are obeyed.
    """

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    per_file: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inline: bool = True

    def wants(self, code: str, file: str) -> bool:
        """Whether a check is asked of a file."""
        here = [prefix for pattern, left in self.per_file.items() if fnmatchcase(file, pattern) for prefix in left]
        return _longest(code, self.select) > _longest(code, [*self.ignore, *here])


EVERYTHING: Final = Wanted()


def prefixes(what: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Beginnings of codes, each text with one or several behind commas or spaces.

    what : where they were written, for the message.

    Raises
    ------
    BadValue
        If no check has a code that begins so.
    """
    if any(not text.strip(", \t") for text in texts):
        raise BadValue(what, "", f"{ALL}, or the beginning of a code, such as DP or DP04")
    found = [prefix for text in texts for prefix in _SPLIT.split(text.strip()) if prefix]
    for prefix in found:
        wrong = unknown(prefix)
        if wrong:
            raise BadValue(what, prefix, f"{ALL}, or the beginning of a code, such as DP or DP04", wrong)
    return tuple(dict.fromkeys(found))


def unknown(prefix: str) -> str:
    """What to do about a beginning that no code has; "" if one has it."""
    if prefix == ALL or any(code.startswith(prefix) for code in CODES):
        return ""
    return near_miss(prefix.upper(), CODES) or "`credopolis audit explain` lists every code."


def covers(prefix: str, code: str) -> bool:
    """Whether a beginning, or ALL, is one of a code."""
    return prefix == ALL or code.startswith(prefix)


def _longest(code: str, given: Iterable[str]) -> int:
    """How many letters of a code the longest beginning among those given has: 0 for ALL, -1 for none."""
    return max((0 if prefix == ALL else len(prefix) for prefix in given if covers(prefix, code)), default=-1)
