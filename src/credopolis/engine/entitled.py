"""What lives of each grade are entitled to, province by province: queues for places that are few, money, and gates."""

from typing import NamedTuple

import numpy as np

from credopolis.core.jit import shared
from credopolis.engine.world import FIELDS, Array
from credopolis.mechanisms import audits, careers, discipline, gates, prices, queues, resale
from credopolis.mechanisms.crowding import tell_waits
from credopolis.mechanisms.discipline import inspect
from credopolis.mechanisms.gates import COUNTED, GATES, count_gates
from credopolis.mechanisms.prices import ROWS, SIDES, move_money, move_rent
from credopolis.mechanisms.queues import CLASSES, NOT_BEGUN, QUEUES, run_queues

_FIRST_DAYS, _OTHERS_DAYS = FIELDS.index("care_first_days"), FIELDS.index("care_others_days")


class Entitled(NamedTuple):
    """What provinces keep of queues, money, gates, inspections and records sold.

    waiting : (n_provinces, len(QUEUES), 2) float64, see `queues.run_queues`. queues, transfers, gates,
    discipline, audits, careers, resold : sheets of these names, sums and latest levels of the interval.
    """

    waiting: Array
    queues: Array
    transfers: Array
    gates: Array
    discipline: Array
    audits: Array
    careers: Array
    resold: Array


def nobody_entitled() -> Entitled:
    """Of no province."""
    sizes = (len(QUEUES), len(CLASSES), len(queues.FIGURES)), (len(ROWS), len(SIDES), len(prices.FIGURES))
    at_gates = np.zeros((0, 0, len(GATES), len(COUNTED), len(gates.FIGURES)))
    sold = np.zeros((0, len(resale.KINDS), len(resale.FIGURES)))
    figures = (discipline.FIGURES, audits.FIGURES, careers.FIGURES)
    inspections, audited, scored = (np.zeros((0, len(its))) for its in figures)
    money = np.zeros((0, *sizes[1]))
    return Entitled(
        nobody_waits(0), np.zeros((0, *sizes[0])), money, at_gates, inspections, audited, scored, sold
    )  # fmt: skip


def nobody_waits(provinces: int) -> Array:
    """Who waits before the first day: (n_provinces, len(QUEUES), 2)."""
    return np.full((provinces, len(QUEUES), 2), NOT_BEGUN)


@shared
def serve_entitled(grades, days, terms, books, entitled):
    """Queues, money, gates and inspections over a tick of so many days.

    grades : (n_provinces, n_grades + 1) int64, lives.
    """
    move_rent(grades, days, terms, entitled.queues, entitled.transfers, -1.0)
    run_queues(grades, days, terms, entitled.waiting, entitled.queues)
    move_rent(grades, days, terms, entitled.queues, entitled.transfers, 1.0)
    move_money(grades, days, terms, entitled.transfers)
    count_gates(grades, days, terms, entitled.waiting, entitled.gates)
    inspect(grades, days, terms, books, entitled.discipline)


@shared
def tell_lives(grades, terms, entitled, fields):
    """What lives read of it from now on. grades, terms : see `serve_entitled`. fields : (n_provinces, n_fields)."""
    tell_waits(grades, terms, entitled.waiting, fields[:, _FIRST_DAYS], fields[:, _OTHERS_DAYS])
