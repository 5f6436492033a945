"""What an act would change in the years to come, against the readable automaton of the rulebook, lived day by day."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from credopolis.core.schema import UNBORN
from credopolis.engine import prospects
from credopolis.engine.build import Engine, build
from credopolis.engine.calendar import NO_AGENDA
from credopolis.engine.here import NO_RECORDS, Here
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.stakes import StakesParameters
from credopolis.rulebook import Rulebook, Standing
from credopolis.rulebook.place import NO_GRADE
from credopolis.rulebook.together import held_acts
from tests.strategies import rulebooks

from .cases import BUSY, EVERYTHING, shipped_rulebook, under
from .twin_tables import worths
from .wrapped import wrapped

FACTOR, ZERO, TODAY = 0.1, np.int64(0), 7
RATE = -math.log(FACTOR) / 365.25
BEYOND = int(20 / RATE)  # what lies beyond weighs 2e-9

stake_of = wrapped(prospects.stake_of)


@dataclass(frozen=True)
class Place:
    """Where a life stands: score, grade, days of its lock left, and the days left on lists, -1 without a term."""

    score: int
    grade: int
    left: int
    lists: dict[str, int]


def at_hand(engine: Engine) -> Here:
    """What the first grid's lives have at hand in the second tick."""
    world, law = engine.world, engine.law
    return Here(
        world, world.districts[0], world.grids[0], ZERO,
        NO_AGENDA, law.rules[0], law.dials[0], law.acts[0], law.bands[0], law.released[0], law.decided[0],
        engine.clocks[1],
        world.read[0], NO_RECORDS, 0.0, world.tally[0],
    )  # fmt: skip


def staked(engine: Engine, where: Place, act: str) -> float:
    """What the engine says is at stake for a life who stands there, but for the weight of a later loss."""
    index, names = engine.scenario.act_names.index(act), engine.scenario.rulebook.list_names
    i = int(np.flatnonzero(engine.world.person["flags"] & UNBORN == 0)[0])
    life = engine.world.standing[i]
    life["score"], life["grade"], life["lock_until"] = where.score, where.grade, TODAY + where.left
    life["listed"] = sum(1 << names.index(name) for name in where.lists)
    engine.world.extra[i] = 0
    for name, left in where.lists.items():
        engine.world.extra[i, names.index(name)] = TODAY + max(left, 0)
    one = engine.law.acts[0][index].copy()
    one["weighed"] = 1
    change = float(stake_of(at_hand(engine), one, np.int64(i), np.int64(TODAY)))
    return change / float(one["prompt"]) if change < 0 else change


def standing(book: Rulebook, grades: tuple[str, ...], where: Place) -> Standing:
    """Somebody there; nobody foresees what time or a day's limit does to a score, longer locks, a grade's list."""
    score = book.score and replace(book.score, resets=None, at_once=None, gives_back=None, newcomers=None)
    own = {
        name: replace(grade, listing="", lock=grade.lock and replace(grade.lock, again=None))
        for name, grade in book.grades.items()
    }
    one = Standing(replace(book, score=score, grades=own))
    one.day, one.score, one.grade = TODAY, where.score, grades[where.grade] if book.grades else NO_GRADE
    one.lock_until = TODAY + where.left if where.left else 0
    one.listed_until = {name: TODAY + left if left >= 0 else -1 for name, left in where.lists.items()}
    return one


def value(one: Standing, book: Rulebook, grades: tuple[str, ...]) -> float:
    """Worth of the gates that stand open, each day with its weight, to where no day weighs anything."""
    worth, total = worths(book, grades), 0.0
    for day in range(BEYOND):
        one.advance(TODAY + day)
        grade = one.grade if one.grade in grades else grades[0]
        now = 0.0 if one.removed else worth[grade, frozenset(one.lists)]
        total += now * (math.exp(-RATE * day) - math.exp(-RATE * (day + 1)))
    return total


@st.composite
def places(draw: st.DrawFn, engine: Engine) -> Place:
    """Somewhere that a life can stand without being removed."""
    rules, book = engine.rules, engine.scenario.rulebook
    score = draw(st.integers(int(rules["score_min"]), int(rules["score_max"])))
    band = int(engine.bands[score - int(rules["score_min"])])
    locks = [g for g in range(int(rules["n_grades"])) if rules["lock_days"][g] > 0]
    grade, left = band, 0
    if locks and draw(st.booleans()):
        grade = draw(st.sampled_from(locks))
        left = draw(st.integers(1, int(rules["lock_days"][grade])))
    lists: dict[str, int] = {}
    for name, days, removes in zip(book.list_names, book.list_days.tolist(), book.list_removal, strict=True):
        if not removes and draw(st.booleans()):
            lists[name] = draw(st.integers(1, days)) if days else -1
    return Place(score, grade, left, lists)


def agree(engine: Engine, book: Rulebook, where: Place, act: str) -> None:
    """Hold what the engine says against the automaton, for an act that loses something or leads to another band."""
    grades = tuple(reversed(book.grades)) or (NO_GRADE,)
    before, after = (standing(book, grades, where) for _ in range(2))
    after.post(act, TODAY)
    priced = book.acts[act]
    rose = bool(book.grades) and before.band() != after.band()
    if priced.points > 0 and not priced.falls_to and not rose and where.grade + 1 < len(grades):
        return
    found = value(after, book, grades) - value(before, book, grades)
    assert staked(engine, where, act) == pytest.approx(found, abs=1e-7), (where, act)


@cache
def built(name: str) -> tuple[Engine, Rulebook]:
    scenario = load_scenario(name, people=1000, years=1, set={"regime.stakes.discount_factor": FACTOR})
    return build(scenario, 1), shipped_rulebook(name)


@pytest.mark.parametrize("name", ["popular-account", "rongcheng-2013", "dangan", "us-bank-score"])
@given(data=st.data())
@settings(max_examples=12)
def test_of_shipped_regimes(name: str, data: st.DataObject) -> None:
    engine, book = built(name)
    agree(engine, book, data.draw(places(engine)), data.draw(st.sampled_from(sorted(book.acts))))


@given(data=st.data(), text=st.one_of(st.just(EVERYTHING), rulebooks()))
@settings(max_examples=40)
def test_of_any_rulebook(data: st.DataObject, text: str) -> None:
    regime = BUSY.model_copy(update={"stakes": StakesParameters(discount_factor=FACTOR)})
    scenario, book = under(text, people=1000, days=14, regime=regime)
    of_entries = book.score is not None and (book.score.by_cycle or book.score.mean is not None or held_acts(book))
    assume(not of_entries)  # what one stands by then is more than a score, a grade and a lock; see the twin
    acts = sorted(name for name, act in book.acts.items() if act.adds_after <= 1 and not act.only)
    if acts:
        engine = build(scenario, 1)
        agree(engine, book, data.draw(places(engine)), data.draw(st.sampled_from(acts)))


def test_a_lock_that_has_just_begun_leaves_little_to_lose_and_one_served_for_long_much() -> None:
    engine, _ = built("popular-account")
    left = [int(engine.rules["lock_days"][0]), 1500, 1000, 500, 100]
    losses = [-staked(engine, Place(500, 0, days, {}), "intentional_crime") for days in left]
    assert losses == sorted(losses) and losses[0] == pytest.approx(0, abs=1e-12) and losses[-1] > 0.01
