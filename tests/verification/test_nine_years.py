"""One intentional crime costs at least nine years: 5 + 2 + 2 years of 365 days, one rung at a time.

Theory: the popular account drops a life straight to D (locked 5 years), releases to C (2 years), then to B (2 years),
then to the band its score deserves. No path is shorter, and a life with nothing else against it takes exactly
1825 + 730 + 730 = 3,285 days. The rate of crime is raised here, so that many lives fall early in ten years.

Source: seed-020, seed-021, seed-022, seed-018, seed-014, seed-016 (the founding text); docs/model.md, Ladder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.engine.build import Engine
from credopolis.engine.records import Tick
from credopolis.engine.replay import replay_life
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario

from .tools import Watched, report, watch

NINE_YEARS = 3285
RAISED = {"conduct.acts.intentional_crime.rate": 0.05}
IN_A = 3  # index of A-, the lowest of the A grades


@dataclass
class Watch:
    """Looks at every life after every tick and remembers on which day each was last seen to have dropped."""

    dropped_on: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    shortest: int = 10**6
    back: dict[int, int] = field(default_factory=dict)

    def __call__(self, engine: Engine, tick: Tick) -> None:
        standing = engine.world.standing
        if not len(self.dropped_on):
            self.dropped_on = np.full(len(standing), -1, np.int32)
        grade = standing["grade"]
        in_a = (grade >= IN_A) & (grade < len(engine.scenario.rulebook.grade_names))
        back = np.flatnonzero(in_a & (self.dropped_on >= 0))
        if len(back):
            took = standing["grade_since"][back] - self.dropped_on[back]
            self.shortest = min(self.shortest, int(took.min()))
            self.back.update(zip(back.tolist(), took.tolist(), strict=True))
        self.dropped_on[in_a] = -1
        # Whoever is in D was dropped there by a crime or fell by points; the day of the entry is when D's lock began.
        in_d = (grade == 0) & (standing["fell_on"] >= 0)
        self.dropped_on[in_d] = standing["lock_until"][in_d] - 1825


def run(people: int, seed: int) -> tuple[Scenario, Watch, Watched]:
    scenario = load_scenario("popular-account", people=people, years=10, seed=seed, interval="year", set=RAISED)
    looked = Watch()
    return scenario, looked, watch(scenario, on_tick=looked)


def check_shortest(looked: Watch, watched: Watched) -> int:
    """The shortest way back is the theorem's, by the engine's tally and by our own look -> lives exactly then."""
    recoveries = watched.total("recoveries").sum(axis=0)
    days = np.flatnonzero(recoveries)
    assert days.min() == NINE_YEARS
    assert looked.shortest == NINE_YEARS
    crime = watched.scenario.dimensions.acts.index("intentional_crime")
    assert watched.total("falls")[:, crime, :, 0].sum() > watched.scenario.people // 200
    exactly = int(recoveries[NINE_YEARS])
    assert exactly >= 1
    report(
        "nine years",
        lives=watched.scenario.people,
        shortest=int(days.min()),
        exactly=exactly,
        back=int(recoveries.sum()),
    )
    return exactly


@pytest.fixture(scope="module")
def small() -> tuple[Scenario, Watch, Watched]:
    return run(20_000, 61)


def test_nobody_is_back_before_nine_years_and_some_are_exactly_then(small: tuple[Scenario, Watch, Watched]) -> None:
    _, looked, watched = small
    check_shortest(looked, watched)


def test_the_way_back_leads_over_each_rung_on_its_day(small: tuple[Scenario, Watch, Watched]) -> None:
    scenario, looked, watched = small
    exact = [life for life, took in looked.back.items() if took == NINE_YEARS]
    assert len(exact) >= 3
    for life in exact[:3]:
        story = replay_life(scenario, life, watched.fields)
        drops = [e for e in story if e.kind == "entry" and e.act == "intentional_crime"]
        fell = drops[-1].day
        assert drops[-1].grade == "D" and drops[-1].lock_until == fell + 1825
        ends = [(e.day - fell, e.grade) for e in story if e.kind == "lock_end" and e.day > fell]
        assert ends[:2] == [(1825, "C"), (2555, "B")]
        assert ends[2][0] == NINE_YEARS and ends[2][1] in ("A-", "A", "A+", "AA", "AAA")
        between: list[Any] = [e.grade for e in story if fell < e.day < fell + NINE_YEARS]
        assert not [grade for grade in between if grade.startswith("A")]


def test_with_locks_off_the_way_back_is_short() -> None:
    """The check can fail: without locks lives are back at their next good deed."""
    scenario = load_scenario("popular-account", people=5000, years=3, seed=61, off=("locks",), set=RAISED)
    recoveries = watch(scenario).total("recoveries").sum(axis=0)
    assert np.flatnonzero(recoveries).min() < 365


@pytest.mark.slow
def test_nine_years_in_ten_million_life_years() -> None:
    _, looked, watched = run(1_000_000, 62)
    assert check_shortest(looked, watched) > 100
