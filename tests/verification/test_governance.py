"""Provinces that publish more have fewer favours, audits leave fewer for a while, and careers make officials pad.

Theory: a case of what somebody did is waived with the chance corruption x guanxi x heed, times what openness and the
memory of an audit leave in its province and tick, so favours are a thinned Poisson process. What is made up of a quota
follows m P' = n + p (Q - P) - P with a share p that ambition raises by what is missing, integrated here step by step.

Source: Kingman 1993, Poisson Processes, chapter 5; the second is `test_padding` with a share that moves.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from credopolis.engine.world import FAVOURS_LEFT
from credopolis.mechanisms.audits import AUDITED, FOUND_FAVOURS
from credopolis.mechanisms.discipline import wrongs_of
from credopolis.mechanisms.transparency import index_of

from .plain import FAR, cases_of, rules, scene, z_of
from .tools import Watched, report, watch

PEOPLE, YEARS, RATE, CORRUPTION, CAUTION = 30_000, 1.5, 3.0, 0.6, 8.0
BOOK = rules({"harm": "{points: -1, seen_by: {records: 1}}", "help": "{points: 1, seen_by: {records: 1}}"})


@cache
def governed(transparency: bool, audits: bool) -> Watched:
    return watch(scene(
        BOOK, {"harm": RATE, "help": 1.0}, people=PEOPLE, years=YEARS, seed=31, on=("discretion",), equal=False,
        discretion__corruption=CORRUPTION, discipline__stands=True, discipline__public=0.2, discipline__caution=CAUTION,
        transparency__stands=transparency, audits__stands=audits, audits__a_year=1.0, audits__caution=2.0,
    ))  # fmt: skip


def province_of(watched: Watched) -> np.ndarray:
    """Province of each life."""
    layout = watched.engine.layout
    grids = np.repeat(layout.district_province, np.diff(layout.district_grid_start))
    return np.repeat(grids, np.diff(layout.grid_start))


def favours_by_province(watched: Watched) -> np.ndarray:
    return np.sum([wrongs_of(period)[:, 0] for period in watched.periods], axis=0)


def expected_by_province(watched: Watched) -> np.ndarray:
    """Favours as the fields that lives read would have them."""
    guanxi = np.bincount(province_of(watched), watched.person["guanxi"] / 255.0, 31)
    inspected = 0.02 + 0.98 * 0.5 * 0.2
    days = [7.0] * (len(watched.ticks) - 1) + [watched.scenario.days - 7.0 * (len(watched.ticks) - 1)]
    left = np.ones(31)
    if watched.scenario.regime.transparency.stands or watched.scenario.regime.audits.stands:
        left = np.average([tick.fields[:, FAVOURS_LEFT] for tick in watched.ticks], axis=0, weights=days)
    heed = math.exp(-CAUTION * inspected)
    return np.asarray(RATE * watched.scenario.days / 365.25 * CORRUPTION * heed * guanxi * left)


def test_favours_are_those_that_openness_and_audits_leave() -> None:
    for transparency, audits in ((True, False), (False, True), (True, True)):
        watched = governed(transparency, audits)
        found, theory = favours_by_province(watched), expected_by_province(watched)
        what = f"favours, transparency {transparency}, audits {audits}"
        assert abs(z_of(float(found.sum()), float(theory.sum()), what)) < FAR
        assert np.abs((found - theory) / np.sqrt(theory)).max() < FAR + 1


def test_open_provinces_have_fewer_favours_than_closed_ones_and_alike_without() -> None:
    codes = [row.code for row in governed(True, False).scenario.tables.provinces]
    index = np.array([index_of(code) for code in codes])
    usual, differ = (favours_by_province(governed(on, False)) for on in (False, True))
    open_, closed = index > 1.15, index < 0.85
    change = [differ[who].sum() / usual[who].sum() for who in (open_, closed)]
    report("openness", open=change[0], closed=change[1])
    assert change[0] < 0.97 < 1.03 < change[1]


def test_audits_find_part_of_what_is_done_and_less_is_done() -> None:
    watched, without = governed(False, True), governed(False, False)
    done, usual = (favours_by_province(run).sum() for run in (watched, without))
    sheet = np.sum([period.audits for period in watched.periods], axis=0)
    report("audits", audits=sheet[:, AUDITED].sum(), found=sheet[:, FOUND_FAVOURS].sum(), done=done, usual=usual)
    assert abs(sheet[:, AUDITED].sum() - 31 * YEARS) < FAR * math.sqrt(31 * YEARS)
    assert 0 < sheet[:, FOUND_FAVOURS].sum() < done < 0.75 * usual


@cache
def padded(careers: bool) -> Watched:
    return watch(scene(
        BOOK, {"harm": 0.1, "help": 0.3}, people=PEOPLE, years=2.0, seed=29, on=("quotas", "statistics"), tick=2,
        room={"office": 1.0}, quotas__negative_a_year=0.5, quotas__padding=0.4, quotas__most_a_year=1.0,
        perception__memory_years=0.25, careers__stands=careers, careers__ambition=2.0,
    ))  # fmt: skip


def test_careers_make_officials_pad_as_much_more_as_theory_says() -> None:
    theory = []
    for ambition in (0.0, 2.0):
        posted, made, step = 0.5, 0.0, 1e-4
        for _ in range(round(padded(True).scenario.days / 365.25 / step)):
            drive = 1 - math.exp(-ambition * 0.4 * 3.0 * (1 - min(1.0, posted / 0.5)))
            share = 0.4 * (1 + 0.6 * drive)
            made += share * max(0.0, 0.5 - posted) * step
            posted += (0.1 + share * max(0.0, 0.5 - posted) - posted) / 0.25 * step
        theory.append(made * PEOPLE)
    found = [cases_of(padded(on), "harm", 3)["posted"] for on in (False, True)]
    for mine, its in zip(found, theory, strict=True):
        assert abs(z_of(mine, its, "made up")) < FAR + 2 * 0.2 * PEOPLE * 2 / 365.25 / math.sqrt(its)
    assert found[1] > 1.1 * found[0]
    last = padded(True).periods[-1].careers[0]
    assert last[2] < last[3] <= 1.0, "officials report more than they posted"
