"""Companies in a run: what a society's companies do, month by month, beside its lives.

    month m      is over on day  d(m + 1),   d(k) = 365 * (k / 12 whole years) + 365 * (rest) / 12, rounded down
    told         on the first day of the first tick that begins on that day or after it, whatever the recording interval
    places lost  of a district, a share of its places of work: those of its own companies that closed in the month,
                 and of its province's large ones as many as its share of the province's places of work
    places back  the same of companies that begin. What grows takes over people with their places, and is in neither

Companies are those of `credopolis company society` for the same society and seed, under the rulebook that the scenario names
(`companies:`); six years pass before day 0, so that something is on file of them. Their months are a function of the seed, of
where people worked on day 0, and of what provinces told them (`staff`), and of nothing else: so they are lived where provinces
are, once, and a district that is lived again meets them again. What they do to lives is in `dismissals`, `representatives`.

All places of work are those of day 0, and a share of them is a share of who works there now. Lives that stand for several people
each stand for as many places. Who works for which company is nowhere told.

Source: the page on companies, with their parameters.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis
from credopolis.core.schema import OCCUPATIONS
from credopolis.mechanisms.declare import Card, Sheet, Table, Value
from credopolis.mechanisms.headline import Quantity, own_rate

FIGURES: Final = ("companies", "fallen", "places", "fell", "closed", "begun", "places_lost", "places_back")
COMPANIES, FALLEN, PLACES, FELL, CLOSED, BEGUN, PLACES_LOST, PLACES_BACK = range(len(FIGURES))
WORKS: Final = tuple(OCCUPATIONS.index(name) for name in ("worker", "service", "professional", "official"))
"""Who works for a legal entity: farmers and who works for themselves do not."""
LOCAL: Final = ("places_lost", "places_back", "barred")
"""What a district is told of a month: shares of its places of work, and companies whose representative is barred."""
LOST, BACK, BARRED = range(len(LOCAL))


def companies_stand(scenario: Any) -> bool:
    """Whether companies live in a scenario, or under a set of rules."""
    return getattr(scenario, "companies", None) is not None and "companies" not in scenario.off


def _figure(name: str, unit: str, meaning: str) -> Value:
    return Value.of_sheet("companies", name, unit, meaning)


SHEETS: Final = (Sheet("companies", (Axis("figure", len(FIGURES), (), FIGURES),), needed=companies_stand),)
TABLES: Final = (
    Table(
        "companies", "companies of provinces: how many there are and stand low, begin and close, and their places of work",
        "provinces",
        (
            _figure("companies", "companies", "companies, as last told"),
            _figure("fallen", "companies", "of these, under the sanctions of all offices, as last told"),
            _figure("places", "places of work", "places of work in them, as last told"),
            _figure("fell", "companies", "companies that came under these sanctions"),
            _figure("closed", "companies", "companies that closed"),
            _figure("begun", "companies", "companies that began"),
            _figure("places_lost", "places of work", "places of work that companies gave up"),
            _figure("places_back", "places of work", "places of work in companies that began"),
        ),
        needed=companies_stand,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate("companies_fallen", "companies that come under sanctions", "provinces", Quantity("companies", "fell")),
    own_rate("companies_closed", "companies that close", "provinces", Quantity("companies", "closed")),
)
CARDS: Final = (
    Card(
        "companies",
        "Companies in a run",
        "companies of the society live beside its people, and districts lose and gain places of work; off unless a scenario names "
        "their rulebook (`companies`)",
        "cmp-001, cmp-020, cmp-070; docs/companies.md; assumptions",
    ),
)
