"""Rulebooks that pages brought to be lived under, kept as files as long as the studio is open.

A scenario names its rulebook by a file, which is read again wherever it is lived or told. The folder is the studio's
own, and no name in it is of a page's choice. It goes with the studio, also if that is killed: the processes that it
started then see to it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from credopolis.core.errors import Misuse

MOST_KEPT: Final = 40
OWN: Final = "own-"
"""How the id of a rulebook begins that ships nowhere."""


@dataclass(frozen=True)
class OwnRulebook:
    """A rulebook that a page brought: its id, the name and title that it gives itself, its text and its file."""

    id: str
    name: str
    title: str
    text: str
    file: Path


@dataclass
class Shelf:
    """The rulebooks of the pages of one studio."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="credopolis-studio-")))
    _kept: OrderedDict[str, OwnRulebook] = field(default_factory=OrderedDict)

    def keep(self, text: str, name: str, title: str, in_use: Collection[str] = ()) -> OwnRulebook:
        """Keep a rulebook that was read without a fault. in_use : ids of those that must not go to make room for it.

        name : a rulebook's, which is letters, digits and dashes.
        """
        number = OWN + hashlib.sha256(text.encode()).hexdigest()[:20]
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        idle = [one for one in self._kept if one not in in_use]
        if len(self._kept) >= MOST_KEPT and idle:
            shutil.rmtree(self._kept.pop(idle[0]).file.parent, ignore_errors=True)
        file = self.folder / number / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
        self._kept[number] = OwnRulebook(number, name, title, text, file)
        return self._kept[number]

    def get(self, number: str) -> OwnRulebook:
        """A rulebook by its id.

        Raises
        ------
        Misuse
            If it is not kept.
        """
        if number not in self._kept:
            raise Misuse("This rulebook is no longer kept here. Open it again on the rulebook's page.")
        return self._kept[number]

    def end(self) -> None:
        """Let all go."""
        shutil.rmtree(self.folder, ignore_errors=True)
