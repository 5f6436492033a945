"""A change of rules between two ticks: where lives stand is read again under the rules that hold from now on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from credopolis.engine.banding import bands_of_rules
from credopolis.engine.build import Engine
from credopolis.engine.calendar import NO_AGENDA
from credopolis.engine.columns import columns_of
from credopolis.engine.eras import variants_at
from credopolis.engine.here import NO_RECORDS
from credopolis.engine.lifespans import Moves, reckon
from credopolis.engine.places import places_of_districts
from credopolis.engine.reread import Before, read_again
from credopolis.engine.room import make_room
from credopolis.engine.world import OF_MINDS, Array, Law, Row
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms import course


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
    wanted = variants_at(engine.scenario, int(engine.clocks[tick]["day"]))
    changed = np.flatnonzero(engine.law.variants != wanted)
    if len(changed):
        change_rules(engine, wanted, tick)
    return changed


def change_rules(engine: Engine, wanted: Array, tick: int) -> None:
    """Put provinces under others of a run's rules, and read their lives again, before a tick is lived.

    wanted : (n_provinces,) int64, the number of each province's rules among `Scenario.variants`.

    Raises
    ------
    MemoryRanOut
        If the calendar must grow and cannot; nothing is changed then.
    """
    variants, here = engine.law.variants, engine.world.districts["province"]
    changed = np.flatnonzero(variants != wanted)
    moves = sorted({(int(variants[p]), int(wanted[p])) for p in changed})
    of = [np.flatnonzero((variants[here] == old) & (wanted[here] == new)) for old, new in moves]
    stood = [_stood_under(engine, old, new) for old, new in moves]
    lifespans = Lifespans(engine, wanted, tick)
    _make_room(engine, zip(of, [new for _, new in moves], stood, strict=True), tick, lifespans.dying)
    variants[...] = wanted
    lifespans.move()
    for districts, (old, new), before in zip(of, moves, stood, strict=True):
        if len(districts):  # else the lives are with workers elsewhere
            _forget(engine, districts, old, new)
            read_again(districts, engine.world, engine.law, NO_AGENDA, NO_RECORDS, engine.clocks[tick], before)


def _stood_under(engine: Engine, old: int, new: int) -> Before:
    """What lives stood under, and what of it changes. old, new : numbers of rules."""
    law, variants = engine.law, engine.scenario.variants
    book, other = variants[old].rulebook, variants[new].rulebook
    bounds = (book.score_min, book.score_max) != (other.score_min, other.score_max)
    alike = book.newcomers == other.newcomers
    by_entries = (book.mean, book.together) != (other.mean, other.together)
    moved = by_entries or bounds or not alike or not np.array_equal(bands_of_rules(book), bands_of_rules(other))
    mine, its = law.rules[old], law.rules[new]
    lengths = (mine["lock_days"] != its["lock_days"]) | (mine["again"] != its["again"]).any(axis=1)
    lengths |= mine["lock_cycles"] != its["lock_cycles"]
    lengths |= (its["lock_cycles"] > 0) & any(mine[key] != its[key] for key in ("resets_every", "sets_after"))
    return Before(
        mine["lock_days"], lengths, law.bands[old], book.score_min, book.score_start, other.score_start, moved,
        bool(lengths.any()), int(mine["new_bands"]), alike, by_entries, _of_a_score(engine),
    )  # fmt: skip


def _of_a_score(engine: Engine) -> Array:
    """Columns of `World.extra` that hold what a life remembers for its score, (n_columns,) bool: all but lists, counts
    of entries, and what caps go by."""
    columns, found = columns_of(engine.scenario), np.ones(engine.world.extra.shape[1], bool)
    found[: len(engine.scenario.rulebook.list_names) + len(columns.counted)] = False
    for first, width in columns.windows.values():
        found[first : first + width] = False
    found[columns.year :] = False
    return found


class Lifespans:
    """Days of death under other hazards: what is left of each life's threshold stays, and nothing is drawn anew."""

    def __init__(self, engine: Engine, wanted: Array, tick: int) -> None:
        """wanted : (n_provinces,), the rules to come. dying : (n_districts,), who will die within the run then."""
        self.engine, self.wanted, self.tick = engine, wanted.copy(), tick
        self.old, of = engine.law.variants.copy(), engine.world.districts["province"]
        rates = engine.law.dials["death_rate"]
        moved = (rates[self.old[of]] != rates[self.wanted[of]]).any(axis=(1, 2, 3))
        self.districts = np.flatnonzero(moved)
        self.dying = np.zeros(len(of), np.int64)
        self._reckon(0, self.dying)
        if engine.law.dials["cares"].any():  # a life that is read again may come to another day besides
            changed = self.old[of] != self.wanted[of]
            self.dying += np.where(changed, 2 * np.diff(places_of_districts(engine.world)), 0)

    def move(self) -> None:
        """Keep them."""
        self._reckon(1, np.zeros_like(self.dying))

    def _reckon(self, kept: int, counts: Array) -> None:
        e, moves = self.engine, Moves(self.old, self.wanted, 0, kept)
        if len(self.districts):
            reckon(self.districts, e.world, e.law, NO_AGENDA, NO_RECORDS, e.clocks[self.tick], moves, counts)


