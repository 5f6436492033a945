"""How often acts are done and entered in a society, each beside what is known of how often it is.

Both sides are person-times a year per 1,000 adults (18 or older). The society's own come from a run; what is known
comes from the table of known counts (`library.known`). Of a count among all residents the adults are taken to be the
share that they are in the society. Where a count is of acts as an authority entered them, entries stand beside it, else
acts.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.analysis.measures.acts import ActCounts, count_acts
from credopolis.analysis.measures.doubt import FEWEST
from credopolis.analysis.measures.exact import exact_poisson
from credopolis.analysis.measures.intervals import LEVEL, Estimate, defined
from credopolis.library.known import AT_LEAST, AT_MOST, DONE, PENALTIES, REWARDS, KnownCount, counts_of

if TYPE_CHECKING:
    import polars as pl

    from credopolis.engine.scenario import Scenario
    from credopolis.runs.settings import Progress

PEOPLE: Final = 100_000
NEAR: Final = 1.5
"""Rates within this factor of what is known are as known: the tolerance of target V06."""
AS_KNOWN: Final = "as known"
NOTHING: Final = "nothing known"
_NONE: Final = Estimate(math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class ActRate:
    """An act beside what is known of it, in person-times a year per 1,000 adults.

    act : or all penalties, all rewards. done, entered : in the society, with the interval of chance; acts_done, entries
    : how many they rest on. known : the counts; their rate is `known_rate`. ratio : of the society's rate to the known
    one. Both are NaN where nothing is known.
    """

    act: str
    done: Estimate
    entered: Estimate
    acts_done: int
    entries: int
    known: tuple[KnownCount, ...] = ()
    known_rate: float = math.nan
    ratio: Estimate = _NONE
    verdict: str = NOTHING

    @property
    def assumed(self) -> bool:
        """Whether the comparison rests on an assumption beside the counts."""
        return any(count.assumed for count in self.known)

    @property
    def chosen(self) -> bool:
        """Whether a parameter was chosen so as to meet a count, so that agreement checks nothing."""
        return any(count.chosen for count in self.known)


@dataclass(frozen=True)
class Rates:
    """Every act of a rulebook beside what is known of it. counts : of the run behind it."""

    counts: ActCounts
    acts: tuple[ActRate, ...]

    def of(self, act: str) -> ActRate:
        """One act by its name."""
        return next(one for one in self.acts if one.act == act)

    def frame(self) -> pl.DataFrame:
        """One row an act; what is not defined is null."""
        import polars as pl

        rows = [
            {"act": one.act, "done": one.done.value, "entered": one.entered.value, "known": one.known_rate,
             "ratio": one.ratio.value, "ratio_low": one.ratio.low, "ratio_high": one.ratio.high,
             "verdict": one.verdict, "chosen": one.chosen, "facts": [count.fact for count in one.known]}
            for one in self.acts
        ]  # fmt: skip
        plain = pl.selectors.float()
        return pl.DataFrame(rows).with_columns(pl.when(plain.is_finite()).then(plain))

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, of `SCHEMA`; numbers that are not defined are null."""
        counts, acts = self.counts, [_plain(one, self.counts.adult_share) for one in self.acts]
        told = {name: getattr(counts, name) for name in _TOLD}
        return defined({**told, "unit": UNIT, "level": LEVEL, "near": NEAR, "fewest_events": FEWEST, "acts": acts})


UNIT: Final = "person-times a year per 1,000 adults"
_TOLD: Final = (
    "scenario", "regime", "society", "people", "scale", "days", "seed", "adult_years", "adult_share",
)  # fmt: skip


def _plain(one: ActRate, share: float) -> dict[str, Any]:
    known = [
        {**dataclasses.asdict(count), "rate": count.a_year(share), "source": count.source, "assumed": count.assumed}
        for count in one.known
    ]
    return {**dataclasses.asdict(one), "known": known, "assumed": one.assumed, "chosen": one.chosen}


def rates(
    scenario: str | Path | Scenario = "popular-account",
    *,
    people: int | None = PEOPLE,
    years: float | None = None,
    seed: int | None = None,
    regime: str | Path | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, int | float | str | bool] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Rates:
    """Run a scenario in memory, and put how often acts are done and entered beside what is known; see the module.

    scenario : by name, by file, or loaded; a loaded one stays as it is. A run begins with no case open, so in its first
    years entries lag behind acts by the time that courts and offices take.

    Raises
    ------
    Misuse
        If a name or value is off, or other rules hold in some place or from some day on.
    """
    from credopolis.engine.scenario import Scenario
    from credopolis.library.catalogue import load_scenario

    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario, people=people, years=years, seed=seed, regime=regime, off=off, set=set)
    return beside_known(count_acts(scenario, threads, progress))


