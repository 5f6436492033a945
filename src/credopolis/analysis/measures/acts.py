"""How often acts were done and entered in a run, all provinces and cells together, and over how many adult-years.

Acts and entries are person-times, entries of any truth: an authority that counts its records counts false ones too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import Misuse
from credopolis.core.schema import UNBORN
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.library.inputs import is_shipped
from credopolis.runs.session import Session
from credopolis.runs.settings import Progress, RunSettings
from credopolis.store.provenance import Rules

if TYPE_CHECKING:
    from credopolis.engine.build import Engine
    from credopolis.engine.records import Period, Tick
    from credopolis.engine.scenario import Scenario

ADULT_YEARS: Final = 18


@dataclass(frozen=True)
class ActCounts:
    """Acts of a run (person-times) by name, those of the rulebook only, and the time in which they were counted.

    regime, society : of the library by their names, others marked as not shipped. penalties, rewards : names of acts
    whose entries cost something, and of the others. adult_years : person-years of people of 18 or more; adult_share :
    of all people on day 0. rules : scenario, regime, what is off and set, hashes.
    """

    scenario: str
    regime: str
    society: str
    people: int
    scale: int
    days: int
    seed: int
    done: dict[str, int]
    entered: dict[str, int]
    penalties: tuple[str, ...]
    rewards: tuple[str, ...]
    adult_years: float
    adult_share: float
    rules: dict[str, Any] = field(default_factory=dict)


class _Counting:
    """A watcher that adds up acts and entries over intervals, (n_acts,) each."""

    def __init__(self, n_acts: int) -> None:
        self.done, self.entered = np.zeros(n_acts, np.int64), np.zeros(n_acts, np.int64)

    def on_tick(self, tick: Tick) -> None:
        """Nothing is counted by the tick."""

    def on_period(self, period: Period) -> None:
        """Add one interval."""
        self.done += period.arrays["acts"].sum(axis=(0, 1, 3))
        np.add.at(self.entered, period.pairs[:, 0], period.arrays["entries"].sum(axis=(0, 1, 3)))


def _adults(engine: Engine, days: int) -> tuple[float, float]:
    """Person-years of people of 18 or more over so many days, and the share of all people who are so on day 0."""
    person = engine.world.person
    born = person["birth_day"][(person["flags"] & UNBORN) == 0]
    of_age = born + ADULT_YEARS * DAYS_PER_YEAR_OF_RATES
    years = float((days - np.clip(of_age, 0, days)).sum()) / DAYS_PER_YEAR_OF_RATES
    return years, float((of_age <= 0).mean())


def count_acts(scenario: Scenario, threads: int | None = None, progress: Progress | None = None) -> ActCounts:
    """Run a scenario in memory and count its acts.

    Raises
    ------
    Misuse
        If other rules hold in some place or from some day on.
    """
    if scenario.eras:
        raise Misuse("Rates go by one set of rules, and those of this scenario differ by place or day.")
    names = scenario.act_names
    with Session.begin(scenario, RunSettings(threads=threads, hold_period=False, progress=progress)) as session:
        engine = session.course.engine
        counting = _Counting(len(names))
        session.watch(counting)
        session.advance()
        costs = dict(zip(names, (engine.acts["negative"] > 0).tolist(), strict=True))
    priced = scenario.rulebook.act_names
    rules = Rules.of(scenario.name, scenario.source)
    years, share = _adults(engine, scenario.days)
    return ActCounts(
        scenario.name, _known_as("regime", rules.regime, scenario),
        _known_as("society", scenario.tables.name, scenario), scenario.people, scenario.scale, scenario.days,
        scenario.seed,
        _by_name(names, counting.done, priced), _by_name(names, counting.entered, priced),
        tuple(name for name in priced if costs[name]), tuple(name for name in priced if not costs[name]),
        years, share,
        {**rules.as_json(), "hashes": dict(scenario.source.get("digests", {}))},
    )  # fmt: skip


def _known_as(kind: str, name: str, scenario: Scenario) -> str:
    """The name of a shipped regime or society; one of somebody's own is never taken for it, whatever it is called."""
    given = str(scenario.source.get(kind) or "")
    return given if is_shipped(kind, given) else f"{name} (not shipped)"


def _by_name(names: tuple[str, ...], counts: NDArray[np.int64], kept: tuple[str, ...]) -> dict[str, int]:
    found = dict(zip(names, counts.tolist(), strict=True))
    return {name: found[name] for name in kept}
