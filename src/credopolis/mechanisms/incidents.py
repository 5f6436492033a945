"""Incidents: accidents, people missing, and risk reports of counter robots, drawn for each province; and whom it helped.

    incidents of a province in a tick  ~ Poisson(expected), keyed by seed, province and tick
    accidents       avoided with chance    places warned * share of the programme that stands * avoided there
    missing people  found with chance      served * coverage * enrolled * (1 - miss rate)
    risk reports    right with chance      reports_right * share that officers have time for

Each incident has one draw: the gap to it, and whether it is helped. So with robots or face matching switched off the same
accidents happen and the same people are missed, and what is no longer helped is a difference of pairs.

Source: that incidents are Poisson is an assumption; rates and chances stand with the channels.
"""

from __future__ import annotations

from typing import Final

from credopolis.core.axes import Axis, TableColumn, labelled
from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit
from credopolis.core.jit import hot_kernel
from credopolis.core.labels import INCIDENTS
from credopolis.core.purposes import INCIDENTS as DRAWN
from credopolis.mechanisms.declare import Card, Sheet, Table, Value
from credopolis.mechanisms.headline import Quantity, own_rate

ACCIDENTS, MISSING, REPORTS = range(len(INCIDENTS))


@hot_kernel
def draw_incidents(seed, tick, expected, chances, counts):
    """Add a tick's incidents: expected numbers, chances to be helped, (n_provinces, 3) each -> counts, (..., 2) int64.

    counts[..., 0] : incidents; counts[..., 1] : those helped.
    """
    for p in range(expected.shape[0]):
        for kind in range(expected.shape[1]):
            if expected[p, kind] <= 0.0:
                continue
            key = key_of(seed, DRAWN, p * 16 + kind, tick)
            place, n = 0.0, 0
            while True:
                bits = draw_at(key, n)
                place += high_exponential(bits)
                if place >= expected[p, kind]:
                    break
                n += 1
                if low_unit(bits) < chances[p, kind]:
                    counts[p, kind, 1] += 1
            counts[p, kind, 0] += n


KIND: Final = labelled("incident", INCIDENTS, "an accident, a missing person, a counter robot's risk report")
SHEETS: Final = (
    Sheet("incidents", (KIND, Axis("helped", 2, (), ("incidents", "helped"))), "i8"),
)  # fmt: skip
TABLES: Final = (
    Table(
        "incidents", "accidents, people missing and risk reports of each interval, as drawn, and those helped",
        "incidents",
        (
            Value(
                TableColumn("incidents", "int64", "incidents", "incidents; of accidents also those that were avoided"),
                "incidents", "incidents",
            ),
            Value(
                TableColumn("helped", "int64", "incidents", "avoided by a warning; found by a search; looked into and right"),
                "incidents", "helped",
            ),
        ),
        axes=(KIND,),
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate(
        "accidents_avoided", "accidents avoided", "seeing", Quantity("incidents", "helped").only(incident="accident")
    ),
    own_rate(
        "missing_found",
        "missing people found by a channel",
        "seeing",
        Quantity("incidents", "helped").only(incident="missing_person"),
    ),
)


CARDS: Final = (
    Card(
        "incidents",
        "Incidents",
        "accidents, missing people and risk reports happen at random, and channels help with some",
        "docs/model.md, Incidents and useful sides; assumptions",
        can_be_off=False,
    ),
)
