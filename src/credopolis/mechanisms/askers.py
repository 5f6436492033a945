"""Askers: requests at gates by sex, age, ethnic group and area of those who ask.

    years lived in a grade         spread over groups as its lives in the province are on the last day of the interval
    where people queue for it      put first, delayed, refused and granted are spread alike
    where people ask for it
      granted                      spread alike, over those of ages that ask
      refused, delayed             as drawn, each counted for the group of who asked

So in every province and at every gate the groups together asked for what the grades together did, and nobody is counted
twice. An example: 10 lives are in D, 4 of them women. Of 20 places that D queued for 8 were women's; of 26 journeys that D
was refused as many were women's as were drawn for women, say 11.

A queue knows how many stand in each grade and not who they are, so two groups of one grade fare alike there, and differ by
how often they fall. Where a grade has lost all its lives by the last day, those of all grades of the province stand for
them. The table is there where `gates` is, and changes nothing.

Source: as of `gates`; that groups of one grade and province ask alike is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, TableColumn
from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, N_CELLS, SEXES
from credopolis.mechanisms.declare import Card, Table, Value
from credopolis.mechanisms.gates import (
    COUNTED,
    DRAWN,
    EXPECTED,
    GATE,
    GATES,
    HOLDING,
    HOW,
    SERVICES_OF,
    YEARS,
    gates_stand,
    requests_of,
)
from credopolis.mechanisms.services import NAMES, SERVICES

_KEPT: Final = "requests of groups"
COLUMNS_OF: Final = ("person_years", "holding_years", "granted", "put_first", "delayed", "refused", "asked")
_GRANTED, _DELAYED, _REFUSED, _ASKED = (COLUMNS_OF.index(name) for name in ("granted", "delayed", "refused", "asked"))


def _band_of_cells() -> NDArray[np.int64]:
    """The age band of each cell, (N_CELLS,)."""
    shape = (len(SEXES), len(AGE_BANDS), len(GROUPS), len(AREAS))
    return np.unravel_index(np.arange(N_CELLS), shape)[1].astype(np.int64)


def shares_of_groups(census: NDArray[np.int64], asks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The share of each group among the lives of a grade that ask, (n_provinces, N_CELLS, n_grades).

    census : (n_provinces, N_CELLS, n_grades + 1), lives. asks : (N_CELLS,), groups of ages that ask. Where none of a
    grade do, all grades of the province are taken, then the nation, then all groups alike.
    """
    lives = census[..., :-1] * asks[None, :, None]
    shares = np.full(lives.shape, 1.0) * asks[None, :, None] / max(int(asks.sum()), 1)
    for found in (lives.sum(axis=(0, 2))[None, :, None], lives.sum(axis=2)[:, :, None], lives):
        whole = found.sum(axis=1, keepdims=True)
        shares = np.where(whole > 0, found / np.maximum(whole, 1), shares)
    return shares


def requests_of_groups(period: Any) -> NDArray[np.float64]:
    """What groups asked for in one interval, and what became of it.

    period : an interval's arrays, those of `requests_of`, `refusals` and `delays`; it remembers what is worked out.
    Returns (n_provinces, N_CELLS, len(GATES), len(COUNTED), len(COLUMNS_OF)), NaN where requests are not a number.
    """
    kept: NDArray[np.float64] | None = vars(period).get(_KEPT)
    if kept is None:
        kept = vars(period)[_KEPT] = _worked_out(period)
    return kept


def _worked_out(period: Any) -> NDArray[np.float64]:
    """See `requests_of_groups`."""
    provinces = period.gates.shape[0]
    found: NDArray[np.float64] = np.zeros((provinces, N_CELLS, len(GATES), len(COUNTED), len(COLUMNS_OF)))
    if not found.size:
        return found
    everybody, bands = shares_of_groups(period.census, np.ones(N_CELLS, bool)), _band_of_cells()
    asked = requests_of(period)  # (provinces, grades, gates, counted, 5)
    for place, figure in ((0, YEARS), (1, HOLDING)):
        found[..., place] = np.einsum("pcg,pgkh->pckh", everybody, period.gates[..., figure])
    found[..., EXPECTED, 2:6] = np.einsum("pcg,pgkf->pckf", everybody, asked[..., EXPECTED, :4])
    for gate, services in SERVICES_OF.items():
        k, names = GATES.index(gate), [NAMES.index(name) for name in services]
        one = SERVICES[NAMES.index(services[0])]
        of_ages = shares_of_groups(period.census, (bands >= one.first_band) & (bands <= one.last_band))
        found[:, :, k, DRAWN, _GRANTED] = np.einsum("pcg,pg->pc", of_ages, asked[:, :, k, DRAWN, 0])
        found[:, :, k, DRAWN, _REFUSED] = period.refusals[:, :, names].sum(axis=2)
        found[:, :, k, DRAWN, _DELAYED] = period.delays[:, :, names].sum(axis=2)
    found[..., DRAWN + 1 :, 2:] = np.nan
    found[..., _ASKED] = found[..., 2] + found[..., 3] + found[..., 4] + found[..., 5]
    return found


def _value(name: str, unit: str, meaning: str) -> Value:
    column = TableColumn(name, "float64", unit, meaning, may_be_unknown=unit == "person-times")

    def of(period: Any) -> NDArray[np.float64]:
        values: NDArray[np.float64] = requests_of_groups(period)[..., COLUMNS_OF.index(name)]
        return values

    return Value(column, of=of)


TABLES: Final = (
    Table(
        "askers", "requests at each benefit and restriction by the group of those who ask", "provinces",
        (
            _value("person_years", "person-years", "years lived in any grade"),
            _value("holding_years", "person-years",
                   "of these, in a grade that had the benefit, or the restriction"),
            _value("asked", "person-times", "requests: the sum of the four columns that follow"),
            _value("granted", "person-times", "requests granted in the ordinary way"),
            _value("put_first", "person-times", "requests put first"),
            _value("delayed", "person-times", "requests that wait behind those put first"),
            _value("refused", "person-times", "requests refused"),
        ),
        axes=(CELL, GATE, HOW), needed=gates_stand,
    ),
)  # fmt: skip

CARDS: Final = (
    Card(
        "askers",
        "Askers",
        "requests at gates by sex, age, ethnic group and area of those who ask; there where queues or services stand",
        "those of gates",
        can_be_off=False,
    ),
)
