"""The law of a run: what all its rules come to, side by side, so that provinces go from one to another by a number."""

from __future__ import annotations

import numpy as np

from credopolis.engine.banding import bands_of_rules
from credopolis.engine.columns import columns_of
from credopolis.engine.compile import (
    compile_acts,
    compile_dials,
    compile_rules,
    compile_stream,
    extent_of,
    number_pairs,
)
from credopolis.engine.eras import variants_at
from credopolis.engine.foresight import compile_released
from credopolis.engine.scenario import Scenario
from credopolis.engine.tally import Extent
from credopolis.engine.world import Law
from credopolis.mechanisms.consequences import decided_for


def compile_law(scenario: Scenario) -> tuple[Law, Extent]:
    """A scenario's rules as kernels read them on day 0, and the tallies that have room for what any of them counts.

    Raises
    ------
    BadValue, UnknownName
        If there are too many acts, or nobody says how often one happens.
    """
    variants, columns = scenario.variants, columns_of(scenario)
    tables = [compile_acts(variant, scenario) for variant in variants]
    streams = [compile_stream(variant, table) for variant, table in zip(variants, tables, strict=True)]
    acts = np.stack(tables)
    number_pairs(acts)
    extent = extent_of(scenario, acts)
    rules = [compile_rules(v, table, extent, columns) for v, table in zip(variants, acts, strict=True)]
    tables_of = [bands_of_rules(variant.rulebook) for variant in variants]
    bands = np.zeros((len(variants), max(map(len, tables_of))), np.uint8)
    for row, table in zip(bands, tables_of, strict=True):
        row[: len(table)] = table
    dials = np.array([compile_dials(variant) for variant in variants])
    by_cycle = any(variant.rulebook.resets.sets_grade for variant in variants)
    released = np.array([compile_released(v, rule, by_cycle) for v, rule in zip(variants, rules, strict=True)])
    decided = np.array([decided_for(variant) for variant in variants])
    days_0 = variants_at(scenario, 0)
    return Law(np.array(rules), dials, acts, bands, released, decided, np.array(streams), days_0), extent
