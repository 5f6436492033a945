"""Adds up what mechanisms declare as quantities of their headline measures, from a run counted in memory."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.measured import EVENTS, FLAGS, FLOWS, SHAPE, STOCKS, Measured, Values
from credopolis.core.axes import CELL, Axis
from credopolis.mechanisms.headline import (
    BELOW_START,
    DAYS,
    END,
    FALSE,
    GRADED,
    GROWTH,
    LIVES,
    MEAN,
    NEGATIVE,
    OTHER,
    SUM,
    YEARS,
    Quantity,
)


def amount(m: Measured, quantity: Quantity, group: tuple[str, str] | None = None) -> float:
    """A quantity of a run, or of one group of its lives, such as ("group", "minority"); NaN where it is not defined."""
    if quantity.table == LIVES:
        return _of_lives(m, quantity)
    counts, axes = _counted(m, quantity)
    if group is None:
        return float(counts.sum())
    if not axes or axes[0] != CELL:
        raise ValueError(f"{quantity.table}.{quantity.column} is not counted by groups")
    return m.of(_by_cell(counts), *group)


def by_cell(m: Measured, quantity: Quantity) -> Values:
    """A quantity by cell of lives, `SHAPE`."""
    return _by_cell(_counted(m, quantity)[0])


def _by_cell(counts: Values) -> Values:
    summed = counts.sum(axis=tuple(range(1, counts.ndim))) if counts.ndim > 1 else counts
    return np.asarray(summed.reshape(SHAPE))


def _counted(m: Measured, q: Quantity) -> tuple[Values, tuple[Axis, ...]]:
    """The counts of which a quantity is the sum, and their axes: only the places that it asks for."""
    if (q.table, q.column) in FLOWS:
        return _flowed(m, q)
    if q.take == SUM:
        tally = EVENTS[q.table]
        counts, axes, value = m.events[q.table], tally.shown, tally.value.name
    else:
        stock, axes = STOCKS[q.table, q.column]
        counts, value = _stood(m, stock, q.take), q.column
    for column, word in q.where:
        k = _axis_of(axes, column)
        counts = np.compress(_places(m, column, word, axes[k], counts.shape[k]), counts, axis=k)
    if q.column != value:
        k = _axis_of(axes, q.column)
        counts = np.moveaxis(np.moveaxis(counts, k, -1) * np.arange(counts.shape[k]), -1, k)
    return counts, axes


def _flowed(m: Measured, q: Quantity) -> tuple[Values, tuple[Axis, ...]]:
    """What institutions did, of the places that a quantity asks for."""
    sheet, label, axes = FLOWS[q.table, q.column]
    counts = m.flows[sheet]
    if label:
        k = next(k for k, axis in enumerate(axes) if not axis.columns)
        counts, axes = np.take(counts, axes[k].labels.index(label), axis=k), (*axes[:k], *axes[k + 1 :])
    for column, word in q.where:
        k = _axis_of(axes, column)
        counts = np.compress(_places(m, column, word, axes[k], counts.shape[k]), counts, axis=k)
    return counts, axes


def _stood(m: Measured, stock: str, take: str) -> Values:
    if take in (DAYS, YEARS):
        return m.over_time[stock, take]
    end = m.ends[stock]
    return np.asarray(end - m.begins[stock]) if take == GROWTH and m.begins else end


def _axis_of(axes: tuple[Axis, ...], column: str) -> int:
    """The axis that tables show in a column of this name."""
    return next(k for k, axis in enumerate(axes) if any(c.name == column for c in axis.columns))


def _places(m: Measured, column: str, word: str, axis: Axis, size: int) -> NDArray[np.bool_]:
    """The places along an axis of which a column says a word, (size,)."""
    if column == "act":
        acts = {NEGATIVE: m.negative, OTHER: ~m.negative}[word]
        return acts if axis.name == column else acts[m.pairs[:, 0]]
    if column == "grade":
        book = m.scenario.rulebook
        at, graded = np.arange(size), book.n_graded
        if word == GRADED:
            return at < graded
        if word == BELOW_START:
            return np.asarray(at < book.start_grade % graded)  # where nobody is scored at the start nobody is below it
        return np.asarray(at == book.grade_names.index(word))
    labels = axis.labels
    return np.array([label != "true" if word == FALSE else label == word for label in labels])


def _of_lives(m: Measured, q: Quantity) -> float:
    """The sum or the mean of what each life has, over the lives asked for; NaN if there are none."""
    if m.lives is None:
        return math.nan
    values = getattr(m.lives, q.column)
    for column, _ in q.where:
        values = values[getattr(m.lives, column)]
    if not len(values):
        return math.nan
    return float(values.mean(dtype=np.float64) if q.take == MEAN else values.sum())


def is_count(quantity: Quantity) -> bool:
    """Whether a quantity counts events or persons, rather than days, points or worth."""
    if quantity.table == LIVES:
        return quantity.column in FLAGS
    if (quantity.table, quantity.column) in FLOWS:
        return False  # most are expected values
    counted = EVENTS[quantity.table].value.name if quantity.take == SUM else "lives"
    return quantity.take in (SUM, END) and quantity.column in (counted, "locked")
