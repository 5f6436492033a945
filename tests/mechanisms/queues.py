"""What queueing theory says of an office: the fluid limit, and M/D/c in two ways that share nothing.

Served at the ends of a fixed time, c at once, a queue follows B' = max(0, B + Poisson(load * c) - c): the recursion of
Crommelin (1932) for M/D/c, seen at the ends of service times.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammainc, logsumexp
from scipy.stats import poisson


def fluid(backlog: float, arrivals_a_day: float, capacity_a_day: float, days: float) -> float:
    """Backlog after some days at steady rates, with no chance."""
    return max(0.0, backlog + (arrivals_a_day - capacity_a_day) * days)


def mean_queue(arrivals: float, servers: float) -> float:
    """Mean number waiting in M/D/c for a load below 1, by Spitzer's identity: the sum of E[(S_n)+] / n.

    arrivals : mean number in a service time; servers : c, any positive number. S_n is Poisson(n arrivals) - n c, and
    E[(X - a)+] = m P(X >= floor(a)) - a P(X >= floor(a) + 1) for X of mean m.
    """
    assert arrivals < servers
    total, n, block = 0.0, 1, 1024
    while True:
        k = np.arange(n, n + block, dtype=float)
        m, a = k * arrivals, k * servers
        low = np.floor(a)
        terms = (m * gammainc(np.maximum(low, 1e-300), m) - a * gammainc(low + 1, m)) / k
        total += float(np.maximum(terms, 0.0).sum())
        if terms[-1] < 1e-12:
            return total
        n += block


def mean_queue_by_chain(arrivals: float, servers: int, most: int) -> float:
    """The same for whole c, from the stationary law of the embedded chain cut off at `most` waiting."""
    pmf = poisson.pmf(np.arange(most + servers + 1), arrivals)
    step = np.zeros((most + 1, most + 1))
    for waiting in range(most + 1):
        after = waiting + np.arange(len(pmf)) - servers
        np.add.at(step[waiting], np.clip(after, 0, most), pmf)
        step[waiting, most] += 1.0 - step[waiting].sum()
    system = np.vstack([step.T - np.eye(most + 1), np.ones(most + 1)])
    law = np.linalg.lstsq(system, np.append(np.zeros(most + 1), 1.0), rcond=None)[0]
    return float(law @ np.arange(most + 1))


def chance_of_no_queue(arrivals: float, servers: float, terms: int = 4000) -> float:
    """Chance that nobody waits: exp(-sum of P(S_n > 0) / n), also by Spitzer."""
    k = np.arange(1, terms + 1, dtype=float)
    tails = gammainc(np.floor(k * servers + 1e-9) + 1, k * arrivals)
    return float(np.exp(-np.exp(logsumexp(np.log(np.maximum(tails, 1e-300)) - np.log(k)))))
