"""Where a disparity comes from: the rules, the seeing or the offices, by switching each on one and the same draws.

Three parts make the difference between two groups in entries a life-year, d(seeing, offices):

    rules and conduct = d(even, even)
    seeing            = ((d(on, on) - d(even, on)) + (d(on, even) - d(even, even))) / 2
    offices           = ((d(on, on) - d(on, even)) + (d(even, on) - d(even, even))) / 2

They add up exactly to d(on, on). Seeing is even if false alarms strike all groups alike, cameras stand as densely in
the countryside as in towns, and the intensive region is off; offices are even if they post every case at once, take no
notice of connections and make nothing up. Rules and conduct cannot be switched off (without rules there is no entry),
so what is left when both others are even is theirs: what is priced, and who lives where and does what.

Each seed gives one value of every part from four runs on common random numbers. Intervals are Student's over seeds,
widened where entries are few to what their number alone leaves open (`measures.doubt`, `measures.exact`): seeds that
happen to agree do not prove that there is nothing. Below `FEWEST` entries in all seeds, as things are, nothing is told.

Source
------
Shapley 1953, A value for n-person games; for such decompositions Shorrocks 2013, Journal of Economic Inequality 11.
Even offices and even seeing are definitions of this model.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.amounts import by_cell
from credopolis.analysis.measures.disparity import PAIRS
from credopolis.analysis.measures.doubt import FEWEST, paired
from credopolis.analysis.measures.exact import ratio_of_rates
from credopolis.analysis.measures.intervals import Estimate, defined, student
from credopolis.analysis.measures.measured import gather
from credopolis.core.errors import BadValue
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.office import FALSE_ENTRIES, NEGATIVE_ENTRIES
from credopolis.store.provenance import Rules

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario
    from credopolis.mechanisms.parameters import Parameters
    from credopolis.store.run import Run

PARTS: Final = ("rules and conduct", "seeing", "offices")
MEASURES: Final = ("negative entries", "false entries")
PEOPLE, YEARS, SEEDS = 100_000, 3.0, 5
_CORNERS: Final = tuple((seeing, offices) for seeing in (True, False) for offices in (True, False))
_BY_GROUP: Final = ("minority_multiplier", "female_multiplier", "rural_factor")
_SEEN_UNEVENLY: Final = ("checkpoints", "recorders")
_OFFICES: Final = ("office", "discretion", "quotas", "platform")
_DECISIONS: Final = {
    "true_dismissed_desk": 0.0, "true_dismissed_office": 0.0, "true_dismissed_court": 0.0, "false_past_office": 1.0,
    "false_past_court": 1.0,
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What one part adds to the difference, in entries per 1,000 life-years, with its interval over seeds."""

    name: str
    difference: Estimate


@dataclass(frozen=True)
class Split:
    """The difference of one measure between two groups, and its parts, which add up to it.

    value, value_against : entries per 1,000 life-years of each group as things are, in all seeds together; ratio : of
    the two, with its interval; even_ratio : the same with seeing and offices even; events : entries of both groups as
    things are, in all seeds.
    """

    measure: str
    group: str
    against: str
    value: float
    value_against: float
    ratio: Estimate
    even_ratio: Estimate
    difference: Estimate
    parts: tuple[Part, ...]
    events: int

    @property
    def few(self) -> bool:
        """Whether there are too few entries to tell."""
        return self.events < FEWEST


@dataclass(frozen=True)
class Decomposition:
    """Splits for each pair of groups and each measure, and the runs behind them."""

    scenario: str
    people: int
    days: int
    seeds: tuple[int, ...]
    splits: tuple[Split, ...]
    rules: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def runs(self) -> int:
        """Runs made: four a seed."""
        return len(_CORNERS) * len(self.seeds)

    def as_json(self) -> dict[str, Any]:
        """The decomposition as plain data; numbers that are not defined are null."""
        return defined({**dataclasses.asdict(self), "unit": "entries per 1,000 life-years", "runs": self.runs})


def decompose(
    scenario: str | Path | Scenario = "popular-account",
    *,
    people: int | None = PEOPLE,
    years: float | None = YEARS,
    seeds: int = SEEDS,
    seed: int | None = None,
    regime: str | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, int | float | str | bool] | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Decomposition:
    """Split the differences between groups into rules and conduct, seeing, and offices; see the module.

    scenario : by name, by file, or loaded; a loaded one keeps its people, length and all else but the seed. seeds : how
    many, from `seed` (or the scenario's own) upwards. progress : runs done, runs in all.

    Raises
    ------
    BadValue
        If there are fewer than two seeds, which give no interval.
    """
    from credopolis.engine.scenario import Scenario
    from credopolis.library.catalogue import load_scenario
    from credopolis.runs.settings import available_threads

    if isinstance(seeds, bool) or not 2 <= seeds <= 1000:
        raise BadValue("the number of seeds", seeds, "2 to 1,000", "Intervals are taken over seeds.")
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario, people=people, years=years, seed=seed, regime=regime, off=off, set=set)
    chosen = tuple(range(scenario.seed, scenario.seed + seeds))
    entries = np.zeros((seeds, len(_CORNERS), len(MEASURES), len(PAIRS), 2))
    years_lived = np.zeros((seeds, len(_CORNERS), len(PAIRS), 2))
    for s, number in enumerate(chosen):
        for k, (seeing, offices) in enumerate(_CORNERS):
            changed = replace(evened(scenario, seeing, offices), seed=number)
            entries[s, k], years_lived[s, k] = count_entries(changed, threads or available_threads())
            if progress is not None:
                progress(s * len(_CORNERS) + k + 1, seeds * len(_CORNERS))
    splits = tuple(
        split(measure, group, against, entries[:, :, m, p], years_lived[:, :, p])
        for p, (_, group, against) in enumerate(PAIRS) for m, measure in enumerate(MEASURES)
    )  # fmt: skip
    rules = {**Rules.of(scenario.name, scenario.source).as_json(), "hashes": dict(scenario.source.get("digests", {}))}
    return Decomposition(scenario.name, scenario.people, scenario.days, chosen, splits, rules)


