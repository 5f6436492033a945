"""Run folders that somebody has changed: keys of the manifest, the manifest's bytes, and the files that it names."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import io
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

VALUES = (
    None, True, -1, 0, 10**18, 10**400, 1.5, 1e308, "", "x", "../x", "/etc/passwd", "\x1b[31mred", "\u202edetrever",
    "a" * 100_000, "[1]", [], {}, [[]], {"path": 1}, ["x"], [None], {"": {}},
)  # fmt: skip
COMMANDS = (
    ("report", "RUN"), ("report", "RUN", "--partial"), ("life", "RUN", "12"), ("resume", "RUN"),
    ("fork", "RUN", "--at", "90d", "--with", "REFORM", "--seeds", "1", "--out", "OUT"),
)  # fmt: skip
Harm = Callable[[Path], None]


@dataclass(frozen=True)
class Tampering:
    """What was done to a folder, and how."""

    name: str
    harm: Harm


def guarded(*arguments: object) -> tuple[int, str]:
    """Run a command in this process -> its exit code and all that it said."""
    from credopolis.cli import main

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main.guarded([str(a) for a in arguments])
    return code, said.getvalue()


def complaint(code: int, said: str) -> str:
    """What is wrong with how a command ended, or nothing."""
    if code not in (0, 1, 2):
        return f"exit {code}: {said[-300:]}"
    strange = [word for word in ("Traceback", "fault of credopolis", "\x1b", "\u202e") if word in said]
    if strange:
        return f"{strange} in: {said[-400:]}"
    return f"exit {code} without a word" if code and not said.strip() else ""


def trial(base: Path, tampering: Tampering, command: tuple[str, ...], room: Path, reform: Path) -> str:
    """A command on a changed copy of a run: what went wrong, or nothing."""
    folder = room / "run"
    shutil.copytree(base, folder)
    tampering.harm(folder)
    names = {"RUN": folder, "REFORM": reform, "OUT": room / "out"}
    found = complaint(*guarded(*(names.get(word, word) for word in command)))
    shutil.rmtree(room)
    return f"{command[0]} after {tampering.name}: {found}" if found else ""


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a JSON value, the first of each list only."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*path, 0))


def with_manifest(change: Callable[[Any], Any]) -> Harm:
    """A harm that changes the value of the manifest."""

    def harm(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(change(json.loads(path.read_text()))))

    return harm


def at_place(path: tuple[str | int, ...], value: Any = ..., key: str = "") -> Harm:
    """Put a value at a place of the manifest, take the place away (...), or give it another key."""

    def change(manifest: Any) -> Any:
        inner = manifest
        for step in path[:-1]:
            inner = inner[step]
        if key:
            inner[key] = inner.pop(path[-1])
        elif value is ...:
            del inner[path[-1]]
        else:
            inner[path[-1]] = copy.deepcopy(value)
        return manifest

    return with_manifest(change)


def of_keys(manifest: Any, seed: int) -> Iterator[Tampering]:
    """Keys x mutations, in a random order that has every key early."""
    chance = random.Random(seed)
    every = list(places(manifest))
    while True:
        chance.shuffle(every)
        for path in every:
            name = ".".join(map(str, path))
            value = chance.choice((*VALUES, ..., "another key"))
            if value == "another key" and isinstance(path[-1], str):
                key = chance.choice((f"{path[-1]}\x1b[2J", path[-1].upper(), "", "x" * 70_000))
                yield Tampering(f"{name} renamed {key[:20]!r}", at_place(path, key=key))
            else:
                yield Tampering(f"{name} = {value!r}"[:120], at_place(path, value))


def of_bytes() -> Iterator[Tampering]:
    """The manifest as a file."""

    def written(data: bytes) -> Harm:
        return lambda folder: (folder / "manifest.json").write_bytes(data) and None

    def rewritten(change: Callable[[str], str]) -> Harm:
        return lambda folder: (
            (folder / "manifest.json").write_text(change((folder / "manifest.json").read_text())) and None
        )

    def instead(make: Callable[[Path], object]) -> Harm:
        def harm(folder: Path) -> None:
            (folder / "manifest.json").rename(folder / "before.json")
            make(folder / "manifest.json")

        return harm

    def huge(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(2**36)

    yield Tampering("not UTF-8", written(b'{"format": "\xff"}'))
    yield Tampering("deep nesting", written(b"[" * 200_000 + b"]" * 200_000))
    yield Tampering(
        "deep nesting in a key", rewritten(lambda t: t[:-3] + ', "error": ' + "[" * 50_000 + "]" * 50_000 + "}")
    )
    yield Tampering("a key twice", rewritten(lambda t: t.replace('"format": 1', '"format": 1, "format": 1', 1)))
    yield Tampering("NaN", rewritten(lambda t: t.replace('"format": 1', '"process": NaN, "format": 1', 1)))
    yield Tampering("infinity", rewritten(lambda t: t.replace('"days": ', '"days": 1e999, "dayz": ', 1)))
    yield Tampering("too many digits", rewritten(lambda t: t.replace('"days": ', '"days": ' + "9" * 5000, 1)))
    yield Tampering("cut short", rewritten(lambda t: t[: len(t) // 2]))
    yield Tampering("two values", rewritten(lambda t: t + t))
    yield Tampering("half a character", rewritten(lambda t: t.replace('"title": "', '"title": "\\ud800', 1)))
    yield Tampering("nothing", written(b""))
    yield Tampering("a folder", instead(Path.mkdir))
    yield Tampering("a pipe", instead(os.mkfifo))
    yield Tampering("a device", instead(lambda path: path.symlink_to("/dev/zero")))
    yield Tampering("a link elsewhere", instead(lambda path: path.symlink_to("/etc/hostname")))
    yield Tampering("a link to itself", instead(lambda path: path.symlink_to(path)))
    yield Tampering("a huge file", instead(huge))


def of_files(manifest: Any) -> Iterator[Tampering]:
    """The files that a manifest names, and what it says of them; hashes are made to fit."""
    names = ("entries", "grades", "ticks", "fields", "channels")

    def replaced(name: str, make: Callable[[Path], object]) -> Harm:
        def harm(folder: Path) -> None:
            path = folder / manifest["parts"][0]["files"][name]["path"]
            path.rename(folder / "before")
            make(path)

        return harm

    def elsewhere(name: str, path: str) -> Harm:
        def harm(folder: Path) -> None:
            shutil.copy(folder / manifest["parts"][0]["files"][name]["path"], folder.parent / "x.parquet")
            at_place(("parts", 0, "files", name, "path"), path.format(folder.parent))(folder)

        return harm

    def linked_folder(folder: Path) -> None:
        (folder / "tables").rename(folder.parent / "tables")
        (folder / "tables").symlink_to(folder.parent / "tables")

    yield Tampering("tables linked elsewhere", linked_folder)
    for name in names:
        yield Tampering(f"{name}: a folder", replaced(name, Path.mkdir))
        yield Tampering(f"{name}: a pipe", replaced(name, os.mkfifo))
        yield Tampering(f"{name}: a device", replaced(name, lambda path: path.symlink_to("/dev/zero")))
        yield Tampering(f"{name}: a link", replaced(name, lambda path: path.symlink_to(path.parents[2] / "before")))
        yield Tampering(f"{name}: above", elsewhere(name, "../x.parquet"))
        yield Tampering(f"{name}: absolute", elsewhere(name, "{0}/x.parquet"))
        yield Tampering(f"{name}: roundabout", elsewhere(name, f"tables/{name}/../../../x.parquet"))
        for what, change in CHANGES.items():
            yield Tampering(f"{name}: {what}", forged(manifest, name, change))


def _cast(table: pa.Table, column: str, kind: pa.DataType) -> pa.Table:
    return table.set_column(table.schema.get_field_index(column), column, table[column].cast(kind))


def _set(table: pa.Table, column: str, values: Any) -> pa.Table:
    return table.set_column(
        table.schema.get_field_index(column), table.schema.field(column).with_nullable(True), values
    )


def _last(table: pa.Table) -> str:
    return str(table.schema.names[-1])


def _other_labels(table: pa.Table) -> pa.Table:
    words = pa.array(["\x1b[31mnowhere"] * len(table)).dictionary_encode()
    return _set(table, "province", words.cast(pa.dictionary(pa.int16(), pa.string())))


CHANGES: dict[str, Callable[[pa.Table], Any]] = {
    "another type": lambda t: _cast(t, _last(t), pa.string()),
    "labels as text": lambda t: _cast(t, "province", pa.string()),
    "labels of its own": _other_labels,
    "a column less": lambda t: t.drop_columns(["day"]),
    "a column more": lambda t: t.append_column("\x1b[2J", t["day"]),
    "other order": lambda t: t.select(list(reversed(t.schema.names))),
    "nothing in a column": lambda t: _set(t, "day", pa.nulls(len(t), pa.int32())),
    "days beyond the run": lambda t: _set(t, "day", pc.add(t["day"], 100_000).cast(pa.int32())),
    "negative": lambda t: _set(t, _last(t), pc.subtract(pc.negate(t[_last(t)]), pa.scalar(1, t[_last(t)].type))),
    "huge": lambda t: _set(t, _last(t), pa.array([2.0**62] * len(t)).cast(t[_last(t)].type)),
    "dates that are others": lambda t: _set(t, "date", pa.array([0] * len(t), pa.int32()).cast(pa.date32())),
    "no rows": lambda t: t.slice(0, 0),
    "not Parquet": lambda t: b"PAR1 this is none PAR1",
    "a footer only": lambda t: b"PAR1" + (2**31 - 1).to_bytes(4, "little") + b"PAR1",
    "other compression": lambda t: t,
}


def forged(manifest: Any, name: str, change: Callable[[pa.Table], Any], rows: int | None = None) -> Harm:
    """Change what a Parquet file holds, and let the manifest say its hash and size."""

    def harm(folder: Path) -> None:
        path = folder / manifest["parts"][0]["files"][name]["path"]
        before = pq.read_table(pa.BufferReader(path.read_bytes()))
        after = change(before)
        sink = pa.BufferOutputStream()
        if not isinstance(after, bytes):
            pq.write_table(after, sink, compression="gzip" if after is before else "zstd")
        data = after if isinstance(after, bytes) else sink.getvalue().to_pybytes()
        path.write_bytes(data)
        said = {
            "path": manifest["parts"][0]["files"][name]["path"], "bytes": len(data),
            "blake2b": hashlib.blake2b(data, digest_size=16).hexdigest(),
            "rows": rows if rows is not None else 1 if isinstance(after, bytes) else len(after),
        }  # fmt: skip
        at_place(("parts", 0, "files", name), said)(folder)

    return harm
