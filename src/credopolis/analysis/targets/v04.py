"""V04: refused tickets add up, for flights faster than for trains.

    least rise  =  the smaller of two rises of flights refused for each train, over May, December 2018 and July 2019

Counted are tickets, not persons. Flights by May and December 2018 and trains by May 2018 were fitted, and so
is what the two give for each other; the rest checks.

Source: jd-005, jd-006, jd-008, jd-009, jd-012 (whose jump from April to July 2019 is suspicious); tolerances of the
table of targets.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from credopolis.analysis.measures.on_record import found_of
from credopolis.analysis.measures.trajectories import Trajectories
from credopolis.analysis.targets.target import CHINA, TargetNumber, Validated, of_record, row_named

_DATES: Final = ("by May 2018", "by the end of 2018", "by 9 July 2019")
_RATIOS: Final = tuple(f"flights refused for each train {date}" for date in _DATES)
_LARGEST: Final = 1e6


def _rise(courses: Trajectories) -> float:
    ratios = [found_of(courses, row_named(CHINA.scenario, name)) for name in _RATIOS]
    return min(after - before for before, after in pairwise(ratios))


def _rising() -> TargetNumber:
    facts = tuple(dict.fromkeys(one for name in _RATIOS for one in row_named(CHINA.scenario, name).facts))
    note = "any rise agrees"
    return TargetNumber(
        "least rise of flights refused for each train", "", 0.56, 0.0, _LARGEST, False, facts, _rise, note
    )


TARGET: Final = Validated(
    "V04",
    CHINA,
    (
        *of_record(CHINA.scenario, *(f"flights refused {date}" for date in _DATES)),
        *of_record(CHINA.scenario, *(f"trains refused {date}" for date in _DATES)),
        *of_record(CHINA.scenario, *_RATIOS),
        _rising(),
    ),
)
