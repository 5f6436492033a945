"""Plain societies: a few acts at constant rates under a few rules, and only the mechanisms that a test is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from statistics import NormalDist
from typing import Final

from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.library.overrides import Value
from credopolis.mechanisms.conduct_table import AlarmBounds, ConductTable
from credopolis.rulebook.conduct import ActConduct

from .tools import QUIET, Watched, poisson_z, report, with_rulebook

HIGH_AND_LOW: Final = "{high: {from: 0}, low: {}}"
FAR: Final = NormalDist().inv_cdf(1.0 - 1e-5 / (2 * 20))
"""Standard deviations that no check leaves: with a chance of 1e-5 one of twenty would, had the seed not been fixed."""


def rules(acts: Mapping[str, str], *, grades: str = HIGH_AND_LOW, start: int = 1000, **blocks: str) -> str:
    """A rulebook that prices acts, scores people of any age, and holds any number of entries.

    acts, blocks : YAML of each act, and of each further block of the file, in braces.
    """
    return "\n".join([
        "format: credopolis-rulebook/1", "name: plain", "title: Plain rules", "account: hypothetical",
        "source: assumption", f"score: {{start: {start}, min: -15000, max: 15000}}", "scored_from_age: 0d",
        f"grades: {grades}", *(f"{name}: {block}" for name, block in blocks.items()),
        "acts:", *(f"  {name}: {act}" for name, act in acts.items()), "",
    ])  # fmt: skip


def scene(
    text: str, acts: Mapping[str, ActConduct | float], *, people: int, years: float, seed: int,
    on: tuple[str, ...] = (), off: tuple[str, ...] = (), room: Mapping[str, float] | None = None, provinces: int = 8,
    tick: int = 7, grid: int = 1000, start: date | None = None, equal: bool = True,
    **overrides: Value | tuple[str, ...],
) -> Scenario:  # fmt: skip
    """The society under a rulebook. acts : of the society's table; a number is the rate of one that everybody does.

    on : mechanisms that are not off. room : rates of false alarms, visits and searches that the candidate stream leaves
    room for. provinces : how many, all alike; with `equal` false the 31 of the census. overrides : values of the
    regime, `officers__per_1000=1` for `regime.officers.per_1000`; a tuple of names where the regime has one.
    """
    room = dict(room or {})
    changed: dict[str, Value] = {f"conduct.alarms.{name}": most for name, most in room.items()}
    named = {name: value for name, value in overrides.items() if isinstance(value, tuple)}
    changed |= {f"regime.{name.replace('__', '.')}": v for name, v in overrides.items() if not isinstance(v, tuple)}
    quiet = tuple(name for name in (*QUIET, "statistics", *off) if name not in on)
    loaded = load_scenario("popular-account", people=people, years=years, seed=seed, tick=tick, off=quiet, set=changed)
    alike = load_scenario("ladder", people=people).tables
    tables = replace(alike, provinces=alike.provinces[:provinces]) if equal else loaded.tables
    done = {name: ActConduct(rate=act) if isinstance(act, int | float) else act for name, act in acts.items()}
    bound = 1.05 * (sum(act.rate * 4.0 for act in done.values()) + sum(room.values())) + 0.1
    regime = loaded.regime
    for name, value in named.items():
        mechanism, _, key = name.partition("__")
        regime = regime.model_copy(update={mechanism: getattr(regime, mechanism).model_copy(update={key: value})})
    return replace(
        with_rulebook(loaded, text), regime=regime, grid_lives=grid, tables=tables,
        conduct=ConductTable("Plain", bound, done, AlarmBounds(**room)), start=start or loaded.start,
    )  # fmt: skip


def years_of(watched: Watched) -> float:
    """Years of rates that a run lasted."""
    return watched.scenario.days / 365.25


def cases_of(watched: Watched, act: str, truth: int | None = None) -> dict[str, int]:
    """Cases of an act by stage, of one truth or of all."""
    stages = ("filed", "posted", "dismissed", "waived", "lost")
    of_act = watched.periods[0].pairs[:, 0] == watched.scenario.act_names.index(act)
    counts = watched.total("cases")[:, of_act].sum(axis=(0, 1))
    found = counts.sum(axis=0) if truth is None else counts[truth]
    return dict(zip(stages, found.tolist(), strict=True))


def z_of(found: float, theory: float, what: str) -> float:
    """How far a Poisson count is from its mean, in standard deviations."""
    z = poisson_z(found, theory)
    report(what, found=float(found), theory=float(theory), z=z)
    return z
