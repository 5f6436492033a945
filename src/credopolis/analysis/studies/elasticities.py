"""How acts answer to certainty, severity and delay: percent of acts for a percent of each, beside what studies report.

    elasticity  =  log(acts with the lever moved / acts) / log(factor),   on shared seeds

Certainty is halved in every channel's chance to see any act, severity in the length of every lock and the term of every
listing, and the delay from act to entry is doubled. All acts are moved at once, and what follows from fewer entries
(who stands in a lock, what offices can do) is in the number. Cameras are taken from nowhere to everywhere in public,
with nothing that builds on them; their effect is the percent of acts that are gone.

Two kinds of doubt stand side by side: the interval over seeds, and the range over all assumptions with a range, drawn
at once by a Latin hypercube.

Source: sizes that studies report are in `library.elasticities`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.doubt import FEWEST, paired
from credopolis.analysis.measures.intervals import LEVEL, Estimate, defined
from credopolis.analysis.studies.lever_runs import LeverRuns
from credopolis.analysis.studies.levers import FACTORS
from credopolis.core.errors import BadValue, Misuse
from credopolis.library.elasticities import CAMERAS, LEVERS, REPORTED
from credopolis.library.overrides import Value
from credopolis.store.provenance import Rules

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

PEOPLE, YEARS, SEEDS = 100_000, 6.0, 3
_RANGE: Final = 0.95
Values = NDArray[np.float64]


@dataclass(frozen=True)
class ActElasticity:
    """How one act answers to one lever.

    lever : of `LEVERS`. chance : its size with the interval over seeds; an elasticity, or percent for cameras. low,
    high : range over assumptions that holds 95 % of the draws, NaN without draws; same_sign : share of draws with the
    sign of `chance`. acts : how many it rests on, with and without the lever.
    """

    act: str
    lever: str
    chance: Estimate
    low: float
    high: float
    same_sign: float
    acts: int

    @property
    def verdict(self) -> str:
        """Whether the size lies where studies report it, in words."""
        if self.acts < FEWEST or not math.isfinite(self.chance.value):
            return "too few to tell"
        reported = REPORTED[self.lever]
        low, high = (self.low, self.high) if math.isfinite(self.low) else (self.chance.low, self.chance.high)
        if reported.low <= self.chance.value <= reported.high:
            return "within what is reported"
        return (
            "reaches what is reported" if low <= reported.high and high >= reported.low else "outside what is reported"
        )


@dataclass(frozen=True)
class Elasticities:
    """Every deterrable act's answers.

    seeds, draws : of chance, of assumptions; refused : draws that no scenario can be. rules : scenario, regime, what is
    off and set, hashes.
    """

    scenario: str
    people: int
    days: int
    seeds: tuple[int, ...]
    draws: int
    refused: int
    answers: tuple[ActElasticity, ...]
    rules: dict[str, Any] = field(default_factory=dict)

    def of(self, act: str, lever: str) -> ActElasticity:
        """One answer."""
        return next(one for one in self.answers if (one.act, one.lever) == (act, lever))

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, of `SCHEMA`; what is not defined is null."""
        rows = [
            {
                "act": one.act, "lever": one.lever, "value": one.chance.value, "low": one.chance.low,
                "high": one.chance.high, "assumptions_low": one.low, "assumptions_high": one.high,
                "same_sign": one.same_sign, "acts": one.acts, "verdict": one.verdict,
            }
            for one in self.answers
        ]  # fmt: skip
        told = {name: getattr(self, name) for name in ("scenario", "people", "days", "draws", "refused")}
        reported = {lever: vars(one) for lever, one in REPORTED.items()}
        return defined({**told, "seeds": list(self.seeds), "level": LEVEL, "answers": rows, "reported": reported})


