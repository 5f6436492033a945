"""Validation: numbers are those of the record, verdicts follow from chance, and what fails is shown as failing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

import credopolis as cp
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.measures.on_record import MET, MISSED, UNKNOWN, lines_of, path_of
from credopolis.analysis.measures.trajectories import Trajectories, Trajectory, follow, of_run
from credopolis.analysis.pages.validate import row_of, validation_html, years_of
from credopolis.analysis.studies import validate as module
from credopolis.analysis.studies.validate import _verdict, validate
from credopolis.analysis.studies.validate_result import (
    CHECKED,
    FITTED,
    SCHEMA,
    ValidatedTarget,
    Validation,
    YearOfPath,
    verdict_of_all,
)
from credopolis.analysis.targets.all import MODULES, TARGETS
from credopolis.cli.app import app
from credopolis.core.errors import BadValue, UnknownName
from credopolis.library.catalogue import FOLDER, load_scenario
from credopolis.library.evidence import fact
from credopolis.library.on_record import LISTED, record_of
from credopolis.library.targets import target_of

PEOPLE = 20_000
TARGET = ValidatedTarget("V01", "", "", ("china-2005-2025",), (), (), "dishonest_debtors", ())


@pytest.fixture(scope="module")
def made() -> Any:
    """Targets beside made-up numbers: what was reported, times 1 and a little chance; V03's numbers far off."""

    def one_run(source: Any, values: Any, seed: int, setting: str, targets: Any) -> dict[str, float]:
        drawn = sum(value for value in values.values() if isinstance(value, float))
        rng = np.random.default_rng([seed, round(1e6 * abs(drawn))])
        found = {}
        for name in targets:
            for asked in TARGETS[name].asked_of(setting):
                times = 2.0 if name == "V03" else 1.0
                about = (asked.least + asked.most) / 2 if math.isnan(asked.value) else asked.value
                found[f"{name} {asked.name}"] = about * times * (1 + 0.002 * rng.standard_normal())
            if TARGETS[name].list:
                found |= {
                    f"{name} path 2020-01-01": 5.7e6,
                    f"{name} path 2023-12-02": 8.5e6,
                    f"{name} path 2015-01-01": 2e6,
                }
        return found

    return one_run


@pytest.fixture(scope="module")
def found(made: Callable[..., dict[str, float]]) -> Validation:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "one_run", made)
        return validate(people=1000, seeds=4, draws=6)


def test_every_module_is_a_target_of_the_table_with_facts() -> None:
    assert [m.__name__.rsplit(".", 1)[1].upper() for m in MODULES] == [*TARGETS]
    for name, target in TARGETS.items():
        assert target_of(name) is not None and target.asked
        for one in (*target.asked, *target.untold):
            assert one.facts and all(fact(f) for f in one.facts)
        assert all(math.isnan(a.value) or a.least <= a.value <= a.most for a in target.asked)
        assert len({a.name for a in target.asked}) == len(target.asked)
    settings = {one for target in TARGETS.values() for one in target.settings}
    assert len({one.name for one in settings}) == len(settings)


def test_a_setting_fixes_what_exists_and_fitted_values_are_not_drawn() -> None:
    for setting in {one for target in TARGETS.values() for one in target.settings}:
        scenario = module._built(setting.scenario, None, {"people": 1000})
        known, all_of_them = module._drawn(scenario, 1, setting.fixed), module._drawn(scenario, 1)
        assert all_of_them[1] - known[1] == len(setting.fixed), setting.name
        assert not {*setting.fixed} & known[0][0].keys()


def test_intervals_end_where_numbers_do() -> None:
    assert module._from(Estimate(0.002, -0.001, 0.005), 0.0) == Estimate(0.002, 0.0, 0.005)
    assert module._from(Estimate(-2.0, -3.0, -1.0), -math.inf) == Estimate(-2.0, -3.0, -1.0)


def test_what_agrees_is_met_what_does_not_is_shown_as_not_met(found: Validation) -> None:
    told = {one.id: one for one in found.targets}
    assert told["V01"].verdict == MET == told["V04"].verdict and told["V03"].verdict == MISSED
    assert {line.basis for line in told["V04"].lines} == {FITTED, CHECKED}
    for line in told["V03"].lines:
        assert line.verdict == MISSED and line.holds == 0.0 and MISSED in row_of(line)
    line = told["V01"].lines[0]
    assert line.found.low < line.found.value < line.found.high and line.low < line.high and line.holds == 1.0
    assert len(found.seeds) == 4 and all(s.draws == 6 and s.seeds == 4 and s.assumptions > 20 for s in found.settings)
    assert {s.name for s in found.settings} == {s.name for one in TARGETS.values() for s in one.settings}
    page = validation_html(found)
    assert MISSED in page and "licence revoked" in page and "year by year" in page and page.count("<h1>") == 1


