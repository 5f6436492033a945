"""Freezing a run between two ticks, and thawing it: every number that the rest of the run depends on, by name.

What a scenario decides (rules, acts, the layout, who lives where) is not kept: it is built again and then held against
`tables_digest`, so a frozen run goes on only under the scenario and the kernels that it was frozen under.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from credopolis.core.errors import BadValue
from credopolis.engine.bounds import Unsound
from credopolis.engine.build import Engine
from credopolis.engine.eras import variants_at
from credopolis.engine.growing import EARNED, GROWN
from credopolis.engine.identity import scenario_digest
from credopolis.engine.institutions import Institutions
from credopolis.engine.lifespans import OF_KIN
from credopolis.engine.soundness import VARIANTS, check_arrays, check_plain, rules_of
from credopolis.engine.world import TRACED, Array
from credopolis.mechanisms.consequences import schooling_matters
from credopolis.mechanisms.deaths import households_change
from credopolis.mechanisms.jobs import people_change_work
from credopolis.mechanisms.stages import people_grow

_BUILT: Final = ("row", "trace_start", "trace_size", "trace_rows")
_WORLD: Final = ("standing", "extra", "nodes", "heads", "grids", "districts")


@dataclass(frozen=True)
class Frozen:
    """A run between two ticks.

    tick, day : ticks and days done. start : first day of the interval in hand. lived : seconds spent in ticks so far;
    seconds : the same by step. tables : hash of what the scenario decides. arrays : the state, by name.
    """

    tick: int
    day: int
    start: int
    lived: float
    seconds: dict[str, float]
    tables: str
    arrays: dict[str, Array]

    def about(self) -> dict[str, Any]:
        """All but the arrays, as plain data."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "arrays"}


def tables_digest(engine: Engine) -> str:
    """A hash of everything that a scenario decides and a run only reads, as it was given and as it was compiled."""
    layout = engine.layout
    digest = hashlib.blake2b(scenario_digest(engine.scenario).encode(), digest_size=16)
    law = engine.law._replace(variants=variants_at(engine.scenario, 0))
    for table in (*law, layout.grid_start, layout.district_grid_start, layout.district_province):
        digest.update(np.ascontiguousarray(table).tobytes())
    return digest.hexdigest()


def frozen_arrays(engine: Engine, institutions: Institutions, tally: Array) -> dict[str, Array]:
    """The state of a run, by name; large arrays are not copied.

    tally : (n_provinces, n_counts) int32, tallies of the interval in hand, by province.
    """
    return lives_arrays(engine) | {"tally": tally, VARIANTS: engine.law.variants.copy()} | institutions.state()


def lives_arrays(engine: Engine) -> dict[str, Array]:
    """The state of lives, calendars, grids and districts, by name; large arrays are not copied."""
    arrays = {name: getattr(engine.world, name) for name in _WORLD}
    arrays |= {f"block_{name}": array for name, array in engine.world.blocks._asdict().items() if len(array)}
    arrays["flags"] = engine.world.person["flags"] & ~np.uint16(TRACED)
    if engine.scenario.asks(households_change):
        arrays |= {name: engine.world.person[name].copy() for name in OF_KIN}
    if engine.scenario.asks(people_grow):
        arrays |= {name: engine.world.person[name].copy() for name in GROWN}
    if engine.scenario.asks(schooling_matters) or engine.scenario.asks(people_change_work):
        arrays |= {name: engine.world.person[name].copy() for name in EARNED}
    return arrays


def thaw(engine: Engine, institutions: Institutions, frozen: Frozen) -> None:
    """Put a built run where a frozen one was.

    Raises
    ------
    BadValue
        If it was frozen under another scenario.
    Unsound
        If it cannot be a run of this one; nothing is changed then.
    """
    if tables_digest(engine) != frozen.tables:
        what = "the scenario, which is not the one that the run was begun with"
        raise BadValue(what, engine.scenario.name, "the same people, length, seed, regime and settings")
    check_plain(engine, frozen.about())
    rows, begun = (len(engine.province_rows), engine.world.tally.shape[1]), engine.law.variants.copy()
    try:
        _go_by(engine, institutions, rules_of(engine, frozen.arrays, frozen.tick))
        built = frozen_arrays(engine, institutions, np.broadcast_to(np.int32(0), rows))
        check_arrays(engine, frozen.arrays, built, frozen.tick)
    except Unsound:
        _go_by(engine, institutions, begun)
        raise
    restore(engine, frozen.arrays)
    institutions.restore(frozen.arrays)
    restore_tally(engine, frozen.arrays["tally"])


def _go_by(engine: Engine, institutions: Institutions, variants: Array) -> None:
    """Let provinces go by these of the scenario's variants, (n_provinces,), before anything is put in its place."""
    engine.law.variants[...] = variants
    institutions.change(np.arange(len(variants)))


def restore(engine: Engine, arrays: dict[str, Array]) -> None:
    """The state of lives, calendars, grids and districts; what building decides for itself is kept."""
    world = engine.world
    for name in ("flags", *OF_KIN, *GROWN, *EARNED):
        if name in arrays:
            world.person[name] = arrays[name]
    for name in ("standing", "extra", "heads", "grids"):
        getattr(world, name)[...] = arrays[name]
    for name, block in world.blocks._asdict().items():
        if len(block):  # a block that the frozen run did not need begins empty, after a reform that asks for it
            block[...] = arrays.get(f"block_{name}", np.zeros_like(block))
    for name in world.districts.dtype.names or ():
        if name not in _BUILT:
            world.districts[name] = arrays["districts"][name]
    engine.world = world._replace(nodes=np.array(arrays["nodes"]))


def restore_tally(engine: Engine, tally: Array) -> None:
    """The tallies of the interval in hand; each province's go into its first row, since only their sums are read."""
    engine.world.tally[...] = 0
    engine.world.tally[engine.province_rows] = tally
