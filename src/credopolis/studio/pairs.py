"""What two regimes make of the same life on the same day: the layers of the wall of differences.

Grades are held against one another only where both rulebooks have the same grades with the same bands. A lock and a
list mean the same under any rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from credopolis.analysis.comparisons.common import same_ladder
from credopolis.core.svg import BLUE, GREY, ORANGE
from credopolis.studio.layer import Layer

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_SAME: Final = "#c9d3dc"
_BOTH: Final = "#7b3294"
_TROUBLE: Final = {"lock": "in a lock", "list": "on a list"}


@dataclass(frozen=True)
class PairLayer:
    """A layer of differences. a, b : numbers of the layers it is of; None where the rules have none such: nobody is.

    of : the value, by the value under the first rules and under the second. labels, colours : of each value.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    a: int | None
    b: int | None
    of: tuple[tuple[int, ...], ...]

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "name": self.name, "title": self.title, "labels": self.labels, "colours": self.colours, "a": self.a,
            "b": self.b, "of": self.of,
        }  # fmt: skip


def pairs_of(a: Scenario, b: Scenario, layers_a: tuple[Layer, ...], layers_b: tuple[Layer, ...]) -> list[PairLayer]:
    """The layers of differences of two societies of the same people, that which says most first."""
    names_a, names_b = ([layer.name for layer in layers] for layers in (layers_a, layers_b))
    found = []
    if "grade" in names_a and "grade" in names_b and same_ladder(a, b) and len(a.rulebook.grade_names) > 1:
        found.append(_grades(len(a.rulebook.grade_names), names_a.index("grade"), names_b.index("grade")))
    for name, words in _TROUBLE.items():
        at = tuple(names.index(name) if name in names else None for names in (names_a, names_b))
        if at != (None, None):
            sizes = [1 if k is None else len(of[k].labels) for k, of in zip(at, (layers_a, layers_b), strict=True)]
            found.append(_trouble(name, words, at, sizes))
    return found


def _grades(n: int, a: int, b: int) -> PairLayer:
    """Lower, the same or higher; the last value of a layer of grades is that of lives that are not scored."""
    labels = ("a lower grade under B", "the same", "a higher grade under B", "scored under one only")
    of = tuple(
        tuple(1 if x == y else 3 if n in (x, y) else 0 if y < x else 2 for y in range(n + 1)) for x in range(n + 1)
    )
    return PairLayer("grade", "Grade", labels, (ORANGE, _SAME, BLUE, GREY), a, b, of)


def _trouble(name: str, words: str, at: tuple[int | None, ...], sizes: list[int]) -> PairLayer:
    labels = (f"{words} under B only", "the same", f"{words} under A only", f"{words} under both")
    codes = {(False, False): 1, (True, True): 3, (False, True): 0, (True, False): 2}
    of = tuple(tuple(codes[x > 0, y > 0] for y in range(sizes[1])) for x in range(sizes[0]))
    return PairLayer(name, name.capitalize(), labels, (ORANGE, _SAME, BLUE, _BOTH), at[0], at[1], of)
