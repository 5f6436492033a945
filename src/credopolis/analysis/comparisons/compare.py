"""Regimes compared on common random numbers: paired differences with intervals over seeds, and twins.

Every seed is run once under every regime. Candidate events and their draws do not depend on the regime, so what two
regimes share cancels in their difference; intervals are Student's over the seeds' differences, made to hold for rare
outcomes and for many comparisons at once (`measures.doubt`). Each regime is compared with the first.

Source: Glasserman and Yao 1992, Some guidelines and guarantees for common random numbers, Management Science 38(6).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.comparisons.common import common_measures, own_terms
from credopolis.analysis.comparisons.difference import Difference, difference_of
from credopolis.analysis.comparisons.seeds import HardHit, Kept, OneSeed, TwinStory, one_seed
from credopolis.analysis.comparisons.twins import Twins, twins_over_seeds
from credopolis.analysis.comparisons.variants import Variant, load_variants
from credopolis.analysis.measures.doubt import FEWEST, adjusted
from credopolis.analysis.measures.headlines import Measure, measures_for
from credopolis.analysis.measures.intervals import LEVEL, defined
from credopolis.analysis.measures.measured import Values
from credopolis.analysis.measures.own import own_measures
from credopolis.analysis.measures.states import restricted_states
from credopolis.analysis.words import years
from credopolis.core.errors import BadValue, UnknownName
from credopolis.core.terminal import safe_line
from credopolis.store.provenance import Rules

if TYPE_CHECKING:
    import polars as pl

    from credopolis.analysis.charts.chart import Chart
    from credopolis.engine.scenario import Scenario

PEOPLE, YEARS, SEEDS = 100_000, 5.0, 10
LEVELS: Final = (0.9, 0.95)
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Comparison:
    """What two or more regimes differ in, on the same people and draws.

    undefined : measures left out of some pair of regimes, since they were not defined in every run of both. rules : of
    each regime its scenario, regime, what is off and set, and hashes of its files (`store.provenance.Rules`). own_terms
    : regime, measure and what differs, of measures that its rulebook means otherwise than the first one's. hardest : of
    the first seed, who loses most under each regime.
    """

    regimes: tuple[str, ...]
    people: int
    scale: int
    days: int
    seeds: tuple[int, ...]
    level: float
    differences: tuple[Difference, ...]
    undefined: tuple[str, ...]
    twins: tuple[Twins, ...]
    stories: tuple[TwinStory, ...]
    rules: tuple[dict[str, Any], ...] = ()
    own_terms: tuple[tuple[str, str, str], ...] = ()
    hardest: tuple[HardHit, ...] = ()

    @property
    def hashes(self) -> dict[str, Any]:
        """Hashes of the files of every regime, by its name here."""
        return {str(one["name"]): one["hashes"] for one in self.rules}

    def chart(self, regime: str | None = None) -> Chart:
        """The differences of a regime from the first one as a chart (`analysis.charts.chart.Chart`).

        regime : one of those that were compared with the first; None: the only one.

        Raises
        ------
        Misuse
            If there is no such regime, or there are several and none is named.
        """
        from credopolis.analysis.charts.chart import Chart
        from credopolis.analysis.comparisons.picture import difference_dots

        others = self.regimes[1:]
        if regime is None and len(others) > 1:
            raise BadValue("The regime of the chart", regime, f"one of {', '.join(others)}", "Several were compared.")
        wanted = others[0] if regime is None else regime
        if wanted not in others:
            raise UnknownName("regime compared with the first", wanted, others)
        found = [d for d in self.differences if d.regime == wanted]
        of = (
            f"{wanted} against {self.regimes[0]}, {self.people:,} synthetic lives, {years(self.days)}, seeds "
            f"{self.seeds[0]} to {self.seeds[-1]}"
        )
        return Chart(difference_dots(found, self.level), of)

    def frame(self) -> pl.DataFrame:
        """One row a measure and regime."""
        import polars as pl

        rows = [
            {
                "measure": d.measure, "title": d.title, "unit": d.unit,
                "regime": safe_line(d.regime), "against": safe_line(d.against),
                "value": d.value, "value_against": d.value_against, "difference": d.difference.value,
                "low": d.difference.low, "high": d.difference.high, "level": self.level, "seeds": len(self.seeds),
                "variance_ratio": d.variance_ratio, "events": d.events, "chance": d.chance,
                "adjusted": d.adjusted, "clear": d.clear, "too_few": d.few,
            }
            for d in self.differences
        ]  # fmt: skip
        plain = pl.selectors.float()
        return pl.DataFrame(rows).with_columns(pl.when(plain.is_finite()).then(plain))

    def as_json(self) -> dict[str, Any]:
        """The comparison as plain data; numbers that are not defined are null."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name != "stories"}
        plain["differences"] = [d.as_json() for d in self.differences]
        plain["fewest_events"] = FEWEST
        plain["twins"] = [dataclasses.asdict(t) for t in self.twins]
        plain["hardest"] = [dataclasses.asdict(one) for one in self.hardest]
        plain["stories"] = [
            {**{f.name: getattr(s, f.name) for f in dataclasses.fields(s)}, "first": s.first.as_json(),
             "second": s.second.as_json()} for s in self.stories
        ]  # fmt: skip
        return defined(plain)


