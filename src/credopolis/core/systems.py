"""Which systems can do what: rulebooks are checked and audited wherever Python works, runs need Linux or macOS.

Runs lock their folders with `flock`, read limits with `getrlimit`, write relative to handles of folders, and are told
apart from their forks. Windows has none of these.
"""

from __future__ import annotations

import os
from typing import Final

from credopolis.core.errors import Misuse

_MODULES: Final = ("fcntl", "resource")
_NAMES: Final = ("O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "geteuid", "register_at_fork")


def has_handles() -> bool:
    """Whether files can be reached through handles of folders."""
    return {os.open, os.unlink, os.mkdir} <= os.supports_dir_fd and hasattr(os, "O_DIRECTORY")


def flag(name: str) -> int:
    """A flag of `os.open`; nothing where the system has no such flag."""
    return int(getattr(os, name, 0))


def user() -> int:
    """The number of the user whom this process works for; the owner of every file where users have none."""
    number: int = os.geteuid() if hasattr(os, "geteuid") else 0
    return number


def check_runs() -> None:
    """Refuse to make or read runs where they cannot be.

    Raises
    ------
    Misuse
        If this system has not what they need.
    """
    if has_handles() and all(map(_importable, _MODULES)) and all(hasattr(os, name) for name in _NAMES):
        return
    raise Misuse(
        "Runs are made and read on Linux and macOS only (on Windows within WSL), for they need what POSIX systems "
        "have. What works here: `credopolis audit`, `credopolis rulebook`, `credopolis facts`, and cp.audit in Python."
    )


def _importable(module: str) -> bool:
    try:
        __import__(module)
    except ImportError:
        return False
    return True
