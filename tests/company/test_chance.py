"""The chance of a listing: exact where there is a formula, near it where lives are drawn, unknown without a ground."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from credopolis.company.chance import CENTRAL_LIVES, Chances, chance
from credopolis.company.rates import RateGround, of_record, rates_drawn, stated
from credopolis.company.shapes import Company, Rate
from credopolis.rulebook import Rulebook, parse_rulebook
from tests.company.firms import ON, code, firm, parse_company, shipped

BOOK = """
format: credopolis-rulebook/1
name: small
title: Small
account: hypothetical
subject: company
lists: {once: {lasts: 1y}, twice: {lasts: 1y}}
acts:
  fine: {adds_to: once}
  late: {adds_to: twice, adds_after: 2}
"""
YEARS = [(date(2026 + k, 11, 30) - ON).days / 365.25 for k in (1, 2, 3)]


def small() -> Rulebook:
    return parse_rulebook(BOOK, "small")


def of(name: str, found: tuple[Chances, ...]) -> Chances:
    return next(one for one in found if one.name == name)


def firm_of_book(rates: str, book: Rulebook) -> Company:
    text = f"format: credopolis-company/1\ncode: {code(1)}\nsector: health\nfounded: 2020-01-01\n{rates}\n"
    return parse_company(text, "firm.yaml", [book])


def firm_of(rates: str) -> Company:
    return firm_of_book(rates, small())


def test_a_list_by_the_first_entry_is_a_formula() -> None:
    found = chance(firm_of("rates: {fine: {value: 0.3, range: [0.1, 0.6]}, late: 0.5}"), small(), ON)
    once = of("once", found.chances)
    assert once.method == "exact" and once.unknown == ()
    for one, years in zip(once.chances, YEARS, strict=True):
        assert one.value == pytest.approx(1 - math.exp(-0.3 * years)) and one.error == 0
        ends = [1 - math.exp(-rate * years) for rate in (0.1, 0.3, 0.6)]
        assert one.low is not None and one.high is not None and ends[0] <= one.low < ends[1] < one.high <= ends[2]


def test_lives_drawn_are_near_the_formula() -> None:
    """Listed by the second entry: one minus the chances of none and of one; within four standard errors."""
    found = chance(firm_of("rates: {fine: 0.3, late: 0.8}"), small(), ON)
    twice = of("twice", found.chances)
    assert twice.method == "lives drawn"
    for one, years in zip(twice.chances, YEARS, strict=True):
        mean = 0.8 * years
        wanted = 1 - math.exp(-mean) * (1 + mean)
        assert one.value is not None and abs(one.value - wanted) < 4 * math.sqrt(wanted * (1 - wanted) / CENTRAL_LIVES)
        assert one.error == pytest.approx(math.sqrt(one.value * (1 - one.value) / CENTRAL_LIVES), rel=1e-6)
        assert one.low is not None and one.high is not None and one.low <= one.value <= one.high


def test_without_a_ground_it_is_unknown() -> None:
    found = chance(firm_of("rates: {fine: 0.3}"), small(), ON)
    twice = of("twice", found.chances)
    assert twice.unknown == ("late",) and all(one.value is None and one.at_least == 0 for one in twice.chances)
    assert found.grounds["late"].kind == "unknown" and found.grounds["late"].value is None
    every = chance(firm(), shipped("company-2020"), ON)
    abnormal = of("abnormal_operation", every.chances)
    assert abnormal.unknown == ("not_at_address",) and abnormal.acts == ("late_annual_report", "not_at_address")
    assert abnormal.chances[0].at_least == pytest.approx(1 - math.exp(-0.137 * YEARS[0]))  # cmp-064


def test_grounds_go_before_one_another() -> None:
    """The file's word before the record, the record before what the rulebook says of all."""
    more = "record_since: 2020-11-30\nincidents: {a: {act: late_annual_report, date: 2024-07-01}}\n"
    kinds = [
        chance(firm(text), shipped("company-2020"), ON).grounds["late_annual_report"].kind
        for text in (more + "rates: {late_annual_report: 0.2}\n", more, "", "record_since: 2026-01-01\n")
    ]
    assert kinds == ["stated", "record", "rulebook", "rulebook"]


