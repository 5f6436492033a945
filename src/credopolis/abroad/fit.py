"""Fitting adoption to the table: draws of the parameters, weighed by how likely they make what is on record.

    first wave     adopted by 2019 or not, given the expected course from the start; the trade list of those in the
    index second wave    adopted from 2019 to 2022 or not, of those who were not, given the record of 2019
    parts          which parts each of the first wave had, given that it had any

Parameters are drawn from their ranges (the usual value is the median); where one was set, it is not drawn. Many draws
are weighed, and those that are kept walk on from there, by steps that leave the ranges' own distribution as it is and
are taken as often as the record allows (pCN, Cotter et al. 2013). A parameter of which the table tells nothing so keeps
its whole range.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from credopolis.abroad.countries import FIRST, PARTS, SECOND, Country
from credopolis.abroad.given import GIVEN, OF_ADOPTION, OF_PARTS
from credopolis.abroad.hazard import (
    BEGINS,
    CLASSES,
    OF_FIRST,
    OF_SECOND,
    STEP,
    Earth,
    Floats,
    expected,
    nobody,
    on_record,
    reached,
    times_of,
    weights_of,
)

CLOUD: Final = 2000
DRAWS: Final = 200
WALK: Final = 10
REACH: Final = 0.35
AT_ONCE: Final = 100
"""Draws that are asked about together, so that what they take stays near the processor."""
LEAST: Final = 1e-12
Likelihood = Callable[[dict[str, Floats]], Floats]


@dataclass(frozen=True)
class FittedDraws:
    """Draws of parameters, all of one weight. values : (draws,) by name. logs : of each draw and country the logarithm
    of how likely what is on record is. moved : share of tries by which a draw moved."""

    values: dict[str, Floats]
    logs: Floats
    moved: float

    def usual(self) -> dict[str, float]:
        """The mean of each parameter, of its logarithm where it multiplies."""
        return {name: _mean(name, values) for name, values in self.values.items()}

    def drawn(self, count: int) -> list[dict[str, float]]:
        """The first draws; there is no order among them."""
        return [{name: float(values[k]) for name, values in self.values.items()} for k in range(count)]

    def without(self, left_out: Floats) -> Floats:
        """What each draw weighs, had some countries not been looked at. left_out : 1 for these, (n,)."""
        logs = -(self.logs @ left_out)
        weights = np.exp(logs - logs.max())
        return np.asarray(weights / weights.sum())


def _mean(name: str, values: Floats) -> float:
    return float(np.exp(np.log(values).mean())) if GIVEN[name].times else float(values.mean())


def logs_of_waves(
    world: Earth, table: Sequence[Country], given: Mapping[str, Floats], second: bool, step: float = STEP
) -> Floats:
    """Of each draw and country the logarithm of how likely its record is, (draws, n). second : also of the second
    wave."""
    columns = {name: np.asarray(values)[:, None] for name, values in given.items()}
    rows = len(columns["level"])
    then = reached(world, columns, nobody(world, rows), BEGINS, OF_FIRST, step)
    weights, times = weights_of(columns), times_of(columns)
    first = np.array([one.wave == FIRST for one in table])
    listed = np.array([bool(one.trade_list) for one in table])
    in_wave, out = np.zeros((rows, len(table))), np.zeros((rows, len(table)))
    gone = then.gone
    later = np.zeros_like(gone)
    if second:
        begins = on_record(world, table, FIRST, then)
        later = reached(world, columns, begins, OF_FIRST, OF_SECOND, step).gone - gone
    newcomer = np.array([one.wave == SECOND for one in table])
    for (in_list, _), weight, often in zip(CLASSES, weights, times, strict=True):
        left = np.exp(-often * gone)
        in_wave = in_wave + weight * (1.0 - left) * (listed == bool(in_list))
        after = np.exp(-often * later)
        since = np.where(newcomer[None, :], 1.0 - after, after) if second else 1.0
        out = out + weight * left * since
    chance = np.where(first[None, :], in_wave, out)
    return np.where(world.origin[None, :], 0.0, np.log(np.maximum(chance, LEAST)))


def fit(world: Earth, table: Sequence[Country], given: Mapping[str, float], seed: int, second: bool) -> FittedDraws:
    """Draws of all parameters of adoption. given : what was set. second : whether to fit to the second wave too."""

    def logs(values: dict[str, Floats]) -> Floats:
        return logs_of_waves(world, table, values, second)

    rest = {name: value for name, value in given.items() if name in OF_ADOPTION}
    constant = {"chinese": given.get("chinese", GIVEN["chinese"].value)}
    return settled(logs, OF_ADOPTION, rest, constant, seed)


def settled(
    logs: Likelihood,
    names: Sequence[str],
    given: Mapping[str, float],
    constant: Mapping[str, float],
    seed: int,
    cloud: int = CLOUD,
    walk: int = WALK,
) -> FittedDraws:
    """Draws of the parameters named. logs : of values by name, (draws, countries). constant : also handed to it."""
    drawn = [name for name in names if name not in given]
    stream = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, len(names)]))

    def ask(points: Floats) -> tuple[dict[str, Floats], Floats]:
        shares = _below(points)
        values = {name: np.full(len(points), value) for name, value in {**constant, **given}.items()}
        values |= {name: _at(name, shares[:, j]) for j, name in enumerate(drawn)}
        parts = [{name: held[k : k + AT_ONCE] for name, held in values.items()} for k in range(0, len(points), AT_ONCE)]
        return values, np.concatenate([logs(part) for part in parts])

    points = stream.standard_normal((cloud, len(drawn)))
    logged = ask(points)[1].sum(axis=1)
    chances = np.cumsum(np.exp(logged - logged.max()))
    points = points[np.searchsorted(chances / chances[-1], (np.arange(DRAWS) + stream.random()) / DRAWS)]
    values, found = ask(points)
    moved = 0
    for _ in range(walk):
        tried = math.sqrt(1.0 - REACH**2) * points + REACH * stream.standard_normal(points.shape)
        _, then = ask(tried)
        better = np.log(stream.random(DRAWS)) < then.sum(axis=1) - found.sum(axis=1)
        points, found = np.where(better[:, None], tried, points), np.where(better[:, None], then, found)
        moved += int(better.sum())
    values, _ = ask(points)
    return FittedDraws({name: values[name] for name in names}, found, moved / max(walk * DRAWS, 1))


def _below(points: Floats) -> Floats:
    """The normal distribution's share below each point."""
    return np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in points.ravel().tolist()]).reshape(points.shape)


