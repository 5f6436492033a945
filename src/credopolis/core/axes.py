"""Counts with named axes: what a mechanism declares of them, and the columns that results show them in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from credopolis.core.labels import SEEN
from credopolis.core.schema import N_CELLS, TRUTHS

MOST_AXES: Final = 3


@dataclass(frozen=True)
class TableColumn:
    """One column: its name, kind (`int32`, `int64`, `float64`, `date`, or the labels it draws from), unit, meaning.

    may_be_unknown : whether NaN may stand in it, for what nobody can know.
    """

    name: str
    kind: str
    unit: str
    meaning: str
    may_be_unknown: bool = False


@dataclass(frozen=True)
class Axis:
    """One axis of a count.

    size : a number, or the name of what decides it (an attribute of `engine.tally.Extent`). columns : what a table says
    of a place along it; an axis of cells or pairs has several. labels : names of the places, if nobody else knows them.
    span : of each place, where places are spans of a number: its two columns say where a place begins and ends.
    """

    name: str
    size: int | str
    columns: tuple[TableColumn, ...]
    labels: tuple[str, ...] = ()
    span: int = 0


def always(scenario: Any) -> bool:
    """Of what every scenario needs."""
    return True


@dataclass(frozen=True)
class Tally:
    """What is counted while an interval runs, by one to three axes; a table of results is made of it.

    axes : as they lie in memory; what changes often together comes last. shown : the same as results show them.
    value : the column of the count. table : the table's name, if it is not the tally's. counts : what a row counts.
    needed : asked of a scenario; where it is not, there is no table, and it is no part of the fingerprint. own_table :
    false where a table that is declared apart shows it.
    """

    name: str
    axes: tuple[Axis, ...]
    shown: tuple[Axis, ...]
    value: TableColumn
    meaning: str
    counts: str
    table: str = ""
    needed: Callable[[Any], bool] = always
    own_table: bool = True

    def __post_init__(self) -> None:
        if set(self.axes) != set(self.shown) or not 1 <= len(self.axes) <= MOST_AXES:
            raise ValueError(f"tally {self.name}: the axes in memory and those shown must be the same one to three")

    @property
    def table_name(self) -> str:
        """The name of its table."""
        return self.table or self.name


def category(name: str, meaning: str, kind: str = "") -> TableColumn:
    """A column of labels. kind : the labels, if they are not named as the column is."""
    return TableColumn(name, kind or name, "category", meaning)


def labelled(name: str, labels: tuple[str, ...], meaning: str) -> Axis:
    """An axis whose places have names of their own, which tables show in a column of its name."""
    return Axis(name, len(labels), (category(name, meaning),), labels)


CELL_COLUMNS: Final = (
    category("sex", "sex"),
    category("age_band", "age in completed years, in bands"),
    category("group", "ethnic majority or minority"),
    category("area", "rural or urban grid"),
)
ACT_COLUMN: Final = category("act", "act of the rulebook")
CHANNEL_COLUMN: Final = category("channel", "channel that saw, or claimed to see, the act; or the office")

PROVINCE: Final = Axis("province", "n_provinces", (category("province", "province"),))
CELL: Final = Axis("cell", N_CELLS, CELL_COLUMNS)
ACT: Final = Axis("act", "n_acts", (ACT_COLUMN,))
PAIR: Final = Axis("pair", "n_pairs", (ACT_COLUMN, CHANNEL_COLUMN))
TRUTH: Final = labelled("truth", TRUTHS, "true, mistaken, malicious or fabricated: how the case or entry came to be")
SEEN_OR_NOT: Final = labelled("seen", SEEN, "whether some channel saw the act")
GRADE: Final = Axis("grade", "n_grades", (category("grade", "grade of the lock"),))
FALLEN_TO: Final = Axis("to_grade", "n_grades", (category("to_grade", "grade fallen to", "grade"),))
LEFT: Final = Axis(
    "from_grade", "n_standings",
    (category("from_grade", "grade left; 'unscored' for a life that came of age", "grade"),),
)  # fmt: skip
ENTERED: Final = Axis("to_grade", "n_standings", (category("to_grade", "grade entered", "grade"),))
DAYS: Final = Axis(
    "days", "n_days", (TableColumn("days", "int32", "days", "exact days from the drop to good standing"),)
)
