"""Dismissals: what companies give up costs jobs, and what begins gives some back.

    loses work   who works for a company, with chance  lost * out_of_work,  on the day on which a month is told
    finds work   who seeks some, with chance  min(1, back * out_of_work * at work / seeking)
                 lost, back    shares of the district's places of work (`companies`)
                 at work       lives of the district that work for a company;  seeking : those who seek work
    which        as the society's table has it for its schooling and area, among work for others; what gates refuse leaves
                 the rest in proportion, as for all who find work (`jobs`)

Work for a company is that of workers, of service, of professionals and of officials, who lead companies among others. All of a
district have the same chance: who works for which company is not told. Every fifth loses a place and has another at once, and is not
counted. Who has lost work seeks some as after any other loss. In the long run as much comes back as is lost, so that the share out of
work stays what it is without companies (s W + c W = f U + c W), and swings about it. An example: of 20,000 places of a
district companies of 120 close in a month, so one in 208 of those at work (0.8 * 120 / 20,000) seeks work.

Where more comes back than seek work, the rest stays empty. Not modelled: who is dismissed first, notice, and what is paid.
The whole mechanism needs `companies` and `jobs`.

Source: exits of companies, cmp-070; the share that is out of work, and who is, are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.schema import OCCUPATIONS
from credopolis.mechanisms.companies import companies_stand
from credopolis.mechanisms.declare import Card, Dial, Line
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.jobs import people_change_work
from credopolis.mechanisms.parameters import Parameters, share

OUTCOMES: Final = ("is dismissed", "is taken on")
DISMISSED, TAKEN_ON = range(len(OUTCOMES))


class DismissalsParameters(Parameters):
    """What a place of work that is lost means for who has it."""

    out_of_work: float = share(0.8, "of those whose place is lost, who have no other at once", low=0.5, high=1.0)


def companies_dismiss(scenario: Any) -> bool:
    """Whether companies' closures cost jobs in a scenario, or under a set of rules."""
    return "dismissals" not in scenario.off and companies_stand(scenario) and people_change_work(scenario)


DIALS: Final = (
    Dial("dismisses", companies_dismiss, dtype="i8"),
    Dial("out_of_work", lambda s: s.regime.dismissals.out_of_work),
)
LINES: Final = (
    Line("laid_off", "loses its work: its company gives up the place", "nothing"),
    Line("taken_on", "finds work in a company that begins: {}", "occupation", labels=OCCUPATIONS),
)
OUTCOME: Final = labelled("with_companies", OUTCOMES, "what companies did to somebody's work")
TALLIES: Final = (
    Tally(
        "dismissed", (OUTCOME, CELL), (CELL, OUTCOME),
        TableColumn("times", "int64", "person-times", "times that it happened"),
        "work that was lost with companies, and found in those that begin", "dismissals (person-times)",
        needed=companies_dismiss,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate(
        "dismissed", "lose work with companies", "lives",
        Quantity("dismissed", "times").only(with_companies="is dismissed"),
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "dismissals",
        "Dismissals",
        "companies that close cost jobs, and those that begin give some back; needs `companies` and `jobs`",
        "cmp-070; assumptions",
    ),
)
