"""Asking again whenever a rulebook's file or the company's changes, and telling what moved."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from credopolis.company.file import load_company
from credopolis.company.result import StandingFound
from credopolis.company.standing import standing
from credopolis.company.words import moved_text
from credopolis.core.errors import CredopolisError
from credopolis.core.textfile import read_regular
from credopolis.rulebook import load_rulebook

EVERY_S: Final = 1.0
"""Seconds between two looks."""


@dataclass(frozen=True)
class Look:
    """One look after a change. rulebook : the file. changed : the files that changed, none at the first look. found :
    where the company stands, None if a file cannot be used. moved : what moved since the last look, in words; or the
    faults."""

    rulebook: str
    changed: tuple[str, ...]
    found: StandingFound | None
    moved: tuple[str, ...]
    faulty: bool = False


def watch(
    company: Path, rulebooks: Sequence[Path], on: Callable[[], date], *, every_s: float = EVERY_S,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Look]:  # fmt: skip
    """Look at a company under some rulebooks, once, and then whenever a file has other contents; without end.

    on : gives the day that is asked about at each look. A file that is gone or faulty is told, and looked for again.
    """
    known = {path: _hash(path) for path in (company, *rulebooks)}
    last: dict[Path, StandingFound] = {}
    changed: tuple[Path, ...] = ()
    first = True
    while True:
        for path in rulebooks:
            if first or company in changed or path in changed:
                yield _look(company, path, on, changed, last)
        first = False
        sleep(every_s)
        now = {path: _hash(path) for path in known}
        changed = tuple(path for path in known if now[path] != known[path])
        known = now


def _look(
    company: Path, rulebook: Path, on: Callable[[], date], changed: tuple[Path, ...], last: dict[Path, StandingFound]
) -> Look:
    names = tuple(str(path) for path in changed)
    try:
        book = load_rulebook(rulebook)
        found = standing(load_company(company, (book,)), book, on())
    except CredopolisError as refused:
        return Look(str(rulebook), names, None, tuple(str(refused).splitlines()), faulty=True)
    moved = tuple(moved_text(last[rulebook], found)) if rulebook in last else ()
    last[rulebook] = found
    return Look(str(rulebook), names, found, moved)


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(read_regular(path)).hexdigest()
    except OSError:
        return ""
