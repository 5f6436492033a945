"""Prices: what benefits leave in the pocket of who holds them is paid by everybody, and so in the end by those who do not.

    given to holders       amount * years, each life in a grade with the benefit of that name
    given to who pays less (1 - factor) * usual bill * years, each life in a grade for which a rulebook's entitlements ask
                           another price; who pays more is given less than nothing
    paid for it            the same sum, in equal parts, by each life in any grade in the same province
    moved in the end       amount * years * holders * others / (holders + others), from the others to the holders

Cheaper fares and deposits that need not be left, credit at a lower rate, and tax that is not asked for come out of
somebody's pocket: of other passengers, of other borrowers, of public money. Who that is nobody tells, so it is spread
evenly over all in a grade in the province, those who hold the benefit among them. So money adds up to nothing in every
province and interval. Where all hold the benefit, or nobody does, nothing moves. An example: of 1,000 lives in a grade
200 hold a benefit of 100 yuan a year. They get 20,000 yuan together, for which each of the 1,000 pays 20. In the end the
200 have 80 yuan more each, and the 800 have 20 less.

What is dearer for some relieves all in a grade alike: a factor of 1.5 on a bill of 700 yuan for 100 of the 1,000 takes
35,000 yuan, of which each gets 35, so that the 100 pay 315 more in the end. Lists ask no other prices here, and gates
without a bill none at all; a run of such rules is refused.

Who waits for a public home pays rent on the market meanwhile, `public_housing` yuan a year more. Where queues stand:

    waited, by a class      its people who wait, over the days: patience_days times those of it who give up, see `queues`
    its part                of what all waited, as its part of those who ask
    moved                   public_housing * (its part - waited), of those put first, from the others to them

A head start ends no wait that another does not wait instead (`queues`), so what those who are put first save in rent the
others pay: it adds up to nothing again. What a refusal costs a life in rent stands with `debts`.

Lives in no grade neither get nor pay. No other outcome hangs on this money yet. The whole mechanism is off unless a regime
asks for it (`regime.prices.stands`).

Source: that public money pays for what fares do not, svc-075; the debts on which interest is paid, inc-009 and inc-012; the
deposit, svc-032. Amounts, and that all pay alike, are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import Axis, TableColumn, labelled
from credopolis.core.jit import hot_kernel
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Sheet, Table, Term, Value
from credopolis.mechanisms.entitlements import grades_that
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given
from credopolis.mechanisms.queues import DELAYED, FIRST, OTHERS, QUEUE_NAMES, people_queue
from credopolis.rulebook.model import MOST_GRADES

BENEFITS: Final = ("easier_credit", "transport_fares", "tax_relief")
"""Benefits that are worth money, by the names of their gates."""
PRICES: Final = (*BENEFITS, "loans", "travel", "healthcare", "private_schools")
"""Gates at which money may move; at those that are no benefit of the kind above, only by another price."""
BILLS: Final = {
    "easier_credit": "bill_of_credit", "loans": "bill_of_credit", "transport_fares": "bill_of_fares",
    "tax_relief": "bill_of_tax", "travel": "bill_of_travel", "healthcare": "bill_of_care",
    "private_schools": "bill_of_school",
}  # fmt: skip
N_BENEFITS: Final = len(BENEFITS)
HOUSING: Final = "public_housing"
ROWS: Final = (*PRICES, HOUSING)
"""All that moves money: prices, and the rent of who waits for a public home."""
_AT_HOUSING: Final = QUEUE_NAMES.index(HOUSING)
_N_PRICES: Final = len(PRICES)
_AT_RENT: Final = ROWS.index(HOUSING)
SIDES: Final = ("gets", "pays")
FIGURES: Final = ("person_years", "yuan")


def _amount(default: float, meaning: str, **evidence: Any) -> Any:
    return given(default, f"{meaning}, a life that holds it", unit="yuan a year", least=0, most=1e6, **evidence)


def _bill(default: float, meaning: str, **evidence: Any) -> Any:
    asked = f"what {meaning} cost{'s' * (meaning[-1] != 's')} at the usual price, a life"
    return given(default, asked, unit="yuan a year", above=0, most=1e6, **evidence)


class PricesParameters(Parameters):
    """Whether benefits cost others money, and how much each is worth."""

    stands: bool = given(False, "whether benefits are paid for by others", assumed=True, no_range="off and on")
    easier_credit: float = _amount(
        170.0, "interest saved by easier credit", low=0, high=700, source=("inc-009", "inc-012"),
        note="half a point on debts of 112 % of 30,733 yuan",
    )  # fmt: skip
    transport_fares: float = _amount(
        100.0, "cheaper fares, and deposits that need not be left", low=4, high=500, source=("svc-032", "svc-075"),
        note="interest on a deposit of 99 yuan is some 4; public money for Beijing's fares is some 900 a resident",
    )  # fmt: skip
    tax_relief: float = _amount(
        100.0, "tax that is not asked for", low=0, high=1000, source="inc-023", note="64 million people pay income tax at all"
    )  # fmt: skip
    public_housing: float = given(
        5800.0, "rent on the market beyond that of a public home", unit="yuan a year", low=2000, high=15_000, least=0, most=1e5,
        note="some 60 percent of a year's rent (`regime.debts.rent`)",
    )  # fmt: skip
    bill_of_credit: float = _bill(
        1500.0, "interest", low=500, high=3000, source=("inc-009", "inc-012"),
        note="4.5 percent on debts of 112 % of 30,733 yuan; the rate is assumed",
    )  # fmt: skip
    bill_of_fares: float = _bill(
        300.0, "city fares and rentals", low=50, high=1500, source="svc-075",
        note="public money for Beijing's fares is some 900 a resident, and most people ride less",
    )  # fmt: skip
    bill_of_tax: float = _bill(1000.0, "income tax", low=200, high=2000, source="inc-023", note="few pay it at all")
    bill_of_travel: float = _bill(
        700.0, "journeys by air and rail", low=200, high=2000, source=("svc-042", "svc-009", "svc-074"),
        note="0.47 flights and 2.7 journeys by rail a head; 0.42 yuan a kilometre by fast train",
    )  # fmt: skip
    bill_of_care: float = _bill(
        1480.0, "health care out of one's own pocket", low=1000, high=2500, source="svc-006",
        note="27.7 percent of 5,348 yuan a head",
    )  # fmt: skip
    bill_of_school: float = _bill(
        120.0, "private schools", low=30, high=600, source=("svc-022", "svc-071"),
        note="0.006 children a head enter one a year, at 20,000 yuan",
    )  # fmt: skip


@hot_kernel
def move_rent(grades, days, terms, queues, transfers, sign):
    """Add what rent who is put first for a public home saves and the others pay, by what queues have counted so far.

    It is called with sign -1 before a tick's queues are served and with 1 after that, so that the tick's is added. grades,
    days, terms, transfers : see `move_money`. queues : see `queues.run_queues`.
    """
    for p in range(transfers.shape[0]):
        its = terms[p]
        if its["rent_saved"] == 0.0:
            continue
        first = asking = 0
        for g in range(grades.shape[1] - 1):
            if (its["grades_refused"][_AT_HOUSING] >> g) & 1 == 0:
                asking += grades[p, g]
                first += grades[p, g] * ((its["grades_first"][_AT_HOUSING] >> g) & 1)
        queue, moved = queues[p, _AT_HOUSING], transfers[p, _AT_RENT]
        to_years = sign * its["patience_days"][_AT_HOUSING] / DAYS_PER_YEAR_OF_RATES
        ahead, behind = queue[FIRST, 2] * to_years, (queue[OTHERS, 2] + queue[DELAYED, 2]) * to_years
        if sign > 0.0:
            moved[0, 0] += its["put_first"] * first * days / DAYS_PER_YEAR_OF_RATES
            moved[1, 0] += (asking - its["put_first"] * first) * days / DAYS_PER_YEAR_OF_RATES
        if asking > 0:
            yuan = its["rent_saved"] * ((ahead + behind) * (its["put_first"] * first / asking) - ahead)
            moved[0, 1] += yuan
            moved[1, 1] -= yuan


@hot_kernel
def move_money(grades, days, terms, transfers):
    """What benefits give and cost in every province over a tick of so many days.

    grades : (n_provinces, n_grades + 1) int64, lives by grade, of those in none last. terms : (n_provinces,) records with
    the terms below. transfers : (n_provinces, len(ROWS), len(SIDES), len(FIGURES)), added to.
    """
    years = days / DAYS_PER_YEAR_OF_RATES
    for p in range(transfers.shape[0]):
        its = terms[p]
        if its["prices"] == 0:
            continue
        for k in range(_N_PRICES):
            if its["yuan_a_year"][k] == 0.0 and k >= N_BENEFITS:
                continue
            gets = pays = 0
            more = less = 0.0
            for g in range(grades.shape[1] - 1):
                if (its["grades_paid"][k] >> g) & 1:
                    gets += grades[p, g]
                    more += grades[p, g] * its["times_paid"][k * MOST_GRADES + g]
                else:
                    pays += grades[p, g]
                    less += grades[p, g] * its["times_paid"][k * MOST_GRADES + g]
            transfers[p, k, 0, 0] += gets * years
            transfers[p, k, 1, 0] += pays * years
            if gets > 0 and pays > 0:
                each = its["yuan_a_year"][k] * (more / gets - less / pays)
                yuan = gets * years * each * pays / (gets + pays)
                transfers[p, k, 0, 1] += yuan
                transfers[p, k, 1, 1] -= yuan


def _prices(scenario: Any) -> PricesParameters:
    parameters: PricesParameters = scenario.regime.prices
    return parameters


def others_pay(scenario: Any) -> bool:
    """Whether benefits are paid for by others in a scenario."""
    return _prices(scenario).stands and "prices" not in scenario.off


def _priced(scenario: Any, name: str) -> bool:
    """Whether a gate asks some grade for another price."""
    return any(name in its for its in scenario.rulebook.grade_prices)


def _unit(scenario: Any, name: str) -> float:
    """Yuan a year in which sums of a gate are told: the usual bill where one is asked otherwise, else the benefit."""
    bill = float(getattr(_prices(scenario), BILLS[name])) if _priced(scenario, name) else 0.0
    return bill or (float(getattr(_prices(scenario), name)) if name in BENEFITS else 0.0)


def _times(scenario: Any) -> NDArray[np.float64]:
    """What each gate gives a life of each grade, in units of `_unit`, (len(PRICES), MOST_GRADES)."""
    found = np.zeros((len(PRICES), MOST_GRADES))
    for k, name in enumerate(PRICES):
        holds = 1.0
        if name in BENEFITS and _priced(scenario, name):
            holds = float(getattr(_prices(scenario), name)) / _unit(scenario, name)
        for g, (opens, prices) in enumerate(
            zip(scenario.rulebook.grade_opens, scenario.rulebook.grade_prices, strict=True)
        ):
            found[k, g] = 1.0 - prices[name] if name in prices else holds * (name in BENEFITS and name in opens)
    return found


def _grades_that_get(scenario: Any) -> list[int]:
    """Of each gate the grades that pay least, or less than those that pay most, a bit each."""
    holding = grades_that(scenario, "grade_opens", tuple(name if name in BENEFITS else "" for name in PRICES))
    times, n = _times(scenario), len(scenario.rulebook.grade_names)
    for k, name in enumerate(PRICES):
        if _priced(scenario, name):
            low = min(0.0, float(times[k, :n].min()))
            holding[k] = sum(1 << g for g in range(n) if times[k, g] > low)
    return holding


TERMS: Final = (
    Term("prices", others_pay, "i8"),
    Term("grades_paid", _grades_that_get, f"{len(PRICES)}i8"),
    Term("yuan_a_year", lambda s: [_unit(s, name) for name in PRICES], f"{len(PRICES)}f8"),
    Term("rent_saved", lambda s: _prices(s).public_housing if others_pay(s) and people_queue(s) else 0.0),
    Term("times_paid", lambda s: _times(s).reshape(-1), f"{len(PRICES) * MOST_GRADES}f8"),
)
PRICE: Final = labelled("benefit", ROWS, "what is cheaper for some, or dearer, by the name of its gate")
SIDE: Final = labelled(
    "side",
    SIDES,
    "lives in a grade that holds the benefit, or pays less than those who pay most, and the others, which pay",
)
SHEETS: Final = (Sheet("transfers", (PRICE, SIDE, Axis("figure", len(FIGURES), (), FIGURES))),)
TABLES: Final = (
    Table(
        "transfers", "money that benefits give to some and take from the others", "provinces",
        (
            Value(TableColumn("person_years", "float64", "person-years", "years that lives held it, or did not; of public housing, put first or behind"),
                  "transfers", "person_years"),
            Value(TableColumn("yuan", "float64", "yuan", "money got less money paid; 0 over both sides together"),
                  "transfers", "yuan"),
        ),
        axes=(PRICE, SIDE), needed=others_pay,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate(
        "moved",
        "money that benefits move to those who have them",
        "services",
        Quantity("transfers", "yuan").only(side="gets"),
        unit="yuan per 1,000 life-years",
    ),
)


CARDS: Final = (
    Card(
        "prices",
        "Prices",
        "what benefits are worth in money is paid by those without them; off unless `regime.prices.stands`",
        "svc-032, svc-075, inc-009, inc-012, inc-023; assumptions",
    ),
)
