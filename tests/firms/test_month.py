"""Companies' months agree with the readable twin, and with any number of threads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from credopolis.company.desk import book_of
from credopolis.firms import course, month
from credopolis.firms.course import FirmCourse, Town
from tests.firms.twin import Twin

TOWN = Town(np.full(6, 4000), np.full(6, 1300), np.repeat(np.arange(2), 3), ("East", "West"))
BUSY = {"inspected": 0.2, "inspected_watched": 20.0, "let_off": 0.6, "false_entry": 0.05, "connected_private": 0.3}


def _state(one: FirmCourse, i: int) -> tuple[Any, ...]:
    f, book = one.firms[i], one.book
    if f["vacant"]:
        return ("vacant", int(f["generation"]))
    lists = tuple(name for k, name in enumerate(book.lists) if f["list_until"][k] != 0)
    hidden = tuple(int(n) for n in f["hidden"][: len(one.ways.hidden_act)])
    grade = list(reversed(book.grades))[int(f["grade"])]
    return int(f["score"]), grade, lists, int(f["generation"]), hidden, bool(f["fallen"])


@pytest.mark.parametrize("regime", ["tax-credit", "popular-company", "environment-credit", "company-2020"])
def test_a_company_lives_as_its_twin(regime: str) -> None:
    """Every second company, each month for four years; repairs are left out here, for the ladder's test has them."""
    one = course.begin(book_of(regime), TOWN, seed=3, given=BUSY)
    one.law.rules["repairs"] = 0
    twins = {i: Twin(one, i) for i in range(0, len(one.firms), 2)}
    tally = np.zeros(2 * len(one.law.acts) + month.COUNTS, np.int64)
    for now in range(48):
        fell = one.fell.copy()
        one.month(tally)
        for i, twin in twins.items():
            sister = one.sister[i] >= 0 and bool(fell[one.sister[i]])
            falls = twin.live(now, int(one.hits[i]), sister)
            assert (twin.state(), falls) == (_state(one, i), int(one.fell[i])), (i, now)
    assert tally[2 * len(one.law.acts) + month.NO_ROOM] == 0


def test_threads_change_nothing() -> None:
    digests = []
    for threads in (1, 3):
        one = course.begin(book_of("popular-company"), TOWN, seed=5, threads=threads)
        one.chunk = 37
        years = course.live(one, 2, 1)
        digests.append((one.firms.tobytes(), one.entries.tobytes(), [year.counts.tolist() for year in years]))
    assert digests[0] == digests[1]


def test_a_seed_is_a_society() -> None:
    held = [course.begin(book_of("tax-credit"), TOWN, seed=seed).firms for seed in (1, 1, 2)]
    assert held[0].tobytes() == held[1].tobytes() != held[2].tobytes()
