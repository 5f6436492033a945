"""All mechanisms, and what follows from what they declare: the one place where the rest of the program asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any, Final

import numpy as np

from credopolis.core.axes import Tally
from credopolis.core.schema import BORN_WITH, Column
from credopolis.mechanisms import (
    ambition,
    army,
    askers,
    audits,
    births,
    cameras,
    campaigns,
    careers,
    censorship,
    championships,
    checkpoints,
    chilling,
    clean_ups,
    companies,
    conduct,
    consent,
    consequences,
    crowding,
    deaths,
    debts,
    deterrence,
    discipline,
    discretion,
    dismissals,
    drones,
    due_process,
    equality,
    faces,
    false_alarms,
    fear,
    firewall,
    gates,
    habituation,
    incidents,
    informants,
    informing,
    innocence,
    jobs,
    kindergarten,
    ladder,
    learning,
    locks,
    news,
    offers,
    office,
    officers,
    opinion,
    party,
    perception,
    platform,
    posts,
    prices,
    publicity,
    queues,
    quotas,
    recorders,
    records,
    removal,
    repair,
    representatives,
    resale,
    robots,
    rumours,
    services,
    speaking,
    staff,
    stages,
    stakes,
    statistics,
    strain,
    traffic,
    transparency,
    trust,
    vetting,
    watch,
)
from credopolis.mechanisms.course import lay_bits
from credopolis.mechanisms.declare import (
    Block,
    Book,
    Card,
    Dial,
    Event,
    Line,
    ProvinceField,
    Sheet,
    Sum,
    Table,
    Term,
    Value,
)
from credopolis.mechanisms.headline import TOPICS, Headline, Quantity

MODULES: Final[tuple[ModuleType, ...]] = (
    ladder, locks, removal, conduct, stakes, deterrence, ambition, perception, learning, innocence,
    records, informants, cameras, faces, robots, drones, checkpoints, recorders, traffic, office, officers, campaigns,
    incidents, watch, false_alarms, discretion, quotas, platform, due_process, repair, statistics,
    fear, services, queues, prices, gates, askers, births, deaths, stages, consequences,
    crowding, debts, discipline, transparency, audits, careers, vetting, army, championships, jobs, party, kindergarten,
    posts, clean_ups, firewall, offers, rumours, chilling, habituation, publicity, trust, opinion, informing, consent,
    speaking, censorship, strain, resale, news, companies, dismissals, representatives, staff,
)  # fmt: skip
"""Every mechanism's module, which bears its name; what it owns stands in the order of this list."""


def _all(name: str) -> Iterator[Any]:
    """Everything that modules declare under a name."""
    for module in MODULES:
        yield from getattr(module, name, ())


MECHANISMS: Final[tuple[Card, ...]] = tuple(_all("CARDS"))
COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    module.__name__.rpartition(".")[2]: module.COLUMNS for module in MODULES if hasattr(module, "COLUMNS")
}
"""Columns of every life that change, by the mechanism that owns them."""
BLOCKS: Final[tuple[Block, ...]] = tuple(_all("BLOCKS"))
COURSE: Final[dict[str, tuple[int, int]]] = lay_bits(column for block in BLOCKS for column in block.columns)
"""Columns that share one number, by name, see `course`."""
LIFE_COLUMNS: Final[tuple[Column, ...]] = (*BORN_WITH, *(c for columns in COLUMNS.values() for c in columns))
EVENTS: Final[tuple[Event, ...]] = tuple(sorted(_all("EVENTS"), key=lambda event: event.kind))
TALLIES: Final[tuple[Tally, ...]] = tuple(_all("TALLIES"))
SHEETS: Final[tuple[Sheet, ...]] = tuple(_all("SHEETS"))
DIALS: Final[tuple[Dial, ...]] = tuple(_all("DIALS"))
SUMS: Final[tuple[Sum, ...]] = tuple(sorted(_all("SUMS"), key=lambda one: not one.lasting))
"""Lasting ones first, so that those to be emptied after each tick lie together."""
FIELDS: Final[tuple[ProvinceField, ...]] = tuple(_all("FIELDS"))
BOOKS: Final[tuple[Book, ...]] = tuple(_all("BOOKS"))
TERMS: Final[tuple[Term, ...]] = tuple(_all("TERMS"))
LINES: Final[tuple[Line, ...]] = tuple(_all("LINES"))


HEADLINES: Final[tuple[Headline, ...]] = tuple(
    sorted((*_all("HEADLINES"), *equality.HEADLINES), key=lambda one: TOPICS.index(one.topic))
)
QUANTITIES: Final[frozenset[Quantity]] = frozenset(q for one in HEADLINES for q in (one.part, one.whole) if q)
"""Everything that headline measures add up."""


def _table_of(tally: Tally) -> Table:
    """The table of a tally: its axes in the order in which they are shown, then the count."""
    value = Value(tally.value, tally.name)
    return Table(tally.table_name, tally.meaning, tally.counts, (value,), tally.shown, needed=tally.needed)


TABLES: Final[tuple[Table, ...]] = (*(_table_of(tally) for tally in TALLIES if tally.own_table), *_all("TABLES"))
"""Tables of results that mechanisms own: those of tallies, then those of what institutions do."""


def tables_without(asks: Callable[[Callable[[Any], bool]], bool]) -> tuple[str, ...]:
    """Names of tables that a scenario does not ask for. asks : whether it needs something, of what says so of rules."""
    return tuple(table.name for table in TABLES if not asks(table.needed))


def widest_first(columns: Iterable[Column]) -> list[tuple[str, str]]:
    """Names and types of a record, widest first, so that each is aligned without gaps."""
    return [(c.name, c.dtype) for c in sorted(columns, key=lambda column: -np.dtype(column.dtype).itemsize)]


def told_of_an_entry(scenario: Any) -> float:
    """Events that one entry schedules for others, at most, over all mechanisms."""
    return float(sum(module.told_of_an_entry(scenario) for module in MODULES if hasattr(module, "told_of_an_entry")))


def event_kind(name: str) -> int:
    """The number of a kind of event."""
    return next(event.kind for event in EVENTS if event.name == name)