def test_partners_bring_their_own_rates() -> None:
    more = "partners:\n  a: {code: %s, kind: supplier, rate: {value: 0.2, range: [0.1, 0.3]}}\n  b: {code: %s, kind: customer%s}\n"
    both = chance(firm(more % (code(2), code(3), ", rate: 0.1")), shipped("popular-company"), ON).grounds[
        "partner_listed"
    ]
    assert (both.value, both.low, both.high) == pytest.approx((0.3, 0.2, 0.4))
    assert (
        chance(firm(more % (code(2), code(3), "")), shipped("popular-company"), ON).grounds["partner_listed"].value
        is None
    )
    listed = more % (code(2), code(3), ", listed: true")
    assert chance(firm(listed), shipped("popular-company"), ON).grounds["partner_listed"].value == pytest.approx(0.2)


def test_the_same_seed_draws_the_same_lives() -> None:
    asked = firm_of("rates: {fine: 0.3, late: {value: 0.8, range: [0.2, 2]}}")
    one, same, other = (chance(asked, small(), ON, seed) for seed in (1, 1, 2))
    assert one == same and one.chances != other.chances


def test_counts_have_their_exact_interval() -> None:
    from scipy.stats import chi2

    for times in (0, 1, 4, 30):
        found = of_record(times, 5.0)
        low = chi2.ppf(0.05, 2 * times) / 2 / 5 if times else 0.0
        high = chi2.ppf(0.95, 2 * times + 2) / 2 / 5
        assert (found.value, found.low, found.high) == pytest.approx((times / 5, low, high), rel=1e-6)


def test_rates_are_drawn_from_where_they_may_lie() -> None:
    """Half below the value, within the range; of a record by the Gamma distribution that its count leaves; else none."""
    from scipy.stats import gamma, kstest

    generator = np.random.default_rng(1)
    drawn = rates_drawn(stated(Rate(0.3, 0.1, 0.9)), 4000, generator)
    assert 0.1 <= drawn.min() < drawn.max() <= 0.9 and abs((drawn < 0.3).mean() - 0.5) < 0.04
    assert kstest(rates_drawn(of_record(4, 5.0), 4000, generator) * 5.0, gamma(4.5).cdf).pvalue > 1e-3
    assert not rates_drawn(RateGround.unknown(), 9, generator).any()


def test_where_no_rate_is_in_doubt_there_is_no_range_of_rates() -> None:
    """What chance leaves open of so many lives is told as a standard error, and as nothing else."""
    twice = of("twice", chance(firm_of("rates: {fine: 0.3, late: 0.8}"), small(), ON).chances)
    assert all(one.low == one.value == one.high and one.error > 0 for one in twice.chances)


def test_a_range_is_that_of_the_rates() -> None:
    """Between the chances at the ends of the rate, and most of the way, whatever lives are drawn."""
    asked = firm_of("rates: {fine: 0.3, late: {value: 0.8, range: [0.2, 2]}}")
    for seed in (1, 2, 3):
        one = of("twice", chance(asked, small(), ON, seed).chances).chances[1]
        ends = [1 - math.exp(-rate * YEARS[1]) * (1 + rate * YEARS[1]) for rate in (0.2, 2.0)]
        assert one.low is not None and one.high is not None
        assert ends[0] - 0.1 < one.low < ends[0] + 0.2 and ends[1] - 0.2 < one.high < ends[1] + 0.1


def test_an_act_is_drawn_alike_whatever_else_is_asked() -> None:
    both, alone = (
        of("twice", chance(firm_of(f"rates: {{{more}late: 0.8}}"), small(), ON).chances) for more in ("fine: 2, ", "")
    )
    assert both.chances == alone.chances


def test_a_list_that_a_cycle_leads_to_is_found() -> None:
    """A grade that the end of a cycle sets lists the company, on a day on which nothing is entered."""
    text = BOOK.replace(
        "acts:\n", "score: {start: 10, min: 0, max: 20, resets: {every: 1y, sets_grade: true}}\n"
        "grades: {A: {from: 10}, D: {adds_to: once}}\nacts:\n  slip: {points: -1}\n",
    )  # fmt: skip
    book = parse_rulebook(text, "small")
    found = chance(firm_of_book("rates: {fine: 0, late: 0, slip: 5}", book), book, ON)
    once = of("once", found.chances)
    first, *later = (one.value for one in once.chances)
    month = 1 - math.exp(-5 * 31 / 365.25)  # of the cycle that runs, till New Year
    assert once.method == "lives drawn" and first == pytest.approx(month, abs=4 * 0.016)
    assert all(value is not None and value > 0.98 for value in later)
