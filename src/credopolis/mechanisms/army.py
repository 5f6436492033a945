"""Military service: some ask to join the army between 18 and 22, are looked at with their parents, and serve for two years.

    asks        with chance `men`, or `women`, on a day between its 18th and its 22nd birthday, each as likely; chance and
                day are drawn with the life
    refused     where its own grade or list closes the gate `army` or `political_vetting` on that day, or where a parent's in
                the household closes it on the first day of the next tick; whoever is refused does not ask again
    serves      from the first day of the tick after that, for `years`; meanwhile it is neither employed nor a student, and
                its next stage at school comes as many days later. Then it goes back to what it did
    parents     a child's joining is an act of its parents where the table of conduct says so (`done_by_child: army`), and
                is then done in no other way: its rate is not used, and no points move a child to ask

So of a cohort that no gate touches, `men` have asked by 22, and a share men * years / 4 of the men from 18 to 22 joins in a
time of that length. Who lives there on day 0 and would have asked before was taken, for no gate stood then. An example: a
student of 19 asks on day 40 of a run with ticks of 7 days; on day 42 its mother, who is in D, is looked at, and on day 49 the
answer is no. Had she been in C, it would have joined on day 49, left on day 779, and finished college two years later.

Not modelled: officers and who stays on, selection by health, what service brings at work or for a place at college, and what
a family is paid. The whole mechanism is off unless a regime asks for it (`regime.army.stands`); it needs `stages`.

Source: points for a child in the army, seed-009; political vetting for the army, the Party and public posts, sn-027; the
file at the army's door, dangan. How many serve, and for how long, is remembered: some 400,000 recruits a year and two years
of service, beside 8 million men of an age.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.schema import Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Block, Card, Dial, Line
from credopolis.mechanisms.entitlements import refused_in_states
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.stages import people_grow

GATES: Final = ("army", "political_vetting")
"""Gates of a rulebook that close the army; one is enough."""
FIRST_AGE, LAST_AGE = 18, 22
OUTCOMES: Final = (
    "joins the army", "comes back from the army", "is not taken into the army, for its own standing",
    "is not taken into the army, for its parents' standing",
)  # fmt: skip
JOINS, RETURNS, ITSELF, ITS_PARENTS = range(len(OUTCOMES))
NOTHING, WILL_ASK, IS_LOOKED_AT, SERVES, HAS_SERVED, WAS_REFUSED = range(6)
"""Where a life is with the army."""


class ArmyParameters(Parameters):
    """Whether people serve in the army, how many, and for how long."""

    stands: bool = given(False, "whether people serve in the army", assumed=True, no_range="off and on")
    men: float = share(
        0.045, "men who serve where no gate refuses them", low=0.02, high=0.08,
        note="some 400,000 recruits a year beside 8 million men of an age, remembered",
    )  # fmt: skip
    women: float = share(0.001, "women who do", low=0.0002, high=0.005)
    years: float = given(
        2.0, "years of service", unit="years", low=2, high=3, least=0.1, most=10, note="by law, remembered"
    )


def _of(scenario: Any) -> ArmyParameters:
    parameters: ArmyParameters = scenario.regime.army
    return parameters


def people_serve(scenario: Any) -> bool:
    """Whether people serve in the army in a scenario, or under a set of rules."""
    return _of(scenario).stands and "army" not in scenario.off and people_grow(scenario)


def closed_in_states(scenario: Any) -> NDArray[np.bool_]:
    """In which states the army is closed, (n_grades, 2 ** n_lists)."""
    return refused_in_states(scenario, GATES)


def days_of_service(scenario: Any) -> int:
    """Days that somebody serves."""
    return round(_of(scenario).years * DAYS_PER_YEAR_OF_RATES)


BLOCKS: Final = (
    Block(
        "army",
        (
            Column(
                "army", "uint8", "stage of service",
                "1 will ask, 2 is looked at, 3 serves, 4 has served, 5 was refused; else 0", bits=3,
            ),
        ),
        people_serve,
    ),
)  # fmt: skip
DIALS: Final = (
    Dial("drafts", people_serve, dtype="i8"),
    Dial("army_share", lambda s: [_of(s).men, _of(s).women], (2,)),
    Dial("army_days", days_of_service, dtype="i8"),
)
LINES: Final = (Line("army", "{}", "army", labels=OUTCOMES),)
OUTCOME: Final = labelled("army_outcome", OUTCOMES, "what became of who asked to serve")
TALLIES: Final = (
    Tally(
        "army", (OUTCOME, CELL), (CELL, OUTCOME), TableColumn("lives", "int64", "persons", "lives to which it happened"),
        "who joined the army, came back, or was refused", "lives (persons)", needed=people_serve,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "army",
        "Military service",
        "some serve in the army, vetted with their parents; off unless `regime.army.stands`",
        "seed-009, sn-027; assumptions",
    ),
)
