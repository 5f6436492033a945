"""V07: repair is used by few, most exits from the list are by performing or because its term is over.

    exits by repair  =  100 * listings that a repair ended / listings that anything ended       in percent

On record are 18,188 repaired exits of May 2019 beside some 0.3 million exits of a month (December 2018). Here all exits
of seven and a half years from the list's first day are counted, from the dossiers of all lives: an exit is a line after
which a life is on the list no more, and by repair if that line is one. How often repair is begun was chosen by these
numbers, so agreement checks nothing. The rules are those of `judgment-defaulters`, which are the same all the time; in
the documented record repair is open to all from May 2019 on only.

Source: jd-022 to jd-024; tolerance of the table of targets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from credopolis.analysis.measures.dossiers import COLUMN, Dossiers, write_dossiers
from credopolis.analysis.targets.target import Setting, TargetNumber, Validated
from credopolis.engine.scenario import Scenario
from credopolis.engine.standing import TRACE_REPAIR

LIST: Final = "dishonest_debtors"
_GRIDS, _ROWS = 1, 60_000
"""Grids of a district, and lines that it has room for; no result depends on them."""


@dataclass(frozen=True)
class Exits:
    """Listings that ended, by repair and in all."""

    repaired: int
    all: int


def exits_of(written: Dossiers) -> Exits:
    """How listings ended, of all traced lives."""
    lines, place = written.lines, written.scenario.rulebook.list_names.index(LIST)
    on_it = (lines[:, COLUMN["listed"]] >> place) & 1
    life = lines[:, COLUMN["life"]]
    before = np.zeros_like(on_it)
    before[1:] = np.where(life[1:] == life[:-1], on_it[:-1], 0)
    left = (before == 1) & (on_it == 0)
    repaired = left & (lines[:, COLUMN["kind"]] == TRACE_REPAIR)
    return Exits(int(repaired.sum()), int(left.sum()))


def lived(scenario: Scenario) -> Exits:
    """The exits of a run."""
    return exits_of(write_dossiers(replace(scenario, district_grids=_GRIDS), np.arange(scenario.people), _ROWS))


def by_repair(exits: Exits) -> float:
    """Exits by repair in percent of all; NaN without any."""
    return 100.0 * exits.repaired / exits.all if exits.all else float("nan")


TARGET: Final = Validated(
    "V07",
    Setting("judgment-defaulters, every dossier", "judgment-defaulters", 7.5, people=120_000, live=lived,
            fixed=("regime.repair.uses_a_year",)),
    (TargetNumber("exits by repair", "percent", 5.5, 2.0, 12.0, True, ("jd-022", "jd-023", "jd-024"), by_repair,
                  floor=0.0),),
)  # fmt: skip
