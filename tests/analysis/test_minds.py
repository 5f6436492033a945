"""A life's mind over time, had by replaying its district, is what the run itself had."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from credopolis.analysis.lives.dossier import dossier_of
from credopolis.engine.minded import mind_of
from credopolis.engine.replay import place_of_life
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.opinion import OPINION_STEPS
from tests.engine.cases import Ran, run


@pytest.fixture(scope="module")
def ran() -> Ran:
    """A year of the scenario that has minds, in small grids."""
    about = load_scenario("quiet-streets", people=1200, years=1, seed=5)
    return run(replace(about, grid_lives=100, district_grids=4, interval="tick"), trace=False)


def test_the_mind_of_a_dossier_is_that_of_the_run(ran: Ran) -> None:
    fields = np.stack([tick.fields for tick in ran.ticks])
    for life in (3, 400, 1111):
        minds = dossier_of(ran.scenario, life, fields).minds
        assert [mind.day for mind in minds] == [min(28 * k + 7, 365) for k in range(14)]
        assert minds[-1] == mind_of(ran.engine, place_of_life(ran.engine, life), ran.scenario.days)
        grown = [mind for mind in minds if mind.private is not None]
        assert all(mind.stance is not None and mind.trust_state is not None for mind in grown)
        assert all(0 <= (mind.fear or 0) <= 1 and -1 <= (mind.expressed or 0) <= 1 for mind in minds)


def test_the_silent_say_what_they_do_not_think(ran: Ran) -> None:
    kept = ran.engine.world.blocks.opinion["opinion"].astype(int)
    day = ran.scenario.days
    for place in np.flatnonzero(kept & 1)[:5]:
        mind = mind_of(ran.engine, int(place), day)
        assert (mind.stance, mind.expressed) == ("silent", ran.scenario.regime.opinion.lip_service)
        assert mind.private == pytest.approx((kept[place] >> 1) / OPINION_STEPS) and mind.private < 0
    assert (kept & 1).any()


def test_tables_of_a_settling_day_agree(ran: Ran) -> None:
    """Counted apart: by cell, class and membership, as answers, and as opinions."""
    voices = ran.total("voices").sum(axis=0)
    by_stance = voices.tolist()
    assert voices.sum() > 0
    for other in ("strata", "members"):
        assert ran.total(other).sum(axis=(0, 1) if other == "strata" else 0).tolist() == by_stance
    agrees, speaks, silent = by_stance
    answers = ran.total("answers").sum(axis=0)
    assert answers.tolist() == [[agrees + silent, speaks], [agrees, speaks + silent]]
    assert ran.total("opinions").sum(axis=1).tolist() == [sum(by_stance)] * 2
    assert ran.total("trust").sum(axis=1).tolist() == [sum(by_stance)] * 2


def test_without_minds_there_are_none() -> None:
    plain = run(load_scenario("popular-account", people=1000, years=0.2), trace=False)
    fields = np.stack([tick.fields for tick in plain.ticks])
    assert dossier_of(plain.scenario, 5, fields).minds == ()
