"""Ablation: each mechanism off in turn, on the same people and draws, and what that does to every headline measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credopolis.analysis.comparisons.compare import Comparison, Tell, compare_variants
from credopolis.analysis.comparisons.difference import Difference
from credopolis.analysis.comparisons.variants import Variant
from credopolis.analysis.measures.intervals import LEVEL, defined
from credopolis.core.errors import BadValue, UnknownName
from credopolis.mechanisms.all import MECHANISMS

if TYPE_CHECKING:
    import polars as pl

    from credopolis.engine.scenario import Scenario

PEOPLE, YEARS, SEEDS = 50_000, 3.0, 5
AS_IS = "as it is"


@dataclass(frozen=True)
class Ablation:
    """Effects of switching each mechanism off: the value without it less the value with it."""

    scenario: str
    account: str
    mechanisms: tuple[str, ...]
    off_already: tuple[str, ...]
    comparison: Comparison

    def effect(self, mechanism: str, measure: str) -> Difference | None:
        """What one mechanism's absence does to one measure; None if that is not defined."""
        found = self.comparison.differences
        return next((d for d in found if d.regime == mechanism and d.measure == measure), None)

    def frame(self) -> pl.DataFrame:
        """One row a mechanism and measure."""
        return self.comparison.frame().rename({"regime": "mechanism_off"}).drop("against")

    def as_json(self) -> dict[str, Any]:
        """The ablation as plain data; numbers that are not defined are null."""
        c = self.comparison
        return defined(
            {
                "scenario": self.scenario, "people": c.people, "scale": c.scale, "days": c.days, "seeds": c.seeds,
                "level": c.level, "rules": c.rules, "mechanisms": self.mechanisms, "off_already": self.off_already,
                "effects": [
                    {"mechanism_off": d.regime, **{k: v for k, v in d.as_json().items()
                                                   if k not in ("regime", "against")}}
                    for d in c.differences
                ],
            }
        )  # fmt: skip


def ablate(scenario: str | Path | Scenario = "popular-account", **options: Any) -> pl.DataFrame:
    """Effects of each mechanism's absence on every headline measure, one row each; see `ablate_scenario`."""
    return ablate_scenario(scenario, **options).frame()


def ablate_scenario(
    scenario: str | Path | Scenario = "popular-account",
    *,
    people: int | None = PEOPLE,
    years: float | None = YEARS,
    seeds: int = SEEDS,
    seed: int | None = None,
    scale: int | None = None,
    regime: str | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, int | float | str | bool] | None = None,
    only: Sequence[str] = (),
    level: float = LEVEL,
    threads: int | None = None,
    progress: Tell | None = None,
) -> Ablation:
    """Switch each mechanism off in turn and compare with the scenario as it is, paired on seeds.

    scenario : by name, by file, or loaded; a loaded one keeps all of its own but the seed. only : these mechanisms,
    instead of all that are on. Effects of two mechanisms need not add up: each is off alone.

    Raises
    ------
    Misuse
        If a mechanism is unknown, cannot be off, or is off already; if there are fewer than two seeds.
    """
    from credopolis.engine.scenario import Scenario
    from credopolis.library.catalogue import load_scenario

    if not isinstance(scenario, Scenario):
        scenario = load_scenario(
            scenario, people=people, years=years, seed=seed, scale=scale, regime=regime, off=off,
            set=set,
        )  # fmt: skip
    wanted = mechanisms_to_switch(scenario, only)
    variants = without_each(scenario, wanted)
    return ablation_of(
        scenario, wanted, compare_variants(variants, seeds=seeds, level=level, threads=threads, progress=progress)
    )


def without_each(base: Scenario, wanted: Sequence[str]) -> list[Variant]:
    """A scenario as it is, and without each of these mechanisms."""
    others = [Variant(name, replace(base, off=tuple(sorted({*base.off, name})))) for name in wanted]
    return [Variant(AS_IS, base), *others]


def ablation_of(base: Scenario, wanted: Sequence[str], found: Comparison) -> Ablation:
    """The ablation that a comparison of these scenarios is."""
    account = str(base.source.get("account", ""))
    return Ablation(base.name, account, tuple(wanted), tuple(base.off), replace(found, twins=()))


def mechanisms_to_switch(scenario: Scenario, only: Sequence[str] = ()) -> tuple[str, ...]:
    """Mechanisms that can be off and are on, in the catalogue's order; or those of them that are named.

    Raises
    ------
    UnknownName, BadValue
        If a named one is unknown, cannot be off, or is off already.
    """
    known = tuple(m.name for m in MECHANISMS if m.can_be_off)
    for name in only:
        if name not in known:
            raise UnknownName("mechanism that can be off", name, known)
        if name in scenario.off:
            raise BadValue("a mechanism to switch off", name, "one that is on", f"{scenario.name} has it off already.")
    return tuple(name for name in known if name not in scenario.off and (not only or name in only))
