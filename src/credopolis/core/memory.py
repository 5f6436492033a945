"""How much memory this process may still take: the least of what the machine, its control groups and limits leave.

Linux kills a process that goes beyond its control group, so the machine's own free memory says too little in a
container. Page cache that the kernel gives back when asked does not count as used.
"""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

_V1_UNLIMITED: Final = 1 << 60
_ROOT: Final = Path("/")
_CACHE: Final = {
    2: ("inactive_file", "active_file", "slab_reclaimable"),
    1: ("total_inactive_file", "total_active_file"),
}
_LIMITS: Final = {2: ("memory.max", "memory.high"), 1: ("memory.limit_in_bytes",)}
_USAGE: Final = {2: "memory.current", 1: "memory.usage_in_bytes"}


@dataclass(frozen=True)
class Room:
    """Memory that is left under one limit.

    left : bytes. of : what sets it, in words that follow "left". virtual : address space counts, touched or not.
    """

    left: int
    of: str
    virtual: bool = False


def rooms(root: Path = _ROOT, host_bytes: int | None = None) -> list[Room]:
    """What every limit leaves. root : where /proc and /sys are looked for; host_bytes : free on the machine, or ask."""
    host = int(psutil.virtual_memory().available) if host_bytes is None else host_bytes
    return [Room(host, "on this machine"), *_process_rooms(), *control_group_rooms(root)]


def least_room(root: Path = _ROOT, host_bytes: int | None = None) -> Room:
    """The limit that leaves least."""
    return min(rooms(root, host_bytes), key=lambda room: room.left)


def resident_bytes() -> int:
    """What this process holds now."""
    return int(psutil.Process().memory_info().rss)


def peak_bytes() -> int:
    """The most memory that this process has held.

    Linux hands `ru_maxrss` on to a new program, so a child of a large process would call that one's peak its own.
    """
    peak = _own_status().get("VmHWM")
    if peak is not None:
        return peak
    told = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return told if sys.platform == "darwin" else told * 1024


def address_bytes() -> int:
    """Address space that this process has taken."""
    return int(psutil.Process().memory_info().vms)


def _process_rooms() -> Iterator[Room]:
    """What `ulimit -v` and `ulimit -d` leave; elsewhere than on Linux they are not kept to."""
    if not sys.platform.startswith("linux"):
        return
    taken = _own_status()
    for limit, name, flag in ((resource.RLIMIT_AS, "VmSize", "-v"), (resource.RLIMIT_DATA, "VmData", "-d")):
        most = resource.getrlimit(limit)[0]
        if most != resource.RLIM_INFINITY:
            yield Room(max(0, most - taken.get(name, 0)), f"under `ulimit {flag}`", virtual=True)


def _own_status() -> dict[str, int]:
    """Sizes of this process in bytes, by the names of /proc/self/status."""
    sizes = {}
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            name, _, value = line.partition(":")
            words = value.split()
            if len(words) == 2 and words[1] == "kB":
                sizes[name] = int(words[0]) * 1024
    return sizes


def control_group_rooms(root: Path = _ROOT) -> Iterator[Room]:
    """What the control groups of this process leave, of versions 1 and 2, from its own group up to the outermost."""
    for version, mount, below in _memberships(root):
        folder = mount / below
        while True:
            yield from _rooms_of_group(folder, version, root)
            if folder == mount or mount not in folder.parents:
                break
            folder = folder.parent


def _rooms_of_group(folder: Path, version: int, root: Path) -> Iterator[Room]:
    used = _number(folder / _USAGE[version])
    if used is None:
        return
    stat = _stat(folder / "memory.stat")
    cache = sum(stat.get(name, 0) for name in _CACHE[version])
    for name in _LIMITS[version]:
        most = _number(folder / name)
        if most is not None and most < _V1_UNLIMITED:
            seen = f"/{folder.relative_to(root)}" if root in folder.parents else str(folder)
            yield Room(max(0, most - max(0, used - cache)), f"in the control group {seen} ({name})")


def _memberships(root: Path) -> Iterator[tuple[int, Path, str]]:
    """Version, where the hierarchy is mounted, and this process's group below it."""
    groups = {}
    for line in _lines(root / "proc/self/cgroup"):
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if number == "0" and not controllers:
            groups[2] = path
        elif "memory" in controllers.split(","):
            groups[1] = path
    for version, outer, mount in _mounts(root):
        if version in groups:
            yield version, mount, _below(groups[version], outer)


def _mounts(root: Path) -> Iterator[tuple[int, str, Path]]:
    """Version, the group that is mounted, and where, of every mounted hierarchy that counts memory."""
    for line in _lines(root / "proc/self/mountinfo"):
        before, _, after = line.partition(" - ")
        own, kind = before.split(" "), after.split(" ")
        if len(own) < 5 or len(kind) < 3:
            continue
        where = root / _unescaped(own[4]).lstrip("/")
        if kind[0] == "cgroup2":
            yield 2, _unescaped(own[3]), where
        elif kind[0] == "cgroup" and "memory" in kind[2].split(","):
            yield 1, _unescaped(own[3]), where


def _below(group: str, outer: str) -> str:
    """The group's path below what is mounted; a group that is not inside it is only known by what is mounted."""
    parts = [part for part in group.split("/") if part]
    top = [part for part in outer.split("/") if part]
    if ".." in parts or parts[: len(top)] != top:
        return ""
    return "/".join(parts[len(top) :])


def _unescaped(text: str) -> str:
    """A path of mountinfo, where a space is written as backslash 040."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except OSError:
        return []


def _number(path: Path) -> int | None:
    text = "".join(_lines(path)).strip()
    return int(text) if text.isdecimal() else None


def _stat(path: Path) -> dict[str, int]:
    pairs = (line.split() for line in _lines(path))
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdecimal()}
