"""Jaywalkers and riders: acts that only rulebooks which price them know, so that no other run pays for them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from credopolis.core.schema import TRUTHS
from credopolis.engine.compile import compile_acts, compile_stream
from credopolis.library.catalogue import SCENARIOS
from credopolis.mechanisms import representatives
from credopolis.mechanisms.channels import CHANNELS

from .cases import Ran, run, shipped

ACTS = ("jaywalking", "non_motor_violation")
KNOWN = ("suining-2010", "rongcheng-2013", "rongcheng-2021")


@cache
def ran(name: str, off: tuple[str, ...] = ()) -> Ran:
    """A year in which every urban crossing is equipped and patrol robots are common."""
    scenario = shipped(name, 30_000, 1)
    traffic = scenario.regime.traffic.model_copy(
        update={"crossings_share": 1.0, "from_year": 2000.0, "recognised": 0.9}
    )
    robots = scenario.regime.robots.model_copy(update={"from_year": 2000.0, "sees_share": 0.05})
    regime = scenario.regime.model_copy(update={"traffic": traffic, "robots": robots})
    return run(replace(scenario, regime=regime, off=(*scenario.off, *off)), trace=False)


def entries(of: Ran, act: str, channel: str, truth: str = "true") -> int:
    counts, pairs = of.total("entries").sum(axis=0), of.periods[0].pairs
    acts = of.scenario.act_names
    at = (pairs[:, 0] == acts.index(act)) & (pairs[:, 1] == CHANNELS.index(channel))
    return int(counts[at, TRUTHS.index(truth)].sum())


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name not in KNOWN])
def test_runs_that_do_not_price_them_have_neither_act_nor_candidate(name: str) -> None:
    scenario = shipped(name, 1000, 1)
    assert not set(ACTS) & set(scenario.act_names)
    own = set(scenario.act_names) - set(scenario.conduct.acts) - {representatives.ACT}  # which companies alone enter
    stream = compile_stream(scenario, compile_acts(scenario))
    assert (stream["own_bound"] > 0) == bool(own)


@pytest.mark.parametrize("name", KNOWN)
def test_people_do_them_as_often_as_the_rulebook_assumes(name: str) -> None:
    of = ran(name, ("deterrence",))
    adults = of.periods[-1].census.sum(axis=(0, 1))[:-1].sum()
    for act in ACTS:
        book = of.scenario.rulebook
        conduct = book.act_conduct[book.act_names.index(act)]
        assert conduct is not None
        expected = conduct.rate * adults * of.scenario.days / 365.25
        done = of.total("acts").sum(axis=0)[of.scenario.act_names.index(act)].sum()
        assert done == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("name", KNOWN)
def test_crossings_and_robots_see_them_and_nothing_else_at_crossings(name: str) -> None:
    of = ran(name)
    for act in ACTS:
        assert entries(of, act, "traffic") > 20
        assert entries(of, act, "robots") > 5
        assert entries(of, act, "traffic", "mistaken") > 0
    pairs = of.periods[0].pairs
    at_crossings = {of.scenario.act_names[act] for act, channel in pairs if CHANNELS[channel] == "traffic"}
    assert at_crossings == set(ACTS)
    without = ran(name, ("traffic",))
    assert all(entries(without, act, "traffic") == 0 for act in ACTS)
    assert sum(entries(without, act, "robots") for act in ACTS) >= sum(entries(of, act, "robots") for act in ACTS)


def test_candidates_of_other_acts_are_those_of_a_run_without_them() -> None:
    """With nothing that answers to the rules, every other act is done whether these are or not."""
    off = ("deterrence", "ambition", "learning")
    of = ran("suining-2010", off)
    book = of.scenario.rulebook
    gone = [book.act_names.index(act) for act in ACTS]
    conducts = tuple(replace(c, rate=0.0) if k in gone and c else c for k, c in enumerate(book.act_conduct))
    without = run(replace(of.scenario, rulebook=replace(book, act_conduct=conducts)), trace=False)
    others = [k for k, act in enumerate(of.scenario.act_names) if act not in ACTS]
    np.testing.assert_array_equal(
        of.total("acts").sum(axis=(0, 2))[others], without.total("acts").sum(axis=(0, 2))[others]
    )
    assert (
        not without.total("acts")
        .sum(axis=(0, 2))[[k for k in range(len(of.scenario.act_names)) if k not in others]]
        .any()
    )
