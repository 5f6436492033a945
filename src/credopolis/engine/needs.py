"""What a run needs of memory, and whether it is there, before anything is allocated.

The sizes that building decides are worked out here, by the same functions that `engine.build` uses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from credopolis.core.errors import NotEnoughMemory
from credopolis.core.jit import compiles, is_kept, plain
from credopolis.core.memory import Room, address_bytes, resident_bytes, rooms
from credopolis.core.schema import N_CELLS
from credopolis.engine.calendar import most_scheduled
from credopolis.engine.columns import columns_of
from credopolis.engine.expected import nodes_a_life
from credopolis.engine.heights import guides_of, parts_of
from credopolis.engine.law import compile_law
from credopolis.engine.places import slots_held
from credopolis.engine.room import STEP
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import BLOCKS, NODE, OF_ACTS, PERSON, STANDING, Array, Law, blocks_needed
from credopolis.mechanisms.births import lives_begin
from credopolis.mechanisms.deaths import lives_end
from credopolis.mechanisms.jobs import people_change_work
from credopolis.mechanisms.stages import people_grow
from credopolis.mechanisms.vetting import families_hear
from credopolis.society.layout import FEWEST_PEOPLE
from credopolis.society.slots import slots_a_life

MOST_BUCKETS = 600
_LIVES_A_CHUNK = 3_000
_MIB: Final = 2**20
_BASE = 370 * _MIB  # the program itself with its libraries and compiled kernels, as measured
_ADDRESSES = 1_800 * _MIB  # the same in address space that is not touched: libraries, stacks and arenas of threads
_COMPILING = 420 * _MIB  # the compiler, and a second process that compiles beside this one, as measured
_A_BLOCK = 1_000_000  # lives that are drawn at a time
_PERIODS_WAITING = 24  # recording intervals that wait to be written
_BYTES_A_ROW = 56  # of the table of districts, with its counts before that
_FILLED = 0.5  # share of counts that are not zero, and so make a row of a table
_DYING_A_YEAR = 0.012  # of all lives, more than in any year of the tables; for room in the calendar alone
_AT_WORK = 0.6  # of all lives, who have work that they may lose, or seek some
_IN_FAMILIES = 0.1  # of all lives, who await a day in the army or a championship
_MOTHERS = 0.3  # of all lives, who may await a birth; more than the women from 15 to 49
MEASURED = 100
"""Bytes a life of a run that is counted in memory: how each life ended, and what that is worked out from."""


@dataclass(frozen=True)
class Need:
    """Bytes that a run needs at its peak. arrays : what grows with lives, rules and threads; base : the program."""

    arrays: int
    base: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.arrays + self.base


def extra_columns(scenario: Scenario, acts: Array) -> int:
    """Columns of `World.extra`: all that life remembers of listings, entries towards them, clearing and caps.

    acts : (n_variants, n_acts) ACT.
    """
    year = columns_of(scenario).year
    return max(int(acts["cap_column"].max(initial=0)) + 1, year) if year or acts["cap"].any() else 0


def horizon(scenario: Scenario) -> int:
    """Buckets of a grid's calendar."""
    return max(2, min(scenario.ticks + 1, MOST_BUCKETS))


def rooms_of_chunks(lives: float, threads: int) -> list[float]:
    """Lives of each chunk of districts that threads take, large ones first."""
    left, room = lives, list[float]()
    least = min(_LIVES_A_CHUNK, left / threads)
    while left > 0.5:
        room.append(min(left, max(left / (2.0 * threads), least)))
        left -= room[-1]
    return room


def need_of(scenario: Scenario, people: int | None = None, threads: int = 2, measured: int = 0) -> Need:
    """What a run of so many lives needs at its peak.

    people : lives, or those of the scenario. measured : bytes a life besides, of what is worked out from the run.
    """
    lives = scenario.people if people is None else people
    law, extent = compile_law(scenario)
    rulebook, provinces = scenario.rulebook, len(scenario.tables.provinces)
    asked = sum(BLOCKS[name].itemsize for name in blocks_needed(scenario))
    places = 1.0 + (slots_a_life(scenario.tables, scenario.days) if slots_held(scenario) else 0.0)
    parts = parts_of(law, scenario)
    of_stream = 8 + guides_of(2) + 8 * int(law.streams[0]["n_shared"])  # see `heights`, a part and set of rules
    # Where lives lie, and their records before they have places.
    slots = 2 + 2 * places + PERSON.itemsize if places > 1.0 else 0
    a_life = (
        places * (PERSON.itemsize + STANDING.itemsize + asked + 2 * extra_columns(scenario, law.acts))
        + slots
        + (2 * (places if scenario.asks(lives_begin) else 1) if parts > 1 else 0)
        + (4 * horizon(scenario) + parts * (8 + len(law.acts) * of_stream)) / scenario.grid_lives
        + measured
    )
    nodes = _peak_nodes(scenario, lives, law)
    districts = _districts(scenario, lives)
    rows = min(districts, provinces * max(1, len(rooms_of_chunks(max(lives, 1), threads))))
    grades, lists = extent.n_grades + 1, len(rulebook.list_names)
    census = 4 * (N_CELLS * (2 * grades + lists + 2) + grades * extent.n_buckets)
    tables = rows * (3 * 4 * extent.size + 2 * census)
    waiting = provinces * (4 * extent.size + census) * (2 + _FILLED * _PERIODS_WAITING)
    if scenario.by_district:
        waiting += districts * grades * _BYTES_A_ROW * (1 + _PERIODS_WAITING)
    waiting += provinces * (OF_ACTS + extent.n_acts) * 8 * min(scenario.ticks, _PERIODS_WAITING * 31)
    block = 3 * PERSON.itemsize * min(lives, _A_BLOCK)
    return Need(int(lives * a_life + nodes * NODE.itemsize + tables + waiting + block), _base())


