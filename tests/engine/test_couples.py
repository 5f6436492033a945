"""An act of a couple is done by both partners, and each answers for it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from credopolis.core.labels import CASE_STAGES
from credopolis.core.schema import FEMALE, PARTNERED, TRUTHS
from credopolis.engine.replay import TraceEvent
from credopolis.mechanisms.channels import CHANNELS

from .cases import Ran, run, shipped

ACT = "third_child"


@cache
def ran() -> Ran:
    """Two years in which couples have many children; no other act is about children."""
    scenario = shipped("popular-account", 1000, 2)
    conduct = replace(scenario.conduct.acts[ACT], rate=2.0, ages=(), age_contrast=1.0)
    return run(replace(scenario, conduct=replace(scenario.conduct, acts={**scenario.conduct.acts, ACT: conduct})))


def couples() -> list[tuple[int, int]]:
    flags = ran().engine.world.person["flags"]
    women = np.flatnonzero((flags & PARTNERED > 0) & (flags & FEMALE > 0)).tolist()
    return [(woman, woman + 1) for woman in women]


def lines(life: int, kind: str) -> list[TraceEvent]:
    return [line for line in ran().story(life) if (line.kind, line.act) == (kind, ACT)]


def test_what_one_of_a_couple_does_both_have_done() -> None:
    """The other's part comes on the first day of the next tick, and was seen by the same channel."""
    scenario, done, first_was_hers = ran().scenario, 0, 0
    tick, last = scenario.tick_days, (scenario.ticks - 1) * scenario.tick_days
    for her, him in couples():
        acts = [[(line.day, line.channel) for line in lines(life, "act")] for life in (her, him)]
        open_parts: list[list[tuple[int, str]]] = [[], []]
        for day, sex, channel in sorted((day, k, channel) for k in (0, 1) for day, channel in acts[k]):
            if (day, channel) in open_parts[sex]:
                open_parts[sex].remove((day, channel))
            elif day < last:
                open_parts[1 - sex].append(((day // tick + 1) * tick, channel))
                first_was_hers += sex == 0
            done += 1
        assert open_parts == [[], []], (her, acts)
    assert done > 100
    assert 0.3 < first_was_hers / (done / 2) < 0.7, "it comes from either of them"


def test_both_are_charged() -> None:
    """Where the act was seen each has a case of their own, and nobody but couples has done it."""
    coupled = {life for couple in couples() for life in couple}
    assert all(life in coupled for life in range(ran().scenario.people) if lines(life, "act"))
    seen = sum(line.channel != "" and line.grade != "unscored" for life in coupled for line in lines(life, "act"))
    pairs, index = ran().periods[0].pairs, ran().scenario.act_names.index(ACT)
    by_act = (pairs[:, 0] == index) & (pairs[:, 1] != CHANNELS.index("officers"))  # what a search finds was not seen
    filed = ran().total("cases")[by_act, TRUTHS.index("true"), CASE_STAGES.index("filed")]
    assert filed.sum() == seen > 20


def test_each_does_it_at_the_rate_of_the_table() -> None:
    """Half the rate comes from each partner, and each has the other's part as well."""
    scenario, person = ran().scenario, ran().engine.world.person
    conduct = scenario.conduct.acts[ACT]
    tilt = np.exp(conduct.slope * (person["risk_aversion"] / 255.0 - 0.5))
    days = np.arange(0, scenario.days, 30)
    young = np.zeros(len(person))
    for day in days:
        age = day - person["birth_day"].astype(np.int64)
        young += (age >= conduct.who.min_age_days) & (age < conduct.who.max_age_days)
    can = (person["flags"] & PARTNERED > 0) & (person["children"] >= 2)
    adult = -person["birth_day"] >= 18 * 365
    years = scenario.days / 365.25 / len(days)
    expected = conduct.rate * float((tilt * young * can).sum() / tilt[adult].mean()) * years
    found = sum(len(lines(life, "act")) for couple in couples() for life in couple)
    # Acts come in pairs, so their number varies twice as much as a Poisson count; the trait's mean is of these lives.
    assert abs(found - expected) < 4 * np.sqrt(2 * expected) + 0.1 * expected
