"""Regimes side by side: one society and one set of draws, every regime in it, and both doubts of what it does.

Each regime is set in one scenario, so all have the same people and every draw whose key they share, and it is run on
some seeds (chance) and on some draws of the assumptions over their ranges (a Latin hypercube, one and the same for
all regimes, as in `robust`). Numbers are told per 1,000 people and year, of all people, graded or not: so a regime
that grades few stands beside one that grades all. What a rulebook does not name, it leaves alone, and that is said
rather than counted as nothing.

A difference from the first regime (`none` unless asked otherwise) is a finding if it is clear of chance and has its
sign in 95 % of the draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.comparisons.variants import load_variants
from credopolis.analysis.measures.amounts import amount
from credopolis.analysis.measures.doubt import paired
from credopolis.analysis.measures.headlines import value
from credopolis.analysis.measures.intervals import Estimate, defined
from credopolis.analysis.measures.measured import Gathering, Measured
from credopolis.analysis.studies.executors import Failed, Result, Runners
from credopolis.analysis.studies.robust import DrawPlan, drawn_scenario
from credopolis.analysis.studies.robust_result import SHARE
from credopolis.core.errors import BadValue, CredopolisError
from credopolis.library.names import REGIMES
from credopolis.library.overrides import Value
from credopolis.library.rooms import rooms_of
from credopolis.mechanisms.all import HEADLINES
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings

SCENARIO: Final = "quiet-streets"
STANDS: Final = {f"regime.{name}.stands": True for name in ("stages", "jobs", "consequences", "speaking")}
PEOPLE, YEARS, SEEDS, DRAWS = 5_000, 3.0, 5, 24
AGAINST: Final = "none"
Values = NDArray[np.float64]
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class SideMeasure:
    """A number that is asked of every regime. act : counted as done, of the rulebook's acts; else a headline measure.
    each : per 1,000 people and year; else as the measure has it."""

    name: str
    topic: str
    title: str
    act: str = ""
    each: bool = True


_DECLARED: Final = {one.name: one for one in HEADLINES}
ASKED: Final = (
    SideMeasure("negative_entries", "entries", "entries that lower somebody"),
    SideMeasure("false_entries", "entries", "false entries"),
    SideMeasure("refused", "cost", _DECLARED["refused"].title),
    SideMeasure("lock_days", "cost", _DECLARED["lock_days"].title),
    SideMeasure("removal_days", "cost", "days of liberty lost"),
    SideMeasure("trust_in_neighbours", "trust", "trust in neighbours, percent", each=False),
    SideMeasure("trust_in_state", "trust", "trust in the state, percent", each=False),
    SideMeasure("crimes", "crime", "intentional crimes done", act="intentional_crime"),
    SideMeasure("self_censorship", "speech", "silent of those against the message, percent", each=False),
    SideMeasure("falsification_gap", "speech", "falsification gap, points", each=False),
    SideMeasure("posts", "speech", "negative posts done", act="negative_post"),
    SideMeasure("promotions", "mobility", "promotions"),
    SideMeasure("kept_out", "mobility", _DECLARED["kept_out"].title),
    SideMeasure("to_college", "mobility", "go on to college"),
    SideMeasure("resold", "data", "records handed on"),
)


@dataclass(frozen=True)
class SideNumber:
    """What one regime has of one number. value, chance : mean over seeds and its interval; over : between which 95 % of
    the draws lie. less : the difference from the first regime with its interval; holds : share of draws that have its
    sign. None where the regime does not name it, or nothing is told."""

    value: float | None = None
    chance: tuple[float, float] | None = None
    over: tuple[float, float] | None = None
    less: tuple[float, float, float] | None = None
    holds: float | None = None

    @property
    def finding(self) -> bool:
        """Whether the difference is clear of chance and of the assumptions."""
        if self.less is None or self.holds is None:
            return False
        return (self.less[1] > 0 or self.less[2] < 0) and self.holds >= SHARE


@dataclass(frozen=True)
class SideBySide:
    """Every regime's numbers, by its name and the number's. draws : of the assumptions that came to an end."""

    against: str
    regimes: tuple[str, ...]
    people: int
    years: float
    seeds: tuple[int, ...]
    draws: int
    numbers: dict[str, dict[str, SideNumber]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As plain data, with whether each difference is a finding."""
        plain = asdict(self)
        for name, its in self.numbers.items():
            for what, number in its.items():
                plain["numbers"][name][what]["finding"] = number.finding
        return defined(plain)


class _Counting(Gathering):
    """Counts what headline measures need, and how often each act was done."""

    done: Values | None = None

    def on_period(self, period: Any) -> None:
        super().on_period(period)
        acts = period.arrays["acts"]
        found = acts.sum(axis=(0, 1, 3)).astype(np.float64)
        self.done = found if self.done is None else self.done + found


