"""Business of companies: a month of banks, public contracts and taxes after the ladder's month, and a year's growth.

It stands beside the course of companies, in arrays of its own, and draws of its own; so without it nothing of the
course changes. What comes of it for the ladder: who does not pay back a loan is entered if it comes to court, and
companies that grow have more people, more ties that begin, and more to do wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.draws import key_of
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.purposes import FIRM_BUSINESS
from credopolis.firms import business_at, sectors
from credopolis.firms.banks import bank_month
from credopolis.firms.business_at import CONTRACTS, GROWTH_SPREAD, MILLION, PEOPLE_EACH_EXECUTIVE, TRIPS, TRIPS_REFUSED
from credopolis.firms.conduct import COURT, Done
from credopolis.firms.doors import AT_DOOR, BENEFITS, DOORS, doors_of, without
from credopolis.firms.growth import enlarge, grow, pace_of, pools_of, share_out
from credopolis.firms.month import posted
from credopolis.firms.procurement import bid_month, chances_of, offered
from credopolis.firms.taxes import tax_month
from credopolis.rulebook import Rulebook

TRADE: Final = np.dtype(
    [
        ("loan_until", "i4"),
        ("contract_until", "i4"),
        ("generation", "u2"),
        ("shadow", "u1"),
        ("interest", "f8"),
        ("wants", "f8"),
        ("drift", "f8"),
    ]
)
"""A company's business. loan_until, contract_until : the month in which they end, 0 for none. generation : of whom this
is told. shadow : 1 if a shadow bank lent. interest : a year. wants : people it would have. drift : its growth in the
year so far, of the logarithm, but for chance."""
TRAVEL: Final = AT_DOOR["travel"]
STANDINGS: Final = ("held back", "ordinary", "favoured")
"""Whom some restriction of business holds, whom none does, and who has some benefit besides, with all doors on."""


class BusinessLaw(NamedTuple):
    """doors, lists : see `doors_of`. terms : parameters, see `business_at`. of_tax : (hidden acts,) 1 for breaches of
    tax law. abroad : (18,). court : the act that a loan is entered as, -1 for none. stands : banks, procurement and
    taxes, 1 if on."""

    doors: NDArray[np.uint8]
    lists: NDArray[np.uint8]
    terms: NDArray[np.float64]
    of_tax: NDArray[np.uint8]
    abroad: NDArray[np.float64]
    court: int
    stands: NDArray[np.uint8]


@dataclass(frozen=True)
class BusinessYear:
    """What business came to in a year.

    counts : (owners, COUNTS). wanted : people whom companies would have at its end, before places are shared out, and
    places : those there are. moved : places that went to another company. by_grade : (grades, 6) and by_standing : (3,
    6), see STANDINGS, at its end: companies, the sum of their growth beyond chance, those with a loan of a bank, those
    with a public contract, the sum of interest, and those with any loan. executives : at its end."""

    counts: NDArray[np.int64]
    wanted: float
    places: int
    moved: int
    by_grade: NDArray[np.float64]
    by_standing: NDArray[np.float64]
    executives: int


@dataclass
class Business:
    """The business of a course. book : its rulebook, with all doors. grows : whether sizes follow."""

    law: BusinessLaw
    book: Rulebook
    trade: NDArray[np.void]
    provinces: NDArray[np.int64]
    grows: bool
    counts: NDArray[np.int64] = field(init=False)
    bidders: NDArray[np.int64] = field(init=False)
    open: NDArray[np.float64] = field(init=False)
    chances: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self.counts = np.zeros((2, len(business_at.COUNTS)), np.int64)
        self.bidders, self.open = np.zeros((len(self.provinces), 3), np.int64), np.zeros(len(self.provinces))
        self.renew_chances()

    def renew_chances(self) -> None:
        """The chances of next month's bids, from how many bid in this one, and what was given."""
        self.open = offered(self.open, self.bidders, self.provinces, self.law.terms[CONTRACTS])
        self.chances = chances_of(self.open, self.bidders)


def business_of(
    book: Rulebook, done: list[Done], hidden: NDArray[np.int64], firms: NDArray[np.void], given: Mapping[str, float],
    provinces: int, off: frozenset[str],
) -> Business:  # fmt: skip
    """Business of companies on day 0: nobody has a loan or a contract. hidden : the acts that inspections find."""
    doors, lists = doors_of(without(book, [name for name in off if name in DOORS]))
    acts = list(book.acts.values())
    court = next((k for k, one in enumerate(done) if one.way == COURT), -1)
    law = BusinessLaw(
        doors, lists, np.array([given[name] for name in business_at.AT]),
        np.array([acts[act].area == "tax" for act in hidden], np.uint8), sectors.abroad(), court,
        np.array([name not in off for name in ("banks", "procurement", "taxes")], np.uint8),
    )  # fmt: skip
    trade = np.zeros(len(firms), TRADE)
    trade["wants"] = firms["size"]
    there = np.bincount(firms["province"], minlength=provinces).astype(np.int64)
    return Business(law, book, trade, there, "growth" not in off)


@hot
def doors_now(business, lists, f, doors):
    """Which doors a company stands before: of its grade, and of the lists it is on."""
    for k in range(len(doors)):
        doors[k] = business.doors[np.int64(f["grade"]), k]
    for j in range(lists):
        if f["list_until"][j] != 0:
            for k in range(len(doors)):
                doors[k] = max(doors[k], business.lists[j, k])


