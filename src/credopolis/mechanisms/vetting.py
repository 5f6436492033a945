"""Vetting: what a life asks of its family's standing, and what a family hears of its children.

    asks        on its own day: its own gate is looked at at once; its parents are told on the first day of the next tick
    is looked at  a parent whose grade or list closes the gate answers on the first day of the tick after that
    enters      on that same day, unless an answer came; a parent who died meanwhile does not answer

What a child does that is an act of its parents (`done_by_child`) reaches the mother, or where she is not there the father,
on the first day of the next tick: it is seen or not as any act of hers, and she shares it with her partner as couples do
(`of_a_couple`). So no life reads or changes what another reads within a tick.

Source: that families are vetted with who asks, sn-027 and the dossier (`dangan`); the days that it takes are an assumption.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms import army, championships, party
from credopolis.mechanisms.declare import Card, Dial, Event
from credopolis.rulebook.conduct import OF_CHILDREN

DOORS: Final = ("army", "party")
"""What a life may ask to be taken into; its place is the bit in what states decide."""
ARMY, PARTY = range(len(DOORS))
STEPS: Final = ("asks", "looked at", "refused", "enters", "returns", "told")
ASKS, LOOKED_AT, REFUSED, ENTERS, RETURNS, TOLD = range(len(STEPS))
FEATS: Final = OF_CHILDREN[1:]
"""What a child may do that is an act of its parents."""
SERVICE, CHAMPIONSHIP = FEATS.index("army"), FEATS.index("championship")
SELF: Final = 128
"""In place of how far off in the household another life is: nobody else."""


def closed_in_states(scenario: Any) -> NDArray[np.int32]:
    """Doors that are closed in each state, a bit each, (n_grades, 2 ** n_lists)."""
    closed = army.closed_in_states(scenario), party.closed_in_states(scenario)
    return np.asarray(closed[0].astype(np.int32) << ARMY | closed[1].astype(np.int32) << PARTY)


def families_hear(scenario: Any) -> bool:
    """Whether lives ask of, or tell, their families anything."""
    return army.people_serve(scenario) or party.people_join(scenario) or championships.children_win(scenario)


def done_by_children(scenario: Any) -> tuple[bool, ...]:
    """Which of `FEATS` children do themselves, so that parents do them in no other way."""
    return army.people_serve(scenario), championships.children_win(scenario)


def _vetted(scenario: Any) -> list[int]:
    """Which of `DOORS` any state closes; where none does, nobody need be looked at."""
    closed = closed_in_states(scenario)
    return [int((closed >> k & 1).any()) for k in range(len(DOORS))]


EVENTS: Final = (
    Event("vetting", 17, "a life asks to be taken, is looked at, enters, or hears what its child did", families_hear),
)
DIALS: Final = (
    Dial("in_families", families_hear, dtype="i8"),
    Dial("vetted", _vetted, (len(DOORS),), "i8"),
)


CARDS: Final = (
    Card(
        "vetting",
        "Vetting",
        "who asks to be taken is looked at with its parents; parents have a part in what children do",
        "sn-027; assumptions",
        can_be_off=False,
    ),
)
