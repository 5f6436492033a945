"""The calendar loses nothing, whatever is scheduled when, and an agenda's order is not that of insertion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.core.schema import MOST_MEMBERS
from credopolis.engine.build import Engine, build
from credopolis.engine.calendar import CASE, CORRECTION, EXPIRY, LIST_END, LOCK_END, NO_AGENDA, OF_AN_ENTRY, REPAIR
from credopolis.engine.here import NO_RECORDS, Here
from credopolis.engine.room import make_room
from credopolis.engine.world import NODE, World
from credopolis.mechanisms.all import LIFE_COLUMNS
from credopolis.mechanisms.channels import CHANNELS

from .calendars import check_calendars
from .cases import EVERYTHING, SWITCHES, Ran, run, shipped, under
from .wrapped import (
    event_of,
    free_node,
    kind_of,
    open_agenda,
    pack,
    pack_case,
    pack_strike,
    post_entry,
    schedule,
    shut_agenda,
    unpack_case,
    unpack_strike,
    write_event,
)

LIVES, HORIZON, LAST_DAY = 3, 4, 200
ZERO = np.int64(0)


def at_first_grid(engine: Engine, agenda: np.ndarray, tick: int) -> Here:
    """What the first grid's lives have at hand in a tick."""
    world, law = engine.world, engine.law
    return Here(
        world, world.districts[0], world.grids[0], ZERO,
        agenda, law.rules[0], law.dials[0], law.acts[0], law.bands[0], law.released[0], law.decided[0],
        engine.clocks[tick],
        world.read[0], NO_RECORDS, 0.0, world.tally[0],
    )  # fmt: skip


def kept(world: World, index: int) -> tuple[int, int, int, int]:
    """What a node holds: life, day, what, since."""
    node = world.nodes[index]
    return int(node["local"]), int(node["day"]), int(event_of(node)), int(node["since"])


def small(ticks_of: int = 7) -> Engine:
    """A built engine, whose calendar is then emptied: a few ticks of horizon over its first grid."""
    scenario = replace(shipped("judgment-defaulters", 1000, 1.0), days=LAST_DAY, tick_days=ticks_of)
    engine = build(scenario, 1)
    world = engine.world
    engine.world = world._replace(heads=np.full((len(world.grids), HORIZON), -1, np.int32), nodes=np.zeros(400, NODE))
    nodes, district = engine.world.nodes, engine.world.districts[0]
    nodes["next"] = np.arange(1, 401)
    nodes["next"][-1] = -1
    district["node_size"] = district["node_free"] = len(nodes)
    district["node_head"] = 0
    return engine


def take_all(engine: Engine, agenda: np.ndarray) -> list[tuple[int, int, int, int]]:
    """Empty an agenda, life by life, in its order."""
    found, district = [], engine.world.districts[0]
    for local in range(LIVES):
        while agenda[local] >= 0:
            index = int(agenda[local])
            found.append(kept(engine.world, index))
            agenda[local] = engine.world.nodes[index]["next"]
            free_node(at_first_grid(engine, agenda, 0), np.int64(index))
    assert (district["node_free"], district["overflow"]) == (400 - engine_load(engine), 0)
    return found


def engine_load(engine: Engine) -> int:
    """Nodes that wait in buckets."""
    waiting = 0
    for head in engine.world.heads[0]:
        index = int(head)
        while index >= 0:
            waiting += 1
            index = int(engine.world.nodes[index]["next"])
    return waiting


def event() -> st.SearchStrategy[tuple[int, int, int]]:
    """Life, days ahead, and what: an end of a listing, an expiry or a case."""
    whats = st.sampled_from([(LIST_END, 0), (LIST_END, 2), (EXPIRY, 1), (CASE, 0), (CASE, 5)])
    return st.tuples(
        st.integers(0, LIVES - 1), st.integers(0, 90), whats.map(lambda w: int(pack(w[0], w[1], ZERO, ZERO)))
    )


