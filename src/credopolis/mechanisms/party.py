"""Party membership: grown-ups ask to join the Party at an age that is drawn with them, and are looked at with their parents.

    would join  whose draw of membership is below `level` times the share of members of its sex and schooling by which the
                society is drawn; of officials, whatever their schooling, below that of officials
    asks        with chance `by_35` at an age from 18 to before 36, else from 36 to before 60, each day as likely; age and
                chance are drawn with the life. Who becomes an official later asks on the first day of the next tick
    refused     where its own grade or list closes the gate `party_membership` or `political_vetting` on that day, or a
                parent's in the household closes it on the first day of the next tick; whoever is refused does not ask again
    joins       on the first day of the tick after that, for good

Schooling is that which the life will have had while it is at school, and afterwards that which it has. So of a cohort with some
schooling `level` times the share of the society's table joins by 60, and `by_35` of these by 36. On day 0 they are members of whom
this would be true had no gate ever stood: the society draws its members alike at all ages from 18 on, and here those are none
yet who ask later; `level` makes up for them. Members are then 6.9 in 100 people, as published, and 14 in
100 of them are 30 or younger, where 13 are; but only 16 are 61 or older, where 28 are, and 43 have been to college, where 53 have. An example: a woman with college, whose draw
is below the 19 in 100 of her like, asks at 26; her father is in D, and she stays out.

Whether acts ask for a member is asked of what a life is now, as are their penalties. Not modelled: applicants who are
turned away for other reasons, probation, leaving and expulsion, and what membership brings at work. The whole mechanism is off
unless a regime asks for it (`regime.party.stands`); it needs `stages`.

Source: admissions and their ages, lif-018; members and their ages, lif-012 and lif-016; women among members, lif-013;
political vetting sn-027; the file at the Party's door, seed-057 (dangan). That ages within these two spans are alike, and that
membership of those yet to come is that of the society's table, are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.schema import Column
from credopolis.mechanisms.declare import Block, Card, Dial, Line
from credopolis.mechanisms.entitlements import refused_in_states
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.stages import people_grow

GATES: Final = ("party_membership", "political_vetting")
"""Gates of a rulebook that close the Party; one is enough."""
AGES: Final = (18, 36, 60)
"""Birthdays between which people ask."""
N_LEVELS: Final = 5
OF_OFFICIALS: Final = N_LEVELS
OUTCOMES: Final = (
    "joins the Party", "is not taken into the Party, for its own standing",
    "is not taken into the Party, for its parents' standing",
)  # fmt: skip
JOINS, ITSELF, ITS_PARENTS = range(len(OUTCOMES))
NOTHING, WILL_ASK, IS_LOOKED_AT, HAS_ASKED = range(4)
"""Where a life is with the Party in the run."""
_ONE: Final = 65_536


class PartyParameters(Parameters):
    """Whether people join the Party, and at which age."""

    stands: bool = given(False, "whether people join the Party", assumed=True, no_range="off and on")
    level: float = given(
        1.72, "how many times the society's shares of members by schooling hold, of those who have come to ask", low=1.4, high=1.9,
        least=0, most=5, source="lif-012", note="6.85 % of all people are members",
    )  # fmt: skip
    by_35: float = share(
        0.808, "of those who join, by the age of 35", low=0.7, high=0.85, source="lif-018", note="in 2021"
    )


def _of(scenario: Any) -> PartyParameters:
    parameters: PartyParameters = scenario.regime.party
    return parameters


def people_join(scenario: Any) -> bool:
    """Whether people join the Party in a scenario, or under a set of rules."""
    return _of(scenario).stands and "party" not in scenario.off and people_grow(scenario)


def closed_in_states(scenario: Any) -> NDArray[np.bool_]:
    """In which states the Party is closed, (n_grades, 2 ** n_lists)."""
    return refused_in_states(scenario, GATES)


def members(scenario: Any) -> list[list[int]]:
    """Share of those who would join, in 65,536ths, of men and women by schooling, of officials last, (2, 6)."""
    links, level = scenario.tables.params.links, _of(scenario).level
    men = links.party_men_to_mean.value
    shares = (*(level * share for share in links.party_by_schooling.value), links.party_officials.value)
    return [[min(round(_ONE * s * sex), _ONE) for s in shares] for sex in (men, 2.0 - men)]


BLOCKS: Final = (
    Block(
        "party",
        (Column("party", "uint8", "stage of joining", "1 will ask, 2 is looked at, 3 has asked; else 0", bits=2),),
        people_join,
    ),
)
DIALS: Final = (
    Dial("admits", people_join, dtype="i8"),
    Dial("party_by_35", lambda s: _of(s).by_35),
    Dial("members", members, (2, N_LEVELS + 1), "i8"),
)
LINES: Final = (Line("party", "{}", "party", labels=OUTCOMES),)
OUTCOME: Final = labelled("party_outcome", OUTCOMES, "what became of who asked to join")
TALLIES: Final = (
    Tally(
        "party", (OUTCOME, CELL), (CELL, OUTCOME), TableColumn("lives", "int64", "persons", "lives to which it happened"),
        "who joined the Party, or was refused", "lives (persons)", needed=people_join,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "party",
        "Party membership",
        "grown-ups join the Party, vetted with their parents; off unless `regime.party.stands`",
        "lif-012, lif-013, lif-016, lif-018, sn-027, seed-057; assumptions",
    ),
)
