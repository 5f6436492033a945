"""The sectors of companies: how many are in each, and how often each kind of breach happens there."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

SHARES: Final[dict[str, float]] = {
    "agriculture": 3.0, "mining": 0.4, "manufacturing": 15.0, "utilities": 0.6, "construction": 6.0,
    "wholesale_retail": 29.8, "transport": 3.0, "hospitality": 2.5, "information": 4.5, "finance": 0.7,
    "real_estate": 3.5, "business_services": 11.7, "research": 5.8, "environment": 0.8, "household_services": 2.8,
    "education": 4.0, "health": 1.7, "culture": 4.2,
}  # fmt: skip
"""Shares of legal entities, percent: manufacturing, trade and business services of `cmp-004`; the rest, which that
row leaves as one sum, is divided by assumption."""
NAMES: Final = tuple(SHARES)
KINDS: Final = ("filing", "tax", "customs", "environment", "labour", "product", "contract", "other")
"""Kinds of conduct that a sector has more or less of."""

_MORE: Final[dict[str, dict[str, float]]] = {
    "filing": {"construction": 1.55, "real_estate": 1.55, "finance": 0.2, "education": 0.5},
    "customs": {"manufacturing": 3.0, "wholesale_retail": 1.5, "transport": 2.0, "education": 0.0, "health": 0.1},
    "environment": {
        "mining": 6.0, "manufacturing": 4.0, "utilities": 4.0, "construction": 2.0, "environment": 2.0,
        "agriculture": 1.0, "hospitality": 1.0, "finance": 0.0, "education": 0.1, "information": 0.1,
    },
    "labour": {"construction": 3.0, "manufacturing": 1.5, "hospitality": 1.5, "finance": 0.3},
    "product": {"manufacturing": 2.5, "wholesale_retail": 1.5, "hospitality": 1.5, "health": 1.5, "finance": 0.0},
    "contract": {"construction": 2.0, "real_estate": 2.0, "wholesale_retail": 1.2},
}  # fmt: skip
"""How many times as often, before all are scaled to a mean of 1: filing of `cmp-065`, all else assumption."""
ABROAD: Final[dict[str, float]] = {
    "agriculture": 0.05, "mining": 0.1, "manufacturing": 0.25, "wholesale_retail": 0.15, "transport": 0.2,
    "information": 0.05, "hospitality": 0.05,
}  # fmt: skip
"""The part of a company's business that is abroad, where there is any: assumption."""


def abroad() -> NDArray[np.float64]:
    """(18,) the part of a company's business that is abroad."""
    return np.array([ABROAD.get(name, 0.0) for name in NAMES])


def shares() -> NDArray[np.float64]:
    """(18,) shares that add up to 1."""
    found = np.array(list(SHARES.values()))
    return np.asarray(found / found.sum())


def times() -> NDArray[np.float64]:
    """(kinds, 18) how many times as often as in the mean company a kind of conduct happens in a sector."""
    found = np.array(
        [[_MORE.get(kind, {}).get(name, 0.5 if kind == "environment" else 1.0) for name in NAMES] for kind in KINDS]
    )
    return np.asarray(found / (found @ shares())[:, None])
