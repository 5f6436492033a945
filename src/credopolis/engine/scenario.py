"""A scenario: a society, a regime, a length and a seed, ready to run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from credopolis.core.units import date_of
from credopolis.engine.records import Dimensions
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.channels import CHANNELS
from credopolis.mechanisms.conduct_table import ConductTable
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook.compile import CompiledRulebook
from credopolis.society.tables import SocietyTables

INTERVALS = ("tick", "month", "quarter", "year")


@dataclass(frozen=True)
class Assumption:
    """A value that a result rests on without a source: where it stands, what it is, and why."""

    path: str
    value: str
    why: str


@dataclass(frozen=True)
class Scenario:
    """Everything that decides a run's bits.

    people : lives that are simulated; scale : people that each of them stands for. by_district : whether results are
    recorded by district, too. files : those that are not the
    library's, as they were read (`library.inputs.Input`); copies : where copies of them were read instead, by kind.
    """

    name: str
    title: str
    people: int
    days: int
    tick_days: int
    seed: int
    start: date
    interval: str
    tables: SocietyTables
    conduct: ConductTable
    rulebook: CompiledRulebook
    regime: RegimeParameters
    off: tuple[str, ...] = ()
    grid_lives: int = 1000
    district_grids: int = 64
    scale: int = 1
    by_district: bool = False
    source: dict[str, Any] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    files: tuple[Any, ...] = field(default=(), repr=False, compare=False)
    copies: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def ticks(self) -> int:
        """Number of ticks; the last may be shorter."""
        return -(-self.days // self.tick_days)

    @property
    def act_names(self) -> tuple[str, ...]:
        """Acts of the society's table, then those that only the rulebook knows."""
        own = tuple(a for a in self.rulebook.act_names if a not in self.conduct.acts)
        return (*self.conduct.acts, *own)

    @property
    def dimensions(self) -> Dimensions:
        """Names along the axes of the results."""
        provinces = tuple(p.name for p in self.tables.provinces)
        known = mechanisms.FIELDS
        places = tuple(k for k, field in enumerate(known) if field.needed(self))
        return Dimensions(
            provinces, self.rulebook.grade_names, self.act_names, CHANNELS, self.rulebook.list_names,
            tuple(known[k].name for k in places), tuple(known[k].unit for k in places), places,
            mechanisms.tables_without(self) + (() if self.by_district else ("districts",)),
        )  # fmt: skip

    @property
    def lock_days(self) -> dict[str, int]:
        """Days that the lock of each grade lasts, of those grades that have one."""
        book = self.rulebook
        days = {} if "locks" in self.off else dict(zip(book.grade_names, book.lock_days.tolist(), strict=False))
        return {grade: int(lasts) for grade, lasts in days.items() if lasts > 0}

    def records_at(self) -> tuple[bool, ...]:
        """For each tick, whether an interval ends with it: the first tick to end in a new month, quarter or year."""
        ends = [min((k + 1) * self.tick_days, self.days) for k in range(self.ticks)]
        if self.interval == "tick":
            return tuple(True for _ in ends)
        months = {"month": 1, "quarter": 3, "year": 12}[self.interval]
        marks = [(d.year * 12 + d.month - 1) // months for d in (date_of(self.start, end) for end in ends)]
        first = (self.start.year * 12 + self.start.month - 1) // months
        before = [first, *marks[:-1]]
        return tuple(k == len(ends) - 1 or marks[k] != before[k] for k in range(len(ends)))
