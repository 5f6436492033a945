"""A course of adoption once more, slow and readable: one country, one number at a time."""

from __future__ import annotations

import math

from credopolis.abroad.countries import PARTS, SUPPLIERS
from credopolis.abroad.course import ROWS, CourseDrawn, uniform
from credopolis.abroad.hazard import Earth

_STEPS_OF_COURSE = 3


def lived(
    world: Earth, given: dict[str, float], now: CourseDrawn, since: float, steps: int, seed: int
) -> list[list[list[str]]]:
    """What each country has after each half year: parts, suppliers, `supports`, `law`, and each time `pressed`."""
    n = len(world.region)
    has = [_at_first(now, i) for i in range(n)]
    told = []
    for k in range(steps):
        time = since + k / 2
        draws = uniform(seed, _STEPS_OF_COURSE, round(time * 64), (n, ROWS))
        before = [list(one) for one in has]
        for i in range(n):
            has[i] = [one for one in has[i] if one != "pressed"]
            if time >= given["start"]:
                _half_year(world, given, now, before, has, i, draws[i].tolist())
            turns = draws[i][6] < 1 - math.exp(-given["support"] / 2)
            if "chinese" in before[i] and "supports" not in has[i] and turns:
                has[i].append("supports")
        told.append([sorted(one) for one in has])
    return told


def _at_first(now: CourseDrawn, i: int) -> list[str]:
    found = [part for k, part in enumerate(PARTS) if now.parts[i, k]]
    found += [one for k, one in enumerate(SUPPLIERS) if now.suppliers[i, k]]
    return found + (["supports"] if now.supports[i] else [])


def _half_year(
    world: Earth, given: dict[str, float], now: CourseDrawn, before: list[list[str]], has: list[list[str]], i: int,
    draw: list[float],
) -> None:  # fmt: skip
    hazard = hazard_of(world, given, before, i) * float(now.often[i]) / 2
    often = {"city": given["city"], "faces": 1.0, "policing": given["policing"]}
    had = any(part in before[i] for part in PARTS)
    for k, part in enumerate(PARTS):
        share = often[part] / sum(often.values())
        if part not in has[i] and draw[k] < 1 - math.exp(-hazard * share * (given["after"] if had else 1)):
            has[i].append(part)
    if not had and any(part in has[i] for part in PARTS):
        has[i] += [name for k, name in enumerate(SUPPLIERS) if draw[3 + k] < given[name]]
    if "chinese" in has[i] and not world.origin[i]:
        has[i] += ["pressed"] * _poisson(draw[7], given["pressed"] / 2)
    everything = all(part in has[i] for part in PARTS)
    if everything and not world.origin[i] and "law" not in has[i] and draw[8] < 1 - math.exp(-given["law"] / 2):
        has[i].append("law")


def hazard_of(world: Earth, given: dict[str, float], held: list[list[str]], i: int) -> float:
    """The hazard of a country that is in no list and was not trained."""
    tilt = math.exp(math.log(given["regime"]) * (float(world.repression[i]) - 35) / 100)
    region = [held[j] for j in range(len(held)) if j != i and world.region[j] == world.region[i]]
    band = [held[j] for j in range(len(held)) if j != i and world.band[j] == world.band[i]]
    drawn = 1 + given["neighbours"] * _share(region, PARTS) + given["peers"] * _share(band, PARTS)
    drawn += given["vendors"] * _share(region, ("chinese",)) + given["standards"] * _share(held, ("supports",))
    return given["level"] * tilt * drawn


def _share(of: list[list[str]], what: tuple[str, ...]) -> float:
    return sum(any(one in held for one in what) for held in of) / len(of) if of else 0.0


def _poisson(draw: float, mean: float) -> int:
    count, chance = 0, math.exp(-mean)
    below = chance
    while draw >= below and count < 19:
        count += 1
        chance *= mean / count
        below += chance
    return count
