"""The shape of an age curve in a file: a few ages, and how common an act is at each beside the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, final

from credopolis.core.reading import DURATION_SCHEMA
from credopolis.core.shapes import BAD, Bad, Days, Leaf, Number, Reading, Schema
from credopolis.core.yamlfile import KeyPath

AgePoints = tuple[tuple[int, float], ...]
"""Ages in days, rising, each with a relative rate; () where an act follows no age."""

MOST_POINTS: Final = 30
_AGE: Final = Days(0)
_RATE: Final = Number(0, 1000)


@final
@dataclass(frozen=True)
class AgeCurve(Leaf[AgePoints]):
    """A list of pairs, age and relative rate, the youngest first; an empty list is flat."""

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> AgePoints | Bad:
        if not isinstance(node, list) or len(node) > MOST_POINTS or len(node) == 1:
            reading.refuse(path, "not an age curve", node, self.allowed(), "Write [[20y, 1], [60y, 0.5]], or [].")
            return BAD
        points: list[tuple[int, float]] = []
        for k, pair in enumerate(node):
            if not isinstance(pair, list) or len(pair) != 2:
                remedy = "Write [40y, 0.5]."
                reading.refuse((*path, k), "not an age and a rate", pair, "a list of two", remedy)
                return BAD
            age = _AGE.read_plain(pair[0], (*path, k, 0), reading)
            rate = _RATE.read_plain(pair[1], (*path, k, 1), reading)
            if isinstance(age, Bad) or isinstance(rate, Bad):
                return BAD
            if points and age <= points[-1][0]:
                remedy = "Put the younger age first."
                reading.refuse((*path, k), "the ages do not rise", pair, "an age above the one before", remedy)
                return BAD
            points.append((age, rate))
        if points and not any(rate for _, rate in points):
            reading.refuse(path, "nobody of any age does it", node, "a rate above 0 somewhere", "Raise one of them.")
            return BAD
        return tuple(points)

    def allowed(self) -> str:
        return f"a list of 2 to {MOST_POINTS} pairs of an age and a rate, or an empty one"

    def plain_schema(self) -> Schema:
        pair = {
            "type": "array", "prefixItems": [DURATION_SCHEMA, _RATE.plain_schema()], "items": False, "minItems": 2,
            "maxItems": 2,
        }  # fmt: skip
        points = {"type": "array", "items": pair, "minItems": 2, "maxItems": MOST_POINTS}
        return {"anyOf": [points, {"type": "array", "maxItems": 0}]}