def elasticities(
    scenario: str | Path = "popular-account",
    *,
    people: int = PEOPLE,
    years: float = YEARS,
    seeds: int = SEEDS,
    draws: int = 0,
    seed: int | None = None,
    regime: str | Path | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, Value] | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Elasticities:
    """How every act that can be deterred answers to certainty, severity, delay and cameras; see the module.

    seeds : of chance, two or more. draws : of all assumptions at once; 0 for none. off, set : for all; what is set
    is not drawn.

    Raises
    ------
    BadValue
        If there are too few seeds or draws.
    Misuse
        If nothing that the rulebook prices can be deterred.
    """
    from credopolis.library.catalogue import load_scenario

    if not 2 <= seeds <= 10_000:
        raise BadValue("the number of seeds", seeds, "2 to 10,000", "Intervals are taken over seeds.")
    if draws != 0 and not 20 <= draws <= 100_000:
        raise BadValue("the number of draws", draws, "0 for none, or 20 to 100,000")

    def load(seed: int | None, changes: Mapping[str, Value]) -> Scenario:
        return load_scenario(scenario, people=people, years=years, seed=seed, regime=regime, off=off,
                             set={**changes, **(set or {})})  # fmt: skip

    first = load(seed, {})
    acts = deterrable(first)
    if not acts:
        raise Misuse(f"{first.name} prices no act that can be deterred, so nothing can answer.")
    plan = LeverRuns(load, first, acts, threads, progress, (1 + len(FACTORS) + 2) * (seeds + draws))
    numbers = tuple(range(first.seed, first.seed + seeds))
    by_seed = [plan.counts(number, {}) for number in numbers]
    by_draw = plan.drawn(draws, frozenset(set or {}))
    answers = _answers(first, acts, by_seed, by_draw)
    rules = {**Rules.of(first.name, first.source).as_json(), "hashes": dict(first.source.get("digests", {}))}
    refused = draws - len(by_draw)
    return Elasticities(first.name, first.people, first.days, numbers, draws, refused, answers, rules)


def deterrable(scenario: Scenario) -> tuple[str, ...]:
    """Acts whose entries cost something and that the prospect of being caught can lower."""
    from credopolis.engine.compile import compile_acts

    rows = compile_acts(scenario)
    return tuple(
        name
        for name, row in zip(scenario.act_names, rows, strict=True)
        if row["deterrence"] > 0 and row["negative"] > 0
    )


def _size(counts: Mapping[str, Mapping[str, int]], act: str, lever: str) -> float:
    """The size of an answer, NaN without acts or without the lever."""
    if lever not in counts:
        return math.nan
    before, after = counts["nowhere" if lever == CAMERAS else ""][act], counts[lever][act]
    if not before or not after:
        return math.nan
    if lever == CAMERAS:
        return 100.0 * (after / before - 1.0)
    return math.log(after / before) / math.log(FACTORS[lever])


def _answers(
    scenario: Scenario, acts: Sequence[str], by_seed: Sequence[Mapping[str, Mapping[str, int]]],
    by_draw: Sequence[Mapping[str, Mapping[str, int]]],
) -> tuple[ActElasticity, ...]:  # fmt: skip
    """Every act's answer to every lever that the rules have and that can reach it: cameras only move what they see."""
    seen_by = dict(zip(scenario.rulebook.act_names, scenario.rulebook.act_seen_by, strict=True))
    return tuple(
        _answer(act, lever, by_seed, by_draw)
        for act in acts
        for lever in LEVERS
        if lever in by_seed[0] and (lever != CAMERAS or "cameras" in seen_by.get(act, {}))
    )


def _answer(
    act: str, lever: str, by_seed: Sequence[Mapping[str, Mapping[str, int]]],
    by_draw: Sequence[Mapping[str, Mapping[str, int]]],
) -> ActElasticity:  # fmt: skip
    sizes = np.array([_size(counts, act, lever) for counts in by_seed])
    acts = sum(counts[""][act] + counts[lever][act] for counts in by_seed)
    over = np.array([size for counts in by_draw if math.isfinite(size := _size(counts, act, lever))])
    if not np.isfinite(sizes).all():
        return ActElasticity(act, lever, Estimate(math.nan, math.nan, math.nan), math.nan, math.nan, math.nan, acts)
    found = paired(sizes).estimate
    if not len(over):
        return ActElasticity(act, lever, found, math.nan, math.nan, math.nan, acts)
    low, high = (float(q) for q in np.quantile(over, [(1 - _RANGE) / 2, (1 + _RANGE) / 2]))
    return ActElasticity(act, lever, found, low, high, float(np.mean(np.sign(over) == np.sign(found.value))), acts)


_NUMBER: Final = {"type": ["number", "null"]}
_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer"}
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "credopolis-elasticities/1",
    "title": "what `credopolis elasticities --json` prints",
    "type": "object",
    "properties": {
        "scenario": _TEXT,
        **dict.fromkeys(("people", "days", "draws", "refused"), _WHOLE),
        "level": {"type": "number"},
        "seeds": {"type": "array", "items": {"type": "integer"}},
        "answers": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    **dict.fromkeys(("act", "lever", "verdict"), _TEXT),
                    **dict.fromkeys(
                        ("value", "low", "high", "assumptions_low", "assumptions_high", "same_sign"), _NUMBER
                    ),
                    "acts": {"type": "integer"},
                },
                "required": ["act", "lever", "value", "low", "high", "acts", "verdict"],
            },
        },
        "reported": {"type": "object"},
        "provenance": {"type": "object"},
    },
    "required": ["scenario", "people", "days", "seeds", "answers", "reported"],
}
