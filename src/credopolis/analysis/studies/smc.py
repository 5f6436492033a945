"""Approximate Bayesian computation by sequential Monte Carlo, over the unit cube of the priors' quantiles.

The first population is drawn from the prior; each later one is proposed from the one before by a Gaussian kernel of
twice its weighted covariance, and a proposal is kept if its single run comes within epsilon of what was reported;
epsilon is the median distance of the population before, and 1 at the end. Distances are in tolerances, so the last
population is the exact posterior under the reading that a report is off by at most its tolerance, every error within
it being equally likely (Wilkinson 2013). Proposals outside the prior are drawn again without a run. Proposals come in
batches that depend only on the seed and on what was found before, and are kept in the order of their numbers: the
result is the same whoever makes the runs, and in whatever order.

Source
------
Beaumont, Cornuet, Marin and Robert 2009, Adaptive approximate Bayesian computation, Biometrika 96; Toni and others
2009, Journal of the Royal Society Interface 6; Wilkinson 2013, Statistical Applications in Genetics and Molecular
Biology 12.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Simulate = Callable[[int, int, Values], Values]
"""Runs of a batch: generation, number of the first, places (n, k) -> what was found (n, m)."""
Distance = Callable[[Values], Values]
"""Distances of what was found, (n, m) -> (n,), in tolerances; infinite where it is not defined."""


@dataclass(frozen=True)
class Population:
    """Particles: places (n, k) in the unit cube, weights (n,) that add up to 1, what their runs found (n, m).

    epsilon : the largest distance that was kept, in tolerances. tried : runs made for this population.
    """

    places: Values
    weights: Values
    found: Values
    distances: Values
    epsilon: float
    tried: int

    @property
    def effective(self) -> float:
        """Effective number of particles."""
        return float(1.0 / np.sum(self.weights**2))


def populations(
    simulate: Simulate, distance: Distance, k: int, particles: int, most_runs: int, seed: int
) -> list[Population]:
    """Populations from the prior to epsilon 1, or as far as the runs reach; an unfinished one is left out."""
    rng = np.random.default_rng([seed, 0])
    places = rng.random((particles, k))
    found = simulate(0, 0, places)
    even = np.full(particles, 1.0 / particles)
    past = [Population(places, even, found, distance(found), float("inf"), particles)]
    left = most_runs - particles
    while past[-1].epsilon > 1.0:
        following = _next(simulate, distance, past[-1], left, np.random.default_rng([seed, len(past)]), len(past))
        if following is None:
            break
        past.append(following)
        left -= following.tried
    return past


def _next(
    simulate: Simulate, distance: Distance, last: Population, left: int, rng: np.random.Generator, generation: int
) -> Population | None:
    """The population after this one, or None if the runs do not suffice."""
    n = len(last.places)
    epsilon = max(1.0, float(np.quantile(last.distances, 0.5)))
    root = kernel_root(last)
    kept: list[tuple[Values, Values, Values]] = []
    tried = number = 0
    while number < n:
        if tried + n > left:
            return None
        places = _propose(last, root, n, rng)
        found = simulate(generation, tried, places)
        tried += n
        distances = distance(found)
        good = distances <= epsilon
        kept.append((places[good], found[good], distances[good]))
        number += int(good.sum())
    places, found, distances = (np.concatenate(parts)[:n] for parts in zip(*kept, strict=True))
    weights = 1.0 / mixture(places, last, root)
    return Population(places, weights / weights.sum(), found, distances, epsilon, tried)


def kernel_root(population: Population) -> Values:
    """Cholesky factor of twice the weighted covariance, (k, k)."""
    k = population.places.shape[1]
    covariance = np.cov(population.places, rowvar=False, aweights=population.weights).reshape(k, k)
    return np.asarray(np.linalg.cholesky(2.0 * covariance + 1e-9 * np.eye(k)))


def _propose(last: Population, root: Values, number: int, rng: np.random.Generator) -> Values:
    """Places near particles, chosen by weight; those outside the cube are drawn again, particle and all."""
    k = last.places.shape[1]
    inside = np.zeros((0, k))
    while len(inside) < number:
        chosen = rng.choice(len(last.places), number, p=last.weights)
        proposed = last.places[chosen] + rng.standard_normal((number, k)) @ root.T
        inside = np.concatenate([inside, proposed[((proposed >= 0) & (proposed <= 1)).all(axis=1)]])
    return inside[:number]


def mixture(places: Values, last: Population, root: Values) -> Values:
    """Density of the proposals at places, up to a constant, (n,)."""
    away = np.linalg.solve(root, (places[:, None, :] - last.places[None, :, :]).reshape(-1, places.shape[1]).T)
    density = np.exp(-0.5 * np.sum(away**2, axis=0)).reshape(len(places), len(last.places))
    return np.asarray(density @ last.weights)


def weighted_quantile(values: Values, weights: Values, at: float) -> float:
    """The smallest value at or below which lies this share of the weight."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][min(int(np.searchsorted(reached, at * reached[-1])), len(values) - 1)])
