"""Representatives: of a company that comes under the sanctions of all offices, the person who stands for it is barred, too.

    who      one life for each such company, with chance `found`, drawn among the officials and the self-employed of its district
             who stand in a grade; a large company's district is drawn by its share of the province's places of work
    what     that life has done the act `representative` of the rulebook of people on the day on which a month is told: the register
             shows it, the office has a case, and the entry is what that act says, points or a list

In the society officials are heads of offices and of companies; who owns a small company is self-employed. That everybody of a district
who could be the representative is drawn alike is an assumption: who leads which company is not told. A rulebook without the act
`representative` bars nobody. The act of a run is done by nobody else, so its `conduct` has the rate 0.

Source: consumption and travel of legal representatives of listed companies are restricted, jd-032; the rest is assumed.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import CELL, TableColumn, Tally
from credopolis.mechanisms.companies import companies_stand
from credopolis.mechanisms.declare import Card, Dial
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, share

ACT: Final = "representative"
"""The act of the rulebook of people."""


class RepresentativesParameters(Parameters):
    """How surely whoever stands for a listed company is barred."""

    found: float = share(1.0, "of companies under sanctions, whose representative is entered", low=0.5, high=1.0)


def representatives_answer(scenario: Any) -> bool:
    """Whether people are barred for companies in a scenario, or under a set of rules."""
    known = ACT in scenario.rulebook.act_names
    return known and "representatives" not in scenario.off and companies_stand(scenario)


DIALS: Final = (
    Dial("bars", lambda s: 1 + s.act_names.index(ACT) if representatives_answer(s) else 0, dtype="i8"),
    Dial("representatives_found", lambda s: s.regime.representatives.found),
)
TALLIES: Final = (
    Tally(
        "barred_representatives", (CELL,), (CELL,),
        TableColumn("times", "int64", "person-times", "times that it happened"),
        "lives that were entered for a company that they stand for", "barred representatives (person-times)",
        needed=representatives_answer,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate(
        "barred_representatives", "are barred for their company", "lives", Quantity("barred_representatives", "times"),
        unit="per 1,000 life-years",
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "representatives",
        "Barred representatives",
        "who stands for a company under sanctions is entered by the act `representative`; needs `companies`, and a rulebook with that act",
        "jd-032; assumptions",
    ),
)
