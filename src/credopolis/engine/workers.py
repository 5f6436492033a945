"""The threads of one process that live the districts, and what they count."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CapacityExceeded, CredopolisError
from credopolis.core.jit import compiles
from credopolis.core.labels import BY_DISTRICT
from credopolis.core.schema import N_CELLS
from credopolis.engine.build import Engine
from credopolis.engine.candidates import Scratch, scratch_for
from credopolis.engine.census import Counted, count_districts, count_lives
from credopolis.engine.change import enter_era
from credopolis.engine.digests import DIGEST_BYTES, digest_district, owners_of
from credopolis.engine.institutions import Sums, exchange
from credopolis.engine.records import Counts
from credopolis.engine.room import make_room
from credopolis.engine.tally import clear_rows
from credopolis.engine.team import Team
from credopolis.engine.telling import tell
from credopolis.engine.ticks import Between, Crew, counters_of, live, nothing_between, ticks_lived
from credopolis.engine.workplaces import ToldOfMonth, employed_of
from credopolis.engine.world import TRACED

Fields = NDArray[np.float64]


def _references_of_one_name() -> int:
    """What `sys.getrefcount` says of an array that one name of a function holds; it is not the same in every Python."""
    array = np.zeros(1)
    return sys.getrefcount(array)


_HELD_HERE = _references_of_one_name()


@dataclass
class Census:
    """Counts of lives by cell on a day, as threads fill them in. taken : (1,) int64, chunks taken so far."""

    day: int
    counts: Counted
    taken: NDArray[np.int64]


@dataclass
class Workers:
    """Threads that take chunks of districts as they come free, the calling one among them.

    order, cuts : all districts, and where each chunk begins among them. scratch : of each thread. spare : rows of
    tallies for the interval to come, those of the one before; they are emptied while lives are counted.
    """

    engine: Engine
    threads: int
    team: Team = field(init=False)
    order: NDArray[np.int64] = field(init=False)
    cuts: NDArray[np.int64] = field(init=False)
    spare: NDArray[np.int32] = field(init=False)
    scratch: list[Scratch] = field(init=False)

    def __post_init__(self) -> None:
        widest = int(self.engine.world.grids["places"].max(initial=1))
        self.team = Team(min(self.threads if compiles() else 1, len(self.engine.chunks)))
        self.cuts = np.cumsum([0, *map(len, self.engine.chunks)])
        self.order = self.engine.order
        self.spare = np.zeros((0, 0), np.int32)
        self._empty = False
        self._counted: Census | None = None
        self.scratch = [scratch_for(widest) for _ in range(self.team.size)]

    def advance(self, fields: Fields, tick: int) -> None:
        """Step `lives` alone: one tick of every district, under the rules that hold then, which reads given fields."""
        enter_era(self.engine, tick)
        self._live(fields, self.engine.clocks[tick : tick + 1], nothing_between())

    def stride(self, fields: Fields, tick: int, between: Between, counts: bool) -> None:
        """Live a stride of ticks, all steps but `record`.

        counts : whether an interval ends with it, so that the lives are counted at once.

        Raises
        ------
        MemoryRanOut
            If the calendar must grow and cannot; where `waits` is false, no tick of the stride was lived.
        """
        self.engine.world = make_room(self.engine.world)
        self._live(fields, self.engine.clocks[tick : tick + len(between.taken)], between, counts)
        check_invariants(self.engine, tick + len(between.taken) - 1)

    @property
    def waits(self) -> bool:
        """Whether some districts wait for room in their calendar, in the midst of a tick that others have lived."""
        return bool(self.engine.world.districts["node_need"].any())

    def _live(self, fields: Fields, clocks: NDArray[Any], between: Between, counts: bool = False) -> None:
        """Live ticks; where districts wait for room, make it, let them live the rest of their tick, and go on."""
        self._counted = self._no_counts(int(clocks["day_end"][-1])) if counts else None
        self.spare = self._rows_to_reuse() if counts else self.spare
        lived = self._go(fields, clocks, between, self.order, self.cuts, 0)
        while lived < len(clocks):
            waiting, cuts = self._waiting()
            self.engine.world = make_room(self.engine.world)
            rest = between._replace(
                taken=between.taken[lived:], grades=between.grades[lived:], read=between.read[lived:]
            )
            if len(waiting):
                lived += self._go(fields, clocks[lived : lived + 1], rest, waiting, cuts, 1)
            else:
                lived += self._go(fields, clocks[lived:], rest, self.order, self.cuts, 0)
        self._empty = self._counted is not None

    def _waiting(self) -> tuple[Counts, Counts]:
        """Districts that wait for room, and where each chunk of them begins.

        They stay in their chunks: districts of a chunk and province share a row of tallies, which one thread writes.
        """
        waits = self.engine.world.districts["node_need"][self.order] > 0
        sizes = np.add.reduceat(waits, self.cuts[:-1], dtype=np.int64)
        return self.order[waits], np.cumsum([0, *sizes[sizes > 0]])

    def _go(
        self, fields: Fields, clocks: NDArray[Any], between: Between, order: Counts, cuts: Counts, opened: int
    ) -> int:
        """Let the threads live ticks -> how many all districts have lived. opened : 1 if the first is open already."""
        e, counters, cleared = self.engine, counters_of(len(clocks), opened), np.zeros(1, np.int64)
        counted = self._counted if self._counted is not None and self._counted.day == clocks["day_end"][-1] else None

        def work(piece: int, thread: int) -> None:
            crew = Crew(int(piece == 0 and not opened), order, cuts, counters)
            live(crew, e.world, e.law, fields, self.scratch[thread], clocks, between)
            if counted is not None and ticks_lived(counters) == len(clocks):
                self._count_lives(counted)
                clear_rows(cleared, self.spare)

        self.team.each(range(self.team.size), work)
        return ticks_lived(counters)

    def census(self, day: int) -> dict[str, NDArray[Any]]:
        """Counts of lives by cell, (n_rows, ...), of the last day lived."""
        counted, self._counted = self._counted, None
        if counted is None or counted.day != day:
            counted = self._no_counts(day)
            self.team.each(range(self.team.size), lambda piece, thread: self._count_lives(counted))
        return counted.counts._asdict()

    def _no_counts(self, day: int) -> Census:
        e, d, g = self.engine, len(self.engine.world.tally), self.engine.extent.n_grades
        counts = Counted(
            census=np.zeros((d, N_CELLS, g + 1), np.int32),
            locked=np.zeros((d, N_CELLS, g), np.int32),
            listed=np.zeros((d, N_CELLS, int(e.rules["n_lists"])), np.int32),
            score_sum=np.zeros((d, N_CELLS), np.int64),
            open_spells=np.zeros((d, g, self.engine.extent.n_buckets), np.int32),
        )
        return Census(day, counts, np.zeros(1, np.int64))

    def _count_lives(self, census: Census) -> None:
        e = self.engine
        count_lives(self.order, self.cuts, census.taken, e.world, e.law, census.day, census.counts)

    def be_told(self, told: ToldOfMonth, fields: Fields, tick: int) -> None:
        """Tell districts of their companies, before a tick is lived; see `telling.tell`."""
        enter_era(self.engine, tick)
        tell(self.engine, self.team, told, fields, tick)

    def live(self, fields: Fields, tick: int) -> None:
        """Step `lives` on fields that are given; the invariants are checked after it."""
        self.advance(fields, tick)
        check_invariants(self.engine, tick)

    def gather(self) -> tuple[Sums, Counts, Counts]:
        """Step `exchange`: the tick's sums, what it adds to the records of acts, and lives by grade, by province."""
        grades = self.engine.world.tally[:, : self.engine.extent.n_standings]
        by_grade = np.add.reduceat(grades, self.engine.province_rows, axis=0, dtype=np.int64)
        return *exchange(self.engine), by_grade

    def count(self, day: int) -> dict[str, Counts]:
        """Census, tallies of the interval in hand, and districts' counts of removal, by province.

        Where the scenario asks for it, counts of every district besides, as `districts`.
        """
        engine, districts = self.engine, self.engine.world.districts
        counts = {name: by_province(rows, engine) for name, rows in self.census(day).items()}
        counts["tally"] = by_province(engine.world.tally, engine)
        for name in ("removed", "liberty"):
            counts[name] = np.add.reduceat(districts[name], engine.province_districts)
        if engine.scenario.by_district:
            counts["districts"] = self._by_district(day)
        return counts

    def _by_district(self, day: int) -> NDArray[np.int64]:
        """Counts of each district by grade, (n_districts, n_grades + 1, len(BY_DISTRICT))."""
        e, turn = self.engine, np.zeros(1, np.int64)
        counts = np.zeros((len(e.world.districts), e.extent.n_grades + 1, len(BY_DISTRICT)), np.int64)

        def work(piece: int, thread: int) -> None:
            count_districts(self.order, self.cuts, turn, e.world, e.rules, day, counts)

        self.team.each(range(self.team.size), work)
        return counts

    def begin_interval(self) -> None:
        """Begin the tallies of an interval in rows of their own; lives by grade stay."""
        engine, n, old = self.engine, self.engine.extent.n_grades + 1, self.engine.world.tally
        if not self._empty:
            self.spare = self._rows_to_reuse()
            clear_rows(np.zeros(1, np.int64), self.spare)
        tally, self.spare, self._empty = self.spare, old, False
        tally[:, :n] = old[:, :n]
        engine.world = engine.world._replace(tally=tally)

    def _rows_to_reuse(self) -> NDArray[np.int32]:
        """The rows of the interval before the last, if nobody holds them any more: fresh memory costs more."""
        free = sys.getrefcount(self.spare) <= _HELD_HERE and self.spare.shape == self.engine.world.tally.shape
        return self.spare if free else np.zeros(self.engine.world.tally.shape, np.int32)

    def digests(self) -> NDArray[np.uint8]:
        """Hashes of where the lives of each district stand, (n_districts, owners * DIGEST_BYTES); see `digests`."""
        engine = self.engine
        engine.world.person["flags"] &= ~np.uint16(TRACED)
        found = np.zeros((len(engine.world.districts), len(owners_of(engine)) * DIGEST_BYTES), np.uint8)

        def work(chunk: NDArray[np.int64], thread: int) -> None:
            for d in chunk.tolist():
                found[d] = np.frombuffer(digest_district(engine, d), np.uint8)

        self.team.each(engine.chunks, work)
        return found

    def employed(self) -> Counts:
        """(n_districts,) who works for a legal entity, before the first tick."""
        return employed_of(self.engine.world)

    @property
    def state_bytes(self) -> int:
        """Bytes of all arrays that grow with the number of lives."""
        return self.engine.state_bytes + self.spare.nbytes

    def close(self) -> None:
        """End the threads."""
        self.team.close()


def by_province(array: NDArray[Any], engine: Engine) -> NDArray[Any]:
    """Sum an array whose first axis is the row of tallies (in the provinces' order) into one by province.

    Where each province has one row it is the same array.
    """
    if len(array) == len(engine.province_rows):
        return array
    return np.add.reduceat(array, engine.province_rows, axis=0)


def check_invariants(engine: Engine, tick: int) -> None:
    """Stop a run in which an event was dropped or a hazard passed its bound.

    Raises
    ------
    CapacityExceeded, CredopolisError
        If so; neither happens unless the program is wrong.
    """
    districts = engine.world.districts
    if districts["overflow"].any():
        raise CapacityExceeded(int(np.flatnonzero(districts["overflow"])[0]), tick)
    if districts["exceeded"].any():
        raise CredopolisError(
            f"A hazard exceeded its bound in tick {tick}; the results would be wrong. Please report it."
        )
