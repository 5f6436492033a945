"""Where parameters of business and what is counted of it stand in their arrays."""

from __future__ import annotations

from typing import Final

from credopolis.firms.given import BUSINESS

AT: Final = {name: k for k, name in enumerate(BUSINESS)}
"""Where each parameter stands in the terms that kernels read."""
(
    GROWTH_SPREAD, GROWS_BY_LOAN, INTEREST_DRAG, APPLIES, REFUSED_SHARE, REFUSED_TRUSTED, REFUSED_STATE, PASSES_STATE,
    LOAN_MONTHS, INTEREST, INTEREST_TRUSTED, SHADOW, SHADOW_INTEREST, BAD_LOANS, BAD_STATE, CONTRACTS, BIDS,
    CONTRACT_MONTHS, GROWS_BY_CONTRACT, TAX, TAX_RELIEF, HIDES, REINVESTED, WITHOUT_LICENCES, WITHOUT_SEGMENTS,
    WITHOUT_INVOICES, WITHOUT_SHARES, WITHOUT_TRADE, WITHOUT_REFUNDS, IMPORTS_HELD, SANCTIONED, PEOPLE_EACH_EXECUTIVE,
    TRIPS,
) = range(len(AT))  # fmt: skip
COUNTS: Final = (
    "applied", "refused", "lent", "shadowed", "interest", "due", "defaulted", "courted", "bid", "barred_bids", "won",
    "won_first", "tax_due", "relief", "hidden_tax", "tax_paid", "trips_refused",
)  # fmt: skip
"""What is counted, by owner. Whole numbers, so that order does not matter: interest, taxes, trips in millionths."""
(
    APPLIED, REFUSED, LENT, SHADOWED, INTEREST_PAID, DUE, DEFAULTED, COURTED, BID, BARRED_BIDS, WON, WON_FIRST, TAX_DUE,
    RELIEF, HIDDEN_TAX, TAX_PAID, TRIPS_REFUSED,
) = range(len(COUNTS))  # fmt: skip
MILLION: Final = 1_000_000.0
