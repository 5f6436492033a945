"""Business of companies agrees with its readable twin, keeps places of work, and changes nothing where it is off."""

from __future__ import annotations

import numpy as np
import pytest

from credopolis.company.desk import book_of
from credopolis.core.errors import BadValue
from credopolis.firms import course, month
from credopolis.firms.business_at import COUNTS
from credopolis.firms.doors import BENEFITS, DOORS, PARTS, RESTRICTIONS, doors_of, law_without, without
from credopolis.firms.growth import grow, pools_of, share_out
from credopolis.firms.law import law_of
from tests.firms.business_twin import TradeTwin, shared_slowly
from tests.firms.test_month import BUSY, TOWN

EAGER = {**BUSY, "bad_loans": 0.05, "bids": 0.2, "contracts": 0.05, "passes_state": 0.5, "hides": 0.5}


@pytest.mark.parametrize("regime", ["tax-credit", "popular-company", "company-2020"])
def test_business_is_as_its_twin(regime: str) -> None:
    """Every third company, each month for two years: loans, contracts, what it keeps of taxes, and its growth."""
    one = course.begin(book_of(regime), TOWN, seed=3, given=EAGER, business=True)
    assert one.business is not None
    one.firms["owner"][::5] = 1
    twins = {i: TradeTwin(one, i) for i in range(0, len(one.firms), 3)}
    tally = np.zeros(2 * len(one.law.acts) + month.COUNTS, np.int64)
    for now in range(24):
        chances = one.business.chances.copy()
        one.month(tally)
        for i, twin in twins.items():
            twin.live(now, tuple(chances[one.firms["province"][i]]))
            b = one.business.trade[i]
            if not one.firms["vacant"][i]:
                due, interest, shadow = twin.loan or (0, 0.0, False)
                assert due == int(b["loan_until"]), (i, now)
                assert due == 0 or (interest == pytest.approx(float(b["interest"])) and shadow == bool(b["shadow"]))
                assert twin.contract == int(b["contract_until"])
                assert twin.drift == pytest.approx(float(b["drift"]), abs=1e-12)
        if now % 12 == 11:
            one._settled()
            for twin in twins.values():
                twin.drift = 0.0


def test_what_companies_would_have_is_as_the_twin_has_it() -> None:
    one = course.begin(book_of("popular-company"), TOWN, seed=4, business=True)
    assert one.business is not None
    tally = np.zeros(2 * len(one.law.acts) + month.COUNTS, np.int64)
    for _ in range(12):
        one.month(tally)
    trade = one.business.trade
    twins = [TradeTwin(one, i) for i in range(0, len(one.firms), 2)]
    for twin in twins:
        twin.wants, twin.drift = float(trade["wants"][twin.place]), float(trade["drift"][twin.place])
    told = [twin.grow(1) for twin in twins]
    there = one.firms["vacant"] == 0
    grow(one.seed, 1, one.given["growth_spread"], one.firms, trade)
    for twin, value in zip(twins, told, strict=True):
        if there[twin.place]:
            assert float(trade["wants"][twin.place]) == pytest.approx(value)


def test_places_are_shared_out_as_one_would_by_hand() -> None:
    stream = np.random.default_rng(3)
    pools = np.repeat([0, 1, 2, -1, -2], [40, 1, 7, 5, 1])
    places = np.where(pools < 0, 301 + stream.integers(0, 900, len(pools)), 1 + stream.integers(0, 30, len(pools)))
    wants = places * np.exp(stream.normal(0, 0.6, len(pools)))
    wants[:4] = [900.0, 0.2, 3.0, 3.0]
    sizes, again = share_out(pools, wants, places)
    for pool in set(pools.tolist()):
        held = pools == pool
        least, most = (301, float("inf")) if pool < 0 else (1, 300.0)
        assert sizes[held].tolist() == shared_slowly(wants[held].tolist(), int(places[held].sum()), least, most)
        assert again[held].sum() == pytest.approx(places[held].sum())
    assert (np.abs(again - sizes) < 1).all()


def test_places_of_work_stay_in_their_district() -> None:
    """In sum of every district and of every province's part of the national table, closed companies' places counted."""
    one = course.begin(book_of("popular-company"), TOWN, seed=5, given=EAGER, business=True)
    pools = pools_of(one.firms)
    before = {int(p): int(one.firms["size"][pools == p].sum()) for p in np.unique(pools)}
    was = one.firms["size"].copy()
    course.live(one, 3, 2)
    assert {int(p): int(one.firms["size"][pools == p].sum()) for p in np.unique(pools)} == before
    assert (one.firms["size"] >= 1).all() and (was != one.firms["size"]).sum() > len(was) / 4
    assert (one.firms["size"][pools < 0] > 300).all()
    assert int(one.links.weight[-1]) == int(was.sum())


