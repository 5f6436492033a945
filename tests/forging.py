"""Forged checkpoints for trials: whole files with a right hash, and one thing in them that no run writes."""

from __future__ import annotations

import hashlib
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from credopolis.store.checkpoint import read_checkpoint

HEAD = b"credopolis checkpoint 1\n"
EXACT = {
    "score", "grade", "next", "head", "node_need", "grid_next", "node_size", "node_free", "node_head", "grid_start",
    "grid_stop", "province", "start", "lives", "weight", "scored", "score_sum", "removed", "cases of a district",
    "exceeded", "overflow", "capacity", "life",
}  # fmt: skip
"""What follows from the scenario or from other values, so that no other value of it is believed."""


@dataclass(frozen=True)
class Forgery:
    """A forged file: what was done, its bytes, and whether the forged value could have been, so that it is believed."""

    name: str
    data: bytes
    could_be: bool = False


def packed(about: Any, arrays: dict[str, Any], more: bytes = b"", names: list[str] | None = None) -> bytes:
    """A checkpoint's bytes with their hash; arrays may be bytes already."""
    out = io.BytesIO()
    out.write(HEAD)
    head = (
        json.dumps({"arrays": list(arrays) if names is None else names, **about}) if isinstance(about, dict) else about
    )
    out.write(head.encode() + b"\n")
    for array in arrays.values():
        out.write(array if isinstance(array, bytes) else written(array))
    out.write(more)
    return out.getvalue() + hashlib.blake2b(out.getvalue(), digest_size=32).digest()


def written(array: np.ndarray, shape: str | None = None, pickled: bool = False) -> bytes:
    """An array as NumPy writes it; `shape` is put in place of the true one."""
    out = io.BytesIO()
    np.lib.format.write_array(out, array, (1, 0), allow_pickle=pickled)
    data = out.getvalue()
    if shape is None:
        return data
    size = 10 + int.from_bytes(data[8:10], "little")
    head = data[10:size].decode().strip()
    head = head[: head.index("'shape':")] + f"'shape': {shape}, }}"
    text = head.ljust(117).encode() + b"\n"
    return data[:8] + len(text).to_bytes(2, "little") + text + data[size:]


