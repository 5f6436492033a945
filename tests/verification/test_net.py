"""The net in runs: queues of flagged posts, sites and campaigns, the race at the firewall, and rumours to their end.

Theory: what waits for readers with impatience rests at (come - read) * patience; sites follow a linear equation; the
race rests where both of its sides are 0; of a rumour h = 1 - exp(-R h) have heard in the end (Kermack and McKendrick
1927, doi:10.1098/rspa.1927.0118). Source: Kleinrock 1975, Queueing Systems I, chapter 2, for fluid queues.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.content import FALSE_RUMOUR, HARMLESS, KINDS
from credopolis.mechanisms.posts import DELETED, FLAGGED, POSTED, SEEN_FIRST, SWEPT, WAITING

from .plain import rules, scene
from .tools import Watched, report, watch

BOOK = rules({"harm": "{points: -1, seen_by: {records: 1}}"})
PEOPLE = 2000
ALL_ONLINE = {"posts__stands": True, "posts__midyear": 1980.0, "posts__steepness": 5.0}


@cache
def lived(years: float, *on: str, **values: Any) -> Watched:
    """A run in which everybody is online and hardly anybody does anything."""
    parts = {f"{name}__stands": True for name in on} | values
    return watch(scene(
        BOOK, {"harm": 0.01}, people=PEOPLE, years=years, seed=3, on=("campaigns",), **ALL_ONLINE, **parts
    ))  # fmt: skip


def sheet(watched: Watched, name: str) -> Any:
    """The sums of an interval's sheet over all provinces and the whole run."""
    return sum(getattr(period, name).sum(axis=0) for period in watched.periods)


def test_flagged_posts_wait_as_long_as_theory_says_and_are_flagged_as_often() -> None:
    watched = lived(0.5, posts__posts_a_day=90.0, posts__readers=1500.0, posts__recall=0.6, posts__precision=0.75)
    found, last = sheet(watched, "posts"), watched.periods[-1].posts.sum(axis=0)
    days = watched.scenario.days
    flagged, read_a_day = found[:, FLAGGED].sum() / days, PEOPLE * 0.0015 * 100
    waiting = (flagged - read_a_day) * 7.0
    report("flagged", waiting=last[:, WAITING].sum(), theory=waiting)
    assert found[KINDS.index("nudity"), FLAGGED] == pytest.approx(0.6 * found[KINDS.index("nudity"), POSTED])
    assert found[HARMLESS, FLAGGED] == pytest.approx(0.25 * found[:, FLAGGED].sum())
    assert last[:, WAITING].sum() == pytest.approx(waiting, rel=1e-6)
    wait = 7.0 * math.log(1 + waiting / (read_a_day * 7.0))
    seen = (0.43 + wait) / (0.5 + 0.43 + wait)
    assert watched.periods[-1].posts[0, 0, SEEN_FIRST] == pytest.approx(seen)


def test_sites_are_closed_as_fast_as_their_equation_says() -> None:
    """A campaign that never ends: B rests at goal * back / (back + leaves), and closings go on at close * B."""
    watched = lived(
        6.0, "clean_ups", campaigns__first_year=2000.0, campaigns__every_years=0.25, campaigns__lasts_days=90,
        clean_ups__close_a_day=0.01, clean_ups__name_a_day=0.002, clean_ups__reopen_days=100.0,
    )  # fmt: skip
    goal, share = PEOPLE * 6.4 / 1000 * 0.01, 90 / (0.25 * 365.25)
    rest = goal * 0.01 / (0.01 + share * (0.01 + 0.002 * 5))
    last = watched.periods[-1].sites.sum(axis=0)
    report("sites", open=last[4], theory=rest)
    assert last[4] == pytest.approx(rest, rel=0.05)
    days = watched.scenario.days - watched.periods[-1].start_day
    assert last[0] == pytest.approx(0.01 * share * rest * days, rel=0.1)
    assert last[2] == pytest.approx(5 * last[1])


def test_the_race_at_the_firewall_rests_where_both_sides_are_nought() -> None:
    watched = lived(12.0, "firewall", firewall__watched_from=2000.0, firewall__adopt=0.3)
    blocked = 0.9 * (1 - 0.2 * 0.4)

    def excess(around: float) -> float:
        seen = 20.0 * around / (20.0 * around + 1.0)
        return 0.3 * blocked * (1 - around) - (1.0 + 2.0 * seen) * around

    theory = brentq(excess, 0.0, 1.0) * (1 - 0.18)
    around = watched.periods[-1].firewall[:, 8]
    report("firewall", around=around.mean(), theory=theory)
    np.testing.assert_allclose(around, theory, rtol=2e-3)
    wanted, _, by_name, by_address = sheet(watched, "firewall")[:4]
    assert (by_name + by_address) / wanted == pytest.approx(blocked)


def test_rumours_reach_in_the_end_whom_theory_says_and_deletion_stops_part() -> None:
    """R = 10 days * (0.05 + 0.07 * 1.7 * (1 - cut)) for a false one."""
    watched = lived(
        1.5,
        "rumours",
        rumours__word_a_day=0.05,
        rumours__net_a_day=0.07,
        rumours__every_days=36525.0,
        posts__readers=1000.0,
    )
    heard, undeleted = sheet(watched, "rumours")[0, 1:3] / PEOPLE
    cut = 0.7 * 0.5 / (0.5 + 0.43)
    for found, net in ((undeleted, 0.07 * 1.7), (heard, 0.07 * 1.7 * (1 - cut))):
        times = 10 * (0.05 + net)
        theory = brentq(lambda h, r=times: 0.9995 * (1 - math.exp(-r * (h + 0.0005))) - h, 1e-9, 1.0)
        report("rumour", found=found, theory=theory)
        assert found == pytest.approx(theory, rel=0.01)
    assert heard < 0.8 * undeleted


def test_the_campaign_of_2009_closes_and_deletes_what_was_counted() -> None:
    """Fitted to 1,250 to 1,507 sites and 3.2 to 3.3 million items: this checks the fit and the units, no more."""
    watched = watch(load_scenario("clean-up-2009", people=10_000, seed=5))
    scale = sum(row.population for row in watched.scenario.tables.provinces) / 10_000
    by_day = {
        period.end_day: (period.sites[:, 0].sum() * scale, period.posts[..., SWEPT].sum() * scale)
        for period in watched.periods
    }
    begins, then, later = 35, 54, 59  # days of 5, 24 and 29 January after 1 December
    before, sites, items, more = (
        sum(of[k] for day, of in by_day.items() if day <= until)
        for k, until in ((0, begins), (0, then), (1, then), (0, later))
    )
    report("2009", sites=sites, items=items, later=more)
    assert before == 0 and 1100 < sites < 1400 and 3.0e6 < items < 3.7e6 and 1350 < more < 1650
    posts = sheet(watched, "posts")
    assert posts[FALSE_RUMOUR, DELETED] > 0 and posts[FALSE_RUMOUR, SWEPT] == 0