def _lives_begin_and_end(scenario: Scenario) -> float:
    """Events a life that are entered from the start: of who dies within the run, each woman's next potential
    birth, and each life's next stage."""
    years = scenario.days / 365.25
    dying = min(_DYING_A_YEAR * years, 1.0) if scenario.asks(lives_end) else 0.0
    return (
        dying
        + (_MOTHERS if scenario.asks(lives_begin) else 0.0)
        + scenario.asks(people_grow)
        + _IN_FAMILIES * scenario.asks(families_hear)
        + _AT_WORK * scenario.asks(people_change_work)
    )


def _base() -> int:
    from credopolis.engine.ticks import live

    known = not compiles() or is_kept(live)
    return _BASE if known else _BASE + _COMPILING


def _districts(scenario: Scenario, lives: int) -> int:
    return max(1, len(scenario.tables.provinces), round(lives / (scenario.grid_lives * scenario.district_grids)))


def _peak_nodes(scenario: Scenario, lives: int, law: Law) -> int:
    """Nodes of all districts at their most: those that are expected to be in use, and those that are free.

    What is in use is worked out from the rules and may be wrong: then the run asks for more on its way, or stops.
    """
    minors = 0.02 * min(scenario.days / 365.25, 18.0) if scenario.rulebook.scored_from_days else 0.0
    names = scenario.act_names
    expected = [
        nodes_a_life(variant, acts[[names.index(name) for name in variant.act_names]], dials)
        for variant, acts, dials in zip(scenario.variants, law.acts, law.dials, strict=True)
    ]
    used = lives * (max(expected) + minors + _lives_begin_and_end(scenario))
    grid = min(float(scenario.grid_lives), float(lives))
    due = used * grid / max(lives, 1) * scenario.tick_days / max(scenario.days, 1)
    most: Callable[..., int] = plain(most_scheduled)
    waiting = max(most(stream, grid, scenario.tick_days, due) for stream in law.streams)
    return int(used * (1.0 + 2.0 / STEP)) + _districts(scenario, lives) * waiting


def check_memory(
    scenario: Scenario,
    threads: int = 2,
    *,
    societies: float = 1.0,
    processes: int = 1,
    measured: int = 0,
    what: str = "",
    left: Sequence[Room] | None = None,
) -> None:
    """Refuse what the memory that is left cannot hold, before anything is allocated.

    societies : that are there at once in a process. processes : that do the same at once: 1 is this one, more are all
    besides this one. measured : see `need_of`. what : is made of the lives, for the message. left : what each limit
    leaves, or ask.

    Raises
    ------
    NotEnoughMemory
        With the number of lives that fit.
    """
    need = need_of(scenario, threads=threads, measured=measured)
    held, addresses = resident_bytes(), address_bytes()
    for room in rooms() if left is None else left:
        if room.virtual:  # a limit of each process
            times, program = societies, max(0, need.base + _ADDRESSES - addresses)
        elif processes == 1:
            times, program = societies, max(0, need.base - held)
        else:
            times, program = societies * processes, processes * need.base
        if times * need.arrays + program > room.left:
            raise _refusal(scenario, threads, need, times, program, room, measured, what)


def _refusal(
    scenario: Scenario, threads: int, need: Need, times: float, program: int, room: Room, measured: int, what: str
) -> NotEnoughMemory:
    def fit(lives: int) -> bool:
        return times * need_of(scenario, lives, threads, measured).arrays + program <= room.left

    low, high = 0, scenario.people  # the need grows with lives, though not in proportion
    while high - low > 1 + low // 100:
        middle = (low + high) // 2
        low, high = (middle, high) if fit(middle) else (low, middle)
    fits = int(0.95 * low)
    asked = int(times * need.arrays) + program
    return NotEnoughMemory(
        scenario.people,
        asked,
        room.left,
        fits if fits >= FEWEST_PEOPLE else 0,
        limit=room.of,
        scale=scenario.scale,
        what=what,
    )
