"""All mechanisms, and what follows from what they declare: the one place where the rest of the program asks."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

from credopolis.core.axes import Tally
from credopolis.mechanisms import (
    conduct,
    discretion,
    due_process,
    faces,
    informants,
    ladder,
    office,
    officers,
    perception,
    platform,
    records,
    removal,
    watch,
)
from credopolis.mechanisms.declare import Dial, Line, ProvinceField, Sum

MODULES: Final[tuple[ModuleType, ...]] = (
    ladder, removal, conduct, perception, informants, records, faces, office, officers, watch, discretion, platform,
    due_process,
)  # fmt: skip
"""Every module of a mechanism; what it owns stands in the order of this list."""


def _all(name: str) -> Iterator[Any]:
    """Everything that modules declare under a name."""
    for module in MODULES:
        yield from getattr(module, name, ())


TALLIES: Final[tuple[Tally, ...]] = tuple(_all("TALLIES"))
DIALS: Final[tuple[Dial, ...]] = tuple(_all("DIALS"))
SUMS: Final[tuple[Sum, ...]] = tuple(sorted(_all("SUMS"), key=lambda one: not one.lasting))
"""Lasting ones first, so that those to be emptied after each tick lie together."""
FIELDS: Final[tuple[ProvinceField, ...]] = tuple(_all("FIELDS"))
LINES: Final[tuple[Line, ...]] = tuple(_all("LINES"))
