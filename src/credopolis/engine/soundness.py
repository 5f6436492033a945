"""Whether a frozen run can be one of this scenario: nothing of it reaches a kernel before everything is checked.

A hash says that a file is as it was written, not who wrote it. So every array must have the type and shape that this
engine has, every index must lead where it may lead, and counts must agree with one another. What could have been is
believed: a score that is another score, with the sums to it, makes other results and no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from credopolis.engine.bounds import Unsound, none, refuse_unless, same, within
from credopolis.engine.build import Engine
from credopolis.engine.calendar import CASE
from credopolis.engine.eras import variants_at
from credopolis.engine.inspection import FAULTS, Walk, inspect_calendar
from credopolis.engine.scenario import Scenario
from credopolis.engine.schedule import STEPS
from credopolis.engine.sound_lifespans import (
    check_flags,
    check_kin,
    check_lifespans,
    check_present,
    check_stages,
    with_kin,
)
from credopolis.engine.sound_lives import check_blocks, check_lives, check_sums
from credopolis.engine.sound_provinces import check_provinces, check_tally
from credopolis.engine.world import Array, Law, World
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.deaths import households_change, lives_end
from credopolis.mechanisms.stages import people_grow

VARIANTS: Final = "variants"
"""Name of the array of a frozen run that says by which of the scenario's rules each province lives."""
_MOST_OF_A_GRID: Final = 1000.0  # events a life and day: far more than any stream of candidates holds
_SECONDS: Final = 1e10
_COUNTED: Final = (
    "reports", "charged", "violations", "shown", "betrayed", "wronged", "turned_away", "favoured", "shame"
)  # fmt: skip
_LEVELS: Final = {"near": -1.0, "state": -1.0, "seen": 0.0, "spoken": -1.0}
"""The least that each of these fields of a grid may be; none is above 1."""


def check_plain(engine: Engine, about: Mapping[str, Any]) -> None:
    """Check all of a frozen run but its arrays, as plain data.

    Raises
    ------
    Unsound
        With the first value that cannot be.
    """
    s, known = engine.scenario, ("tick", "day", "start", "lived", "seconds", "tables")
    same("the names of its values", sorted(map(str, about)), sorted(known))
    for name in ("tick", "day", "start"):
        refuse_unless(type(about[name]) is int, name, about[name], "a whole number")
    records, tick = s.records_at(), about["tick"]
    refuse_unless(1 <= tick < s.ticks, "tick", tick, f"1 to {s.ticks - 1}")
    same("day", about["day"], min(tick * s.tick_days, s.days))
    closed = max((k + 1 for k in range(tick) if records[k]), default=0)
    same("start", about["start"], min(closed * s.tick_days, s.days))
    seconds, steps = about["seconds"], tuple(step.name for step in STEPS)
    refuse_unless(isinstance(seconds, dict) and set(seconds) <= {*steps}, "seconds", seconds, "by step of a tick")
    for name, value in {"lived": about["lived"], **seconds}.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        refuse_unless(number and 0 <= value <= _SECONDS, name, value, f"0 to {_SECONDS:g} seconds")
    refuse_unless(isinstance(about["tables"], str), "tables", about["tables"], "a text")


def check_arrays(engine: Engine, arrays: Mapping[str, Array], expected: Mapping[str, Array], tick: int) -> None:
    """Check the arrays of a frozen run after so many ticks.

    expected : the arrays of the built run, by name; only their types and shapes count.

    Raises
    ------
    Unsound
        With the first value that cannot be.
    """
    _check_forms(arrays, expected)
    world = engine.world._replace(
        standing=arrays["standing"], extra=arrays["extra"], nodes=arrays["nodes"], heads=arrays["heads"],
        grids=arrays["grids"], districts=arrays["districts"], **with_kin(engine.world, arrays),
    )  # fmt: skip
    clock = engine.clocks[tick]
    _check_places(engine, world)
    _check_grids(engine, world, int(clock["day"]))
    check_flags(engine, arrays["flags"])
    marks, ends = _walk(engine, world, clock)
    check_lives(engine, world, int(clock["day"]), marks, ends)
    check_blocks(arrays, int(clock["day"]), len(engine.law.acts[0]))
    check_present(world)
    if engine.scenario.asks(households_change):
        check_kin(engine, world, int(clock["day"]))
    if engine.scenario.asks(lives_end):
        check_lifespans(engine, world, int(clock["day"]), marks)
    if engine.scenario.asks(people_grow):
        check_stages(engine, world, int(clock["day"]))
    check_sums(engine, world, int(clock["day"]))
    check_tally(engine, world, arrays["tally"], tick)
    check_provinces(engine, arrays, expected)


