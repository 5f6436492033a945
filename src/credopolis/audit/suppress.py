"""Suppressions in a rulebook's own comments, each with its reason.

    acts:
      drink_driving: # credopolis: ignore DP07 -- section 29 of the Act excludes repair
    # credopolis: ignore LD05, LD06 -- the term is the statute's
    # credopolis: ignore-file LI02 -- publication is what the law asks for

The first covers what is found at its line, or in the block that begins there; one that stands alone covers the line
below it; `ignore-file` covers the whole file. Without a reason, or with a code that no check has, it is a fault: a
suppression that is not obeyed must not look like one that is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from credopolis.audit.wanted import covers, unknown
from credopolis.core.faults import Fault, FaultyFile
from credopolis.core.yamlfile import KeyPath, Located

_SIGN: Final = re.compile(r"#\s*credopolis\s*:\s*")
_WORDS: Final = re.compile(r"(ignore|ignore-file)\s+(?P<codes>[A-Za-z0-9,\s]+?)\s+--\s+(?P<reason>\S.*)")
_ALLOWED: Final = "# credopolis: ignore CODE[, CODE] -- REASON, or ignore-file"
_SPLIT: Final = re.compile(r"[,\s]+")


@dataclass(frozen=True)
class Suppression:
    """One suppression. line : where it stands. covers_line : what it covers, 0 for the whole file."""

    line: int
    covers_line: int
    codes: tuple[str, ...]
    reason: str
    file: str = field(default="", compare=False)

    def hides(self, code: str, lines: frozenset[int]) -> bool:
        """Whether it hides a finding of a check whose rule, with the blocks around it, stands on these lines."""
        here = self.covers_line in lines or self.covers_line == 0
        return here and any(covers(prefix, code) for prefix in self.codes)

    def as_json(self) -> dict[str, Any]:
        """The suppression as plain data."""
        return {"line": self.line, "codes": list(self.codes), "reason": self.reason}


def suppressions(located: Located | None) -> tuple[Suppression, ...]:
    """The suppressions of a file, in its order.

    Raises
    ------
    FaultyFile
        With each comment that begins like a suppression and is none.
    """
    if located is None:
        return ()
    found: list[Suppression] = []
    faults: list[Fault] = []
    lines = sorted({line for line, _ in located.positions.values()})
    for comment in located.comments:
        sign = _SIGN.search(comment.text)
        if sign is None:
            continue
        words = _WORDS.fullmatch(comment.text[sign.end() :].strip())
        wrong = _fault(words)
        if words is None or wrong:
            faults.append(Fault(located.file, comment.line, 1, "", wrong, allowed=_ALLOWED))
            continue
        below = bisect_right(lines, comment.line)
        target = comment.line if not comment.alone else lines[below] if below < len(lines) else comment.line
        covered = 0 if words[1] == "ignore-file" else target
        codes = tuple(dict.fromkeys(_SPLIT.split(words["codes"].strip(", "))))
        found.append(Suppression(comment.line, covered, codes, words["reason"], located.file))
    if faults:
        raise FaultyFile(faults)
    return tuple(found)


def _fault(words: re.Match[str] | None) -> str:
    """What is wrong with the words of a suppression, "" if nothing."""
    if words is None:
        return "a comment that begins like a suppression, and is none: it names no code, or no reason"
    for code in _SPLIT.split(words["codes"].strip(", ")):
        if unknown(code):
            return f"a suppression of {code}, and no check has a code that begins so. {unknown(code)}".rstrip(". ")
    return ""


def lines_around(located: Located | None, path: KeyPath, line: int) -> frozenset[int]:
    """The line of a finding, and those on which the blocks around its rule begin, except the whole file."""
    if located is None:
        return frozenset((line,))
    return frozenset((line, *_begins(located, path)))


def _begins(located: Located, path: KeyPath) -> Iterator[int]:
    for end in range(1, len(path) + 1):
        if path[:end] in located.positions:
            yield located.positions[path[:end]][0]
