"""Provinces under rules of their own live as they would if those rules held everywhere."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from credopolis.engine.build import Engine, build
from credopolis.engine.places import places_of_districts
from credopolis.engine.run import begin
from credopolis.engine.scenario import Scenario

from .cases import EVERYTHING, under

HARSHER = (("lie: {points: -15", "lie: {points: -40"), ("lasts: 40d", "lasts: 9d"), ("lasts: 90d", "lasts: 30d"),
           ("C: {from: 50", "C: {from: 60"))  # fmt: skip
TICKS = 12


def society(harsher: bool) -> Scenario:
    """A society in which everything happens within months, under its rules or under others."""
    text = EVERYTHING
    for old, new in HARSHER if harsher else ():
        assert old in text
        text = text.replace(old, new)
    return under(text, people=4000, days=120, grid_lives=60, district_grids=1)[0]


@cache
def stood(which: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where lives stand after some months, their provinces, and spells that run. which : "one", "other" or "mixed"."""
    course = begin(society(which == "other"), 2)
    if which == "mixed":
        apart(course.engine)
    for _ in range(TICKS):
        course.stride(1)
    engine = course.engine
    course.take()
    provinces = np.repeat(engine.layout.district_province, np.diff(places_of_districts(engine.world)))
    course.close()
    return engine.world.standing.copy(), provinces, course.open_spells


def apart(engine: Engine) -> None:
    """Put every third province under the harsher rules."""
    law, its = engine.law, build(society(True), 1).law
    both = {
        name: np.concatenate([getattr(law, name), getattr(its, name)]) for name in ("rules", "dials", "acts", "bands")
    }
    engine.law = law._replace(**both, variants=(np.arange(len(law.variants)) % 3 == 0).astype(np.int64))


@pytest.mark.parametrize("name", ["score", "grade", "lock_until", "listed"])
def test_each_province_lives_by_its_own_rules(name: str) -> None:
    (one, where, _), (other, _, _), (mixed, _, _) = stood("one"), stood("other"), stood("mixed")
    harsher = where % 3 == 0
    np.testing.assert_array_equal(mixed[name][~harsher], one[name][~harsher])
    np.testing.assert_array_equal(mixed[name][harsher], other[name][harsher])


def test_the_rules_differ_and_so_do_those_who_live_by_them() -> None:
    (one, where, _), (other, _, _) = stood("one"), stood("other")
    for third in (where % 3 == 0, where % 3 != 0):
        assert (one["score"][third] != other["score"][third]).sum() > 20
        assert (one["lock_until"][third] != other["lock_until"][third]).sum() > 5


def test_locks_under_way_began_when_the_rules_of_the_province_say() -> None:
    (_, _, one), (_, _, other), (_, _, mixed) = stood("one"), stood("other"), stood("mixed")
    np.testing.assert_array_equal(mixed[::3], other[::3])
    np.testing.assert_array_equal(np.delete(mixed, np.s_[::3], 0), np.delete(one, np.s_[::3], 0))
    assert (one != other).any()
