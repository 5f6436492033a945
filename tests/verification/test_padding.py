"""Offices that fall short of a quota make up entries, as many as the shortfall asks for.

Entries come at a rate n a life and year, and officials make up a share p of what is missing to the quota Q of what they
remember, P. So m P' = n + p (Q - P) - P with a memory of m years, which ends at P* = (n + p Q) / (1 + p) and comes
there as exp(-(1 + p) t / m); what is made up is p (Q - P). At most a stated rate is made up, and nothing where there
is no shortfall.

Source: the solution of a linear differential equation; that officials reckon so is the model's assumption.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from .plain import FAR, cases_of, rules, scene, z_of
from .tools import Watched, watch

PEOPLE, YEARS, MEMORY, FABRICATED = 30_000, 2.0, 0.25, 3
BOOK = rules({"harm": "{points: -1, seen_by: {records: 1}}", "help": "{points: 1, seen_by: {records: 1}}"})


def offices(done: float, quota: float, padding: float, most: float) -> Watched:
    """Two years of offices with a quota, of what people do so often."""
    return watch(scene(
        BOOK, {"harm": done, "help": 0.3}, people=PEOPLE, years=YEARS, seed=29, on=("quotas",), tick=2,
        room={"office": most}, quotas__negative_a_year=quota, quotas__padding=padding, quotas__most_a_year=most,
        perception__memory_years=MEMORY,
    ))  # fmt: skip


@pytest.mark.parametrize(("done", "quota", "padding"), [(0.1, 0.5, 0.6), (0.3, 0.5, 1.0)])
def test_a_shortfall_is_made_up_by_the_stated_share(done: float, quota: float, padding: float) -> None:
    watched = offices(done, quota, padding, 1.0)
    t, speed = watched.scenario.days / 365.25, (1.0 + padding) / MEMORY
    ends_at = (done + padding * quota) / (1.0 + padding)
    short = (quota - ends_at) * (t + math.expm1(-speed * t) / speed)
    made_up = cases_of(watched, "harm", FABRICATED)["posted"]
    # A tick's lag while the memory of the quota fades: at most so much of the whole.
    lag = padding * (quota - ends_at) * PEOPLE * 2 / 365.25
    theory = padding * short * PEOPLE
    assert abs(z_of(made_up, theory, f"made up, padding {padding}")) < FAR + 2 * lag / math.sqrt(theory)
    assert cases_of(watched, "help", FABRICATED)["posted"] == 0
    lost = 1000 - watched.standing["score"].astype(float)
    spread = math.sqrt(PEOPLE * t * (done + 0.3) + made_up)
    assert abs(lost.sum() - (done - 0.3) * t * PEOPLE - made_up) < FAR * spread


def test_no_more_is_made_up_than_the_stated_rate() -> None:
    """Three tenths short and six tenths of it padded would be twelve hundredths a life and year: two are allowed."""
    made_up = cases_of(offices(0.1, 0.5, 0.6, 0.02), "harm", FABRICATED)["posted"]
    # From the day on which a sixtieth of the quota is missing, and that is soon.
    until = MEMORY * -math.log1p(-(0.02 / 0.6) / 0.4)
    theory = 0.02 * (YEARS - until) * PEOPLE
    assert abs(z_of(made_up, theory, "made up at most")) < FAR + 0.5


def test_where_nothing_is_missing_nothing_is_made_up() -> None:
    watched = offices(1.0, 0.5, 0.6, 0.5)
    assert cases_of(watched, "harm", 0)["posted"] > 40_000
    assert cases_of(watched, "harm", FABRICATED)["posted"] == 0
    assert not np.any(watched.total("offices")[:, 5])
