"""Who is dismissed and taken on, against chances worked out from where people work and what districts are told.

Theory: of who works for a company in a district each is dismissed with the same chance, so that their number is a sum
of binomials. As much comes back as is lost, so the share out of work is about what it is without companies.

Source: binomial limits, Feller 1968, An Introduction to Probability Theory and Its Applications, chapter VII.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from credopolis.core.schema import DEAD, OCCUPATIONS, UNBORN
from credopolis.engine.places import places_of_districts
from credopolis.engine.run import begin
from credopolis.engine.workplaces import Workplaces, months_over, nothing_heard
from credopolis.engine.world import column_of
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.army import SERVES

from .plain import FAR
from .tools import report

OF_COMPANY = [OCCUPATIONS.index(name) for name in ("worker", "service", "professional", "official")]


@cache
def told() -> tuple[float, float, int, float, float, int]:
    """Two years of company-town -> dismissed: expected, variance, found; taken on: expected, variance, found.

    Told by hand: in every tick that begins after the end of a month the lives are looked at before it.
    """
    s = load_scenario("company-town", people=20_000, years=2, seed=5, off=("party",))
    course = begin(s, 1)
    beside = Workplaces(s, course.engine.layout, course.workers.employed())  # type: ignore[arg-type]
    sums, heard, found, share = np.zeros(4), nothing_heard(s), np.zeros(2), s.regime.dismissals.out_of_work
    course.take()
    while not course.over:
        over = months_over(course.day)
        if over > beside.lived:
            world = course.engine.world
            there = (world.person["flags"] & (UNBORN | DEAD)) == 0
            away = column_of(world.blocks, "army", "army") == SERVES
            works = there & np.isin(world.person["occupation"], OF_COMPANY) & ~away
            seeks = there & (column_of(world.blocks, "jobs", "seeks") > 0)
            starts = places_of_districts(world)[:-1]
            w, k = (np.add.reduceat(of, starts, dtype=np.int64) for of in (works, seeks))
            local = beside.tell(over, course.institutions.fields, heard).local * share
            on = np.minimum(1.0, local[:, 1] * w / np.maximum(k, 1))
            for at, (of, p) in enumerate(((w, local[:, 0]), (k, on))):
                sums[2 * at :][:2] += (of * p).sum(), (of * p * (1 - p)).sum()
        course.stride(1)
        if course.records:
            found += course.take().dismissed.sum(axis=(0, 1))
    course.close()
    return sums[0], sums[1], int(found[0]), sums[2], sums[3], int(found[1])


def test_as_many_are_dismissed_as_companies_give_up_places() -> None:
    expected, variance, found = told()[:3]
    z = (found - expected) / np.sqrt(variance)
    report("dismissed", found=found, expected=expected, z=float(z))
    assert abs(z) < FAR and found > 300


def test_as_many_are_taken_on_as_places_come_back_unless_gates_leave_no_work() -> None:
    expected, variance, found = told()[3:]
    z = (found - expected) / np.sqrt(variance)
    report("taken on", found=found, expected=expected, z=float(z))
    assert abs(z) < FAR and found > 200