def test_off_changes_nothing_and_on_changes_no_draw_of_the_ladder() -> None:
    """With every part off the ladder's state is that of a course without business, bit by bit."""
    held = []
    for business, off in ((False, ()), (True, PARTS), (True, ())):
        one = course.begin(book_of("tax-credit"), TOWN, seed=6, business=business, off=off)
        years = course.live(one, 2, 1)
        held.append((one.firms.tobytes(), one.entries.tobytes(), [year.counts.tolist() for year in years]))
    assert held[0] == held[1] != held[2]


def test_threads_change_nothing() -> None:
    digests = []
    for threads in (1, 3):
        one = course.begin(book_of("popular-company"), TOWN, seed=5, threads=threads, business=True)
        one.chunk = 37
        years = course.live(one, 2, 1)
        assert one.business is not None and years[-1].business is not None
        counts = [year.business.counts.tolist() for year in years if year.business is not None]
        digests.append((one.firms.tobytes(), one.business.trade.tobytes(), counts))
    assert digests[0] == digests[1]


def test_taxes_add_up() -> None:
    """What is due is paid, remitted or hidden, but for what is lost below a millionth, company by company."""
    one = course.begin(book_of("tax-credit"), TOWN, seed=6, given=EAGER, business=True)
    (year,) = course.live(one, 1, 2)
    assert year.business is not None
    told = dict(zip(COUNTS, year.business.counts.sum(axis=0).tolist(), strict=True))
    parts = told["relief"] + told["hidden_tax"] + told["tax_paid"]
    assert min(told["relief"], told["hidden_tax"], told["tax_paid"]) > 0
    assert 0 <= told["tax_due"] - parts <= 4 * 12 * len(one.firms)


def test_all_that_the_text_closes_to_companies_stands_in_the_popular_account() -> None:
    """Three of its nine benefits and ten of its fourteen restrictions, by name; others name none that is no gate."""
    book = book_of("popular-company")
    assert {gate for gate, one in book.gates.items() if one.kind == "benefit"} == set(BENEFITS)
    assert {gate for gate, one in book.gates.items() if one.kind == "restriction"} == set(RESTRICTIONS)
    used = {gate for grade in book.grades.values() for gate in (*grade.benefits, *grade.restrictions)}
    assert used == {*BENEFITS, *RESTRICTIONS}
    doors, lists = doors_of(book)
    assert doors.any(axis=0).sum() == 13 and not lists.any()
    named = {*doors_of(book_of("company-2020"))[1].max(axis=0).nonzero()[0].tolist()}
    assert {DOORS[k] for k in named} >= {*RESTRICTIONS}


@pytest.mark.parametrize("name", DOORS)
def test_a_door_that_is_off_neither_opens_nor_closes(name: str) -> None:
    for regime in ("popular-company", "company-2020", "tax-credit"):
        book = book_of(regime)
        whole, less = law_of(book), law_without(book, {name})
        doors, lists = doors_of(without(book, {name}))
        assert not doors[:, DOORS.index(name)].any() and not lists[:, DOORS.index(name)].any()
        other = [k for k in range(len(DOORS)) if DOORS[k] != name]
        assert (doors[:, other] == doors_of(book)[0][:, other]).all()
        assert (less.grades["fallen"] == whole.grades["fallen"]).all()
        assert (less.lists["fallen"] == whole.lists["fallen"]).all()
        assert (less.grades["stake"] <= whole.grades["stake"] + 1e-12).all()
        gone = {"loans": "unloaned", "unannounced_audits": "watched"}.get(name)
        assert gone is None or not less.grades[gone].any()


def test_what_a_door_is_worth_leaves_what_the_others_are() -> None:
    """Licences are worth 2 of 11.5 to whoever is not in D or C of the popular account (its own numbers)."""
    book = book_of("popular-company")
    worth = {name: gate.worth for name, gate in book.gates.items()}
    span = sum(worth.values())
    whole, less = law_of(book).grades["stake"], law_without(book, {"licences"}).grades["stake"]
    lost = np.array([0, 0, 1, 1, 1, 1]) * worth["licences"] / span
    assert whole - less == pytest.approx(lost)


def test_what_is_no_door_is_refused() -> None:
    with pytest.raises(BadValue, match="lones"):
        course.begin(book_of("tax-credit"), TOWN, business=True, off=["lones"])
