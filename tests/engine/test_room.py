"""How many events a grid's tick may schedule: the reckoning held against exact quantiles, worked out elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from typing import Any

import numpy as np
import pytest
from scipy import stats

from credopolis.core.errors import MemoryRanOut
from credopolis.core.jit import plain
from credopolis.core.memory import Room
from credopolis.engine import room
from credopolis.engine.build import build
from credopolis.engine.calendar import most_scheduled
from credopolis.engine.compile import compile_acts, compile_stream
from credopolis.engine.room import make_room
from credopolis.library.catalogue import load_scenario

from .calendars import check_calendars

UNLIKELY = -60.0  # logarithm of the chance that a tick takes more than is reckoned with
MOST: Callable[..., int] = plain(most_scheduled)


def stream(candidates: float, of_an_entry: float = 1.0, copies: float = 0.0) -> dict[str, float]:
    """What a reckoning goes by. candidates : a life and day."""
    return {"candidates_a_life_day": candidates, "of_an_entry": of_an_entry, "copies": copies}


@pytest.mark.parametrize("mean", [0.5, 5.0, 40.0, 300.0, 5_000.0, 200_000.0])
def test_candidates_are_never_more_and_not_much_less(mean: float) -> None:
    """Each may end in two entries; their number is Poisson, as arrivals at a constant rate are."""
    candidates = (MOST(stream(mean / 7000), 1000, 7, 0) - 1) // 2
    assert stats.poisson.logsf(candidates, mean) < UNLIKELY
    if mean > 1:
        assert stats.poisson.logsf(0.7 * candidates, mean) > UNLIKELY


def test_every_due_event_may_end_in_an_entry_and_every_entry_schedules_its_own() -> None:
    none, some = (MOST(stream(0.01, 7.0), 1000, 1, due) for due in (0, 500))
    assert some - none == 7 * 500
    once, more = (MOST(stream(0.01, each), 1000, 1, 100) - 1 for each in (1.0, 9.0))
    assert more == pytest.approx(9 * once, abs=9)


@pytest.mark.parametrize("due", [10, 200, 5_000])
@pytest.mark.parametrize(("spread", "spread_days"), [(0.05, 10.0), (0.3, 10.0), (0.45, 60.0), (0.9, 2.0)])
def test_copies_of_copies_are_never_more(spread: float, spread_days: float, due: int) -> None:
    """Each entry is false and copied within the tick by one chance, its copy by the same, and so on: geometric."""
    platform = {"stands": True, "spread": spread, "spread_days": spread_days}
    values = {f"regime.platform.{name}": value for name, value in platform.items()}
    scenario = load_scenario("popular-account", people=2000, years=1, set=values)
    found = compile_stream(scenario, compile_acts(scenario))
    days, chance = scenario.tick_days, spread * (1 - exp(-(scenario.tick_days - 1) / spread_days))
    rate, each = float(found["candidates_a_life_day"]), float(found["of_an_entry"])
    entries = (MOST(stream(rate, each), 0, days, due) - 1) // each
    copies = (MOST(found, 0, days, due) - 1) // each - entries
    if copies < entries * (days - 1) - 1:  # else every entry is copied on every day that is left
        assert stats.nbinom.logsf(copies, entries, 1 - chance) < UNLIKELY
    assert copies > entries * chance / (1 - chance)


@pytest.mark.parametrize("small, step", [(0, room.STEP), (2**40, room.STEP_WHILE_SMALL)])
def test_a_calendar_grows_by_a_part_of_itself_and_seldom(
    small: int, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has few free gets a part of what it has, and its neighbours in need with it; who has many gets none."""
    monkeypatch.setattr(room, "_COPIED", small)
    engine = build(load_scenario("popular-account", people=20_000, years=10), 1)
    engine.world = make_room(engine.world, np.full(len(engine.world.districts), 10_000))
    before = engine.world.districts.copy()
    few, near, many = 0, 1, 2
    least = np.zeros(len(before), np.int64)
    least[few] = before["node_free"][few] + 5
    least[near] = before["node_free"][near] - 5
    assert before["node_free"][many] > before["node_size"][many] // room.STEP_WHILE_SMALL
    engine.world = make_room(engine.world, least)
    given = engine.world.districts["node_size"] - before["node_size"]
    part = before["node_size"] // step
    assert given[few] == part[few] and given[near] == part[near] and given[many] == 0
    assert not engine.world.districts["node_need"].any()
    held = engine.world.nodes
    engine.world = make_room(engine.world)
    assert engine.world.nodes is held
    assert check_calendars(engine, 0) > 1000


def test_room_that_is_left_for_others_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = build(load_scenario("popular-account", people=3000, years=1), 1)
    least = engine.world.districts["node_free"] + 1
    for left, fits in ((room.SPARE, False), (room.SPARE + 2**22, True)):
        here: Any = Room(left, "in a small box")
        monkeypatch.setattr(room, "least_room", lambda here=here: here)
        if fits:
            assert len(make_room(engine.world, least).nodes) > len(engine.world.nodes)
        else:
            with pytest.raises(MemoryRanOut, match="in a small box"):
                make_room(engine.world, least)
    monkeypatch.setattr(room, "MOST_NODES", len(engine.world.nodes))
    with pytest.raises(MemoryRanOut, match="more workers"):
        make_room(engine.world, engine.world.districts["node_free"] + 1)