@settings(max_examples=40)
@given(st.lists(st.lists(event(), max_size=8), min_size=1, max_size=12), st.sampled_from([1, 7, 13]))
def test_everything_comes_on_its_day_in_order(plan: list[list[tuple[int, int, int]]], tick_days: int) -> None:
    engine = small(tick_days)
    agenda, touched = np.full(LIVES, -1, np.int32), np.zeros(LIVES, np.int32)
    expected: list[tuple[int, int, int, int]] = []
    for tick in range(engine.scenario.ticks):
        clock = engine.clocks[tick]
        here = at_first_grid(engine, agenda, tick)
        n, n_due = open_agenda(here, touched)
        if tick % 2:  # shut as if the district had no room, it opens again as it was
            shut_agenda(here, touched, n)
            assert (agenda == -1).all() and engine_load(engine) == len(expected)
            assert open_agenda(here, touched) == (n, n_due)
        assert sorted(touched[:n].tolist()) == sorted({e[0] for e in expected if e[1] < clock["day_end"]})
        for serial, (life, ahead, what) in enumerate(plan[tick] if tick < len(plan) else []):
            day = int(clock["day"]) + ahead
            schedule(here, np.int64(life), np.int64(day), np.int64(what), np.int64(serial))
            if day < LAST_DAY:
                expected.append((life, day, what, serial))
        due = sorted(e for e in expected if e[1] < clock["day_end"])
        expected = [e for e in expected if e[1] >= clock["day_end"]]
        assert take_all(engine, agenda) == due
    assert not expected
    assert engine_load(engine) == 0


@given(
    st.sampled_from([EXPIRY, REPAIR, CORRECTION]), st.integers(0, 255), st.integers(-32_000, 32_000),
    st.integers(0, 3), st.integers(0, 1),
)  # fmt: skip
def test_what_strikes_an_entry_keeps_what_it_was(kind: int, act: int, moved: int, truth: int, began: int) -> None:
    given_ = [np.int64(value) for value in (act, moved, truth, began)]
    what = pack_strike(np.int64(kind), *given_)
    assert (kind_of(what), *unpack_strike(what)) == (kind, act, moved, truth, began)
    assert what & (2**32 - 1) < 2**31  # what a node keeps beside the kind
    assert pack_strike(np.int64(kind), np.int64(0), np.int64(moved + 1), ZERO, ZERO) > what


@given(st.integers(0, 255), st.sampled_from(range(len(CHANNELS))), st.integers(0, 3), st.integers(0, 4))
def test_a_case_keeps_what_it_is(act: int, channel: int, truth: int, outcome: int) -> None:
    what = pack_case(np.int64(act), np.int64(channel), np.int64(truth), np.int64(outcome))
    assert (kind_of(what), *unpack_case(what)) == (CASE, act, channel, truth, outcome)
    assert what & (2**32 - 1) < 2**31  # what a node keeps beside the kind


@given(st.integers(0, 63), st.integers(0, 2**31 - 1), st.integers(0, 65_535))
def test_there_is_room_for_64_kinds_with_31_bits_each(kind: int, rest: int, local: int) -> None:
    """In sixteen bytes, so that a life at rest pays nothing for it."""
    node = np.zeros(1, NODE)
    write_event(node[0], np.int64(local), np.int64(kind << 32 | rest), np.int64(5), np.int64(2))
    assert (event_of(node[0]), int(node[0]["local"]), NODE.itemsize) == (kind << 32 | rest, local, 16)


def test_two_ends_of_a_lock_on_a_day_are_one() -> None:
    engine = small()
    agenda = np.full(LIVES, -1, np.int32)
    here = at_first_grid(engine, agenda, 0)
    for what, since in ((CASE, 0), (LOCK_END, 1), (LIST_END, 0), (LOCK_END, 0)):
        schedule(here, ZERO, np.int64(5), pack(np.int64(what), ZERO, ZERO, ZERO), np.int64(since))
    assert [what >> 32 for _, _, what, _ in take_all(engine, agenda)] == [LOCK_END, LIST_END, CASE]


