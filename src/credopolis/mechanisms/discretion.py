"""Discretion: cases waived for the connected, and points that officials choose.

    waived              =  corruption * guanxi, the chance of a case; less where `discipline` or `audits` stand
    points of an entry  =  the usual ones; where the rulebook leaves a range, any below the usual with chance
                           (most - usual) / (most - fewest), else any above: the usual ones on average

Where a rulebook leaves officials a range of points, they use the share `points_range` of it. Groups are treated alike
unless `harsher_on_minority` says otherwise.

Source: seed-069 (publicity exposes corruption), rc-015 (5 to 50 points at an officer's discretion). Strengths are
assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from credopolis.core.jit import formula
from credopolis.mechanisms.audits import audits_stand
from credopolis.mechanisms.declare import Card, Dial, Line, ProvinceField, Sum, Term
from credopolis.mechanisms.discipline import heed
from credopolis.mechanisms.parameters import Parameters, share
from credopolis.mechanisms.transparency import differs


class DiscretionParameters(Parameters):
    """Favours, and points that officials choose."""

    corruption: float = share(
        0.2, "chance that a fully connected life's case is waived", low=0, high=0.6, source="seed-069"
    )
    points_range: float = share(
        1.0,
        "share of a rulebook's range of points that officials use, 0 for the usual points only",
        low=0,
        high=1,
        source="rc-015",
    )
    harsher_on_minority: float = share(
        0.0, "share of the minority's entries at the harsh end of the range in any case", low=0, high=0.3
    )


@formula
def waiver_chance(corruption, guanxi):
    """Chance that an official waives a case against a life: both in [0, 1] -> probability."""
    return corruption * guanxi


def range_used(usual: int, ends: Sequence[int], share: float) -> tuple[int, int]:
    """The fewest and the most points that officials give who use a share of the rulebook's range, which has two ends."""
    fewest, most = ends
    return usual - round(share * (usual - fewest)), usual + round(share * (most - usual))


@formula
def points_chosen(usual, fewest, most, harsher, side, place):
    """Points that an official gives: fewest <= usual <= most, share always harsh, two uniforms in [0, 1) -> points."""
    below = (most - usual) / (most - fewest)
    if side < below + harsher * (1.0 - below):
        return usual - int(place * (usual - fewest + 1))
    return usual + int(place * (most - usual + 1))


def governed(scenario: Any) -> bool:
    """Whether favours differ by province or with audits, in a scenario or under a set of rules."""
    return differs(scenario) or audits_stand(scenario)


SUMS: Final = (Sum("favours", "cases that officials waived"),)
FIELDS: Final = (
    ProvinceField(
        "favours_left",
        "favours for each that the nation's heed leaves",
        lambda scenario: float(governed(scenario)),
        needed=governed,
    ),
)
TERMS: Final = (Term("governed", governed, "i8"),)
LINES: Final = (Line("waived", "the official waives the case: {}"),)
DIALS: Final = (
    Dial("corruption", lambda s: 0.0 if "discretion" in s.off else s.regime.discretion.corruption * heed(s)),
    Dial("governed", governed, dtype="i8"),
    # Share of entries at the harsh end of a range of points, by majority and minority.
    Dial(
        "harsher",
        lambda s: (0.0, 0.0 if "discretion" in s.off else s.regime.discretion.harsher_on_minority),
        shape=(2,),
    ),
)
CARDS: Final = (
    Card(
        "discretion",
        "Discretion",
        "cases of the connected are waived, and officials choose points where a rulebook lets them",
        "seed-069, rc-015; assumptions",
    ),
)
