"""Work that is lost and found, against Markov chains that are solved by hand.

Theory: who works or seeks is a chain of two states, with chances a day of s / 365.25 and f / 365.25. Its share out of
work stays s / (s + f) if it begins there, and comes to it otherwise: u(t) = u + (u(0) - u) (1 - s - f)^t. Where a
share of those who seek is put first, each finds work by its own chance over the mean. Income classes move by a chain
of five states.

Source: binomial limits; Norris 1997, Markov Chains, section 1.1.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from credopolis.core.schema import EMPLOYED, OCCUPATIONS, PARTY, URBAN
from credopolis.engine.world import column_of
from credopolis.mechanisms.jobs import OUTCOMES, odds_out
from credopolis.mechanisms.stages import FIRST_WORK, OUT_OF_WORK
from credopolis.rulebook.conduct import ActConduct, Who

from .plain import FAR, rules, scene
from .tools import Watched, report, watch

PEOPLE, YEARS = 30_000, 3.0
GATES = "{job_assignment: {kind: benefit}, promotion: {kind: restriction}, public_employment: {kind: restriction}}"
GRADES = "{high: {from: 1000, benefits: [job_assignment]}, low: {restrictions: [promotion, public_employment]}}"
HARM = {"harm": "{points: -1, seen_by: {records: 1}, cap: {times: 1}}"}
LOSES, FINDS, CHANGES, RISES = range(len(OUTCOMES))


@cache
def worked(falls: float = 0.0, gates: bool = False, **values: float) -> Watched:
    """Three years; with `falls` members of the party stand low from the first weeks on."""
    acts: dict[str, Any] = {"harm": ActConduct(rate=falls, who=Who(is_=frozenset({"party_member"})))}
    book = rules(HARM, gates=GATES, grades=GRADES) if gates else rules(HARM)
    settings = {f"jobs__{name}": value for name, value in values.items()}
    return watch(
        scene(book, acts, people=PEOPLE, years=YEARS, seed=23, provinces=2, stages__stands=True, jobs__stands=True,
              **settings)
    )  # fmt: skip


def groups_of(watched: Watched, day: int) -> Any:
    """Age, schooling and area of each life, as jobs tell them apart; none if a birthday was near."""
    person = watched.person
    years = (day - person["birth_day"].astype(np.int64)) / 365.25
    age = (years >= 25).astype(int) + (years >= 30)
    return age, (person["education"] == 4).astype(int), (person["flags"] & URBAN > 0).astype(int), years


def test_the_share_out_of_work_of_each_group_is_that_of_its_hazards() -> None:
    watched = worked()
    person, seeks = watched.person, column_of(watched.engine.world.blocks, "jobs", "seeks") > 0
    work = person["occupation"]
    at_work = (work > FIRST_WORK) & (work < OUT_OF_WORK)
    age, schooled, area, years = groups_of(watched, watched.scenario.days - 1)
    odds, worst, out = odds_out(watched.scenario), 0.0, 0
    for a in range(3):
        for s in range(2):
            for r in range(2):
                mine = (at_work | seeks) & (age == a) & (schooled == s) & (area == r)
                # Whoever has just turned 25 or 30 is still on the way from the share of before.
                mine &= ~((years >= 25) & (years < 26.5)) & ~((years >= 30) & (years < 31.5))
                u = odds[a, s, r] / (1 + odds[a, s, r])
                z = (seeks[mine].sum() - u * mine.sum()) / max(np.sqrt(u * (1 - u) * mine.sum()), 1.0)
                worst, out = max(worst, abs(float(z))), out + int(seeks[mine].sum())
    report("out of work", worst=worst, out=out)
    assert worst < FAR and out > 200


def test_a_share_that_begins_elsewhere_comes_to_that_of_its_hazards() -> None:
    """Half are out of work in the end: more than are without pay on day 0, of whom all seek, and still too few."""
    watched = worked(older=0.5, twenties=0.5, young=0.5, others=1.0, tertiary=1.0, rural=1.0, finds_a_year=0.4)
    person, seeks, scenario = (
        watched.person,
        column_of(watched.engine.world.blocks, "jobs", "seeks") > 0,
        watched.scenario,
    )
    work, days = person["occupation"], scenario.days
    at_work = (work > FIRST_WORK) & (work < OUT_OF_WORK)
    years = (days - 1 - person["birth_day"].astype(np.int64)) / 365.25
    mine = (person["flags"] & URBAN > 0) & (years > 32) & (years < 49) & (at_work | seeks) & (person["education"] == 4)
    row = scenario.tables.params.work.urban.value[4]
    began = min(row[-1], sum(row[1:-1])) / (min(row[-1], sum(row[1:-1])) + sum(row[1:-1]))
    chance = 0.4 / 365.25
    wanted = 0.5 + (began - 0.5) * (1 - 2 * chance) ** (days - 1)
    z = (seeks[mine].mean() - wanted) / np.sqrt(wanted * (1 - wanted) / mine.sum())
    report("on the way", found=float(seeks[mine].mean()), wanted=wanted, began=began, n=int(mine.sum()), z=float(z))
    assert abs(z) < FAR and began < wanted - 0.05 and mine.sum() > 300


def test_kinds_of_work_stay_as_the_table_has_them() -> None:
    """Work that is found and changed is drawn as it was at first, so shares stay; officials are as many as before."""
    watched, before = worked(changes_a_year=2.0), worked(finds_a_year=0.0, changes_a_year=0.0, promoted_a_year=0.0)
    grown = watched.person["birth_day"] < -25 * 365
    for urban in (0, 1):
        counts = []
        for run in (watched, before):
            mine = grown & ((run.person["flags"] & URBAN > 0) == bool(urban)) & (run.person["flags"] & EMPLOYED > 0)
            mine &= run.person["occupation"] > FIRST_WORK
            counts.append(np.bincount(run.person["occupation"][mine], minlength=len(OCCUPATIONS)))
        one, other = counts
        common = other > 30
        z = (one - other)[common] / np.sqrt(one + other)[common]
        report("kinds", z=[float(x) for x in z])
        assert np.abs(z).max() < FAR
    assert int(before.total("jobs").sum()) == 0


def test_who_is_put_first_finds_work_the_sooner_and_all_others_the_later() -> None:
    """Members of the party stand low, all others high: with the mean m they find work at f / m and 1.6 f / m."""
    values = {"first_hired": 1.6, "finds_a_year": 3.0, "older": 0.3, "twenties": 0.3, "young": 0.3}
    watched = worked(60.0, gates=True, **values)
    party = watched.person["flags"] & PARTY > 0
    low = watched.standing["grade"] == 0
    mean = float(np.where(low, 1.0, 1.6).mean())
    shares = {}
    work, seeks = watched.person["occupation"], column_of(watched.engine.world.blocks, "jobs", "seeks") > 0
    at_work = (work > FIRST_WORK) & (work < OUT_OF_WORK)
    age, schooled, area, _ = groups_of(watched, watched.scenario.days - 1)
    odds = odds_out(watched.scenario)[age, schooled, area]
    for name, mine, times in (("first", ~party, 1.6 / mean), ("others", party, 1.0 / mean)):
        mine = mine & (at_work | seeks)
        u = (odds / (odds + times))[mine]
        found, z = int(seeks[mine].sum()), (seeks[mine].sum() - u.sum()) / np.sqrt((u * (1 - u)).sum())
        shares[name] = found / u.sum()
        report("hired", who=name, found=found, wanted=float(u.sum()), z=float(z))
        assert abs(z) < FAR and found > 50


def test_nobody_is_promoted_where_promotion_is_closed_and_the_others_are_promoted_for_them() -> None:
    watched = worked(60.0, gates=True, promoted_a_year=0.2)
    party = watched.person["flags"] & PARTY > 0
    other = worked(60.0, gates=False, promoted_a_year=0.2)
    rises = [int(run.total("jobs").sum(axis=(0, 1))[RISES]) for run in (watched, other)]
    report("promoted", with_gate=rises[0], without=rises[1])
    assert rises[0] > 1000 and abs(rises[0] - rises[1]) / rises[1] < 0.12
    assert watched.total("doors").sum() > 0 and not other.total("doors").any()
    officials = watched.person["occupation"] == OCCUPATIONS.index("official")
    assert (officials & party).sum() < (other.person["occupation"][party] == OCCUPATIONS.index("official")).sum()


def test_income_classes_move_as_a_chain_of_five_does() -> None:
    """Only promotions, of who keeps work for the whole time: class k after three years, by the chain's power."""
    rate = 0.4
    watched = worked(promoted_a_year=rate, finds_a_year=0.0, changes_a_year=0.0, older=0.0, twenties=0.0, young=0.0)
    before = worked(finds_a_year=0.0, changes_a_year=0.0, promoted_a_year=0.0)
    days = watched.scenario.days
    step = np.eye(5) * (1 - rate / 365.25) + np.eye(5, k=1) * rate / 365.25
    step[4, 4] = 1.0
    power = np.linalg.matrix_power(step, days - 1)
    work = before.person["occupation"]
    mine = (work > FIRST_WORK) & (work < OUT_OF_WORK) & (before.person["birth_day"] < -24 * 365 - days)
    mine &= watched.person["occupation"] == work
    began, ended = (run.person["income"][mine].astype(int) - 1 for run in (before, watched))
    worst = 0.0
    for k in range(5):
        n, wanted = (began == k).sum(), power[k]
        found = np.bincount(ended[began == k], minlength=5)
        z = (found - n * wanted) / np.maximum(np.sqrt(n * wanted * (1 - wanted)), 1.0)
        worst = max(worst, float(np.abs(z).max()))
    report("classes", worst=worst, n=int(mine.sum()))
    assert worst < FAR and mine.sum() > 2000
    assert watched.total("jobs").sum(axis=(0, 1))[[LOSES, FINDS, CHANGES]].sum() == 0