@hot
def renew_trade(f, b):
    """Another company stands in the place: it has no loan and no contract, and wants the people it has."""
    b["generation"] = f["generation"]
    b["loan_until"], b["contract_until"], b["shadow"] = 0, 0, 0
    b["wants"], b["drift"] = np.float64(f["size"]), 0.0


@hot
def business_one(rules, one, b, i, when, chances, sums):
    """One company's business in a month."""
    law, ways, business = rules
    f, (seed, month, last), (bidders, counts, tally, doors) = one[0], when, sums
    if f["vacant"] > 0:
        return
    if b["generation"] != f["generation"]:
        renew_trade(f, b)
    key, terms = key_of(seed, FIRM_BUSINESS, i, month), business.terms
    doors_now(business, law.rules[0]["n_lists"], f, doors)
    own, kept = counts[np.int64(f["owner"])], 0.0
    if business.stands[2] > 0:
        kept = tax_month(terms, business.of_tax, f, doors, own)
    if business.stands[1] > 0:
        p = np.int64(f["province"])
        bid_month(terms, f, b, doors, month, chances[p], key, bidders[p], own)
    if doors[TRAVEL] > 0:
        executives = 1 + np.int64(f["size"] / terms[PEOPLE_EACH_EXECUTIVE])
        own[TRIPS_REFUSED] += np.int64(executives * terms[TRIPS] / 12.0 * MILLION)
    b["drift"] += pace_of(terms, business.abroad, f, b, doors, kept) / 12.0
    if business.stands[0] > 0 and bank_month(law, ways, terms, f, b, doors, month, key, own) and business.court >= 0:
        tally[business.court] += 1
        posted(law, one, business.court, last - 1, tally)


@hot_kernel
def business_month(rules, state, trade, chances, when, start, end, sums):
    """Companies start to end - 1 do business for a month, after it has passed on the ladder.

    rules : the law, the ways and the law of business. state : as in `live_month`. chances : (provinces, 2) of bids.
    when : seed, month and the day after its last. sums : bidders (provinces, 3), counts (owners, COUNTS) and the tally,
    which are added to, and room for DOORS.
    """
    firms, entries, room, used = state
    for i in range(start, end):
        one = (firms[i], entries[room[i] : room[i + 1]], used[i])
        business_one(rules, one, trade[i], i, when, chances, sums)


def settle(business: Business, firms: NDArray[np.void], seed: int, year: int, by_size: float) -> BusinessYear:
    """The end of a year: what was counted, and companies grow and share the places of work out anew."""
    trade, there = business.trade, firms["vacant"] == 0
    new = there & (trade["generation"] != firms["generation"])
    trade["generation"][new], trade["wants"][new], trade["drift"][new] = firms["generation"][new], firms["size"][new], 0
    trade["loan_until"][new], trade["contract_until"][new] = 0, 0
    by_grade, by_standing = _held(business, firms[there], trade[there])
    each = business.law.terms[PEOPLE_EACH_EXECUTIVE]
    executives = int((1 + (firms["size"][there] / each).astype(np.int64)).sum())
    counts, before = business.counts.copy(), firms["size"][there].astype(np.int64)
    business.counts[:] = 0
    wanted, moved = float(before.sum()), 0
    if business.grows:
        grow(seed, year, business.law.terms[GROWTH_SPREAD], firms, trade)
        wants = trade["wants"][there]
        wanted = float(wants.sum())
        sizes, trade["wants"][there] = share_out(pools_of(firms)[there], wants, before)
        enlarge(firms, trade, sizes, by_size)
        moved = int(np.maximum(sizes - before, 0).sum())
    trade["drift"] = 0.0
    return BusinessYear(counts, wanted, int(before.sum()), moved, by_grade, by_standing, executives)


def _held(
    business: Business, firms: NDArray[np.void], trade: NDArray[np.void]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What companies have at a year's end, by grade and by standing."""
    owed, grade = trade["loan_until"] > 0, firms["grade"].astype(np.int64)
    of = (
        np.ones(len(firms)), trade["drift"], owed & (trade["shadow"] == 0), trade["contract_until"] > 0,
        owed * trade["interest"], owed,
    )  # fmt: skip
    grades, standing = len(business.book.grades), standing_of(business.book, firms)
    by_grade = [np.bincount(grade, one, grades).astype(np.float64) for one in of]
    by_standing = [np.bincount(standing, one, len(STANDINGS)).astype(np.float64) for one in of]
    return np.stack(by_grade, axis=1), np.stack(by_standing, axis=1)


def standing_of(book: Rulebook, firms: NDArray[np.void]) -> NDArray[np.int64]:
    """(n,) of STANDINGS, by grade and lists. Journeys and audits hold no business back, so that they do not count."""
    doors, lists = doors_of(book)
    closing = [AT_DOOR[name] for name in DOORS if name not in (*BENEFITS, "travel", "unannounced_audits")]
    opening, grade = [AT_DOOR[name] for name in BENEFITS], firms["grade"]
    closed, opened = doors[:, closing].max(axis=1)[grade] > 0, doors[:, opening].max(axis=1)[grade] > 0
    for k in range(len(book.lists)):
        on = firms["list_until"][:, k] != 0
        closed, opened = closed | (on & lists[k, closing].any()), opened | (on & lists[k, opening].any())
    return np.where(closed, 0, np.where(opened, 2, 1))
