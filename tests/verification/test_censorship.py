"""Censorship: what deletion hides against its closed form, and what it does to expression, paired with a run without.

Theory. Where readers keep up with what is flagged, nothing waits: hidden = net_share * online * recall * zeal of
political posts * attention / (attention + handling), with the zeal of kinds by their parts. With fewer who see support
fewer speak; what is expressed around lies nearer to the message, and true rumours that are not heard cast no doubt.

Source: Kuran 1991 (pf-007) for support; rates of deletion, spk-004; the rest is arithmetic.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from credopolis.engine.world import FIELDS
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.content import content
from credopolis.mechanisms.opinion import STANCES, opinion_of

from .tools import Watched, report, watch

LOUD: dict[str, Any] = {
    "regime.opinion.support": 0.6, "regime.opinion.near_a_year": 2.0, "regime.rumours.word_a_day": 0.3,
    "regime.speaking.stands": False, "regime.strain.stands": False,
}  # fmt: skip


@cache
def lived(off: bool = False, doubt: float = 0.0, readers: float = 50.0) -> Watched:
    """A year of who speaks. off : filter and rumours do not reach opinions. readers : for a million online."""
    changes = {**LOUD, "regime.censorship.doubt": doubt, "regime.posts.readers": readers, "regime.posts.recall": 0.9,
               "regime.censorship.net_share": 0.9}  # fmt: skip
    return watch(load_scenario("spoken-word", people=8000, years=1, seed=7, set=changes,
                               off=("censorship",) if off else ()))  # fmt: skip


def speak(watched: Watched) -> float:
    """Share of those against who speak, over the run."""
    voices = watched.total("voices").sum(axis=(0, 1))
    return float(voices[STANCES.index("speaks")] / voices[1:].sum())


def test_what_is_hidden_is_its_closed_form() -> None:
    watched = lived()
    political = [row for row in content() if row["category"] == "political"]
    zeal = sum(float(row["part"]) * float(row["zeal"]) for row in political) / sum(
        float(row["part"]) for row in political
    )
    p = watched.scenario.regime.posts
    online = watched.periods[-1].posts[..., 0].sum()  # all posts of the interval
    hidden = watched.fields[-1, :, FIELDS.index("hidden")]
    share = 0.9 * 0.9 * zeal * p.attention_days / (p.attention_days + p.handling_days)
    usual = 1 / (1 + np.exp(-p.steepness * (2021.9 - p.midyear)))
    lives = np.array([row.population for row in watched.scenario.tables.provinces], float)
    found = float(np.average(hidden, weights=lives))
    report("hidden", found=found, theory=float(share * usual))
    assert online > 0 and found == pytest.approx(share * usual, rel=0.03)
    unread = lived(readers=0.0)
    assert not unread.fields[..., FIELDS.index("hidden")].any()


def test_who_is_not_seen_is_not_followed() -> None:
    censored, free = speak(lived()), speak(lived(off=True))
    report("speak of those against", censored=censored, free=free)
    assert censored < free - 0.005


def test_a_true_rumour_casts_doubt_on_the_message() -> None:
    def mean(watched: Watched) -> float:
        kept = watched.engine.world.blocks.opinion["opinion"].astype(np.int64)
        return float(np.mean([opinion_of(k) for k in kept[kept != 0].tolist()]))

    plain, doubting = mean(lived()), mean(lived(doubt=1.0))
    heard = lived().fields[:, :, FIELDS.index("doubted")]
    report("private opinion", without_doubt=plain, with_doubt=doubting, heard=float(heard.max()))
    assert heard.max() > 0.5 and doubting < plain
