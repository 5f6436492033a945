"""Names of the files of compiled kernels: all that the machine code depends on, besides the package's sources."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from credopolis.core.kept import SUFFIX

_LONGEST: Final = 120


def beginning_of(function: Callable[..., Any]) -> str:
    """How the names of all compiled forms of a Python function begin."""
    plain = re.sub(r"[^\w.]", "", f"{function.__module__}.{function.__qualname__}", flags=re.ASCII)
    return f"{plain[-_LONGEST:]}-"


def name_of(
    function: Callable[..., Any], signature: object, processor: tuple[str, ...], settings: tuple[str, ...]
) -> str:
    """The name for one compiled form; empty if the function's source is not in a file, so that it cannot be kept.

    signature : types of the arguments. processor : platform, name and features, as Numba tells them. settings : of
    Numba's, that change what it compiles.
    """
    code = function.__code__
    try:
        source = Path(code.co_filename).read_bytes()
    except OSError:
        return ""
    python = (sys.implementation.cache_tag, getattr(sys, "abiflags", ""), importlib.util.MAGIC_NUMBER)
    parts = (repr(signature), processor, settings, python, code.co_firstlineno, code.co_code, source)
    return f"{beginning_of(function)}{hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()}{SUFFIX}"
