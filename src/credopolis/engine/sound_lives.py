"""Whether where lives stand can be where lives of this scenario stand; see `soundness`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from credopolis.core.schema import EDUCATION
from credopolis.engine.bounds import none, within
from credopolis.engine.build import Engine
from credopolis.engine.columns import columns_of
from credopolis.engine.eras import variants_at
from credopolis.engine.inspection import HAS_AGE, HAS_GAIN, HAS_GIFT, HAS_LOCK_END, HAS_RESET, HAS_SET, HAS_TIME
from credopolis.engine.places import is_living, places_of_districts
from credopolis.engine.world import Array, World, column_of
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms import course
from credopolis.mechanisms.army import WAS_REFUSED
from credopolis.mechanisms.consequences import NEVER_ENOUGH
from credopolis.mechanisms.debts import MOST_OWED
from credopolis.mechanisms.kindergarten import AT_HOME
from credopolis.mechanisms.learning import STEPS
from credopolis.mechanisms.opinion import OPINION_STEPS
from credopolis.mechanisms.party import HAS_ASKED
from credopolis.rulebook.conduct import DOMAINS
from credopolis.rulebook.model import LARGEST_POINTS, MOST_AGAIN

_MOST_TIMES = 100.0
_MOST_HAZARD: Final = 23.0
"""More than any threshold that is drawn."""


def check_lives(engine: Engine, world: World, day: int, marks: Array, ends: Array) -> None:
    """Scores, grades, locks and lists of every life, and that what is to end has its end in the calendar."""
    rules, life = engine.rules, world.standing
    within("standing.score", life["score"], *(_of_lives(engine, world, name) for name in ("score_min", "score_max")))
    grade = np.ascontiguousarray(life["grade"])
    within("standing.grade", grade, 0, int(rules["n_grades"]))
    within("standing.listed", life["listed"], 0, 2 ** int(rules["n_lists"]) - 1)
    for name, least in (("grade_since", 0), ("own_on", 0), ("fell_on", -1)):
        within(f"standing.{name}", life[name], least, day)  # the day itself if rules have just changed
    for name in DOMAINS:
        within(f"standing.own_{name}", life[f"own_{name}"], -int(STEPS), int(STEPS))
    _check_locks(engine, world, day, marks)
    fell = np.flatnonzero(life["fell_on"] >= 0)
    good = int(engine.law.rules["standing_grade"].max())
    none("standing.fell_on", grade[fell] >= good, life["fell_on"], "-1 in good standing", fell)
    _check_who_is_scored(engine, world, day, marks)
    _check_lists(engine, world, day, marks, ends)


def just_changed(engine: Engine, day: int) -> bool:
    """Whether rules may have changed as the day began, so that lives have moved already, and some are released."""
    s = engine.scenario
    before, now = (variants_at(s, first) for first in (day - s.tick_days, day))
    return bool(s.bygone) or (not np.array_equal(before, now) and np.array_equal(engine.law.variants, now))


def _variant_of_lives(engine: Engine, world: World) -> Array:
    """Number of the rules by which the life at each place lives, (n_places,) int64."""
    of_districts = engine.law.variants[world.districts["province"]]
    return np.repeat(of_districts, np.diff(places_of_districts(world)))


def _of_lives(engine: Engine, world: World, name: str) -> Array:
    """A number that rules hold, as each life's own rules have it: (n_places,), or () where all live by the same.

    The field is taken before it is told out to lives: a whole record of rules has some 100,000 bytes.
    """
    by_variant = engine.law.rules[name]
    return by_variant[0] if len(by_variant) == 1 else by_variant[_variant_of_lives(engine, world)]


def _check_locks(engine: Engine, world: World, day: int, marks: Array) -> None:
    """A lock has a length of its grade's, began before today, and ends in the calendar unless the run does before."""
    life, rules = world.standing, engine.law.rules
    locks = np.concatenate([rules["lock_days"][..., None], rules["again"]], axis=2)
    locks[:, engine.extent.n_grades :] = 0
    within("standing.lock_until", life["lock_until"], 0, np.iinfo(np.int16).max)
    held = np.flatnonzero(life["lock_until"] >= day + just_changed(engine, day))
    until, variant = life["lock_until"][held].astype(np.int64), _variant_of_lives(engine, world)[held]
    lengths = locks[variant, life["grade"][held]]
    _lengths_by_cycles(engine, world, held, variant, lengths)
    began = until[:, None] - lengths
    if (column := int(engine.rules["began_column"])) >= 0:
        noted = world.extra[held, column].astype(np.int64)[:, None]
        lengths = np.where((noted > 0) & (began != noted - 1), 0, lengths)
    none("standing.lock_until", ((lengths == 0) | (began < 0) | (began > day)).all(axis=1), life["lock_until"],
         "the day on which a lock of this grade ends", held)  # fmt: skip
    none("standing.lock_until", (until < engine.scenario.days) & ((marks[held] & HAS_LOCK_END) == 0),
         life["lock_until"], "a day that the calendar knows", held)  # fmt: skip


