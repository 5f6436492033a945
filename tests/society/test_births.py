"""Potential births: places beside their mothers, bounded by vital rates, drawn as their plain twin draws them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from credopolis.core.errors import BadValue
from credopolis.core.schema import FEMALE, MINORITY, PARTNERED, UNBORN, URBAN
from credopolis.society.generate import empty_lives, populate
from credopolis.society.layout import plan
from credopolis.society.slots import Slots, holds_slots, lay_out
from credopolis.society.tables import SocietyTables

from .twin_births import BANDS, of_household

SEED, PEOPLE, YEAR = 11, 60_000, 365.25
TEN_YEARS = 3652


def expecting(tables: SocietyTables) -> SocietyTables:
    """The same society, with places for who may be born."""
    assert tables.params.births is not None
    births_ = tables.params.births.model_copy(update={"potential": True})
    return replace(tables, params=tables.params.model_copy(update={"births": births_}))


@dataclass(frozen=True)
class Drawn:
    """Lives without and with places for who may be born."""

    lives: dict[str, Any]
    slots: Slots
    grid_start: np.ndarray

    @property
    def unborn(self) -> np.ndarray:
        return (self.slots.columns["flags"] & UNBORN) != 0


@cache
def drawn(tables: SocietyTables, days: int, people: int = PEOPLE) -> Drawn:
    layout = plan(tables, people)
    lives = empty_lives(people)
    populate(tables, layout, lives, SEED)
    return Drawn(lives, lay_out(expecting(tables), lives, layout.grid_start, SEED, days), layout.grid_start)


def test_no_shipped_society_holds_places_for_the_unborn(china: SocietyTables) -> None:
    assert china.params.births is not None and not holds_slots(china)
    assert holds_slots(expecting(china))


def test_lives_are_as_they_were_and_households_stay_together(china: SocietyTables) -> None:
    d = drawn(china, TEN_YEARS)
    columns, places = d.slots.columns, d.slots.places
    for name, column in d.lives.items():
        np.testing.assert_array_equal(columns[name][places], column, err_msg=name)
    assert (np.diff(places) > 0).all() and not d.unborn[places].any() and d.unborn.sum() == len(d.unborn) - len(places)
    at = np.arange(len(columns["place"])) - columns["place"]
    assert (np.diff(at) >= 0).all()  # whoever belongs to a household lies with it
    np.testing.assert_array_equal(columns["household_size"], columns["household_size"][at])
    np.testing.assert_array_equal(d.unborn, columns["place"] >= columns["household_size"])  # behind its members
    heads = np.flatnonzero(columns["place"] == 0)
    np.testing.assert_array_equal(at, np.repeat(heads, np.diff(np.append(heads, len(at)))))
    np.testing.assert_array_equal(d.slots.start[:-1], places[d.grid_start[:-1]])


def test_each_has_its_place_beside_its_mother(china: SocietyTables) -> None:
    columns, unborn = drawn(china, TEN_YEARS).slots.columns, drawn(china, TEN_YEARS).unborn
    who = np.flatnonzero(unborn)
    mother, father = who + columns["mother"][who], who + columns["father"][who]
    assert (columns["mother"][who] < 0).all() and (columns["flags"][mother] & FEMALE != 0).all()
    age = (columns["birth_day"][who] - columns["birth_day"][mother]) / YEAR
    assert age.min() >= 15.0 and age.max() < 50.01
    assert columns["birth_day"][who].min() >= 1 and columns["birth_day"][who].max() < TEN_YEARS
    common = URBAN | MINORITY
    np.testing.assert_array_equal(columns["flags"][who] & common, columns["flags"][mother] & common)
    np.testing.assert_array_equal(columns["income"][who], columns["income"][mother])
    has_father = columns["father"][who] != 0
    assert 0.3 < has_father.mean() < 1.0 and (father[has_father] == mother[has_father] + 1).all()
    assert (columns["flags"][father[has_father]] & (FEMALE | PARTNERED) == PARTNERED).all()


def test_a_mark_says_nothing_of_who_and_when(china: SocietyTables) -> None:
    """Marks are uniform and apart from sex and day, so those below a share thin births evenly."""
    d = drawn(china, TEN_YEARS)
    marks, columns = d.slots.marks, {name: column[d.unborn] for name, column in d.slots.columns.items()}
    assert marks.min() >= 0 and marks.max() < 1 and len(np.unique(marks)) == len(marks)
    counts = np.histogram(marks, 20, (0, 1))[0]
    assert ((counts - counts.mean()) ** 2).sum() / counts.mean() < 43.8  # chi-square of 19 degrees, one in a thousand
    for other in (columns["birth_day"], columns["flags"] & FEMALE):
        assert abs(np.corrcoef(marks, other)[0, 1]) < 4 / np.sqrt(len(marks))


def test_a_longer_run_only_adds_later_births(china: SocietyTables) -> None:
    def told(days: int) -> set[tuple[int, int, int, float]]:
        d = drawn(china, days)
        columns = d.slots.columns
        number = np.full(len(d.unborn), -1)
        number[d.slots.places] = np.arange(PEOPLE)
        who = np.flatnonzero(d.unborn)
        mother = number[who + columns["mother"][who]]
        known = mother, columns["birth_day"][who], columns["flags"][who], d.slots.marks
        return set(zip(*(one.tolist() for one in known), strict=True))

    short, long = told(TEN_YEARS), told(2 * TEN_YEARS)
    assert short == {one for one in long if one[1] < TEN_YEARS and one[0] >= 0} and len(long) > 1.5 * len(short)


def test_they_are_as_many_as_vital_rates_allow(china: SocietyTables) -> None:
    """By age of the mothers on day 0, against the table of fertility, added up month by month."""
    d = drawn(china, TEN_YEARS)
    columns, places = d.slots.columns, d.slots.places
    own = np.zeros(len(d.unborn), np.int64)
    who = np.flatnonzero(d.unborn)
    np.add.at(own, who + columns["mother"][who], 1)
    women = d.lives["flags"] & FEMALE != 0
    ages, found = -d.lives["birth_day"][women] / YEAR, own[places][women]
    starts = np.array([*BANDS])
    rates = 2.5 * np.array([*BANDS.values()]) / 1000
    months = (np.arange(120) + 0.5) / 12
    then = ages[:, None] + months[None, :] * (TEN_YEARS / YEAR / 10)
    band = np.clip(np.searchsorted(starts, then, side="right") - 1, 0, len(starts) - 1)
    expected = np.where((then >= 15) & (then < 50), rates[band], 0.0).sum(axis=1) / 12
    for low in range(5, 50, 5):
        inside = (ages >= low) & (ages < low + 5)
        total = expected[inside].sum()
        assert abs(found[inside].sum() - total) < 4 * np.sqrt(total) + 0.01 * total, low
    assert found[(ages < 4.9) | (ages > 50)].sum() == 0
    assert found.sum() > 5_000
    girls = (columns["flags"][who] & FEMALE != 0).mean()
    assert abs(girls - 0.473) < 4 * np.sqrt(0.25 / len(who))


def test_the_twin_draws_the_same(china: SocietyTables) -> None:
    """Over sixty years, in which daughters who are not born yet may be mothers."""
    days, people = 60 * 365, 3_000
    d = drawn(china, days, people)
    columns, seen, later = d.slots.columns, 0, 0
    mark_at = dict(zip(np.flatnonzero(d.unborn).tolist(), d.slots.marks.tolist(), strict=True))
    for first in np.flatnonzero(d.lives["place"] == 0)[:700].tolist():
        size, at = int(d.lives["household_size"][first]), int(d.slots.places[first])
        members = [
            (int(d.lives["birth_day"][k]), bool(d.lives["flags"][k] & FEMALE)) for k in range(first, first + size)
        ]
        for k, birth in enumerate(of_household(SEED, first, members, days)):
            slot = at + size + k
            assert d.unborn[slot] and columns["place"][slot] == size + k
            assert (birth.due, birth.female) == (columns["birth_day"][slot], bool(columns["flags"][slot] & FEMALE))
            assert slot + int(columns["mother"][slot]) == at + birth.mother
            assert mark_at[slot] == birth.mark
            seen, later = seen + 1, later + (birth.mother >= size)
        end = at + size + k + 1 if of_household(SEED, first, members, days) else at + size
        assert end == len(d.unborn) or columns["place"][end] == 0
    assert seen > 500 and later > 50


def test_what_does_not_fit_is_refused(china: SocietyTables, monkeypatch: pytest.MonkeyPatch) -> None:
    lives, layout = empty_lives(2000), plan(china, 2000)
    populate(china, layout, lives, SEED)
    monkeypatch.setattr("credopolis.society.slots.MOST_OF_A_HOUSEHOLD", 1)
    with pytest.raises(BadValue, match="potential births of a household"):
        lay_out(expecting(china), lives, layout.grid_start, SEED, 40 * 365)
    monkeypatch.undo()
    monkeypatch.setattr("credopolis.society.slots.MOST_GRID_PLACES", 70)
    with pytest.raises(BadValue, match="places of a grid"):
        lay_out(expecting(china), lives, layout.grid_start, SEED, TEN_YEARS)
