"""Drawing the companies of a society: a function of the seed, the place of a company, and what is drawn.

Companies stand by province: first the small and medium ones of its districts, district by district, then its large
ones, which belong to the national table. Their places of work in a district are as many as people are employed there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.draws import draw_at, key_of, unit
from credopolis.core.errors import BadValue
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.maths import exp, log
from credopolis.core.purposes import FIRM
from credopolis.firms import columns, sectors

LARGE: Final = 300
"""The most people of a company that stands in a district."""
SMALL: Final = 250.0
LARGEST: Final = 200_000.0
"""The most people of a company before places of work are shared out, in a district and of all, assumed: there, so that
few have more than LARGE afterwards."""
AT_SIZE, AT_SECTOR, AT_OWNER, AT_CONNECTED, AT_AGE, AT_SPREAD = 0, 1, 2, 3, 4, 8


def generate(
    seed: int,
    people: NDArray[np.int64],
    employed: NDArray[np.int64],
    province: NDArray[np.int64],
    given: Mapping[str, float],
) -> NDArray[np.void]:
    """Draw the companies of a society.

    people, employed, province : (districts,) of each district, provinces in rising order.

    Returns
    -------
    (n,) FIRM, by province; those of districts before those of the national table.

    Raises
    ------
    BadValue
        If more are employed than there are people, or provinces do not rise.
    """
    if (employed > people).any() or (employed < 0).any():
        raise BadValue("the employed of a district", int(employed.max()), "no more than its people")
    if (np.diff(province) < 0).any():
        raise BadValue("the provinces of the districts", "not rising", "a province after the other")
    parts = [_province(seed, p, people, employed, province, given) for p in np.unique(province)]
    firms = np.concatenate(parts) if parts else np.zeros(0, columns.FIRM)
    _draw(seed, firms, given)
    return firms


def _province(
    seed: int,
    p: int,
    people: NDArray[np.int64],
    employed: NDArray[np.int64],
    province: NDArray[np.int64],
    given: Mapping[str, float],
) -> NDArray[np.void]:
    """Places of one province's companies: its districts', then its part of the national table."""
    districts = np.flatnonzero(province == p)
    largest = min(LARGEST, max(given["in_large"] * employed.sum() / 10, 4 * LARGE))
    in_large = np.floor(employed[districts] * given["in_large"]).astype(np.int64)
    n_large = round(int(in_large.sum()) / mean_size(LARGE + 1, largest, given["size_exponent"]))
    n_large = min(n_large, int(in_large.sum()) // (LARGE + 1))
    if n_large == 0:
        in_large[:] = 0
    held, to_come = [], 0.0
    for d, places in zip(districts, employed[districts] - in_large, strict=True):
        to_come += people[d] / given["people_each"] - n_large / len(districts)
        n = max(min(int(to_come), int(places)), min(1, int(places)))
        to_come -= n
        held.append(_of(seed, int(d), int(d), p, n, int(places), (0.0, SMALL), given))
    table = (LARGE + 1.0, largest)
    held.append(_of(seed, 2**40 + p, columns.NATIONAL, p, n_large, int(in_large.sum()), table, given))
    return np.concatenate(held)


def _of(
    seed: int,
    key: int,
    district: int,
    p: int,
    n: int,
    places: int,
    bounds: tuple[float, float],
    given: Mapping[str, float],
) -> NDArray[np.void]:
    """Companies of a district or a province's large ones, with their people. bounds : of raw sizes, the lower one 0
    where it follows from the places of work."""
    firms = np.zeros(n, columns.FIRM)
    if n == 0:
        return firms
    exponent, (low, high), raw = given["size_exponent"], bounds, np.zeros(n)
    raw_sizes(seed, key, low or least_size(places / n, high, exponent), high, exponent, raw)
    firms["size"] = shared_out(raw, places, int(low) or 1)
    firms["district"], firms["province"] = district, p
    return firms


def mean_size(low: float, high: float, exponent: float) -> float:
    """The mean of the law of Pareto between two bounds."""
    ratio, a = low / high, exponent
    if abs(a - 1.0) < 1e-9:
        return low * math.log(1.0 / ratio) / (1.0 - ratio)
    return float(low * a / (a - 1.0) * (1.0 - ratio ** (a - 1.0)) / (1.0 - ratio**a))


def least_size(mean: float, high: float, exponent: float) -> float:
    """The lower bound with which the mean is so large, 1 or more."""
    low, top = 1.0, 0.999 * high
    for _ in range(50):
        middle = (low + top) / 2
        low, top = (middle, top) if mean_size(middle, high, exponent) < mean else (low, middle)
    return low


def shared_out(raw: NDArray[np.float64], places: int, least: int) -> NDArray[np.int64]:
    """Places of work for each, `least` or more, that add up to all of them: what exceeds `least` in proportion to what
    the raw size exceeds it by, the remainder to the largest fractions, the first of those that are alike."""
    extra = places - least * len(raw)
    weight = np.maximum(raw - least, 0.0) + 1e-6
    exact = weight / weight.sum() * extra
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: extra - int(whole.sum())]] += 1
    return np.asarray(whole + least)


@hot_kernel
def raw_sizes(seed, key, least, most, exponent, raw):
    """Sizes by the law of Pareto between two bounds, before places of work are shared out."""
    top = exp(-exponent * log(np.float64(most) / np.float64(least)))
    for k in range(len(raw)):
        u = unit(draw_at(key_of(seed, FIRM, key, k), AT_SIZE))
        raw[k] = least * exp(-log(1.0 - u * (1.0 - top)) / exponent)


@hot
def normal(key, at):
    """A standard normal deviate, as the sum of twelve uniform draws."""
    total = np.float64(-6.0)
    for k in range(12):
        total += unit(draw_at(key, at + k))
    return total


@hot
def found(f, seed, i, spreads, shares, owners, connected, by_size):
    """Draw what a company is that begins in a place: its sector, owner, ties to officials, and what is hidden of it.

    spreads : of carelessness and dishonesty. shares : cumulated over sectors. owners : chance of a state company among
    the small, the large. connected : chance of ties to officials, private and state."""
    key = key_of(seed, FIRM, i + (np.int64(1) << 41), f["generation"])
    is_large = 1 if f["size"] > LARGE else 0
    u, sector = unit(draw_at(key, AT_SECTOR)), 0
    while sector < len(shares) - 1 and u >= shares[sector]:
        sector += 1
    f["sector"] = sector
    f["owner"] = 1 if unit(draw_at(key, AT_OWNER)) < owners[is_large] else 0
    f["connected"] = 1 if unit(draw_at(key, AT_CONNECTED)) < connected[f["owner"]] else 0
    z = normal(key, AT_SPREAD)
    f["careless"] = exp(spreads[0] * z - 0.5 * spreads[0] * spreads[0])
    f["dishonest"] = exp(spreads[1] * z - 0.5 * spreads[1] * spreads[1])
    f["large"] = exp(by_size * log(np.float64(f["size"]) / 10.0))
    f["hidden"][:] = 0
    f["fallen"] = 0


@hot_kernel
def draw_firms(seed, firms, spreads, shares, owners, connected, by_size):
    """Draw all companies of day 0, with their age: half under 5 years, a third 5 to 10, the rest older (cmp-072)."""
    for i in range(len(firms)):
        f = firms[i]
        found(f, seed, i, spreads, shares, owners, connected, by_size)
        u = unit(draw_at(key_of(seed, FIRM, i, np.int64(1) << 32), AT_AGE))
        years = u / 0.494 * 5.0 if u < 0.494 else 5.0 + (u - 0.494) / 0.329 * 5.0
        if u >= 0.823:
            years = 10.0 - 8.0 * log(1.0 - (u - 0.823) / 0.177 * 0.98)
        f["founded"] = -np.int64(years * 365.0)


def drawn_by(given: Mapping[str, float]) -> tuple[NDArray[np.float64], ...]:
    """What `found` draws by: spreads, sectors, owners and ties."""
    spreads = np.array([given["spread_careless"], given["spread_dishonest"]])
    owners = np.array([given["state_of_small"], given["state_of_large"]])
    connected = np.array([given["connected_private"], given["connected_state"]])
    return spreads, np.cumsum(sectors.shares()), owners, connected


def _draw(seed: int, firms: NDArray[np.void], given: Mapping[str, float]) -> None:
    spreads, shares, owners, connected = drawn_by(given)
    draw_firms(seed, firms, spreads, shares, owners, connected, given["by_size"])
