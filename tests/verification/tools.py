"""What the verification tests share: quiet scenarios, runs that are watched, and limits for many tests at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.targets.all import TARGETS
from credopolis.core.schema import FEMALE, FLAG_NAMES, TRAITS
from credopolis.engine.build import Engine
from credopolis.engine.records import Outcome, Period, Tick
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import TRACE_COLUMNS
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.conduct_table import ConductTable
from credopolis.mechanisms.office import dismissal_chances
from credopolis.rulebook import compile_rulebook, parse_rulebook
from credopolis.rulebook.conduct import ActConduct
from credopolis.society.traits import trait_levels
from credopolis.society.typical import typical_lives
from tests.living import simulate

QUIET = (
    "deterrence", "ambition", "learning", "informants", "cameras", "faces", "robots", "drones", "checkpoints",
    "recorders", "officers", "campaigns", "traffic", "false_alarms", "office", "discretion", "quotas", "platform",
    "due_process", "repair",
)  # fmt: skip
"""Everything off that responds, errs or delays: conduct is constant, and what is seen is posted the same day."""
YEAR = 365.25
ALPHA = 1e-3
"""Chance that a correct program fails one family of checks (had the seed not been fixed)."""


def z_limit(checks: int) -> float:
    """Two-sided limit in standard deviations for so many checks together at ALPHA (Bonferroni)."""
    return NormalDist().inv_cdf(1.0 - ALPHA / (2.0 * checks))


@dataclass
class Watched:
    """A run with everything it handed out."""

    scenario: Scenario
    outcome: Outcome
    engine: Engine
    periods: list[Period]
    ticks: list[Tick]

    @property
    def person(self) -> NDArray[Any]:
        """(n_lives,) what lives were born with."""
        return self.engine.world.person

    @property
    def standing(self) -> NDArray[Any]:
        """(n_lives,) where lives stand at the end."""
        return self.engine.world.standing

    def total(self, tally: str) -> NDArray[np.int64]:
        """A tally summed over the run, the provinces still apart."""
        return np.sum([getattr(p, tally) for p in self.periods], axis=0)

    @property
    def fields(self) -> NDArray[np.float64]:
        """(n_ticks, n_provinces, n_fields) what lives read."""
        return np.stack([t.fields for t in self.ticks])


def watch(
    scenario: Scenario,
    *,
    traced: NDArray[np.int64] | None = None,
    threads: int = 2,
    order: NDArray[np.int64] | None = None,
    on_tick: Callable[[Engine, Tick], None] | None = None,
) -> Watched:
    """Run a scenario; `on_tick` sees the engine after each tick."""
    engines: list[Engine] = []
    periods: list[Period] = []
    ticks: list[Tick] = []

    def take(tick: Tick) -> None:
        ticks.append(tick)
        if on_tick is not None:
            on_tick(engines[0], tick)

    outcome = simulate(
        scenario,
        threads=threads,
        on_built=engines.append,
        on_period=periods.append,
        on_tick=take,
        traced=traced,
        order=order,
        most_ticks=None if on_tick is None else 1,
    )
    return Watched(scenario, outcome, engines[0], periods, ticks)


def snapshots(scenario: Scenario, days: tuple[int, ...], column: str) -> tuple[Watched, dict[int, NDArray[Any]]]:
    """Run a scenario and keep a column of all lives at the ends of some ticks."""
    kept: dict[int, NDArray[Any]] = {}

    def look(engine: Engine, tick: Tick) -> None:
        if tick.end_day in days:
            kept[tick.end_day] = engine.world.standing[column].copy()

    watched = watch(scenario, on_tick=look)
    assert sorted(kept) == sorted(days), "the days must be ends of ticks"
    return watched, kept


def trace_all(scenario: Scenario, *, threads: int = 2) -> tuple[Watched, dict[str, NDArray[np.int64]]]:
    """Run a scenario in districts of one small grid with every life's dossier written -> columns, life by life."""
    small = replace(scenario, grid_lives=400, district_grids=1)
    watched = watch(small, traced=np.arange(small.people), threads=threads)
    world = watched.engine.world
    rows = []
    for d in world.districts:
        assert d["trace_rows"] <= d["trace_size"], "the dossiers of a district do not fit; take fewer lives or years"
        rows.append(world.trace[d["trace_start"] : d["trace_start"] + d["trace_rows"]])
    lines = np.concatenate(rows).astype(np.int64)
    lines = lines[np.argsort(lines[:, 0], kind="stable")]
    return watched, {name: lines[:, k] for k, name in enumerate(TRACE_COLUMNS)}


def with_rulebook(scenario: Scenario, text: str) -> Scenario:
    """A scenario under another rulebook."""
    return replace(scenario, rulebook=compile_rulebook(parse_rulebook(text, "test")))


def with_constant_conduct(scenario: Scenario, rates: Mapping[str, float]) -> Scenario:
    """A scenario in which everybody does each act at one rate a year, whoever they are, and nothing else happens."""
    acts = {name: ActConduct(rate=rate) for name, rate in rates.items()}
    return replace(scenario, conduct=ConductTable("Constant", 1.05 * sum(rates.values()) + 0.3, acts))


