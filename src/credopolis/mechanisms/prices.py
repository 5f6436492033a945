"""Prices: what benefits leave in the pocket of who holds them is paid by everybody, and so in the end by those who do not.

    given to holders       amount * years, each life in a grade with the benefit of that name
    paid for it            the same sum, in equal parts, by each life in any grade in the same province
    moved in the end       amount * years * holders * others / (holders + others), from the others to the holders

Cheaper fares and deposits that need not be left, credit at a lower rate, and tax that is not asked for come out of
somebody's pocket: of other passengers, of other borrowers, of public money. Who that is nobody tells, so it is spread
evenly over all in a grade in the province, those who hold the benefit among them. So money adds up to nothing in every
province and interval. Where all hold the benefit, or nobody does, nothing moves. An example: of 1,000 lives in a grade
200 hold a benefit of 100 yuan a year. They get 20,000 yuan together, for which each of the 1,000 pays 20. In the end the
200 have 80 yuan more each, and the 800 have 20 less.

Lives in no grade neither get nor pay. No other outcome hangs on this money yet. The whole mechanism is off unless a regime
asks for it (`regime.prices.stands`).

Source: that public money pays for what fares do not, svc-075; the debts on which interest is paid, inc-009 and inc-012; the
deposit, svc-032. Amounts, and that all pay alike, are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis, TableColumn, labelled
from credopolis.core.jit import hot_kernel
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Sheet, Table, Term, Value
from credopolis.mechanisms.parameters import Parameters, given
from credopolis.mechanisms.queues import grades_that

PRICES: Final = ("easier_credit", "transport_fares", "tax_relief")
"""Benefits that are worth money, by the names of their gates."""
SIDES: Final = ("gets", "pays")
FIGURES: Final = ("person_years", "yuan")


def _amount(default: float, meaning: str, **evidence: Any) -> Any:
    return given(default, f"{meaning}, a life that holds it", unit="yuan a year", least=0, most=1e6, **evidence)


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


@hot_kernel
def move_money(grades, days, terms, transfers):
    """What benefits give and cost in every province over a tick of so many days.

    grades : (n_provinces, n_grades + 1) int64, lives by grade, of those in none last. terms : (n_provinces,) records with
    the terms below. transfers : (n_provinces, len(PRICES), len(SIDES), len(FIGURES)), added to.
    """
    years = days / DAYS_PER_YEAR_OF_RATES
    for p in range(transfers.shape[0]):
        its = terms[p]
        if its["prices"] == 0:
            continue
        for k in range(transfers.shape[1]):
            gets = pays = 0
            for g in range(grades.shape[1] - 1):
                if (its["grades_paid"][k] >> g) & 1:
                    gets += grades[p, g]
                else:
                    pays += grades[p, g]
            transfers[p, k, 0, 0] += gets * years
            transfers[p, k, 1, 0] += pays * years
            if gets > 0 and pays > 0:
                yuan = gets * years * its["yuan_a_year"][k] * pays / (gets + pays)
                transfers[p, k, 0, 1] += yuan
                transfers[p, k, 1, 1] -= yuan


def _prices(scenario: Any) -> PricesParameters:
    parameters: PricesParameters = scenario.regime.prices
    return parameters


def others_pay(scenario: Any) -> bool:
    """Whether benefits are paid for by others in a scenario."""
    return _prices(scenario).stands and "prices" not in scenario.off


TERMS: Final = (
    Term("prices", others_pay, "i8"),
    Term("grades_paid", lambda s: grades_that(s, "grade_opens", PRICES), f"{len(PRICES)}i8"),
    Term("yuan_a_year", lambda s: [getattr(_prices(s), name) for name in PRICES], f"{len(PRICES)}f8"),
)
PRICE: Final = labelled("benefit", PRICES, "what is cheaper for some, by the name of its gate")
SIDE: Final = labelled("side", SIDES, "lives in a grade that holds the benefit, which get, and the others, which pay")
SHEETS: Final = (Sheet("transfers", (PRICE, SIDE, Axis("figure", len(FIGURES), (), FIGURES))),)
TABLES: Final = (
    Table(
        "transfers", "money that benefits give to some and take from the others", "provinces",
        (
            Value(TableColumn("person_years", "float64", "person-years", "years that lives held it, or did not"),
                  "transfers", "person_years"),
            Value(TableColumn("yuan", "float64", "yuan", "money got less money paid; 0 over both sides together"),
                  "transfers", "yuan"),
        ),
        axes=(PRICE, SIDE), needed=others_pay,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "prices",
        "Prices",
        "what benefits are worth in money is paid by those without them; off unless `regime.prices.stands`",
        "svc-032, svc-075, inc-009, inc-012, inc-023; assumptions",
    ),
)