def test_the_result_as_data_is_as_its_schema_says(found: Validation) -> None:
    plain = json.loads(json.dumps(found.as_json()))
    jsonschema.validate(plain, SCHEMA)
    (v03,) = (one for one in plain["targets"] if one["id"] == "V03")
    assert len(v03["untold"]) == 2 and v03["verdict"] == MISSED


def test_verdicts_are_given_only_where_chance_could_not_turn_them() -> None:
    asked = TARGETS["V01"].asked[0]
    inside, across, outside = (
        Estimate(asked.value, asked.least * a, asked.most * b) for a, b in ((1.01, 0.99), (0.9, 0.99), (3.0, 3.0))
    )
    assert [_verdict(one, asked) for one in (inside, across, outside)] == [MET, UNKNOWN, MISSED]
    assert _verdict(Estimate(math.nan, math.nan, math.nan), asked) == UNKNOWN
    assert verdict_of_all([MET, UNKNOWN]) == UNKNOWN and verdict_of_all([MET, MISSED, UNKNOWN]) == MISSED


def test_what_is_asked_wrongly_is_refused() -> None:
    with pytest.raises(UnknownName, match="V01"):
        validate("V99")
    with pytest.raises(BadValue, match="seeds"):
        validate("V01", seeds=1)
    with pytest.raises(BadValue, match="name"):
        validate("V01", people=1000, seeds=2, draws=0, scenario="popular-account")


@pytest.mark.parametrize("name", ["[ab]", "~x", "a*", "%41", "-o", "with space", "日"])
def test_a_scenario_of_ones_own_is_read_from_a_folder_of_any_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside folders that a pattern or an escape of that name would mean, in which lies something else."""
    monkeypatch.chdir(tmp_path)
    text = (FOLDER / "scenarios/china-2005-2025.yaml").read_text()
    for folder, title in ((name, "mine"), ("a", "other"), ("b", "other"), ("A", "other")):
        Path(folder).mkdir(exist_ok=True)
        of_mine = re.sub(r"^title: .*$", f"title: {title}", text, flags=re.M)
        Path(folder, "china-2005-2025.yaml").write_text(of_mine)
    found = module._built("china-2005-2025", f"./{name}/china-2005-2025.yaml", {"people": 1000})
    assert found.title == "mine"


def test_a_path_has_every_year_whenever_counts_were_made() -> None:
    """Counts fall on ends of weeks: what stands on 1 January lies between the two beside it."""
    days = np.array([6.0 + 91 * k for k in range(84)])
    found = {(LISTED, "dishonest_debtors"): Trajectory(days, 100 * days)}
    path = dict(module._years(Trajectories("china-2005-2025", date(2005, 1, 1), 2.0, found), "dishonest_debtors"))
    assert {date(year, 1, 1) for year in range(2005, 2026)} <= path.keys()
    assert {date(2014, 3, 10), date(2023, 12, 2)} <= path.keys() and len(path) == 23
    assert path[date(2010, 1, 1)] == pytest.approx(2 * 100 * (date(2010, 1, 1) - date(2005, 1, 1)).days)


def test_no_number_is_told_in_powers_of_ten() -> None:
    day = date(2014, 3, 10)
    record = next(row for row in record_of("china-2005-2025") if row.counted.on == day)
    told = years_of(replace(TARGET, path=(YearOfPath(day, Estimate(110_000, 0, 230_000), 4872.0, 219_950.0, record),)))
    assert told == [("2014-03-10", "110,000 (0 to 230,000)", "4,872 to 219,950", "87,079")]


def test_numbers_followed_in_memory_are_those_of_a_folder(tmp_path: Any) -> None:
    """The same run in memory and in a folder: all numbers on record, and the path of the list."""
    options: dict[str, Any] = {"people": 2000, "years": 14, "seed": 3}
    followed = follow(load_scenario("china-2005-2025", **options))
    run = cp.run("china-2005-2025", **options, threads=1, out=tmp_path / "run")
    kept = of_run(run)
    assert lines_of(followed) == lines_of(kept) and len(lines_of(kept)) > 5
    assert path_of(followed, "dishonest_debtors") == path_of(kept, "dishonest_debtors")
    assert followed.scale == kept.scale and followed.last_day == kept.last_day


@pytest.mark.slow
def test_the_command_tells_the_same_as_python(tmp_path: Any) -> None:
    page = tmp_path / "v.html"
    arguments = ["validate", "V01", "--people", "20k", "--seeds", "2", "--draws", "1", "--json", "--html", str(page)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    (line, *_) = told["targets"][0]["lines"]
    here = validate("V01", people=PEOPLE, seeds=2, draws=1).targets[0].lines[0]
    assert line["found"]["value"] == pytest.approx(here.found.value) and page.read_text().startswith("<!doctype html>")
