"""News of repression and of order: what it does to each opinion, whom it reaches, and how it fades.

Theory. Of two runs on the same draws, one with the news, opinions are the same until its settling day. Then each of
whom it reached has moved by strength * exp(-reports * informed * part) of the way to the end that the news speaks for,
and nobody else has. Where nothing but dispositions draws opinions back, exp(-own * 28 / 365.25)^k of that is left after
k settling days. Who is reached is drawn with the share that is asked for, and two pieces of news of one day reach
different people.

Source: Xu, Kostka and Cao 2022 for the experiment (srv-009, srv-010); the rest is arithmetic.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from credopolis.core.schema import ABSENT, INTERNET
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.news import ARMS, FIGURES
from credopolis.mechanisms.opinion import GROWN_DAYS, OPINION_STEPS

from .tools import Watched, report, watch, z_limit

PEOPLE, HEARD, REACH, STRENGTH = 4000, 56, 0.3, 0.4
ALONE = {"regime.opinion.near_a_year": 0.0, "regime.opinion.message_a_year": 0.0, "regime.opinion.own_a_year": 1.0}


@cache
def lived(settlings: int, news: bool = True) -> Watched:
    """A society in which nothing but dispositions draws opinions, so many settling days after the news was heard."""
    told = 2021 + (HEARD - 10) / 365.25
    settings = {
        "regime.news.stands": news, "regime.news.repression_from": told, "regime.news.repression_reach": REACH,
        "regime.news.order_from": told, "regime.news.order_reach": REACH, "regime.news.strength": STRENGTH, **ALONE,
    }  # fmt: skip
    days = HEARD + 28 * settlings + 7
    return watch(load_scenario("quiet-streets", people=PEOPLE, years=days / 365.25, seed=11, set=settings))


def opinions(watched: Watched) -> np.ndarray:
    """Private opinions of those who were grown up when the news was heard."""
    person = watched.person
    grown = (HEARD - person["birth_day"] >= GROWN_DAYS) & ((person["flags"] & ABSENT) == 0)
    return (watched.engine.world.blocks.opinion["opinion"].astype(int)[grown] >> 1) / OPINION_STEPS


def expected_weights(watched: Watched) -> tuple[np.ndarray, np.ndarray]:
    """How far news of repression, and of order, moves each of them, if it reaches them."""
    person, p = watched.person, watched.scenario.regime.news
    grown = HEARD - person["birth_day"] >= GROWN_DAYS
    online = (person["flags"][grown] & INTERNET) != 0
    schooled = p.unschooled + (1 - p.unschooled) * person["education"][grown] / 4
    read = p.reports * np.where(online, 1.0, p.offline) * schooled
    return STRENGTH * np.exp(-read * p.negative_share), STRENGTH * np.exp(-read * (1 - p.negative_share))


def test_it_moves_whom_it_reaches_by_what_is_new_to_them() -> None:
    told, untold = opinions(lived(0)), opinions(lived(0, news=False))
    moved, (against, by_order) = told - untold, expected_weights(lived(0))
    down, up = against * (-1 - untold), by_order * (1 - untold)
    tolerance = 1.1 / OPINION_STEPS
    struck, talked_to = np.abs(moved - down) < tolerance, np.abs(moved - up) < tolerance
    alone = np.abs(moved) < tolerance
    report("news", repression=int((moved < -0.01).sum()), order=int((moved > 0.01).sum()), nobody=int(alone.sum()))
    assert (struck | talked_to | alone).all()
    assert not (struck & (moved < -0.01) & (moved > 0.01)).any() and (moved < -0.01).sum() > 500
    found = int((moved < -0.01).sum()) / int((np.abs(down) > 0.01).sum())
    assert abs(found - REACH) < z_limit(2) * math.sqrt(REACH * (1 - REACH) / len(moved))
    clear = up > 0.02  # to whom talk of order is new at all
    reached = float((moved[clear] > 0.01).mean())
    report("reached", repression=found, order=reached, who=int(clear.sum()))
    assert abs(reached - REACH) < z_limit(2) * math.sqrt(REACH * (1 - REACH) / clear.sum())


def test_what_it_moved_fades_as_opinions_drift_back() -> None:
    first = opinions(lived(0)) - opinions(lived(0, news=False))
    for settlings in (1, 4):
        later = opinions(lived(settlings)) - opinions(lived(settlings, news=False))
        left = math.exp(-28 / 365.25) ** settlings
        report("fades", settlings=settlings, left=left, worst=float(np.abs(later - left * first).max()))
        assert np.abs(later - left * first).max() < (settlings + 2) / OPINION_STEPS


def test_counts_are_those_of_the_lives() -> None:
    watched = lived(0)
    amounts = watched.total("news").sum(axis=0)
    lives = amounts[..., FIGURES.index("lives")]
    person = watched.person
    assert lives.sum() == ((HEARD - person["birth_day"] >= GROWN_DAYS) & ((person["flags"] & ABSENT) == 0)).sum()
    assert lives[ARMS.index("both")].sum() == 0 < lives[ARMS.index("order")].sum()
    sums = amounts[..., FIGURES.index("private")].sum()
    assert abs(sums / lives.sum() - 50 * (opinions(watched).mean() + 1)) < 0.5
    assert watched.total("news").sum() > 0 == lived(0, news=False).total("news").sum()
