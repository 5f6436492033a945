"""Twins: the same life under two regimes on the same seed; who ends better or worse off, and by how much.

The yardstick is the worth of the gates that are open to a life on the last day, as a share of what its rulebook can
open (1 in the best state, 0 in the worst, and 0 if removed from civic life), if both name the same gates. Else it is
the rank of the grade, from 0 for the lowest to 1 for the highest, if both have the same grades with the same bands.
Else there is no yardstick, and no verdict. Lives that neither regime scores or lists (children, say)
are left out. A change is small if it is under half a point in a hundred.

Better and worse are the rulebooks' own words, worked out: nobody's well-being is measured here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.comparisons.common import same_gates, same_ladder
from credopolis.analysis.measures.doubt import paired
from credopolis.analysis.measures.intervals import Estimate, student
from credopolis.analysis.measures.measured import AXES, SHAPE, Lives, Measured

SMALL: Final = 0.005
GATES, RANK = "worth of the gates open", "rank of the grade"
NO_VERDICT: Final = ""
"""The yardstick where there is none: the rulebooks name other gates, and their grades are others too."""
EXAMPLES: Final = (
    "of those worse off, the one who loses most", "of those better off, the one who gains most",
    "of those whose standing changed, the one in the middle",
)  # fmt: skip


@dataclass(frozen=True)
class GroupOfTwins:
    """Twins of one group: percentages of its lives, and mean changes in hundredths of the yardstick.

    better, worse : % of the lives counted; change : mean over all of them; gain, loss : mean over those better, worse
    off. Intervals are over seeds.
    """

    column: str
    group: str
    lives: float
    better: Estimate
    worse: Estimate
    change: Estimate
    gain: Estimate
    loss: Estimate


@dataclass(frozen=True)
class Twins:
    """Lives under one regime beside the same lives under another."""

    regime: str
    against: str
    yardstick: str
    groups: tuple[GroupOfTwins, ...]


@dataclass(frozen=True)
class Pair:
    """One seed's twins, each (n_lives,): standings under both regimes in [0, 1], which lives count, their cells."""

    yardstick: str
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    counted: NDArray[np.bool_]
    cell: NDArray[np.int64]

    @property
    def change(self) -> NDArray[np.float64]:
        """Standing under the second less under the first; 0 where it is small or the life does not count."""
        moved = np.where(self.counted, self.b - self.a, 0.0)
        return np.where(np.abs(moved) < SMALL, 0.0, moved)


def pair(a: Measured, b: Measured) -> Pair:
    """Standings of the same lives under two regimes."""
    if a.lives is None or b.lives is None:
        raise ValueError("both runs must have kept how lives ended")
    gates = all(np.ptp(m.scenario.rulebook.worth) > 0 for m in (a, b)) and same_gates(a.scenario, b.scenario)
    counted = _counts(a.lives) | _counts(b.lives)
    if not gates and not same_ladder(a.scenario, b.scenario):
        nothing = np.zeros(len(counted))
        return Pair(NO_VERDICT, nothing, nothing, np.zeros_like(counted), a.lives.cell)
    standings = [_standing(m, lives, gates) for m, lives in ((a, a.lives), (b, b.lives))]
    return Pair(GATES if gates else RANK, standings[0], standings[1], counted, a.lives.cell)


def _counts(lives: Lives) -> NDArray[np.bool_]:
    """Lives to whom the regime speaks: scored, or on a list."""
    return np.asarray(lives.scored | lives.listed)


def _standing(m: Measured, lives: Lives, gates: bool) -> NDArray[np.float64]:
    if gates:
        return lives.worth.astype(np.float64)
    book = m.scenario.rulebook
    grade = np.where(lives.grade < book.n_graded, lives.grade, book.start_grade)
    rank = grade / max(book.n_graded - 1, 1)
    return np.where(lives.removed, 0.0, rank)


def row_of(twins: Pair) -> NDArray[np.float64]:
    """What is kept of one seed: (n_groups, 6) lives, % better, % worse, mean change, mean gain, mean loss."""
    change = twins.change
    rows = []
    for column, label in groups():
        mine = twins.counted & _in_group(twins.cell, column, label)
        moved = change[mine]
        n, up, down = len(moved), moved > 0, moved < 0
        rows.append((
            n, _of(100.0 * up.sum(), n), _of(100.0 * down.sum(), n), _of(100.0 * moved.sum(), n),
            _of(100.0 * moved[up].sum(), up.sum()), _of(100.0 * moved[down].sum(), down.sum()),
        ))  # fmt: skip
    return np.array(rows, np.float64)


def _of(total: float, n: float) -> float:
    return float(total) / float(n) if n else float("nan")


def groups() -> tuple[tuple[str, str], ...]:
    """All lives, then every group by column."""
    return (("all", "all lives"), *((column, label) for column, (_, labels) in AXES.items() for label in labels))


def _in_group(cell: NDArray[np.int64], column: str, label: str) -> NDArray[np.bool_]:
    if column == "all":
        return np.ones(len(cell), bool)
    axis, labels = AXES[column]
    return np.asarray(np.unravel_index(cell, SHAPE)[axis] == labels.index(label))


def twins_over_seeds(
    regime: str, against: str, yardstick: str, rows: Sequence[NDArray[np.float64]], level: float
) -> Twins:
    """Twins of every group with intervals over seeds. rows : what `row_of` gave, one a seed."""
    stacked = np.stack(rows)
    found = []
    for k, (column, label) in enumerate(groups()):
        lives, *values = (stacked[:, k, j] for j in range(stacked.shape[2]))
        if lives.min() > 0:
            better, worse = (_share_of(v, 100.0 / lives, level) for v in values[:2])
            rest = (student(v, level) for v in values[2:])
            found.append(GroupOfTwins(column, label, float(lives.mean()), better, worse, *rest))
    return Twins(regime, against, yardstick, tuple(found))


def _share_of(values: NDArray[np.float64], steps: NDArray[np.float64], level: float) -> Estimate:
    """A share in % over seeds, whose interval holds if hardly a life is in it."""
    found = paired(values, steps, level).estimate
    return Estimate(found.value, max(found.low, 0.0), min(found.high, 100.0)) if found.low == found.low else found


def example_lives(twins: Pair) -> tuple[tuple[str, int], ...]:
    """Up to three lives to tell: whose standing falls most, whose rises most, and the middle of those that changed.

    Of equals the first life by number is taken, so that the choice does not hang on who looks.
    """
    change = twins.change
    chosen: list[tuple[str, int]] = []
    if change.min(initial=0.0) < 0:
        chosen.append((EXAMPLES[0], int(np.argmin(change))))
    if change.max(initial=0.0) > 0:
        chosen.append((EXAMPLES[1], int(np.argmax(change))))
    moved = np.flatnonzero(change)
    if len(moved):
        by_change = moved[np.argsort(change[moved], kind="stable")]
        middle = int(by_change[len(by_change) // 2])
        if middle not in (life for _, life in chosen):
            chosen.append((EXAMPLES[2], middle))
    return tuple(chosen)
