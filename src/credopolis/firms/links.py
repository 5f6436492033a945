"""Who supplies whom: each company has suppliers, half of them near; ties end and others begin.

The number of suppliers has the tail of `link_exponent`; a supplier is chosen in proportion to the people who work
there. Everything is a function of the seed, the company, which of its ties it is, and the month in which it began.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.draws import draw_at, key_of, unit
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.maths import exp, log
from credopolis.core.purposes import FIRM_TIES

MOST_SUPPLIERS: Final = 200
NOBODY: Final = -1


class Links(NamedTuple):
    """The supply graph. start : (n + 1,) where the ties of each company begin. supplier : (ties,) a company, or NOBODY.
    until : (ties,) the month in which it ends. weight : (n + 1,) people who work in all companies before one. first :
    (n, 2), the companies of its province from the first to the one after the last."""

    start: NDArray[np.int64]
    supplier: NDArray[np.int32]
    until: NDArray[np.int32]
    weight: NDArray[np.int64]
    first: NDArray[np.int32]
    law: NDArray[np.float64]


def tie(seed: int, firms: NDArray[np.void], given: Mapping[str, float]) -> Links:
    """Draw the graph of month 0."""
    n, tail = len(firms), given["link_exponent"]
    counts = np.zeros(n, np.int64)
    least = (given["links"] + 0.5) * (tail - 1.0) / tail if tail > 1 else 1.0
    count_suppliers(seed, least, tail, counts)
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    weight = np.concatenate([np.zeros(1, np.int64), np.cumsum(firms["size"].astype(np.int64))])
    low = np.searchsorted(firms["province"], firms["province"], side="left")
    high = np.searchsorted(firms["province"], firms["province"], side="right")
    links = Links(
        start, np.full(start[-1], NOBODY, np.int32), np.zeros(start[-1], np.int32), weight,
        np.stack([low, high], axis=1).astype(np.int32), np.array([given["link_local"], 12.0 * given["link_years"]]),
    )  # fmt: skip
    renew(seed, links, 0)
    return links


@hot_kernel
def count_suppliers(seed, least, tail, counts):
    """How many suppliers each company has, by the law of Pareto, cut off."""
    for i in range(len(counts)):
        u = unit(draw_at(key_of(seed, FIRM_TIES, i, np.int64(1) << 33), 0))
        counts[i] = min(np.int64(least * exp(-log(1.0 - u) / tail)), MOST_SUPPLIERS)


@hot
def chosen(links, i, u, near):
    """A company in proportion to its people, in the province of company i or anywhere; NOBODY for itself."""
    low = np.int64(links.first[i, 0]) if near else np.int64(0)
    high = np.int64(links.first[i, 1]) if near else np.int64(len(links.start) - 1)
    at = links.weight[low] + np.int64(u * (links.weight[high] - links.weight[low]))
    while high - low > 1:
        middle = (low + high) // 2
        if links.weight[middle] <= at:
            low = middle
        else:
            high = middle
    return np.int64(NOBODY) if low == i else low


@hot_kernel
def renew(seed, links, month):
    """End the ties whose time is over in a month, and begin others in their place."""
    for i in range(len(links.start) - 1):
        for k in range(links.start[i], links.start[i + 1]):
            if links.until[k] <= month:
                key = key_of(seed, FIRM_TIES, i, month + (k - links.start[i]) * 65536)
                links.supplier[k] = chosen(links, i, unit(draw_at(key, 1)), unit(draw_at(key, 2)) < links.law[0])
                lasts = -links.law[1] * log(1.0 - unit(draw_at(key, 3)))
                links.until[k] = month + 1 + np.int64(min(lasts, 100000.0))


@hot_kernel
def spread(links, fell, hits, by):
    """What companies that fell last month do to their partners, suppliers and customers alike.

    fell : (n,) 1 for who fell. hits : (n,) how many partners of each did. by : (n,) the first of them, NOBODY for none.
    """
    for i in range(len(links.start) - 1):
        hits[i] = 0
        by[i] = NOBODY
    for i in range(len(links.start) - 1):
        for k in range(links.start[i], links.start[i + 1]):
            j = links.supplier[k]
            if j < 0:
                continue
            if fell[j] > 0:
                hits[i] = min(hits[i] + 1, 255)
                by[i] = j if by[i] < 0 else min(by[i], j)
            if fell[i] > 0:
                hits[j] = min(hits[j] + 1, 255)
                by[j] = i if by[j] < 0 else min(by[j], i)


def sisters(seed: int, firms: NDArray[np.void], share: float) -> NDArray[np.int32]:
    """(n,) the company of the same district that the same person runs, NOBODY if there is none."""
    n, drawn = len(firms), np.zeros((len(firms) + 1) // 2)
    draw_pairs(seed, drawn)
    other = np.arange(n, dtype=np.int32) ^ 1
    other[other >= n] = n - 1
    own = np.arange(n)
    near = (firms["district"] == firms["district"][other]) & (other != own) & (drawn[own // 2] < share)
    return np.where(near, other, NOBODY).astype(np.int32)


@hot_kernel
def draw_pairs(seed, drawn):
    """A draw for each two neighbours."""
    for k in range(len(drawn)):
        drawn[k] = unit(draw_at(key_of(seed, FIRM_TIES, k, np.int64(1) << 34), 0))
