"""What deters is how likely an entry is, how long what it closes stays closed, and how soon it comes.

Everybody does an act at one rate if nothing deters. Records see it with chance q, and an entry puts on a list for T
days, which closes the only gate. With a discount factor f a year, a gate that is closed for T days from now on costs
L(T) = 1 - f^(T / 365.25) of the gate for ever, and one who was listed s days ago has only f^((T - s) / 365.25) - f^(T /
365.25) to lose, since the term begins anew. Entries are then a renewal process, whose hazard s days after the last
entry is q * rate * exp(-D p loss(s)), and acts come at 1 / (q * mean of the times between entries). Where people go by
their province's record of the act alone, p is q.

Source: Becker 1968 (doi:10.1086/259394) for expected loss; Cox 1962, Renewal Theory, for the rate of a renewal process.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.conduct_table import ConductTable
from credopolis.rulebook.conduct import ActConduct

from .one_act import QUIET
from .tools import YEAR, poisson_z, report, watch, with_rulebook, z_limit

PEOPLE, PROVINCES, LAST_YEAR, FACTOR, STRENGTH = 20_000, 4, 2, 0.05, 3.0
CHECKS = 22
A_DAY = 1 - FACTOR ** (1 / YEAR)
BY_PROVINCE = {"records_weight": 1.0, "pseudo_count": 1e6, "caught_step": 0.0, "missed_step": 0.0}
BY_GRID = {**BY_PROVINCE, "pseudo_count": 0.01}
BY_PRIOR = {**BY_PROVINCE, "records_weight": 0.0}


def book(chances: dict[str, float], days: int) -> str:
    """A rulebook in which every act puts on one and the same kind of list of its own."""
    lists = ", ".join(f"{name}_barred: {{lasts: {days}d, restrictions: [{name}_gate]}}" for name in chances)
    gates = ", ".join(f"{name}_gate: {{kind: restriction, worth: 1}}" for name in chances)
    acts = ", ".join(
        f"{name}: {{adds_to: {name}_barred, seen_by: {{records: {q}}}, decision: none}}" for name, q in chances.items()
    )
    return "\n".join([
        "format: credopolis-rulebook/1", "name: gates", "title: Acts that bar from a gate", "account: hypothetical",
        "source: assumption", "score: {start: 1000, min: -16000, max: 16000}", "scored_from_age: 0d",
        "grades: {only: {}}", f"gates: {{{gates}}}", f"lists: {{{lists}}}", f"acts: {{{acts}}}", "",
    ])  # fmt: skip


def society(
    chances: dict[str, float], conduct: dict[str, ActConduct], perception: dict[str, float], days: int = 1,
    delay: float = 0.0,
) -> Scenario:  # fmt: skip
    """Three years of it. chances : that records see each act; days : of a listing; delay : mean, from act to entry."""
    settings = {
        "regime.perception.memory_years": 0.25, "regime.records.coverage": 1.0,
        "regime.perception.prior_years": 1e-6, "regime.records.delay_days": delay,
        "regime.stakes.discount_factor": FACTOR, **{f"regime.perception.{k}": v for k, v in perception.items()},
    }  # fmt: skip
    others = {*QUIET, "office", "cameras", "faces", "false_alarms"} - {"deterrence", "learning"}
    off = tuple(sorted(others - {"office"} if delay else others))
    if delay:
        settings |= {f"regime.office.{name}": 0.0 for name in ("desk_days", "lost_share", "true_dismissed_desk")}
        settings["regime.office.decisions_a_day"] = 1e5
    loaded = load_scenario("popular-account", people=PEOPLE, years=LAST_YEAR + 1, seed=23, off=off, set=settings)
    bound = 1.05 * sum(c.rate for c in conduct.values()) + 0.2
    equal = load_scenario("ladder", people=PEOPLE).tables
    few = replace(equal, provinces=equal.provinces[:PROVINCES])
    return replace(with_rulebook(loaded, book(chances, days)), conduct=ConductTable("Acts", bound, conduct), tables=few)


def acts_in_the_last_year(scenario: Scenario) -> dict[str, float]:
    """Acts a year of all people in the last year of a run, by name."""
    watched = watch(scenario)
    year = [p for p in watched.periods if p.start_day >= LAST_YEAR * 365]
    days = sum(p.end_day - p.start_day for p in year)
    acts = sum(p.acts.sum(axis=(0, 1, 3)) for p in year) * 365.25 / days
    return dict(zip(scenario.act_names, acts.tolist(), strict=True))


def renewals(rate: float, strength: float, chance: float, days: int) -> float:
    """Acts a year and life by the renewal process of the entries, the integrals by the trapezoid rule."""
    since = np.linspace(0.0, days, 4001) / YEAR
    losses = FACTOR ** (days / YEAR - since) - FACTOR ** (days / YEAR)
    hazard = chance * rate * np.exp(-strength * chance * losses)
    steps = np.diff(since)
    grown = np.concatenate([[0.0], np.cumsum(steps * (hazard[1:] + hazard[:-1]) / 2)])
    alive = np.exp(-grown)
    mean = float((steps * (alive[1:] + alive[:-1]) / 2).sum() + alive[-1] / hazard[-1])
    return 1.0 / (chance * mean)


def check(found: float, theory: float, what: str) -> None:
    z = poisson_z(found, theory)
    report("certainty and severity", of=what, found=found, theory=theory, z=z)
    assert abs(z) < z_limit(CHECKS)


@pytest.mark.parametrize("days", [10, 60, 240])
@pytest.mark.parametrize("chance", [0.15, 0.3, 0.6])
def test_acts_fall_with_certainty_and_with_the_length_of_what_follows(chance: float, days: int) -> None:
    conduct = {"act": ActConduct(rate=1.0, deterrence=STRENGTH)}
    found = acts_in_the_last_year(society({"act": chance}, conduct, BY_PROVINCE, days))["act"]
    check(found, PEOPLE * renewals(1.0, STRENGTH, chance, days), f"chance {chance}, {days} days")


def test_certainty_deters_more_than_severity() -> None:
    """By the same theory: half the chance lets more acts happen than half the days."""
    whole = renewals(1.0, STRENGTH, 0.6, 240)
    assert renewals(1.0, STRENGTH, 0.3, 240) > 1.05 * renewals(1.0, STRENGTH, 0.6, 120) > 1.05 * whole


@pytest.mark.parametrize("delay", [30.0, 120.0])
def test_what_comes_later_deters_less(delay: float) -> None:
    conduct = {"act": ActConduct(rate=1.0, deterrence=STRENGTH / A_DAY)}
    found = acts_in_the_last_year(society({"act": 0.6}, conduct, BY_PRIOR | {"prior": 0.6}, 1, delay))["act"]
    theory = PEOPLE * math.exp(-STRENGTH * 0.6 * FACTOR ** (delay / YEAR))
    check(found, theory, f"mean delay of {delay:.0f} days")


def of_classes(**domains: str) -> dict[str, ActConduct]:
    """Acts done once a year, each of its class; a day without one of so many gates is all that is at stake."""
    strength = STRENGTH * len(domains) / A_DAY
    return {name: ActConduct(rate=1.0, deterrence=strength, domain=domain) for name, domain in domains.items()}


def test_the_province_is_judged_act_by_act() -> None:
    chances = {"often": 0.8, "seldom": 0.1}
    found = acts_in_the_last_year(society(chances, of_classes(often="street", seldom="street"), BY_PROVINCE))
    for name, chance in chances.items():
        check(found[name], PEOPLE * math.exp(-STRENGTH * chance), f"{name} seen, by the province's record of the act")


@pytest.mark.parametrize("domain", ["street", "speech"])
def test_the_grid_is_judged_by_class_of_act(domain: str) -> None:
    """Of one class, both acts are judged by the share of both that was charged; of two, each by its own."""
    chances = {"often": 0.8, "seldom": 0.1}
    found = acts_in_the_last_year(society(chances, of_classes(often="street", seldom=domain), BY_GRID))
    if domain == "street":
        # Both are then done as often as each other, and are charged in half of 0.8 + 0.1.
        chances = dict.fromkeys(chances, 0.45)
    for name, chance in chances.items():
        check(found[name], PEOPLE * math.exp(-STRENGTH * chance), f"{name} seen, by the grid, other is {domain}")


@pytest.mark.parametrize("domain", ["money", "speech", "family"])
def test_own_experience_is_of_a_class_and_says_nothing_of_another(domain: str) -> None:
    """Who is charged again and again with acts of the street judges those by it, and all others by what is heard."""
    own = {**BY_PRIOR, "prior": 0.3, "caught_step": 0.9, "half_life_years": 5.0}
    conduct = of_classes(often="street", other=domain, same="street") | {"often": ActConduct(rate=3.0, domain="street")}
    found = acts_in_the_last_year(society({"often": 1.0, "other": 0.0, "same": 0.0}, conduct, own))
    unmoved = PEOPLE * math.exp(-STRENGTH * 0.3)
    check(found["other"], unmoved, f"{domain}, whatever happened in the street")
    assert found["same"] < 0.6 * unmoved
