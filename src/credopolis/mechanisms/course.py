"""Course: what of a life's stages takes a few bits stands in one number of two bytes, whoever owns it.

A column with `bits` lies there and has no place of its own: how far somebody has come with the army and the Party, whether
it went to kindergarten, what schooling it will have had, and whether it seeks work. The bits lie in the order of
`mechanisms.all`, the first at the right, so where they are is the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from credopolis.core.jit import formula
from credopolis.core.schema import Column

NAME: Final = "course"
BITS: Final = 16


def lay_bits(columns: Iterable[Column]) -> dict[str, tuple[int, int]]:
    """Where columns with `bits` lie in the number that they share: by name, bits below it and the largest value.

    Raises
    ------
    ValueError
        If they need more bits than it has, or two have one name.
    """
    found: dict[str, tuple[int, int]] = {}
    low = 0
    for column in columns:
        if column.bits == 0:
            continue
        if column.name in found:
            raise ValueError(f"two columns with bits are called {column.name!r}")
        found[column.name] = low, (1 << column.bits) - 1
        low += column.bits
    if low > BITS:
        raise ValueError(f"columns with bits need {low} of them, and there are {BITS}")
    return found


@formula
def part_of(course, low, most):
    """The value of a column that lies in a course. low, most : see `lay_bits`."""
    return (course >> low) & most


@formula
def with_part(course, low, most, value):
    """A course in which a column has another value."""
    return (course & ~(most << low)) | (value << low)
