"""The tables of a run folder: every column with its kind, unit and meaning, and what one row counts.

The Parquet metadata, the manifest, the DuckDB views and the documentation all come from `TABLES`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from credopolis.core.axes import CELL_COLUMNS, CHANNEL_COLUMN, TableColumn, Tally, always
from credopolis.core.labels import BENEFITS, INCIDENTS, SPELL_ENDS
from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, SEXES
from credopolis.mechanisms.all import TALLIES

FORMAT: Final = 1
TABLES_FOLDER: Final = "tables"
UNSCORED: Final = "unscored"
ENDINGS: Final = (*SPELL_ENDS, "open")

FIXED_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "sex": SEXES,
    "age_band": AGE_BANDS,
    "group": GROUPS,
    "area": AREAS,
    "ended": ENDINGS,
    "use": BENEFITS,
    "incident": INCIDENTS,
    **{axis.name: axis.labels for tally in TALLIES for axis in tally.axes if axis.labels},
}


@dataclass(frozen=True)
class Table:
    """One table: its name, what a row counts, and its columns in order."""

    name: str
    meaning: str
    counts: str
    columns: tuple[TableColumn, ...]


_DAY = TableColumn("day", "int32", "days", "days since the start of the run, at the end of the interval")
_DATE = TableColumn("date", "date", "calendar date", "the calendar date of `day`")
_SINCE = TableColumn("since_day", "int32", "days", "first day of the interval; events fall in [since_day, day)")
_PROVINCE = TableColumn("province", "province", "category", "province")
_STOCK = (_DAY, _DATE, _PROVINCE, *CELL_COLUMNS)
_EVENTS = (_SINCE, _DAY, _DATE, _PROVINCE)
_TICK = TableColumn("tick", "int32", "ticks", "number of the tick, from 0")


def _table_of(tally: Tally) -> Table:
    """The table of a tally: its axes in the order in which they are shown, then the count."""
    columns = (column for axis in tally.shown for column in axis.columns)
    return Table(tally.table_name, tally.meaning, tally.counts, (*_EVENTS, *columns, tally.value))


TABLES: Final[tuple[Table, ...]] = (
    Table("grades", "lives in each grade at the end of each interval", "lives (persons)", (
        *_STOCK,
        TableColumn("grade", "grade", "category", "grade; 'unscored' for lives not scored yet"),
        TableColumn("lives", "int64", "persons", "lives in the grade"),
        TableColumn("locked", "int64", "persons", "of these, lives in a lock"),
    )),
    Table("scores", "sum of scores at the end of each interval; the mean is score_sum / lives", "lives (persons)", (
        *_STOCK,
        TableColumn("lives", "int64", "persons", "lives that are scored"),
        TableColumn("score_sum", "int64", "points", "sum of their scores"),
    )),
    Table("listed", "lives on each list at the end of each interval", "lives (persons)", (
        *_STOCK,
        TableColumn("list", "list", "category", "list of the rulebook"),
        TableColumn("lives", "int64", "persons", "lives on the list"),
    )),
    Table("districts", "lives of each district by grade at the end of each interval; only with `by_district`",
          "lives (persons)", (
        _DAY, _DATE, _PROVINCE,
        TableColumn("district", "int32", "number", "number of the district, from 0; provinces follow one another"),
        TableColumn("grade", "grade", "category", "grade; 'unscored' for lives not scored yet"),
        TableColumn("lives", "int64", "persons", "lives in the grade"),
        TableColumn("locked", "int64", "persons", "of these, lives in a lock"),
        TableColumn("score_sum", "int64", "points", "sum of their scores, 0 for lives not scored"),
        TableColumn("listings", "int64", "person-lists", "lists that they are on, added up over them"),
    )),
    *(_table_of(tally) for tally in TALLIES),
    Table("channels", "channels at work: what they could do, were asked to do and did in each interval",
          "provinces and channels", (
        *_EVENTS, CHANNEL_COLUMN,
        TableColumn("seen", "int64", "person-times", "true acts that this channel was the first to see"),
        TableColumn("missed", "int64", "person-times", "acts in its view that it was not the first to see"),
        TableColumn("false_alarms", "int64", "person-times", "cases that it opened against innocents"),
        TableColumn("reach", "float64", "share", "share of acts in view that it can see, at the end of the interval"),
        TableColumn("capacity", "float64", "the channel's unit", "what it could do (units: docs, channels)"),
        TableColumn("demand", "float64", "the channel's unit", "what was asked of it"),
        TableColumn("used", "float64", "the channel's unit", "what it did"),
        TableColumn("dropped", "float64", "the channel's unit", "what was asked and never done"),
        TableColumn("backlog", "float64", "the channel's unit", "what waits at the end of the interval"),
        TableColumn("wait_days", "float64", "days", "mean wait that the backlog adds, at the end of the interval"),
    )),
    Table("uses", "useful sides of the channels, and hours that visits cost the visited, as expected numbers", "uses", (
        *_EVENTS,
        TableColumn("use", "use", "category", "missing people found, tickets checked, hours saved, ..."),
        TableColumn("expected", "float64", "people, tickets, accidents, hours, visits or reports", "expected number"),
    )),
    Table("incidents", "accidents, people missing and risk reports of each interval, as drawn, and those helped",
          "incidents", (
        *_EVENTS,
        TableColumn("incident", "incident", "category", "an accident, a missing person, a counter robot's risk report"),
        TableColumn("incidents", "int64", "incidents", "incidents; of accidents also those that were avoided"),
        TableColumn("helped", "int64", "incidents", "avoided by a warning; found by a search; looked into and right"),
    )),
    Table("offices", "the provinces' offices: cases, the queue, quotas, and figures reported upward",
          "provinces", (
        *_EVENTS,
        TableColumn("arrivals", "float64", "cases", "cases that reached the office"),
        TableColumn("closed", "float64", "cases", "cases that it took out of the queue"),
        TableColumn("capacity", "float64", "cases", "cases that it could have taken"),
        TableColumn("backlog", "float64", "cases", "cases that wait at the end of the interval"),
        TableColumn("wait_days", "float64", "days", "days that a case waits, at the end of the interval"),
        TableColumn("padding", "float64", "entries a life and year", "rate of fabricated entries, at the end"),
        TableColumn("negative", "float64", "person-times", "negative entries recorded"),
        TableColumn("reported", "float64", "person-times", "negative entries as reported upward"),
    )),
    Table("removals", "lives removed from civic life", "lives (persons)", (
        _DAY, _DATE, _PROVINCE,
        TableColumn("removed", "int64", "persons", "lives removed at the end of the interval"),
        TableColumn("days_lost", "int64", "person-days", "person-days of liberty lost since the start of the run"),
    )),
    Table("ticks", "lives in each grade at the end of each tick", "lives (persons)", (
        _TICK, _DAY, _DATE, _PROVINCE,
        TableColumn("grade", "grade", "category", "grade; 'unscored' for lives not scored yet"),
        TableColumn("lives", "int64", "persons", "lives in the grade"),
    )),
    Table("fields", "provincial fields at the end of each tick, kept so that any life can be replayed",
          "provinces at ticks", (_TICK, _DAY, _DATE, _PROVINCE)),
)  # fmt: skip

TABLE_NAMES: Final = tuple(table.name for table in TABLES)
_OPTIONAL_TALLIES: Final = frozenset(tally.table_name for tally in TALLIES if tally.needed is not always)
OPTIONAL_TABLES: Final = _OPTIONAL_TALLIES | {"districts"}
"""Tables that only some scenarios fill."""
OPTIONAL_LABELS: Final = frozenset(
    axis.name for tally in TALLIES for axis in tally.axes if axis.labels and tally.table_name in OPTIONAL_TABLES
) - {axis.name for tally in TALLIES for axis in tally.axes if tally.table_name not in OPTIONAL_TABLES}
NOT_IN_FINGERPRINT: Final = ("fields",)
BY_TICK: Final = ("ticks", "fields")


def run_tables(
    fields: tuple[str, ...], units: tuple[str, ...], names: Collection[str] = TABLE_NAMES
) -> tuple[Table, ...]:
    """The tables of a run by name, with one column a field (each in its own unit) added to `fields`."""
    extra = tuple(
        TableColumn(name, "float64", unit, f"field '{name}'") for name, unit in zip(fields, units, strict=True)
    )
    tables = (t for t in TABLES if t.name in names)
    return tuple(Table(t.name, t.meaning, t.counts, (*t.columns, *extra)) if t.name == "fields" else t for t in tables)
