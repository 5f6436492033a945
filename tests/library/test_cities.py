"""Cities as places of their own, with points beside the courts' list from a date on, and consent from a later one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import credopolis as cp
from credopolis.analysis.charts.of_run import place_figures
from credopolis.core.errors import BadValue, UnknownName
from credopolis.core.faults import FaultyFile
from credopolis.core.yamlfile import load_yaml
from credopolis.engine.eras import variants_at
from credopolis.engine.places import places_of_districts
from credopolis.library.beside import beside
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import resolve_rulebook
from credopolis.library.rules import society_folder
from credopolis.rulebook.check import read_rulebook
from credopolis.rulebook.rungs import shared_rungs
from credopolis.society.cities import City, with_cities
from credopolis.society.tables import SocietyTables, load_tables
from tests.engine.cases import Ran, run
from tests.engine.invariants import UNSCORED

HEAD = """
format: credopolis-scenario/1
title: Cities
summary: Points of two cities beside the courts' list.
society: china-2005
regime: judgment-defaulters
people: 6000
years: 2
start: 2012-01-01
interval: quarter
off: [quotas]
set: {rulebook.scored_from_age: 18y}
cities:
  Rongcheng: {province: Shandong, people: {value: 45000000, source: assumption, range: [1000000, 46000000]}}
  Suining: {province: Jiangsu, people: {value: 35000000, source: assumption, range: [1000, 4.0e+7]}, urban_share: 0.3}
"""
NATION = """timeline:
  told-in-shandong:
    {date: 2012-02-01, title: Law, provinces: [Shandong], source: assumption, set: {rulebook.due_process.notice: 0.95}}
  told-in-the-city:
    {date: 2012-03-01, title: A, provinces: [Rongcheng], source: assumption, set: {rulebook.due_process.notice: 0.6}}
  told-everywhere:
    {date: 2013-06-01, title: A law, source: assumption, set: {rulebook.due_process.notice: 0.9}}
