"""Public contracts: who bids, and who is given one; those with priority first, the barred never.

Contracts are as many as the parameter says for each company there is, in each province, and none is given twice: what
was given beyond a month's is missing in the next. The chance of a bidder follows from how many bid there last month:
those with priority share the contracts first, and the others what these leave. So what is a priority to one is a lost
bid to another, and no bidder is asked what others do this month.

Source: seed-032, seed-042; how many contracts there are and who bids is assumption.
"""

import numpy as np

from credopolis.core.draws import draw_at, unit
from credopolis.core.jit import hot
from credopolis.firms.business_at import BARRED_BIDS, BID, BIDS, CONTRACT_MONTHS, WON, WON_FIRST
from credopolis.firms.doors import AT_DOOR

PRIORITY, CONTRACTS = AT_DOOR["procurement_priority"], AT_DOOR["public_contracts"]
AT_BIDS, AT_WINS = 5, 6
FIRST, OTHERS, GIVEN = 0, 1, 2


@hot
def bid_month(terms, f, b, doors, month, chances, key, bidders, counts):
    """A company bids, or not. chances : (2,) of its province, with priority and without. bidders : (3,) those of this
    month, and what they are given, which are added to."""
    if b["contract_until"] <= month:
        b["contract_until"] = 0
    if b["contract_until"] > 0 or unit(draw_at(key, AT_BIDS)) * 12.0 >= terms[BIDS]:
        return
    if doors[CONTRACTS] > 0:
        counts[BARRED_BIDS] += 1
        return
    which = FIRST if doors[PRIORITY] > 0 else OTHERS
    counts[BID] += 1
    bidders[which] += 1
    if unit(draw_at(key, AT_WINS)) < chances[which]:
        counts[WON] += 1
        bidders[GIVEN] += 1
        counts[WON_FIRST] += 1 if which == FIRST else 0
        b["contract_until"] = month + 1 + np.int64(terms[CONTRACT_MONTHS])


def offered(open_, bidders, there, contracts):
    """(provinces,) public contracts that are open this month: what was left, less what was given, and a month's more;
    those of more than a year lapse."""
    return np.minimum(open_ - bidders[:, GIVEN] + contracts * there / 12.0, contracts * there)


def chances_of(open_, bidders):
    """(provinces, 2) the chances of a bid this month, with priority and without. bidders : (provinces, 3) of last
    month."""
    there = np.maximum(open_, 0.0)
    first = np.minimum(1.0, there / np.maximum(bidders[:, FIRST], 1))
    left = np.maximum(there - first * bidders[:, FIRST], 0.0)
    return np.stack([first, np.minimum(1.0, left / np.maximum(bidders[:, OTHERS], 1))], axis=1)
