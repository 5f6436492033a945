"""Who is dismissed and taken on, against chances worked out from where people work and what districts are told.

Theory: of who works for a company in a district each is dismissed with the same chance, so that their number is a sum
of binomials. As much comes back as is lost, so the share out of work is about what it is without companies.

Source: binomial limits, Feller 1968, An Introduction to Probability Theory and Its Applications, chapter VII.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from credopolis.core.labels import CASE_STAGES
from credopolis.core.schema import DEAD, OCCUPATIONS, UNBORN
from credopolis.engine.places import places_of_districts
from credopolis.engine.run import begin
from credopolis.engine.workplaces import Workplaces, months_over, nothing_heard
from credopolis.engine.world import FIELDS, column_of
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.army import SERVES
from credopolis.mechanisms.companies import FIGURES
from tests.engine.cases import COMPANIES

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


@cache
def fallen(times: int = 5) -> tuple[int, int, int, int, float]:
    """Half a year in which many companies fall -> fallen, lives barred for them, acts and cases of that, and what is
    heard of staff in the end, over provinces.

    times : entries of an employee that one of an official weighs as much as.
    """
    book = dict(load_scenario("company-town").source["overrides"])
    s = load_scenario(
        "company-town", people=20_000, years=0.5, seed=5, set={**book, "regime.staff.executive_times": times}
    )
    course = begin(replace(s, companies=COMPANIES), 1)
    act = s.act_names.index("representative")
    counts, heard = np.zeros(4, np.int64), 0.0
    course.take()
    while not course.over:
        course.stride()
        heard = float(course.institutions.fields[:, FIELDS.index("of_staff")].sum())
        if course.records:
            period = course.take()
            of_act = course.engine.pairs[:, 0] == act
            counts += [
                round(period.companies[:, FIGURES.index("fell")].sum()), period.barred_representatives.sum(),
                period.acts[:, :, act].sum(), period.cases[:, of_act][..., CASE_STAGES.index("filed")].sum(),
            ]  # fmt: skip
    course.close()
    return (*counts.tolist(), heard)


def test_of_every_company_that_falls_one_life_is_barred() -> None:
    fell, barred, acts, cases, _ = fallen()
    report("barred", fell=fell, barred=barred)
    assert fell > 15 and barred == fell and acts == barred and 0.8 * barred <= cases <= barred


def test_an_executive_weighs_more() -> None:
    """Lives are nearly the same, and an official's entry counts five times, all others once."""
    assert 1.02 * fallen(1)[4] < fallen(5)[4] < 2.0 * fallen(1)[4]
