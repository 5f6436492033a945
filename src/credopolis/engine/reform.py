"""A reform amid a run: the same lives go on under other rules, from the end of a recording interval.

What stays: scores, grades, lists, open cases, counts, what provinces and grids remember, and what people have learned.
What is read again under the new rules:

- a score beyond the new bounds moves to the bound; a life that was never scored has the new starting score
- where band edges moved, who stood in the band of the score stands in its new band (no lock begins by this); who stood
  elsewhere, in a lock or after one, stays there
- a lock under way whose grade has other lengths now counts the usual one from the day it began; one that would be over
  ends with the reform, and where the new rules have no lock, who is held returns to the band of the score
- a listing under way ends on the day it was to end, and where the new rules have another length for its list a repair
  or correction does not end it sooner; acts are matched by name
- what follows an entry (notice, appeal, repair, expiry) was settled when it was posted, and comes to pass
- a score that is a mean now is that of the entries that are known to be in it: those of rules whose score was one, too
- points for things together are those of the new rules, for entries that are known to stand: all since rules asked
- where only the end of a cycle sets the grade, nobody's moves before it; a lock under way ends with cycles from the day
  it began
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from credopolis.core.errors import BadValue
from credopolis.engine.build import Engine
from credopolis.engine.calendar import CASE, CORRECTION, EXPIRY, JOINT, REPAIR
from credopolis.engine.change import change_rules
from credopolis.engine.columns import Columns, columns_of
from credopolis.engine.eras import ANOTHER_RUN, check_rules
from credopolis.engine.freeze import Frozen, restore, restore_tally
from credopolis.engine.held_columns import BITS, HeldColumns
from credopolis.engine.identity import value_digest
from credopolis.engine.run import Course
from credopolis.engine.scenario import Scenario
from credopolis.engine.workplaces import months_over
from credopolis.engine.world import OF_ACTS, Array
from credopolis.mechanisms.companies import companies_stand

_SAME: Final = (
    "people", "scale", "seed", "companies", "start", "days", "tick_days", "interval", "by_district", "tables",
    "grid_lives", "district_grids",
)  # fmt: skip
"""What decides who lives and when results are taken; no reform touches it."""


def check_reform(old: Scenario, new: Scenario) -> None:
    """Refuse rules under which lives could not stand where they stand.

    Raises
    ------
    BadValue
        If the ladders or lists differ in more than their numbers, the new rules do not know an act, they are of other
        lives or of another time, or either has eras.
    """
    if old.eras or new.eras:
        remedy = "Write them as a step of the scenario's timeline, and run it from the start."
        raise BadValue("the reform's rules", "for a run whose rules differ by place or day", "one set of rules", remedy)
    check_rules(old.rules, new.rules, "the reform's")
    for name in _SAME:
        if value_digest(getattr(old, name)) != value_digest(getattr(new, name)):
            what = f"the reform's {name.replace('_', ' ')}"
            raise BadValue(what, "not that of the run", "the same people, days and seed", ANOTHER_RUN)


def knowing(before: Scenario, after: Scenario) -> Scenario:
    """The scenario of after a reform, which knows the rules under which cases of its lives may still be open."""
    return replace(after, bygone=(*before.bygone, before.rules))


def carry_over(old: Engine, frozen: Frozen, course: Course) -> None:
    """Put the lives of a frozen run into a course under other rules.

    frozen : the run of `old`, at the end of a recording interval. course : built for rules that are `knowing` those of
    before, and before its first tick.

    Raises
    ------
    BadValue
        If the rules do not fit.
    """
    check_reform(old.scenario, course.engine.scenario)
    carry_lives(old, frozen.arrays, frozen.arrays["tally"], course.engine, frozen.tick)
    course.institutions.restore(_remembered(old, frozen.arrays, course, frozen.day))
    course.institutions.begin_interval()  # with sums of what the new rules ask for
    course.institutions.change(np.arange(len(course.engine.law.variants)))
    course.tick, course.day, course.start = frozen.tick, frozen.day, frozen.day
    course.meet_companies()


def carry_lives(old: Engine, lives: Mapping[str, Array], tally: Array, engine: Engine, tick: int) -> None:
    """Put the lives of some districts, at the end of a recording interval, into an engine of the same districts.

    lives : as `freeze.lives_arrays` gives them. tally : (n_provinces, n_counts), lives by grade first. engine : of a
    scenario that is `knowing` the rules of before. tick : ticks done.
    """
    if not engine.scenario.bygone:
        raise ValueError("the engine does not know the rules of before")
    arrays = dict(lives)
    arrays["nodes"] = _renamed(arrays["nodes"], act_map(old.scenario, engine.scenario))
    arrays["extra"] = _columns(old, engine, arrays["extra"])
    restore(engine, arrays)
    stay = np.zeros((len(engine.province_rows), engine.world.tally.shape[1]), np.int32)
    n = engine.extent.n_grades + 1
    stay[:, :n] = tally[:, :n]
    restore_tally(engine, stay)
    engine.law.variants[...] = len(engine.scenario.variants) - 1  # the rules of before, see `knowing`
    change_rules(engine, np.zeros_like(engine.law.variants), tick)


def _of_companies(old: Scenario, course: Course, day: int) -> dict[str, Array]:
    """What is kept of companies where only one of the rules has them: they have heard nothing, and told all."""
    if old.asks(companies_stand) == course.engine.scenario.asks(companies_stand):
        return {}
    return {"heard": course.institutions.heard, "told": np.array([months_over(day)], np.int64)}


def _remembered(old: Engine, arrays: Mapping[str, Array], course: Course, day: int) -> dict[str, Array]:
    """What provinces keep, with acts as the new rules number them; of one that is new to them they know nothing."""
    places = act_map(old.scenario, course.engine.scenario)[: old.extent.n_acts]
    known, fields = (course.institutions.state()[name].copy() for name in ("_known", "fields"))
    known[:, places] = arrays["_known"]
    arrays = {**arrays, **_of_companies(old.scenario, course, day)}
    fields[:, :OF_ACTS], fields[:, OF_ACTS + places] = arrays["fields"][:, :OF_ACTS], arrays["fields"][:, OF_ACTS:]
    return {**arrays, "_known": known, "fields": fields}


def act_map(old: Scenario, new: Scenario) -> Array:
    """Index of each act of the old rules in the new ones, (256,) int64; beyond the acts the index itself."""
    places = np.arange(256)
    places[: len(old.act_names)] = [new.act_names.index(name) for name in old.act_names]
    return places


def _renamed(nodes: Array, places: Array) -> Array:
    """Scheduled events with acts as the new rules number them; nodes that are free hold nothing that is read."""
    out = np.array(nodes)
    what = out["what"].astype(np.int64)
    kind = out["kind"]
    cases, strikes = np.isin(kind, [int(CASE), int(JOINT)]), np.isin(kind, [int(EXPIRY), int(REPAIR), int(CORRECTION)])
    what[cases] = (what[cases] & ~(255 << 20)) | (places[(what[cases] >> 20) & 255] << 20)
    what[strikes] = (what[strikes] & ~255) | places[what[strikes] & 255]
    out["what"] = what
    return out


def _columns(old: Engine, new: Engine, extra: Array) -> Array:
    """Ends of listings and counts of acts, each in the column where the engine of the new rules has it."""
    out, mine, its = np.zeros_like(new.world.extra), columns_of(old.scenario), columns_of(new.scenario)
    if extra.shape[1]:
        lists = len(old.scenario.rulebook.list_names)
        out[:, :lists] = extra[:, :lists]
        if mine.cleared >= 0:
            out[:, its.cleared] = extra[:, mine.cleared]
        if mine.today >= 0 and its.today >= 0:
            out[:, its.today : its.today + 3] = extra[:, mine.today : mine.today + 3]
        if mine.resets >= 0 and old.scenario.rulebook.resets == new.scenario.rulebook.resets:
            out[:, its.resets] = extra[:, mine.resets]
        if mine.gives >= 0 and its.gives >= 0:
            out[:, its.gives] = extra[:, mine.gives]
        if mine.new >= 0 and its.new >= 0:
            out[:, its.new : its.new + 2] = extra[:, mine.new : mine.new + 2]
        if mine.began >= 0 and its.began >= 0:
            out[:, its.began] = extra[:, mine.began]
        for kept, then in ((mine.windows, its.windows), (mine.locks, its.locks), (mine.repeated, its.repeated)):
            for name, (first, width) in kept.items():
                start = then[name][0]
                out[:, start : start + width] = extra[:, first : first + width]
        width = 2 * min(mine.taken[1], its.taken[1])  # where fewer are remembered now, none is, see `change`
        out[:, its.taken[0] : its.taken[0] + width] = extra[:, mine.taken[0] : mine.taken[0] + width]
        for first, now, width in _of_entries(mine, its):
            out[:, now : now + width] = extra[:, first : first + width]
        _stands(out, extra, mine.held, its.held)
        if mine.capped:
            out[:, its.year] = extra[:, mine.year]
        for name, column in mine.counted.items():
            out[:, its.counted[name]] = extra[:, column]
        for name, column in mine.capped.items():
            out[:, its.capped[name]] = extra[:, column]
    return out


def _of_entries(mine: Columns, its: Columns) -> Iterator[tuple[int, int, int]]:
    """Of what depends on entries themselves and on ends of cycles: the first column, where it is now, and how many."""
    if mine.sets >= 0 and its.sets >= 0:
        yield mine.sets, its.sets, 2
    for name, first in mine.heads.items():
        yield first, its.heads[name], 2
    if mine.rated.most:
        yield mine.rated.column, its.rated.column, 1
        width = min(mine.rated.most, its.rated.most)  # the latest last
        for k in range(3 if mine.rated.days and its.rated.days else 1):
            ends = [of.column + 1 + (k + 1) * of.most for of in (mine.rated, its.rated)]
            yield ends[0] - width, ends[1] - width, width


def _stands(out: Array, extra: Array, mine: HeldColumns, its: HeldColumns) -> None:
    """Which entries stand, and what those moved. mine, its : of the old rules, of the new ones, which know those."""
    if mine.together >= 0:
        out[:, its.together : its.together + 2] = extra[:, mine.together : mine.together + 2]
    for name, held in (mine.acts or {}).items():
        then = (its.acts or {})[name]
        stands = (extra[:, mine.column + held.bit // BITS] >> (held.bit % BITS)) & 1
        out[:, its.column + then.bit // BITS] |= stands << (then.bit % BITS)
        if then.stands >= 0:
            out[:, then.stands] = extra[:, held.stands] if held.stands >= 0 else stands
        width = 1 + held.wide
        for first, now in ((held.gains, then.gains), (held.losses, then.losses)):
            if first >= 0:
                out[:, now : now + width] = extra[:, first : first + width]
        if held.ended >= 0:
            out[:, then.ended : then.ended + 2] = extra[:, held.ended : held.ended + 2]
