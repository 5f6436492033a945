"""Business of companies in reduced settings, against solutions in closed form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.company.desk import book_of
from credopolis.firms import course, month
from credopolis.firms.business import TRADE, Business
from credopolis.firms.business_at import AT, COUNTS
from credopolis.firms.columns import FIRM
from credopolis.firms.course import FirmCourse, Town
from credopolis.firms.growth import grow, share_out

TOWN = Town(np.full(6, 40_000), np.full(6, 13_000), np.repeat(np.arange(2), 3), ("East", "West"))
TWO = """format: credopolis-rulebook/1
name: two
title: Half of them are in good standing
account: hypothetical
subject: company
score: {start: 10, min: 0, max: 20}
grades:
  good: {from: 5, benefits: [GOOD]}
  bad: {restrictions: [BAD]}
gates:
  GOOD: {kind: benefit, area: business, title: t, worth: 1, source: assumption}
  BAD: {kind: restriction, area: business, title: t, worth: 1, source: assumption}
acts: {never: {points: -1, decision: court}}
"""


def _begun(folder: Path, good: str, bad: str, **terms: float) -> tuple[FirmCourse, Business]:
    """Companies that nothing happens to but business; every second one is in the lower grade, and stays there."""
    path = folder / "two.yaml"
    path.write_text(TWO.replace("GOOD", good).replace("BAD", bad))
    one = course.begin(book_of(path), TOWN, seed=6, business=True)
    for name in ("exits_first", "exits_second", "exits_third", "exits_young", "exits_old"):
        one.ways.given[_exit(name)] = 0.0
    one.firms["grade"][::2], one.firms["score"][::2] = 0, 0
    one.firms["owner"], one.firms["dishonest"] = 0, 1.0
    assert one.business is not None
    for name, value in terms.items():
        one.business.law.terms[AT[name]] = value
    return one, one.business


def _exit(name: str) -> int:
    from credopolis.firms.ways import AT as WAYS_AT

    return WAYS_AT[name]


def _told(one: FirmCourse, business: Business, months: int) -> dict[str, float]:
    """What is counted in some months, after five years that are not."""
    tally = np.zeros(2 * len(one.law.acts) + month.COUNTS, np.int64)
    for _ in range(60):
        one.month(tally)
    business.counts[:] = 0
    for _ in range(months):
        one.month(tally)
    return dict(zip(COUNTS, business.counts.sum(axis=0).tolist(), strict=True))


def _sizes_by_gibrat(least: float, mean: float) -> tuple[float, float]:
    """The median and the 90 % quantile of sizes that grow by chance alike, beyond a least one, in a sum that is kept.

    In the limit of short steps dS = -m (S - a) dt + s S dW, reflected at a: what is beyond a is scaled so that the sum
    stays. With k = 2 m / s^2 the stationary density is S^(-2 - k) exp(-k a / S), and k follows from the mean.
    """
    sizes = least * np.exp(np.linspace(0.0, 18.0, 40_001))
    weight = np.gradient(sizes)

    def density(k: float) -> NDArray[np.float64]:
        found = sizes ** (-2.0 - k) * np.exp(-k * least / sizes) * weight
        return np.asarray(found / found.sum())

    low, high = 1e-3, 50.0
    for _ in range(60):
        k = (low + high) / 2
        low, high = (k, high) if float(density(k) @ sizes) > mean else (low, k)
    shares = np.cumsum(density(low))
    return float(sizes[np.searchsorted(shares, 0.5)]), float(sizes[np.searchsorted(shares, 0.9)])


def test_growth_by_chance_comes_to_its_stationary_sizes() -> None:
    """Three thousand companies of one pool, from equal sizes; within 6 % of the solution of the diffusion."""
    n, mean, spread = 3000, 900, 0.15
    firms, trade, pools = np.zeros(n, FIRM), np.zeros(n, TRADE), np.full(n, -1)
    sizes, found = np.full(n, mean), []
    trade["wants"] = mean
    for year in range(500):
        grow(7, year, spread, firms, trade)
        sizes, trade["wants"] = share_out(pools, trade["wants"], sizes)
        if year >= 300 and year % 20 == 0:
            found.append(np.quantile(sizes, (0.5, 0.9)))
    assert int(sizes.sum()) == n * mean
    assert np.mean(found, axis=0) == pytest.approx(_sizes_by_gibrat(301.0, mean), rel=0.06)


def test_growth_of_a_year_is_what_it_adds_up_to_at_any_size() -> None:
    """Logarithms of growth have the mean of the drift less half the variance, and do not hang on size: four standard
    errors of 40,000."""
    n, spread = 40_000, 0.3
    firms, trade = np.zeros(n, FIRM), np.zeros(n, TRADE)
    trade["wants"] = before = np.exp(np.linspace(0, 8, n))
    trade["drift"] = np.where(np.arange(n) % 2, 0.05, -0.1)
    grow(3, 1, spread, firms, trade)
    logs = np.log(trade["wants"] / before)
    for odd, drift in ((1, 0.05), (0, -0.1)):
        held = logs[np.arange(n) % 2 == odd]
        assert held.mean() == pytest.approx(drift - spread**2 / 2, abs=4 * spread / np.sqrt(n / 2))
        assert held.std() == pytest.approx(spread, rel=4 / np.sqrt(n))
    assert abs(np.corrcoef(logs, np.log(before))[0, 1]) < 4 / np.sqrt(n)
    assert (trade["drift"] == 0).all()


def test_loans_are_as_many_as_terms_and_refusals_let_them(tmp_path: Path) -> None:
    """A cycle is the wait for a loan, 1 / (p (1 - r)) months in the mean, and its months: so many are lent a year."""
    terms: dict[str, Any] = {
        "applies": 0.6, "refused": 0.2, "refused_trusted": 0.25, "loan_months": 12.0, "shadow": 0.0, "bad_loans": 0.1,
        "interest": 0.05, "interest_trusted": 0.01,
    }  # fmt: skip
    one, business = _begun(tmp_path, "easier_credit", "share_issue", **terms)
    one.ways.given[0] = 0.0  # nothing holds back
    told, n = _told(one, business, 60), len(one.firms) / 2
    p = 1 - 0.4 ** (1 / 12)
    lent = [5 * 12 * n / (12 + 1 / (p * (1 - r))) for r in (0.2, 0.05)]
    assert told["lent"] == pytest.approx(sum(lent), abs=4 * np.sqrt(sum(lent)))
    applied = lent[0] / 0.8 + lent[1] / 0.95
    assert told["refused"] / told["applied"] == pytest.approx(1 - sum(lent) / applied, abs=4 * 0.4 / np.sqrt(applied))
    interest = (0.05 * lent[0] + 0.04 * lent[1]) / sum(lent)
    assert told["interest"] / told["lent"] / 1e6 == pytest.approx(interest, abs=4 * 0.005 / np.sqrt(sum(lent)))
    assert told["defaulted"] / told["due"] == pytest.approx(0.1, abs=4 * 0.3 / np.sqrt(told["due"]))
    assert told["shadowed"] == 0


def test_only_state_companies_get_the_loans_that_a_rulebook_refuses(tmp_path: Path) -> None:
    """Half of all are refused loans: the private of them always, the state's as often as banks do not pass it."""
    terms = {"applies": 0.6, "refused": 0.0, "loan_months": 6.0, "passes_state": 0.7, "shadow": 0.0}
    one, business = _begun(tmp_path, "tax_relief", "loans", **terms)
    one.firms["owner"] = np.arange(len(one.firms)) // 2 % 2
    _told(one, business, 60)
    private, state = business.counts
    applied, refused = COUNTS.index("applied"), COUNTS.index("refused")
    owed = business.trade["loan_until"] > 0
    low = one.firms["grade"] == 0
    assert not owed[low & (one.firms["owner"] == 0)].any() and owed[low & (one.firms["owner"] == 1)].any()
    p = 1 - 0.4 ** (1 / 12)
    asked = [60 / (6 + 1 / (p * passed)) / passed if passed else 60 * p for passed in (1.0, 0.0, 0.7)]
    assert private[refused] / private[applied] == pytest.approx(asked[1] / (asked[0] + asked[1]), abs=0.02)
    assert state[refused] / state[applied] == pytest.approx(0.3 * asked[2] / (asked[0] + asked[2]), abs=0.02)