def beside_known(counts: ActCounts) -> Rates:
    """What was counted in a run, each act beside what is known of it: the rulebook's acts, then all together."""
    groups = {name: (name,) for name in counts.done} | {PENALTIES: counts.penalties, REWARDS: counts.rewards}
    return Rates(counts, tuple(_rate(name, acts, counts) for name, acts in groups.items() if acts))


def _rate(name: str, acts: Sequence[str], counts: ActCounts) -> ActRate:
    done, entries = (sum(of[act] for act in acts) for of in (counts.done, counts.entered))
    one = ActRate(name, _a_year(done, counts), _a_year(entries, counts), done, entries)
    known = counts_of(name, counts.society, counts.regime)
    if not known:
        return one
    rate = math.fsum(count.a_year(counts.adult_share) for count in known)
    events, found = (done, one.done) if known[0].kind == DONE else (entries, one.entered)
    ratio = Estimate(found.value / rate, found.low / rate, found.high / rate)
    verdict = verdict_of(ratio, events, rate * counts.adult_years / 1000.0, known[0].bound)
    return replace(one, known=known, known_rate=rate, ratio=ratio, verdict=verdict)


def _a_year(events: int, counts: ActCounts) -> Estimate:
    """Events a year per 1,000 adults, with the exact interval of a count."""
    per = 1000.0 / counts.adult_years
    return Estimate(*(per * value for value in dataclasses.astuple(exact_poisson(events))))


def verdict_of(ratio: Estimate, events: int, expected: float, bound: str) -> str:
    """What a ratio to a known rate comes to. events, expected : in the run, and what the known rate would give.

    More or less than known is only said where the whole interval of chance is so.
    """
    if max(events, expected) < FEWEST:
        return f"too few to tell ({events}, and {expected:.1f} would be as known)"
    if 1 / NEAR <= ratio.value <= NEAR:
        return AS_KNOWN
    if ratio.low <= NEAR and ratio.high >= 1 / NEAR:  # chance alone may have carried it there
        return f"perhaps as known, {in_times(ratio.low)} to {in_times(ratio.high)} times by chance"
    if ratio.value > NEAR:
        times = in_times(ratio.value)
        return f"{times} times a count that is a floor" if bound == AT_LEAST else f"{times} times too common"
    times = in_times(1 / ratio.value) if events else f"over {in_times(1 / ratio.high)}"
    return f"{times} times below a count that is a ceiling" if bound == AT_MOST else f"{times} times too rare"


def in_times(factor: float) -> str:
    """A factor to two figures."""
    return f"{float(f'{factor:.2g}'):,.0f}" if factor >= 9.95 else f"{factor:.1f}"


_NUMBER: Final = {"type": ["number", "null"]}
_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer"}
_ESTIMATE: Final = {
    "type": "object",
    "properties": dict.fromkeys(("value", "low", "high"), _NUMBER),
    "required": ["value", "low", "high"],
}
_WORDS_OF_A_COUNT: Final = (
    "act", "holds_for", "kind", "bound", "year", "place", "population_fact", "fact", "what", "note", "source",
)  # fmt: skip
_CHOSEN: Final = "whether a parameter was chosen so as to meet it, so that agreement checks nothing"
_COUNT: Final = {
    "type": "object",
    "properties": {
        **dict.fromkeys(_WORDS_OF_A_COUNT, _TEXT),
        **dict.fromkeys(("count", "each", "days", "population"), _WHOLE),
        "adults_only": {"type": "boolean", "description": "whether the population is of adults alone"},
        "rate": {"type": "number", "description": UNIT},
        "assumed": {"type": "boolean", "description": "whether it rests on an assumption beside the count"},
        "chosen": {"type": "boolean", "description": _CHOSEN},
    },
    "required": ["count", "each", "days", "population", "fact", "rate", "assumed"],
}
_ACT: Final = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("act", "verdict"), _TEXT),
        **dict.fromkeys(("done", "entered", "ratio"), _ESTIMATE),
        **dict.fromkeys(("acts_done", "entries"), _WHOLE),
        "known": {"type": "array", "items": _COUNT, "description": "counts of its parts; empty if nothing is known"},
        "known_rate": _NUMBER,
        "assumed": {"type": "boolean"},
        "chosen": {"type": "boolean", "description": _CHOSEN},
    },
    "required": ["act", "done", "entered", "known", "known_rate", "ratio", "verdict"],
}
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "credopolis-rates/1",
    "title": "what `credopolis rates --json` prints",
    "type": "object",
    "properties": {
        **dict.fromkeys(("scenario", "regime", "society", "unit"), _TEXT),
        **dict.fromkeys(("people", "scale", "days", "seed", "fewest_events"), _WHOLE),
        **dict.fromkeys(("adult_years", "adult_share", "level", "near"), _NUMBER),
        "acts": {"type": "array", "items": _ACT},
        "provenance": {"type": "object"},
    },
    "required": ["scenario", "regime", "unit", "adult_years", "acts"],
}
