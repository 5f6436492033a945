"""Devices to write to in tests: as root never the machine's own, which a fault under test would take from everybody."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

NUMBERS = {"null": (1, 3), "zero": (1, 5), "full": (1, 7)}


def device(folder: Path, name: str) -> Path:
    """A device such as `/dev/full`: the machine's if it cannot be harmed, as root one of our own in a folder."""
    if os.geteuid() != 0:
        path = Path("/dev") / name
        if not path.is_char_device():
            pytest.skip(f"there is no /dev/{name} here")
        return path
    path = folder / name
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(*NUMBERS[name]))
        with open(path, "rb"):
            pass
    except OSError:
        path.unlink(missing_ok=True)
        pytest.skip("this file system takes no devices")
    return path


def stdout_of(folder: Path) -> Path:
    """What stands for the standard output of whoever opens it, as `/dev/stdout` does."""
    if os.geteuid() != 0:
        return Path("/dev/stdout")
    path = folder / "stdout"
    path.symlink_to("/proc/self/fd/1")
    return path
