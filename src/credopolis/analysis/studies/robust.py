"""Two kinds of doubt about every headline, side by side: what chance does, and what the assumptions do.

The sampling interval says how far a number would move with other seeds. The range over assumptions says how far it
moves if every assumption with a range may lie anywhere in it: all of them at once, by a Latin hypercube, on one and the
same seed. With two regimes the headline is their difference on shared draws, and both are moved together.

A range of assumptions that spans a factor of ten or more, and does not reach 0, is drawn on a log scale, all others
evenly. What a headline hangs on are the assumptions with the largest rank correlations, of those that stand up beside
all others (Benjamini and Yekutieli); with few draws few do, and none is named that may be chance.

Source
------
McKay, Beckman and Conover 1979, Technometrics 21; Saltelli and others 2008, Global Sensitivity Analysis, chapter 1, for
rank correlations; Fisher 1915, Biometrika 10, for their significance.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.comparisons.compare import rules_of_scenarios
from credopolis.analysis.comparisons.variants import Variant, load_variants
from credopolis.analysis.measures.doubt import paired
from credopolis.analysis.measures.headlines import Measure, measures_for
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.measures.measured import gather
from credopolis.analysis.studies.executors import Failed, Result, Runners
from credopolis.analysis.studies.factors import Factor
from credopolis.analysis.studies.hinges import hinges, latin_hypercube, ranks_of
from credopolis.analysis.studies.robust_result import SHARE, Doubts, Robust
from credopolis.analysis.studies.study import Study, Where, code_digest, open_study
from credopolis.core.errors import BadValue, CredopolisError
from credopolis.library.overrides import Value
from credopolis.library.rooms import in_order, rooms_of, thresholds_of, widened

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

PEOPLE, YEARS, SEEDS = 20_000, 3.0, 10
DRAWS: Final = {1: 256, 2: 128}
"""Draws of one scenario, and of two regimes, if nothing else is asked."""
FOLDER: Final = "robust"
_WIDE: Final = 10.0
_LONGEST_REASON: Final = 500
_ROOMS: Final = "rooms"
_LEAST_DRAWN: Final = 0.5
Values = NDArray[np.float64]


def robust(
    *names: str | Path,
    scenario: str | Path = "popular-account",
    people: int | None = PEOPLE,
    years: float | None = YEARS,
    draws: int | None = None,
    seeds: int = SEEDS,
    seed: int | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, Value] | None = None,
    out: str | Path | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Robust:
    """Every headline with what chance and what the assumptions do to it.

    names : one scenario, or two regimes of which the second is compared with the first (as for `compare`, with changes
    behind commas), set in `scenario`. draws : of the assumptions. seeds : for the sampling interval. off, set :
    for all; what is set is not drawn. out : a folder, from which an interrupted one goes on and a finished one is read;
    None keeps nothing. workers : processes; the results are the same for any number.

    Raises
    ------
    BadValue
        If there are more than two names, or too few draws or seeds.
    """
    if not 1 <= len(names) <= 2:
        raise BadValue("the number of regimes", len(names), "a scenario, or two regimes to compare")
    draws = DRAWS[len(names)] if draws is None else draws
    if not 20 <= draws <= 100_000:
        raise BadValue("the number of draws", draws, "20 to 100,000")
    if not 2 <= seeds <= 10_000:
        raise BadValue("the number of seeds", seeds, "2 to 10,000", "Intervals are taken over seeds.")
    variants = _variants(names, scenario, people=people, years=years, seed=seed, off=off, set=set)
    plan = DrawPlan.of(variants, draws, seeds)
    folder = None if out is None else Path(out)
    with open_study(folder, plan.identity(), plan.text(), "robust.json") as study, Runners(workers) as hands:
        found = plan.make(study, Where(hands, progress))
        study.write_state(status="complete", runs=len(study.results))
    return replace(found, folder=folder)


def default_folder(*names: str | Path, **options: Any) -> Path:
    """The folder in which the command keeps what it makes: one for everything that is asked otherwise."""
    variants = _variants(
        names, options.get("scenario", "popular-account"),
        **{key: options.get(key) for key in ("people", "years", "seed", "off", "set")},
    )  # fmt: skip
    plan = DrawPlan.of(variants, int(options["draws"] or DRAWS[len(names)]), int(options["seeds"]))
    stem = "-and-".join(v.scenario.name if len(variants) == 1 else v.name for v in variants)
    safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in stem)[:60]
    text = json.dumps(plan.identity(), sort_keys=True)
    return Path(FOLDER) / f"{safe}-{hashlib.blake2b(text.encode(), digest_size=4).hexdigest()}"


def _variants(names: Sequence[str | Path], scenario: str | Path, **options: Any) -> tuple[Variant, ...]:
    from credopolis.library.catalogue import SCENARIOS, load_scenario

    given = {**options, "off": tuple(options.get("off") or ())}
    if len(names) == 2:
        return load_variants([str(name) for name in names], str(scenario), **given)
    from credopolis.analysis.comparisons.variants import is_scenario_file

    if str(names[0]) in SCENARIOS or is_scenario_file(str(names[0])):
        built = load_scenario(names[0], **given)
        return (Variant(built.name, built),)
    return load_variants([str(names[0])], str(scenario), **given)


@dataclass(frozen=True)
class DrawPlan:
    """What is run: sources of the scenarios, the factors of each, and the places of the draws.

    factors : of each scenario, by path; places : (draws, paths) in [0, 1], a column for every path of any of them.
    """

    variants: tuple[Variant, ...]
    factors: tuple[dict[str, Factor], ...]
    paths: tuple[str, ...]
    places: Values
    seeds: int

    @classmethod
    def of(cls, variants: tuple[Variant, ...], draws: int, seeds: int) -> DrawPlan:
        set_here = {path for v in variants for path in v.scenario.source.get("overrides", {})}
        factors = tuple(factors_of(v.scenario, set_here) for v in variants)
        paths = tuple(sorted({path for one in factors for path in one}))
        if not paths:
            raise CredopolisError(f"{variants[0].name} has no assumption with a range, so nothing can be drawn.")
        return cls(variants, factors, paths, latin_hypercube(draws, len(paths), variants[0].scenario.seed), seeds)

    def identity(self) -> dict[str, Any]:
        """What decides the results of one run."""
        told = [
            [v.name, {k: s for k, s in v.scenario.source.items() if k != "title"}, {p: vars(f) for p, f in own.items()}]
            for v, own in zip(self.variants, self.factors, strict=True)
        ]
        text = json.dumps([told, self.places.shape], sort_keys=True, default=list)
        design = hashlib.blake2b(text.encode() + self.places.tobytes(), digest_size=16)
        return {"kind": "robust", "design": design.hexdigest(), "code": code_digest("analysis/studies/robust.py")}

    def text(self) -> str:
        """What was asked, to be read."""
        told = {"names": [v.name for v in self.variants], "draws": len(self.places), "assumptions": list(self.paths)}
        return json.dumps(told, indent=1) + "\n"

    def make(self, study: Study, where: Where) -> Robust:
        """Make what is missing, and put both kinds of doubt beside each other."""
        first = self.variants[0].scenario.seed
        sources = tuple({**v.scenario.source, _ROOMS: rooms_of(v.scenario)} for v in self.variants)
        seeds = tuple(range(first, first + self.seeds))
        tasks: dict[str, tuple[Any, ...]] = {f"seed/{s}": (sources, ({},) * len(sources), s) for s in seeds}
        tasks |= {f"draw/{k}": (sources, self.values(k), first) for k in range(len(self.places))}
        found = study.make(one_draw, tasks, where)
        for key in tasks:
            if key.startswith("seed/") and key in study.failed:
                raise CredopolisError(study.failed[key])
        return self.conclude(found, seeds, tuple(dict.fromkeys(study.failed.values())))

    def values(self, k: int) -> tuple[dict[str, Value], ...]:
        """The values of every scenario's assumptions in a draw."""
        column = {path: j for j, path in enumerate(self.paths)}
        each = []
        for variant, own in zip(self.variants, self.factors, strict=True):
            drawn = {path: factor.at(float(self.places[k, column[path]])) for path, factor in own.items()}
            each.append({**drawn, **in_order(thresholds_of(variant.scenario), drawn)})
        return tuple(each)

    def conclude(
        self, found: Mapping[str, Mapping[str, float]], seeds: Sequence[int], refused: tuple[str, ...]
    ) -> Robust:
        """The headlines from what was measured."""
        drawn = [k for k in range(len(self.places)) if found[f"draw/{k}"]]
        if len(drawn) < _LEAST_DRAWN * len(self.places):
            raise CredopolisError(f"The scenario refuses most draws of its assumptions. The first: {refused[0]}")
        ranks = ranks_of(self.places[drawn])
        headlines = []
        for measure in self.measures():
            once = np.array([self._numbers(found[f"seed/{s}"], measure) for s in seeds])
            over = np.array([self._numbers(found[f"draw/{k}"], measure)[0] for k in drawn])
            if np.isfinite(once[:, 0]).all() and np.isfinite(over).mean() > SHARE:
                headlines.append(self._doubts(measure, once, over, ranks))
        scenario = self.variants[0].scenario
        return Robust(
            tuple(v.name for v in self.variants), scenario.people, scenario.scale, scenario.days, tuple(seeds),
            len(self.places), len(drawn), refused, len(self.paths), tuple(headlines),
            rules_of_scenarios({v.name: v.scenario for v in self.variants}),
        )  # fmt: skip

    def measures(self) -> tuple[Measure, ...]:
        """Headlines that all regimes have."""
        return measures_for([tuple(v.scenario.rulebook.grade_names) for v in self.variants])

    def _numbers(self, result: Mapping[str, float], measure: Measure) -> tuple[float, float, float]:
        """Value (or difference), events, and what one is worth, of one run or pair of runs."""
        each = [
            [result.get(_key(k, measure.name, part), math.nan) for part in _PARTS] for k in range(len(self.variants))
        ]
        if len(each) == 1:
            return each[0][0], each[0][1], each[0][2]
        (a, events_a, step_a), (b, events_b, step_b) = each
        return b - a, events_a + events_b, (step_a + step_b) / 2

    def _by_chance(self, values: Values, steps: Values) -> Estimate:
        """The mean over seeds with its interval; what is never negative has none below 0."""
        found = paired(values, steps).estimate
        bounded = len(self.variants) == 1 and float(values.min()) >= 0 > found.low
        return replace(found, low=0.0) if bounded else found

    def _doubts(self, measure: Measure, once: Values, over: Values, ranks: Values) -> Doubts:
        values, events, steps = once.T
        whole = over[np.isfinite(over)]
        low, high = (float(q) for q in np.quantile(whole, [(1 - SHARE) / 2, (1 + SHARE) / 2]))
        middle = float(values.mean())
        reference = 0.0 if len(self.variants) == 2 else 1.0 if measure.ratio else math.nan
        same = (whole > reference) == (middle > reference)
        holds = (
            math.nan if math.isnan(reference) or middle == reference else float(np.mean(same & (whole != reference)))
        )
        return Doubts(
            measure.name, measure.title, measure.unit, middle, self._by_chance(values, steps), low, high,
            float(whole.min()), float(whole.max()), holds, float(events.sum()),
            hinges(self.paths, ranks[np.isfinite(over)], whole),
        )  # fmt: skip


