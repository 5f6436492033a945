"""Speaking and removal: whose acts follow what is expressed, how often, and what removal shows to those who remain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.faults import FaultyFile
from credopolis.engine.compile import compile_acts
from credopolis.engine.voices import speak_on_day_0
from credopolis.library.catalogue import load_scenario
from credopolis.library.rules import with_removal
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.removal import LIST, RemovalParameters, takes_away, witnessed
from credopolis.mechanisms.speaking import SpeakingParameters, speak_out, told_of_an_entry
from credopolis.rulebook import parse_rulebook
from credopolis.society.typical import typical_lives

SHARE = st.floats(0, 1)
SPEAKS = {"regime.speaking.stands": True}
BOOK = """
format: credopolis-rulebook/1
name: small
title: A small one
account: hypothetical
acts:
  harm: {adds_to: black}
lists:
  black: {lasts: 90d}
"""


@given(SHARE, st.floats(0, 1), st.floats(0, 100), st.floats(0, 100))
def test_who_sees_more_removals_sees_more_to_fear(exposure: float, absent: float, gain: float, more: float) -> None:
    found = witnessed(exposure, absent, gain)
    assert exposure - 1e-12 <= found <= 1 + 1e-12
    assert witnessed(exposure, absent, gain + more) >= found - 1e-12
    assert witnessed(exposure, 0.0, gain) == pytest.approx(exposure, abs=1e-12)


def test_the_example_of_its_page() -> None:
    assert witnessed(0.1, 0.001, 50.0) == pytest.approx(0.144, abs=5e-4)


def test_acts_of_speech_keep_their_mean_and_stand_apart_from_candidates() -> None:
    scenario = load_scenario("quiet-streets", people=2000, set=SPEAKS)
    acts, plain = compile_acts(scenario), compile_acts(load_scenario("quiet-streets", people=2000))
    spoken = {name for name, act in zip(scenario.act_names, acts, strict=True) if act["spoken"] > 0}
    assert spoken == {"negative_post", "cult", "disruptive_petition"}
    assert not plain["spoken"].any()
    lives = typical_lives(scenario.tables)
    speaks = speak_on_day_0(scenario, lives)
    assert 0.05 < np.average(speaks, weights=lives.weight) < 0.4
    for name, act, was in zip(scenario.act_names, acts, plain, strict=True):
        assert act["by_event"] == (1 if name in spoken else was["by_event"])
        assert act["rate"].tolist() == was["rate"].tolist()
        if name in spoken:
            assert act["spoken"] > 1.2  # those who are silent would have done some of it


def test_where_nobody_would_speak_nothing_is_said() -> None:
    mute = {**SPEAKS, "regime.opinion.dread": 1.0, "regime.opinion.conviction": 0.1}
    acts = compile_acts(load_scenario("quiet-streets", people=2000, set=mute))
    assert not acts["spoken"].any() and acts["by_event"].any()


def test_removal_has_a_list_where_it_is_done_and_none_elsewhere() -> None:
    book = parse_rulebook(BOOK, "small")
    none = RegimeParameters()
    done = none.model_copy(update={"removal": RemovalParameters(stands=True, lasts_days=99),
                                   "speaking": SpeakingParameters(stands=True)})  # fmt: skip
    assert with_removal(book, none) == book
    assert with_removal(book, done.model_copy(update={"speaking": SpeakingParameters()})) == book
    added = with_removal(book, done).lists[LIST]
    assert added.removal and added.days == 99
    assert with_removal(with_removal(book, done), done) == with_removal(book, done)


def test_the_account_that_tells_of_removal_has_it_where_opinions_are_spoken() -> None:
    quiet, spoken = load_scenario("quiet-streets", people=2000), load_scenario("quiet-streets", people=2000, set=SPEAKS)
    assert not speak_out(quiet) and not takes_away(quiet) and LIST not in quiet.rulebook.list_names
    assert speak_out(spoken) and takes_away(spoken) and LIST in spoken.rulebook.list_names
    off = load_scenario("quiet-streets", people=2000, set=SPEAKS, off=("removal",))
    assert speak_out(off) and not takes_away(off)
    assert told_of_an_entry(quiet) == 0 < told_of_an_entry(spoken)


def test_a_share_beyond_one_is_refused() -> None:
    with pytest.raises(FaultyFile, match="share_taken: not a number in bounds"):
        load_scenario("quiet-streets", people=2000, set={"regime.removal.share_taken": 1.5})
