"""The sources that kernels are compiled from: a hash of them, and whether they are still as they were read.

A process compiles what it imported, which is not what stands on disk once somebody edits a file. What it compiles may
be kept for others, or taken from others, only while both are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from credopolis.core.bytecode import runs_other_code

# All rooms that kernels can import from: constants of these are compiled into machine code.
KERNEL_ROOMS: Final = ("core", "rulebook", "mechanisms", "society", "firms", "engine")
_EDITED: Final = "-edited"

Stamp = tuple[str, int, int, int]


@dataclass(frozen=True)
class KernelSources:
    """Sources as they were when read. stamps : path, inode, size and time of change of each. stale : those of which
    Python runs something else than stands there (`core.bytecode`).
    """

    package: Path
    digest: str
    salt: tuple[str, ...]
    stamps: tuple[Stamp, ...]
    stale: tuple[str, ...] = ()

    def unchanged(self) -> bool:
        """Whether the files on disk are those that were read and that Python runs; False also if there were none (a
        package in a zip).
        """
        if not self.stamps or self.stale:
            return False
        try:
            return _stamps(self.package) == self.stamps or read_sources(self.package, self.salt).digest == self.digest
        except OSError:
            return False

    def identity(self) -> str:
        """The digest; marked if the files changed since or are not what Python runs: who knows what was imported."""
        return self.digest if self.unchanged() else self.digest + _EDITED


def read_sources(package: Path, salt: Iterable[str]) -> KernelSources:
    """Read the sources of kernels below a package's folder. salt : versions that belong to the hash."""
    salt, stamps = tuple(salt), _stamps(package)
    digest = hashlib.blake2b(repr(salt).encode(), digest_size=8)
    for path in _files(package):
        digest.update(f"\0{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes())
    stale = tuple(str(path) for path in _files(package) if runs_other_code(path))
    return KernelSources(package, digest.hexdigest(), salt, stamps, stale)


def _files(package: Path) -> Iterator[Path]:
    for room in KERNEL_ROOMS:
        yield from sorted((package / room).rglob("*.py"))


def _stamps(package: Path) -> tuple[Stamp, ...]:
    found = ((path, path.stat()) for path in _files(package))
    return tuple((str(path), about.st_ino, about.st_size, about.st_ctime_ns) for path, about in found)
