"""The parameters of companies in a society: each with its range and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from credopolis.core.errors import BadValue

ASSUMED: Final = "assumption"


@dataclass(frozen=True)
class FirmGiven:
    """A parameter: its value, the range in which it may lie, what it is, and a fact's id or the word assumption."""

    value: float
    low: float
    high: float
    meaning: str
    source: str = ASSUMED


_LIFE: Final[dict[str, FirmGiven]] = {
    "people_each": FirmGiven(65.0, 40.0, 80.0, "people for one legal entity", "cmp-001"),
    "size_exponent": FirmGiven(1.0, 1.0, 1.5, "exponent of the number of companies above a size", "cmp-020"),
    "in_large": FirmGiven(0.4, 0.25, 0.5, "share of the places of work that are in companies of more than 300"),
    "state_of_large": FirmGiven(0.38, 0.3, 0.5, "share of state companies among those of more than 300 people", "corp-023"),
    "state_of_small": FirmGiven(0.011, 0.002, 0.02, "the same among all others", "corp-022"),
    "connected_state": FirmGiven(0.5, 0.2, 0.9, "share of state companies that know officials"),
    "connected_private": FirmGiven(0.1, 0.02, 0.3, "share of private companies that know officials"),
    "spread_careless": FirmGiven(0.9, 0.3, 1.5, "how unlike companies are in being late (deviation of the logarithm)"),
    "spread_dishonest": FirmGiven(1.2, 0.4, 2.0, "how unlike companies are in breaking rules (deviation of the logarithm)"),
    "by_size": FirmGiven(0.2, 0.0, 0.4, "exponent with which breaches grow with the people of a company"),
    "deterrence": FirmGiven(0.5, 0.0, 2.0, "how strongly what is at stake, times the chance of being found, holds back"),
    "inspected": FirmGiven(0.05, 0.03, 0.2, "random inspections a year of a company of the ordinary class", "cmp-050"),
    "inspected_trusted": FirmGiven(0.2, 0.05, 0.5, "how many times as often a company of the best grade", "cmp-034"),
    "inspected_watched": FirmGiven(6.0, 2.0, 20.0, "how many times as often one that a grade or list has watched"),
    "finds": FirmGiven(0.34, 0.2, 0.6, "chance that an announced inspection finds a breach that there is", "cmp-059"),
    "finds_unannounced": FirmGiven(0.79, 0.5, 0.9, "the same of an unannounced one, as the watched have them", "cmp-057"),
    "kept_months": FirmGiven(36.0, 12.0, 60.0, "months after which a breach can no longer be found, in the mean"),
    "let_off": FirmGiven(0.3, 0.0, 0.6, "chance that who knows officials is let off with what was found"),
    "false_entry": FirmGiven(0.01, 0.0, 0.05, "chance that an inspection enters a breach that there is not"),
    "discretion": FirmGiven(0.3, 0.0, 0.6, "how unlike provinces are in inspecting (deviation of the logarithm)"),
    "courts": FirmGiven(0.5, 0.1, 0.9, "chance that a breach of contract comes to court and is entered", "mkt-034"),
    "repairs": FirmGiven(0.15, 0.03, 0.5, "chance a month that who may repair an entry does"),
    "remedies": FirmGiven(0.1, 0.03, 0.5, "chance a month that who is on a list without a term takes itself off"),
    "sisters": FirmGiven(0.2, 0.05, 0.4, "share of companies that are run by the person who runs another"),
    "links": FirmGiven(4.5, 3.0, 8.5, "suppliers of a company, in the mean", "cmp-080"),
    "link_exponent": FirmGiven(1.42, 1.1, 1.6, "exponent of the number of companies with more suppliers", "cmp-093"),
    "link_years": FirmGiven(6.0, 1.6, 8.0, "years that a tie lasts, in the mean", "cmp-085"),
    "link_local": FirmGiven(0.475, 0.3, 0.7, "share of ties within the province", "cmp-087"),
    "exits_first": FirmGiven(0.016, 0.01, 0.03, "exits a year in the year of founding", "cmp-070"),
    "exits_second": FirmGiven(0.063, 0.05, 0.08, "exits a year in the second year", "cmp-070"),
    "exits_third": FirmGiven(0.095, 0.08, 0.11, "exits a year in the third year", "cmp-070"),
    "exits_young": FirmGiven(0.085, 0.08, 0.095, "exits a year until the seventh year", "cmp-070"),
    "exits_old": FirmGiven(0.06, 0.04, 0.08, "exits a year after the seventh year", "cmp-070"),
    "exits_unloaned": FirmGiven(2.0, 1.0, 4.0, "how many times as often who is refused loans closes"),
    "exits_state": FirmGiven(0.3, 0.1, 1.0, "how many times as often a state company closes"),
    "exits_by_size": FirmGiven(-0.1, -0.3, 0.0, "exponent with which exits change with the people of a company"),
    "gap_months": FirmGiven(3.0, 0.0, 12.0, "months until another company stands in the place of one that closed"),
}  # fmt: skip
BUSINESS: Final[dict[str, FirmGiven]] = {
    "growth_spread": FirmGiven(0.25, 0.1, 0.4, "how unlike companies grow in a year (deviation of the logarithm), whatever their size"),
    "grows_by_loan": FirmGiven(0.04, 0.005, 0.12, "growth a year of who has a loan of a bank"),
    "interest_drag": FirmGiven(0.5, 0.1, 1.0, "growth a year lost for each point of interest above the usual"),
    "applies": FirmGiven(0.5838, 0.4, 0.7, "chance a year that who has no loan asks for one", "mkt-020"),
    "refused": FirmGiven(0.0361, 0.0361, 0.2, "chance that a bank refuses whom the rulebook does not", "mkt-020"),
    "refused_trusted": FirmGiven(0.5, 0.1, 1.0, "how many times as often it refuses who has easier credit"),
    "refused_state": FirmGiven(0.3, 0.05, 1.0, "how many times as often it refuses a state company"),
    "passes_state": FirmGiven(0.5, 0.0, 0.9, "chance that a bank lends to a state company whom the rulebook refuses loans"),
    "loan_months": FirmGiven(12.0, 6.0, 36.0, "months after which a loan is due"),
    "interest": FirmGiven(0.0445, 0.0429, 0.0517, "interest a year of a loan of a bank", "mkt-021"),
    "interest_trusted": FirmGiven(0.005, 0.0, 0.01, "how much less it is with easier credit"),
    "shadow": FirmGiven(0.5, 0.2, 0.8, "chance that who is refused borrows from a shadow bank"),
    "shadow_interest": FirmGiven(0.1245, 0.118, 0.131, "interest a year of a shadow bank", "mkt-021"),
    "bad_loans": FirmGiven(0.0258, 0.0205, 0.05, "share of loans of private companies that are not paid back where nothing holds back", "mkt-023"),
    "bad_state": FirmGiven(0.1, 0.016, 0.5, "how many times as often a state company does not pay back"),
    "contracts": FirmGiven(0.02, 0.005, 0.05, "public contracts a year for each company there is"),
    "bids": FirmGiven(0.08, 0.03, 0.2, "bids for public contracts a year of a company"),
    "contract_months": FirmGiven(12.0, 6.0, 24.0, "months that a public contract lasts"),
    "grows_by_contract": FirmGiven(0.06, 0.01, 0.15, "growth a year of who has a public contract"),
    "tax": FirmGiven(0.08, 0.05, 0.12, "tax, of what a company brings"),
    "tax_relief": FirmGiven(0.15, 0.05, 0.3, "share of the tax that a tax concession remits"),
    "hides": FirmGiven(0.2, 0.05, 0.5, "share of the tax that is not paid for each breach of tax law that nobody has found"),
    "reinvested": FirmGiven(0.5, 0.1, 1.0, "growth a year for each point of what a company brings that is not paid as tax"),
    "without_licences": FirmGiven(0.03, 0.005, 0.1, "growth a year lost for want of licences and authorisations"),
    "without_segments": FirmGiven(0.05, 0.01, 0.15, "growth a year lost where market segments are closed"),
    "without_invoices": FirmGiven(0.05, 0.01, 0.15, "growth a year lost where invoices are supplied strictly"),
    "without_shares": FirmGiven(0.02, 0.005, 0.05, "growth a year lost by large companies that may issue no shares"),
    "without_trade": FirmGiven(0.276, 0.151, 0.396, "share of its business abroad that a company loses in a year without production, export and import licences", "mkt-062"),
    "without_refunds": FirmGiven(0.1, 0.02, 0.2, "the same where export refunds are reviewed strictly"),
    "imports_held": FirmGiven(0.05, 0.01, 0.15, "the same where imports are inspected more often"),
    "sanctioned": FirmGiven(0.02, 0.0, 0.08, "growth a year lost under the sanctions of all offices, besides what they close"),
    "people_each_executive": FirmGiven(25.0, 10.0, 60.0, "people for one executive beyond the first"),
    "trips": FirmGiven(6.0, 2.0, 20.0, "flights and express trains a year of an executive"),
}  # fmt: skip
"""What business adds: loans, public contracts, taxes, growth, journeys. Growth is of the logarithm of size."""
GIVEN: Final[dict[str, FirmGiven]] = {**_LIFE, **BUSINESS}


def values(overrides: Mapping[str, float] | None = None) -> dict[str, float]:
    """All parameters, some of them as somebody says.

    Raises
    ------
    BadValue
        If there is no such parameter, or its value lies outside its range.
    """
    found = {name: one.value for name, one in GIVEN.items()}
    for name, value in (overrides or {}).items():
        if name not in GIVEN:
            raise BadValue("the parameter of companies", name, ", ".join(GIVEN))
        if not GIVEN[name].low <= value <= GIVEN[name].high:
            raise BadValue(f"the parameter {name}", value, f"{GIVEN[name].low:g} to {GIVEN[name].high:g}")
        found[name] = float(value)
    return found
