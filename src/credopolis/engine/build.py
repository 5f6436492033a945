"""Building the arrays of a run: how much memory they need, who lives there, and where everybody stands on day 0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.errors import BadValue
from credopolis.core.jit import hot_kernel
from credopolis.core.schema import UNBORN
from credopolis.engine.calendar import CAME_OF_AGE, NO_AGENDA, into_bucket, pack, take_node, write_event
from credopolis.engine.eras import check_eras
from credopolis.engine.gifts import first_gift
from credopolis.engine.heights import GUIDES, lay_streams, parts_of
from credopolis.engine.here import NO_RECORDS, at_grid
from credopolis.engine.law import compile_law
from credopolis.engine.needs import check_memory, extra_columns, horizon, rooms_of_chunks
from credopolis.engine.places import PlacesOfLives, find_place, places_of, places_of_districts
from credopolis.engine.requests import await_request
from credopolis.engine.room import make_room
from credopolis.engine.scenario import Scenario
from credopolis.engine.standing import ZERO
from credopolis.engine.tally import Extent
from credopolis.engine.world import (
    CLOCK,
    DISTRICT,
    GRID,
    LIFE,
    NODE,
    OF_ACTS,
    TRACE_COLUMNS,
    TRACED,
    Array,
    Law,
    Row,
    World,
    blocks_of,
)
from credopolis.mechanisms.services import serves
from credopolis.society.generate import empty_lives, populate
from credopolis.society.layout import Layout, plan

TRACE_ROWS = 20_000
_BLOCK_LIVES = 1_000_000
_LAST_INT16_DAY = 32_000


@dataclass
class Engine:
    """A built run: layout, compiled tables and state of the districts [first, last).

    chunks : districts that one thread takes at a time, large chunks first; province_rows : (provinces built,) int64,
    the first row of tallies of each; province_districts : the first district of each.
    """

    scenario: Scenario
    layout: Layout
    first_district: int
    last_district: int
    law: Law
    world: World
    chunks: list[Array]
    province_rows: Array
    province_districts: Array
    extent: Extent

    @cached_property
    def clocks(self) -> Array:
        """The clock of every tick, (ticks,) CLOCK."""
        s = self.scenario
        first_grid = int(self.layout.district_grid_start[self.first_district])
        clocks = np.zeros(s.ticks, CLOCK)
        clocks["seed"], clocks["tick_days"], clocks["last_day"] = s.seed, s.tick_days, s.days
        clocks["first_grid"], clocks["first_life"] = first_grid, int(self.layout.grid_start[first_grid])
        clocks["tick"] = np.arange(s.ticks)
        clocks["day"] = clocks["tick"] * s.tick_days
        clocks["day_end"] = np.minimum(clocks["day"] + s.tick_days, s.days)
        return clocks

    @cached_property
    def pairs(self) -> Array:
        """Act and channel of each pair that can meet, (n_pairs, 2) int64."""
        place = self.acts["pair"]
        found = np.argwhere(place >= 0)
        return found[np.argsort(place[place >= 0])]

    @property
    def rules(self) -> Row:
        """The rulebook of the scenario itself, a record of RULES; grades and lists are the same in all its variants."""
        return self.law.rules[0]

    @property
    def acts(self) -> Array:
        """The acts under the scenario's own rules, (n_acts,) ACT."""
        return np.asarray(self.law.acts[0])

    @property
    def bands(self) -> Array:
        """Grade that each score deserves under the scenario's own rules, (n_scores,) uint8."""
        return np.asarray(self.law.bands[0])

    @property
    def counts(self) -> bool:
        """Whether lives keep ends of listings, or counts towards caps and listings."""
        return bool(self.world.extra.shape[1])

    @property
    def order(self) -> Array:
        """Every district built, in the order in which threads take them."""
        return np.concatenate(self.chunks)

    @property
    def state_bytes(self) -> int:
        """Bytes of all arrays that grow with the number of lives."""
        return sum(array.nbytes for array in (*self.world, *self.world.blocks) if isinstance(array, np.ndarray))


def check_length(scenario: Scenario) -> None:
    """Refuse a run whose days, or whose locks at its end, would not fit the calendar."""
    books = [variant.rulebook for variant in scenario.variants]
    lasting = [days for b in books for days in (b.lock_days, b.again, b.list_days, b.act_expires_days)]
    longest = max(int(days.max(initial=0)) for days in lasting)
    longest = max(longest, *(max(b.resets.every, b.resets.after, b.gives_back.after) for b in books))
    longest = max(longest, *(variant.regime.office.longest_days for variant in scenario.variants))
    if scenario.days + longest > _LAST_INT16_DAY:
        raise BadValue("the length of the run", f"{scenario.days} days", f"at most {_LAST_INT16_DAY - longest} days")


