"""How a number is rounded, in one place: to the digits that its interval leaves known."""

from __future__ import annotations

import math
from typing import Final

_TWO_FIGURES: Final = 3.545
"""First figures of the half of an interval up to which it is given to two figures."""
_NOTHING: Final = 1e-9
"""An interval that is so narrow beside its value is what adding up leaves over."""


def digits_known(width: float) -> int:
    """Digits behind the point that are known of a number whose interval is so wide; -2 if no more than hundreds are.

    The half of the interval is then between 3.5 and 36 units of the last digit: no digit is shown that the interval
    leaves wholly open, and its ends are off by a seventh of its half at the most.

    Source
    ------
    Particle Data Group, Review of Particle Physics, Introduction, rounding: an error whose first three figures are 354
    or less is given to two figures, else to one (and from 950 on to two, as 1,000 is).
    """
    half = width / 2
    power = math.floor(math.log10(half))
    return (1 if half / 10.0**power < _TWO_FIGURES else 0) - power


def rounded(value: float, width: float, signed: bool = False) -> str:
    """A number to the digits that an interval of this width leaves known, thousands set apart; as `figures` without.

    signed : with a plus unless it is less than nothing.
    """
    if not math.isfinite(value):
        return "-"
    if not math.isfinite(width) or width <= _NOTHING * abs(value):
        return f"{'+' if signed and value > 0 else ''}{figures(value)}"
    return with_digits(value, digits_known(width), signed)


def with_digits(value: float, digits: int, signed: bool = False) -> str:
    """A number to so many digits behind the point, -2 for whole hundreds; thousands set apart. signed : with a plus."""
    plus = "+" if signed else ""
    return f"{round(value, digits) if digits < 0 else value:{plus}z,.{max(digits, 0)}f}"


def digits_of(value: float, figures: int) -> int:
    """Digits behind the point with which a number has so many figures; 0 has none."""
    return figures - 1 - math.floor(math.log10(abs(value))) if value else 0


def figures(value: float, most: int = 3) -> str:
    """A number that comes without an interval: to so many figures, but never to less than a whole; thousands apart."""
    if not math.isfinite(value):
        return "-"
    if value == 0:
        return "0"
    return with_digits(value, max(0, digits_of(value, most)))
