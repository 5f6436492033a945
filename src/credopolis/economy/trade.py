"""What loans, public contracts, taxes and growth of companies came to, as figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from credopolis.firms.business import STANDINGS, BusinessYear
from credopolis.firms.business_at import (
    APPLIED,
    BARRED_BIDS,
    BID,
    DEFAULTED,
    DUE,
    HIDDEN_TAX,
    INTEREST_PAID,
    LENT,
    REFUSED,
    RELIEF,
    SHADOWED,
    TAX_DUE,
    TAX_PAID,
    TRIPS_REFUSED,
    WON,
    WON_FIRST,
)
from credopolis.firms.course import OWNERS

HELD, ORDINARY, FAVOURED = range(len(STANDINGS))


def business_figures(years: Sequence[BusinessYear]) -> dict[str, float]:
    """The figures of the recorded years, none where there is no business: events of all, standings at their ends.

    What rests on nothing, such as loans unpaid where none was due, is not known and left out.
    """
    if not years:
        return {}
    counts = np.sum([year.counts for year in years], axis=0)
    both, standing = counts.sum(axis=0), np.sum([year.by_standing for year in years], axis=0)
    lent = both[LENT] + both[SHADOWED]
    found: dict[str, float | None] = {
        "interest": share(both[INTEREST_PAID] / 1e6, lent),
        "contracts first": share(both[WON_FIRST], both[WON]),
        "bids barred": share(both[BARRED_BIDS], both[BARRED_BIDS] + both[BID]),
        "tax remitted": share(both[RELIEF], both[TAX_DUE]),
        "tax paid": share(both[TAX_PAID], both[TAX_DUE]),
        "wanted": share(sum(year.wanted for year in years), sum(year.places for year in years)),
        "moved": share(sum(year.moved for year in years), sum(year.places for year in years)),
        "trips refused": share(both[TRIPS_REFUSED] / 1e5, sum(year.executives for year in years)),
    }
    pairs = (("loans refused", REFUSED, APPLIED), ("loans unpaid", DEFAULTED, DUE), ("tax hidden", HIDDEN_TAX, TAX_DUE))
    for name, part, whole in pairs:
        found[name] = share(both[part], both[whole])
        found |= {f"{name} {owner}": share(counts[k, part], counts[k, whole]) for k, owner in enumerate(OWNERS)}
    return {name: value for name, value in (found | _of_standings(standing)).items() if value is not None}


def _of_standings(standing: NDArray[np.float64]) -> dict[str, float | None]:
    """Growth of who is held back and of the favoured beside the ordinary's, and who has a loan."""
    pace = [share(one[1], one[0]) for one in standing]
    ordinary = pace[ORDINARY]
    beside = {name: None if one is None or ordinary is None else one - ordinary
              for name, one in (("growth held back", pace[HELD]), ("growth favoured", pace[FAVOURED]))}  # fmt: skip
    loans = {f"loans {STANDINGS[k]}": share(one[2], one[0]) for k, one in enumerate(standing)}
    return beside | loans


def share(part: float, whole: float) -> float | None:
    """Percent; None of nothing."""
    return 100.0 * float(part) / float(whole) if whole else None
