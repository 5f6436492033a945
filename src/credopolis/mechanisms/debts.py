"""Debts: who is refused a loan, or help from the state, borrows it elsewhere at a dearer rate, or rents on.

    of loans refused    a share `homes`       was for a home: one more year of rent, `rent` yuan, is paid
                        of the rest a share `elsewhere`   borrows it elsewhere: loan * dearer * years
    of loans delayed    a share `elsewhere`   borrows until it comes: loan * dearer * days / 365.25
    of benefits refused a share `public_homes` was for a public home: it rents on the market, `prices.public_housing` a year
                        of the rest a share `elsewhere`   borrows a year of the allowance: (1 + dearer * years) * allowance
                        of its area
    all others          go without

What is added to a life's debt is what the refusal costs it: interest beyond that of a bank, rent that buys nothing, and the
allowance itself. Sums are rounded to ten yuan. An example: a loan of 10,000 yuan, two years at 10 points more, costs 2,000
yuan; who is refused one such a year for five years owes 10,000.

Only requests that are refused or delayed are drawn (see `services`), so only those are touched; the draw is one of the
request. Loans at another price for a whole grade stand with `prices`. A debt is paid back by nobody here, and no other
outcome hangs on it yet: nobody defaults because of it. What refusals do to trust waits for the mechanism that builds trust. The
whole mechanism is off unless a regime asks for it (`regime.debts.stands`); it needs `services`.

Source: how many households borrow at all, and formally, svc-056; what is used of a card, svc-016; the allowance, svc-031.
Rates elsewhere, rents, and who borrows, are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.jit import formula
from credopolis.core.schema import Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Block, Card, Dial, Line, Table, Value
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.services import NAMES, serves

OWED_FOR: Final = ("rent", "loan", "bridge", "allowance", "market_rent")
RENT, LOAN, BRIDGE, ALLOWANCE, MARKET_RENT = range(len(OWED_FOR))
NOTHING: Final = -1
LOANS, BENEFITS = NAMES.index("loans"), NAMES.index("social_benefits")
UNIT: Final = 10
"""Yuan in which debts are counted."""
MOST_OWED: Final = 2**30
"""The most that a life owes, in `UNIT`: half of what the column holds."""
_WORDS: Final = (
    "rents on, for want of a loan for a home", "borrows elsewhere, at a dearer rate", "borrows until the loan comes",
    "borrows what the allowance would have given", "rents on the market, for want of a public home",
)  # fmt: skip


class DebtsParameters(Parameters):
    """Whether refusals lead into debt, and how far."""

    stands: bool = given(False, "whether refusals lead into debt", assumed=True, no_range="off and on")
    elsewhere: float = share(
        0.6, "of those who are refused money, who borrow it elsewhere", low=0.3, high=0.8, source="svc-056",
        note="53 % of households borrow at all and 20 % formally; that the refused do as those who borrow do is assumed",
    )  # fmt: skip
    loan: float = given(
        10_000.0, "a loan that is asked for", unit="yuan", low=3000, high=50_000, least=0, most=1e5, source="svc-016",
        note="42 % of a card's limit of 23,700 yuan is used",
    )  # fmt: skip
    dearer: float = share(0.1, "interest elsewhere beyond a bank's, a year", low=0.02, high=0.25)
    years: float = given(2.0, "years that a loan is owed", unit="years", low=0.5, high=5, least=0, most=10)
    homes: float = share(0.03, "of loans asked for, those for a home", low=0.005, high=0.1)
    public_homes: float = share(
        0.09, "of social benefits asked for, a public home", low=0.02, high=0.3, source="svc-024",
        note="0.003 places a life and year and 1.35 who ask for each, beside 0.04 requests for the allowance",
    )  # fmt: skip
    rent: float = given(9600.0, "rent of a year", unit="yuan", low=3000, high=30_000, least=0, most=1e5)
    allowance_rural: float = given(
        5840.0,
        "allowance of a year in the countryside",
        unit="yuan",
        low=5000,
        high=7000,
        least=0,
        most=1e5,
        source="svc-031",
    )
    allowance_urban: float = given(
        7980.0, "allowance of a year in cities", unit="yuan", low=7000, high=9000, least=0, most=1e5, source="svc-031",
        note="665 yuan a month",
    )  # fmt: skip


def _of(scenario: Any) -> DebtsParameters:
    parameters: DebtsParameters = scenario.regime.debts
    return parameters


def refusals_cost(scenario: Any) -> bool:
    """Whether refusals lead into debt in a scenario, or under a set of rules."""
    return _of(scenario).stands and "debts" not in scenario.off and serves(scenario)


@formula
def owed_for(service, delayed, mark, shares):
    """For what a life owes after a request that was refused or delayed, `NOTHING` if it does not.

    mark : in [0, 1). shares : (3,), `homes`, `elsewhere` and `public_homes`.
    """
    homes, elsewhere, public_homes = shares[0], shares[1], shares[2]
    if service == LOANS and delayed == 0:
        if mark < homes:
            return RENT
        return LOAN if mark < homes + (1.0 - homes) * elsewhere else NOTHING
    if service == LOANS:
        return BRIDGE if mark < elsewhere else NOTHING
    if service == BENEFITS and delayed == 0:
        if mark < public_homes:
            return MARKET_RENT
        return ALLOWANCE if mark < public_homes + (1.0 - public_homes) * elsewhere else NOTHING
    return NOTHING


@formula
def owed(what, days, urban, costs):
    """What is owed, in `UNIT` yuan. days : that a loan is late. costs : (6,), of a rent, a loan, a loan's day, allowances of the
    countryside and of cities, and rent beyond that of a public home."""
    yuan = costs[what]
    if what == BRIDGE:
        yuan *= days
    elif what == ALLOWANCE:
        yuan = costs[ALLOWANCE + urban]
    elif what == MARKET_RENT:
        yuan = costs[MARKET_RENT + 1]
    return int(yuan / UNIT + 0.5)


@formula
def owed_then(debt, more):
    """What a life owes that owed something and owes more, in `UNIT` yuan; `MOST_OWED` at the most."""
    return min(debt + more, MOST_OWED)


def _costs(scenario: Any) -> list[float]:
    p, more = _of(scenario), 1.0 + _of(scenario).dearer * _of(scenario).years
    return [
        p.rent, p.loan * p.dearer * p.years, p.loan * p.dearer / DAYS_PER_YEAR_OF_RATES, more * p.allowance_rural,
        more * p.allowance_urban, scenario.regime.prices.public_housing,
    ]  # fmt: skip


BLOCKS: Final = (
    Block("debts", (Column("debt", "int32", "10 yuan", "what refusals have cost the life so far"),), refusals_cost),
)
DIALS: Final = (
    Dial("indebts", refusals_cost, dtype="i8"),
    Dial("owing", lambda s: [_of(s).homes, _of(s).elsewhere, _of(s).public_homes], (3,)),
    Dial("costs", _costs, (6,)),
)
LINES: Final = (Line("owes", "{}", "owed_for", labels=_WORDS),)
FOR: Final = labelled(
    "owed_for",
    OWED_FOR,
    "what is owed: a year's rent, a loan's interest, interest until it comes, aid, rent beyond a public home's",
)
TALLIES: Final = (
    Tally(
        "indebted", (FOR, CELL), (CELL, FOR), TableColumn("times", "int64", "person-times", "times that somebody owed more"),
        "times that refusals led into debt", "debts (person-times)", needed=refusals_cost, own_table=False,
    ),
    Tally(
        "owed", (FOR, CELL), (CELL, FOR), TableColumn("tens", "int64", "10 yuan", "what they owe"),
        "what refusals cost", "debts (person-times)", needed=refusals_cost, own_table=False,
    ),
)  # fmt: skip
TABLES: Final = (
    Table(
        "debts", "debts that refusals and delays led into, and what they cost", "debts (person-times)",
        (
            Value(TableColumn("times", "int64", "person-times", "times that somebody owed more"), "indebted"),
            Value(TableColumn("yuan", "int64", "yuan", "what that cost them"), of=lambda period: period.owed * UNIT),
        ),
        axes=(CELL, FOR), needed=refusals_cost,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "debts",
        "Debts",
        "who is refused a loan or aid borrows elsewhere, or rents on; off unless `regime.debts.stands`",
        "svc-016, svc-031, svc-056; assumptions",
    ),
)
