"""The root of a rising function, by regula falsi (Illinois), in plain arithmetic."""

from __future__ import annotations

from collections.abc import Callable


def rising_root(function: Callable[[float], float], low: float, high: float, close: float, steps: int = 60) -> float:
    """Where a rising function crosses 0 between low and high, to within `close` of its value there.

    The end nearer to 0 if it does not cross.
    """
    at_low, at_high = function(low), function(high)
    if at_low >= 0.0:
        return low
    if at_high <= 0.0:
        return high
    side = 0
    guess = low
    for _ in range(steps):
        guess = (low * at_high - high * at_low) / (at_high - at_low)
        value = function(guess)
        if abs(value) < close:
            break
        if value < 0.0:
            low, at_low = guess, value
            at_high = at_high / 2.0 if side < 0 else at_high
            side = -1
        else:
            high, at_high = guess, value
            at_low = at_low / 2.0 if side > 0 else at_low
            side = 1
    return guess