"""
POINTS = """
  points: {date: 2012-07-01, title: Points, provinces: [Rongcheng], source: assumption, rulebook: rongcheng-2013}
  suining: {date: 2012-09-01, title: Points, provinces: [Suining], source: assumption, rulebook: suining-2010}
  consent: {date: 2013-03-01, title: Consent, provinces: [Rongcheng], source: assumption, rulebook: rongcheng-2021}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "cities.yaml"
    path.write_text(text.lstrip(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cities")


@pytest.fixture(scope="module")
def told(place: Path) -> Ran:
    return run(load_scenario(written(place, HEAD + NATION + POINTS)), trace=False)


@cache
def society() -> SocietyTables:
    return load_tables(society_folder("china-2005"))


def lives_of(ran: Ran, name: str) -> np.ndarray:
    """Whether each life lives in a place."""
    names = [p.name for p in ran.scenario.tables.provinces]
    of = np.repeat(ran.engine.layout.district_province, np.diff(places_of_districts(ran.engine.world)))
    return np.asarray(of == names.index(name))


def grades_of(ran: Ran, name: str, day: int) -> dict[str, int]:
    """Lives of a place by grade at the end of the interval that ends on a day, or before it."""
    names = [p.name for p in ran.scenario.tables.provinces]
    period = [p for p in ran.periods if p.end_day <= day][-1]
    counts = period.census[names.index(name)].sum(axis=0).tolist()
    return dict(zip((*ran.scenario.rulebook.grade_names, UNSCORED), counts, strict=True))


# The society


def test_people_of_a_city_are_no_longer_counted_with_its_province() -> None:
    tables = with_cities(
        society(), [City("Shandong", 650_000, name="Rongcheng"), City("Jiangsu", 10**6, 0.2, "Suining")]
    )
    before = {row.name: row for row in society().provinces}
    after = {row.name: row for row in tables.provinces}
    assert sum(row.population for row in tables.provinces) == sum(row.population for row in society().provinces)
    assert [row.name for row in tables.provinces] == [*before, "Rongcheng", "Suining"]
    assert after["Shandong"].population == before["Shandong"].population - 650_000
    city, its = after["Rongcheng"], before["Shandong"]
    assert (city.within, city.code, city.urban_share, city.share_65plus) == (
        "Shandong", its.code, its.urban_share, its.share_65plus,
    )  # fmt: skip
    assert after["Suining"].urban_share == 0.2
    assert all(after[name] == before[name] for name in before if name not in ("Shandong", "Jiangsu"))


@pytest.mark.parametrize(
    ("city", "error"),
    [
        (City("Atlantis", 650_000, name="X"), UnknownName), (City("Shandong", 90_000_000, name="X"), BadValue),
        (City("Shandong", 650_000, name="Beijing"), BadValue),
    ],
)  # fmt: skip
def test_a_city_that_can_be_none_is_refused(city: City, error: type[Exception]) -> None:
    with pytest.raises(error):
        with_cities(society(), [city])


def test_a_city_has_as_many_lives_as_its_people_ask_for(told: Ran) -> None:
    population = {row.name: row.population for row in told.scenario.tables.provinces}
    for name in ("Rongcheng", "Suining", "Shandong"):
        expected = 6000 * population[name] / sum(population.values())
        assert abs(lives_of(told, name).sum() - expected) < 15


# Rules


def notice(scenario: cp.Scenario, name: str, day: int) -> float:
    place = [p.name for p in scenario.tables.provinces].index(name)
    return float(scenario.variants[int(variants_at(scenario, day)[place])].rulebook.due_process.notice)


def test_a_provinces_rules_hold_in_its_cities_until_a_step_names_them(told: Ran) -> None:
    days = {step["name"]: step["day"] for step in told.scenario.source["timeline"]}
    law, rule, nation = (days[f"told-{where}"] for where in ("in-shandong", "in-the-city", "everywhere"))
    assert notice(told.scenario, "Rongcheng", law) == notice(told.scenario, "Shandong", law) == 0.95
    assert notice(told.scenario, "Suining", law) == notice(told.scenario, "Jiangsu", law) == 0.8
    assert (notice(told.scenario, "Rongcheng", rule), notice(told.scenario, "Shandong", rule)) == (0.6, 0.95)
    assert {notice(told.scenario, name, nation) for name in ("Rongcheng", "Shandong", "Suining", "Beijing")} == {0.9}


def test_grades_are_given_in_the_cities_alone_and_from_their_days_on(told: Ran) -> None:
    days = {step["name"]: step["day"] for step in told.scenario.source["timeline"]}
    grades = ("D", "C", "B", "A", "AA", "AAA")
    for name in ("Shandong", "Jiangsu", "Beijing"):
        found = grades_of(told, name, told.scenario.days)
        assert found["none"] > 0 and not any(found[g] for g in grades)
    before, after = grades_of(told, "Rongcheng", days["points"]), grades_of(told, "Rongcheng", days["consent"])
    assert before["none"] > 100 and not any(before[g] for g in grades)
    assert after["none"] == 0 and sum(after[g] for g in grades) > 100
    assert after["A"] > sum(after[g] for g in grades) / 2
    last = grades_of(told, "Rongcheng", told.scenario.days)
    share = sum(last[g] for g in grades) / (sum(last[g] for g in grades) + last["none"])
    assert 0.45 < share < 0.75  # 0.6, of some 150 people
    its = grades_of(told, "Suining", told.scenario.days)
    assert its["none"] == its["AA"] == its["AAA"] == 0 < its["A"]


def test_rules_of_a_city_change_nothing_elsewhere(told: Ran, place: Path) -> None:
    """They say what a default costs in the city, not how it is seen."""
    plain = run(load_scenario(written(place, HEAD + NATION)), trace=False)
    assert plain.scenario.rulebook.grade_names == ("none",)
    elsewhere = ~(lives_of(told, "Rongcheng") | lives_of(told, "Suining"))
    mine, its = told.engine.world.standing, plain.engine.world.standing
    np.testing.assert_array_equal(mine["listed"][elsewhere], its["listed"][elsewhere])
    np.testing.assert_array_equal(mine["grade"][elsewhere] == 6, its["grade"][elsewhere] == 0)
    assert (mine["listed"] > 0).sum() > 5
    assert (mine["grade_since"] != its["grade_since"])[~elsewhere].any()


def test_a_default_is_listed_and_costs_points_in_a_city() -> None:
    everywhere, place = (load_yaml(resolve_rulebook(name)) for name in ("judgment-defaulters", "rongcheng-2013"))
    book = read_rulebook(beside(everywhere, place))
    act = book.acts["judgment_default"]
    assert (act.points, act.adds_to, act.seen_by) == (-50, "dishonest_debtors", {"records": 0.95})
    assert set(book.acts) == {*read_rulebook(everywhere).acts, *read_rulebook(place).acts}
    assert book.grades["C"].restrictions == ("political_vetting",)
    assert book.due_process == read_rulebook(everywhere).due_process
    with pytest.raises(BadValue, match="without a score"):
        beside(place, place)


def test_ladders_are_put_together_in_one_order() -> None:
    found = shared_rungs([("none",), ("D", "C", "A"), ("D", "C", "B", "A", "AA", "none")])
    assert found == ("D", "C", "B", "A", "AA", "none")
    assert shared_rungs([("D", "A"), ("D", "A")]) == ("D", "A")
    with pytest.raises(BadValue, match="one order"):
        shared_rungs([("A", "B"), ("B", "A"), ("none",)])
    with pytest.raises(BadValue, match="any other name"):
        shared_rungs([("none", "A"), ("B",)])


# Files


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "people: {value: 45000000, source: assumption, range: [1000000, 46000000]}",
            "people: 45000000",
            "need a source",
        ),
        ("rulebook: suining-2010", "rulebook: suining", "rulebook"),
        ("people: {value: 45000000", "people: {value: 4500", "people"),
    ],
)
def test_a_faulty_city_is_refused_at_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = HEAD + NATION + POINTS
    assert old in text
    with pytest.raises(FaultyFile, match=words) as refused:
        load_scenario(written(tmp_path, text.replace(old, new)))
    assert "cities.yaml:" in str(refused.value)