def posted_rates(scenario: Scenario, rates: Mapping[str, float]) -> dict[str, float]:
    """Posted entries a year when records are the only channel: rate times sensitivity, less dismissals."""
    book, dismissed = scenario.rulebook, dismissal_chances(scenario.regime.office)
    if "office" in scenario.off:
        dismissed[:, 0] = 0.0
    posted = {}
    for name, seen, decision in zip(book.act_names, book.act_seen_by, book.act_decision.tolist(), strict=True):
        if name in rates:
            passes = scenario.regime.records.coverage * (1.0 - dismissed[decision, 0])
            posted[name] = rates[name] * seen.get("records", 0.0) * passes
    return posted


def entries_by_act(watched: Watched, channel: int, truth: int) -> NDArray[np.int64]:
    """Posted entries of a channel and truth, (n_provinces, n_cells, n_acts)."""
    counts, pairs = watched.total("entries")[..., truth], watched.periods[0].pairs
    out = np.zeros((*counts.shape[:2], len(watched.scenario.act_names)), np.int64)
    of_channel = pairs[:, 1] == channel
    out[:, :, pairs[of_channel, 0]] = counts[:, :, of_channel]
    return out


@cache
def _trait_shares() -> NDArray[np.float64]:
    return trait_levels(load_scenario("popular-account", people=1000).tables.params)


def rate_of_lives(person: NDArray[Any], conduct: ActConduct, day: Any = 0) -> NDArray[np.float64]:
    """Regime-free rate of each life for an act, a year, on a day, as docs/model.md, Conduct, has it: (n_lives,).

    day : one for all, or of each life.
    """
    return conduct.done_a_year * trait_factor(person, conduct) * demography_of_lives(person, conduct, day)


def trait_factor(person: NDArray[Any], conduct: ActConduct) -> NDArray[np.float64]:
    """What the driver makes of each life's rate, with mean 1 over its distribution: (n_lives,) float64."""
    if conduct.driver == "none":
        return np.ones(len(person))
    tilt = np.exp(conduct.slope * (np.arange(256) / 255.0 - 0.5))
    tilt /= float(_trait_shares()[TRAITS.index(conduct.driver)] @ tilt)
    return np.asarray(tilt[person[conduct.driver]])


def _weights(female: NDArray[Any], age: NDArray[Any], conduct: ActConduct) -> NDArray[np.float64]:
    """How common an act is at a sex and an age in days, on its curve's own scale, straight between the points."""
    sex = np.where(female, conduct.women, 1.0)
    if not conduct.ages:
        return np.asarray(sex)
    ages, rates = zip(*conduct.ages, strict=True)
    return np.asarray(sex * np.interp(age, ages, rates) ** conduct.age_contrast)


@cache
def _mean_weight(conduct: ActConduct) -> float:
    """Mean weight over those who could do an act in the 2020 society, as its typical lives have it."""
    lives, who = typical_lives(load_scenario("popular-account", people=1000).tables), conduct.who
    able = (lives.age >= who.min_age_days) & ((lives.age < who.max_age_days) | (who.max_age_days == 0))
    able &= lives.children >= who.min_children
    for flag in who.is_:
        able &= lives.flags & FLAG_NAMES[flag] > 0
    assert not who.is_not and (who.child_age_days is None or not conduct.ages)
    weights = _weights(lives.flags[able] & FEMALE > 0, lives.age[able], conduct)
    return float(np.average(weights, weights=lives.weight[able]))


def demography_of_lives(person: NDArray[Any], conduct: ActConduct, day: Any = 0) -> NDArray[np.float64]:
    """How common an act is among people of each life's sex and age on a day, to the mean of those who could do it."""
    if conduct.women == 1.0 and not conduct.ages:
        return np.ones(len(person))
    age = day - person["birth_day"].astype(np.int64)
    return _weights(person["flags"] & FEMALE > 0, age, conduct) / _mean_weight(conduct)


def without_demography(scenario: Scenario) -> Scenario:
    """The same, in which no act follows sex or age, and none is a couple's."""
    plain = {"women": 1.0, "ages": (), "age_contrast": 1.0, "of_a_couple": False}
    acts = {name: replace(conduct, **plain) for name, conduct in scenario.conduct.acts.items()}  # type: ignore[arg-type]
    own = tuple(conduct and replace(conduct, **plain) for conduct in scenario.rulebook.act_conduct)  # type: ignore[arg-type]
    rulebook = replace(scenario.rulebook, act_conduct=own)
    return replace(scenario, conduct=replace(scenario.conduct, acts=acts), rulebook=rulebook)


def report(what: str, **measured: object) -> None:
    """Print a measured figure; docs/verification.md quotes these lines (`pytest -s`)."""
    values = ", ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}" for name, value in measured.items()
    )
    print(f"\nmeasured | {what} | {values}")


def poisson_z(count: float, expected: float) -> float:
    """How many standard deviations a Poisson count lies from what is expected."""
    return (count - expected) / math.sqrt(expected)


def target_numbers(target: str, **size: Any) -> dict[str, float]:
    """The numbers of a target in one run, which are reported."""
    setting = TARGETS[target].setting
    years = {} if setting.years is None else {"years": setting.years}
    lived = setting.live(load_scenario(setting.scenario, seed=301, **years, **size))
    found = {asked.name: asked.of(lived) for asked in TARGETS[target].asked}
    report(target, **{name.replace(" ", "_"): value for name, value in found.items()})
    return found