def forgeries(path: Path, number: int, seed: int) -> Iterator[Forgery]:
    """Forgeries of a good checkpoint: first one of each kind that has no number in it, then values at random."""
    about, arrays = read_checkpoint(path)
    chance = random.Random(seed)
    fixed = [*_members(about, arrays), *_plain(about, arrays), *_rings(about, arrays, chance)]
    chance.shuffle(fixed)
    for _, forgery in zip(range(number // 2), fixed, strict=False):
        yield forgery
    for _ in range(number - min(number // 2, len(fixed))):
        yield _value(about, arrays, chance)


def _value(about: Any, arrays: dict[str, np.ndarray], chance: random.Random) -> Forgery:
    """One number of one array."""
    while True:
        name = chance.choice(sorted(arrays))
        array = arrays[name]
        if array.size:
            break
    forged = np.array(array)
    flat = forged.reshape(-1)
    field = chance.choice(array.dtype.names) if array.dtype.names else name
    values = flat[field] if array.dtype.names else flat
    k = tuple(chance.randrange(length) for length in values.shape)
    before = values[k]
    if values.dtype.kind == "f":
        new: Any = chance.choice([np.nan, np.inf, -np.inf, -1.0, 1e300, float(before) + chance.random()])
    else:
        info = np.iinfo(values.dtype)
        near = [
            int(before) + 1,
            int(before) - 1,
            chance.randrange(len(values)),
            int(values[tuple(chance.randrange(length) for length in values.shape)]),
        ]
        new = chance.choice([info.min, info.max, -1, 0, *near])
        new = min(max(new, int(info.min)), int(info.max))
    values[k] = new
    emptied = name == "districts" and field in ("cases", "charged", "wronged", "violations")
    exact = field in EXACT or name == "heads" or emptied
    return Forgery(f"{name}.{field}{list(k)} {before} -> {new}", packed(about, {**arrays, name: forged}), not exact)


def _members(about: Any, arrays: dict[str, np.ndarray]) -> Iterator[Forgery]:
    """Types, shapes, members, headers."""
    for name in ("standing", "nodes", "heads", "tally", "extra", "fields", "_books", "rows:ticks/day"):
        array = arrays[name]
        others: dict[str, Any] = {
            "one row less": array[:-1], "one row more": np.concatenate([array, array[-1:]]),
            "no row": array[:0], "as bytes": array.reshape(-1).view(np.uint8), "as a scalar": np.zeros((), array.dtype),
            "one axis more": array[None], "other byte order": array.astype(array.dtype.newbyteorder(">")),
            "claims too much": written(array, "(1000000000000,)"), "claims less": written(array, "(1,)"),
            "a negative shape": written(array, "(-5,)"), "no shape": written(array, "None"),
            "a shape of floats": written(array, "(3.5,)"), "a deep shape": written(array, "(" * 40 + ")" * 40),
            "pickled": written(np.array([{"a": 1}], dtype=object), None, True), "no header": b"\x93NUMPY\x09\x00xx",
            "objects": written(array).replace(b"'|", b"'O", 1) if array.dtype.names else written(array, "(2**70,)"),
        }  # fmt: skip
        if not array.dtype.names:
            others |= {"as floats": array.astype(np.float32), "as texts": array.astype("U4")}
            others["by columns"] = np.asfortranarray(array) if array.ndim > 1 else array.astype(np.complex64)
        for what, other in others.items():
            data = packed(about, {**arrays, name: other})
            yield Forgery(f"{name}: {what}", data, could_be=what == "one row less" and name == "nodes")
        less = {key: value for key, value in arrays.items() if key != name}
        yield Forgery(f"{name}: left out", packed(about, less))
        yield Forgery(f"{name}: twice", packed(about, {**arrays, " again": array}, names=[*arrays, name]))
        yield Forgery(f"{name}: another name", packed(about, {**less, f"{name}\x1b[31m": array}))
    yield Forgery("one array more", packed(about, {**arrays, "more": np.zeros(3)}))
    yield Forgery("rows of no table", packed(about, {**arrays, "rows:x/y": np.zeros(3)}))
    yield Forgery("bytes after the last array", packed(about, arrays, b"more"))


def _plain(about: Any, arrays: dict[str, np.ndarray]) -> Iterator[Forgery]:
    """What it says besides its arrays."""
    strange = (None, "x", -1, 10**18, 1e308, float("nan"), [], {}, True, 1.5)
    for part, values in about.items():
        for key in values:
            for value in strange:
                harmless = key in ("lived", "writing_seconds", "seconds")
                yield Forgery(
                    f"{part}.{key} = {value!r}", packed({**about, part: {**values, key: value}}, arrays), harmless
                )
            less = {k: v for k, v in values.items() if k != key}
            yield Forgery(f"{part} without {key}", packed({**about, part: less}, arrays))
        yield Forgery(f"{part}: a key more", packed({**about, part: {**values, "more": 1}}, arrays))
        yield Forgery(f"{part}: a list", packed({**about, part: [values]}, arrays))
        yield Forgery(f"no {part}", packed({k: v for k, v in about.items() if k != part}, arrays))
    head = json.dumps({"arrays": list(arrays), **about})
    yield Forgery("a key twice", packed(head[:-1] + ', "frozen": {}}', arrays))
    yield Forgery("deep nesting", packed('{"arrays": ' + "[" * 100_000 + "]" * 100_000 + "}", arrays))
    yield Forgery("no JSON", packed("{", arrays))
    yield Forgery("a number", packed("7", arrays))
    yield Forgery("names that are none", packed(about, arrays, names=[1, 2]))  # type: ignore[list-item]


def _rings(about: Any, arrays: dict[str, np.ndarray], chance: random.Random) -> Iterator[Forgery]:
    """Calendars whose lists do not end, meet, or lead elsewhere."""
    used = np.flatnonzero(arrays["heads"].reshape(-1) >= 0)

    def with_nodes(change: Callable[[np.ndarray, np.ndarray, np.ndarray], None], name: str) -> Forgery:
        nodes, heads, districts = (np.array(arrays[key]) for key in ("nodes", "heads", "districts"))
        change(nodes, heads.reshape(-1), districts)
        return Forgery(name, packed(about, {**arrays, "nodes": nodes, "heads": heads, "districts": districts}))

    def free_ring(nodes: np.ndarray, heads: np.ndarray, districts: np.ndarray) -> None:
        nodes["next"][districts["node_head"][0]] = districts["node_head"][0]

    def free_is_used(nodes: np.ndarray, heads: np.ndarray, districts: np.ndarray) -> None:
        districts["node_head"][0] = heads[used[0]]

    def freed_more(nodes: np.ndarray, heads: np.ndarray, districts: np.ndarray) -> None:
        districts["node_free"][0] += 5

    for change in (free_ring, free_is_used, freed_more):
        yield with_nodes(change, change.__name__)
    for k in range(6):
        a, b = (int(used[chance.randrange(len(used))]) for _ in range(2))

        def ring(nodes: np.ndarray, heads: np.ndarray, districts: np.ndarray, a: int = a) -> None:
            nodes["next"][heads[a]] = heads[a]

        def meet(nodes: np.ndarray, heads: np.ndarray, districts: np.ndarray, a: int = a, b: int = b) -> None:
            heads[a] = heads[b] if a != b else heads[a] + 1

        def swap(nodes: np.ndarray, heads: np.ndarray, districts: np.ndarray, a: int = a, b: int = b) -> None:
            heads[a], heads[b] = heads[b], heads[a]

        def far(nodes: np.ndarray, heads: np.ndarray, districts: np.ndarray, a: int = a) -> None:
            heads[a] = len(nodes) * 3

        for change in (ring, meet, swap, far):
            yield with_nodes(change, f"{change.__name__} {k}")


@dataclass(frozen=True)
class Stopped:
    """A run that was stopped with two checkpoints, and the fingerprint that it has if it is never stopped."""

    folder: Path
    fingerprint: str

    def checkpoints(self) -> list[Path]:
        """Latest first."""
        return sorted((self.folder / "checkpoints").iterdir(), reverse=True)


def stop_a_run(folder: Path, regime: str, people: int = 2000, years: float = 1.0) -> Stopped:
    """A small run that is stopped after nine months of the year."""
    import os
    import signal

    import credopolis as cp

    asked: list[int] = []

    def stop(stage: str, day: int, days: int, lives: int) -> None:
        if stage == "running" and day > 0.75 * days and not asked:
            asked.append(day)
            os.kill(os.getpid(), signal.SIGINT)

    options: dict[str, Any] = {"people": people, "years": years, "threads": 1, "set": {}}
    whole = cp.run(regime, out=folder / "whole", **options)
    cp.run(regime, out=folder / "stopped", checkpoint_every=None, checkpoint_days=90, progress=stop, **options)
    stopped = Stopped(folder / "stopped", str(whole.fingerprint))
    assert len(stopped.checkpoints()) == 2
    return stopped


def verdict(stopped: Stopped, forgery: Forgery, folder: Path, child: Any) -> str:
    """What becomes of a resume from a forged checkpoint: nothing if it is as it should be, else what went wrong."""
    import shutil

    shutil.copytree(stopped.folder, folder)
    latest, before = sorted((folder / "checkpoints").iterdir(), reverse=True)
    latest.write_bytes(forgery.data)
    if len(forgery.name) % 2:
        before.unlink()  # then the run begins again on day 0
    said = child.command("resume", folder, "--json", "--threads", "1")
    shutil.rmtree(folder)
    if said["code"] != 0:
        return f"{forgery.name}: exit {said['code']}: {said['err'][-300:]}"
    if any(word in said["err"] for word in ("Traceback", "should not", "\x1b")):
        return f"{forgery.name}: {said['err'][-300:]}"
    same = json.loads(said["out"])["fingerprint"] == stopped.fingerprint
    if latest.name in said["err"]:
        return "" if same else f"{forgery.name}: refused, and another fingerprint"
    return "" if same or forgery.could_be else f"{forgery.name}: believed, and another fingerprint"