@hot_kernel
def settle(order, world, law, scored_from_days, start_scores, agenda, records, clock):
    """Put every life of the districts in `order` where it stands on day 0, and enter comings of age in the calendar.

    Who is not born is in no grade and in no count. start_scores : (n_variants,) int64. agenda : `calendar.NO_AGENDA`.
    records : `here.NO_RECORDS`.
    """
    world = by_address(world)
    for d in order:
        district = world.districts[d]
        variant = law.variants[district["province"]]
        start_score, rules = start_scores[variant], law.rules[variant]
        for g in range(district["grid_start"], district["grid_stop"]):
            first = world.grids[g]["start"]
            here = by_address(at_grid(world, law, clock, agenda, d, g, records, 0.0))
            for i in range(first, first + world.grids[g]["places"]):
                life = world.standing[i]
                life["score"] = start_score
                life["fell_on"] = -1
                if np.int64(world.person[i]["flags"]) & UNBORN:
                    life["grade"] = rules["n_grades"]
                    continue
                of_age = world.person[i]["birth_day"] + scored_from_days
                life["grade"] = rules["start_grade"] if of_age <= 0 or scored_from_days == 0 else rules["n_grades"]
                world.tally[district["row"], life["grade"]] += 1
                if life["grade"] == rules["start_grade"]:
                    district["scored"] += 1
                    district["score_sum"] += start_score
                    first_gift(here, i, ZERO)
                    if here.dials["serves"] > 0:
                        await_request(here, i, ZERO)
                elif of_age < clock["last_day"]:
                    index = take_node(here)
                    if index >= 0:
                        write_event(world.nodes[index], i - first, pack(CAME_OF_AGE, ZERO, ZERO, ZERO), of_age, ZERO)
                        into_bucket(here, index, of_age)


def build(
    scenario: Scenario,
    threads: int,
    districts: tuple[int, int] | None = None,
    traced: Array | None = None,
    order: Array | None = None,
    trace_rows: int = TRACE_ROWS,
) -> Engine:
    """Allocate and fill the state of a run, or of a range of its districts.

    traced : global indices of lives whose dossier is written while running, or None. order : the districts in another
    order than their own; results do not depend on it. trace_rows : lines of dossiers that a district has room for.

    Raises
    ------
    NotEnoughMemory, BadValue, UnknownName
        Before anything is allocated.
    """
    check_eras(scenario)
    check_length(scenario)
    if districts is None:
        check_memory(scenario, threads)
    law, extent = compile_law(scenario)
    layout = plan(scenario.tables, scenario.people, scenario.grid_lives, scenario.district_grids)
    first, last = districts or (0, layout.n_districts)
    chunks = _chunks(layout, first, last, threads, order)
    rows, province_rows = _rows(layout.district_province[first:last], chunks)
    grids = slice(int(layout.district_grid_start[first]), int(layout.district_grid_start[last]) + 1)
    places = places_of(scenario, _people(scenario, layout, first, last, threads), layout.grid_start[grids])
    lines = 0 if traced is None else trace_rows
    world = _allocate(scenario, layout, first, last, law, rows, extent, lines, places)
    lay_streams(world, law, scenario)
    starts = np.unique(layout.district_province[first:last], return_index=True)[1]
    engine = Engine(scenario, layout, first, last, law, world, chunks, province_rows, starts, extent)
    engine.world = make_room(world, _come_of_age(engine))
    of_age, start_scores = scenario.rulebook.scored_from_days, [v.rulebook.score_start for v in scenario.variants]
    settle(engine.order, engine.world, law, of_age, np.array(start_scores), NO_AGENDA, NO_RECORDS, engine.clocks[0])
    if traced is not None:
        offset = layout.lives_of_district(first)[0]
        inside = traced[(traced >= offset) & (traced < layout.lives_of_district(last - 1)[1])] - offset
        world.person["flags"][[find_place(world, number) for number in inside.tolist()]] |= TRACED
    return engine


def _come_of_age(engine: Engine) -> Array:
    """Lives of each district for whom something is scheduled from the start, at most, (n_districts,) int64: who comes
    of age within the run, whom clean time gives points, and who is refused something in the starting grade."""
    after, last = engine.scenario.rulebook.scored_from_days, engine.scenario.days
    found = np.zeros(len(engine.world.districts), np.int64)
    starts, rules = places_of_districts(engine.world), engine.law.rules
    if ((rules["gives_up_to"] > rules["score_start"]) & (rules["gives_points"] > 0)).any():
        found += np.diff(starts)
    if (engine.law.dials["refused_in_grade"][:, rules["start_grade"]] > 0).any() and serves(engine.scenario):
        found += np.diff(starts)
    for d in range(len(found) if after else 0):
        person = engine.world.person[starts[d] : starts[d + 1]]
        born = person["birth_day"]
        found[d] += np.count_nonzero((born > -after) & (born < last - after) & ((person["flags"] & UNBORN) == 0))
    return found


def _lives_of_districts(layout: Layout, first: int, last: int) -> Array:
    return np.diff(layout.grid_start[layout.district_grid_start[first : last + 1]])


