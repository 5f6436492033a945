"""Party membership: grown-ups ask to join the Party at an age that is drawn with them, and are looked at with their parents.

    would join  whose draw of membership is below `level` times the share of members of its sex and schooling by which the
                society is drawn, times `with_college` with college; of those born before 1961 the odds are `elders` times that;
                of officials, whatever their schooling and year, below that of officials
    asks        with chance `by_35` at an age from 18 to before 36, else from 36 to before 60, each day as likely; age and
                chance are drawn with the life. Who becomes an official later asks on the first day of the next tick
    refused     where its own grade or list closes the gate `party_membership` or `political_vetting` on that day, or a
                parent's in the household closes it on the first day of the next tick; whoever is refused does not ask again
    joins       on the first day of the tick after that, for good

Schooling is that which the life will have had while it is at school, and afterwards that which it has. So of a cohort with some
schooling a multiple of the share of the society's table joins by 60, and `by_35` of these by 36. On day 0 they are members of whom
this would be true had no gate ever stood: the society draws its members alike at all ages from 18 on, by schooling alone, and
here those are none yet who ask later, and the old, of whom few went to school for long, were taken in from work and the army.
The three multiples are fitted, to 6.85 members in 100 people, 28 in 100 of them 61 or older, and 53 in 100 with college; then
13.8 in 100 are 30 or younger (13.1 on record), 13.3 from 31 to 35 (11.9), 18.9 from 36 to 45 (19.2), 18.6 from 46 to 55
(18.8), 7.2 from 56 to 60 (8.9), and 30.1 in 100 are women (29.4), to which nothing is fitted. An example: a woman with college,
whose draw is below the 23 in 100 of her like, asks at 26; her father is in D, and she stays out.

Whether acts ask for a member is asked of what a life is now, as are their penalties. Not modelled: applicants who are
turned away for other reasons, probation, leaving and expulsion, and what membership brings at work. The whole mechanism is off
unless a regime asks for it (`regime.party.stands`); it needs `stages`.

Source: admissions and their ages, lif-018; members, their ages and schooling, lif-012, lif-016 and lif-015; women among members,
lif-013; political vetting sn-027; the file at the Party's door, seed-057 (dangan). That ages within these two spans are alike, and that
those yet to come join as those of today did, are assumptions.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.schema import Column
from credopolis.mechanisms.declare import Block, Card, Dial, Line
from credopolis.mechanisms.entitlements import refused_in_states
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.stages import people_grow

GATES: Final = ("party_membership", "political_vetting")
"""Gates of a rulebook that close the Party; one is enough."""
AGES: Final = (18, 36, 60)
"""Birthdays between which people ask."""
ELDERS: Final = date(1961, 1, 1)
"""Whoever was born before is 61 or older at the end of 2021, for which ages of members are published."""
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
        0.88, "how many times the society's shares of members by schooling hold, of those who have come to ask", low=0.7, high=1.05,
        least=0, most=5, source="lif-012", note="fitted with the next two: 6.85 % of all people are members",
    )  # fmt: skip
    elders: float = given(
        3.7, "how many times the odds to join of those born before 1961, of the same schooling", low=2, high=5, least=0, most=50,
        source="lif-016", note="28 % of members are 61 or older",
    )  # fmt: skip
    with_college: float = given(
        2.4, "how many times as many join of those with college, beyond the society's shares", low=1.9, high=3, least=0, most=20,
        source="lif-015", note="53 % of members have been to a college",
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


def members(scenario: Any) -> list[list[list[int]]]:
    """Share of those who would join, in 65,536ths, of those born before `ELDERS` and later, of men and women, by schooling,
    of officials last, (2, 2, 6)."""
    links, party = scenario.tables.params.links, _of(scenario)
    men, officials = links.party_men_to_mean.value, links.party_officials.value
    times = (*[party.level] * (N_LEVELS - 1), party.level * party.with_college)
    found = []
    for odds in (party.elders, 1.0):
        of_cohort = []
        for sex in (men, 2.0 - men):
            shares = [min(k * share * sex, 1.0) for k, share in zip(times, links.party_by_schooling.value, strict=True)]
            by_schooling = [odds * share / (1.0 + (odds - 1.0) * share) for share in shares]
            of_cohort.append([round(_ONE * share) for share in (*by_schooling, min(officials * sex, 1.0))])
        found.append(of_cohort)
    return found


def elders_until(scenario: Any) -> int:
    """The first birthday, in days of the run, of those who are no elders any more."""
    start: date = scenario.start
    return (ELDERS - start).days


BLOCKS: Final = (
    Block(
        "party",
        (Column("party", "uint8", "stage of joining", "1 will ask, 2 is looked at, 3 has asked; else 0"),),
        people_join,
    ),
)
DIALS: Final = (
    Dial("admits", people_join, dtype="i8"),
    Dial("party_by_35", lambda s: _of(s).by_35),
    Dial("members", members, (2, 2, N_LEVELS + 1), "i8"),
    Dial("elders_until", elders_until, dtype="i8"),
)
LINES: Final = (Line("party", "{}", "party", labels=OUTCOMES),)
OUTCOME: Final = labelled("party_outcome", OUTCOMES, "what became of who asked to join")
TALLIES: Final = (
    Tally(
        "party", (OUTCOME, CELL), (CELL, OUTCOME), TableColumn("lives", "int64", "persons", "lives to which it happened"),
        "who joined the Party, or was refused", "lives (persons)", needed=people_join,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate("party_joined", "join the Party", "lives", Quantity("party", "lives").only(party_outcome=OUTCOMES[JOINS])),
)


CARDS: Final = (
    Card(
        "party",
        "Party membership",
        "grown-ups join the Party, vetted with their parents; off unless `regime.party.stands`",
        "lif-012, lif-013, lif-015, lif-016, lif-018, sn-027, seed-057; assumptions",
    ),
)