def _at(name: str, shares: Floats) -> Floats:
    one = GIVEN[name]
    return np.array([one.at(share) for share in shares.tolist()])


def subsets(given: Mapping[str, Floats], often: Floats) -> Floats:
    """Chances of each set of parts, (draws, countries, 8), for hazards of a first part. often : (steps, countries), the
    hazard times the step. A set is a number of three bits, in the order of `PARTS`."""
    shares = shares_of(given)
    rows, after = len(given["after"]), given["after"][:, None, None]
    held = np.zeros((rows, often.shape[1], 8))
    held[:, :, 0] = 1.0
    for hazard in often:
        first = 1.0 - np.exp(-shares[:, None, :] * hazard[None, :, None])
        more = 1.0 - np.exp(-after * shares[:, None, :] * hazard[None, :, None])
        turned = np.zeros_like(held)
        for old in range(8):
            chances = more if old else first
            for new in range(8):
                if old & ~new:
                    continue
                times = held[:, :, old]
                for bit in range(len(PARTS)):
                    if not old >> bit & 1:
                        times = times * (chances[:, :, bit] if new >> bit & 1 else 1.0 - chances[:, :, bit])
                turned[:, :, new] += times
        held = turned
    return held


def shares_of(given: Mapping[str, Floats]) -> Floats:
    """Of each draw what share of first parts is each part, in the order of `PARTS`, (draws, 3)."""
    city, policing = np.asarray(given["city"]), np.asarray(given["policing"])
    often = np.stack([city, np.ones_like(city), policing], axis=-1)
    return np.asarray(often / often.sum(axis=-1, keepdims=True))


def fit_parts(
    world: Earth, table: Sequence[Country], usual: Mapping[str, float], given: Mapping[str, float], seed: int
) -> FittedDraws:
    """Draws of what parts hang on, given how often countries adopt any. usual : the parameters of adoption."""
    columns = {name: np.array([[value]]) for name, value in usual.items()} | {
        "chinese": np.array([[GIVEN["chinese"].value]])
    }
    course = expected(world, columns, nobody(world, 1), BEGINS, OF_FIRST)
    mean = float(sum(w * t for w, t in zip(weights_of(usual), times_of(usual), strict=True)))
    at = [k for k, one in enumerate(table) if one.wave == FIRST and one.parts and not world.origin[k]]
    often = np.diff(np.concatenate([one.gone for one in course]), axis=0)[:, at] * mean
    seen = [sum(1 << bit for bit, part in enumerate(PARTS) if part in table[k].parts) for k in at]

    def logs(values: dict[str, Floats]) -> Floats:
        chances = subsets(values, often)
        any_ = np.maximum(1.0 - chances[:, :, 0], LEAST)
        return np.log(np.maximum(chances[:, np.arange(len(at)), seen] / any_, LEAST))

    return settled(logs, OF_PARTS, {n: v for n, v in given.items() if n in OF_PARTS}, {}, seed + 1, 500, 0)
