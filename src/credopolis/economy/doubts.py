"""Both doubts of a figure: chance, over seeds, and the assumptions, over their ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

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
            found[k][name] = _at(one, float(share))
    return found


def _at(one: FirmGiven, share: float) -> float:
    """A value of a range, of which the usual one is the median."""
    if share < 0.5:
        return one.low + 2.0 * share * (one.value - one.low)
    return one.value + (2.0 * share - 1.0) * (one.high - one.value)


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
    """Ask the same with each seed, and with the first seed under each draw of the assumptions."""
    over_seeds = [ask(seed, {}) for seed in seeds]
    over_draws = [ask(seeds[0], one) for one in drawn]
    return tuple(
        doubted(name, words(name), [one[name] for one in over_seeds], [one[name] for one in over_draws])
        for name in over_seeds[0]
    )