@pytest.mark.parametrize("contracts", [0.01, 0.05])
def test_public_contracts_go_to_who_has_priority_and_then_to_the_others(tmp_path: Path, contracts: float) -> None:
    """As many as there are, and some more or less. Those with priority have them while they are fewer than their bids,
    but after months in which next to nobody bid; where there are more, each of their bids is given one, and a cycle of
    theirs is 200 months of waiting and 7 of work.
    """
    terms = {"bids": 0.06, "contracts": contracts, "contract_months": 6.0}
    one, business = _begun(tmp_path, "procurement_priority", "share_issue", **terms)
    told, n = _told(one, business, 120), len(one.firms)
    all_of_them = contracts * n * 10
    assert told["barred_bids"] == 0
    with_priority = n / 2 * 120 / (1 / 0.005 + 7)
    if all_of_them < with_priority:
        assert told["won"] == pytest.approx(all_of_them, abs=30) and told["won_first"] > 0.9 * told["won"]
    else:
        assert told["won_first"] == pytest.approx(with_priority, rel=4 / np.sqrt(with_priority))
        left = all_of_them - told["won_first"]
        assert told["won"] - told["won_first"] == pytest.approx(left, abs=30)


def test_the_barred_do_not_bid_and_leave_more_to_the_others(tmp_path: Path) -> None:
    terms = {"bids": 0.1, "contracts": 0.02, "contract_months": 6.0}
    one, business = _begun(tmp_path, "tax_relief", "public_contracts", **terms)
    told, n = _told(one, business, 120), len(one.firms)
    assert told["barred_bids"] == pytest.approx(n / 2 * 1.0, rel=0.08)
    assert told["won"] == pytest.approx(0.02 * n * 10, abs=30) and told["won_first"] == 0
    assert not business.trade["contract_until"][one.firms["grade"] == 0].any()


def test_a_concession_remits_its_share_of_half_the_taxes(tmp_path: Path) -> None:
    one, business = _begun(tmp_path, "tax_relief", "share_issue", tax=0.1, tax_relief=0.2)
    told = _told(one, business, 12)
    size = one.firms["size"]
    favoured = float(size[one.firms["grade"] == 1].sum()) / float(size.sum())
    assert told["tax_due"] / 1e6 == pytest.approx(0.1 * float(size.sum()), rel=1e-4)
    assert told["relief"] / told["tax_due"] == pytest.approx(0.2 * favoured, rel=1e-4)
    assert told["hidden_tax"] == 0


def test_a_closed_door_costs_what_it_is_said_to(tmp_path: Path) -> None:
    """Growth a year, of who stands before it: nobody has a loan or a contract, and all pay the same taxes."""
    quiet = {"applies": 0.0, "bids": 0.0, "without_licences": 0.07, "reinvested": 0.0}
    one, business = _begun(tmp_path, "easier_credit", "licences", **quiet)
    tally = np.zeros(2 * len(one.law.acts) + month.COUNTS, np.int64)
    for _ in range(12):
        one.month(tally)
    drift = business.trade["drift"]
    assert drift[::2] == pytest.approx(np.full(len(drift[::2]), -0.07)) and not drift[1::2].any()
