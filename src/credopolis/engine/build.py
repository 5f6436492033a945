"""Building the arrays of a run: how much memory they need, who lives there, and where everybody stands on day 0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.errors import BadValue
from credopolis.core.jit import hot_kernel
from credopolis.core.schema import FEMALE, UNBORN
from credopolis.engine.beginnings import await_birth
from credopolis.engine.calendar import CAME_OF_AGE, NO_AGENDA, into_bucket, pack, take_node, write_event
from credopolis.engine.demography import fertility_by, mortality_by
from credopolis.engine.eras import check_eras, variants_at
from credopolis.engine.gifts import begin_clocks
from credopolis.engine.growing import first_stages
from credopolis.engine.heights import guides_of, lay_streams, parts_of
from credopolis.engine.here import NO_RECORDS, at_grid
from credopolis.engine.law import compile_law
from credopolis.engine.lifespans import Moves, reckon
from credopolis.engine.needs import check_memory, extra_columns, horizon, rooms_of_chunks
from credopolis.engine.places import PlacesOfLives, find_life, home_of, places_of, places_of_districts
from credopolis.engine.requests import await_request
from credopolis.engine.room import make_room
from credopolis.engine.scenario import Scenario
from credopolis.engine.standing import NONE, ZERO
from credopolis.engine.tally import Extent
from credopolis.engine.ungraded import begin_scored
from credopolis.engine.upbringing import bring_up, check_births
from credopolis.engine.world import (
    CLOCK,
    DISTRICT,
    GRID,
    NODE,
    OF_ACTS,
    PERSON,
    STANDING,
    TRACE_COLUMNS,
    TRACED,
    Array,
    Law,
    Row,
    World,
    blocks_of,
)
from credopolis.mechanisms.births import lives_begin
from credopolis.mechanisms.deaths import lives_end
from credopolis.mechanisms.services import serves
from credopolis.mechanisms.stages import people_grow
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
        clocks["people"] = s.people
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
    longest = max(longest, *(b.newcomers.days for b in books))
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
                if here.dials["begins"] > 0 and np.int64(world.person[i]["flags"]) & FEMALE:
                    await_birth(here, i, NONE, ZERO, ZERO)
                of_age = world.person[i]["birth_day"] + scored_from_days
                scored = of_age <= 0 or scored_from_days == 0
                life["grade"] = begin_scored(here, i, ZERO, of_age) if scored else rules["n_grades"]
                world.tally[district["row"], life["grade"]] += 1
                if scored:
                    district["scored"] += 1
                    district["score_sum"] += life["score"]
                    begin_clocks(here, i, ZERO)
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
    if scenario.asks(lives_begin):
        check_births(scenario, law)
        bring_up(world, scenario, places.marks, int(layout.grid_start[layout.district_grid_start[first]]))
    lay_streams(world, law, scenario)
    starts = np.unique(layout.district_province[first:last], return_index=True)[1]
    engine = Engine(scenario, layout, first, last, law, world, chunks, province_rows, starts, extent)
    engine.world = make_room(world, _come_of_age(engine) + _enter_known(engine, kept=False))
    of_age, start_scores = scenario.rulebook.scored_from_days, [v.rulebook.score_start for v in scenario.variants]
    settle(engine.order, engine.world, law, of_age, np.array(start_scores), NO_AGENDA, NO_RECORDS, engine.clocks[0])
    _enter_known(engine, kept=True)
    if traced is not None:
        offset = layout.lives_of_district(first)[0]
        home = np.array([home_of(scenario, int(number)) for number in traced], np.int64)
        inside = traced[(home >= offset) & (home < layout.lives_of_district(last - 1)[1])]
        places_traced = [find_life(world, number, scenario.people, offset) for number in inside.tolist()]
        world.person["flags"][places_traced] |= TRACED
    return engine


def _days_of_death(engine: Engine, *, kept: bool) -> Array:
    """Draw with every life how much hazard it lives through -> who of each district dies within the run, (n,) int64.

    kept : also enter it with the lives and in the calendar.
    """
    of, found = variants_at(engine.scenario, 0), np.zeros(len(engine.world.districts), np.int64)
    moves = Moves(of, of, 1, int(kept))
    reckon(engine.order, engine.world, engine.law, NO_AGENDA, NO_RECORDS, engine.clocks[0], moves, found)
    return found


def _enter_known(engine: Engine, *, kept: bool) -> Array:
    """Ends and stages of lives that are known from the start -> how many each district has, (n_districts,) int64.

    kept : also enter them with the lives and in the calendar, where there is room for them.
    """
    found = np.zeros(len(engine.world.districts), np.int64)
    if engine.scenario.asks(lives_end):
        found += _days_of_death(engine, kept=kept)
    if engine.scenario.asks(people_grow):
        found += first_stages(engine, kept=kept)
    return found


def _come_of_age(engine: Engine) -> Array:
    """Events of each district that rules bring from the start, at most, (n_districts,) int64: of lives who come of age
    within the run, whom clean time gives points, whose cycle ends, who may give birth, who are refused something at the
    start, and of newcomers, whose time ends."""
    after, last = engine.scenario.rulebook.scored_from_days, engine.scenario.days
    found = np.zeros(len(engine.world.districts), np.int64)
    starts, rules = places_of_districts(engine.world), engine.law.rules
    if ((rules["gives_up_to"] > rules["score_start"]) & (rules["gives_points"] > 0)).any():
        found += np.diff(starts)
    if rules["sets_grade"].any():
        found += np.diff(starts)
    begins_in = np.append(rules["start_grade"], rules["ungraded"][rules["ungraded"] >= 0])
    if (engine.law.decided[:, begins_in, 0, 0] > 0).any() and serves(engine.scenario):
        found += np.diff(starts)
    if engine.scenario.asks(lives_begin):  # a mother awaits one birth at a time
        found += np.add.reduceat(engine.world.person["flags"] & UNBORN != 0, starts[:-1], dtype=np.int64)
    new = int(rules["new_days"].max())
    for d in range(len(found) if after or new else 0):
        person = engine.world.person[starts[d] : starts[d + 1]]
        born = person["birth_day"][(person["flags"] & UNBORN) == 0]
        found[d] += np.count_nonzero((born > -after) & (born < last - after)) if after else 0
        found[d] += 4 * np.count_nonzero((born <= -after) & (born > -after - new))
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
    """Draw the people of the districts [first, last), block by block -> (n_lives,) PERSON."""
    starts = layout.grid_start[layout.district_grid_start]
    base = int(starts[first])
    person = np.zeros(int(starts[last]) - base, PERSON)
    d = first
    while d < last:
        within = int(np.searchsorted(starts, starts[d] + _BLOCK_LIVES, side="right")) - 1
        end = max(d + 1, min(last, within))
        low, high = int(starts[d]), int(starts[end])
        columns = empty_lives(high - low)
        populate(scenario.tables, layout, columns, scenario.seed, (d, end), threads)
        for name, column in columns.items():
            person[name][low - base : high - base] = column
        d = end
    return person


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
    begins = scenario.asks(lives_begin)
    n_places, n_slots, parts = len(places.person), int(law.streams[0]["n_shared"]), parts_of(law, scenario)
    n_streams = n_grids if parts > 1 else 1
    n_ordered = 0 if parts == 1 else n_places if begins else len(places.place_of) or n_places
    grids = np.zeros(n_grids, GRID)
    grids["start"], grids["places"] = places.start[:-1], np.diff(places.start)
    grids["first"] = layout.grid_start[g0:g1] - offset
    grids["lives"] = np.diff(layout.grid_start[g0 : g1 + 1])
    grids["present"] = grids["lives"]
    grids["ranks"], grids["at"] = (grids["places"], grids["start"]) if begins else (grids["lives"], grids["first"])
    of_district = np.diff(layout.district_grid_start[first : last + 1])
    of_grid = np.repeat(layout.district_province[first:last], of_district)
    for name, rates, asked in (("mortality", mortality_by, lives_end), ("fertility", fertility_by, lives_begin)):
        grids[name] = rates(scenario.tables)[of_grid] if scenario.asks(asked) else 1.0
    grids["weight"] = np.clip(scenario.grid_lives / np.maximum(grids["lives"], 1), 1.0, scenario.scale)
    districts = np.zeros(n_districts, DISTRICT)
    districts["grid_start"] = layout.district_grid_start[first:last] - g0
    districts["grid_stop"] = layout.district_grid_start[first + 1 : last + 1] - g0
    districts["province"] = layout.district_province[first:last]
    districts["grid_next"], districts["node_head"] = districts["grid_start"], -1
    districts["row"] = rows
    districts["trace_size"], districts["trace_start"] = lines, lines * np.arange(n_districts)
    return World(
        person=places.person,
        standing=np.zeros(n_places, STANDING),
        extra=np.zeros((n_places, extra_columns(scenario, law.acts)), np.int16),
        blocks=blocks_of(scenario, n_places),
        place_of=places.place_of,
        nodes=np.zeros(0, NODE),
        heads=np.full((n_grids, horizon(scenario)), -1, np.int32),
        grids=grids,
        order=np.zeros(n_ordered, np.uint16),
        stops=np.zeros((n_grids, parts)),
        spacing=np.zeros((len(law.acts), n_streams, parts)),
        ends=np.zeros((len(law.acts), n_streams, parts, n_slots)),
        guides=np.zeros((len(law.acts), n_streams, parts, guides_of(n_streams)), np.uint8),
        districts=districts,
        read=np.zeros((n_districts, OF_ACTS + extent.n_acts)),
        tally=np.zeros((int(rows.max(initial=0)) + 1, extent.size), np.int32),
        trace=np.zeros((lines * n_districts, len(TRACE_COLUMNS)), np.int32),
    )
