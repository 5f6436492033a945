"""When countries adopt: a hazard of the first part, its course in expectation, and what a course stands at.

    hazard      level x trade^(in the list) x training^(trained) x regime^((repression - 35) / 100)
                      x (1 + neighbours N + peers P + vendors V + standards W)
    N, P        share of the others of the region, and of those in the band of repression, that adopted a part
    V           share of the others of the region that Chinese vendors supply
    W           share of all countries that support the exporter's standards
    in a step   adopted with chance 1 - exp(-hazard x step); the shares are those at the end of the last step

Without the last factor a country's chance by t years is 1 - exp(-hazard t); with `neighbours` alone and one region,
what comes out is Bass's curve: an innovation of `level` and an imitation of `level x neighbours`. The expected course
takes the shares for their means, which is exact where there are many countries.

Source: Bass (1969) for the curve; how strong the factors are is fitted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.abroad.countries import BANDS, FIRST, ORIGIN, Country

Floats = NDArray[np.float64]
STEP: Final = 0.5
USUAL_REPRESSION: Final = 35.0
BEGINS: Final = 2005.0
OF_FIRST, OF_SECOND = 2019.5, 2022.0
"""When the two waves were counted: September 2019 and March 2022, to half a year."""


@dataclass(frozen=True)
class Earth:
    """Countries as arrays of n.

    repression : 0 to 100. region, band : numbers of groups. origin : the exporter, who has all from the start.
    """

    repression: Floats
    region: NDArray[np.int64]
    band: NDArray[np.int64]
    origin: NDArray[np.bool_]

    @cached_property
    def of_region(self) -> Group:
        """Who is in which region."""
        return group_of(self.region)

    @cached_property
    def of_band(self) -> Group:
        """Who is in which band of repression."""
        return group_of(self.band)


@dataclass(frozen=True)
class Group:
    """Groups of countries. order : countries by their groups. starts : where each group begins in it. number : of each
    country its group. rest : how many others there are in it, 1 where there are none."""

    order: NDArray[np.int64]
    starts: NDArray[np.int64]
    number: NDArray[np.int64]
    rest: Floats


def group_of(numbers: NDArray[np.int64]) -> Group:
    """Groups by their numbers."""
    _, number, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return Group(np.argsort(number, kind="stable"), starts, number, np.maximum(counts[number] - 1.0, 1.0))


def world_of(table: Sequence[Country]) -> Earth:
    """The countries of a table. Where repression is not known it is the mean of those of the region where it is."""
    regions = sorted({one.region for one in table})
    means = {
        name: float(np.mean([one.repression for one in table if one.region == name and one.repression is not None]))
        for name in regions
    }
    repression = np.array([means[one.region] if one.repression is None else one.repression for one in table])
    return Earth(
        repression, np.array([regions.index(one.region) for one in table]),
        np.searchsorted(np.array(BANDS), repression, side="right"),
        np.array([one.code == ORIGIN for one in table]),
    )  # fmt: skip


@dataclass(frozen=True)
class Stands:
    """Where countries stand: chances, or 0 and 1, in arrays of (..., n).

    adopted : a part. supplied : by Chinese vendors. supports : the standards. gone : the hazard that was lived through
    as who is in no list and was not trained.
    """

    adopted: Floats
    supplied: Floats
    supports: Floats
    gone: Floats

    def row(self, k: int) -> Stands:
        """One of them alone."""
        return Stands(*(x[k : k + 1] for x in (self.adopted, self.supplied, self.supports, self.gone)))


def nobody(world: Earth, rows: int) -> Stands:
    """The start, in which nobody but the exporter has anything. rows : draws that are lived side by side."""
    at = np.repeat(world.origin[None, :].astype(float), rows, axis=0)
    return Stands(at, at.copy(), at.copy(), np.zeros_like(at))


def others(held: Floats, group: Group) -> Floats:
    """Of each country the share of the others of its group that hold something; 0 where there are no others."""
    sums = np.add.reduceat(held[:, group.order], group.starts, axis=1)
    return np.asarray((sums[:, group.number] - held) / group.rest)


def level_of(world: Earth, given: Mapping[str, Any]) -> Floats:
    """The hazard of who is in no list and was not trained, while nobody adopted. given : numbers, or columns of (rows,
    1)."""
    tilt = np.exp(np.log(given["regime"]) * (world.repression - USUAL_REPRESSION) / 100.0)
    return np.asarray(given["level"] * tilt)


def drawn_on(world: Earth, given: Mapping[str, Any], now: Stands) -> Floats:
    """How many times as high it is with what others have."""
    by_region = others(given["neighbours"] * now.adopted + given["vendors"] * now.supplied, world.of_region)
    by_band = others(given["peers"] * now.adopted, world.of_band)
    by_all = given["standards"] * now.supports.mean(axis=-1, keepdims=True)
    return np.asarray(1.0 + by_region + by_band + by_all)


CLASSES: Final = ((0, 0), (0, 1), (1, 0), (1, 1))
"""Whether in the trade list, and whether trained."""


def times_of(given: Mapping[str, Any]) -> list[Any]:
    """Of each class how many times the common hazard is its own."""
    return [given["trade"] ** listed * given["training"] ** trained for listed, trained in CLASSES]


def weights_of(given: Mapping[str, Any]) -> list[Any]:
    """Of each class its share of all countries."""
    first, second = given["in_list"], given["trained"]
    return [(first if listed else 1 - first) * (second if trained else 1 - second) for listed, trained in CLASSES]


def ahead(
    world: Earth, given: Mapping[str, Any], begins: Stands, since: float, until: float, step: float = STEP
) -> Iterator[Stands]:
    """The course in expectation from one time to another: where countries stand at the end of each step.

    given : numbers, or columns of (rows, 1), one row a draw. Who is adopted at the start stays so. A country's list and
    training are not known here, and weighed by what its not having adopted yet says of them.
    """
    now, free = begins, 1.0 - begins.adopted
    weights = [w * np.exp(-t * begins.gone) for w, t in zip(weights_of(given), times_of(given), strict=True)]
    whole = sum(weights)
    gone, level = np.zeros_like(begins.gone), level_of(world, given)
    turned = 1.0 - np.exp(-given["support"] * step)
    for k in range(round((until - since) / step)):
        gone = gone + level * drawn_on(world, given, now) * (step * (since + k * step >= given["start"]))
        left = sum(w * np.exp(-t * gone) for w, t in zip(weights, times_of(given), strict=True)) / whole
        adopted = 1.0 - free * left
        supplied = now.supplied + given["chinese"] * (adopted - now.adopted)
        supports = now.supports + (now.supplied - now.supports) * turned
        now = Stands(adopted, supplied, supports, begins.gone + gone)
        yield now


def expected(
    world: Earth, given: Mapping[str, Any], begins: Stands, since: float, until: float, step: float = STEP
) -> list[Stands]:
    """The whole course in expectation, the start first."""
    return [begins, *ahead(world, given, begins, since, until, step)]


def reached(
    world: Earth, given: Mapping[str, Any], begins: Stands, since: float, until: float, step: float = STEP
) -> Stands:
    """Its end alone, which takes less memory."""
    now = begins
    for one in ahead(world, given, begins, since, until, step):
        now = one
    return now


def on_record(world: Earth, table: Sequence[Country], year: int, before: Stands) -> Stands:
    """Where countries stand by the index of a year: who is in it is in it. before : the course that led there, which
    says what is not on record: suppliers of the second wave, who supports the standards, and the hazard lived
    through."""
    adopted = np.array([one.wave is not None and one.wave <= year for one in table], float)[None, :]
    known = np.array([one.wave == FIRST for one in table])
    supplier = np.array(["chinese" in one.suppliers for one in table], float)
    share = before.supports / np.maximum(before.supplied, 1e-9)
    expected_supply = before.supplied / np.maximum(before.adopted, 1e-9)
    supplied = np.where(world.origin, 1.0, np.where(known, supplier, expected_supply)) * adopted
    supports = np.where(world.origin, 1.0, np.minimum(share, 1.0) * supplied)
    return Stands(np.repeat(adopted, len(before.adopted), axis=0), supplied, supports, before.gone)