def side_by_side(
    *names: str | Path,
    scenario: str | Path = SCENARIO,
    people: int = PEOPLE,
    years: float = YEARS,
    seeds: int = SEEDS,
    draws: int = DRAWS,
    seed: int | None = None,
    workers: int = 1,
    progress: Tell | None = None,
) -> SideBySide:
    """Every regime on one society and one set of draws, with both doubts.

    names : regimes or rulebooks, the first of which the others are held beside. workers : processes; results are the
    same for any number.

    Raises
    ------
    BadValue
        If there are fewer than two regimes, seeds or draws.
    """
    for what, n in (("regimes", len(names)), ("seeds", seeds), ("draws", draws)):
        if n < 2:
            raise BadValue(f"the number of {what}", n, "two or more")
    variants = load_variants(list(names), scenario, people=people, years=years, seed=seed, set=STANDS)
    plan = DrawPlan.of(variants, draws, seeds)
    first = variants[0].scenario.seed
    sources = [{**v.scenario.source, "rooms": rooms_of(v.scenario)} for v in variants]
    tasks: dict[str, tuple[Any, ...]] = {}
    for k, source in enumerate(sources):
        tasks |= {f"{k} seed {s}": (source, {}, first + s) for s in range(seeds)}
        tasks |= {f"{k} draw {d}": (source, plan.values(d)[k], first) for d in range(draws)}
    found: dict[str, Result] = {}
    with Runners(workers) as hands:
        for key, result in hands.perform(measured, tasks):
            found[key] = result
            if progress is not None:
                progress(len(found), len(tasks))
    return _concluded(tuple(v.name for v in variants), found, variants[0].scenario, seeds, draws)


def every_regime() -> tuple[str, ...]:
    """The regimes that ship and stand for something, that of nothing first."""
    return (AGAINST, *(name for name in REGIMES if name not in (AGAINST, "ladder")))


def measured(source: Mapping[str, Any], values: Mapping[str, Value], seed: int) -> Result:
    """All numbers of one regime on one seed with these values of its assumptions, or why there are none."""
    try:
        scenario = drawn_scenario(source, values, seed)
    except CredopolisError as error:
        return Failed(str(error).splitlines()[0])
    with Session.begin(scenario, RunSettings(threads=1, hold_period=False)) as session:
        counting = _Counting(Measured(scenario), False)
        counting.on_built(session.course.engine)
        session.watch(counting)
        session.advance()
        m = counting.finish(session.outcome().state_digest)
    years = scenario.people * scenario.days / 365.25
    done = dict(zip(scenario.act_names, (counting.done if counting.done is not None else ()), strict=False))
    priced = set(scenario.rulebook.act_names)
    return {one.name: _of(one, m, done, priced, years) for one in ASKED}


def _of(one: SideMeasure, m: Measured, done: Mapping[str, float], priced: set[str], years: float) -> float:
    if one.act:
        return 1000.0 * done[one.act] / years if one.act in done and one.act in priced else math.nan
    declared = _DECLARED[one.name]
    try:
        return 1000.0 * amount(m, declared.part) / years if one.each else value(declared, m)
    except KeyError:  # a table that the run does not have
        return 0.0 if one.each else math.nan


def _concluded(
    names: tuple[str, ...], found: Mapping[str, Result], scenario: Any, seeds: int, draws: int
) -> SideBySide:
    whole = [d for d in range(draws) if not any(isinstance(found[f"{k} draw {d}"], Failed) for k in range(len(names)))]
    if len(whole) < 2:
        failed = next(r for r in found.values() if isinstance(r, Failed))
        raise CredopolisError(f"The scenario refuses most draws of its assumptions. The first: {failed.reason}")

    def of(k: int, what: str) -> tuple[Values, Values]:
        return tuple(  # type: ignore[return-value]
            np.array([found[f"{k} {kind} {n}"][what] for n in which])  # type: ignore[index]
            for kind, which in (("seed", range(seeds)), ("draw", whole))
        )

    step = 1000.0 / (scenario.people * scenario.days / 365.25)
    numbers = {
        name: {
            one.name: number_of(of(k, one.name), of(0, one.name) if k else None, step if one.each else math.nan)
            for one in ASKED
        }
        for k, name in enumerate(names)
    }
    first = scenario.seed
    return SideBySide(
        names[0], names, scenario.people, scenario.days / 365.25, tuple(range(first, first + seeds)), len(whole),
        numbers,
    )  # fmt: skip


def number_of(mine: tuple[Values, Values], other: tuple[Values, Values] | None, step: float) -> SideNumber:
    """A regime's number of its seeds and draws, beside those of the first regime. step : what one event is worth; NaN
    for what is no count."""
    once, over = mine
    if not np.isfinite(once).all():
        return SideNumber()
    found = _interval(once, step)
    found = replace(found, low=max(0.0, found.low)) if step > 0 else found
    ends = tuple(float(q) for q in np.nanquantile(over, [(1 - SHARE) / 2, (1 + SHARE) / 2]))
    told = SideNumber(found.value, (found.low, found.high), (ends[0], ends[1]))
    if other is None or not np.isfinite(other[0]).all():
        return told
    less = _interval(once - other[0], step)
    signs = np.sign(over - other[1]) == np.sign(less.value)
    holds = float(np.mean(signs)) if less.value else None
    return SideNumber(told.value, told.chance, told.over, (less.value, less.low, less.high), holds)


def _interval(values: Values, step: float) -> Estimate:
    return paired(values, np.full(len(values), step)).estimate


def findings(found: SideBySide, regime: str) -> Sequence[str]:
    """Names of the numbers in which a regime differs from the first beyond both doubts."""
    return [name for name, number in found.numbers[regime].items() if number.finding]
