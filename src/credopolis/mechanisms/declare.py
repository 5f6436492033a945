"""What a mechanism declares of itself: everything that the rest of the program would otherwise have to know of it.

Each mechanism's module holds what it owns as tuples of these, under the names that `mechanisms.all` gathers: `CARDS`, `CHANNEL`,
`COLUMNS`, `BLOCKS`, `EVENTS`, `DIALS`, `SUMS`, `FIELDS`, `BOOKS`, `TERMS`, `TALLIES`, `SHEETS`, `TABLES`, `LINES`, and
`HEADLINES` (`mechanisms.headline`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from credopolis.core.axes import PROVINCE, Axis, TableColumn, always
from credopolis.core.schema import Column


@dataclass(frozen=True)
class Card:
    """A mechanism as people meet it in `credopolis mechanisms` and `--off`.

    sources : what it rests on. can_be_off : whether `--off` knows it.
    """

    name: str
    title: str
    summary: str
    sources: str
    can_be_off: bool = True


@dataclass(frozen=True)
class Channel:
    """A channel by which acts are seen; its parameters are the regime's of its name.

    unit : of its capacity, demand and use. put_up : fills in what holds for a quarter (`mechanisms.quarter`), told the
    channel's number and its parameters; None where what is scarce decides. mistakes : false alarms against an innocent a
    year at full reach, of its parameters, one number or (4,) by female + 2 * minority. majority : how much of its reach the
    majority meets, in [0, 1]. in_public : sees what cameras can see as well as these, unless a rulebook says how well.
    """

    name: str
    unit: str
    put_up: Callable[[Any, int, Any], None] | None = None
    mistakes: Callable[[Any], Any] = lambda parameters: 0.0
    majority: Callable[[Any], float] = lambda parameters: 1.0
    in_public: bool = False


@dataclass(frozen=True)
class Dial:
    """A number, or a small array of them, that kernels read of a mechanism.

    of : works it out of a scenario (`engine.scenario.Scenario`), whose mechanism may be off. shape : of the array.
    """

    name: str
    of: Callable[[Any], Any]
    shape: tuple[int, ...] = ()
    dtype: str = "f8"


def dials_of(of: Callable[[Any], Any], *names: str, unless_off: str = "", **renamed: str) -> tuple[Dial, ...]:
    """Dials that are attributes of something as they are, such as a mechanism's parameters.

    of : gives it, of a scenario. names : of attributes and dials. renamed : attributes of dials that bear another name.
    unless_off : the mechanism that makes them 0 when it is off.
    """
    return tuple(Dial(name, _attribute(of, its, unless_off)) for name, its in _named(names, renamed))


@dataclass(frozen=True)
class Sum:
    """What a district contributes to its province each tick, a whole number.

    lasting : kept from tick to tick (lives in some state) rather than emptied once it is added up (events).
    """

    name: str
    meaning: str
    lasting: bool = False


@dataclass(frozen=True)
class ProvinceField:
    """What lives read of their province and nobody changes during a tick.

    start : its value before the first tick. needed : asked of a scenario; where it is not, it is 0 and not recorded.
    """

    name: str
    unit: str
    start: Callable[[Any], float] = lambda scenario: 0.0
    needed: Callable[[Any], bool] = always


@dataclass(frozen=True)
class Line:
    """A kind of line in a dossier, with its words.

    words : `{}` stands for what the line is about, a second one for how that was seen. about : an act of the rulebook,
    a list, an age in years, another life, nothing, or one of `labels`. own_day : it happens on its own day, which the line
    names apart from the day it was decided.
    """

    name: str
    words: str
    about: str = "act"
    own_day: bool = False
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """A kind of event that is scheduled for a life.

    kind : its number, 0 to 63. Of events that fall on one day those of a lower kind come first, so numbers are chosen with
    care, and never used again for something else.
    """

    name: str
    kind: int
    meaning: str
    needed: Callable[[Any], bool] = always


@dataclass(frozen=True)
class Term:
    """A number that the institutions of provinces go by. of : works it out of a scenario."""

    name: str
    of: Callable[[Any], Any]
    dtype: str = "f8"


def terms_of(of: Callable[[Any], Any], *names: str, unless_off: str = "", **renamed: str) -> tuple[Term, ...]:
    """Terms that are attributes of something as they are; see `dials_of`."""
    return tuple(Term(name, _attribute(of, its, unless_off)) for name, its in _named(names, renamed))


def _named(names: tuple[str, ...], renamed: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((name, name) for name in names)
    yield from renamed.items()


def _attribute(of: Callable[[Any], Any], name: str, unless_off: str) -> Callable[[Any], Any]:
    return lambda scenario: 0.0 if unless_off in scenario.off else getattr(of(scenario), name)


@dataclass(frozen=True)
class Book:
    """What a province keeps from tick to tick, a number.

    start : its value before the first tick, of a scenario and the lives of each province, (n_provinces,). given : it stays
    as the rules that hold in the province have it, and nothing that happens moves it.
    """

    name: str
    meaning: str
    start: Callable[[Any, Any], Any] = lambda scenario, lives: 0.0
    given: bool = False


@dataclass(frozen=True)
class Block:
    """State of lives that not every scenario needs: one record a life, where it is needed, and none elsewhere.

    needed : asked of a scenario. Kernels touch it only behind a dial that is 0 where it is not needed. acts : whether
    anything that happens depends on it; what is only kept to be shown is no part of a state's hash.
    """

    name: str
    columns: tuple[Column, ...]
    needed: Callable[[Any], bool]
    acts: bool = True


@dataclass(frozen=True)
class Sheet:
    """What the institutions of provinces do while an interval runs: an array (n_provinces, *sizes of axes).

    It is an attribute of `engine.records.Period`. An axis with `labels` has a value of its own for each of them. What they
    mean stands in the table that shows them. needed : asked of a scenario; where it is not, the array is of no province.
    """

    name: str
    axes: tuple[Axis, ...]
    dtype: str = "f8"
    needed: Callable[[Any], bool] = always


@dataclass(frozen=True)
class Value:
    """A column of numbers of a table, and where they come from.

    array : of a `Period`. label : which place along an axis of labels of a sheet; none where the array has just the axes
    of the table. of : works them out of a `Period` instead, (n_provinces, *sizes of the table's axes), of that array if
    one is named. With none of these whoever has the array fills the table in.
    """

    column: TableColumn
    array: str = ""
    label: str = ""
    of: Callable[[Any], Any] | None = None

    @staticmethod
    def of_sheet(sheet: str, name: str, unit: str, meaning: str) -> Value:
        """A number that stands in a sheet under the column's own name."""
        return Value(TableColumn(name, "float64", unit, meaning), sheet, name)


_DAY: Final = TableColumn("day", "int32", "days", "days since the start of the run, at the end of the interval")
_DATE: Final = TableColumn("date", "date", "calendar date", "the calendar date of `day`")
_SINCE: Final = TableColumn("since_day", "int32", "days", "first day of the interval; events fall in [since_day, day)")
_TICK: Final = TableColumn("tick", "int32", "ticks", "number of the tick, from 0")
AT_END: Final = (_DAY, _DATE, *PROVINCE.columns)
IN_INTERVAL: Final = (_SINCE, *AT_END)
AT_TICK: Final = (_TICK, *AT_END)


@dataclass(frozen=True)
class Table:
    """A table of results; that of a `Tally` is made of it, and needs no declaration.

    values : its columns of numbers. axes : along which its rows lie within a province. when : the columns before these,
    which say whether rows tell of the end of an interval, of what happened in it, or of a tick. rows_where : the column
    of numbers that must not be 0 for a row to be there; the first, if none is named. every_place : all rows are there, but
    for the start of a run. needed : asked of a scenario; where it is not, there is no table.
    """

    name: str
    meaning: str
    counts: str
    values: tuple[Value, ...]
    axes: tuple[Axis, ...] = ()
    when: tuple[TableColumn, ...] = IN_INTERVAL
    rows_where: str = ""
    every_place: bool = False
    needed: Callable[[Any], bool] = always

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        """All columns, in order."""
        return (*self.when, *(c for axis in self.axes for c in axis.columns), *(value.column for value in self.values))
