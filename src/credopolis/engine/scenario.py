"""A scenario: a society, a regime, a length and a seed, ready to run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from credopolis.core.units import date_of
from credopolis.engine.mothers import births_drawn, women_of
from credopolis.engine.records import Dimensions
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.channels import CHANNELS
from credopolis.mechanisms.conduct_table import ConductTable
from credopolis.mechanisms.perception import RECORD_OF_AN_ACT, field_of_act
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook import Rulebook
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
class RuleSet:
    """What lives live by: what they do of themselves, a rulebook, a regime, and what of it is switched off."""

    conduct: ConductTable
    rulebook: CompiledRulebook
    regime: RegimeParameters
    off: tuple[str, ...] = ()


@dataclass(frozen=True)
class Era:
    """Other rules from a day of a run on, in some provinces or in all.

    day : on which they begin, a whole number of ticks from the start; 0 makes them rules of a place and not of a time.
    provinces : by name; none named means all. Of eras that meet in a province the one that begins later holds, and of
    those that begin on one day the one further down the list.
    """

    day: int
    rules: RuleSet
    provinces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """Everything that decides a run's bits.

    people : lives that are simulated; scale : people that each of them stands for. by_district : whether results are
    recorded by district, too. shows_entries : whether each life's latest entry is kept, for who shows lives; nothing
    that happens depends on it. eras : other rules in some provinces, or from some day on (`engine.eras`).
    bygone : rules of before a reform, whose cases may still be open. companies : the rulebook of companies that live
    beside people; None for no companies. files : those that are not the library's, as they were
    read (`library.inputs.Input`); copies : where copies of them were read instead, by kind.
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
    shows_entries: bool = False
    eras: tuple[Era, ...] = ()
    bygone: tuple[RuleSet, ...] = ()
    companies: Rulebook | None = None
    source: dict[str, Any] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    files: tuple[Any, ...] = field(default=(), repr=False, compare=False)
    copies: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def ticks(self) -> int:
        """Number of ticks; the last may be shorter."""
        return -(-self.days // self.tick_days)

    @property
    def rules(self) -> RuleSet:
        """The rules that hold where and while no era does."""
        return RuleSet(self.conduct, self.rulebook, self.regime, self.off)

    def under(self, rules: RuleSet) -> Scenario:
        """The same lives under one set of rules."""
        return replace(
            self, conduct=rules.conduct, rulebook=rules.rulebook, regime=rules.regime, off=rules.off, eras=(), bygone=()
        )

    @property
    def in_force(self) -> tuple[Scenario, ...]:
        """A scenario for each set of rules that lives live by somewhere, at some time; the first is its own."""
        return self._of_each_rules if self.eras or self.bygone else (self,)

    @cached_property
    def _of_each_rules(self) -> tuple[Scenario, ...]:
        others = {id(era.rules): era.rules for era in self.eras}
        return (self.under(self.rules), *(self.under(rules) for rules in others.values()))

    @property
    def variants(self) -> tuple[Scenario, ...]:
        """Those `in_force`, then one for each set of rules by which nobody lives any more."""
        return (*self.in_force, *(self.under(rules) for rules in self.bygone))

    def asks(self, needed: Callable[[Any], bool]) -> bool:
        """Whether any of the rules in force needs something. needed : asked of a scenario."""
        return any(needed(variant) for variant in self.in_force)

    @property
    def act_names(self) -> tuple[str, ...]:
        """Acts of the society's table, then those that only a rulebook knows."""
        books = (variant.rulebook for variant in self.variants)
        return tuple(dict.fromkeys((*self.conduct.acts, *(name for book in books for name in book.act_names))))

    @cached_property
    def women(self) -> tuple[tuple[float, ...], ...]:
        """Women of day 0 by age group of mothers and by children that live with them (0, 1, more), see `births`."""
        return women_of(self.tables)

    @cached_property
    def births_drawn(self) -> tuple[float, ...]:
        """Potential births a woman and year that the society holds, by year of age of mothers; 0 where it has none."""
        return births_drawn(self.tables)

    @property
    def dimensions(self) -> Dimensions:
        """Names along the axes of the results."""
        provinces = tuple(p.name for p in self.tables.provinces)
        known = mechanisms.FIELDS
        places = tuple(k for k, field in enumerate(known) if self.asks(field.needed))
        priced = {name for variant in self.variants for name in variant.rulebook.act_names}
        acts = {field_of_act(name): len(known) + k for k, name in enumerate(self.act_names) if name in priced}
        return Dimensions(
            provinces, self.rulebook.grade_names, self.act_names, CHANNELS, self.rulebook.list_names,
            (*(known[k].name for k in places), *acts),
            (*(known[k].unit for k in places), *(RECORD_OF_AN_ACT for _ in acts)), (*places, *acts.values()),
            mechanisms.tables_without(self.asks) + (() if self.by_district else ("districts",)),
        )  # fmt: skip

    @property
    def lock_days(self) -> dict[str, int]:
        """Days that the lock of each grade lasts, of those grades that have one."""
        book = self.rulebook
        days = {} if "locks" in self.off else dict(zip(book.grade_names, book.lock_days.tolist(), strict=False))
        return {grade: int(lasts) for grade, lasts in days.items() if lasts > 0}

    @property
    def locks_vary(self) -> tuple[str, ...]:
        """Grades whose lock is longer soon after earlier ones, ends with cycles, or is otherwise in other provinces or
        at other times."""
        books, lasting = [rules.rulebook for rules in self.in_force], [rules.lock_days for rules in self.in_force]
        return tuple(
            name
            for k, name in enumerate(self.rulebook.grade_names)
            if any(book.again[k].any() or book.cycles.lock_cycles[k] for book in books)
            or len({days.get(name, 0) for days in lasting}) > 1
        )

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