def test_a_scenario_extends_a_shipped_one(tmp_path: Path) -> None:
    """What it says holds, and what it does not say is the other's; steps of one name take its place."""
    text = """format: credopolis-scenario/1
title: More
summary: More.
extends: china-2005-2025
people: 40000
years: 1
timeline:
  dossiers: {date: 2005-01-01, title: None, source: assumption, set: {rulebook.due_process.access: 1}}
"""
    scenario = load_scenario(written(tmp_path, text))
    assert (scenario.title, scenario.days, scenario.start.year, scenario.people) == ("More", 365, 2005, 40_000)
    assert scenario.rulebook.due_process.access == 1
    assert "extends" in scenario.source["digests"]
    with pytest.raises(UnknownName, match="china-2006"):
        load_scenario(written(tmp_path, text.replace("china-2005-2025", "china-2006")))


def test_a_run_with_cities_is_kept_and_lived_again(place: Path, tmp_path: Path) -> None:
    """Rows of results for each city, a dossier through points and consent, and assumptions."""
    kept = cp.run(written(place, HEAD + NATION + POINTS), years=1.5, threads=1, out=tmp_path / "run")
    rows = kept.grades.filter(
        (kept.grades["province"] == "Rongcheng") & (kept.grades["day"] == kept.grades["day"].max())
    )
    assert {"A", "none"} <= set(rows["grade"].unique().to_list())
    figures = place_figures(kept)
    assert [figure.title.rpartition(", ")[2] for figure in figures] == ["Rongcheng", "Suining"]
    assert all(abs(sum(row) - 100) < 0.1 for row in zip(*figures[0].drawn["shares"], strict=True))
    assert kept.chart("grades-of-cities").figure.name == "grades-of-cities"
    told = run(load_scenario(written(place, HEAD + NATION + POINTS), years=1.5))
    left = [k for k in told.numbers if any(line.kind == "leaves" for line in told.story(k))]
    assert len(left) > 20
    dossier = kept.life(left[0])
    assert [h.kind for h in dossier.happenings if h.kind in ("joins", "leaves")] == ["joins", "leaves"]
    paths = {one.path for one in load_scenario(written(place, HEAD + NATION + POINTS)).assumptions}
    assert {"cities.Rongcheng", "cities.Rongcheng.people", "rulebook rongcheng-2021.consent"} <= paths
