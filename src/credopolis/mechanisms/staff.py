"""Staff: what the people who work for companies do weighs on these, and what executives do weighs more.

    heard       of a province: negative entries a life and year of who works for a company, an official's as `executive_times`,
                smoothed as all that provinces remember (`perception.memory_years`)
    of a place  heard * lives / places of work of the province on day 0, a year
    entered     what employees do, for a company as often as  reaches * of a place * places of work  a year, in the next month

In place of a constant rate of the rulebook's act about employees (`employee_misconduct`), for all companies of the province alike: who works
for which is not told. It is heard of provinces, and not of districts, for these meet through their province's fields alone.
Entries that add points do not count. An example: where 100 lives have 12 such entries a year, and 40 of them work for companies,
there are 0.3 for each place, and with `reaches` 0.1 a company of 50 has 1.5 such entries a year.

Source: that companies are assessed with their employees, seed-099, seed-100; how much reaches a company, and how much heavier executives
weigh, are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.mechanisms.companies import companies_stand
from credopolis.mechanisms.declare import Book, Card, Dial, ProvinceField, Sum, Term
from credopolis.mechanisms.parameters import Parameters, given, share


class StaffParameters(Parameters):
    """How what employees do reaches their company."""

    reaches: float = share(
        0.1, "of entries against who works for a company, of those that it is charged with", low=0.02, high=0.5
    )
    executive_times: int = given(
        5, "entries of an employee that one of an official weighs as much as", low=1, high=20, least=0, most=1000
    )


def staff_weighs(scenario: Any) -> bool:
    """Whether companies hear of what people do in a scenario, or under a set of rules."""
    return "staff" not in scenario.off and companies_stand(scenario)


DIALS: Final = (
    Dial("staff_weighs", staff_weighs, dtype="i8"),
    Dial("executive_times", lambda s: s.regime.staff.executive_times, dtype="i8"),
)
SUMS: Final = (Sum("of_staff", "negative entries against who works for a company, an official's as several"),)
TERMS: Final = (Term("staff_weighs", staff_weighs, "i8"),)
BOOKS: Final = (
    Book("staff_entries", "entries against who works for a company, an official's as several, fading"),
    Book("staff_years", "life-years in which these were counted, fading"),
)
FIELDS: Final = (ProvinceField("of_staff", "entries a life and year, an official's as several", needed=staff_weighs),)


CARDS: Final = (
    Card(
        "staff",
        "Staff",
        "what people do who work for companies weighs on these, an executive's more; needs `companies`",
        "seed-099, seed-100; assumptions",
    ),
)
