"""Banks that lend by rating and owner: who asks for a loan, who is refused, at what interest, who does not pay back.

    asks        who has no loan, with a chance that holds for the month
    refused     whom the rulebook refuses loans, unless it is a state company and the bank lends all the same; of the
                others some, fewer of those with easier credit and of state companies
    shadow      some of the refused borrow there, at its interest
    due         after the months of a loan it is paid back or not: a share of private loans is not, times the company's
                dishonesty, held back by what is at stake, and less often of state companies, for which somebody stands

A bank sees the rating, the lists and the owner, and nothing of what is hidden. A loan that is not paid back comes to
court as often as other breaches of contract, and is entered if the rulebook has an act of that kind.

Source: mkt-020, mkt-021, mkt-023, mkt-040; signs of ctx-020, ctx-021, mkt-052; the rest assumption.
"""

import numpy as np

from credopolis.core.draws import draw_at, unit
from credopolis.core.jit import hot
from credopolis.core.maths import exp, log
from credopolis.firms.business_at import (
    APPLIED,
    APPLIES,
    BAD_LOANS,
    BAD_STATE,
    COURTED,
    DEFAULTED,
    DUE,
    INTEREST,
    INTEREST_PAID,
    INTEREST_TRUSTED,
    LENT,
    LOAN_MONTHS,
    MILLION,
    PASSES_STATE,
    REFUSED,
    REFUSED_SHARE,
    REFUSED_STATE,
    REFUSED_TRUSTED,
    SHADOW,
    SHADOW_INTEREST,
    SHADOWED,
)
from credopolis.firms.doors import AT_DOOR
from credopolis.firms.hazards import COURTS, DETERRENCE

EASIER_CREDIT, LOANS = AT_DOOR["easier_credit"], AT_DOOR["loans"]
AT_ASKS, AT_REFUSED, AT_SHADOW, AT_BACK, AT_COURT = 0, 1, 2, 3, 4


@hot
def not_paid_back(ways, terms, f, stake):
    """The chance that a loan that is due is not paid back."""
    chance = terms[BAD_LOANS] * f["dishonest"] * exp(-ways.given[DETERRENCE] * stake)
    if f["owner"] > 0:
        chance *= terms[BAD_STATE]
    return min(chance, 1.0)


@hot
def is_refused(terms, f, doors, u):
    """Whether a bank refuses a company, by a draw."""
    if doors[LOANS] > 0:
        return f["owner"] == 0 or u >= terms[PASSES_STATE]
    chance = terms[REFUSED_SHARE]
    if doors[EASIER_CREDIT] > 0:
        chance *= terms[REFUSED_TRUSTED]
    if f["owner"] > 0:
        chance *= terms[REFUSED_STATE]
    return u < chance


@hot
def ask(terms, f, b, doors, month, key, counts):
    """Ask for a loan: of a bank, and if it refuses of a shadow bank."""
    counts[APPLIED] += 1
    interest = terms[INTEREST]
    if doors[EASIER_CREDIT] > 0:
        interest -= terms[INTEREST_TRUSTED]
    b["shadow"] = 0
    if is_refused(terms, f, doors, unit(draw_at(key, AT_REFUSED))):
        counts[REFUSED] += 1
        if unit(draw_at(key, AT_SHADOW)) >= terms[SHADOW]:
            return
        b["shadow"] = 1
        counts[SHADOWED] += 1
        interest = terms[SHADOW_INTEREST]
    else:
        counts[LENT] += 1
    b["interest"] = interest
    b["loan_until"] = month + np.int64(terms[LOAN_MONTHS])
    counts[INTEREST_PAID] += np.int64(interest * MILLION)


@hot
def bank_month(law, ways, terms, f, b, doors, month, key, counts):
    """A company and its bank in a month -> whether a loan that is not paid back comes to court."""
    if b["loan_until"] > 0 and month >= b["loan_until"]:
        counts[DUE] += 1
        b["loan_until"] = 0
        if unit(draw_at(key, AT_BACK)) < not_paid_back(ways, terms, f, law.grades[np.int64(f["grade"])]["stake"]):
            counts[DEFAULTED] += 1
            if unit(draw_at(key, AT_COURT)) < ways.given[COURTS]:
                counts[COURTED] += 1
                return True
        return False
    if b["loan_until"] == 0:
        monthly = 1.0 - exp(log(1.0 - terms[APPLIES]) / 12.0)
        if unit(draw_at(key, AT_ASKS)) < monthly:
            ask(terms, f, b, doors, month, key, counts)
    return False
