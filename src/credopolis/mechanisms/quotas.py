"""Quotas: entries that the centre expects, and those that officials make up when there are too few.

    fabricated entries  =  min(most_a_year, padding * max(0, quota - negative entries posted)), a life and year

Where `discipline` or `audits` stand officials heed them and make up less; where their `careers` hang on what they report
they make up more. They name lives at random, and of each any negative act that it could have done, by its age, its work, its children and the
like, the likelier the commoner the act is among people of its sex and age.

No regime has a quota unless a source names one: none of those that ship does, and a count of records is no quota. Strengths
are assumptions.

Source: seed-067 (local officials falsify figures).
"""

from __future__ import annotations

from typing import Final

from credopolis.core.jit import formula
from credopolis.mechanisms.declare import Book, Card, Sum, Term, terms_of
from credopolis.mechanisms.discipline import heed
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, share


class QuotasParameters(Parameters):
    """Entries that the centre expects, and what officials do when there are too few."""

    negative_a_year: float = a_life_and_year(
        0.0,
        "negative entries expected, a scored life and year, 0 for no quota",
        low=0,
        high=0.4,
        most=100,
    )
    padding: float = share(0.3, "share of a shortfall that is made up", low=0, high=1, source="seed-067")
    most_a_year: float = a_life_and_year(
        0.02, "fabricated entries at most, a scored life and year", low=0.002, high=0.1, most=1
    )


@formula
def padding_rate(quota, posted, padding, most):
    """Fabricated entries: quota and negative entries posted, a scored life and year, share padded, most -> a life and year."""
    return min(most, padding * max(0.0, quota - posted))


SUMS: Final = (Sum("made_up", "entries that officials made up, as they are filed"),)
BOOKS: Final = (
    Book(
        "posted", "negative entries a scored life and year, smoothed",
        lambda s, lives: 0.0 if "quotas" in s.off else s.regime.quotas.negative_a_year,
    ),
)  # fmt: skip
TERMS: Final = (
    Term("quotas", lambda s: "quotas" not in s.off, "i8"),
    Term("padding", lambda s: s.regime.quotas.padding * heed(s)),
    *terms_of(lambda s: s.regime.quotas, quota="negative_a_year", padding_most="most_a_year"),
)


CARDS: Final = (
    Card(
        "quotas",
        "Quotas",
        "a shortfall of negative entries is padded with fabricated ones",
        "seed-067; assumptions; none has a quota unless its regime says so",
    ),
)
