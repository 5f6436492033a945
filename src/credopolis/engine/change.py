"""A change of rules between two ticks: where lives stand is read again under the rules that hold from now on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from credopolis.engine.build import Engine
from credopolis.engine.calendar import NO_AGENDA
from credopolis.engine.eras import variants_at
from credopolis.engine.places import places_of_districts
from credopolis.engine.reread import Before, read_again
from credopolis.engine.room import make_room
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import Array, Row
from credopolis.mechanisms import all as mechanisms


def enter_era(engine: Engine, tick: int) -> Array:
    """Let the rules of a tick hold before it is lived -> provinces whose rules are others than until now, (n,) int64.

    What lives show is read again where they change; what provinces keep is up to `Institutions.change`.

    Raises
    ------
    MemoryRanOut
        If the calendar must grow and cannot; nothing is changed then.
    """
    if not engine.scenario.eras:
        return np.zeros(0, np.int64)
    variants, wanted = engine.law.variants, variants_at(engine.scenario, int(engine.clocks[tick]["day"]))
    changed = np.flatnonzero(variants != wanted)
    moves = sorted({(int(variants[p]), int(wanted[p])) for p in changed})
    here = engine.world.districts["province"]
    of = [np.flatnonzero((variants[here] == old) & (wanted[here] == new)) for old, new in moves]
    if moves:
        _make_room_for_locks(engine, zip(of, moves, strict=True), tick)
    variants[...] = wanted
    scenarios, rules, bands = engine.scenario.variants, engine.law.rules, engine.law.bands
    for districts, (old, new) in zip(of, moves, strict=True):
        if not len(districts):
            continue  # the lives are with workers elsewhere
        _forget(engine, districts, old, new)
        stood = stood_under(scenarios[old], rules[old], bands[old], scenarios[new], rules[new])
        read_again(districts, engine.world, engine.law, NO_AGENDA, engine.clocks[tick], stood)
    return changed


def stood_under(old: Scenario, rules: Row, bands: Array, new: Scenario, its: Row) -> Before:
    """What lives stood under, and what of it changes. rules, its : RULES of before and after."""
    book, other = old.rulebook, new.rulebook
    bounds = (book.score_min, book.score_max) != (other.score_min, other.score_max)
    moved = bounds or not np.array_equal(book.band_of, other.band_of)
    return Before(
        rules["lock_days"], bands, book.score_min, book.score_start, other.score_start, moved, relocks(rules, its)
    )


def relocks(rules: Row, its: Row) -> bool:
    """Whether some lock has another length."""
    return not np.array_equal(rules["lock_days"], its["lock_days"])


def locked_lives(engine: Engine, day: int) -> Array:
    """Lives of each district in a lock that runs beyond a day, (n_districts,) int64."""
    starts = places_of_districts(engine.world)[:-1]
    locked = (engine.world.standing["lock_until"] > day).astype(np.int64)
    return np.add.reduceat(locked, starts) if len(starts) else locked


def _make_room_for_locks(engine: Engine, moves: Iterable[tuple[Array, tuple[int, int]]], tick: int) -> None:
    """Room for the new end of each lock whose length changes."""
    locked = locked_lives(engine, int(engine.clocks[tick]["day"]))
    least = np.zeros_like(locked)
    for districts, (old, new) in moves:
        if relocks(engine.law.rules[old], engine.law.rules[new]):
            least[districts] = locked[districts]
    engine.world = make_room(engine.world, least)


def _forget(engine: Engine, districts: Array, old: int, new: int) -> None:
    """Empty what the new rules count and the old ones did not, or the other way round, as a reform does."""
    law, extra = engine.law, engine.world.extra
    kept = np.zeros(extra.shape[1], bool)
    kept[: int(law.rules[old]["n_lists"])] = True
    mine, its = law.acts[old], law.acts[new]
    counted, capped = (mine["adds_after"] > 1) & (its["adds_after"] > 1), (mine["cap"] > 0) & (its["cap"] > 0)
    kept[its["count_column"][counted]] = True
    kept[its["cap_column"][capped]] = True
    if capped.any():
        kept[int(law.rules[new]["cap_year_column"])] = True
    blocks = engine.world.blocks._asdict()
    unneeded = [blocks[b.name] for b in mechanisms.BLOCKS if not b.needed(engine.scenario.variants[new])]
    ends = places_of_districts(engine.world)
    for d in districts.tolist():
        lives = slice(ends[d], ends[d + 1])
        extra[lives, ~kept] = 0
        for block in unneeded:
            block[lives] = 0
