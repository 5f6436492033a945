"""Speaking: who says openly what it thinks also acts so; who hides it does not, and what is said is answered.

    who does an act of speech    lives that speak openly against the message, see `opinion`, and nobody else
    how often, a year            rate * trait of dissent * sex and age * times, as long as the life speaks
    times                        what keeps the mean of day 0 at the table's rate: sum over all who can do the act of rate *
                                 trait * sex and age, over the same sum of those of them who speak on day 0
    done on its day              with the chance exp(-deterrence * perceived chance of being caught * loss), as other acts

An act of speech is one of the class `speech` that dissent drives, such as negative information on social media. The times to
the next one are exponential, drawn on each settling day and after each one, at most one of a kind on a day. Entries then
hit those who speak: they are frightened, and at the next settling day some need more nerve than they have. So the loop is
closed: opinion, speech, entry, fear, silence. An example: with a rate of 0.6 a year, and a fifth of what is said coming from
people who would be silent, the others post 0.75 times a year, and who falls silent no more.

Deterrence moves who speaks to speak less often; it does not make anybody silent, which fear does. On day 0 nobody fears and
nobody has seen others speak. Where no typical life would speak on day 0, such acts are not done. False charges still strike
anybody who could have done it. The whole mechanism is off unless a regime asks for it (`regime.speaking.stands`); it needs `opinion`.

Source: rates, the society's conduct; that who falsifies does not post follows from what falsification is, pf-007; that deleted
posts and visits silence, spk-042, spk-044. That nobody else posts is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import CELL, TableColumn, Tally
from credopolis.mechanisms.declare import Card, Dial, Event
from credopolis.mechanisms.headline import Quantity, rate
from credopolis.mechanisms.opinion import opines
from credopolis.mechanisms.parameters import Parameters, given

DRIVER: Final = "dissent"
DOMAIN: Final = "speech"
_OF_A_POST: Final = 3.0


class SpeakingParameters(Parameters):
    """Whether acts of speech follow what people express."""

    stands: bool = given(False, "whether acts of speech follow what is expressed", assumed=True, no_range="off and on")


def speak_out(scenario: Any) -> bool:
    """Whether acts of speech follow what is expressed in a scenario, or under a set of rules."""
    return bool(scenario.regime.speaking.stands) and "speaking" not in scenario.off and opines(scenario)


def _acts_of_speech(scenario: Any) -> int:
    """How many acts of speech there are, at most."""
    table = (*scenario.conduct.acts.values(), *scenario.rulebook.act_conduct)
    spoken = sum(act is not None and act.domain == DOMAIN and act.driver == DRIVER for act in table)
    return spoken if speak_out(scenario) else 0


def told_of_an_entry(scenario: Any) -> float:
    """Events that an act of speech schedules besides an entry's, at most: its case, the next one, the end of a listing."""
    return _OF_A_POST if speak_out(scenario) else 0.0


EVENTS: Final = (Event("speech", 21, "who speaks openly does an act of speech", speak_out),)
DIALS: Final = (
    Dial("speaks_out", speak_out, dtype="i8"),
    Dial("acts_of_speech", _acts_of_speech, dtype="i8"),
)
TALLIES: Final = (
    Tally(
        "spoken", (CELL,), (CELL,), TableColumn("times", "int64", "person-times", "acts of speech that were done"),
        "acts of speech by who speaks openly", "acts (person-times)", needed=speak_out,
    ),
)  # fmt: skip


HEADLINES: Final = (
    rate("acts_of_speech", "acts of speech by who speaks openly", "speech", Quantity("spoken", "times"), asked=True),
)


CARDS: Final = (
    Card(
        "speaking",
        "Speaking",
        "acts of speech are done by who speaks openly, and by nobody else; off unless `regime.speaking.stands`",
        "pf-007, spk-042, spk-044; assumptions",
    ),
)