def _lengths_by_cycles(engine: Engine, world: World, held: Array, variant: Array, lengths: Array) -> None:
    """Of locks that end with cycles, days from the day that is noted. held : lives in locks; lengths : of these."""
    rules, column = engine.law.rules, int(engine.rules["began_column"])
    cycles = rules["lock_cycles"][variant, world.standing["grade"][held]]
    if not cycles.any():
        return
    began = world.extra[held, column].astype(np.int64) - 1
    every = np.maximum(rules["resets_every"], 1)[variant]
    first = np.maximum(world.person["birth_day"][held].astype(np.int64) + rules["scored_from_days"][variant], 0)
    ends = began - (began - first) % every + cycles * every + rules["sets_after"][variant]
    last = np.minimum(ends, np.iinfo(np.int16).max)
    lengths[cycles > 0] = np.where(began < 0, 0, last - began)[cycles > 0, None]


def _check_who_is_scored(engine: Engine, world: World, day: int, marks: Array) -> None:
    """A life is in no grade if it is removed from civic life, or too young."""
    rules, from_days = engine.rules, int(engine.scenario.rulebook.scored_from_days)
    removed = (world.standing["listed"] & int(rules["removal_lists"])) != 0
    born = engine.world.person["birth_day"]
    absent = ~is_living(world)
    young = ((born >= day - from_days) & (from_days > 0)) | absent
    none("standing.grade", (world.standing["grade"] >= rules["n_grades"]) != (removed | young),
         world.standing["grade"], "none for who is removed, too young or dead, and one for all others")  # fmt: skip
    none("standing.listed", removed & young, world.standing["listed"], "no removal of who is not scored yet")
    none(
        "standing.score",
        _moved_without_a_grade(engine, world),
        world.standing["score"],
        "the start of who has no grade",
    )
    coming = np.flatnonzero(young & ~absent & (born < engine.scenario.days - from_days))
    none("standing.grade", (marks[coming] & HAS_AGE) == 0, world.standing["grade"],
         "one whose coming of age the calendar knows", coming)  # fmt: skip


def _moved_without_a_grade(engine: Engine, world: World) -> Array:
    """Whether a life that did not agree to be scored has another score than everybody's first, or a lock."""
    life, ungraded = world.standing, _of_lives(engine, world, "ungraded")
    held = (life["score"] != _of_lives(engine, world, "score_start")) | (life["lock_until"] > life["grade_since"])
    return np.asarray((ungraded >= 0) & (life["grade"] == ungraded) & held)


def _most_of_locks(engine: Engine, day: int, most: Array) -> None:
    """The latest day on which a lock may have begun, and until which locks may make others longer."""
    rules = engine.rules
    if (column := int(rules["began_column"])) >= 0:
        most[column] = day + 1  # the day itself if rules have just changed
    for first, days in zip(engine.law.rules["again_column"].flat, engine.law.rules["again"].reshape(-1, MOST_AGAIN),
                           strict=True):  # fmt: skip
        most[first : first + int((days > 0).sum())] = np.iinfo(np.int16).max


def _most_of_counters(engine: Engine, day: int, most: Array) -> None:
    """The latest day, a day more, and the most points of entries that are remembered for counters."""
    first = int(engine.rules["taken_column"])
    for times in np.atleast_1d(engine.law.rules["taken_times"]).tolist():
        most[first : first + times] = np.maximum(most[first : first + times], day)
        most[first + times : first + 2 * times] = LARGEST_POINTS


