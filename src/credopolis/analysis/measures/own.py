"""Measures of one mechanism's own table, and how far opinions lie apart: only runs that have the table have them.

A comparison has those that all its runs have. An ablation has those of the run with everything on, so that the measures
of a mechanism that is switched off are 0 or not defined there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from credopolis.analysis.measures.headlines import Measure
from credopolis.analysis.measures.minds import TABLE, VARIANCES
from credopolis.mechanisms.all import HEADLINES, TABLES
from credopolis.mechanisms.headline import OWN_TOPICS

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_OWN: Final = {one.name: (one, Measure.made_of(one)) for one in HEADLINES if one.topic in OWN_TOPICS}
OWN_MEASURES: Final = (*(measure for _, measure in _OWN.values()), *VARIANCES)
"""All of them, in order."""


def own_measures(scenarios: Sequence[Scenario]) -> tuple[Measure, ...]:
    """Those that all these scenarios have."""
    there = {table.name for table in TABLES if all(scenario.asks(table.needed) for scenario in scenarios)}
    found = [measure for one, measure in _OWN.values() if one.part.table in there]
    return (*found, *(VARIANCES if TABLE in there else ()))
