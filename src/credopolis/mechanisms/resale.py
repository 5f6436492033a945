"""Resale: what doors and files record of people is handed on to others, again and again, and counted as a flow.

    passages of a tick   =  lives * behind * enrolled * passages_a_day * days
    entries of a tick    =  entries that lower somebody, posted in it
    sold                 =  share_sold * buyers * (passages, or entries)

A passage is a record of who went in or out and when, which a door makes that knows faces; an entry is what a file holds of
somebody. Each record that is sold goes to every buyer. An example: of 1,000 lives behind such a door 810 are enrolled and pass
twice a day, which makes 11,340 passages a week; half of them go to three buyers, which makes 17,010 records handed on.

Nothing else hangs on it: what buyers do with what they bought is not modelled, nor is what they pay. Who asks for a home
and is screened stands with `services`, under `rental_home`. Lives in no grade pass doors too. The whole mechanism is off
unless a regime asks for it (`regime.resale.stands`).

Source: that a landlord's door was said to harvest what tenants do, seed-064, a claim; that 134 of the households of 700 homes
objected to it, us-013, from which the share enrolled; all else is an assumption. No count of records sold was found anywhere.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis, TableColumn, labelled
from credopolis.core.jit import hot_kernel
from credopolis.mechanisms.declare import Card, Sheet, Table, Term, Value
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share

KINDS: Final = ("passages", "entries")
PASSAGES, ENTRIES = range(len(KINDS))
FIGURES: Final = ("recorded", "sold")
RECORDED, SOLD = range(len(FIGURES))


class ResaleParameters(Parameters):
    """What is recorded at doors, and how much of what is on record is handed on."""

    stands: bool = given(False, "whether what is recorded is sold on", assumed=True, no_range="off and on")
    behind: float = share(1.0, "share of people who live behind a door that knows faces", low=0, high=1)
    enrolled: float = share(
        0.81, "share of these whose face the door knows", low=0.3, high=1, source=("us-013",),
        note="134 tenants of 700 homes objected",
    )  # fmt: skip
    passages_a_day: float = given(
        2.0, "passages that leave a record, a person enrolled and day", low=1, high=6, least=0, most=1000
    )
    share_sold: float = share(0.5, "share of records that are handed on", low=0, high=1, source=("seed-064",))
    buyers: float = given(3.0, "to how many each of these is handed", low=1, high=50, least=0, most=10_000)


def _of(scenario: Any) -> ResaleParameters:
    parameters: ResaleParameters = scenario.regime.resale
    return parameters


def resells(scenario: Any) -> bool:
    """Whether records are sold on in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "resale" not in scenario.off


@hot_kernel
def sell_records(grades, charged, days, terms, resold):
    """Count what a tick of so many days records and hands on.

    grades : (n_provinces, n_grades + 1) int64, lives by grade, of those in none last. charged : (n_provinces,) int64,
    entries that lower somebody, of the tick. terms : (n_provinces,) records with the terms below. resold : (n_provinces,
    len(KINDS), len(FIGURES)), added to; of no province where nothing is sold.
    """
    for p in range(resold.shape[0]):
        its = terms[p]
        if its["resale"] == 0:
            continue
        lives = 0
        for g in range(grades.shape[1]):
            lives += grades[p, g]
        passages = lives * its["passages_a_day"] * days
        resold[p, PASSAGES, RECORDED] += passages
        resold[p, PASSAGES, SOLD] += its["copies"] * passages
        resold[p, ENTRIES, RECORDED] += charged[p]
        resold[p, ENTRIES, SOLD] += its["copies"] * charged[p]


TERMS: Final = (
    Term("resale", resells, "i8"),
    Term("passages_a_day", lambda s: _of(s).behind * _of(s).enrolled * _of(s).passages_a_day),
    Term("copies", lambda s: _of(s).share_sold * _of(s).buyers),
)
KIND: Final = labelled("record", KINDS, "what was recorded: somebody passed a door, or an entry that lowers somebody")
SHEETS: Final = (Sheet("resold", (KIND, Axis("figure", len(FIGURES), (), FIGURES)), needed=resells),)
TABLES: Final = (
    Table(
        "resold", "records of people that were made and handed on", "records",
        (
            Value(TableColumn("recorded", "float64", "records", "records made, as expected"), "resold", "recorded"),
            Value(TableColumn("sold", "float64", "records", "copies of them handed to buyers, as expected"), "resold", "sold"),
        ),
        axes=(KIND,), needed=resells,
    ),
)  # fmt: skip
HEADLINES: Final = (own_rate("resold", "records of people handed on", "services", Quantity("resold", "sold")),)


CARDS: Final = (
    Card(
        "resale",
        "Resale",
        "records of doors and files are handed on and counted as a flow; off unless `regime.resale.stands`",
        "seed-064, us-013; assumptions",
    ),
)
