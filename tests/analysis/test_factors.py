"""Factors of the run: a design takes and refuses every value as `credopolis run` does, at load and at its place."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from credopolis.analysis.forks.fork import fork
from credopolis.analysis.studies import design as design_module
from credopolis.analysis.studies.design import Design, make_design, read_design
from credopolis.analysis.studies.factors import changes
from credopolis.analysis.studies.targets import make_targets
from credopolis.cli.main import guarded
from credopolis.cli.run import _options
from credopolis.core.errors import CredopolisError, Misuse
from credopolis.core.faults import FaultyFile
from credopolis.core.units import run_days
from credopolis.library.catalogue import FIRST_YEAR, FOLDER, LAST_YEAR, load_scenario
from credopolis.runs.reforms import as_reform, make_reform

TEXTS = (
    "7",
    "7d",
    "1w",
    "14",
    "0",
    "-1",
    "91",
    "90",
    "7.5",
    "7.0",
    "true",
    "false",
    "yes",
    "nan",
    ".nan",
    "1_0",
    "1__0",
    "1_000",
    "1,000",
    "1000",
    "1500.5",
    "1e3",
    "1M",
    "2.5k",
    "\uff17",
    "'7'",
    "'5'",
    "1e400",
    "999999999999",
    "office",
    "none",
    "3y",
    "0.1",
    "popular-account",
    "80",
    "81",
    "0.001",
)
OPTIONS = {"people": 0, "years": 1, "tick": 4}


def design_of(factor: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Design:
    """A design with one value of one factor, as it is before its scenario is tried."""
    monkeypatch.setattr(design_module, "try_ends", lambda design, reading: None)
    path = tmp_path / "design.yaml"
    path.write_text(
        f"format: credopolis-design/1\ntitle: a\nkind: grid\nfactors:\n  {factor}: {{values: [{text!s}]}}\n"
        if "," not in text else
        f"format: credopolis-design/1\ntitle: a\nkind: grid\nfactors:\n  {factor}: {{values: ['{text}']}}\n",
        encoding="utf-8",
    )  # fmt: skip
    return read_design(path)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("factor", OPTIONS)
def test_a_value_is_what_the_command_line_takes_it_for(
    factor: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str | None] = [None] * 10
    given[OPTIONS[factor]] = text.strip("'")
    try:
        wanted = _options(*given)[factor]  # type: ignore[arg-type]
    except CredopolisError:
        with pytest.raises(FaultyFile) as refused:
            design_of(factor, text, tmp_path, monkeypatch)
        assert "design.yaml:5:" in str(refused.value)
        return
    taken = changes(design_of(factor, text, tmp_path, monkeypatch).values()[0])[factor]
    assert taken == wanted
    assert type(taken) in (int, float)


@pytest.mark.parametrize(
    ("factor", "body", "place"),
    [
        ("tick", "{values: [7, true]}", ":5:22: factors.tick.values[1]"),
        ("people", "{values: [1000, 1500.5]}", ":5:27: factors.people.values[1]"),
        ("people", "{low: 1000, high: 2000, steps: 4}", ":5:3: factors.people: a stretch of whole numbers"),
        ("people", "{low: 0.5, high: 2000, as: whole, steps: 2}", "factors.people.low"),
        ("tick", "{low: 1, high: 120, as: whole, steps: 2}", "factors.tick.high"),
        ("years", "{low: 1, high: 200, steps: 2}", "factors.years.high"),
        ("regime", "{values: [5]}", "factors.regime.values[0]"),
        ("regime", "{low: 1, high: 2, steps: 2}", "factors.regime: this takes no stretch"),
        ("off", "{values: [true]}", "factors.off.values[0]"),
    ],
)
def test_each_value_is_refused_at_its_own_place(factor: str, body: str, place: str, tmp_path: Path) -> None:
    path = tmp_path / "design.yaml"
    path.write_text(f"format: credopolis-design/1\ntitle: a\nkind: grid\nfactors:\n  {factor}: {body}\n")
    with pytest.raises(FaultyFile) as refused:
        read_design(path)
    assert place in str(refused.value)


def test_a_stretch_of_whole_levels_and_one_of_whole_numbers_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(design_module, "try_ends", lambda design, reading: None)
    grid = make_design({"people": {"low": 1000, "high": 3000, "steps": 3}})
    assert [changes(point)["people"] for point in grid.values()] == [1000, 2000, 3000]
    cube = make_design({"tick": {"low": 1, "high": 30, "as": "days"}}, "latin-hypercube", points=8)
    assert all(type(changes(point)["tick"]) is int for point in cube.values())


@pytest.mark.parametrize(
    "start", ["0001-01-01", "0999-12-31", "9001-01-01", "9999-12-31", "2021-02-30", "2021-1-1", "\uff12021-01-01"]
)
def test_a_start_beyond_the_calendar_is_refused(start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "far.yaml"
    path.write_text(SCENARIO.format(start), encoding="utf-8")
    assert guarded(["run", str(path)]) in (1, 2)
    told = capsys.readouterr().err
    assert "start" in told and "should not" not in told


SCENARIO = (
    "format: credopolis-scenario/1\ntitle: a\nsummary: a\nsociety: china-2020\nregime: popular-account\nyears: 80\n"
    "people: 1000\nstart: '{}'\n"
)


@pytest.mark.parametrize("start", [f"{FIRST_YEAR:04}-01-01", f"{LAST_YEAR}-12-31", f"{LAST_YEAR - 4}-02-29"])
def test_the_first_and_last_starts_reach_over_eighty_years(start: str, tmp_path: Path) -> None:
    path = tmp_path / "far.yaml"
    path.write_text(SCENARIO.format(start).replace("years: 80", "years: 79.5"))
    scenario = load_scenario(str(path))
    assert scenario.days == run_days(date.fromisoformat(start), 79.5)


TABLE = pl.DataFrame({"name": ["Wang Fang"], "code": ["110101199003078888"]})


@pytest.mark.parametrize(
    "call",
    [
        lambda: load_scenario(TABLE),
        lambda: load_scenario(people=TABLE),
        lambda: load_scenario(regime=TABLE),
        lambda: load_scenario(set=TABLE),
        lambda: load_scenario(off=TABLE),
        lambda: load_scenario(seed=TABLE),
        lambda: load_scenario(set={"regime.faces.searches_a_year": TABLE}),
        lambda: load_scenario(off=1.5),
        lambda: make_design({"people": TABLE}),
        lambda: make_design(TABLE),
        lambda: make_design({"people": {"values": TABLE}}),
        lambda: make_design({"people": {"values": [1000]}}, people=TABLE),
        lambda: make_targets(TABLE, {}),
        lambda: make_targets({}, {"mean_score": TABLE}),
        lambda: make_reform("milder", set=TABLE),
        lambda: make_reform("milder", set={"rulebook.acts": TABLE}),
        lambda: as_reform(TABLE),
        lambda: read_design(TABLE),
        lambda: fork(TABLE, at="1y", reforms=[{"reform": "milder", "off": ["office"]}]),
        lambda: load_scenario(scale=True),
        lambda: load_scenario(years="x"),
    ],
)
def test_python_takes_no_table(call: object) -> None:
    with pytest.raises(Misuse) as refused:
        call()  # type: ignore[operator]
    assert "Wang" not in str(refused.value)


def test_a_scenario_is_not_called_like_a_person(tmp_path: Path) -> None:
    path = tmp_path / "110101199003078888.yaml"
    path.write_text(SCENARIO.format("2021-01-01"))
    with pytest.raises(Misuse, match="takes no data of persons"):
        load_scenario(path)


def test_provinces_have_ten_lives_on_average(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    shutil.copytree(FOLDER / "societies" / "uniform-31", folder)
    lines = (folder / "population.csv").read_text(encoding="utf-8").splitlines()
    rows = [
        line.replace("1000", "2", 1).replace("Region ", f"Region {chr(65 + k)} ", 1).replace("2", f"2{k}", 1)
        for k in range(4)
        for line in lines[1:]
    ]
    (folder / "population.csv").write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8")
    path = tmp_path / "many.yaml"
    text = (FOLDER / "scenarios" / "ladder.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("uniform-31", str(folder)), encoding="utf-8")
    with pytest.raises(Misuse, match=r"at least 1,240 for 124 provinces"):
        load_scenario(path, people=1239)
    assert load_scenario(path, people=1240).people == 1240
