"""Publicity exposes favours, quotas breed made-up entries, and both are as ever where nobody inspects.

Theory: a case of what somebody did is waived with the chance corruption x guanxi x heed, so favours are a thinned
Poisson process of each life; heed is exp(-caution * found). Entries made up are the share padding x heed of a
shortfall, which is what the memory of posted entries leaves of the quota, as a linear differential equation has it.

Source: Kingman 1993, Poisson Processes, chapter 5.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from credopolis.mechanisms.discipline import FOUND, OTHERS, wrongs_of

from .plain import FAR, cases_of, rules, scene, years_of, z_of
from .tools import Watched, report, watch

PEOPLE, YEARS, RATE, CORRUPTION, CAUTION, OTHER = 20_000, 2.0, 3.0, 0.6, 6.0, 0.01
BOOK = rules({"harm": "{points: -1, seen_by: {records: 1}}", "help": "{points: 1, seen_by: {records: 1}}"})


def found(open_to_all: float) -> float:
    return 0.02 + 0.98 * open_to_all * 0.2


@cache
def favoured(open_to_all: float, *, stands: bool = True) -> Watched:
    return watch(scene(
        BOOK, {"harm": RATE, "help": 1.0}, people=PEOPLE, years=YEARS, seed=31, on=("discretion",),
        discretion__corruption=CORRUPTION, discipline__stands=stands, discipline__open_to_all=open_to_all,
        discipline__inspected=0.02, discipline__public=0.2, discipline__caution=CAUTION, discipline__other_a_year=OTHER,
    ))  # fmt: skip


@cache
def padded(quota: float, open_to_all: float) -> Watched:
    return watch(scene(
        BOOK, {"harm": 0.1, "help": 0.3}, people=PEOPLE, years=YEARS, seed=32, on=("quotas",), tick=2,
        room={"office": 1.0}, quotas__negative_a_year=quota, quotas__padding=0.8, quotas__most_a_year=1.0,
        perception__memory_years=0.25, discipline__stands=True, discipline__open_to_all=open_to_all,
        discipline__inspected=0.02, discipline__public=0.2, discipline__caution=CAUTION,
    ))  # fmt: skip


def favours(watched: Watched) -> int:
    return int(cases_of(watched, "harm", 0)["waived"])


@pytest.mark.parametrize("open_to_all", [0.0, 0.4, 0.85])
def test_favours_are_fewer_by_what_officials_heed(open_to_all: float) -> None:
    watched = favoured(open_to_all)
    guanxi = float((watched.person["guanxi"] / 255.0).sum())
    heed = math.exp(-CAUTION * found(open_to_all))
    expected = RATE * years_of(watched) * CORRUPTION * heed * guanxi
    report("favours", open_to_all=open_to_all, favours=favours(watched), expected=expected)
    assert abs(z_of(favours(watched), expected, f"favours, {open_to_all} public")) < FAR


def test_publicity_exposes_favours_and_there_are_fewer_of_them() -> None:
    runs = [favoured(share) for share in (0.0, 0.4, 0.85)]
    done = [favours(run) for run in (favoured(0.0, stands=False), *runs)]
    shares = [sum(p.discipline[0, FOUND] for p in run.periods[-1:]) for run in runs]
    assert done == sorted(done, reverse=True) and done[-1] < 0.6 * done[0]
    assert shares == pytest.approx([found(share) for share in (0.0, 0.4, 0.85)])
    exposed = [share * n for share, n in zip(shares, done[1:], strict=True)]
    report("exposed", done=done, exposed=[round(x) for x in exposed])
    assert exposed[0] < exposed[1] < exposed[2], "more comes to light though less is done"


def test_counts_of_an_interval_are_those_of_its_cases() -> None:
    watched = favoured(0.4)
    assert sum(int(wrongs_of(p)[:, 0].sum()) for p in watched.periods) == favours(watched) > 1000
    others = sum(float(p.discipline[:, OTHERS].sum()) for p in watched.periods)
    lives = np.mean([tick.grades[:, :-1].sum() for tick in watched.ticks])
    assert others == pytest.approx(OTHER * lives * years_of(watched), rel=1e-3)


@pytest.mark.parametrize("open_to_all", [0.0, 0.85])
def test_quotas_breed_made_up_entries_and_officials_heed_what_is_found(open_to_all: float) -> None:
    """The shortfall ends at (Q - n) / (1 + p), where p is what officials make up of it; see `test_padding`."""
    watched, quota, done, memory = padded(0.5, open_to_all), 0.5, 0.1, 0.25
    p = 0.8 * math.exp(-CAUTION * found(open_to_all))
    t, speed = watched.scenario.days / 365.25, (1.0 + p) / memory
    short = (quota - (done + p * quota) / (1.0 + p)) * (t + math.expm1(-speed * t) / speed)
    made_up, theory = cases_of(watched, "harm", 3)["posted"], p * short * PEOPLE
    lag = p * quota * PEOPLE * 2 / 365.25
    assert abs(z_of(made_up, theory, f"made up, {open_to_all} public")) < FAR + 2 * lag / math.sqrt(theory)
    assert sum(int(wrongs_of(period)[:, 1].sum()) for period in watched.periods) == made_up > 200


def test_without_a_quota_nothing_is_made_up_and_with_inspection_less_is() -> None:
    assert cases_of(padded(0.0, 0.0), "harm", 3)["posted"] == 0
    few, many = (cases_of(padded(0.5, share), "harm", 3)["posted"] for share in (0.85, 0.0))
    assert few < 0.7 * many
