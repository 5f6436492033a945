"""Conduct: how often a life does an act, and how the rulebook's gates move it (MODEL 5).

hazard of act j by life i, a year:  rate_j * trait_j(i) * response_j(i)

- trait_j(i) = exp(slope_j * (driver_i - 1/2)) / norm_j, with mean 1 over the driver's stated distribution, so that
  without a regime the population does j at rate_j;
- response = exp(-deterrence_j * p_i * L_i) where the act would lose gates worth L_i (0 to 1), p_i being the
  perceived chance of being caught; a life with nothing below it has L = 0;
- response = exp(ambition_j * V_i) where the act would win gates worth V_i; short of the next grade, V counts the
  share of the distance that the points cover; inside a lock V = 0.

Source: the form is MODEL section 5 (deterrence after Becker 1968, doi:10.1086/259394); the strengths are
assumptions, each with its range, in the society's conduct table.
"""

from typing import Final

from credopolis.core.axes import ACT, CELL, SEEN_OR_NOT, TableColumn, Tally
from credopolis.core.jit import formula
from credopolis.core.maths import exp
from credopolis.mechanisms.declare import Line
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


@formula
def deterred(deterrence, perceived, loss):
    """Response of a life that would lose gates worth `loss` and expects to be caught with chance `perceived`."""
    return exp(-deterrence * perceived * loss)


@formula
def spurred(ambition, gain):
    """Response of a life that would win gates worth `gain`."""
    return exp(ambition * gain)


LINES: Final = (Line("act", "did: {}; {}"),)
