"""What benefits did to queues and pockets: waits of those put first and of those below, and who paid for whom.

Requests are person-times as expected, money is yuan, and waits are days on the last day.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from credopolis.analysis.measures.metrics import last_day
from credopolis.mechanisms.prices import ROWS
from credopolis.mechanisms.queues import CLASSES, LONGEST, QUEUE_NAMES
from credopolis.store.run import Run


@dataclass(frozen=True)
class WaitLine:
    """One queue over the provinces together.

    asked_first, asked_others, asked_refused : requests over the run that were put first, that waited behind, and that
    a gate refused. first_days, others_days : days that who asks last will wait, half of those who ask at most so long;
    alike_days : the same if nobody were put first. None where nobody of the class asks, or half are never served.
    """

    queue: str
    asked_first: float
    asked_others: float
    asked_refused: float
    first_days: float | None
    others_days: float | None
    alike_days: float | None

    @property
    def never(self) -> bool:
        """Whether half of those who wait behind are never served."""
        return self.asked_others > 0 and self.others_days is None


@dataclass(frozen=True)
class MoneyLine:
    """A benefit that others pay for. yuan : moved over the run. got_a_year, paid_a_year : yuan in the end of a life
    that holds it, and of one that does not, None where there is none; of public housing put first, and
    behind."""

    benefit: str
    yuan: float
    got_a_year: float | None
    paid_a_year: float | None


def wait_lines(run: Run) -> tuple[WaitLine, ...]:
    """Queues, where people queue."""
    if not _has(run, "waits"):
        return ()
    rows = run.scan("waits").collect().with_columns(pl.col("queue", "class").cast(pl.String))
    asked: dict[tuple[object, ...], float] = {
        key: float(part["asked"].sum()) for key, part in rows.group_by("queue", "class")
    }
    last: dict[tuple[object, ...], pl.DataFrame] = dict(
        rows.filter(pl.col("day") == last_day(run)).group_by("queue", "class")
    )
    lines = []
    for queue in QUEUE_NAMES:
        of = {name: asked.get((queue, name), 0.0) for name in CLASSES}
        of["others"] += of["delayed"]
        if not any(of.values()):
            continue
        first, others = (last.get((queue, name)) for name in ("put first", "others"))
        alike = others if others is not None else first
        waits = _half(first, "wait_days"), _half(others, "wait_days"), _half(alike, "wait_alike_days")
        lines.append(WaitLine(queue, of["put first"], of["others"], of["refused"], *waits))
    return tuple(lines)


def waits_by_day(run: Run, queue: str) -> dict[int, tuple[float | None, float | None]]:
    """Of a queue, by the last day of each interval: the wait of those who are not put first, and of all if nobody were.

    Half of those who ask then wait at most so long; None where half are never served.
    """
    of = run.scan("waits").collect().with_columns(pl.col("queue", "class").cast(pl.String))
    of = of.filter((pl.col("queue") == queue) & (pl.col("class") == "others"))
    days: dict[int, tuple[float | None, float | None]] = {}
    for (day,), rows in of.group_by("day", maintain_order=True):
        days[int(day)] = _half(rows, "wait_days"), _half(rows, "wait_alike_days")
    return days


def money_lines(run: Run) -> tuple[MoneyLine, ...]:
    """Benefits that others pay for, where they do; of those that somebody holds and somebody does not."""
    if not _has(run, "transfers"):
        return ()
    rows = run.scan("transfers").collect().with_columns(pl.col("benefit", "side").cast(pl.String))
    lines = []
    for benefit in ROWS:
        sums = {
            side: rows.filter((pl.col("benefit") == benefit) & (pl.col("side") == side)).select(
                pl.col("person_years", "yuan").sum()
            ).row(0)
            for side in ("gets", "pays")
        }  # fmt: skip
        (held, got), (without, paid) = sums["gets"], sums["pays"]
        if got > 0:
            lines.append(MoneyLine(benefit, got, got / held if held else None, -paid / without if without else None))
    return tuple(lines)


def _has(run: Run, table: str) -> bool:
    return table in run.tables and run.scan(table).head(1).collect().height > 0


def _half(rows: pl.DataFrame | None, column: str) -> float | None:
    """The wait that half of those who asked in the last interval, over provinces, have at most."""
    if rows is None or not (whole := float(rows["asked"].sum())):
        return None
    ordered = rows.sort(column)
    found = float(ordered.filter(pl.col("asked").cum_sum() >= whole / 2 * (1 - 1e-12))[column][0])
    return None if found >= LONGEST else found
