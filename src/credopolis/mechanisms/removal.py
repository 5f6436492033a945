"""Removal: a life that the rulebook lists in a camp is taken out of civic life, and its days of liberty are counted.

It has no grade, does no act and is seen by nobody until its time is up; while it lasts each day counts as a person-day of
liberty lost. Nothing else is made of it: it is reported as what it is.

Source: seed-023, seed-061.
"""

from __future__ import annotations

from typing import Final

from credopolis.core.axes import TableColumn
from credopolis.mechanisms.declare import AT_END, Card, Line, Sum, Table, Value
from credopolis.mechanisms.headline import GROWTH, Quantity, rate

SUMS: Final = (
    Sum("removed", "lives removed from civic life", lasting=True),
    Sum(
        "liberty", "person-days of liberty lost, less the days that lives still removed have yet to serve", lasting=True
    ),
)
TABLES: Final = (
    Table(
        "removals", "lives removed from civic life", "lives (persons)",
        (
            Value(TableColumn("removed", "int64", "persons", "lives removed at the end of the interval"), "removed"),
            Value(
                TableColumn("days_lost", "int64", "person-days", "person-days of liberty lost since the start of the run"),
                "liberty",
            ),
        ),
        when=AT_END, rows_where="days_lost",
    ),
)  # fmt: skip
LINES: Final = (Line("removal", "removed from civic life: no grade, no acts", "nothing"),)


HEADLINES: Final = (
    rate(
        "removal_days", "removal from civic life", "liberty", Quantity("removals", "days_lost", GROWTH),
        unit="person-days per 1,000 life-years", note="of liberty lost",
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "removal",
        "Removal",
        "a life is taken out of civic life, with no grade; counted in person-days of liberty",
        "seed-023, seed-061",
        can_be_off=False,
    ),
)
