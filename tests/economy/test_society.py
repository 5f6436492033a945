"""Companies of a society: whose places of work they are, both doubts, the command, its page and its schema."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

import credopolis as cp
from credopolis.analysis.measures import town
from credopolis.cli.app import app
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue
from credopolis.core.schema import BORN_WITH, OCCUPATIONS
from credopolis.economy.doubts import both, draws_of
from credopolis.economy.measures import barred
from credopolis.economy.published import COMMON, PUBLISHED
from credopolis.economy.society import companies
from credopolis.engine import workplaces
from credopolis.firms.course import FirmCourse
from credopolis.firms.course import begin as begin_course
from credopolis.firms.generate import generate
from credopolis.firms.given import FirmGiven, values
from credopolis.library.evidence import facts
from credopolis.library.rules import society_folder
from credopolis.society.generate import populate
from credopolis.society.layout import plan
from credopolis.society.tables import load_tables

SMALL: dict[str, Any] = {"people": 60_000, "years": 1, "seeds": 2}


def test_those_who_work_in_companies_are_those_of_the_society(monkeypatch: pytest.MonkeyPatch) -> None:
    """District by district as a run of people draws them, in however many parts they are drawn."""
    monkeypatch.setattr(workplaces, "LIVES_AT_ONCE", 70_000)
    found = town.town_of("china-2020", 300_000, 5)
    tables = load_tables(society_folder("china-2020"))
    layout = plan(tables, 300_000)
    lives = {column.name: np.zeros(300_000, column.dtype) for column in BORN_WITH}
    populate(tables, layout, lives, 5)
    works = np.isin(
        lives["occupation"], [OCCUPATIONS.index(n) for n in ("worker", "service", "professional", "official")]
    )
    ends = [layout.lives_of_district(d) for d in range(layout.n_districts)]
    assert found.employed.tolist() == [int(works[first:last].sum()) for first, last in ends]
    firms = generate(5, found.people, found.employed, found.province, values())
    assert int(firms["size"].sum()) == int(works.sum())


def test_a_draw_of_the_assumptions_is_in_every_layer_once() -> None:
    """Half of the values lie below the usual one, and either half has each of its layers once."""
    ranges = {"a": FirmGiven(1, 0, 5, ""), "b": FirmGiven(5, 5, 6, "")}
    drawn = draws_of(ranges, 10, 3)
    a = sorted(one["a"] for one in drawn)
    assert [int(x * 5) for x in a[:5]] == list(range(5)) and [int((x - 1) / 0.8) for x in a[5:]] == list(range(5))
    assert all(5 <= one["b"] <= 6 for one in drawn) and drawn == draws_of(ranges, 10, 3)


def test_chance_is_over_seeds_and_the_assumptions_over_draws() -> None:
    """A figure that is the seed plus a parameter has each doubt from where it is asked."""
    found = both(lambda seed, drawn: {"x": seed + drawn.get("p", 0)}, range(101), [{"p": p} for p in range(11)], str)
    (one,) = found
    assert (one.value, one.low, one.high) == pytest.approx((50, 5, 95))
    assert (one.least, one.most) == pytest.approx((0.5, 9.5))


def test_companies_are_asked_from_python() -> None:
    found = companies("tax-credit", **SMALL, draws=2, given={"deterrence": 0}, rates={"late_return": 1.0})
    assert found.people == 60_000 and found.companies == pytest.approx(60_000 / 65, rel=0.03)
    by_name = {one.name: one for one in found.figures}
    assert sum(by_name[f"grade {name}"].value for name in found.by_year[0].grades) == pytest.approx(100)
    one = by_name["closures"]
    assert one.low <= one.value <= one.high and one.least is not None and one.least < one.most
    assert {row.act: row.rate for row in found.acts}["late_return"] == 1.0
    assert sum(row.falls for row in found.cascades) == pytest.approx(
        by_name["falls"].value * found.companies / 1000, rel=0.3
    )
    assert found == companies(
        "tax-credit", **SMALL, draws=2, given={"deterrence": 0}, rates={"late_return": 1.0}, threads=2
    )


def test_late_returns_are_entered_as_often_as_they_are_given() -> None:
    """0.79 times a year of a company: of 7,000 company-years within four standard errors and some for sectors."""
    found = companies("tax-credit", people=150_000, years=3, seeds=1, given={"spread_careless": 0.3})
    (late,) = (row for row in found.acts if row.act == "late_return")
    assert late.entered / 1000 == pytest.approx(0.79, abs=0.06) and late.done == late.entered


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"people": 10}, "people is 10"), ({"seeds": 0}, "seeds is 0"), ({"draws": -1}, "draws"),
        ({"given": {"deterrnce": 1}}, "deterrnce"), ({"given": {"deterrence": 99}}, "0 to 2"), ({"seed": -1}, "seed"),
        ({"years": 0}, "years is 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(BadValue, match=words):
        companies("tax-credit", **{**SMALL, **asked})


def test_published_figures_cite_rows_of_the_evidence() -> None:
    known = {row.id for row in facts()}
    for one in (*COMMON, *(one for rows in PUBLISHED.values() for one in rows)):
        assert one.source in known, one.source


def test_the_command_prints_writes_and_agrees_with_its_schema(tmp_path: Path) -> None:
    page, run = tmp_path / "companies.html", CliRunner()
    line = ["company", "society", "--regime", "popular-company", "--people", "60k", "--years", "1", "--seeds", "2"]
    told = run.invoke(app, [*line, "--html", str(page)])
    assert told.exit_code == 0 and "Who starts them" in told.output and "Cascades" in page.read_text()
    held = json.loads(run.invoke(app, [*line, "--json"]).output)
    schema = json.loads(run.invoke(app, ["company", "society", "--schema"]).output)
    jsonschema.validate(held, schema)
    assert held["companies"] > 800 and held["provenance"]["seeds"] == [1, 2]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "deterrence"], "NAME=VALUE"), (["--set", "deterrence=much"], "NAME=VALUE"),
        (["--rate", "late=1"], "late"), (["--regime", "popular-account"], "compan"),
        (["--years", "1.5"], "whole number"),
    ],
)  # fmt: skip
def test_the_command_refuses_in_words(options: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["company", "society", *options]) == 2
    assert words in capsys.readouterr().err


def test_executives_are_barred_by_grade_and_by_list() -> None:
    """Under `company-2020` by the list of judgment defaulters alone, under `popular-company` by D."""
    place = town.town_of("uniform-31", 60_000, 1)
    listed = begin_course(cp.desk.book_of("company-2020"), place)
    which = list(listed.book.lists).index("judgment_debtors")
    listed.firms["list_until"][5, which] = 99
    assert np.flatnonzero(barred(listed, listed.firms)).tolist() == [5]
    graded = begin_course(cp.desk.book_of("popular-company"), place)
    graded.firms["grade"][7] = 0
    assert np.flatnonzero(barred(graded, graded.firms)).tolist() == [7]


def test_a_course_is_begun_from_a_town() -> None:
    one = begin_course(cp.desk.book_of("company-2020"), town.town_of("uniform-31", 60_000, 1))
    assert isinstance(one, FirmCourse) and int(one.firms["size"].sum()) == int(one.town.employed.sum())


def test_doors_from_python_stay_functions() -> None:
    """A module of the same name would take a function's place once it is loaded."""
    for _ in range(2):
        for name in cp.economy.__all__:
            assert inspect.isfunction(getattr(cp.economy, name)), name
    modules = {path.stem for path in Path(cp.economy.__file__ or "").parent.glob("*.py")}
    assert not modules & {*cp.economy.__all__}
