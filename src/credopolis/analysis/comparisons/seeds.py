"""One seed of a comparison: every regime run on it, what is kept of that, and lives told under two regimes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.comparisons.twins import Pair, example_lives, pair, row_of
from credopolis.analysis.comparisons.variants import Variant
from credopolis.analysis.lives.dossier import Dossier, dossier_of
from credopolis.analysis.measures.headlines import Measure
from credopolis.analysis.measures.measured import Measured, Values, gather

MOST_HIT: Final = 12
"""Of those who lose most under a regime, so many are named."""


@dataclass(frozen=True)
class TwinStory:
    """One life told under both regimes, and why it was chosen."""

    regime: str
    against: str
    chosen: str
    seed: int
    life: int
    first: Dossier
    second: Dossier


@dataclass(frozen=True)
class HardHit:
    """A life of the first seed that stands worse under a regime than under the first one.

    change : of its standing, in hundredths of the yardstick, below 0.
    """

    regime: str
    life: int
    change: float


@dataclass(frozen=True)
class OneSeed:
    """What is kept of one seed. values : (n_regimes, n_measures, FOUND); rows, yardsticks : of the second and later
    regimes, (n_regimes - 1, n_groups, 6); stories, hardest : of the first seed only.
    """

    seed: int
    values: Values
    rows: Values
    yardsticks: tuple[str, ...]
    stories: tuple[TwinStory, ...] = ()
    hardest: tuple[HardHit, ...] = ()


class Kept(Protocol):
    """Where finished seeds are kept."""

    def of(self, seed: int, n_measures: int) -> OneSeed | None:
        """A seed that was finished before, or None."""

    def keep(self, one: OneSeed) -> None:
        """Keep a seed."""


def one_seed(
    variants: Sequence[Variant], measures: Sequence[Measure], closed: Sequence[NDArray[np.bool_] | None], seed: int,
    workers: int, stories: bool,
) -> OneSeed:  # fmt: skip
    """Run every regime on one seed. closed : of each the states in which some service is closed, if measured."""
    base: Measured | None = None
    values, rows, yardsticks = [], [], []
    told, hit = list[TwinStory](), list[HardHit]()
    for variant, shut in zip(variants, closed, strict=True):
        found = gather(replace(variant.scenario, seed=seed), workers, keep_fields=stories, restricted=shut)
        values.append([m.found(found) for m in measures])
        if base is None:
            base = found
            continue
        twins = pair(base, found)
        rows.append(row_of(twins))
        yardsticks.append(twins.yardstick)
        if stories:
            told += tell_examples(variants[0].name, variant.name, base, found, twins)
            hit += hardest_hit(variant.name, twins)
    return OneSeed(seed, np.array(values, np.float64), np.stack(rows), tuple(yardsticks), tuple(told), tuple(hit))


def hardest_hit(regime: str, twins: Pair, most: int = MOST_HIT) -> list[HardHit]:
    """The lives that lose most under a regime, those first; of equals the first by number."""
    change = twins.change
    order = np.argsort(change, kind="stable")[:most]
    return [HardHit(regime, int(life), float(100.0 * change[life])) for life in order if change[life] < 0]


def tell_examples(against: str, regime: str, a: Measured, b: Measured, twins: Pair) -> list[TwinStory]:
    """Up to three lives under both regimes, by replay from the fields that both runs kept."""
    told = []
    for why, life in example_lives(twins):
        if a.fields is not None and b.fields is not None:
            first, second = (dossier_of(m.scenario, life, m.fields) for m in (a, b) if m.fields is not None)
            told.append(TwinStory(regime, against, why, a.scenario.seed, life, first, second))
    return told
