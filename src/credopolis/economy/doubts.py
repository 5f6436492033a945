"""Both doubts of a figure: chance, over seeds, and the assumptions, over their ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from credopolis.core.lopsided import value_at
from credopolis.firms.given import FirmGiven

LEVEL: Final = 0.9
Drawn = Mapping[str, float]


@dataclass(frozen=True)
class BothDoubts:
    """A figure with both doubts. value : the mean over seeds. low, high : the middle 90 % over seeds. least, most : the
    middle 90 % over draws of the assumptions; None without draws."""

    name: str
    words: str
    value: float
    low: float
    high: float
    least: float | None
    most: float | None


def middle(values: Sequence[float]) -> tuple[float, float]:
    """The ends of the middle 90 % of some values."""
    ends = np.quantile(np.array(values), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(ends[0]), float(ends[1])


def draws_of(ranges: Mapping[str, FirmGiven], draws: int, seed: int) -> list[dict[str, float]]:
    """Values of parameters from their ranges: as often below the value as above, evenly on either side, for ranges are
    lopsided. In as many layers as draws, one value in each."""
    found = [dict[str, float]() for _ in range(draws)]
    for number, (name, one) in enumerate(ranges.items()):
        stream = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, number, draws]))
        layers = (stream.permutation(draws) + stream.random(draws)) / draws
        for k, share in enumerate(layers):
            found[k][name] = value_at(one.low, one.value, one.high, float(share))
    return found


def doubted(
    name: str, words: str, over_seeds: Sequence[float], over_draws: Sequence[float], value: float | None = None
) -> BothDoubts:
    """A figure from what it was by chance and over the assumptions. value : None for the mean over seeds."""
    least, most = middle(over_draws) if over_draws else (None, None)
    value = float(np.mean(over_seeds)) if value is None else value
    return BothDoubts(name, words, value, *middle(over_seeds), least, most)


def both(
    ask: Callable[[int, Drawn], Mapping[str, float]], seeds: Sequence[int], drawn: Sequence[Drawn],
    words: Callable[[str], str],
) -> tuple[BothDoubts, ...]:  # fmt: skip
    """Ask the same with each seed, and with the first seed under each draw of the assumptions. What is not known in
    one of them is left out."""
    over_seeds = [ask(seed, {}) for seed in seeds]
    over_draws = [ask(seeds[0], one) for one in drawn]
    return tuple(
        doubted(name, words(name), [one[name] for one in over_seeds], [one[name] for one in over_draws])
        for name in known_in([*over_seeds, *over_draws])
    )


def known_in(all_of: Sequence[Mapping[str, float]]) -> list[str]:
    """Names of the figures that are known each time, in order."""
    return [name for name in all_of[0] if all(name in one for one in all_of)]


FINDING: Final = 0.95
"""The share of draws of the assumptions that must have the sign of a difference."""


def told_of(difference: BothDoubts, over_draws: Sequence[float]) -> tuple[float | None, str]:
    """In which share of draws a difference has its sign, None without draws, and what it may be called.

    A finding keeps clear of 0 by chance and has its sign in 95 % of the draws; else it is open.
    """
    if not over_draws:
        return None, "not asked"
    holds = float(np.mean([np.sign(one) == np.sign(difference.value) for one in over_draws]))
    return holds, "finding" if holds >= FINDING and difference.low * difference.high > 0 else "open"
