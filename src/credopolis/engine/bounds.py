"""Words for what cannot be: a value of a frozen run that is held against what it may be."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from credopolis.core.errors import CredopolisError
from credopolis.engine.world import Array

_LONGEST: Final = 80


class Unsound(CredopolisError):
    """A frozen run that cannot be one of this scenario."""

    def __init__(self, what: str, value: object, allowed: str) -> None:
        self.what, self.value, self.allowed = what, value, allowed
        super().__init__(f"{what} is {value}; allowed: {allowed}")


def same(what: str, value: object, wanted: object) -> None:
    """Refuse a value that is another."""
    refuse_unless(bool(value == wanted), what, value, f"{wanted}")


def refuse_unless(fine: bool, what: str, value: object, allowed: str) -> None:
    """Refuse a value unless it is fine."""
    if not fine:
        text = ascii(value)
        raise Unsound(what, text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}...", allowed)


def within(name: str, values: Array, low: Any, high: Any) -> None:
    """Refuse values outside [low, high], and those that are no numbers. low, high : of all, or of each."""
    fine = (values >= low) & (values <= high)
    if not fine.all():
        k = int(np.argmin(fine))
        lowest, highest = (np.broadcast_to(bound, values.shape)[k] for bound in (low, high))
        raise Unsound(f"{name}[{k}]", _shown(values[k]), f"{_shown(lowest)} to {_shown(highest)}")


def none(name: str, bad: Array, values: Array, allowed: str, places: Array | None = None) -> None:
    """Refuse values that are marked as bad. places : where the marks stand among the values, if not one by one."""
    if bad.any():
        k = int(np.argmax(bad))
        k = k if places is None else int(places[k])
        raise Unsound(f"{name}[{k}]", _shown(values[k]), allowed)


def _shown(value: Any) -> str:
    number = float(value)
    return f"{number:g}" if not math.isfinite(number) or number != int(number) else f"{int(number)}"