def decompose_run(run: Run, *, seeds: int = SEEDS, progress: Callable[[int, int], None] | None = None) -> Decomposition:
    """The decomposition of a run's scenario, in runs of at most `PEOPLE` lives and `YEARS` years.

    Raises
    ------
    RunFolderError
        If the files that the run came from have changed, or it is a reformed future of a fork.
    """
    from credopolis.runs.again import one_set_of_rules, rebuild

    one_set_of_rules(run, "Decompose the run that it came from, or a scenario under the reformed rules.")
    scenario = rebuild(run)
    days = min(scenario.days, round(YEARS * DAYS_PER_YEAR_OF_RATES))
    smaller = replace(scenario, people=min(scenario.people, PEOPLE), days=days)
    return decompose(smaller, seeds=seeds, progress=progress)


def split(measure: str, group: str, against: str, entries: NDArray[np.float64], years: NDArray[np.float64]) -> Split:
    """The parts of one difference. entries, years : (n_seeds, corners, 2) entries and life-years of the two groups."""
    years = np.maximum(years, 1e-9)
    gap = 1000.0 * (entries[:, :, 0] / years[:, :, 0] - entries[:, :, 1] / years[:, :, 1])
    full, offices_even, seeing_even, even = gap.T
    parts = (
        even,
        ((full - seeing_even) + (offices_even - even)) / 2,
        ((full - offices_even) + (seeing_even - even)) / 2,
    )
    step = 1000.0 / years.min(axis=(1, 2))  # what one entry is worth, in the group where it is worth most
    whole, *of_parts = (paired(values, step).estimate for values in (full, *parts))
    value, value_against = 1000.0 * entries[:, 0].sum(axis=0) / years[:, 0].sum(axis=0)
    return Split(
        measure, group, against, float(value), float(value_against),
        _ratio(entries[:, 0], years[:, 0]), _ratio(entries[:, 3], years[:, 3]), whole,
        tuple(Part(name, estimate) for name, estimate in zip(PARTS, of_parts, strict=True)),
        round(float(entries[:, 0].sum())),
    )  # fmt: skip


def evened(scenario: Scenario, seeing: bool, offices: bool) -> Scenario:
    """The scenario with its seeing and its offices as they are (true) or even (false)."""
    regime, off = scenario.regime, set(scenario.off)
    if not seeing:
        regime = regime.model_copy(update={name: _even(getattr(regime, name)) for name in type(regime).model_fields})
        off |= set(_SEEN_UNEVENLY)
    if not offices:
        regime = regime.model_copy(update={"office": regime.office.model_copy(update=_DECISIONS)})
        off |= set(_OFFICES)
    return replace(scenario, regime=regime, off=tuple(sorted(off)))


def _even(parameters: Parameters) -> Parameters:
    """A channel's parameters with every factor between groups, and between town and country, at 1."""
    factors = {name: 1.0 for name in type(parameters).model_fields if name.endswith(_BY_GROUP)}
    return parameters.model_copy(update=factors)


def count_entries(scenario: Scenario, threads: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Entries of a run, (measures, pairs of groups, 2), and the life-years of the groups, (pairs of groups, 2)."""
    found = gather(scenario, threads)
    counted = [by_cell(found, rate.part) for rate in (NEGATIVE_ENTRIES, FALSE_ENTRIES)]
    entries = [[[found.of(c, column, name) for name in names] for column, *names in PAIRS] for c in counted]
    years = [[found.of(found.years, column, name) for name in names] for column, *names in PAIRS]
    return np.array(entries), np.array(years)


def _ratio(entries: NDArray[np.float64], years: NDArray[np.float64]) -> Estimate:
    """The ratio of two rates, both (n_seeds, 2): of the sums over seeds, with the exact interval of these counts or
    Student's over the seeds' ratios, whichever reaches farther; undefined if there was no entry at all."""
    (one, other), (its, others) = entries.sum(axis=0), years.sum(axis=0)
    exact = ratio_of_rates(round(float(one)), float(its), round(float(other)), float(others))
    rates = entries / years
    if not (rates > 0).all():
        return exact
    seeds = student(np.log(rates[:, 0]) - np.log(rates[:, 1]))
    if not math.isfinite(seeds.low):
        return exact
    return Estimate(exact.value, min(exact.low, math.exp(seeds.low)), max(exact.high, math.exp(seeds.high)))
