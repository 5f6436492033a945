"""Reading a YAML file that anybody may have written: positions for every value, and bounds on everything.

The language is a part of YAML 1.2: one document, text keys, no anchors, aliases, merge keys, tags or directives.
Keys must be unique. Numbers must be finite and have at most 18 digits. Plain `yes`, `no`, `on` and `off` are text.
Bounds: 2 MB, 50,000 lines, 100,000 characters a line, 50 levels, 20,000 values. What breaks a bound or the language is
a fault, never a traceback.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from credopolis.core.errors import BadValue
from credopolis.core.faults import MOST_KEPT, Fault, FaultyFile, shown
from credopolis.core.numerals import read_scalar
from credopolis.core.persons import NO_PERSONS
from credopolis.core.textfile import SIZE_LIMIT, named, read_text, too_large
from credopolis.core.yamlcomments import Comment, Position, check_comments, comments_of

KeyPath = tuple[str | int, ...]

DEPTH_LIMIT = 50
NODE_LIMIT = 20_000
LINE_LIMIT = 50_000
LONGEST_LINE = 100_000
_LONGEST_KEPT = 200_000

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Located:
    """The data of a file, as mappings with text keys, lists and scalars, and where each of them stands.

    positions : of each value its key if it has one, else the value itself; line and column count from 1.
    comments : in the order of the file. sha256 : of the file's bytes, "" for data that no file held.
    """

    file: str
    data: object
    positions: dict[KeyPath, Position] = field(repr=False)
    comments: tuple[Comment, ...] = field(default=(), repr=False)
    sha256: str = field(default="", repr=False)

    def at(self, path: KeyPath) -> Position:
        """Line and column of a value, or of the innermost thing around it that is in the file."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.positions:
                return self.positions[path[:end]]
        return (1, 1)

    def fault(self, path: KeyPath, message: str, value: object = ..., allowed: str = "", remedy: str = "") -> Fault:
        """A fault at a path of this file; `value` is shown if it is given."""
        line, column = self.at(path)
        got = "" if value is ... else shown(value)
        return Fault(self.file, line, column, path_text(path), message, got, allowed, remedy)


