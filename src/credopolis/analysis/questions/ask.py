"""Asks a question: all its ways on shared seeds, then on draws of all assumptions at once, and what that comes to.

Each seed is lived once in every way, and so is each draw of the assumptions, on the first seed (a Latin hypercube, as
`studies.robust` draws them); the ways of a draw share its values. What a way changes is worked out from the values of
its draw: half a chance is half of what was drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.comparisons.compare import rules_of_scenarios
from credopolis.analysis.measures.doubt import paired
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.questions.all import QUESTIONS
from credopolis.analysis.questions.answered import Answered, FoundNumber
from credopolis.analysis.questions.asked import LivedWay, Numbers, Question, Sought
from credopolis.analysis.studies.executors import Failed, Result, Runners
from credopolis.analysis.studies.hinges import hinges, latin_hypercube, ranks_of
from credopolis.analysis.studies.robust import drawn_scenario, factors_of
from credopolis.analysis.studies.robust_result import SHARE
from credopolis.analysis.studies.study import Where, code_digest, open_study
from credopolis.core.errors import BadValue, CredopolisError, UnknownName
from credopolis.library.overrides import Value
from credopolis.library.rooms import in_order, rooms_of, thresholds_of

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_LONGEST_REASON: Final = 500
COUNTING: Final = (
    *(f"analysis/questions/{name}.py" for name in ("ask", "asked", "counting", *QUESTIONS)),
    *(f"analysis/measures/{name}.py" for name in ("acts", "amounts", "headlines", "measured")),
    *(f"analysis/studies/{name}.py" for name in ("children", "elasticities", "families", "levers")),
)  # fmt: skip
"""Files that decide the numbers of a run, beside those of every run."""
_FEWEST_DRAWS: Final = 20
Values = NDArray[np.float64]


def question(
    name: str,
    *,
    scenario: str | Path | None = None,
    people: int | None = None,
    years: float | None = None,
    seeds: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
    regime: str | Path | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, Value] | None = None,
    out: str | Path | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Answered:
    """Ask one of `QUESTIONS` of a scenario.

    name : of the question. scenario, people, years, seeds, draws : the question's own if not given; draws : of all
    assumptions, 0 for none, and then nothing is called a finding. regime : in place of the question's. off, set : for
    all ways; what is set is not drawn. out : a folder that keeps what was lived, so that a question that was
    interrupted goes on. workers : processes; the results are the same for any number.

    Raises
    ------
    UnknownName
        If there is no such question.
    BadValue
        If there are too few years, seeds or draws.
    Misuse
        If the rules have nothing that it asks about.
    RunFolderError
        If the folder holds something else.
    """
    asked = QUESTIONS.get(name)
    if asked is None:
        raise UnknownName("question", str(name), list(QUESTIONS))
    years = asked.years if years is None else years
    seeds, draws = asked.seeds if seeds is None else seeds, asked.draws if draws is None else draws
    _check(asked, years, seeds, draws)
    bases = _bases(asked, scenario, regime, {
        "people": asked.people if people is None else people, "years": years, "seed": seed, "off": tuple(off),
        "set": {**asked.stands, **(set or {})},
    })  # fmt: skip
    plan = _Plan(asked, bases, seeds, draws)
    tasks, folder = plan.tasks(), None if out is None else Path(out)
    with open_study(folder, _identity(tasks), f"{name}\n", "question.txt") as study, Runners(workers) as hands:
        found = study.make(one_draw, tasks, Where(hands, progress))
        study.write_state(status="complete")
    for task, reason in study.failed.items():
        if task.startswith("seed/"):
            raise CredopolisError(reason)
    return plan.conclude(found, tuple(dict.fromkeys(study.failed.values())))


def _identity(tasks: Mapping[str, Any]) -> dict[str, Any]:
    """What decides the numbers of each run: its arguments, and the files that count."""
    return {"kind": "question", "design": repr(sorted(tasks.items())), "code": code_digest(*COUNTING)}


def _check(asked: Question, years: float, seeds: int, draws: int) -> None:
    if not years >= asked.least_years:
        raise BadValue("years", years, f"at least {asked.least_years:g}", f"{asked.title} needs them.")
    if not 2 <= seeds <= 10_000:
        raise BadValue("the number of seeds", seeds, "2 to 10,000", "Intervals are taken over seeds.")
    if draws != 0 and not _FEWEST_DRAWS <= draws <= 100_000:
        raise BadValue("the number of draws", draws, "0 for none, or 20 to 100,000")


def _bases(
    asked: Question, scenario: str | Path | None, regime: str | Path | None, options: Mapping[str, Any]
) -> dict[str, Scenario]:
    """The scenario as it is, or under each regime of the question, by regime."""
    from credopolis.library.catalogue import load_scenario

    regimes = asked.regimes if regime is None and asked.regimes else ("",)
    return {
        one: load_scenario(scenario or asked.scenario, regime=one or regime, **options) for one in regimes
    }  # fmt: skip


class _Plan:
    """What is lived: the bases with their assumptions, and the places of the draws, (draws, paths) in [0, 1]."""

    def __init__(self, asked: Question, bases: dict[str, Scenario], seeds: int, draws: int) -> None:
        self.asked, self.bases = asked, bases
        self.first = next(iter(bases.values()))
        self.seeds = tuple(range(self.first.seed, self.first.seed + seeds))
        self.ways, self.sought = asked.ways(bases), asked.sought(bases)
        self.factors = {base: factors_of(s, {*s.source["overrides"]}) for base, s in bases.items()}
        self.paths = tuple(sorted({path for own in self.factors.values() for path in own}))
        some = draws if self.paths else 0
        self.places: Values = latin_hypercube(some, len(self.paths), self.first.seed) if some else np.zeros((0, 0))

    def tasks(self) -> dict[str, tuple[Any, ...]]:
        """What to live, by name: arguments of `one_draw`."""
        sources = {base: {**s.source, "rooms": rooms_of(s)} for base, s in self.bases.items()}
        nothing: dict[str, dict[str, Value]] = {base: {} for base in self.bases}
        found: dict[str, tuple[Any, ...]] = {
            f"seed/{s}": (self.asked.name, sources, nothing, s) for s in self.seeds
        }  # fmt: skip
        return found | {
            f"draw/{k}": (self.asked.name, sources, self.values(k), self.first.seed) for k in range(len(self.places))
        }

    def values(self, k: int) -> dict[str, dict[str, Value]]:
        """The assumptions of every base in a draw."""
        at = dict(zip(self.paths, self.places[k].tolist(), strict=True))
        each: dict[str, dict[str, Value]] = {}
        for base, scenario in self.bases.items():
            drawn = {path: factor.at(at[path]) for path, factor in self.factors[base].items()}
            each[base] = {**drawn, **in_order(thresholds_of(scenario), drawn)}
        return each

    def conclude(self, lived: Mapping[str, Numbers], refused: tuple[str, ...]) -> Answered:
        """Every number with both kinds of doubt."""
        by_seed = [lived[f"seed/{s}"] for s in self.seeds]
        kept = [k for k in range(len(self.places)) if lived[f"draw/{k}"]]
        by_draw = [lived[f"draw/{k}"] for k in kept]
        ranks = ranks_of(self.places[kept]) if kept else self.places
        first, asked = self.first, self.asked
        return Answered(
            asked.name, asked.title, asked.asks, asked.reads, first.name, first.people, first.scale, first.days,
            self.seeds, len(self.places), len(kept), refused, len(self.paths),
            tuple((way.name, way.title) for way in self.ways),
            tuple(self._found(one, by_seed, by_draw, ranks) for one in self.sought),
            rules_of_scenarios({base or s.name: s for base, s in self.bases.items()}),
        )  # fmt: skip

    def _found(
        self, one: Sought, by_seed: Sequence[Numbers], by_draw: Sequence[Numbers], ranks: Values
    ) -> FoundNumber:  # fmt: skip
        once = np.array([one.found(numbers) for numbers in by_seed])
        values, events, steps = once.T
        away = paired(values - one.reference, steps).estimate
        chance = Estimate(*(end + one.reference for end in (away.value, away.low, away.high)))
        over = np.array([one.found(numbers)[0] for numbers in by_draw])
        whole = over[np.isfinite(over)]
        told = (one.name, one.title, one.unit, chance, one.reference)
        if not len(whole) or not math.isfinite(chance.value):
            holds = 0.0 if len(over) and math.isfinite(chance.value) else math.nan
            return FoundNumber(*told, math.nan, math.nan, holds, float(events.sum()), one.above, one.below)
        low, high = (float(q) for q in np.quantile(whole, [(1 - SHARE) / 2, (1 + SHARE) / 2]))
        same = np.sign(whole - one.reference) == np.sign(chance.value - one.reference)
        hangs = hinges(self.paths, ranks[np.isfinite(over)], whole)
        return FoundNumber(
            *told, low, high, float(same.sum()) / len(over), float(events.sum()), one.above, one.below, hangs
        )  # fmt: skip


def one_draw(
    name: str, sources: Mapping[str, Mapping[str, Any]], values: Mapping[str, Mapping[str, Value]], seed: int
) -> Result:
    """All ways of a question with these values of its assumptions, on one seed, or why there are none."""
    asked = QUESTIONS[name]
    try:
        bases = {base: drawn_scenario(source, values[base], seed) for base, source in sources.items()}
        return asked.live({way.name: _way(bases[way.base], way) for way in asked.ways(bases)})
    except CredopolisError as error:
        return Failed(str(error).splitlines()[0][:_LONGEST_REASON])


def _way(base: Scenario, way: LivedWay) -> Scenario:
    """A base as one way has it."""
    from credopolis.runs.again import load_source

    settings = dict(way.settings(base))
    if not settings and not way.off:
        return base
    off = base.source["off_here"] if "timeline" in base.source else base.source["off"]
    return load_source(base.source, set={**base.source["overrides"], **settings}, off=(*off, *way.off))