_PARTS: Final = ("value", "events", "step")


def _key(regime: int, measure: str, part: str) -> str:
    return f"{regime} {measure} {part}"


def one_draw(sources: Sequence[Mapping[str, Any]], values: Sequence[Mapping[str, Value]], seed: int) -> Result:
    """One draw: every scenario with these values of its assumptions, on one seed, or why there is none."""
    found: dict[str, float] = {}
    try:
        scenarios = [drawn_scenario(*one, seed) for one in zip(sources, values, strict=True)]
        ladder = [tuple(s.rulebook.grade_names) for s in scenarios]
        for k, scenario in enumerate(scenarios):
            measured = gather(scenario, 1)
            for measure in measures_for(ladder):
                found |= {_key(k, measure.name, p): n for p, n in zip(_PARTS, measure.found(measured), strict=True)}
    except CredopolisError as error:
        return Failed(str(error).splitlines()[0][:_LONGEST_REASON])
    return found


def drawn_scenario(source: Mapping[str, Any], drawn: Mapping[str, Value], seed: int) -> Scenario:
    """A scenario with drawn values, and what must follow from them."""
    from credopolis.runs.again import load_source

    changed = {**drawn, **source["overrides"]}
    if drawn:
        changed |= widened(str(source["regime"]), tuple(source["off"]), source[_ROOMS], changed)
    return load_source(source, seed=seed, set=changed)


def factors_of(scenario: Scenario, fixed: set[str] | None = None) -> dict[str, Factor]:
    """Every assumption of a scenario that has a range in numbers, by path, but those that are set for it.

    Nor those that its timeline changes: what is drawn holds throughout a run, and would undo the changes.
    """
    from credopolis.library.ranges import ranges_of

    source, found = scenario.source, {}
    fixed = {*(fixed or ()), *(path for change in source.get("timeline") or () for path in change["paths"])}
    files = (str(source[kind]) for kind in ("scenario", "regime", "society"))
    for path, r in ranges_of(*files).items():
        if path not in fixed:
            kind = "days" if r.days else "whole" if r.whole else "number"
            scale = "log" if r.low > 0 and r.high >= _WIDE * r.low else "linear"
            found[path] = Factor(path, (), r.low, r.high, scale, kind)
    return found
