"""Conduct: how often a life does an act, and how the rulebook's gates move it.

    hazard of act j by life i, a year  =  rate_j * trait_j(i) * demography_j(i) * response_j(i)
    trait_j(i)       =  exp(slope_j * (driver_i - 1/2)) / norm_j      mean 1 over the driver's distribution

How common an act is by sex and age is demography's. An act of a couple, such as the birth of a child, is done by both
partners at once, whichever of them it comes from: each has an entry of its own, the partner's from the next tick on. Each
of them comes to it at half the rate, so that each does it at the rate that the table states.

The response is what deterrence and ambition make of the gates that the act would lose or win: `L_i` and `V_i`, the
changes in the value of open gates, scaled so that the rulebook's worst state is 0 and its best is 1. A life with nothing
below it has `L = 0`. Inside a lock `V = 0`. Short of the next grade, `V` counts the share of the distance that the points
cover. Since traits have mean 1, the population does j at `rate_j` where no rule moves it.

Source: that a trait tilts the rate exponentially is an assumption; rates and slopes stand, each with its source or range,
in the society's conduct table.
"""

from typing import Final

from credopolis.core.axes import ACT, CELL, SEEN_OR_NOT, TableColumn, Tally
from credopolis.core.jit import formula
from credopolis.mechanisms.declare import Card, Event, Line
from credopolis.mechanisms.ladder import clip_score, deserved

TALLIES: Final = (
    Tally(
        "acts", (SEEN_OR_NOT, ACT, CELL), (CELL, ACT, SEEN_OR_NOT),
        TableColumn("acts", "int64", "person-times", "acts committed"),
        "acts committed, whether any channel saw them or not", "acts (person-times)",
    ),
)  # fmt: skip


@formula
def stake(score, grade, mask, locked, act, added, rules, bands):
    """Change in the value of open gates that an act would bring, in [-1, 1]; negative is a loss.

    score : points; grade : index; mask : lists the life is on, bits; locked : bool; act : record of the act table;
    added : the list that this entry of the act puts one on, -1 for none.
    """
    grade_then = grade
    mask_then = mask
    share = 1.0
    if act["falls_to"] >= 0:
        if act["falls_to"] < grade:
            grade_then = act["falls_to"]
    elif act["points"] < 0:
        band = deserved(clip_score(score, act["points"], rules), rules, bands)
        if band < grade:
            grade_then = band
    elif act["points"] > 0 and not locked:
        band = deserved(clip_score(score, act["points"], rules), rules, bands)
        if band > grade:
            grade_then = band
        elif grade + 1 < rules["n_grades"]:
            grade_then = grade + 1
            share = act["points"] / (rules["grade_from"][grade + 1] - score)
    if added >= 0:
        mask_then = mask | (1 << added)
    if act["removes_from"] >= 0:
        mask_then = mask_then & ~(1 << act["removes_from"])
    return share * (rules["worth"][grade_then, mask_then] - rules["worth"][grade, mask])


EVENTS: Final = (Event("joint", 8, "a partner's part in an act of a couple"),)
LINES: Final = (Line("act", "did: {}; {}"),)


CARDS: Final = (
    Card(
        "conduct",
        "Conduct",
        "what people do, at yearly rates moved by a trait, by sex and by age",
        "docs/model.md, Conduct; rates in the society's conduct table",
        can_be_off=False,
    ),
)
