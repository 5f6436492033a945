"""Consent: who is asked before being scored, and agrees.

    a life is scored  =  it is of age, and its mark < consent     (mark: uniform in [0, 1), drawn once with the life)

So a share that rises adds lives to those who agreed before, and one that falls takes away the last of them. Who does not
agree has no score and no grade. What is on file of it is kept and its lists hold, but no entry moves points. A share of 0
means that nobody is scored.

Where the share changes on a date, those who agree from then on begin with the score's start, and what was entered before
does not count; of those who agree no more, score and grade are forgotten.

Source: Rongcheng's rules of 2021, rc-019: without consent records are kept, but there is no score and no incentive. Which
share agrees is nowhere on record, and that agreeing has nothing to do with anything else of a life is an assumption.
"""

from __future__ import annotations

from typing import Final

from credopolis.core.jit import formula
from credopolis.mechanisms.declare import Card, Line


@formula
def agrees_to(mark, share):
    """Whether a life agrees to be scored: its mark, uniform in [0, 1), and the share of lives that do -> bool."""
    return mark < share


LINES: Final = (
    Line("joins", "is scored from now on", "nothing"),
    Line("leaves", "is scored no more: no grade, and what is on file moves no points", "nothing"),
    Line("not_scored", "comes of age and is not scored, for want of consent or of a score", "nothing"),
)

CARDS: Final = (
    Card(
        "consent",
        "Consent",
        "who does not agree to be scored has no score and no grade; where the rulebook asks",
        "rc-019; shares are assumptions",
        can_be_off=False,
    ),
)