def spells(ran: Ran) -> tuple[int, int]:
    """Spells in a lock that ended or run on, and locks that began, by the dossiers."""
    ended = int(ran.total("spells").sum()) + int(ran.outcome.open_spells.sum())
    began = sum(
        1
        for life in range(ran.scenario.people)
        for line in ran.story(life)
        if line.kind == "entry" and line.act == "drop"
    )
    return ended, began


def test_a_lock_that_began_twice_on_a_day_ends_once() -> None:
    text = """
format: credopolis-rulebook/1
name: again
title: A straight drop to where everybody is
account: hypothetical
score: {start: 10, min: 0, max: 100}
grades: {A: {from: 50}, B: {lock: {lasts: 20d, release: band}}}
acts: {drop: {falls_to: B, seen_by: {records: 1}, conduct: {rate: 40}}}
"""
    scenario, _ = under(text, days=90, off=tuple(name for name in SWITCHES if name not in ("records", "locks")))
    ended, began = spells(run(scenario))
    assert ended == began > 5000


@pytest.mark.parametrize("held", [True, False])
def test_room_is_made_beside_what_is_there(held: bool) -> None:
    """In place, or, where somebody holds a part of the nodes, in a longer array."""
    scenario, _ = under(EVERYTHING, people=30_000, days=6000)
    engine = build(scenario, 1)
    engine.world = make_room(engine.world, np.full(len(engine.world.districts), 2**20 // len(engine.world.districts)))
    nodes = engine.world.nodes
    before = nodes.copy()
    part = nodes[:1] if held else None
    districts = engine.world.districts.copy()
    del nodes
    engine.world = make_room(engine.world, engine.world.districts["node_free"] + np.arange(len(districts)))
    assert (part is not None and part.base is engine.world.nodes) is False
    assert np.array_equal(engine.world.nodes[: len(before)], before)
    assert (engine.world.districts["node_size"] >= districts["node_size"]).all()
    assert (engine.world.districts["node_free"] >= districts["node_free"] + np.arange(len(districts))).all()
    assert check_calendars(engine, 0) > 1000


def test_an_entry_schedules_no_more_than_is_reckoned_with() -> None:
    """Whatever entry strikes whom: ends of lock, listing and itself, its copy, the score's return, word to others."""
    scenario, _ = under(EVERYTHING, people=3000, days=20_000)
    engine = build(scenario, 1)
    engine.world = world = make_room(engine.world, np.full(len(engine.world.districts), 2**20))
    first, reckoned = np.int64(engine.clocks[0]["first_life"]), float(engine.law.streams[0]["of_an_entry"])
    clocks = 4  # the return of the score, what clean time gives, a listing by a grade, a request that may be refused
    spoken = 3  # of an act of speech its case, the next one, and the end of a listing
    assert reckoned == OF_AN_ENTRY + clocks + MOST_MEMBERS - 1 + spoken
    here, taken = at_first_grid(engine, NO_AGENDA, 0), np.zeros(2 * MOST_MEMBERS, np.int64)
    for k in range(1500):
        index, truth = np.int64(k % len(engine.acts)), np.int64(k // 7 % 4)
        i, day = np.int64(k % int(world.grids[0]["lives"])), np.int64(k % 7)
        before = int(world.districts[0]["node_free"])
        post_entry(here, first + i, day, ZERO, index, np.int64(CHANNELS.index("office")), truth, ZERO)
        told = int(world.person[i]["household_size"]) - 1
        used = before - int(world.districts[0]["node_free"])
        assert used <= reckoned - (MOST_MEMBERS - 1 - told), (used, told)
        taken[max(used - told, 0)] += 1
    assert taken[3] > 0 and taken[OF_AN_ENTRY + clocks + 1 :].sum() == 0


def test_the_record_of_a_life_is_what_the_schema_says() -> None:
    engine = small()
    names = (*(engine.world.person.dtype.names or ()), *(engine.world.standing.dtype.names or ()))
    assert set(names) == {column.name for column in LIFE_COLUMNS}
