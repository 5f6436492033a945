"""Replay of many lives: a district with any of them is lived again once, and all of them are followed in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.build import TRACE_ROWS, Engine, build
from credopolis.engine.places import home_of
from credopolis.engine.replay import LifeFacts, TraceEvent, describe_place, place_of_life, read_trace, ticks_again
from credopolis.engine.scenario import Scenario
from credopolis.engine.workplaces import ToldAgain
from credopolis.society.layout import plan

_AHEAD = 2  # districts that are lived before they are asked for, a thread


@dataclass(frozen=True)
class LivedAgain:
    """Lives of one district. lives : (n,) int64, their numbers. facts, events : of each of them, as `replay` gives them
    for one. standing : (n_days, n) of dtype `world.STANDING`, where each stood at the end of each day asked for.
    """

    lives: NDArray[np.int64]
    facts: tuple[LifeFacts, ...]
    events: tuple[list[TraceEvent], ...]
    standing: NDArray[Any]


def replay_many(
    scenario: Scenario, lives: NDArray[np.int64], fields: NDArray[np.float64], days: Sequence[int], threads: int = 1
) -> Iterator[LivedAgain]:
    """Live the districts of some lives again, in the order of districts; the same for any number of threads.

    lives : (n,) int64, numbers of lives, rising. fields : (n_ticks, n_provinces, n_fields) float64, what the provinces'
    lives read in each tick of the run. days : on which to note where they stand, each the end of a tick, or 0.
    """
    layout = plan(scenario.tables, scenario.people, scenario.grid_lives, scenario.district_grids)
    districts = np.array([layout.district_of_life(home_of(scenario, int(life))) for life in lives], np.int64)
    waiting: deque[Future[LivedAgain]] = deque()
    companies = ToldAgain(scenario, fields, threads)
    with ThreadPoolExecutor(threads) as pool:
        for district in np.unique(districts).tolist():
            members = lives[districts == district]
            told = pool.submit(_live_again, scenario, district, members, fields, frozenset(days), companies, TRACE_ROWS)
            waiting.append(told)
            if len(waiting) > _AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _live_again(
    scenario: Scenario, district: int, members: NDArray[np.int64], fields: NDArray[np.float64], days: frozenset[int],
    companies: ToldAgain, rows: int,
) -> LivedAgain:  # fmt: skip
    """Live a district again. rows : lines that there is room for; where there are more, it is lived again."""
    engine = build(scenario, 1, (district, district + 1), members, trace_rows=rows)
    places = np.array([place_of_life(engine, int(life)) for life in members], np.int64)
    facts = tuple(describe_place(engine, int(i)) for i in places)
    noted = [_standing(engine, places)] if 0 in days else []
    for tick in ticks_again(engine, fields, companies):
        if min((tick + 1) * scenario.tick_days, scenario.days) in days:
            noted.append(_standing(engine, places))
    needed = int(engine.world.districts[0]["trace_rows"])
    if needed > rows:
        return _live_again(scenario, district, members, fields, days, companies, needed)
    events = tuple(read_trace(engine, int(life)) for life in members)
    return LivedAgain(members, facts, events, np.stack(noted))


def _standing(engine: Engine, places: NDArray[np.int64]) -> NDArray[Any]:
    return np.asarray(engine.world.standing[places])
