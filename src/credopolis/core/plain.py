"""Plain data from Python: what a file could hold, and nothing else, such as a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from credopolis.core.errors import BadValue
from credopolis.core.persons import NO_PERSONS

MOST_DEEP: Final = 20
MOST_VALUES: Final = 20_000
_ALLOWED: Final = "mappings with text keys, lists, numbers, true or false and words, as a file could hold them"


def plain_data(given: object, what: str) -> Any:
    """A copy of the data in mappings, lists and plain values; numbers of NumPy become Python's.

    Raises
    ------
    BadValue
        If a table, an object or a number that is not finite is among them, or more than a file could hold.
    """
    left = [MOST_VALUES]

    def copy(value: object, place: str, depth: int) -> Any:
        left[0] -= 1
        if depth > MOST_DEEP or left[0] < 0:
            bound = f"{MOST_DEEP} levels deep" if depth > MOST_DEEP else f"{MOST_VALUES:,} values"
            raise BadValue(what, "more", f"at most {bound}", NO_PERSONS)
        if value is None or isinstance(value, str | bool | int):
            return value
        if isinstance(value, float) and math.isfinite(value):
            return float(value)
        if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
            return {key: copy(inner, f"{place}.{key[:60]}", depth + 1) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [copy(inner, f"{place}[{k}]", depth + 1) for k, inner in enumerate(value)]
        if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0:
            return copy(value.item(), place, depth)  # type: ignore[attr-defined]
        raise BadValue(place, value, _ALLOWED, NO_PERSONS)

    return copy(given, what, 0)
