"""Which scenario a frozen run belongs to: a hash of everything that decides a run's bits, field by field.

Fields are found, not listed, so that a new one is covered on the day it is added. Only `Scenario.source`, `files` and
`copies` are left out: they say where the files lay, and these are held against their own hashes when a scenario is
built again; and `bygone`, rules by which nobody lives any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np
from pydantic import BaseModel

from credopolis.core.jit import kernels_digest
from credopolis.engine.scenario import Scenario

NOT_IN_DIGEST: Final = ("source", "files", "copies", "bygone")
_DIGEST_BYTES: Final = 16
_PLAIN: Final = (bool, int, float, str, date, type(None))


def scenario_digest(scenario: Scenario) -> str:
    """A hash of a scenario: its society, conduct, rulebook and regime, its length and start, and the kernels."""
    digest = hashlib.blake2b(kernels_digest().encode(), digest_size=_DIGEST_BYTES)
    for f in fields(scenario):
        if f.name not in NOT_IN_DIGEST:
            _say(digest.update, f.name)
            _feed(digest.update, getattr(scenario, f.name))
    return digest.hexdigest()


def value_digest(value: Any) -> str:
    """A hash of one thing that a scenario holds."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    _feed(digest.update, value)
    return digest.hexdigest()


def _say(update: Callable[[bytes], object], text: str) -> None:
    """Text with its length before it, so that no two sequences of texts are the same bytes."""
    data = text.encode("utf-8", "surrogatepass")
    update(b"%d:" % len(data))
    update(data)


def _feed(update: Callable[[bytes], object], value: Any) -> None:
    """A value with its type; the order of mappings counts, since acts and lists are numbered in it."""
    kind: Any = type(value)
    _say(update, kind.__name__)
    if kind in _PLAIN:
        _say(update, repr(value))
    elif isinstance(value, np.ndarray):
        _say(update, f"{value.dtype.str}{value.shape}")
        update(np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value) or isinstance(value, BaseModel):
        for name in _names(kind):
            _say(update, name)
            _feed(update, getattr(value, name))
    elif isinstance(value, Mapping):
        _say(update, str(len(value)))
        for key, item in value.items():
            _feed(update, key)
            _feed(update, item)
    elif isinstance(value, tuple | list):
        _say(update, str(len(value)))
        for item in value:
            _feed(update, item)
    elif isinstance(value, np.generic):
        _say(update, repr(value.item()))
    else:
        raise TypeError(f"a scenario holds a {kind.__name__}, which has no hash")


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass or a pydantic model."""
    return tuple(kind.model_fields) if issubclass(kind, BaseModel) else tuple(f.name for f in fields(kind))