def _bounds_of_entries(engine: Engine, day: int, least: Array, most: Array) -> None:
    """Bounds of what depends on entries themselves, and on ends of cycles; see `columns`."""
    columns, any_number = columns_of(engine.scenario), np.iinfo(np.int16).max
    rated, held = columns.rated, columns.held
    if columns.sets >= 0:
        most[columns.sets + 1] = engine.extent.n_grades - 1
    for first in columns.heads.values():
        most[first], most[first + 1] = any_number, day
    if rated.most:
        points = slice(rated.column + 1, rated.column + 1 + rated.most)
        most[rated.column], least[points], most[points] = rated.most, -LARGEST_POINTS, LARGEST_POINTS
        days = slice(points.stop, points.stop + rated.most * rated.days)
        most[days], most[days.stop : days.stop + rated.most * rated.days] = day, np.iinfo(np.uint8).max
    if held.column >= 0:
        most[held.column : held.column + held.words] = any_number
    if held.together >= 0:
        most[held.together : held.together + 2] = any_number
    for act in (held.acts or {}).values():
        for first, width in ((act.stands, 1), (act.gains, 1 + act.wide), (act.losses, 1 + act.wide)):
            if first >= 0:
                most[first : first + width] = any_number
        if act.ended >= 0:
            most[act.ended], most[act.ended + 1] = day, np.iinfo(np.uint8).max


def _check_cycles(engine: Engine, world: World, day: int) -> None:
    """Where the end of a cycle sets grades, the cycle of everybody who is scored or removed ends some day."""
    sets_grade, n_grades = (_of_lives(engine, world, name) for name in ("sets_grade", "n_grades"))
    removed = (world.standing["listed"] & int(engine.rules["removal_lists"])) != 0
    lives = np.flatnonzero((sets_grade > 0) & ((world.standing["grade"] < n_grades) | removed))
    if len(lives):
        column = int(engine.rules["resets_column"])
        none(f"extra[:, {column}]", world.extra[lives, column] < day, world.extra[:, column],
             "the day on which a cycle ends", lives)  # fmt: skip


def _check_clocks(engine: Engine, world: World, day: int, marks: Array, most: Array) -> None:
    """When scores return and clean time gives points back: each such day is in the calendar. most : (n_columns,)."""
    rules, extra, its = engine.rules, world.extra, engine.law.rules
    new = int(rules["new_column"])
    for column, mark, longest in (
        (int(rules["resets_column"]), HAS_RESET, int(max(its["resets_every"].max(), its["resets_after"].max())) - 1),
        (int(rules["gives_column"]), HAS_GIFT, int(its["gives_after"].max())),
        (new, HAS_TIME, int(its["new_days"].max())),
        (new + 1 if new >= 0 else -1, HAS_GAIN, int(its["new_each"].max())),
        (int(rules["sets_column"]), HAS_SET, int(its["sets_after"].max()) - 1),
    ):
        if column < 0:
            continue
        most[column], due = day + longest, extra[:, column]
        none(f"extra[:, {column}]", (due >= day) & (due < engine.scenario.days) & ((marks & mark) == 0), due,
             "a day that the calendar knows")  # fmt: skip


