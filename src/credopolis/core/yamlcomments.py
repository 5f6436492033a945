"""Comments of a YAML file: where they stand, and that they hold no codes of persons."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from credopolis.core.faults import MOST_KEPT, Fault, FaultyFile
from credopolis.core.persons import NO_PERSONS, found_in_prose

Position = tuple[int, int]
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*")
_SIGN: Final = re.compile(r"(?:^|(?<=\s))#")


class Comment(NamedTuple):
    """A comment: its line, whether it stands alone there, and its text from `#` on."""

    line: int
    alone: bool
    text: str


def check_comments(text: str, name: str) -> None:
    """Refuse codes of persons in comments, and in what looks like one: runs keep copies of the files they came from.

    Raises
    ------
    FaultyFile
        With each comment that holds one; `name` stands for the file.
    """
    faults = []
    for number, line in enumerate(text.split("\n"), 1):
        comment = _COMMENT.search(line)
        if comment is not None and (found := found_in_prose(comment[0])):
            message = f"a comment holds {found}"
            faults.append(Fault(name, number, comment.start() + 1, "", message, "", "", f"{NO_PERSONS} Take it out."))
    if faults:
        raise FaultyFile(faults[:MOST_KEPT])


def comments_of(text: str, quoted: Sequence[tuple[Position, Position]]) -> Iterator[Comment]:
    """The comments of a text. quoted : where its texts in quotes or blocks begin and end, in the order of the file."""
    lines = text.split("\n")
    spans = [(_begin(lines, at), end) for at, end in quoted]
    begins = [begin for begin, _ in spans]
    for number, line in enumerate(lines, 1):
        for sign in _SIGN.finditer(line):
            here = (number, sign.start() + 1)
            before = bisect_right(begins, here) - 1
            if before < 0 or spans[before][1] <= here:
                yield Comment(number, not line[: sign.start()].strip(), line[sign.start() :])
                break


def _begin(lines: Sequence[str], at: Position) -> Position:
    """Where a quoted text begins: a block on the line below its sign, so that a comment may follow the sign."""
    line = lines[at[0] - 1] if at[0] <= len(lines) else ""
    return (at[0] + 1, 1) if line[at[1] - 1 : at[1]] in ("|", ">") else at
