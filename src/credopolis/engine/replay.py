"""Replay: one life's whole story by running its district again under the fields that the run recorded.

Districts meet only through the fields of their province, so a district, the recorded fields and the seed give every
event back; nothing is stored per life while a run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import BadValue
from credopolis.core.schema import (
    EDUCATION,
    FEMALE,
    FLAG_NAMES,
    OCCUPATIONS,
    TRAITS,
    TRUTHS,
    UNBORN,
)
from credopolis.engine.build import Engine, build
from credopolis.engine.places import find_life, home_of, number_at
from credopolis.engine.records import Dimensions
from credopolis.engine.scenario import Scenario
from credopolis.engine.standing import TRACES
from credopolis.engine.workers import Workers, check_invariants
from credopolis.engine.workplaces import ToldAgain
from credopolis.engine.world import TRACE_COLUMNS, Array
from credopolis.mechanisms import all as mechanisms
from credopolis.society.layout import plan

KINDS: Final = TRACES
_ABOUT: Final = {line.name: line.about for line in mechanisms.LINES}
_LABELS: Final = {line.name: line.labels for line in mechanisms.LINES}


@dataclass(frozen=True)
class TraceEvent:
    """One line of a dossier. `channel` is "" for an act that nobody saw; `grade` is the one held afterwards.

    due_day : for a case, the day on which it will be closed; for what closes it, the day of the act; for a notice, an
    appeal and its refusal, the day on which it happens; for what strikes an entry, the day on which that was posted.
    lists : on which the life is afterwards.
    """

    day: int
    kind: str
    act: str
    channel: str
    truth: str
    points: int
    score: int
    grade: str
    lock_until: int
    due_day: int
    lists: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relative:
    """Another life of the household."""

    life_id: int
    relation: str
    sex: str
    age: int


@dataclass(frozen=True)
class LifeFacts:
    """Who a synthetic life was on day 0."""

    life_id: int
    province: str
    district: int
    grid: int
    sex: str
    age: int
    flags: tuple[str, ...]
    education: str
    occupation: str
    income_class: int
    traits: dict[str, float]
    guanxi: float
    grade_on_day_0: str
    household: tuple[Relative, ...]


def place_of_life(engine: Engine, life_id: int) -> int:
    """The place of a life among those that are built.

    Raises
    ------
    BadValue
        If nobody may be born under this number.
    """
    offset = engine.layout.lives_of_district(engine.first_district)[0]
    return find_life(engine.world, life_id, engine.scenario.people, offset)


def life_at(engine: Engine, place: int) -> int:
    """The number of the life at a place."""
    offset = engine.layout.lives_of_district(engine.first_district)[0]
    return number_at(engine.world, place, engine.scenario.people) + offset


def replay_life(
    scenario: Scenario, life_id: int, fields: NDArray[np.float64], told: Callable[[int], None] = lambda ticks: None,
    seen: Callable[[Engine, int], None] = lambda engine, tick: None,
) -> list[TraceEvent]:  # fmt: skip
    """Everything that happened to a life, in the order of days.

    fields : (n_ticks, n_provinces, n_fields) float64, what the provinces' lives read in each tick of the run. told :
    how many ticks have been lived again, after each. seen : what is shown the district after each tick, by its number.

    Raises
    ------
    BadValue
        If there is no such life.
    """
    layout = plan(scenario.tables, scenario.people, scenario.grid_lives, scenario.district_grids)
    district = layout.district_of_life(home_of(scenario, life_id))
    engine = build(scenario, 1, (district, district + 1), np.array([life_id]))
    for tick in ticks_again(engine, fields, ToldAgain(scenario, fields)):
        seen(engine, tick)
        told(tick + 1)
    return read_trace(engine, life_id)


def ticks_again(
    engine: Engine, fields: NDArray[np.float64], companies: ToldAgain, first: int = 0, end: int | None = None
) -> Iterator[int]:
    """Live a district again, as the run did -> the ticks from `first` on to `end`, each when it has been lived.

    engine : of the district alone. fields : (n_ticks, n_provinces, n_fields), of the whole run. companies : of the
    run, whatever district is lived.
    """
    workers = Workers(engine, 1)
    for tick in range(first, len(fields) if end is None else end):
        read = np.ascontiguousarray(fields[tick])
        companies.tell(workers, engine.first_district, read, tick)
        workers.advance(read, tick)
        check_invariants(engine, tick)
        yield tick


def read_trace(engine: Engine, life_id: int) -> list[TraceEvent]:
    """The lines that a run wrote about a traced life."""
    layout, world = engine.layout, engine.world
    district = layout.district_of_life(home_of(engine.scenario, life_id)) - engine.first_district
    at = place_of_life(engine, life_id)
    if int(world.person["flags"][at]) & UNBORN:
        remedy = "A potential birth that did not happen. Dossiers of mothers name the lives that they gave birth to."
        raise BadValue("The number of the life", life_id, "of a life that was born", remedy)
    row = world.districts[district]
    count, start = int(row["trace_rows"]), int(row["trace_start"])
    if count > row["trace_size"]:
        raise BadValue("the number of lines in a dossier", count, f"at most {row['trace_size']}", "Trace fewer lives.")
    rows = world.trace[start : start + count]
    mine = rows[rows[:, TRACE_COLUMNS.index("life")] == at]
    dims = engine.scenario.dimensions  # not for every line: where rules change they are gathered from all of them
    return [_event(engine, dims, row) for row in mine]


def _event(engine: Engine, dims: Dimensions, row: Array) -> TraceEvent:
    _, day, kind, act, channel, truth, points, score, grade, lock_until, due, listed = (int(v) for v in row)
    name = KINDS[kind]
    of_list, about_act = _ABOUT[name] == "list", _ABOUT[name] == "act"
    labels = _LABELS[name]
    other = str(act) if _ABOUT[name] == "age" else str(life_at(engine, act)) if _ABOUT[name] == "life" else ""
    return TraceEvent(
        day=day,
        kind=name,
        act=labels[act] if labels else dims.lists[act] if of_list else dims.acts[act] if about_act else other,
        channel=dims.channels[channel] if about_act and channel >= 0 else "",
        truth=TRUTHS[truth] if about_act else "",
        points=points,
        score=score,
        grade=dims.grades[grade] if grade < len(dims.grades) else "unscored",
        lock_until=lock_until,
        due_day=due,
        lists=lists_in(dims, listed),
    )


def lists_in(dims: Dimensions, listed: int) -> tuple[str, ...]:
    """The names of the lists whose bits are set."""
    return tuple(name for k, name in enumerate(dims.lists) if listed >> k & 1)


def describe_life(scenario: Scenario, life_id: int) -> LifeFacts:
    """Who a life is: place, age, household, traits.

    Raises
    ------
    BadValue
        If there is no such life.
    """
    layout = plan(scenario.tables, scenario.people, scenario.grid_lives, scenario.district_grids)
    district = layout.district_of_life(home_of(scenario, life_id))
    engine = build(scenario, 1, (district, district + 1))
    return describe_place(engine, place_of_life(engine, life_id))


def describe_place(engine: Engine, i: int) -> LifeFacts:
    """Who lives at a place on day 0. engine : of one district, before its first tick."""
    layout, district = engine.layout, engine.first_district
    person = engine.world.person
    me, life_id = person[i], life_at(engine, i)
    first = i - int(me["place"])
    others = range(first, first + int(me["household_size"]))
    flags = int(me["flags"])
    return LifeFacts(
        life_id=life_id,
        province=layout.province_names[int(layout.district_province[district])],
        district=district,
        grid=int(np.searchsorted(layout.grid_start, life_id % engine.scenario.people, side="right")) - 1,
        sex=_sex(me),
        age=_age(me),
        flags=tuple(name for name, bit in FLAG_NAMES.items() if flags & bit and name != "female"),
        education=EDUCATION[int(me["education"])],
        occupation=OCCUPATIONS[int(me["occupation"])],
        income_class=int(me["income"]),
        traits={name: round(int(me[name]) / 255, 3) for name in TRAITS},
        guanxi=round(int(me["guanxi"]) / 255, 3),
        grade_on_day_0=(*engine.scenario.dimensions.grades, "unscored")[int(engine.world.standing["grade"][i])],
        household=tuple(
            Relative(life_at(engine, k), _relation(person, i, k), _sex(person[k]), _age(person[k]))
            for k in others
            if k != i
        ),
    )


def _sex(row: Array) -> str:
    return "female" if int(row["flags"]) & FEMALE else "male"


def _age(row: Array) -> int:
    return max(int(-int(row["birth_day"]) // 365.25), 0)


def _relation(person: Array, i: int, other: int) -> str:
    """How `other` is related to life i of the same household."""
    me, them = person[i], person[other]
    if int(me["mother"]) and i + int(me["mother"]) == other:
        return "mother"
    if int(me["father"]) and i + int(me["father"]) == other:
        return "father"
    if any(int(them[p]) and other + int(them[p]) == i for p in ("mother", "father")):
        return "child"
    mine = {i + int(me[p]) for p in ("mother", "father") if int(me[p])}
    theirs = {other + int(them[p]) for p in ("mother", "father") if int(them[p])}
    if mine & theirs:
        return "sibling"
    return "member of the household"
