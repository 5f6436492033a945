"""How companies grow: by chance alike at any size (Gibrat), and by the doors that are open to them.

    in a year   log growth = what doors, loans, contracts and taxes add up to, month by month, and one normal deviate
    places      people of a district work where they worked in sum: at the end of a year its places of work are shared
                out anew, in proportion to what companies would have beyond the least; those of a province's large
                companies likewise. So a company that is held back leaves its places to its neighbours, and what grows
                is its share. Places of companies that have closed wait for their successors

What companies would have if people were free is counted before it is shared out.

Source: Gibrat's law, assumption; sizes of the law of Pareto follow from it with a least size (Gabaix 1999).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from credopolis.core.draws import key_of
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.maths import exp, log
from credopolis.core.purposes import FIRM_GROWTH
from credopolis.firms.business_at import (
    GROWS_BY_CONTRACT,
    GROWS_BY_LOAN,
    IMPORTS_HELD,
    INTEREST,
    INTEREST_DRAG,
    REINVESTED,
    SANCTIONED,
    WITHOUT_INVOICES,
    WITHOUT_LICENCES,
    WITHOUT_REFUNDS,
    WITHOUT_SEGMENTS,
    WITHOUT_SHARES,
    WITHOUT_TRADE,
)
from credopolis.firms.doors import AT_DOOR
from credopolis.firms.generate import LARGE, normal

LICENCES, SEGMENTS, SHARES = AT_DOOR["licences"], AT_DOOR["market_segments"], AT_DOOR["share_issue"]
TRADE, IMPORTS, REFUNDS = AT_DOOR["production_and_trade"], AT_DOOR["import_inspection"], AT_DOOR["export_refunds"]
SANCTIONS, INVOICES = AT_DOOR["general_sanctions"], AT_DOOR["invoices"]


@hot
def pace_of(terms, abroad, f, b, doors, kept):
    """Growth a year of a company as it stands: of the logarithm of its size. kept : of its tax, of what it brings."""
    pace, outside = terms[REINVESTED] * kept, abroad[np.int64(f["sector"])]
    if b["loan_until"] > 0:
        if b["shadow"] == 0:
            pace += terms[GROWS_BY_LOAN]
        pace -= terms[INTEREST_DRAG] * (b["interest"] - terms[INTEREST])
    if b["contract_until"] > 0:
        pace += terms[GROWS_BY_CONTRACT]
    pace -= terms[WITHOUT_LICENCES] * doors[LICENCES] + terms[WITHOUT_SEGMENTS] * doors[SEGMENTS]
    pace -= terms[WITHOUT_INVOICES] * doors[INVOICES] + terms[SANCTIONED] * doors[SANCTIONS]
    pace -= outside * terms[WITHOUT_TRADE] * doors[TRADE]
    pace -= outside * (terms[WITHOUT_REFUNDS] * doors[REFUNDS] + terms[IMPORTS_HELD] * doors[IMPORTS])
    if f["size"] > LARGE:
        pace -= terms[WITHOUT_SHARES] * doors[SHARES]
    return pace


@hot_kernel
def grow(seed, year, spread, firms, trade):
    """The growth of a year, of all companies there are; what they would have is what they had times its exponential."""
    for i in range(len(firms)):
        f, b = firms[i], trade[i]
        if f["vacant"] == 0:
            z = normal(key_of(seed, FIRM_GROWTH, i, year), 0)
            b["wants"] = b["wants"] * exp(b["drift"] + spread * z - 0.5 * spread * spread)
        b["drift"] = 0.0


@hot_kernel
def enlarge(firms, trade, sizes, by_size):
    """Give companies their places of work, and breaches that go with them. sizes : of those there are."""
    k = 0
    for i in range(len(firms)):
        f = firms[i]
        if f["vacant"] == 0:
            f["size"] = sizes[k]
            f["large"] = exp(by_size * log(np.float64(sizes[k]) / 10.0))
            k += 1


def pools_of(firms: NDArray[np.void]) -> NDArray[np.int64]:
    """(n,) the pool whose places of work a company shares: its district, or its province's part of the national table,
    which stand below 0."""
    return np.where(firms["district"] >= 0, firms["district"], -1 - firms["province"].astype(np.int64))


def share_out(
    pools: NDArray[np.int64], wants: NDArray[np.float64], places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Places of work of companies, pool by pool -> how many each has, and what it would have on the scale of these.

    pools, wants, places : (n,) the pool of each, what it would have, and its places before. In sum a pool has as many
    as before: each company the least, and of the rest in proportion to what it wants beyond; remainders go to the
    largest fractions, the first of those that are alike.
    """
    _, pool = np.unique(pools, return_inverse=True)
    n = int(pool.max(initial=-1)) + 1
    least = np.where(pools < 0, LARGE + 1, 1)
    most = np.where(pools < 0, np.inf, float(LARGE))
    beyond = np.clip(wants, least, most) - least + 1e-6
    rest = np.bincount(pool, places - least, n).astype(np.int64)
    exact = beyond / np.bincount(pool, beyond, n)[pool] * rest[pool]
    whole = np.floor(exact).astype(np.int64)
    left = rest - np.bincount(pool, whole, n).astype(np.int64)
    order = np.lexsort((np.arange(len(pool)), whole - exact, pool))
    rank = np.empty(len(pool), np.int64)
    starts = np.searchsorted(pool[order], np.arange(n))
    rank[order] = np.arange(len(pool)) - starts[pool[order]]
    whole += rank < left[pool]
    return least + whole, least + exact
