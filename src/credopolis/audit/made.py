"""What a page was made of and by: the version, the date, the command, and a hash of each rulebook."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from shlex import quote

from credopolis.audit.places import shown_file
from credopolis.core.numerals import read_whole
from credopolis.rulebook.digest import digest
from credopolis.rulebook.model import Rulebook

_LATEST = 253_402_300_799  # the last second of the year 9999


@dataclass(frozen=True)
class Made:
    """By which version, on which day (UTC), and by which command; "" if no command made it."""

    version: str
    date: str
    command: str = ""

    def lines(self, books: Iterable[Rulebook]) -> list[str]:
        """What the foot of a page says."""
        by = f"By `{self.command}`." if self.command else "From Python."
        return [f"Credopolis {self.version}, {self.date}. {by}", *dict.fromkeys(hash_line(book) for book in books)]


def made_by(arguments: Sequence[str] = ()) -> Made:
    """Today's, by a command with these arguments; files are shown as `places.shown_file` does.

    `SOURCE_DATE_EPOCH` (seconds since 1970) takes the place of the clock, so that a page can be made again to the byte.
    """
    from importlib.metadata import version

    epoch = read_whole(os.environ.get("SOURCE_DATE_EPOCH", ""))
    known = epoch is not None and 0 <= epoch <= _LATEST
    day = datetime.fromtimestamp(epoch if known and epoch is not None else datetime.now(UTC).timestamp(), UTC)
    command = " ".join(["credopolis", *(quote(_shown(argument)) for argument in arguments)]) if arguments else ""
    return Made(version("credopolis"), day.date().isoformat(), command)


def hash_line(book: Rulebook) -> str:
    """The hash of a rulebook's file, or of its rules if it has no file."""
    if book.located is not None and book.located.sha256:
        return f"{shown_file(book.located.file)}: SHA-256 {book.located.sha256}"
    return f"{book.name}: hash of its rules {digest(book)}"


def _shown(argument: str) -> str:
    """An argument of a command line, with the file that it names shown without a path of the machine."""
    option, sign, value = argument.partition("=") if argument.startswith("--") else ("", "", argument)
    return f"{option}{sign}{shown_file(value)}" if value.startswith("/") else argument
