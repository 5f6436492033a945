"""The tables of a panel: their columns, and how lives that were lived again become rows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from credopolis.analysis.lives.happenings import happenings_of
from credopolis.core.axes import TableColumn
from credopolis.core.schema import FLAG_NAMES, TRAITS
from credopolis.store.tables import UNSCORED

if TYPE_CHECKING:
    from credopolis.engine.replay_many import LivedAgain
    from credopolis.engine.scenario import Scenario

FORMAT: Final = "credopolis-panel/1"
_FLAGS: Final = tuple(name for name in FLAG_NAMES if name != "female")
_LIFE: Final = TableColumn("life", "int64", "1", "number of the synthetic life, from 0; the same in all three tables")
_DAY: Final = TableColumn("day", "int32", "d", "day of the run, the first is 0")
_DATE: Final = TableColumn("date", "date", "", "the same as a date")
_GRADE: Final = TableColumn("grade", "text", "", "grade held; unscored who is in none")
_SCORE: Final = TableColumn("score", "int32", "points", "score held; none for who is in no grade")
_LOCK: Final = TableColumn("lock_until", "date", "", "day on which the present lock ends; none if there is none")
_DATES: Final = ("date", "lock_until", "case_due", "act_date", "entry_date")
_KINDS: Final[dict[str, Any]] = {
    "int64": pl.Int64, "int32": pl.Int32, "float64": pl.Float64, "text": pl.String, "date": pl.Date, "bool": pl.Boolean,
    "texts": pl.List(pl.String),
}  # fmt: skip
TABLES: Final[dict[str, tuple[TableColumn, ...]]] = {
    "lives": (
        _LIFE,
        TableColumn("province", "text", "", "province"),
        TableColumn("district", "int32", "1", "number of the district"),
        TableColumn("grid", "int32", "1", "number of the grid"),
        TableColumn("sex", "text", "", "female or male"),
        TableColumn("age", "int32", "a", "age on day 0; under 0 for a life that is not born by then"),
        TableColumn("education", "text", "", "education"),
        TableColumn("occupation", "text", "", "occupation"),
        TableColumn("income_class", "int32", "1", "class of income"),
        *(TableColumn(name, "float64", "1", f"the trait {name.replace('_', ' ')}, 0 to 1") for name in TRAITS),
        TableColumn("guanxi", "float64", "1", "connections to officials, 0 to 1"),
        *(TableColumn(name, "bool", "", f"whether it is marked {name.replace('_', ' ')}") for name in _FLAGS),
        TableColumn("household", "int32", "persons", "size of the household"),
        TableColumn("mother", "int64", "1", "number of the mother, if she is of the household"),
        TableColumn("father", "int64", "1", "number of the father, if he is of the household"),
    ),
    "states": (
        _LIFE, _DAY, _DATE, _GRADE, _SCORE, _LOCK,
        TableColumn("locked", "bool", "", "whether a lock runs at the end of that day"),
        TableColumn("lists", "texts", "", "lists on which the life stands"),
    ),
    "events": (
        _LIFE, _DAY, _DATE,
        TableColumn("kind", "text", "", "what happens: act, case, entry, ... as in a dossier"),
        TableColumn("chain", "int32", "1", "lines of one number in one life belong together"),
        TableColumn("about", "text", "", "the act; at the end of a listing the list; none if it is about neither"),
        TableColumn("channel", "text", "", "who or what saw it; none if nobody did"),
        TableColumn("truth", "text", "", "true, mistaken, malicious or fabricated; none if it is about no act"),
        TableColumn("points", "int32", "points", "points that it moves"),
        TableColumn("score", "int32", "points", "score afterwards"),
        TableColumn("grade", "text", "", "grade afterwards; unscored who is in none"),
        _LOCK,
        TableColumn("case_due", "date", "", "of a case, when it will be decided"),
        TableColumn("act_date", "date", "", "of what closes a case, when the act was done or claimed"),
        TableColumn("entry_date", "date", "", "of what strikes an entry, when that was posted"),
        TableColumn("lists", "texts", "", "lists on which the life stands afterwards"),
    ),
}  # fmt: skip


def frames_of(scenario: Scenario, batches: Sequence[LivedAgain], days: Sequence[int]) -> dict[str, pl.DataFrame]:
    """The three tables, each in the order of lives and, within a life, of time."""
    return {
        "lives": _frame("lives", [_life(facts) for batch in batches for facts in batch.facts]),
        "states": _states(scenario, batches, days),
        "events": _frame("events", [row for batch in batches for row in _events(scenario, batch)]),
    }


def parquet_of(name: str, frame: pl.DataFrame) -> bytes:
    """A table as a Parquet file, the same bytes for the same rows; units and meanings are metadata of each column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    about = {c.name: {"unit": c.unit, "meaning": c.meaning} for c in TABLES[name]}
    table = frame.to_arrow()
    fields = [field.with_metadata(about[field.name]) for field in table.schema]
    sink = pa.BufferOutputStream()
    schema = pa.schema(fields, metadata={"format": FORMAT, "table": name})
    pq.write_table(table.cast(schema), sink, compression="zstd")
    return bytes(sink.getvalue())


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {column.name: _KINDS[column.kind] for column in TABLES[name]}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _life(facts: Any) -> dict[str, Any]:
    parents = {relative.relation: relative.life_id for relative in facts.household}
    return {
        "life": facts.life_id, "province": facts.province, "district": facts.district, "grid": facts.grid,
        "sex": facts.sex, "age": facts.age, "education": facts.education, "occupation": facts.occupation,
        "income_class": facts.income_class, **facts.traits, "guanxi": facts.guanxi,
        **{name: name in facts.flags for name in _FLAGS}, "household": len(facts.household) + 1,
        "mother": parents.get("mother"), "father": parents.get("father"),
    }  # fmt: skip


def _states(scenario: Scenario, batches: Sequence[LivedAgain], days: Sequence[int]) -> pl.DataFrame:
    grades, lists = (*scenario.dimensions.grades, UNSCORED), scenario.dimensions.lists
    lives = np.concatenate([batch.lives for batch in batches])
    then = np.concatenate([batch.standing for batch in batches], axis=1).T.ravel()
    day = np.tile(np.array(days, np.int64), len(lives))
    scored = then["grade"] < len(grades) - 1
    locked = scored & (day < then["lock_until"])
    on = [[name for bit, name in enumerate(lists) if mask >> bit & 1] for mask in range(1 << len(lists))]
    start = np.datetime64(scenario.start, "D")
    kinds: dict[Any, Any] = {c.name: _KINDS[c.kind] for c in TABLES["states"]}
    columns = {
        "life": pl.Series(np.repeat(lives, len(days))),
        "day": pl.Series(day),
        "date": pl.Series(start + day),
        "grade": pl.Series(grades)[np.minimum(then["grade"], len(grades) - 1).astype(np.int64)],
        "score": _where(scored, then["score"].astype(np.int64)),
        "lock_until": _where(locked, start + then["lock_until"].astype(np.int64)),
        "locked": pl.Series(locked),
        "lists": pl.Series(on, dtype=kinds["lists"])[np.where(scored, then["listed"], 0).astype(np.int64)],
    }
    return pl.DataFrame(columns).cast(kinds)


def _where(known: NDArray[np.bool_], values: NDArray[Any]) -> pl.Series:
    """A column with none where it is not known."""
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(values))).to_series()


def _events(scenario: Scenario, batch: LivedAgain) -> list[dict[str, Any]]:
    return [
        {"life": int(life), **vars(happening)}
        for life, events in zip(batch.lives, batch.events, strict=True)
        for happening in happenings_of(scenario, events)
    ]
