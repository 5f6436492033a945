"""Crowding: where some go first for care, those below wait the longer for it, and that wait acts on their health.

    wait of a class   w_k  =  who of the class waits for `healthcare` / who of the class asks, a day (see `queues`)
    of all alike      w    =  all who wait / all who ask
    beside that       d_k  =  w_k - w, at most `most_days` either way
    d of a life            =  put_first * d_first + (1 - put_first) * d_others   where the benefit of the name is held
                              d_others                                           in any other grade
                              0                                    where care is refused, and for who is in no grade
    hazard of death        =  that of `deaths` * (1 + care_risk_a_day * (d of `consequences` + d))

Times who asks, the days that some wait less are the days that the others wait longer: the sum of a_k * d_k is 0 in every
province and tick, whoever holds the benefit. So where more are put first, or all of their requests, those below pay for it, and
where the benefit goes to nobody, or to all, nobody waits otherwise. Who is put first waits as the queue has it, and
`care_spared_days` of `consequences` plays no part. An example: 110 ask a day, 11 of them are put first and wait for nothing,
while 660 wait: all alike would wait 6 days, the others wait 660 / 99 = 6.67. The 11 gain 6 days each, the 99 lose 0.67.

Waits change with every tick and for everybody, and no life can be touched so often. So a threshold runs out at the highest
hazard that there can be, with d at `most_days`; on that day the life ends with a chance of hazard now / highest hazard, and
else lives on with a new threshold. That is exact but for what a tick changes. It touches so many more lives as the highest
hazard is higher, 3 in 100 deaths.

At the school's door places are as many as before whoever goes first: what the others lose there is in the mean of
`consequences`. The whole mechanism is off unless a regime asks for it (`regime.crowding.stands`); it needs `queues`, `deaths`
and `consequences`.

Source: that waits of classes add up whatever the order of service, Kleinrock 1965, doi:10.1002/nav.3800120206, and Little
1961, doi:10.1287/opre.9.3.383; thinning, Lewis and Shedler 1979, doi:10.1002/nav.3800260304. That a day of waiting is worth
the same to all, is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.jit import formula, hot_kernel
from credopolis.mechanisms.deaths import lives_end
from credopolis.mechanisms.declare import Card, Dial, ProvinceField, Term
from credopolis.mechanisms.parameters import Parameters, given
from credopolis.mechanisms.queues import QUEUE_NAMES, people_queue

CARE: Final = QUEUE_NAMES.index("healthcare")
NOBODY, HOLDER, OTHER = range(3)
"""Of whom crowding makes what: who waits for no care, whoever may be put first, and all others in a grade."""


class CrowdingParameters(Parameters):
    """Whether the waits of those below act on their lives, and up to how many days."""

    stands: bool = given(False, "whether waits of those below act on them", assumed=True, no_range="off and on")
    most_days: float = given(
        60.0, "days beyond which a longer wait for care does no more", unit="days", low=20, high=180, least=1, most=2000
    )


def _of(scenario: Any) -> CrowdingParameters:
    parameters: CrowdingParameters = scenario.regime.crowding
    return parameters


def crowds(scenario: Any) -> bool:
    """Whether waits of those below act on their lives in a scenario, or under a set of rules."""
    bear = scenario.regime.consequences.stands and "consequences" not in scenario.off
    on = _of(scenario).stands and "crowding" not in scenario.off
    return bool(on and bear and lives_end(scenario) and people_queue(scenario))


def most_days(scenario: Any) -> float:
    """Days of waiting with which thresholds run out, 0 where waits do not act on lives."""
    return _of(scenario).most_days if crowds(scenario) else 0.0


@formula
def beside_all(mine, asks, waiting, asking, most):
    """Days that who asks waits longer than if all waited alike, at most so many either way.

    mine : who of the class waits. asks : who of it asks, a day. waiting, asking : the same of all.
    """
    if asks <= 0.0 or asking <= 0.0:
        return 0.0
    return min(max(mine / asks - waiting / asking, -most), most)


@formula
def days_of(kind, first, others, put_first):
    """Days that a life waits longer for care. kind : of `HOLDER` and its like. first, others : days of both classes."""
    if kind == HOLDER:
        return put_first * first + (1.0 - put_first) * others
    return others if kind == OTHER else 0.0


@hot_kernel
def tell_waits(grades, terms, waiting, first_days, others_days):
    """What lives of every province read of the waits for care, once queues have been served.

    grades : (n_provinces, n_grades + 1) int64, lives by grade, of those in none last. terms : (n_provinces,) records with
    the terms below and those of queues. waiting : see `queues.run_queues`. first_days, others_days : (n_provinces,).
    """
    for p in range(waiting.shape[0]):
        its = terms[p]
        if its["crowds"] == 0:
            continue
        first = others = 0.0
        for g in range(grades.shape[1] - 1):
            if (its["grades_refused"][CARE] >> g) & 1:
                continue
            if (its["grades_first"][CARE] >> g) & 1:
                first += grades[p, g]
            else:
                others += grades[p, g]
        each = its["asks_per_place"][CARE] * its["places_a_day"][CARE]
        asks, asking = each * its["put_first"] * first, each * (first + others)
        mine, all_wait = waiting[p, CARE, 0], waiting[p, CARE, 0] + waiting[p, CARE, 1]
        first_days[p] = beside_all(mine, asks, all_wait, asking, its["crowding_most"])
        others_days[p] = beside_all(all_wait - mine, asking - asks, all_wait, asking, its["crowding_most"])


TERMS: Final = (Term("crowds", crowds, "i8"), Term("crowding_most", most_days))
DIALS: Final = (
    Dial("crowds", crowds, dtype="i8"),
    Dial("crowding_most", most_days),
    Dial("crowding_first", lambda s: s.regime.queues.put_first),
    Dial("care_risk", lambda s: s.regime.consequences.care_risk_a_day),
)
FIELDS: Final = (
    ProvinceField("care_first_days", "days that who is put first waits longer for care than all alike", needed=crowds),
    ProvinceField("care_others_days", "days that the others wait longer for care than all alike", needed=crowds),
)
CARDS: Final = (
    Card(
        "crowding",
        "Crowding",
        "the wait of those below acts on their health; off unless `regime.crowding.stands`",
        "doi:10.1002/nav.3800120206, doi:10.1287/opre.9.3.383, doi:10.1002/nav.3800260304; assumptions",
    ),
)
