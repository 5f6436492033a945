"""What the path of a setting leads to, and whether a value can stand there.

Told from the shapes of files alone, so that the file of a reform is judged when it is read, before there is a run.
Whether a file has an act or a grade of that name, only that file tells.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.faults import near_miss
from credopolis.core.shapes import Bad, Leaf, MapOf, Reading, Record, Shape, Text
from credopolis.core.yamlfile import KeyPath
from credopolis.library.overrides import Value
from credopolis.library.shapes import REGIME
from credopolis.mechanisms.conduct_table import CONDUCT_TABLE
from credopolis.rulebook.shape import RULEBOOK

_FILES: Final[dict[str, Shape[Any]]] = {
    "rulebook": RULEBOOK, "regime": REGIME.keys["parameters"].shape, "conduct": CONDUCT_TABLE,
}  # fmt: skip
_TEXT: Final = Text()


def check_setting(setting: str, value: Value, place: KeyPath, reading: Reading) -> None:
    """Note what is wrong with a value at a path, as the file would that the path leads into.

    setting : the path, beginning with rulebook, regime or conduct. place : where faults are noted.
    """
    file, *steps = setting.split(".")
    shape = _FILES[file]
    for step in steps:
        inner = _inner(shape, step, place, reading)
        if inner is None:
            return
        shape = inner
    if isinstance(shape, Leaf):
        shape.read_plain(value, place, reading)
    else:
        reading.refuse(place, "this path leads to a block, not to a value", ..., remedy="Name a value in it.")


def _inner(shape: Shape[Any], step: str, place: KeyPath, reading: Reading) -> Shape[Any] | None:
    """The shape that a step leads to; None, and a fault, if it leads nowhere."""
    known: dict[str, Shape[Any]] = {"source": _TEXT, "note": _TEXT}
    if isinstance(shape, MapOf):
        return None if isinstance(shape.key.read_plain(step, place, reading), Bad) else shape.value
    if isinstance(shape, Record):
        known = {name: key.shape for name, key in shape.keys.items()} | known
    elif isinstance(shape, Leaf):
        known["value"] = shape
    if step not in known:
        reading.refuse(place, f"the path has no step {step!r} here", ..., ", ".join(known), near_miss(step, known))
    return known.get(step)
