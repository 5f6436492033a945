"""Small kernels of the engine on their own, so that they can be read and run without the compiler too."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from credopolis.core.draws import draw_at, high_exponential, key_of
from credopolis.engine.build import Engine
from credopolis.engine.candidates import BLOCK
from credopolis.engine.filing import FABRICATED, MISTAKEN, TRUE
from credopolis.engine.institutions import Institutions
from credopolis.engine.tally import DISMISSED, LOST, POSTED, WAIVED
from credopolis.engine.warm import empty_world
from credopolis.engine.world import ACT, DIALS, FIELDS, PERSON
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.due_process import NEVER
from tests.living import simulate

from .wrapped import cell_of, decided, draw_block, repaired_on

NO_FIELDS = np.zeros(len(FIELDS))


def dials(**values: float) -> np.void:
    """Dials that are 0 but for those given."""
    record = np.zeros(1, DIALS)[0]
    for name, value in values.items():
        record[name] = value
    return record


def act(**values: object) -> np.void:
    """An act that is nothing but what is given."""
    record = np.zeros(1, ACT)[0]
    for name, value in values.items():
        record[name] = value
    return record


@pytest.mark.parametrize(
    ("u", "outcome"), [(0.0, LOST), (0.099, LOST), (0.101, DISMISSED), (0.279, DISMISSED), (0.281, WAIVED),
                       (0.495, WAIVED), (0.497, POSTED), (0.999, POSTED)],
)  # fmt: skip
def test_one_draw_is_cut_into_what_becomes_of_a_case(u: float, outcome: int) -> None:
    """Lost 0.1; of the rest dismissed 0.2; of the rest waived 0.6 x 0.5: 0.1, 0.18, 0.216."""
    seeing, priced = dials(lost=0.1, corruption=0.6), act(negative=1, dismissed=(0.2, 0.7))
    assert decided(priced, 0.5, TRUE, u, seeing, NO_FIELDS) == outcome


def test_favours_are_for_what_was_done_and_takes_away() -> None:
    seeing, priced = dials(corruption=1.0), act(negative=1, dismissed=(0.0, 0.4))
    assert decided(priced, 1.0, TRUE, 0.5, seeing, NO_FIELDS) == WAIVED
    assert decided(priced, 1.0, MISTAKEN, 0.5, seeing, NO_FIELDS) == POSTED
    assert decided(priced, 1.0, MISTAKEN, 0.3, seeing, NO_FIELDS) == DISMISSED
    assert decided(act(dismissed=(0.0, 0.4)), 1.0, TRUE, 0.5, seeing, NO_FIELDS) == POSTED


def test_what_the_office_makes_up_it_posts() -> None:
    seeing, priced = dials(lost=1.0, corruption=1.0), act(negative=1, dismissed=(1.0, 1.0))
    assert decided(priced, 1.0, FABRICATED, 0.0, seeing, NO_FIELDS) == POSTED


@pytest.mark.parametrize("key", [1, 2, 3, 99])
def test_a_repair_waits_for_its_steps_and_its_term(key: int) -> None:
    day, draw = np.int64(100), np.uint64(key)
    quick = dials(repairs_a_day=1e6, repair_wait_days=90, repair_days=30)
    assert repaired_on(act(repairable=1), quick, day, draw) == 190
    assert repaired_on(act(repairable=1), dials(repairs_a_day=1e6, repair_days=30), day, draw) == 130
    assert repaired_on(act(repairable=1), dials(repairs_a_day=1e6), day, draw) == 101
    assert repaired_on(act(repairable=0), quick, day, draw) == NEVER
    assert repaired_on(act(repairable=1), dials(repair_days=30), day, draw) == NEVER


@pytest.mark.parametrize(
    ("years", "band"), [(0, 0), (14.99, 0), (15.01, 1), (30.01, 2), (59.99, 3), (60.01, 4), (99, 5)]
)
@pytest.mark.parametrize("flags", range(8))
def test_a_cell_is_sex_age_band_group_and_area(years: float, band: int, flags: int) -> None:
    person = np.zeros(1, PERSON)[0]
    person["birth_day"], person["flags"] = -int(years * 365.25), flags
    female, urban, minority = flags & 1, flags >> 1 & 1, flags >> 2 & 1
    assert cell_of(person, np.int64(0)) == ((female * 6 + band) * 2 + minority) * 2 + urban


def test_draws_made_in_a_block_are_those_made_one_by_one() -> None:
    draws, gaps = np.zeros(BLOCK, np.uint64), np.zeros(BLOCK)
    key = key_of(7, 1, 12, 3)
    for first in (0, BLOCK, 5 * BLOCK):
        draw_block(key, first, draws, gaps)
        alone = [draw_at(key, first + k) for k in range(BLOCK)]
        assert draws.tolist() == [int(z) for z in alone]
        assert gaps.tolist() == [high_exponential(z) for z in alone]


def in_pieces(given: object) -> list[np.ndarray]:
    """Arrays among these, however deep, that do not lie in one piece."""
    if isinstance(given, tuple):
        return [array for part in given for array in in_pieces(part)]
    return [given] if isinstance(given, np.ndarray) and not given.flags.c_contiguous else []


def test_what_a_stride_is_handed_lies_in_one_piece() -> None:
    """As the nothing does for which the life loop is compiled ahead; else it is compiled again, in twice the time."""
    engines: list[Engine] = []
    simulate(load_scenario("popular-account", people=1000, years=0.5), on_built=engines.append, strides=1)
    stride = Institutions(engines[0]).between(0, 13)
    assert len(stride.taken) == 13 and stride.taken.shape[1] > 1
    assert in_pieces(stride) == []


@pytest.mark.parametrize("name", ["popular-account", "ladder"])
def test_the_world_that_a_run_lives_in_has_the_types_that_are_compiled_ahead(name: str) -> None:
    engines: list[Engine] = []
    simulate(load_scenario(name, people=1000, years=0.1), on_built=engines.append)
    assert numba.typeof(engines[0].world) == numba.typeof(empty_world())
