"""Championships: children win them now and then, which is an act of their parents where a rulebook prices it.

    wins        with hazard `a_year` from the 8th to the 22nd birthday; the days until the next are the whole part of an
                exponential
    parents     a championship is an act of the child's parents in the household where the table of conduct says so
                (`done_by_child: championship`), and is then done in no other way

So a child that lives through these years wins 14 * `a_year` of them. The parents hear of it on the first day of the next
tick. Points move no child to win, and nothing follows for the child itself. The whole mechanism is off unless a regime asks
for it (`regime.championships.stands`).

Source: points for a child's championship, seed-010; how often children win what counts as one is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import CELL, TableColumn, Tally
from credopolis.core.maths import NEVER_NEAR, days_between
from credopolis.mechanisms.declare import Card, Dial, Event, Line
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, given

FIRST_AGE, LAST_AGE = 8, 22


class ChampionshipsParameters(Parameters):
    """Whether children win championships, and how often."""

    stands: bool = given(False, "whether children win championships", assumed=True, no_range="off and on")
    a_year: float = a_life_and_year(0.01, "championships, ages 8 to 21", low=0.001, high=0.05, most=10)


def _of(scenario: Any) -> ChampionshipsParameters:
    parameters: ChampionshipsParameters = scenario.regime.championships
    return parameters


def children_win(scenario: Any) -> bool:
    """Whether children win championships in a scenario, or under a set of rules."""
    return _of(scenario).stands and "championships" not in scenario.off and _of(scenario).a_year > 0.0


def days_between_wins(scenario: Any) -> float:
    """Mean days without a championship, as `core.maths.days_between` has them."""
    return days_between(_of(scenario).a_year) if children_win(scenario) else NEVER_NEAR


EVENTS: Final = (Event("championship", 18, "a child wins a championship", children_win),)
DIALS: Final = (Dial("wins", children_win, dtype="i8"), Dial("days_between_wins", days_between_wins))
LINES: Final = (Line("championship", "wins a championship", "nothing"),)
TALLIES: Final = (
    Tally(
        "championships", (CELL,), (CELL,), TableColumn("times", "int64", "person-times", "championships won"),
        "championships that children won", "championships (person-times)", needed=children_win,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "championships",
        "Championships",
        "children win championships, an act of their parents; off unless `regime.championships.stands`",
        "seed-010; assumptions",
    ),
)