def rules_of(engine: Engine, arrays: Mapping[str, Array], tick: int) -> Array:
    """By which rules the provinces of a frozen run live, (n_provinces,) int64: those of the last tick, or of the next.

    Raises
    ------
    Unsound
        If they can be neither.
    """
    found, s = arrays.get(VARIANTS, np.zeros(0)), engine.scenario
    might = [variants_at(s, k * s.tick_days) for k in (tick - 1, tick)]
    fine = found.dtype == np.int64 and any(np.array_equal(found, wanted) for wanted in might)
    refuse_unless(fine, VARIANTS, found.tolist(), "the rules that hold in each province")
    return found


def other_kinds(scenario: Scenario) -> Array:
    """Kinds of event that mechanisms add and this scenario has, (kinds,) uint8; the engine's own are 0."""
    kinds = np.zeros(1 + max(event.kind for event in mechanisms.EVENTS), np.uint8)
    for event in mechanisms.EVENTS:
        kinds[event.kind] = event.kind > int(CASE) and scenario.asks(event.needed)
    return kinds


def _check_forms(arrays: Mapping[str, Array], expected: Mapping[str, Array]) -> None:
    """Names, types and shapes of all arrays; only the calendar may be longer than it was built."""
    same("the names of its arrays", sorted(arrays), sorted(expected))
    for name, form in expected.items():
        array = arrays[name]
        same(f"the type of {name}", array.dtype, form.dtype)
        wanted = (len(array), *form.shape[1:]) if name == "nodes" and array.ndim else form.shape
        same(f"the shape of {name}", array.shape, wanted)
        refuse_unless(array.flags.c_contiguous, f"the order of {name}", "by columns", "by rows")


def _check_places(engine: Engine, world: World) -> None:
    """Where lives, grids and calendars lie."""
    for kind, here, built, names in (
        (
            "grids",
            world.grids,
            engine.world.grids,
            ("start", "places", "first", "lives", "at", "ranks", "mortality", "fertility", "weight"),
        ),
        ("districts", world.districts, engine.world.districts, ("grid_start", "grid_stop", "grid_next", "province")),
    ):
        for name in names:
            none(f"{kind}.{name}", here[name] != built[name], here[name], "as the scenario lays them out")
    districts, sizes = world.districts, world.districts["node_size"]
    within("districts.node_size", sizes, 0, len(world.nodes))
    same("the number of nodes", len(world.nodes), int(sizes.sum()))
    emptied = (one.name for one in mechanisms.SUMS if not one.lasting)
    for name in (*emptied, "node_need", "exceeded", "overflow"):
        within(f"districts.{name}", districts[name], 0, 0)


def any_rules(law: Law) -> Law:
    """One set of rules that lets everything stand in the calendar which any of a run's rules may have put there."""
    acts, rules = law.acts[:1].copy(), law.rules[:1].copy()
    for name in ("priced", "expires_days", "negative", "repairable", "of_a_couple"):
        acts[name][0] = law.acts[name].max(axis=0)
    rules["list_days"][0] = law.rules["list_days"].max(axis=0)
    rules["score_min"], rules["score_max"] = law.rules["score_min"].min(), law.rules["score_max"].max()
    return law._replace(rules=rules, acts=acts, variants=np.zeros_like(law.variants))


def _check_grids(engine: Engine, world: World, day: int) -> None:
    most = _MOST_OF_A_GRID * (engine.world.grids["lives"] + 1.0) * (day + 1)
    for name in _COUNTED:
        of_grids = world.grids[name].reshape(len(most), -1)
        within(f"grids.{name}", of_grids.reshape(-1), 0.0, np.repeat(most, of_grids.shape[1]))
    for name, least in _LEVELS.items():
        within(f"grids.{name}", world.grids[name], least, np.ones(len(most)))


def _walk(engine: Engine, world: World, clock: Any) -> tuple[Array, Array]:
    """Follow every list of the calendars -> what each life has there, see `inspection`."""
    lives, found = len(world.standing), np.zeros(4, np.int64)
    seen = np.zeros(len(world.nodes), np.uint8)
    marks, ends = np.zeros(lives, np.uint8), np.zeros(lives, np.uint8)
    from_days = int(engine.scenario.rulebook.scored_from_days)
    others = other_kinds(engine.scenario)
    inspect_calendar(Walk(world, any_rules(engine.law), from_days, seen, marks, ends, others), found, clock)
    fault, district, grid, bucket = found.tolist()
    if fault:
        where = f"grid {grid}, bucket {bucket}" if grid >= 0 else "the list of free nodes"
        what = f"the calendar of district {district} ({where})"
        raise Unsound(what, "broken", f"a list that ends; this one {FAULTS[fault]}")
    return marks, ends
