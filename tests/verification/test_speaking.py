"""Acts of speech: as many on day 0 as the table says, by who speaks and nobody else; what answers them silences.

Theory. Who speaks does an act `times` as often as its rate, so that the sum over those who speak on day 0 is that of
all who could do it: the counts of four weeks with and without the mechanism are Poisson of one mean. Where whoever is
seen beyond the threshold is removed for years, as many are removed at the end as were taken away.

Source: the society's conduct table for the rate; preference falsification, Kuran 1989 (pf-007).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from credopolis.engine.scenario import Scenario
from credopolis.engine.standing import TRACES
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.opinion import STANCES, opinion_of

from .tools import Watched, report, trace_all, watch, z_limit

POST, SPEAKS = "negative_post", STANCES.index("speaks")
CALM: dict[str, Any] = {
    "conduct.acts.negative_post.deterrence": 0,
    "regime.fear.own_jolt": 0.0,
    "regime.fear.household_jolt": 0.0,
}


def lived_in(people: int, days: int, **settings: Any) -> Scenario:
    """`quiet-streets` with acts of speech. settings : of the regime, `mechanism__name`."""
    named = {f"regime.{name.replace('__', '.')}": value for name, value in settings.items()}
    changes = {"regime.speaking.stands": True, "regime.removal.stands": False, **named}
    return load_scenario("quiet-streets", people=people, years=days / 365.25, seed=7, off=("false_alarms",),
                         set={**CALM, **changes})  # fmt: skip


def posts(watched: Watched) -> int:
    """Acts of speech on social media that were done."""
    return int(watched.total("acts")[:, :, watched.scenario.act_names.index(POST)].sum())


def spoken_against(watched: Watched) -> int:
    """Grown-ups who speak openly, once at each settling day."""
    voices = watched.total("voices").sum(axis=0)
    return int(voices[:, SPEAKS].sum() if voices.shape[1] == len(STANCES) else voices[SPEAKS].sum())


@cache
def four_weeks(speaks: bool) -> Watched:
    return watch(lived_in(40_000, 28, speaking__stands=speaks))


def test_day_0_has_the_rate_of_the_table() -> None:
    said, plain = posts(four_weeks(True)), posts(four_weeks(False))
    z = (said - plain) / (said + plain) ** 0.5
    report("acts of speech in four weeks", speaking=said, anybody=plain, z=float(z))
    assert plain > 500 and abs(z) < z_limit(1)


def test_who_speaks_does_it_and_nobody_else() -> None:
    watched, lines = trace_all(lived_in(4000, 28))
    act = watched.scenario.act_names.index(POST)
    done = (lines["kind"] == TRACES.index("act")) & (lines["act"] == act)
    kept = watched.engine.world.blocks.opinion["opinion"].astype(np.int64)
    speaks = (kept < 0) & (kept & 1 == 0)
    theirs = speaks[lines["life"][done]]
    report("who spoke", acts=int(done.sum()), share_who_speak=float(speaks.mean()))
    assert done.sum() > 30 and theirs.all() and 0.01 < speaks.mean() < 0.5


def answered(jolt: float) -> Scenario:
    """Acts of speech are common and mostly entered. jolt : of fear, at an entry against oneself."""
    changes = {
        "regime.speaking.stands": True, "regime.removal.stands": False, "regime.services.stands": False,
        "conduct.acts.negative_post.rate": 3.0, "rulebook.acts.negative_post.seen_by.records": 0.9,
        "regime.fear.own_jolt": jolt,
    }  # fmt: skip
    return load_scenario("quiet-streets", people=6000, years=280 / 365.25, seed=7, off=("false_alarms",),
                         set={**CALM, **changes})  # fmt: skip


def test_entries_for_speech_silence_who_speaks() -> None:
    """The loop: opinion, speech, entry, fear, silence; with entries that nobody fears nobody falls silent for them."""
    calm, afraid = (watch(answered(jolt)) for jolt in (0.0, 0.6))
    speaks = [spoken_against(one) for one in (calm, afraid)]
    said = [int(one.total("spoken").sum()) for one in (calm, afraid)]
    report("the loop", speak_calm=speaks[0], speak_afraid=speaks[1], said_calm=said[0], said_afraid=said[1])
    assert speaks[1] < 0.9 * speaks[0] and said[1] < 0.95 * said[0]


def removing(gain: float) -> Watched:
    return watch(lived_in(
        6000, 280, removal__stands=True, removal__beyond=0.5, removal__share_taken=1.0, removal__witness_gain=gain,
        removal__lasts_days=1461,
    ))  # fmt: skip


def test_who_is_seen_beyond_the_threshold_is_gone_and_the_others_fear() -> None:
    gone, unseen = removing(40.0), removing(0.0)
    for watched in (gone, unseen):
        taken = int(watched.total("taken").sum())
        kept = watched.engine.world.blocks.opinion["opinion"].astype(np.int64)
        listed = watched.standing["listed"] > 0
        removed = int(watched.periods[-1].removed.sum())
        assert taken == removed > 20  # nobody is back yet
        assert listed.sum() >= removed and max(opinion_of(k) for k in kept[listed].tolist()) < 0.6
        assert int(watched.periods[-1].liberty.sum()) > 0
    absent = gone.engine.world.grids["absent"]
    exposure = 1 - np.exp(-40.0 * absent)
    seen = [float((one.engine.world.grids["absent"] > 0).mean()) for one in (gone, unseen)]
    speaks = [spoken_against(one) for one in (gone, unseen)]
    report("those who remain", exposed=float(exposure.mean()), speak_with=speaks[0], speak_without=speaks[1])
    assert min(seen) > 0.5 and exposure.mean() > 0.05 and speaks[0] < 0.97 * speaks[1]
