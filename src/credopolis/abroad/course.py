"""Countries as they adopt, drawn: who adopts what in which half year, who supplies it, and what flows from that.

A seed's draws are keyed by the seed, the half year and the country, so that a factor that is off, or another value,
meets the same ones. In a step each part is adopted with chance 1 - exp(-share x hazard x step), `after` times as often
once one is there; together the first parts come as often as `hazard.py` says.

    suppliers   drawn once, when the first part is adopted, each origin by itself
    support     a supplied country begins to support the exporter's standards with chance 1 - exp(-support x step)
    platforms   foreign platforms are pressed in supplied countries, Poisson
    law         who has all parts makes a law that scores people with chance 1 - exp(-law x step); off unless it is set
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.abroad.countries import FIRST, PARTS, SUPPLIERS, Country
from credopolis.abroad.fit import shares_of
from credopolis.abroad.hazard import (
    CLASSES,
    STEP,
    Earth,
    Floats,
    Stands,
    drawn_on,
    level_of,
    times_of,
    weights_of,
)

ROWS: Final = 9
"""Numbers of a country in a step: three parts, three suppliers, support, platforms, law."""
_TRAITS, _STEPS, _BEGIN = 2, 3, 4
_FINEST: Final = 64


@dataclass
class CourseDrawn:
    """One course as it stands. parts : (n, 3). suppliers : (n, 3), in the order of `SUPPLIERS`. often : (n,), how many
    times the common hazard is a country's own. listed : (n,), who is in the trade list, as it was drawn."""

    parts: NDArray[np.bool_]
    suppliers: NDArray[np.bool_]
    supports: NDArray[np.bool_]
    law: NDArray[np.bool_]
    often: Floats
    listed: NDArray[np.bool_]

    @property
    def adopted(self) -> NDArray[np.bool_]:
        """Who has any part."""
        return np.asarray(self.parts.any(axis=1))


@dataclass(frozen=True)
class CourseCounted:
    """What is counted at the end of each half year, the start first, each (steps + 1,). parts, suppliers : (steps + 1,
    3). platforms : pressed in the half year. adopted : (steps + 1, n)."""

    adopted: NDArray[np.bool_]
    parts: NDArray[np.int64]
    suppliers: NDArray[np.int64]
    supports: NDArray[np.int64]
    platforms: NDArray[np.int64]
    laws: NDArray[np.int64]


def uniform(seed: int, purpose: int, step: int, shape: tuple[int, ...]) -> Floats:
    """Numbers from 0 to 1 of a seed. purpose : what they are for. step : in half years from the start of all
    courses."""
    stream = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, purpose, step]))
    return stream.random(shape)


def begin(
    world: Earth, given: Mapping[str, float], stands: Stands, seed: int, table: Sequence[Country] = (),
    ahead: Mapping[str, float] | None = None,
) -> CourseDrawn:  # fmt: skip
    """A course's beginning. stands : by the record, of one row. table : whose parts are on record; nobody's otherwise.
    ahead : the parameters under which it goes on, if others.

    Who is in the trade list, and who was trained, is drawn, weighed by what not having adopted yet says of it.
    """
    n = len(world.region)
    traits = uniform(seed, _TRAITS, 0, (n, 2))
    kinds = zip(weights_of(given), times_of(given), strict=True)
    weights = np.stack([weight * np.exp(-times * stands.gone[0]) for weight, times in kinds])
    below = np.cumsum(weights / weights.sum(axis=0), axis=0)
    kind = (traits[:, 0][None, :] >= below[:-1]).sum(axis=0)
    often = np.array(times_of(ahead or given))[kind]
    begun = uniform(seed, _BEGIN, 0, (n, ROWS))
    adopted = stands.adopted[0] > 0.5
    parts = np.zeros((n, len(PARTS)), bool)
    parts[world.origin] = True
    suppliers = np.zeros((n, len(SUPPLIERS)), bool)
    shares = shares_of({name: np.array([given[name]]) for name in ("city", "policing")})[0]
    for k, one in enumerate(table):
        if adopted[k] and not world.origin[k]:
            parts[k] = _parts_of(one, begun[k, :3], shares)
            suppliers[k] = _suppliers_of(one, begun[k, 3:6], given)
    suppliers[world.origin, 0] = True
    share = stands.supports[0] / np.maximum(stands.supplied[0], 1e-9)
    supports = suppliers[:, 0] & (world.origin | (begun[:, 6] < share))
    return CourseDrawn(parts, suppliers, supports, np.zeros(n, bool), often, np.array(CLASSES, bool)[kind, 0])


