"""Taxes of a company: what it owes, what a concession remits, and what it hides while nobody has found it.

A company owes a part of what it brings, which is as many units as people work there. Each breach of tax law that is
hidden keeps a share of the tax back, until an inspection finds it or it can no longer be found (`month`).

Source: seed-037; shares are assumptions.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.core.maths import exp, log
from credopolis.firms.business_at import HIDDEN_TAX, HIDES, MILLION, RELIEF, TAX, TAX_DUE, TAX_PAID, TAX_RELIEF
from credopolis.firms.doors import AT_DOOR

CONCESSION = AT_DOOR["tax_relief"]


@hot
def hidden_share(terms, of_tax, f):
    """The share of the tax that breaches keep back which nobody has found."""
    times = 0
    for h in range(len(of_tax)):
        if of_tax[h] > 0:
            times += np.int64(f["hidden"][h])
    return 1.0 - exp(np.float64(times) * log(1.0 - terms[HIDES]))


@hot
def tax_month(terms, of_tax, f, doors, counts):
    """A month's tax -> the share of what a company brings that it keeps of it."""
    remitted = terms[TAX_RELIEF] if doors[CONCESSION] > 0 else 0.0
    hidden = hidden_share(terms, of_tax, f)
    paid = (1.0 - remitted) * (1.0 - hidden)
    due = f["size"] * terms[TAX] / 12.0 * MILLION
    counts[TAX_DUE] += np.int64(due)
    counts[RELIEF] += np.int64(due * remitted)
    counts[HIDDEN_TAX] += np.int64(due * (1.0 - remitted) * hidden)
    counts[TAX_PAID] += np.int64(due * paid)
    return terms[TAX] * (1.0 - paid)