def _make_room(engine: Engine, moves: Iterable[tuple[Array, int, Before]], tick: int, dying: Array) -> None:
    """Room for the new end of each lock whose length changes, and of each life, and for requests that may be refused.

    moves : districts, the number of the rules to come, and what their lives stood under. dying : (n_districts,), see
    `Lifespans`.
    """
    starts, day = places_of_districts(engine.world)[:-1], int(engine.clocks[tick]["day"])
    least = dying.copy()
    for districts, new, before in moves:
        if not len(districts):
            continue
        if before.relocked:
            locked = engine.world.standing["lock_until"] > day
            least[districts] += np.add.reduceat(locked, starts, dtype=np.int64)[districts]
        its = engine.law.rules[new]
        begins = 4 * int(its["ungraded"] >= 0 and (its["gives_points"] > 0 or its["new_days"] > 0))
        for needed in (engine.law.dials[new]["serves"], its["sets_grade"], begins):
            if needed > 0:
                least[districts] += max(begins, 1) * np.diff(places_of_districts(engine.world))[districts]
    engine.world = make_room(engine.world, least)


def _forget(engine: Engine, districts: Array, old: int, new: int) -> None:
    """Empty what the new rules count and the old ones did not, or the other way round, as a reform does."""
    law, extra = engine.law, engine.world.extra
    kept = np.zeros(extra.shape[1], bool)
    kept[: int(law.rules[old]["n_lists"])] = True
    mine, its = law.acts[old], law.acts[new]
    counted, capped = (mine["adds_after"] > 1) & (its["adds_after"] > 1), (mine["cap"] > 0) & (its["cap"] > 0)
    kept[its["count_column"][counted]] = True
    for act in its[(its["window_times"] > 0) & (its["window_times"] == mine["window_times"])]:
        kept[act["window_column"] : act["window_column"] + act["window_times"]] = True
    _keep_repeated(kept, mine, its)
    kept[its["cap_column"][capped]] = True
    if law.rules[new]["cleared_column"] >= 0:
        kept[int(law.rules[new]["cleared_column"])] = True
    if law.rules[new]["today_column"] >= 0:
        kept[int(law.rules[new]["today_column"]) :][:3] = True
    if law.rules[new]["began_column"] >= 0:
        kept[int(law.rules[new]["began_column"])] = True
        for grade in np.flatnonzero(law.rules[new]["again_column"]):
            first, key = int(law.rules[new]["again_column"][grade]), ("again", "again_for")
            alike = all((law.rules[old][k][grade] == law.rules[new][k][grade]).all() for k in key)
            kept[first : first + int((law.rules[new]["again"][grade] > 0).sum())] = alike
    _keep_entries(kept, law, old, new)
    if law.rules[new]["new_column"] >= 0:  # whoever is none any more forgets it when it is read again
        kept[int(law.rules[new]["new_column"]) :][:2] = True
    gives = ("gives_points", "gives_after", "gives_up_to")
    if law.rules[new]["gives_column"] >= 0:
        kept[int(law.rules[new]["gives_column"])] = all(law.rules[old][key] == law.rules[new][key] for key in gives)
    if capped.any():
        kept[int(law.rules[new]["cap_year_column"])] = True
    _empty_grids(engine, districts, new)
    _empty_blocks(engine, districts, new)
    ends = places_of_districts(engine.world)
    for d in districts.tolist():
        extra[ends[d] : ends[d + 1], ~kept] = 0


