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


GIVEN: Final[dict[str, FirmGiven]] = {
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