def compare(*regimes: str | Path | Scenario, **options: Any) -> pl.DataFrame:
    """Paired differences of every headline measure between regimes, one row each; see `compare_regimes`."""
    return compare_regimes(regimes, stories=False, **options).frame()


def compare_regimes(
    regimes: Sequence[str | Path | Scenario],
    *,
    scenario: str | Path = "popular-account",
    people: int | None = PEOPLE,
    years: float | None = YEARS,
    seeds: int = SEEDS,
    seed: int | None = None,
    scale: int | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, int | float | str | bool] | None = None,
    level: float = LEVEL,
    threads: int | None = None,
    stories: bool = True,
    progress: Tell | None = None,
    kept: Kept | None = None,
    stoppable: bool = False,
) -> Comparison:
    """Compare regimes on the same people and the same draws, the second and later ones with the first.

    regimes : names of regimes, files of rulebooks or scenarios, with changes behind commas
    (`analysis.comparisons.variants`), or scenarios loaded already, which keep all of their own but the seed.
    scenario : the society and start in which regimes are set. seeds : how many, from `seed` (or the scenario's own)
    upwards. level : of the intervals, 0.9 or 0.95. stories : also tell three lives of the
    first seed under both regimes. progress : runs done, runs in all. kept, stoppable : see `compare_variants`; a whole
    comparison in a folder is `studies.compared.compare_in`.

    Raises
    ------
    Misuse
        If there are fewer than two regimes or seeds, or the regimes are not about the same people.
    """
    if len(regimes) < 2:
        raise BadValue("the number of regimes", len(regimes), "two or more", "For example: popular-account dangan.")
    variants = load_variants(regimes, scenario, people=people, years=years, seed=seed, scale=scale, off=off, set=set)
    return compare_variants(
        variants, seeds=seeds, level=level, threads=threads, stories=stories, progress=progress, kept=kept,
        stoppable=stoppable,
    )  # fmt: skip


def compare_variants(
    variants: Sequence[Variant], *, seeds: int, level: float = LEVEL, threads: int | None = None,
    stories: bool = False, progress: Tell | None = None, kept: Kept | None = None, stoppable: bool = False,
) -> Comparison:  # fmt: skip
    """Compare scenarios of the same people, each under its name, with the first; see `compare_regimes`.

    kept : where finished seeds are kept, and taken from. stoppable : after Ctrl-C the seeds that are done, if there are
    two or more, are the comparison; else Ctrl-C goes on its way.
    """
    from credopolis.engine.needs import MEASURED, check_memory
    from credopolis.runs.settings import available_threads

    check_seeds(seeds, level)
    workers = threads or available_threads()
    first = variants[0].scenario
    for variant in variants:
        check_memory(variant.scenario, workers, measured=2 * MEASURED, what=f" under {variant.name}")
    measures, closed = _what_to_measure([v.scenario for v in variants])
    done: list[OneSeed] = []
    for s, number in enumerate(range(first.seed, first.seed + seeds)):
        known = None if kept is None else kept.of(number, len(measures))
        if known is None:
            try:
                known = one_seed(variants, measures, closed, number, workers, stories and s == 0)
            except KeyboardInterrupt:
                if stoppable and len(done) > 1:
                    break
                raise
            if kept is not None:
                kept.keep(known)
        done.append(known)
        if progress is not None:
            progress((s + 1) * len(variants), seeds * len(variants))
    names = [v.name for v in variants]
    values = np.stack([one.values for one in done], axis=2)
    rows = [[one.rows[k - 1] for one in done] for k in range(len(variants))]
    told = [story for one in done for story in one.stories]
    concluded = conclude(
        names, measures, values, rows, ("", *done[0].yardsticks), [one.seed for one in done], level, first, first.days,
        told, [own_terms(first, v.scenario) for v in variants],
    )  # fmt: skip
    hardest = tuple(hit for one in done for hit in one.hardest)
    return replace(concluded, rules=rules_of_scenarios({v.name: v.scenario for v in variants}), hardest=hardest)


