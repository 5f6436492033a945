"""Mirrors of the West and what stands in for a system: what a run says of them against what their rules say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.resale import ENTRIES, PASSAGES, RECORDED, SOLD
from credopolis.mechanisms.services import NAMES

from .tools import Watched, report, watch

PEOPLE = 6000


@cache
def lived(name: str, years: float = 1.0) -> Watched:
    """A regime over a year."""
    return watch(load_scenario(name, people=PEOPLE, years=years, seed=5))


def test_records_sold_are_those_that_were_made() -> None:
    """Theory. All live behind a door: 0.81 * 2 passages a life and day; half of all are copied three times."""
    door = lived("tenant-entry")
    sheet = door.total("resold").sum(axis=0)
    expected = PEOPLE * 0.81 * 2.0 * door.scenario.days
    assert sheet[PASSAGES, RECORDED] == pytest.approx(expected)
    entries = door.total("entries").sum()
    report("records", passages=sheet[PASSAGES, RECORDED], entries=sheet[ENTRIES, RECORDED])
    assert sheet[ENTRIES, RECORDED] == entries > 100
    np.testing.assert_allclose(sheet[:, SOLD], 1.5 * sheet[:, RECORDED])


def test_who_lost_a_lease_is_refused_a_home() -> None:
    """Theory. Who is on the list asks 0.1 times a year and is refused each time; nobody else is ever refused."""
    door = lived("tenant-entry", 3.0)
    refused = door.total("refusals").sum(axis=tuple(range(door.total("refusals").ndim - 1)))
    assert refused[NAMES.index("rental_home")] > 10
    assert refused.sum() == refused[NAMES.index("rental_home")]


def test_nothing_follows_from_anything_where_there_is_nothing() -> None:
    """Theory. Acts are done at the rates of the society's table, and not one of them is seen, entered or refused."""
    empty = lived("none")
    assert empty.total("acts")[..., 0].sum() > 1000
    for name in ("cases", "entries", "sightings", "encounters"):
        assert not empty.total(name).any(), name


def test_consent_is_the_share_that_is_graded() -> None:
    """Theory. 0.76 of those of age agree, drawn once for each life: within four standard errors."""
    world = lived("sesame-like").engine.world
    of_age = world.person["birth_day"].astype(int) <= -18 * 365
    graded = (world.standing["grade"] < 5)[of_age]
    assert abs(graded.mean() - 0.76) < 4 * np.sqrt(0.76 * 0.24 / graded.size)