def _empty_blocks(engine: Engine, districts: Array, new: int) -> None:
    """Empty what lives of districts keep for mechanisms that the new rules do not ask for."""
    blocks, ends = engine.world.blocks._asdict(), places_of_districts(engine.world)
    gone = [block for block in mechanisms.BLOCKS if not block.needed(engine.scenario.variants[new])]
    apart = [blocks[block.name] for block in gone if block.name in blocks]
    left = 2**course.BITS - 1
    for column in (column for block in gone for column in block.columns if column.bits):
        left = course.with_part(left, *mechanisms.COURSE[column.name], 0)
    for d in districts.tolist():
        lives = slice(ends[d], ends[d + 1])
        for block in apart:
            block[lives] = 0
        if len(blocks[course.NAME]):
            blocks[course.NAME][course.NAME][lives] &= np.uint16(left)


def _empty_grids(engine: Engine, districts: Array, new: int) -> None:
    """Empty what the grids of districts keep for mechanisms that the new rules do not ask for."""
    dials, grids = engine.law.dials[new], engine.world.grids
    for dial, names in OF_MINDS.items():
        for row in engine.world.districts[districts] if dials[dial] == 0 else ():
            for name in names:
                grids[name][row["grid_start"] : row["grid_stop"]] = 0.0


def _keep_counted(kept: Array, old: Row, new: Row) -> None:
    """What is remembered for counters is kept if all of them are alike. old, new : RULES."""
    alike = all(np.array_equal(old[key], new[key]) for key in ("counter", "taken_times"))
    kept[int(new["taken_column"]) :][: 2 * int(new["taken_times"])] = alike


def _keep_entries(kept: Array, law: Law, old: int, new: int) -> None:
    """Of entries in a mean, of grades that are set and of starts of cycles that move, what both rules have is kept; and
    always which entries stand, which is known under all rules of a run alike."""
    mine, its = law.rules[old], law.rules[new]
    _keep_counted(kept, mine, its)
    if mine["mean_last"] > 0 and its["mean_last"] > 0:
        kept[int(its["mean_column"]) :][: 1 + int(its["mean_kept"] * (1 + 2 * its["mean_days"]))] = True
    resets = ("resets_every", "resets_after", "sets_grade", "sets_after")
    if its["resets_column"] >= 0 and all(mine[key] == its[key] for key in resets):
        kept[int(its["resets_column"])] = True
    if mine["sets_grade"] and its["sets_grade"]:
        kept[int(its["sets_column"]) :][:2] = True
    for was, act in zip(law.acts[old], law.acts[new], strict=True):
        if was["head_points"] != 0 and act["head_points"] != 0:
            kept[int(act["head_column"]) :][:2] = True
        for name, width in (("stands", 1), ("gains", 1 + act["wide"]), ("losses", 1 + act["wide"]), ("ended", 2)):
            if (first := int(act[f"{name}_column"])) >= 0:
                kept[first : first + width] = True
    if its["held_column"] >= 0:
        kept[int(its["held_column"]) :][: int(its["held_words"])] = True
    if its["together_column"] >= 0:
        kept[int(its["together_column"]) :][:2] = True


def _keep_repeated(kept: Array, mine: Array, its: Array) -> None:
    """Of acts with other points soon after earlier entries, what is said alike is kept. mine, its : (n_acts,) ACT."""
    for was, act in zip(mine, its, strict=True):
        if act["again_times"] > 0:
            alike = all(np.array_equal(was[key], act[key]) for key in ("again_within", "again_points"))
            kept[act["again_column"] : act["again_column"] + act["again_times"]] = alike