def _what_to_measure(scenarios: Sequence[Scenario]) -> tuple[tuple[Measure, ...], list[NDArray[np.bool_] | None]]:
    """Measures of all regimes, and of each the states in which some service is closed if that is among them."""
    common = common_measures(scenarios)
    of_grades = measures_for([tuple(s.rulebook.grade_names) for s in scenarios])
    measures = (*of_grades, *own_measures(scenarios), *common)
    return measures, [restricted_states(s) if common else None for s in scenarios]


def rules_of_scenarios(scenarios: Mapping[str, Scenario]) -> tuple[dict[str, Any], ...]:
    """The rules of scenarios by name, with the hashes of their files."""
    found = []
    for name, s in scenarios.items():
        rules = Rules.of(s.name, s.source)
        later = [one for one in s.off if one not in {*s.source.get("off", ()), *rules.off}]
        told = replace(rules, off=(*rules.off, *later)).as_json()
        found.append({"name": name, **told, "hashes": dict(s.source.get("digests", {}))})
    return tuple(found)


def conclude(
    names: Sequence[str], measures: Sequence[Measure], values: Values, rows: Sequence[Sequence[Values]],
    yardsticks: Sequence[str], seeds: Sequence[int], level: float, scenario: Scenario, days: int,
    told: Sequence[TwinStory], own: Sequence[Mapping[str, str]] = (),
) -> Comparison:  # fmt: skip
    """Differences and twins, each regime with the first, from what was measured of every run.

    values : (n_regimes, n_measures, n_seeds, FOUND), of each what `Measure.found` gave. rows : for each regime what
    `twins.row_of` gave, one a seed. scenario : one of them, for the size. days : over which measures were counted. own
    : for each regime the measures, by name, that it means otherwise than the first, with what differs; they are not
    subtracted.
    """
    twins_of = [twins_over_seeds(names[k], names[0], yardsticks[k], rows[k], level) for k in range(1, len(names))]
    found = differences_of(names, measures, values, seeds, level, scenario, days, own)
    return replace(found, twins=tuple(twins_of), stories=tuple(told))


def differences_of(
    names: Sequence[str], measures: Sequence[Measure], values: Values, seeds: Sequence[int], level: float,
    scenario: Scenario, days: int, own: Sequence[Mapping[str, str]] = (),
) -> Comparison:  # fmt: skip
    """As `conclude`, without twins and stories."""
    own = own or [{} for _ in names]
    differences = [
        difference_of(m.name, m.title, m.unit, names[k], names[0], values[k, j], values[0, j], level)
        for k in range(1, len(names)) for j, m in enumerate(measures)
        if m.name not in own[k] and np.isfinite(values[k, j, :, 0]).all() and np.isfinite(values[0, j, :, 0]).all()
    ]  # fmt: skip
    in_family = adjusted([d.chance for d in differences])
    differences = [replace(d, adjusted=p) for d, p in zip(differences, in_family, strict=True)]
    undefined = [m.title for j, m in enumerate(measures) if not np.isfinite(values[:, j, :, 0]).all()]
    otherwise = tuple((names[k], m.title, own[k][m.name]) for k in range(len(names)) for m in measures
                      if m.name in own[k])  # fmt: skip
    return Comparison(
        tuple(names), scenario.people, scenario.scale, days, tuple(seeds), level, tuple(differences),
        tuple(undefined), (), (), (), otherwise,
    )  # fmt: skip


def check_seeds(seeds: int, level: float) -> None:
    """Refuse numbers of seeds and levels that give no interval.

    Raises
    ------
    BadValue
        If so.
    """
    if isinstance(seeds, bool) or not 2 <= seeds <= 10_000:
        raise BadValue("the number of seeds", seeds, "2 to 10,000", "Intervals are taken over seeds.")
    if level not in LEVELS:
        raise BadValue("the level of the intervals", level, " or ".join(f"{v:g}" for v in LEVELS))
