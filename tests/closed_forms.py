"""Closed forms that tests of several rooms hold the model against."""

from __future__ import annotations

import math

from tests.semimarkov import DAYS_A_YEAR


def listed_share(listings_a_year: float, removals_a_year: float, term_days: int, days: int) -> float:
    """Share of lives on a list after so many days, in closed form; `term_days` 0 stands for no end.

    Looking back, a life is on the list if its last listing lies within the term and no removal came after it. The
    two times back are exponential, and the smaller of them is independent of which it is.
    """
    both = listings_a_year + removals_a_year
    window = min(days, term_days) if term_days else days
    return listings_a_year / both * -math.expm1(-both * window / DAYS_A_YEAR) if both > 0 else 0.0
