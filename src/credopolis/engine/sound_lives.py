"""Whether where lives stand can be where lives of this scenario stand; see `soundness`."""

from __future__ import annotations

import numpy as np

from credopolis.engine.bounds import none, within
from credopolis.engine.build import Engine
from credopolis.engine.inspection import HAS_AGE, HAS_LOCK_END
from credopolis.engine.world import Array, World


def check_lives(engine: Engine, world: World, day: int, marks: Array, ends: Array) -> None:
    """Scores, grades, locks and lists of every life, and that what is to end has its end in the calendar."""
    rules, book, life = engine.rules, engine.scenario.rulebook, world.standing
    n, last = int(rules["n_grades"]), engine.scenario.days
    within("standing.score", life["score"], book.score_min, book.score_max)
    grade, until = life["grade"], life["lock_until"].astype(np.int64)
    within("standing.grade", grade, 0, n)
    within("standing.listed", life["listed"], 0, 2 ** int(rules["n_lists"]) - 1)
    for name, least in (("grade_since", 0), ("caught_on", 0), ("fell_on", -1)):
        within(f"standing.{name}", life[name], least, day - 1)
    within("standing.caught", life["caught"], 0.0, 1.0)
    lock = np.append(rules["lock_days"][:n], 0)[grade]
    within("standing.lock_until", until, 0, last + int(lock.max(initial=0)))
    held = until >= day
    began = until - lock
    none("standing.lock_until", held & ((lock == 0) | (began < 0) | (began >= day)), until,
          "the day on which a lock of this grade ends")  # fmt: skip
    none("standing.lock_until", held & (until < last) & ((marks & HAS_LOCK_END) == 0), until,
          "a day that the calendar knows")  # fmt: skip
    fell = life["fell_on"] >= 0
    none("standing.fell_on", fell & (grade >= rules["standing_grade"]), life["fell_on"], "-1 in good standing")
    _check_who_is_scored(engine, world, day, marks)
    _check_lists(engine, world, day, ends)


def _check_who_is_scored(engine: Engine, world: World, day: int, marks: Array) -> None:
    """A life is in no grade if it is removed from civic life, or too young."""
    rules, last = engine.rules, engine.scenario.days
    grade, from_days = world.standing["grade"], int(engine.scenario.rulebook.scored_from_days)
    removed = (world.standing["listed"] & int(rules["removal_lists"])) != 0
    of_age = engine.world.person["birth_day"].astype(np.int64) + from_days
    young = (of_age >= day) & (from_days > 0)
    none("standing.grade", (grade >= rules["n_grades"]) != (removed | young), grade,
          "none for who is removed or too young, and one for all others")  # fmt: skip
    none("standing.listed", removed & young, world.standing["listed"], "no removal of who is not scored yet")
    none("the calendar of life", young & (of_age < last) & ((marks & HAS_AGE) == 0), of_age, "its coming of age")


def _check_lists(engine: Engine, world: World, day: int, ends: Array) -> None:
    """Listings and yearly counts, column by column of `extra`."""
    rules, acts, extra, last = engine.rules, engine.world.acts, world.extra, engine.scenario.days
    if len(extra) != len(world.standing):
        within("extra", extra.reshape(-1), 0, 0)
        return
    most = np.zeros(extra.shape[1], np.int64)
    n_lists, year = int(rules["n_lists"]), int(rules["cap_year_column"])
    terms = rules["list_days"][:n_lists].astype(np.int64)
    most[:n_lists] = day - 1 + terms
    for act in acts:
        if act["adds_after"] > 1:
            most[act["count_column"]] = np.iinfo(np.int16).max
        if act["cap"] > 0:
            most[year], most[act["cap_column"]] = (day - 1) // 365, act["cap"]
    for column, highest in enumerate(most.tolist()):
        within(f"extra[:, {column}]", extra[:, column], 0, highest)
    for k, term in enumerate(terms.tolist()):
        on, until = (world.standing["listed"] >> k) & 1 == 1, extra[:, k].astype(np.int64)
        if term == 0:
            continue
        none(f"extra[:, {k}]", on & ((until < day) | (until < term)), until, "a day on which a listing ends")
        none(f"extra[:, {k}]", on & (until < last) & ((ends >> k) & 1 == 0), until, "a day that the calendar knows")


def check_sums(engine: Engine, world: World, day: int) -> None:
    """What districts have counted of their lives."""
    rules, life = engine.rules, world.standing
    starts = world.grids["start"][world.districts["grid_start"]]
    scored = life["grade"] < rules["n_grades"]
    removed = (life["listed"] & int(rules["removal_lists"])) != 0
    counts = {
        "scored": scored.astype(np.int64), "score_sum": np.where(scored, life["score"], 0).astype(np.int64),
        "removed": removed.astype(np.int64),
    }  # fmt: skip
    for name, of_life in counts.items():
        sums = np.add.reduceat(of_life, starts)
        none(f"districts.{name}", world.districts[name] != sums, world.districts[name], "the sum over its lives")
    lives = np.diff(np.append(starts, len(life)))
    begun = np.add.reduceat(np.where(removed, life["grade_since"], 0).astype(np.int64), starts)
    lost = world.districts["liberty"]
    none("districts.liberty", (lost < -begun) | (lost > lives * day - begun), lost, "days that its lives can have lost")