def _check_lists(engine: Engine, world: World, day: int, marks: Array, ends: Array) -> None:
    """Listings and yearly counts, column by column of `extra`, as long and as many as any of the rules allows."""
    rules, extra = engine.rules, world.extra
    if not engine.counts:
        return
    least, most = np.zeros((2, extra.shape[1]), np.int64)
    n_lists, year = int(rules["n_lists"]), int(rules["cap_year_column"])
    terms = engine.law.rules["list_days"][:, :n_lists].astype(np.int64)
    latest, its = day - 1 + just_changed(engine, day), engine.law.rules
    most[:n_lists] = latest + terms.max(axis=0) + int(engine.law.rules["grades_list"].max())
    if rules["cleared_column"] >= 0:
        most[int(rules["cleared_column"])] = latest
    _check_clocks(engine, world, day, marks, most)
    if (column := int(rules["today_column"])) >= 0:
        largest = LARGEST_POINTS * int(its["only_largest"].max())  # with no limit besides, as much as one entry moves
        most[column : column + 3] = day, *(max(int(its[key].max()), largest) for key in ("most_lost", "most_gained"))
    _most_of_locks(engine, day, most)
    _most_of_counters(engine, day, most)
    _bounds_of_entries(engine, day, least, most)
    _check_cycles(engine, world, day)
    for act in engine.law.acts.reshape(-1):
        if act["adds_after"] > 1:
            most[act["count_column"]] = np.iinfo(np.int16).max
        for kind in ("window", "again"):
            most[int(act[f"{kind}_column"]) :][: int(act[f"{kind}_times"])] = day
        if act["cap"] > 0:
            most[year] = (day - 1) // 365
            most[act["cap_column"]] = max(most[act["cap_column"]], act["cap"])
    for column, highest in enumerate(most.tolist()):
        within(f"extra[:, {column}]", extra[:, column], int(least[column]), highest)
    for k, term in enumerate(terms.min(axis=0).tolist()):  # 0: under some of the rules a listing has no end
        on, until = (world.standing["listed"] >> k) & 1 == 1, extra[:, k].astype(np.int64)
        if term == 0:
            continue
        none(f"extra[:, {k}]", on & ((until < day) | (until < term)), until, "a day on which a listing ends")
        none(
            f"extra[:, {k}]",
            on & (until < engine.scenario.days) & ((ends >> k) & 1 == 0),
            until,
            "a day that the calendar knows",
        )


_LEAST: Final = {"127ths": -127, "1/16000": -2 * OPINION_STEPS}
"""The lowest value that a column of a block may have, by its unit; 0 for all others."""


def highest_by_unit(day: int, n_acts: int) -> dict[str, float]:
    """The highest value that a column of a block may have, by its unit."""
    most = {"day": day - 1, "act": n_acts, "day that may come": np.iinfo(np.int16).max, "hazard": _MOST_HAZARD}
    most |= {"level": len(EDUCATION) - 1, "1/1000": NEVER_ENOUGH, "times": _MOST_TIMES, "share": 1, "1 or 0": 1}
    most |= {"1/65535": 65535, "1/255": 255, "127ths": 127, "1/16000": 2 * OPINION_STEPS + 1}
    most |= {"stage of service": WAS_REFUSED, "stage of joining": HAS_ASKED, "stage of childhood": AT_HOME}
    return most | {"classes": 8 ** len(EDUCATION) - 1, "10 yuan": MOST_OWED}


def check_blocks(arrays: Mapping[str, Array], day: int, n_acts: int) -> None:
    """State that only some scenarios have: days that are past, acts that there are, and shares of one."""
    most = highest_by_unit(day, n_acts)
    of_blocks = {name.removeprefix("block_"): array for name, array in arrays.items() if name.startswith("block_")}
    for block in mechanisms.BLOCKS:
        for column in block.columns:
            if course.NAME not in of_blocks if column.bits else block.name not in of_blocks:
                continue
            values = column_of(of_blocks, block.name, column.name)
            within(f"{block.name}.{column.name}", values, _LEAST.get(column.unit, 0), most[column.unit])


def check_sums(engine: Engine, world: World, day: int) -> None:
    """What districts have counted of their lives."""
    rules, life, districts = engine.rules, world.standing, world.districts
    starts = world.grids["start"][districts["grid_start"]]
    scored = life["grade"] < rules["n_grades"]
    removed = (life["listed"] & int(rules["removal_lists"])) != 0
    counts = {"scored": scored, "score_sum": np.where(scored, life["score"], np.int16(0)), "removed": removed}
    for name, of_life in counts.items():
        sums = np.add.reduceat(of_life, starts, dtype=np.int64)
        none(f"districts.{name}", districts[name] != sums, districts[name], "the sum over its lives")
    lives = np.diff(np.append(starts, len(life)))
    begun = np.add.reduceat(np.where(removed, life["grade_since"], np.int16(0)), starts, dtype=np.int64)
    lost = districts["liberty"]
    none("districts.liberty", (lost < -begun) | (lost > lives * day - begun), lost, "days that its lives can have lost")
