"""Innocence: what deters is what guilt adds, so entries that were not deserved make an act look less dangerous.

    at an undeserved entry, own        own = own - wronged_step * p
    chance of one without an act       e = 1 - exp(-horizon_years * wronged), wronged: such entries a scored life and year
                                       in the province, smoothed
    what guilt adds, by the records    (1 - e) * grid
    records                            an undeserved entry counts for `believed` of a charge

One who would be charged with probability e whatever they do, and for the act with probability q, is charged with q + (1 - q) e
if guilty and with e if not: guilt adds q (1 - e). Whoever is charged knows whether they did it; of others' entries it is an
assumption that people know, for all but the share `believed`. Only entries that count against people are meant. Off, such
entries move nobody's own experience, and e is 0.

Source: errors against innocents (type I errors) lower deterrence, in theory as much as acquittals of the guilty (type II) do, and
in experiments more
(Rizzolli and Stanca 2012, doi:10.1086/663346). Sizes are assumptions; the step at an own undeserved entry is that at an
escape, since the experiments found it no smaller.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.jit import formula, hot_kernel
from credopolis.core.maths import exp
from credopolis.core.schema import Column
from credopolis.mechanisms.declare import Block, Book, Card, Dial, ProvinceField, Sum, dials_of, terms_of
from credopolis.mechanisms.parameters import Parameters, given, share


class InnocenceParameters(Parameters):
    """What entries that were not deserved do to the sense of what guilt adds. All are assumptions."""

    wronged_step: float = share(0.1, "move towards 0 at an own undeserved entry", low=0, high=0.4)
    horizon_years: float = given(
        1.0,
        "time within which people expect an entry, whatever they do",
        low=0.25,
        high=3,
        unit="years",
        least=0,
        most=50,
    )
    believed: float = share(
        0.0, "share of others' undeserved entries that are taken for deserved ones", low=0, high=0.5
    )


@formula
def charged_anyway(wronged, horizon_years):
    """Chance of an entry without an act: undeserved entries a life and year, years -> probability in [0, 1)."""
    return 1.0 - exp(-horizon_years * wronged)


@formula
def added_by_guilt(chance, anyway):
    """What an act adds to the chance of an entry: chance that it leads to one, chance of one without it -> probability."""
    return chance * (1.0 - anyway)


@hot_kernel
def expect_undeserved(wronged, scored, years, terms, books, anyway):
    """The chance of an entry without an act in every province after a tick.

    wronged, scored : (n_provinces,) int64, undeserved entries of the tick and lives in a grade. years : of the tick. terms,
    books : (n_provinces,) records with the terms and books declared below. anyway : (n_provinces,) float64, filled in.
    """
    for p in range(wronged.shape[0]):
        keep, now = terms[p]["keep"], wronged[p] / max(scored[p], 1) / years
        books[p]["wronged"] = keep * books[p]["wronged"] + (1.0 - keep) * now
        anyway[p] = charged_anyway(books[p]["wronged"], terms[p]["horizon_years"])


def _innocence(scenario: Any) -> InnocenceParameters:
    parameters: InnocenceParameters = scenario.regime.innocence
    return parameters


def _wronged_step(scenario: Any) -> float:
    return 0.0 if {"innocence", "learning"} & {*scenario.off} else _innocence(scenario).wronged_step


BLOCKS: Final = (
    Block(
        "latest",
        (
            Column(
                "entry_on", "int16", "day that may come", "the day after the latest entry against a life; 0 if none"
            ),
            Column("undeserved", "uint8", "1 or 0", "whether the life had not done what it says"),
        ),
        lambda scenario: scenario.shows_entries,
        acts=False,
    ),
)
DIALS: Final = (
    Dial("wronged_step", _wronged_step),
    *dials_of(_innocence, "believed"),
    Dial("shows_entries", lambda scenario: scenario.shows_entries, dtype="i8"),
)
SUMS: Final = (Sum("wronged", "negative entries posted that were not deserved"),)
FIELDS: Final = (
    ProvinceField(
        "charged_anyway", "probability of an undeserved entry within the horizon",
        needed=lambda s: "innocence" not in s.off,
    ),
)  # fmt: skip
BOOKS: Final = (Book("wronged", "undeserved negative entries a scored life and year, smoothed"),)
TERMS: Final = (
    *terms_of(_innocence, "horizon_years", unless_off="innocence"),
    *terms_of(_innocence, "believed"),
)


CARDS: Final = (
    Card(
        "innocence",
        "Innocence",
        "undeserved entries lower what guilt adds to the chance of an entry",
        "doi:10.1086/663346; sizes are assumptions",
    ),
)
