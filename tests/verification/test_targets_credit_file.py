"""Errors in credit files against the study of 2012: target V22.

How it is lived and what was fitted is said in `analysis.targets.v22`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from credopolis.analysis.measures.intervals import wilson
from credopolis.analysis.targets.v22 import STEPS, TARGET
from credopolis.core.schema import TRUTHS
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.channels import RECORDS

from .tools import Watched, demography_of_lives, entries_by_act, report, watch

PEOPLE, YEARS = 12_000, 10.5


@pytest.fixture(scope="module")
def watched() -> Watched:
    base = load_scenario("us-bank-score", people=PEOPLE, years=YEARS, seed=91, interval="year")
    return watch(replace(base, grid_lives=300, district_grids=1))


def test_what_only_comes_as_a_mistake_comes_at_its_weight(watched: Watched) -> None:
    """Nobody does it, and among mistaken entries it has its weight's share.

    Whom a mistake strikes could have done the acts that it may name, and they weigh as they are common among people of
    that sex and age; so it has more among the youngest and the oldest.
    """
    scenario, book = watched.scenario, watched.scenario.rulebook
    conduct = {name: own or scenario.conduct.acts[name] for name, own in
               zip(book.act_names, book.act_conduct, strict=True)}  # fmt: skip
    past_court = scenario.regime.office.false_past_court
    harms = (book.act_points < 0) | (book.act_adds_to >= 0)
    seen = {name: by.get("records", 0.0) for name, by, harm in
            zip(book.act_names, book.act_seen_by, harms.tolist(), strict=True) if harm}  # fmt: skip
    of_it = of_all = 0.0
    for day in range(0, scenario.days, 91):
        age = day - watched.person["birth_day"].astype(np.int64)
        charged = {}
        for name, chance in seen.items():
            who = conduct[name].who
            can = (age >= who.min_age_days) & ((age < who.max_age_days) | (who.max_age_days == 0))
            common = demography_of_lives(watched.person, conduct[name], day)
            charged[name] = conduct[name].rate * chance * common * can * (age >= book.scored_from_days)
        whole = np.maximum(np.sum(list(charged.values()), axis=0), 1e-300)
        of_it += float((charged["file_error"] / whole).sum())
        of_all += sum(float((w / whole).sum()) * (past_court if name == "bankruptcy" else 1.0)
                      for name, w in charged.items())  # fmt: skip
    theory = of_it / of_all
    index = scenario.act_names.index("file_error")
    mistaken = entries_by_act(watched, RECORDS, TRUTHS.index("mistaken")).sum(axis=(0, 1))
    assert not watched.total("acts")[..., index, :].any()
    assert not entries_by_act(watched, RECORDS, TRUTHS.index("true"))[..., index].any()
    share = wilson(int(mistaken[index]), int(mistaken.sum()))
    found = {"share": share.value, "low": share.low, "high": share.high, "theory": theory}
    report("only by mistake", mistakes=int(mistaken.sum()), **found)
    assert abs(share.value - theory) < 0.85 * (share.high - share.low)  # 3.3 standard deviations
    assert mistaken.sum() > 5000


def test_v22_the_funnel_of_errors() -> None:
    scenario = load_scenario(TARGET.setting.scenario, people=PEOPLE, years=YEARS, seed=91)
    funnel = TARGET.setting.live(scenario)
    for asked in TARGET.asked:
        percent = asked.of(funnel)
        report(f"V22 {asked.name}", people=funnel.adults, percent=percent, target=asked.value)
        assert asked.least < percent < asked.most, asked.name
    shares = [funnel.percent(step) for step in STEPS]
    assert shares == sorted(shares, reverse=True)
