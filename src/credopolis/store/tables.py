"""The tables of a run folder: every column with its kind, unit and meaning, and what one row counts.

The Parquet metadata, the manifest, the DuckDB views and the documentation all come from `TABLES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, SEXES, TRUTHS

FORMAT: Final = 1
TABLES_FOLDER: Final = "tables"
BUCKET_DAYS: Final = 30
UNSCORED: Final = "unscored"
SEEN: Final = ("unseen", "seen")
ENDINGS: Final = ("release", "fall", "new lock", "correction", "removal", "open")
STAGES: Final = ("filed", "posted", "dismissed", "waived", "lost")
STEPS: Final = ("learned", "appealed", "refused", "corrected", "repaired", "expired", "spread")
ENCOUNTERS: Final = ("visit", "deed", "search", "find")
WATCHED: Final = ("capacity", "demand", "used", "dropped", "backlog", "wait_days", "reach")
OFFICES: Final = ("arrivals", "closed", "capacity", "backlog", "wait_days", "padding", "negative", "reported")
USES: Final = (
    "missing_found",
    "tickets_checked",
    "accidents_avoided",
    "desk_hours_saved",
    "advice_visits",
    "risk_reports",
    "visit_burden",
)
INCIDENTS: Final = ("accident", "missing_person", "risk_report")

FIXED_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "sex": SEXES,
    "age_band": AGE_BANDS,
    "group": GROUPS,
    "area": AREAS,
    "truth": TRUTHS,
    "seen": SEEN,
    "ended": ENDINGS,
    "stage": STAGES,
    "step": STEPS,
    "encounter": ENCOUNTERS,
    "use": USES,
    "incident": INCIDENTS,
}


@dataclass(frozen=True)
class TableColumn:
    """One column: its name, kind (`int32`, `int64`, `float64`, `date`, or the labels it draws from), unit, meaning."""

    name: str
    kind: str
    unit: str
    meaning: str


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
_CELL = (
    TableColumn("sex", "sex", "category", "sex"),
    TableColumn("age_band", "age_band", "category", "age in completed years, in bands"),
    TableColumn("group", "group", "category", "ethnic majority or minority"),
    TableColumn("area", "area", "category", "rural or urban grid"),
)
_ACT = TableColumn("act", "act", "category", "act of the rulebook")
_TRUTH = TableColumn(
    "truth", "truth", "category", "true, mistaken, malicious or fabricated: how the case or entry came to be"
)
_CHANNEL = TableColumn("channel", "channel", "category", "channel that saw, or claimed to see, the act; or the office")
_STOCK = (_DAY, _DATE, _PROVINCE, *_CELL)
_EVENTS = (_SINCE, _DAY, _DATE, _PROVINCE)
_TICK = TableColumn("tick", "int32", "ticks", "number of the tick, from 0")

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
    Table("flows", "changes of grade within each interval", "changes (person-times)", (
        *_EVENTS, *_CELL,
        TableColumn("from_grade", "grade", "category", "grade left; 'unscored' for a life that came of age"),
        TableColumn("to_grade", "grade", "category", "grade entered"),
        TableColumn("changes", "int64", "person-times", "changes; one life may change grade several times"),
    )),
    Table("falls", "falls to a lower grade by the act whose entry caused them", "falls (person-times)", (
        *_EVENTS, _ACT, _TRUTH,
        TableColumn("to_grade", "grade", "category", "grade fallen to"),
        TableColumn("falls", "int64", "person-times", "falls"),
    )),
    Table("entries", "posted entries by act, channel and truth", "entries (person-times)", (
        *_EVENTS, *_CELL, _ACT,
        _CHANNEL, _TRUTH,
        TableColumn("entries", "int64", "person-times", "entries posted; one life may have several"),
    )),
    Table("acts", "acts committed, whether any channel saw them or not", "acts (person-times)", (
        *_EVENTS, *_CELL, _ACT,
        TableColumn("seen", "seen", "category", "whether some channel saw the act"),
        TableColumn("acts", "int64", "person-times", "acts committed"),
    )),
    Table("locks", "spells in a lock that ended in the interval, and those still open at the run's end",
          "spells (person-times)", (
        *_EVENTS,
        TableColumn("grade", "grade", "category", "grade of the lock"),
        TableColumn("from_days", "int32", "days", "the spell lasted at least this long"),
        TableColumn("to_days", "int32", "days", "and less than this; the last bucket has no upper end"),
        TableColumn("ended", "ended", "category",
                    "by release, a fall, a new lock in the same grade, a correction, a removal, or still open"),
        TableColumn("spells", "int64", "person-times", "spells"),
    )),
    Table("recoveries", "straight drops whose life came back to good standing", "recoveries (person-times)", (
        *_EVENTS,
        TableColumn("days", "int32", "days", "exact days from the drop to good standing"),
        TableColumn("recoveries", "int64", "person-times", "recoveries that took this long"),
    )),
    Table("cases", "cases by the stage of their way through the office that they reached in the interval",
          "cases (person-times)", (
        *_EVENTS, _ACT, _CHANNEL, _TRUTH,
        TableColumn("stage", "stage", "category", "filed; then lost, dismissed, waived or posted; the rest is pending"),
        TableColumn("cases", "int64", "person-times", "cases"),
    )),
    Table("process", "what became of entries after they were posted", "steps (person-times)", (
        *_EVENTS, _ACT, _TRUTH,
        TableColumn("step", "step", "category",
                    "its subject learns of it; appeals; is refused; it is corrected, repaired, or expires; it spreads"),
        TableColumn("entries", "int64", "person-times", "entries; learning, appeals and refusals count when posted"),
    )),
    Table("encounters", "officers' visits and searches, and what came of them", "encounters (person-times)", (
        *_EVENTS, *_CELL,
        TableColumn("encounter", "encounter", "category",
                    "a visit with advice; a good deed that it led to; a search without cause; an act that it found"),
        TableColumn("encounters", "int64", "person-times", "encounters"),
    )),
    Table("channels", "channels at work: what they could do, were asked to do and did in each interval",
          "provinces and channels", (
        *_EVENTS, _CHANNEL,
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

NOT_IN_FINGERPRINT: Final = ("fields",)
BY_TICK: Final = ("ticks", "fields")


def run_tables(fields: tuple[str, ...], units: tuple[str, ...]) -> tuple[Table, ...]:
    """The tables of a run: `TABLES`, with one column a field (each in its own unit) added to `fields`."""
    extra = tuple(
        TableColumn(name, "float64", unit, f"field '{name}'") for name, unit in zip(fields, units, strict=True)
    )
    return tuple(Table(t.name, t.meaning, t.counts, (*t.columns, *extra)) if t.name == "fields" else t for t in TABLES)
