"""Informing as a social act: whom fear drives and loyalty to the state leads to it; and what it costs among neighbours.

    loyalty of a life            =  max(0, trust in the state - trust in neighbours)
    willing                      =  unmoved + (1 - unmoved) * (1 - (1 - fear) * (1 - loyalty))
    hazard of reporting others   =  what points make of it (`ambition`) * willing
    harm of a report to trust    =  1 for one that was false, told_weight for one that was true   (`trust.false_harm`)

So people report for points, and more of them where they are afraid of what happens to those who do not, or where the state has
their trust and their neighbours do not. An example: with `unmoved` 0.4, somebody without fear who trusts both alike
reports 0.4 times as often as the points alone would have it; in a fear of 0.5, 0.7 times; with 0.9 of trust in the state and 0.5 in
neighbours and no fear, 0.64 times. It never reports more than the points alone would have it, so that what people could
do, and with it every draw, is the same with and without this. A true report that becomes an entry is known to have
been made, and counts a part of what a false one does to the grid's trust. Where trust is not lived loyalty is nothing.

It works through fear, and does nothing where that does not stand, or where no act reports others. The whole mechanism is
off unless a regime asks for it (`regime.informing.stands`).

Source: informing as a pillar of such regimes and its reward, seed-006 and seed-027; that about one in a hundred of East Germany
informed, spy-003, and that false reports are not counted, spy-004. Signs are the model's design; values are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.jit import formula
from credopolis.mechanisms.declare import Card, Dial, dials_of
from credopolis.mechanisms.fear import frightens
from credopolis.mechanisms.headline import Headline, Quantity
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.trust import trusts


class InformingParameters(Parameters):
    """What moves people to report others besides points. All are assumptions."""

    stands: bool = given(False, "whether fear and loyalty move people to report", assumed=True, no_range="off and on")
    unmoved: float = share(
        0.4, "willingness of who neither fears nor is loyal, of what points alone bring", low=0.1, high=0.9
    )
    told_weight: float = share(
        0.3, "what a true report costs in trust, of what a false one does", low=0, high=0.8, source="spy-004"
    )


@formula
def loyalty_of(near, state):
    """Loyalty to the state against neighbours: trust in both, in [0, 1] -> share in [0, 1]."""
    return max(state - near, 0.0)


@formula
def willing(fear, loyalty, unmoved):
    """How willing somebody is to report, of what points alone bring: shares in [0, 1] -> share in [0, 1]."""
    return unmoved + (1.0 - unmoved) * (1.0 - (1.0 - fear) * (1.0 - loyalty))


def _of(scenario: Any) -> InformingParameters:
    parameters: InformingParameters = scenario.regime.informing
    return parameters


def informs(scenario: Any) -> bool:
    """Whether fear and loyalty move people to report in a scenario, or under a set of rules."""
    return _of(scenario).stands and "informing" not in scenario.off and frightens(scenario)


def counts_loyalty(scenario: Any) -> bool:
    """Whether loyalty to the state against neighbours is counted."""
    return informs(scenario) and trusts(scenario)


DIALS: Final = (
    Dial("informs", informs, dtype="i8"),
    Dial("loyalty", counts_loyalty, dtype="i8"),
    Dial("told_weight", lambda s: _of(s).told_weight if informs(s) else 0.0),
    *dials_of(_of, "unmoved"),
)
SIDE: Final = labelled("loyal", ("neighbours", "state"), "whom the life trusts more")
TALLIES: Final = (
    Tally(
        "loyalty", (SIDE, CELL), (CELL, SIDE),
        TableColumn("lives", "int64", "person-times", "grown-up lives, once at each settling day"),
        "whom grown-up lives trust more on settling days, neighbours or the state", "lives (person-times)",
        needed=counts_loyalty,
    ),
)  # fmt: skip
_LIVES: Final = Quantity("loyalty", "lives")
HEADLINES: Final = (
    Headline(
        "loyalty", "trust the state more than neighbours", "percent", "speech", _LIVES.only(loyal="state"), _LIVES, 100.0,
        asked=True,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "informing",
        "Informing as a social act",
        "fear and loyalty to the state move people to report, at a cost to trust; off unless `regime.informing.stands`",
        "seed-006, seed-027, spy-003, spy-004; assumptions",
    ),
)