def path_text(path: KeyPath) -> str:
    """A path as people write it: `('acts', 'a', 'is', 0)` is `acts.a.is[0]`; odd and long keys are shown quoted."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            plain = step.isprintable() and 0 < len(step) <= 60 and "." not in step
            text += ("." if text else "") + (step if plain else shown(step))
    return text


def load_yaml(path: Path | str) -> Located:
    """Read a YAML file.

    Raises
    ------
    FaultyFile
        If it cannot be read, is not text, is too large, or is not in the language described above.
    """
    if not isinstance(path, str | Path):
        raise BadValue("the file", path, "the path of a YAML file", NO_PERSONS)
    name = str(path).encode("utf-8", "backslashreplace").decode()
    return load_text(read_text(named(path), name), name)


def load_text(text: str, name: str) -> Located:
    """Read YAML from a text; `name` stands for the file in faults. Raises FaultyFile as `load_yaml` does."""
    if len(text) > SIZE_LIMIT:
        raise FaultyFile([too_large(name)])
    if len(text) > _LONGEST_KEPT:
        return _composed(text, name)
    found: Located = pickle.loads(_kept(text, name))  # one's own, which nobody else may change
    return found


@lru_cache(maxsize=64)
def _kept(text: str, name: str) -> bytes:
    """As `_composed`. Studies put the same scenario together thousands of times, and parsing is most of the work."""
    return pickle.dumps(_composed(text, name))


def _composed(text: str, name: str) -> Located:
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _check_lines(text, name)
    bad = _FORBIDDEN.search(text)
    if bad is not None:
        line, column = text.count("\n", 0, bad.start()) + 1, bad.start() - text.rfind("\n", 0, bad.start())
        message = "a character that text cannot hold; this looks like a binary file"
        raise FaultyFile([Fault(name, line, column, "", message, ascii(bad[0]), "", "Save it as UTF-8 text.")])
    composer = _Composer(name)
    found = composer.compose(text)
    check_comments(text, name)
    return replace(found, comments=tuple(comments_of(text, composer.quoted)), sha256=sha256)


def _check_lines(text: str, name: str) -> None:
    """Refuse more or longer lines than anybody writes, over which the parser would take its time."""
    lines = text.split("\n")
    if len(lines) > LINE_LIMIT:
        fault = Fault(
            name, LINE_LIMIT, 1, "", "the file has too many lines", f"{len(lines):,}", f"at most {LINE_LIMIT:,}"
        )
        raise FaultyFile([fault])
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            allowed = f"at most {LONGEST_LINE:,} characters"
            fault = Fault(name, number, LONGEST_LINE, "", "this line is too long", f"{len(line):,} characters", allowed)
            raise FaultyFile([fault])


class _Composer:
    """Builds the data of one document from parser events, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.positions: dict[KeyPath, Position] = {}
        self.stack: list[_Open] = []
        self.quoted: list[tuple[Position, Position]] = []
        self.data: object = None
        self.nodes = 0

    def compose(self, text: str) -> Located:
        from credopolis.core.yamlevents import BadSyntax, events

        documents = 0
        try:
            for event in events(text):
                documents += event.kind == "document"
                if documents > 1:
                    self._refuse(event.position, "a second document begins here", "Keep one document in a file.")
                    break
                if not self._take(event):
                    break
        except BadSyntax as error:
            self._refuse(error.position, error.message, error.remedy)
        if self.data is None and not self.faults:
            self._refuse((1, 1), "the file holds no data", "Is it the right file?")
        if self.faults:
            raise FaultyFile(self.faults)
        return Located(self.name, self.data, self.positions)

    def _refuse(self, position: Position, message: str, remedy: str, path: KeyPath = (), value: str = "") -> None:
        self.faults.append(Fault(self.name, *position, path_text(path), message, value, "", remedy))

    def _take(self, event: Any) -> bool:
        """Take one event in; False if reading must stop."""
        if len(self.faults) >= MOST_KEPT:
            return False
        if event.kind == "document":
            if event.value:
                self._refuse(event.position, "directives (lines that begin with %) are refused", "Remove the line.")
            return True
        if event.kind == "end":
            self.stack.pop()
            return True
        self.nodes += 1
        if self.nodes > NODE_LIMIT or len(self.stack) >= DEPTH_LIMIT:
            deep = len(self.stack) >= DEPTH_LIMIT
            limit = f"nested over {DEPTH_LIMIT} levels deep" if deep else f"over {NODE_LIMIT:,} values"
            self._refuse(event.position, f"the file is {limit}", "Is it the right file?")
            return False
        if event.kind == "scalar" and not event.plain:
            self.quoted.append((event.position, event.end))
        self._check_extras(event)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and parent.wants_key:
            return self._take_key(event, parent)
        self._take_value(event, parent)
        return True

    def _check_extras(self, event: Any) -> None:
        if event.kind == "alias":
            self._refuse(event.position, "aliases (*name) are refused", "Write the value out.", value=f"*{event.value}")
        if event.anchor:
            self._refuse(event.position, "anchors (&name) are refused", "Remove it.", value=f"&{event.anchor}")
        if event.tag:
            self._refuse(event.position, "tags (!name) are refused", "Remove it; plain values are enough.",
                         value=shown(event.tag))  # fmt: skip

    def _take_key(self, event: Any, parent: _Open) -> bool:
        if event.kind in ("mapping", "sequence"):
            self._refuse(
                event.position, "a key must be a word, not a mapping or a list", "Write key: value.", parent.path
            )
            return False
        key = "*" + event.value if event.kind == "alias" else event.value
        if key == "<<" and event.plain:
            self._refuse(event.position, "merge keys (<<) are refused", "Write the keys out.", parent.path)
        elif key in parent.lines:
            note = f"the key {shown(key)} is there twice, first in line {parent.lines[key]}"
            self._refuse(event.position, note, "Keep one of the two.", parent.path)
        parent.lines.setdefault(key, event.position[0])
        parent.key, parent.wants_key = key, False
        parent.key_position = event.position
        return True

    def _take_value(self, event: Any, parent: _Open | None) -> None:
        path: KeyPath = () if parent is None else (*parent.path, parent.step)
        keyed = parent is not None and parent.mapping is not None
        self.positions.setdefault(path, parent.key_position if keyed and parent else event.position)
        value: object = None
        if event.kind == "mapping":
            value = {}
            self.stack.append(_Open(path, mapping=value))
        elif event.kind == "sequence":
            value = []
            self.stack.append(_Open(path, sequence=value, wants_key=False))
        elif event.kind == "scalar":
            value = self._scalar_value(event, path)
        if parent is None:
            self.data = value
        else:
            parent.put(value)

    def _scalar_value(self, event: Any, path: KeyPath) -> object:
        if event.plain:
            value, wrong = read_scalar(event.value)
            if wrong:
                self._refuse(event.position, wrong, "Write an ordinary number, or quote it if it is text.", path,
                             shown(event.value))  # fmt: skip
            return value
        if _FORBIDDEN.search(event.value):
            self._refuse(event.position, "an escape stands for a character that text cannot hold", "Remove it.", path)
        return event.value


@dataclass
class _Open:
    """A mapping or a list that is being filled."""

    path: KeyPath
    mapping: dict[str, object] | None = None
    sequence: list[object] | None = None
    wants_key: bool = True
    key: str = ""
    key_position: Position = (1, 1)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def step(self) -> str | int:
        return self.key if self.sequence is None else len(self.sequence)

    def put(self, value: object) -> None:
        if self.sequence is not None:
            self.sequence.append(value)
        elif self.mapping is not None:
            self.mapping.setdefault(self.key, value)
            self.wants_key = True


def iter_paths(data: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    """Every value of the data with its path, outermost first."""
    yield path, data
    items: Iterable[tuple[str | int, object]] = ()
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    for step, value in items:
        yield from iter_paths(value, (*path, step))
