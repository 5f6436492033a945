"""Requests counted by years lived in a grade are those that would be drawn one by one, and those of a count by hand.

Theory: with entries at rate r a life and year and no way back, a share exp(-r t) of lives is still in the high grade.
Who is of an age that asks between the years p and q of the run, and asks a times a year, is granted a times the
integral of exp(-r t) from p to q while in the high grade, and is refused what is left.

A second computation draws every request of every life after each tick, asks the gate, and writes down what became of
it.

Source: thinning of Poisson processes, Kingman 1993, Poisson Processes, chapter 5.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.core.schema import AGE_BANDS, FEMALE, SEXES
from credopolis.engine.build import Engine
from credopolis.engine.places import is_living
from credopolis.engine.records import Tick
from credopolis.mechanisms.askers import COLUMNS_OF, requests_of_groups
from credopolis.mechanisms.gates import COUNTED, DRAWN, EXPECTED, FIGURES, GATES, HOLDING, YEARS, requests_of
from credopolis.mechanisms.queues import QUEUE_NAMES
from credopolis.mechanisms.services import NAMES

from .plain import FAR, rules, scene, years_of, z_of
from .tools import Watched, report, watch

FATES = ("granted", "put_first", "delayed", "refused")
RATE = 0.7
ASKED = {"travel": 3.0, "loans": 1.5, "public_employment": 2.0, "social_benefits": 0.5, "public_services": 1.0}
AGES = {
    "travel": (15, 200), "loans": (15, 60), "public_employment": (15, 45), "social_benefits": (15, 200),
    "public_services": (15, 200),
}  # fmt: skip
RATES = {f"services__{name}": ASKED.get(name, 0.0) for name in NAMES}
PLACES, RIVALS, SHARE = 0.8, 1.4, 0.6
OF_QUEUES = {
    "queues__put_first": SHARE, **{f"queues__{name}_places": PLACES for name in QUEUE_NAMES},
    **{f"queues__{name}_asks_per_place": RIVALS for name in QUEUE_NAMES},
}  # fmt: skip
CLOSED = ("travel", "loans", "public_employment", "social_benefits")
DECLARED = "{healthcare: {kind: benefit}, public_housing: {kind: benefit}, tax_relief: {kind: benefit}, " + ", ".join(
    f"{name}: {{kind: restriction}}" for name in (*CLOSED, "share_issue")
) + "}"  # fmt: skip
FALLEN = rules(
    {"harm": "{points: -1, seen_by: {records: 1}}", "debt": "{adds_to: barred, seen_by: {records: 1}}"},
    gates=DECLARED, lists="{barred: {lasts: 120d, restrictions: [travel]}}",
    grades="{high: {from: 1000, benefits: [healthcare, public_housing, tax_relief]}, "
    f"low: {{restrictions: [{', '.join(CLOSED)}, share_issue]}}}}",
)  # fmt: skip
LOW, HIGH = range(2)
AS_MANY = 8
"""Counts above this are told apart from none."""


@cache
def fallen() -> Watched:
    """Four years of 20,000 lives that fall, and are on no list."""
    return watch(scene(
        FALLEN, {"harm": RATE, "debt": 0.0}, people=20_000, years=4.0, seed=91, tick=2, services__stands=True,
        queues__stands=True, **RATES, **OF_QUEUES,
    ))  # fmt: skip


def requests(watched: Watched) -> NDArray[np.float64]:
    """What became of requests over the run and the nation: (grades, gates, counted, 5), see `gates.requests_of`."""
    return np.asarray(sum(requests_of(period).sum(axis=0) for period in watched.periods))


def of(gate: str, how: int, found: NDArray[np.float64]) -> NDArray[np.float64]:
    """(grades, 5) of a gate."""
    return np.asarray(found[:, GATES.index(gate), how])


@pytest.mark.parametrize("service", CLOSED)
def test_who_has_not_fallen_is_granted_what_everybody_asks_for(service: str) -> None:
    watched, (first, last) = fallen(), AGES[service]
    age, end = -watched.person["birth_day"] / 365.25, years_of(watched)
    begin, end = np.clip(first - age, 0, end), np.clip(last - age, 0, end)
    high = (np.exp(-RATE * begin) - np.exp(-RATE * end)) / RATE
    granted, refused = ASKED[service] * float(high.sum()), ASKED[service] * float((end - begin - high).sum())
    found = of(service, DRAWN, requests(watched))
    report(f"granted {service}", found=float(found[HIGH, 0]), theory=granted)
    assert found[HIGH, 0] == pytest.approx(granted, rel=0.012) and found[LOW, 0] == 0.0
    assert abs(z_of(found[LOW, 3], refused, f"refused {service}")) < FAR and found[HIGH, 3] == 0.0
    assert not found[:, 1:3].any(), "where there is no queue nobody is put first or delayed"


def test_flights_and_fast_trains_are_journeys_of_which_a_grade_may_refuse_some() -> None:
    """Of 2.0 flights and 1.2 journeys by fast trains a year the low grade refuses the flights."""
    text = rules(
        {"harm": "{points: -1, seen_by: {records: 1}}"},
        gates="{flights: {kind: restriction}, high_speed_rail: {kind: restriction}}",
        grades="{high: {from: 1000}, low: {restrictions: [flights]}}",
    )
    rates = {f"services__{name}": {"flights": 2.0, "high_speed_rail": 1.2}.get(name, 0.0) for name in NAMES}
    watched = watch(scene(
        text, {"harm": RATE}, people=10_000, years=3.0, seed=93, tick=2, services__stands=True, **rates,
    ))  # fmt: skip
    age, end = -watched.person["birth_day"] / 365.25, years_of(watched)
    begin = np.clip(15 - age, 0, end)
    high = float(((np.exp(-RATE * begin) - np.exp(-RATE * end)) / RATE).sum())
    low = float((end - begin).sum()) - high
    found = of("travel", DRAWN, requests(watched))
    assert found[HIGH].tolist() == pytest.approx([3.2 * high, 0, 0, 0, 3.2 * high], rel=0.015)
    assert found[LOW, 0] == pytest.approx(1.2 * low, rel=0.015)
    assert abs(z_of(found[LOW, 3], 2.0 * low, "refused flights among journeys")) < FAR


def test_a_queue_by_hand() -> None:
    """112 requests come for 100 lives and year; 60 of 100 by those in the high grade are put first, all others wait.

    Of those in the low grade social benefits are refused, and with them public housing.
    """
    watched = fallen()
    t, people = years_of(watched), watched.scenario.people
    high = people * (1 - np.exp(-RATE * t)) / RATE
    low, each = people * t - high, PLACES * RIVALS
    for gate, behind, refused in (("healthcare", low, 0.0), ("public_housing", 0.0, low)):
        found = of(gate, EXPECTED, requests(watched))
        assert found[HIGH, 1] == pytest.approx(each * SHARE * high, rel=0.01)
        assert found[HIGH, 2] == pytest.approx(each * (1 - SHARE) * high, rel=0.01)
        assert found[LOW, [2, 3]].tolist() == pytest.approx([each * behind, each * refused], rel=0.01)
        assert not found[:, 0].any() and not found[LOW, 1]
        assert found[:, 4].sum() == pytest.approx(each * people * t, rel=1e-6)


def test_years_with_a_benefit_and_with_a_restriction_by_hand() -> None:
    watched = fallen()
    t, people = years_of(watched), watched.scenario.people
    high = people * (1 - np.exp(-RATE * t)) / RATE
    years = sum(period.gates.sum(axis=(0, 3)) for period in watched.periods)
    for gate, grade, lived in (("tax_relief", HIGH, high), ("share_issue", LOW, people * t - high)):
        assert years[grade, GATES.index(gate), HOLDING] == pytest.approx(lived, rel=0.01)
        assert years[1 - grade, GATES.index(gate), HOLDING] == 0.0
    assert years[..., FIGURES.index("person_years")].sum(axis=0) == pytest.approx(people * t)
    assert len(COUNTED) == 5 and YEARS == 0


@dataclass
class AllDrawn:
    """Every request of every life of a small society, drawn after each tick and asked of the gate: slow and plain."""

    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(17))
    found: Counter[tuple[str, int, str]] = field(default_factory=Counter)  # by gate, grade and what became of it
    groups: Counter[tuple[str, int, str]] = field(default_factory=Counter)  # by gate, female or not, and the same
    listed: int = 0
    day: int = 0
    woman: int = 0  # who asks now

    def after(self, engine: Engine, tick: Tick) -> None:
        """A tick is over: what lives asked for in it, where they stand."""
        years, self.day = (tick.end_day - self.day) / 365.25, tick.end_day
        world = engine.world
        here = np.flatnonzero(is_living(world))
        grids = np.searchsorted(world.grids["start"], here, side="right") - 1
        districts = np.searchsorted(world.districts["grid_start"], grids, side="right") - 1
        provinces = world.districts["province"][districts].tolist()
        standing, born = world.standing[here], world.person["birth_day"][here].tolist()
        women = (world.person["flags"][here] & FEMALE).tolist()
        lives = list(zip(provinces, standing["grade"].tolist(), standing["listed"].tolist(), born, women, strict=True))
        with_some_in_high = {province for province, grade, *_ in lives if grade == HIGH}
        for province, grade, listed, birth_day, self.woman in lives:
            self.listed += listed
            self.ask_at_counters(grade, bool(listed), (tick.end_day - birth_day) / 365.25, years)
            self.ask_in_queues(grade, province in with_some_in_high, years)

    def ask_at_counters(self, grade: int, on_list: bool, age: float, years: float) -> None:
        for service, a_year in ASKED.items():
            for _ in range(self.rng.poisson(a_year * years)):
                first, last = AGES[service]
                if not first <= age < last:
                    continue
                closed = (grade == LOW and service in CLOSED) or (on_list and service == "travel")
                self.write_down(service, grade, "refused" if closed else "granted")

    def write_down(self, gate: str, grade: int, fate: str) -> None:
        self.found[gate, grade, fate] += 1
        self.groups[gate, self.woman, fate] += 1

    def ask_in_queues(self, grade: int, some_first: bool, years: float) -> None:
        closed = {"job_assignment": "public_employment", "public_housing": "social_benefits"}
        for queue in QUEUE_NAMES:
            for _ in range(self.rng.poisson(PLACES * RIVALS * years)):
                has = grade == HIGH and queue in ("healthcare", "public_housing")
                if grade == LOW and closed.get(queue) in CLOSED:
                    fate = "refused"
                elif has and self.rng.random() < SHARE:
                    fate = "put_first"
                else:  # with more who ask than places somebody always waits
                    fate = "delayed" if some_first and queue in ("healthcare", "public_housing") else "granted"
                self.write_down(queue, grade, fate)


@cache
def both() -> tuple[Watched, AllDrawn]:
    drawn = AllDrawn()
    return watch(scene(
        FALLEN, {"harm": RATE, "debt": 0.8}, people=6_000, years=1.5, seed=92, provinces=4, grid=100,
        services__stands=True, queues__stands=True, **RATES, **OF_QUEUES,
    ), on_tick=drawn.after), drawn  # fmt: skip


def test_counts_agree_with_drawing_every_request() -> None:
    watched, drawn = both()
    found, compared = requests(watched), 0
    for gate in (*ASKED, *QUEUE_NAMES):
        numbers = of(gate, EXPECTED if gate in QUEUE_NAMES else DRAWN, found)
        for grade in (LOW, HIGH):
            for k, fate in enumerate(FATES):
                counted, mine = float(numbers[grade, k]), drawn.found[gate, grade, fate]
                refused = float(numbers[grade, 3]) if gate in ASKED else 0.0
                spread = np.sqrt(max(mine, counted) + refused)
                assert abs(counted - mine) <= FAR * spread, (gate, grade, fate, counted, mine)
                compared += mine > AS_MANY
            assert numbers[grade, 4] == pytest.approx(sum(numbers[grade, :4]))
    report("every request drawn", requests=sum(drawn.found.values()), compared=compared)
    assert compared >= 20 and drawn.listed > 0
    assert drawn.found["travel", HIGH, "refused"] > 50, "a list refuses some whom the grade does not"


def test_counts_of_groups_agree_with_drawing_every_request() -> None:
    """Of men and women, at every gate: granted, put first, delayed, refused."""
    watched, drawn = both()
    whole = np.asarray(sum(requests_of_groups(period).sum(axis=0) for period in watched.periods))
    by_sex, compared = whole.reshape(2, len(whole) // 2, *whole.shape[1:]).sum(axis=1), 0
    for gate in (*ASKED, *QUEUE_NAMES):
        how = EXPECTED if gate in QUEUE_NAMES else DRAWN
        for sex in range(2):
            numbers = by_sex[sex, GATES.index(gate), how]
            refused = float(numbers[COLUMNS_OF.index("refused")]) if gate in ASKED else 0.0
            for fate in FATES:
                counted, mine = float(numbers[COLUMNS_OF.index(fate)]), drawn.groups[gate, sex, fate]
                assert abs(counted - mine) <= FAR * np.sqrt(max(mine, counted) + refused), (
                    gate,
                    sex,
                    fate,
                    counted,
                    mine,
                )
                compared += mine > AS_MANY
    assert compared >= 30
    men, women = (drawn.groups["travel", sex, "refused"] for sex in range(2))
    assert men != women and min(men, women) > 100
    children = whole.reshape(len(SEXES), len(AGE_BANDS), -1, *whole.shape[1:])[:, 0].sum(axis=(0, 1))
    asked = children[[GATES.index(name) for name in ASKED], DRAWN, COLUMNS_OF.index("granted") :]
    assert not asked.any() and children[0, EXPECTED, 0] > 0, "children ask for none of this"


def test_nobody_else_is_granted_put_first_delayed_or_refused_anything() -> None:
    """What was not asked for is 0, and what is not known is no number."""
    found: Any = requests(both()[0])
    for k, gate in enumerate(GATES):
        asked = found[:, k, [EXPECTED, DRAWN], 4]
        assert (asked.sum() > 0) == (gate in QUEUE_NAMES or gate in ASKED), gate
    assert np.isnan(found[:, :, DRAWN + 1 :]).all()
