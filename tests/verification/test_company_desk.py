"""The company desk against the calendar, formulas and plans worked out elsewhere.

Terms: the dates of a law's terms, by hand. A plan: the cheapest and the soonest of a case worked out by hand. A chance:
that of a Poisson process' first and second event. What nobody says is unknown and never nought.
"""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from credopolis.company.chance import CENTRAL_LIVES, chance
from credopolis.company.exposure import exposure
from credopolis.company.plan import plan
from credopolis.company.shapes import Company, Incident, Partner, Rate, StepCost
from credopolis.company.standing import standing
from credopolis.rulebook import Rulebook, parse_rulebook

BEGUN = date(2024, 2, 29)
BOOK = """
format: credopolis-rulebook/1
name: desk
title: Desk
account: hypothetical
subject: company
lists: {shown: {lasts: 3y}, twice: {lasts: 1y}, short: {lasts: 3mo}}
acts:
  fine: {adds_to: shown, repair_after: 1y}
  late: {adds_to: twice, adds_after: 2}
  slip: {adds_to: short}
  partner: {adds_to: shown, about: partner}
due_process: {repair: 1, repair_after: 3mo}
"""


def desk() -> Rulebook:
    return parse_rulebook(BOOK, "desk")


def firm(**more: object) -> Company:
    return Company("91110000MA0000001L", "manufacturing", date(2020, 1, 1), **more)  # type: ignore[arg-type]


def of(act: str, day: date) -> dict[str, Incident]:
    return {"one": Incident(act, day)}


@pytest.mark.parametrize(
    ("act", "day", "last"),
    [
        ("fine", BEGUN, date(2027, 2, 27)),
        ("fine", date(2023, 3, 1), date(2026, 2, 28)),
        ("slip", date(2023, 11, 30), date(2024, 2, 28)),
        ("slip", date(2026, 1, 15), date(2026, 4, 14)),
    ],
)
def test_a_term_ends_on_the_day_of_the_calendar(act: str, day: date, last: date) -> None:
    listed = firm(incidents=of(act, day))
    assert standing(listed, desk(), last).lists and not standing(listed, desk(), last + timedelta(1)).lists


def test_the_cheapest_way_off_a_list_is_to_wait_and_a_sooner_one_is_to_repair() -> None:
    """Three years from 29 February 2024; or from a year on, 28 February 2025, a Friday, and two working days for 5."""
    listed = firm(incidents=of("fine", BEGUN), measures={"repair": StepCost(5, 2)})
    ways = plan(listed, desk(), date(2024, 6, 3), off=("shown",)).ways
    assert [(way.costs, way.by) for way in ways] == [(0, date(2027, 2, 28)), (5, date(2025, 3, 4))]


def test_chances_are_those_of_a_poisson_process() -> None:
    on = date(2025, 1, 1)
    found = chance(
        firm(rates={"fine": Rate(0.3), "late": Rate(0.9), "slip": Rate(0.0), "partner": Rate(0.1)}), desk(), on
    )
    by_name = {one.name: one for one in found.chances}
    for k, one in enumerate(by_name["shown"].chances):
        years = (date(2026 + k, 1, 1) - on).days / 365.25
        assert one.value == pytest.approx(1 - math.exp(-0.4 * years))
    for k, one in enumerate(by_name["twice"].chances):
        mean = 0.9 * (date(2026 + k, 1, 1) - on).days / 365.25
        wanted = 1 - math.exp(-mean) * (1 + mean)
        assert one.value is not None and abs(one.value - wanted) < 4 * math.sqrt(wanted * (1 - wanted) / CENTRAL_LIVES)


def test_what_nobody_says_is_unknown() -> None:
    found = chance(firm(rates={"fine": Rate(0.3)}), desk(), date(2025, 1, 1))
    shown = next(one for one in found.chances if one.name == "shown")
    assert shown.unknown == ("late",) or shown.unknown == ()
    late = next(one for one in found.chances if one.name == "twice")
    assert late.unknown == ("late",) and [one.value for one in late.chances] == [None] * 3


def test_only_partners_that_are_listed_are_entered() -> None:
    partners = {
        "a": Partner("91110000MA0000002P", "supplier", listed=True),
        "b": Partner("91110000MA0000003T", "customer", listed=False),
        "c": Partner("91110000MA0000004X", "customer", listed=True),
    }
    scored = BOOK.replace("lists:", "score: {start: 10, min: 0, max: 10}\ngrades: {A: {}}\nlists:")
    book = parse_rulebook(scored.replace("partner: {adds_to: shown,", "partner: {points: -3,"), "desk")
    found = exposure(firm(partners=partners), book, date(2025, 1, 1))
    assert (found.today.score, found.with_listed.score, found.if_all.score) == (10, 4, 1)
