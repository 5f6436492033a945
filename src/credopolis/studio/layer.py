"""A layer: one respect in which the wall shows every life, and what it is read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.uint8]


class Sight(NamedTuple):
    """What lives are read from after a tick, all by number of life.

    standing : (n,) STANDING. block : a block of state by its name. province : (n,) number of each life's.
    fields : (n_provinces, n_fields), what lives read in the tick. grid : what the grid of each life has of a field, by
    the field's name.
    """

    standing: NDArray[Any]
    block: Callable[[str], NDArray[Any]]
    day: int
    province: NDArray[np.int64]
    fields: NDArray[np.float64]
    grid: Callable[[str], NDArray[Any]]


Reader = Callable[[Sight], Values]


@dataclass(frozen=True)
class Layer:
    """What a life is in one respect.

    labels, colours : of each value, from 0 on. trouble : values that are trouble; in_words : what it is to have one.
    table : of a run's results that has the same. reader : makes what reads the value of every life, tick after tick
    from the first on. unscored : the value of who has no grade, and so does not count among lives; None if all do.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    trouble: tuple[int, ...]
    in_words: str
    table: str
    reader: Callable[[], Reader]
    unscored: int | None = None

    def as_json(self) -> dict[str, Any]:
        """All but how it is read."""
        return {
            "name": self.name, "title": self.title, "labels": self.labels, "colours": self.colours,
            "trouble": self.trouble, "in_words": self.in_words, "unscored": self.unscored, "table": self.table,
        }  # fmt: skip
