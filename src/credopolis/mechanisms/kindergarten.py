"""Kindergarten: at three children go or stay at home, and their parents' standing is looked at at its door.

    at 3        goes if f / mean f is at least what it needs; f and its mean are a place at school, see `consequences`, and 1
                where gates have no consequences
    needs       u / (level * enrolled(year)); u in [0, 1) is drawn with the life
    kept out    would have gone if no gate touched anybody, and does not: from then on it needs 1 / (1 - head_start) times
                as good a place to go on at school at 15 and at 18
    let in      the other way round: (1 - head_start) times as good a place is enough

So a society without gates has as many children in kindergarten as were counted, and nobody's schooling moves. Places are
as many as before: where some are put first, others stay at home. An example: in 2020, 85.2 % go. A child with u = 0.8 needs
0.94; its parents, whom `school_admission` refuses, give it f = 0.5, so it stays at home, and at 15 needs a place 1.05 times as
good. `enrolled` is straight between the years that are known, and flat before and after.

Who is three to five on day 0 goes by its draw, for no gate stood then. That whoever is enrolled comes at three, that towns and
the countryside do not differ, and that kindergarten is worth the same to everybody, are assumptions. Not modelled: fees, kinds
of kindergarten, and what staying at home does to a parent's work. The whole mechanism is off unless a regime asks for it
(`regime.kindergarten.stands`); it needs `stages`.

Source: gross enrolment, lif-001, lif-002, svc-023; the gate of parents' grade at the school's door, seed-026; `head_start` is an
assumption.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np

from credopolis.core.jit import formula
from credopolis.core.schema import Column
from credopolis.mechanisms.consequences import ALIKE, NEVER_ENOUGH
from credopolis.mechanisms.declare import Block, Card, Dial
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.stages import people_grow
from credopolis.mechanisms.vital import table

AGE: Final = 3
"""Completed years at which a child goes."""
FIRST_YEAR, LAST_YEAR = 2010, 2021
"""The first and the last year of the table."""
YEARS: Final = LAST_YEAR + 1 - FIRST_YEAR
NOTHING, GOES, AT_HOME = range(3)
"""Where a child was from three to six."""
_ONE: Final = 65_536
_FAR: Final = 10**6


class KindergartenParameters(Parameters):
    """Whether children go to kindergarten, how many, and what it is worth later."""

    stands: bool = given(False, "whether children go to kindergarten", assumed=True, no_range="off and on")
    level: float = given(
        1.0, "how many times the table's enrolment holds", low=0.9, high=1.05, source=("lif-001", "svc-023"), least=0, most=2,
        note="gross enrolment counts children of other ages, too",
    )  # fmt: skip
    head_start: float = share(
        0.05, "share of the chance to go on at school that kindergarten is worth", low=0, high=0.15
    )


def _of(scenario: Any) -> KindergartenParameters:
    parameters: KindergartenParameters = scenario.regime.kindergarten
    return parameters


def children_go(scenario: Any) -> bool:
    """Whether children go to kindergarten in a scenario, or under a set of rules."""
    return _of(scenario).stands and "kindergarten" not in scenario.off and people_grow(scenario)


def enrolled(year: int) -> float:
    """Share of children who go, of those who are three in a year."""
    rows = table("kindergarten")
    return float(np.interp(year, [int(row["year"]) for row in rows], [float(row["enrolled"]) for row in rows]))


@formula
def needs_now(needed, left, kept_out):
    """The place at school that a child needs from now on, in thousandths. left : 1 - head_start, in thousandths;
    kept_out : 1 if it stays at home for its parents' standing, 0 if it goes for that."""
    if needed >= NEVER_ENOUGH:
        return needed
    return min((needed * ALIKE + left - 1) // left, NEVER_ENOUGH) if kept_out else needed * left // ALIKE


def _shares(scenario: Any) -> list[int]:
    """How many of 65,536 children go, by year."""
    return [min(round(_ONE * _of(scenario).level * enrolled(FIRST_YEAR + k)), _ONE) for k in range(YEARS)]


def _ends(scenario: Any) -> list[int]:
    """Days from the start of a run to the end of each year of the table; the last goes on."""
    return [(date(FIRST_YEAR + k + 1, 1, 1) - scenario.start).days for k in range(YEARS - 1)] + [_FAR]


BLOCKS: Final = (
    Block(
        "kindergarten",
        (
            Column(
                "kindergarten",
                "uint8",
                "stage of childhood",
                "1 goes or went to kindergarten, 2 stays or stayed at home; else 0",
                bits=2,
            ),
        ),
        children_go,
    ),
)
DIALS: Final = (
    Dial("kindergartens", children_go, dtype="i8"),
    Dial("kindergarten_share", _shares, (YEARS,), "i8"),
    Dial("kindergarten_until", _ends, (YEARS,), "i8"),
    Dial("head_start_left", lambda s: max(round(ALIKE * (1.0 - _of(s).head_start)), 1), dtype="i8"),
)


CARDS: Final = (
    Card(
        "kindergarten",
        "Kindergarten",
        "children go at three, by their parents' standing; off unless `regime.kindergarten.stands`",
        "lif-001, lif-002, svc-023, seed-026; assumptions",
    ),
)