def _parts_of(one: Country, draws: Floats, shares: Floats) -> NDArray[np.bool_]:
    """The parts of a country that is on record: those named in 2019, and as many as were counted in 2022 or, with no
    count, one. What the count adds is drawn, the more likely the more common."""
    held = np.array([part in one.parts for part in PARTS])
    counted = 1 if one.kinds_2022 is None or one.wave == FIRST else min(one.kinds_2022, len(PARTS))
    order = np.argsort(np.where(held, math.inf, -np.log(np.maximum(draws, 1e-300)) / shares), kind="stable")
    for k in order:
        if held.sum() < counted:
            held[k] = True
    return held


def _suppliers_of(one: Country, draws: Floats, given: Mapping[str, float]) -> NDArray[np.bool_]:
    if one.wave == FIRST:
        return np.array([name in one.suppliers for name in SUPPLIERS])
    return np.array([draws[k] < given[name] for k, name in enumerate(SUPPLIERS)])


def live(
    world: Earth,
    given: Mapping[str, float],
    now: CourseDrawn,
    since: float,
    until: float,
    seed: int,
    step: float = STEP,
) -> CourseCounted:
    """Live a course from one time to another; `now` is where it stands at the end. step : years, for checks against
    theory; a course with another step has other draws."""
    columns = {name: np.array([[value]]) for name, value in given.items()}
    level = level_of(world, columns)[0]
    shares = shares_of({name: np.array([given[name]]) for name in ("city", "policing")})[0]
    turned, makes_law = 1.0 - math.exp(-given["support"] * step), 1.0 - math.exp(-given["law"] * step)
    kept: list[tuple[object, ...]] = [(now.adopted, *_counts(now), 0)]
    for k in range(round((until - since) / step)):
        time = since + k * step
        draws = uniform(seed, _STEPS, round(time * _FINEST), (len(level), ROWS))
        pressed, before = 0, now.suppliers[:, 0]
        if time >= given["start"]:
            _adopt(now, level * now.often * drawn_on(world, columns, _stands(now))[0] * step, shares, given, draws)
            pressed = int(_poisson(draws[now.suppliers[:, 0] & ~world.origin, 7], given["pressed"] * step).sum())
            now.law = now.law | (now.parts.all(axis=1) & ~world.origin & (draws[:, 8] < makes_law))
        now.supports = now.supports | (before & (draws[:, 6] < turned))
        kept.append((now.adopted, *_counts(now), pressed))
    adopted, parts, suppliers, supports, laws, platforms = (np.array(one) for one in zip(*kept, strict=True))
    return CourseCounted(adopted, parts, suppliers, supports, platforms, laws)


def _adopt(now: CourseDrawn, hazard: Floats, shares: Floats, given: Mapping[str, float], draws: Floats) -> None:
    """The parts of a step, and who supplies those who adopt for the first time. hazard : times the step, (n,)."""
    before = now.adopted
    often = np.where(before, given["after"], 1.0) * hazard
    now.parts = now.parts | (draws[:, :3] < 1.0 - np.exp(-often[:, None] * shares[None, :]))
    new = now.adopted & ~before
    chosen = draws[:, 3:6] < np.array([given[name] for name in SUPPLIERS])[None, :]
    now.suppliers = np.where(new[:, None], chosen, now.suppliers)


def _stands(now: CourseDrawn) -> Stands:
    adopted, supplied, supports = (x.astype(float)[None, :] for x in (now.adopted, now.suppliers[:, 0], now.supports))
    return Stands(adopted, supplied, supports, np.zeros_like(adopted))


def _counts(now: CourseDrawn) -> tuple[object, ...]:
    return now.parts.sum(axis=0), now.suppliers.sum(axis=0), int(now.supports.sum()), int(now.law.sum())


def _poisson(draws: Floats, mean: float) -> NDArray[np.int64]:
    """Poisson numbers of one uniform draw each."""
    found = np.zeros(len(draws), np.int64)
    chance = below = math.exp(-mean)
    for k in range(1, 20):
        found += draws >= below
        chance *= mean / k
        below += chance
    return found
