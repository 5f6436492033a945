"""The tables of a run folder: every column with its kind, unit and meaning, and what one row counts.

Mechanisms declare the tables that they own (`mechanisms.all.TABLES`). The others stand here, because they tell of the
run as such, whatever mechanisms it has: where lives stand by grade, score and list, and what each tick was. The Parquet
metadata, the manifest, the DuckDB views and the documentation all come from `TABLES`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, CELL_COLUMNS, Axis, TableColumn, always, category
from credopolis.core.labels import BY_DISTRICT
from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, SEXES
from credopolis.mechanisms.all import TABLES as OF_MECHANISMS
from credopolis.mechanisms.declare import AT_END, AT_TICK, Table, Value
from credopolis.rulebook.gates import NO_GRADE

FORMAT: Final = 1
TABLES_FOLDER: Final = "tables"
UNSCORED: Final = "unscored"


def without_grade(grades: Sequence[str]) -> tuple[str, ...]:
    """Of a run's labels of grades those of who has none: too young or removed, or not agreeing to be scored.

    A rulebook may well call a grade of its own `none`, so that of who does not agree is known by its place.
    """
    without = (NO_GRADE, UNSCORED)
    return without if len(grades) > 2 and tuple(grades[-2:]) == without else (UNSCORED,)


def _count(name: str, unit: str, meaning: str, array: str = "", of: Callable[[Any], Any] | None = None) -> Value:
    return Value(TableColumn(name, "int64", unit, meaning), array, of=of)


def _locked(period: Any) -> NDArray[np.int64]:
    """Lives in a lock, with a place for those in no grade, who are in none."""
    return np.pad(period.locked, ((0, 0), (0, 0), (0, 1)))


_STANDING: Final = Axis("standing", "n_standings", (category("grade", "grade; 'unscored' for lives not scored yet"),))
_LIST: Final = Axis("list", "n_lists", (category("list", "list of the rulebook"),))
_DISTRICT: Final = Axis(
    "district", "n_districts",
    (TableColumn("district", "int32", "number", "number of the district, from 0; provinces follow one another"),),
)  # fmt: skip
_IN_A_LOCK: Final = "of these, lives in a lock"
_CENSUS: Final = (
    Table(
        "grades", "lives in each grade at the end of each interval", "lives (persons)",
        (
            _count("lives", "persons", "lives in the grade", "census"),
            _count("locked", "persons", _IN_A_LOCK, of=_locked),
        ),
        (CELL, _STANDING), AT_END,
    ),
    Table(
        "scores", "sum of scores at the end of each interval; the mean is score_sum / lives", "lives (persons)",
        (
            _count("lives", "persons", "lives that are scored", of=lambda period: period.census[:, :, :-1].sum(axis=2)),
            _count("score_sum", "points", "sum of their scores", "score_sum"),
        ),
        (CELL,), AT_END,
    ),
    Table(
        "listed", "lives on each list at the end of each interval", "lives (persons)",
        (_count("lives", "persons", "lives on the list", "listed"),), (CELL, _LIST), AT_END,
    ),
)  # fmt: skip
DISTRICTS: Final = Table(
    "districts", "lives of each district by grade at the end of each interval; only with `by_district`",
    "lives (persons)",
    tuple(
        _count(name, *words) for name, words in zip(
            BY_DISTRICT,
            (
                ("persons", "lives in the grade"),
                ("persons", _IN_A_LOCK),
                ("points", "sum of their scores, 0 for lives not scored"),
                ("person-lists", "lists that they are on, added up over them"),
            ), strict=True,
        )
    ),
    (_DISTRICT, _STANDING), AT_END, needed=lambda scenario: scenario.by_district,
)  # fmt: skip
TICKS: Final = Table(
    "ticks", "lives in each grade at the end of each tick", "lives (persons)",
    (_count("lives", "persons", "lives in the grade"),), (_STANDING,), AT_TICK,
)  # fmt: skip
_FIELDS: Final = Table(
    "fields", "provincial fields at the end of each tick, kept so that any life can be replayed", "provinces at ticks",
    (), when=AT_TICK,
)  # fmt: skip

OF_PERIODS: Final[tuple[Table, ...]] = (*_CENSUS, *OF_MECHANISMS)
"""Tables that are read off the arrays of a `Period`, as their values say; the others have an array of their own."""
TABLES: Final[tuple[Table, ...]] = (*_CENSUS, DISTRICTS, *OF_MECHANISMS, TICKS, _FIELDS)
TABLE_NAMES: Final = tuple(table.name for table in TABLES)
OPTIONAL_TABLES: Final = frozenset(table.name for table in TABLES if table.needed is not always)
"""Tables that only some scenarios fill."""
_CELLS: Final = dict(zip((column.name for column in CELL_COLUMNS), (SEXES, AGE_BANDS, GROUPS, AREAS), strict=True))
FIXED_LABELS: Final[dict[str, tuple[str, ...]]] = _CELLS | {
    axis.name: axis.labels for table in TABLES for axis in table.axes if axis.labels
}
_ALWAYS_THERE: Final = {axis.name for table in TABLES for axis in table.axes if table.needed is always}
OPTIONAL_LABELS: Final = FIXED_LABELS.keys() - _CELLS.keys() - _ALWAYS_THERE
NOT_IN_FINGERPRINT: Final = ("fields",)
BY_TICK: Final = tuple(table.name for table in TABLES if table.when is AT_TICK)


def part_path(table: str, number: int) -> str:
    """Where a part of a table lies in the folder of its run."""
    return f"{TABLES_FOLDER}/{table}/part-{number:04d}.parquet"


def run_tables(
    fields: tuple[str, ...], units: tuple[str, ...], names: Collection[str] = TABLE_NAMES
) -> tuple[Table, ...]:
    """The tables of a run by name, with one column a field (each in its own unit) added to `fields`."""
    extra = tuple(
        Value(TableColumn(name, "float64", unit, f"field '{name}'")) for name, unit in zip(fields, units, strict=True)
    )
    tables = (t for t in TABLES if t.name in names)
    return tuple(replace(t, values=extra) if t is _FIELDS else t for t in tables)