def _chunks(layout: Layout, first: int, last: int, threads: int, order: Array | None) -> list[Array]:
    """The districts in chunks, large ones first, filled so that threads end at about the same time.

    Source: guided self-scheduling, Polychronopoulos and Kuck 1987, IEEE Transactions on Computers C-36(12), for the
    sizes; largest district first into the emptiest chunk, Graham 1969, SIAM Journal on Applied Mathematics 17(2).
    """
    ordered = np.arange(last - first) if order is None else order
    if threads == 1:
        return [np.ascontiguousarray(ordered)]
    lives = _lives_of_districts(layout, first, last)
    room = rooms_of_chunks(float(lives.sum()), threads)
    chunks: list[list[int]] = [[] for _ in room]
    for d in sorted(ordered.tolist(), key=lambda d: -int(lives[d])):
        emptiest = max(range(len(room)), key=room.__getitem__)
        chunks[emptiest].append(d)
        room[emptiest] -= int(lives[d])
    return [np.array(sorted(chunk)) for chunk in chunks if chunk]


def _rows(provinces: Array, chunks: list[Array]) -> tuple[Array, Array]:
    """The row of tallies of each district, one for each province and chunk; and the first row of each province."""
    chunk_of = np.zeros(len(provinces), np.int64)
    for k, chunk in enumerate(chunks):
        chunk_of[chunk] = k
    pairs, row = np.unique(provinces.astype(np.int64) * len(chunks) + chunk_of, return_inverse=True)
    return row.reshape(-1), np.unique(pairs // len(chunks), return_index=True)[1]


def _people(scenario: Scenario, layout: Layout, first: int, last: int, threads: int) -> Array:
    """Draw the people of the districts [first, last), block by block -> (n_lives,) LIFE."""
    starts = layout.grid_start[layout.district_grid_start]
    base = int(starts[first])
    lives = np.zeros(int(starts[last]) - base, LIFE)
    d = first
    while d < last:
        within = int(np.searchsorted(starts, starts[d] + _BLOCK_LIVES, side="right")) - 1
        end = max(d + 1, min(last, within))
        low, high = int(starts[d]), int(starts[end])
        columns = empty_lives(high - low)
        populate(scenario.tables, layout, columns, scenario.seed, (d, end), threads)
        for name, column in columns.items():
            lives["person"][name][low - base : high - base] = column
        d = end
    return lives


def _allocate(
    scenario: Scenario,
    layout: Layout,
    first: int,
    last: int,
    law: Law,
    rows: Array,
    extent: Extent,
    lines: int,
    places: PlacesOfLives,
) -> World:
    """The arrays of the districts [first, last), of whom only people are there. lines : of dossiers, a district."""
    g0, g1 = int(layout.district_grid_start[first]), int(layout.district_grid_start[last])
    offset = int(layout.grid_start[g0])
    n_grids, n_districts = g1 - g0, last - first
    n_places, n_slots, parts = len(places.lives), int(law.streams[0]["n_shared"]), parts_of(law, scenario)
    n_streams = n_grids if parts > 1 else 1
    grids = np.zeros(n_grids, GRID)
    grids["start"], grids["places"] = places.start[:-1], np.diff(places.start)
    grids["first"] = layout.grid_start[g0:g1] - offset
    grids["lives"] = np.diff(layout.grid_start[g0 : g1 + 1])
    grids["weight"] = np.clip(scenario.grid_lives / np.maximum(grids["lives"], 1), 1.0, scenario.scale)
    districts = np.zeros(n_districts, DISTRICT)
    districts["grid_start"] = layout.district_grid_start[first:last] - g0
    districts["grid_stop"] = layout.district_grid_start[first + 1 : last + 1] - g0
    districts["province"] = layout.district_province[first:last]
    districts["grid_next"], districts["node_head"] = districts["grid_start"], -1
    districts["row"] = rows
    districts["trace_size"], districts["trace_start"] = lines, lines * np.arange(n_districts)
    return World(
        person=places.lives["person"],
        standing=places.lives["standing"],
        extra=np.zeros((n_places, extra_columns(scenario, law.acts)), np.int16),
        blocks=blocks_of(scenario, n_places),
        place_of=places.place_of,
        rank_of=places.rank_of,
        nodes=np.zeros(0, NODE),
        heads=np.full((n_grids, horizon(scenario)), -1, np.int32),
        grids=grids,
        order=np.zeros(len(places.place_of) or n_places if parts > 1 else 0, np.uint16),
        stops=np.zeros((n_grids, parts)),
        spacing=np.zeros((len(law.acts), n_streams, parts)),
        ends=np.zeros((len(law.acts), n_streams, parts, n_slots)),
        guides=np.zeros((len(law.acts), n_streams, parts, GUIDES), np.uint8),
        districts=districts,
        read=np.zeros((n_districts, OF_ACTS + extent.n_acts)),
        tally=np.zeros((int(rows.max(initial=0)) + 1, extent.size), np.int32),
        trace=np.zeros((lines * n_districts, len(TRACE_COLUMNS)), np.int32),
    )
