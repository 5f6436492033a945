"""Gates: every benefit and restriction is counted under its name, and nobody who asks gets lost."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, N_CELLS, SEXES
from credopolis.engine.provinces import TERMS as OF_PROVINCES
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.gates import (
    BENEFITS,
    COMPANIES,
    COUNTED,
    DELAYED,
    DRAWN,
    EXPECTED,
    FIGURES,
    GATES,
    GRANTED,
    HELD,
    HELD_WITHOUT_ASKING,
    HOLDING,
    OFF,
    PUT_FIRST,
    REFUSED,
    RESTRICTIONS,
    SERVICES_OF,
    YEARS,
    ages_that_ask,
    count_gates,
    gates_stand,
    requests_of,
)
from credopolis.mechanisms.gates import TERMS as TERMS_OF_GATES
from credopolis.mechanisms.queues import CLASSES, NOT_BEGUN, QUEUE_NAMES, QUEUES, run_queues
from credopolis.mechanisms.queues import FIGURES as OF_QUEUES
from credopolis.mechanisms.queues import TERMS as TERMS_OF_QUEUES
from credopolis.mechanisms.services import NAMES

GRADES = ("D", "C", "B", "A-", "A", "A+", "AA", "AAA")
ALL_STAND = {"queues.stands": True, "services.stands": True}
HEALTH, HOUSING, TRAVEL = (GATES.index(name) for name in ("healthcare", "public_housing", "travel"))
LIVES = st.lists(st.integers(0, 500), min_size=8, max_size=8)


def scenario_with(**values: Any) -> Scenario:
    """The popular account with these values of its regime; a double underscore is a dot."""
    changed = {f"regime.{key.replace('__', '.')}": value for key, value in values.items()}
    return load_scenario("popular-account", people=1000, set=changed)


def standing(**values: Any) -> Scenario:
    return scenario_with(queues__stands=True, services__stands=True, **values)


def after(scenario: Scenario, grades: list[int], days: float = 7, ticks: int = 1) -> tuple[Any, Any]:
    """Some ticks of one province with so many lives in each grade -> gates and queues."""
    terms = np.zeros(1, OF_PROVINCES)
    for term in (*TERMS_OF_QUEUES, *TERMS_OF_GATES):
        terms[0][term.name] = term.of(scenario)
    waiting = np.full((1, len(QUEUES), 2), NOT_BEGUN)
    queues = np.zeros((1, len(QUEUES), len(CLASSES), len(OF_QUEUES)))
    gates = np.zeros((1, len(GRADES), len(GATES), len(COUNTED), len(FIGURES)))
    for _ in range(ticks):
        lives = np.array([[*grades, 70]])
        run_queues(lives, days, terms, waiting, queues)
        count_gates(lives, days, terms, waiting, gates)
    return gates[0], queues[0]


def test_there_are_nine_benefits_and_fourteen_restrictions_by_the_names_of_the_account() -> None:
    named = load_scenario("popular-account", people=1000).rulebook
    assert len(BENEFITS) == 9 and len(RESTRICTIONS) == 14 and len({*GATES}) == 23
    assert {*BENEFITS} == {gate for grade in named.grade_opens for gate in grade}
    assert {*RESTRICTIONS} == {gate for grade in named.grade_refuses for gate in grade}


def test_each_is_counted_in_one_way_and_companies_are_told_of_by_name() -> None:
    (how,) = {tuple(term.of(standing())) for term in TERMS_OF_GATES if term.name == "gate_counted"}
    of = {k: {name for name, one in zip(GATES, how, strict=True) if one == k} for k in range(len(COUNTED))}
    assert of[EXPECTED] == {*QUEUE_NAMES} and of[DRAWN] == {*SERVICES_OF} and of[HELD] == {*HELD_WITHOUT_ASKING}
    assert of[OFF] == set() and of[COMPANIES] == {
        "procurement_priority", "share_issue", "market_segments", "production_and_trade", "public_contracts",
        "import_inspection", "general_sanctions", "unannounced_audits",
    }  # fmt: skip
    (how,) = {tuple(t.of(scenario_with(queues__stands=True))) for t in TERMS_OF_GATES if t.name == "gate_counted"}
    assert {name for name, one in zip(GATES, how, strict=True) if one == OFF} == {*SERVICES_OF}


def test_they_are_counted_where_people_ask_for_anything() -> None:
    assert not gates_stand(scenario_with()) and not gates_stand(scenario_with(prices__stands=True))
    assert gates_stand(scenario_with(queues__stands=True)) and gates_stand(scenario_with(services__stands=True))
    assert not gates_stand(replace(standing(), off=("queues", "services")))


def test_the_example_of_the_model() -> None:
    """1,000 lives in A and 10 in D spend a year there; 80 of 100 of each travel, 3.2 times a year."""
    gates, _ = after(standing(), [10, 0, 0, 0, 1000, 0, 0, 0], days=365.25)
    travel = gates[:, TRAVEL, DRAWN]
    assert travel[GRADES.index("A"), GRANTED] * 0.8 == pytest.approx(2560)
    assert travel[GRADES.index("D")].tolist() == pytest.approx([10, 10, 0, 0, 0, 0])
    assert not gates[:, TRAVEL, [EXPECTED, HELD, COMPANIES, OFF]].any()


def test_journeys_are_those_by_air_and_by_fast_trains_where_a_rulebook_closes_these() -> None:
    """The list of judgment defaulters closes flights and fast trains, and knows no gate for social benefits."""
    scenario = load_scenario("judgment-defaulters", people=1000, set={"regime.services.stands": True})
    (rates,) = (term.of(scenario) for term in TERMS_OF_GATES if term.name == "gate_granted")
    rates, p = rates.reshape(len(GATES), -1), scenario.regime.services
    assert rates[TRAVEL, 0] == pytest.approx(p.flights + p.high_speed_rail) and p.flights > 0 < p.high_speed_rail
    assert rates[GATES.index("social_benefits"), 0] == p.social_benefits, "what nothing closes everybody is granted"
    (held,) = (term.of(standing()) for term in TERMS_OF_GATES if term.name == "gate_grades")
    assert held[TRAVEL] == 1 << GRADES.index("D")


def test_who_has_a_benefit_goes_first_and_delays_the_others() -> None:
    """A year of 100 lives in AA and 900 in B: half of the 100 are put first for housing, and all others wait."""
    scenario = standing(queues__public_housing_places=0.01, queues__public_housing_asks_per_place=2.0)
    gates, _ = after(scenario, [50, 0, 900, 0, 0, 0, 100, 0], days=365.25)
    of = {name: gates[GRADES.index(name), HOUSING, EXPECTED] for name in ("AA", "B", "D")}
    assert of["AA"][[YEARS, HOLDING, PUT_FIRST, DELAYED]].tolist() == pytest.approx([100, 100, 1, 1])
    assert of["B"][[YEARS, HOLDING, DELAYED, REFUSED]].tolist() == pytest.approx([900, 0, 18, 0])
    assert of["D"][[YEARS, REFUSED]].tolist() == pytest.approx([50, 1]) and not of["D"][[GRANTED, DELAYED]].any()


@pytest.mark.parametrize(
    ("grades", "changed"),
    [
        ([0, 0, 1000, 0, 0, 0, 0, 0], {}),  # nobody has the benefit
        ([0, 0, 900, 0, 100, 0, 0, 0], {"queues__put_first": 0}),
        ([0, 0, 900, 0, 100, 0, 0, 0], {"queues__healthcare_asks_per_place": 0.9}),  # nobody waits
    ],
)
def test_nobody_is_delayed_where_nobody_goes_before(grades: list[int], changed: dict[str, float]) -> None:
    gates, _ = after(standing(**changed), grades, ticks=3)
    assert not gates[:, HEALTH, EXPECTED, DELAYED].any() and gates[:, HEALTH, EXPECTED, GRANTED].sum() > 0


@given(LIVES, st.integers(1, 400), st.floats(0, 1), st.floats(0.5, 3))
def test_requests_of_a_queue_are_those_that_it_tells_of(lives: list[int], days: int, first: float, asks: float) -> None:
    changed = {f"queues__{name}_asks_per_place": asks for name in QUEUE_NAMES}
    gates, queues = after(standing(queues__put_first=first, **changed), lives, days=days, ticks=2)
    asked = OF_QUEUES.index("asked")
    for q, name in enumerate(QUEUE_NAMES):
        found = gates[:, GATES.index(name), EXPECTED].sum(axis=0)
        mine = found[PUT_FIRST], found[DELAYED] + found[GRANTED], found[REFUSED], 0.0
        np.testing.assert_allclose(mine, queues[q, :, asked], rtol=1e-9, atol=1e-9)
    years = gates[..., YEARS].sum(axis=2)
    np.testing.assert_allclose(years, np.repeat(np.array(lives)[:, None] * 2 * days / 365.25, len(GATES), axis=1))
    assert (gates[..., HOLDING] <= gates[..., YEARS]).all() and (gates >= 0).all()


def census_of(lives: dict[tuple[int, int, int], int], provinces: int = 2, grades: int = 2) -> NDArray[np.int64]:
    """Lives by province, age band and grade, spread over a census."""
    census = np.zeros((provinces, len(SEXES), len(AGE_BANDS), len(GROUPS), len(AREAS), grades + 1), np.int64)
    for (province, band, grade), n in lives.items():
        census[province, n % 2, band, 0, n % 2, grade] += n
    return census.reshape(provinces, N_CELLS, grades + 1)


def test_the_ages_that_ask_are_those_of_the_grade_in_its_province() -> None:
    """Ages 0 to 14 ask for nothing, those from 60 on travel but ask for no loan."""
    shares = ages_that_ask(census_of({(0, 0, 0): 10, (0, 1, 0): 30, (0, 5, 0): 60, (1, 1, 0): 100, (1, 0, 2): 50}))
    loans = GATES.index("loans")
    assert shares[0, 0, [TRAVEL, loans, HEALTH]].tolist() == pytest.approx([0.9, 0.3, 1.0])
    assert shares[1, 0, [TRAVEL, loans]].tolist() == [1.0, 1.0]
    assert shares[0, 1, [TRAVEL, loans]].tolist() == pytest.approx([190 / 200, 130 / 200]), "nobody is in this grade"
    with_nobody = ages_that_ask(census_of({(0, 1, 0): 3}))
    assert with_nobody[1, 0, TRAVEL] == 1.0 and np.isfinite(with_nobody).all()


def period_of(granted: float, by_grade: int, by_list: int, delayed: tuple[int, int] = (0, 0)) -> Any:
    """An interval of one province and grade in which so many were to be granted a journey, and were refused one, or
    delayed, by grade and by list."""
    gates = np.zeros((1, 1, len(GATES), len(COUNTED), len(FIGURES)))
    gates[0, 0, TRAVEL, DRAWN, [YEARS, GRANTED]] = 10.0, granted
    turned_away = np.zeros((1, len(NAMES), 2, 1), np.int64)
    turned_away[0, NAMES.index("travel"), :, 0] = by_grade, by_list
    held_up = np.zeros_like(turned_away)
    held_up[0, NAMES.index("travel"), :, 0] = delayed
    census = census_of({(0, 1, 0): 4}, 1, 1)
    return SimpleNamespace(gates=gates, turned_away=turned_away, held_up=held_up, census=census)


@pytest.mark.parametrize(
    ("granted", "by_grade", "by_list", "requests"),
    [
        (32.0, 0, 0, [32.0, 0, 0, 0, 32.0]),
        (32.0, 0, 5, [27.0, 0, 0, 5, 32.0]),  # of 32 who were to ask five were on a list
        (32.0, 7, 0, [32.0, 0, 0, 7, 39.0]),  # the grade refused for a while: these are not among the 32
        (0.5, 0, 2, [0.0, 0, 0, 2, 2.0]),
    ],
)
def test_refusals_that_were_drawn_are_those_counted(
    granted: float, by_grade: int, by_list: int, requests: list[float]
) -> None:
    found = requests_of(period_of(granted, by_grade, by_list))
    assert found[0, 0, TRAVEL, DRAWN].tolist() == requests
    assert np.isnan(found[0, 0, :, [HELD, COMPANIES, OFF]]).all(), "what is not a number is not 0"


def test_requests_that_were_delayed_are_counted_beside_those_refused() -> None:
    """Of 32 who were to be granted a journey 5 on a list were refused one and 3 waited; the grade delayed 4 others."""
    found = requests_of(period_of(32.0, 0, 5, (4, 3)))
    assert found[0, 0, TRAVEL, DRAWN].tolist() == [24.0, 0, 7, 5, 36.0]
