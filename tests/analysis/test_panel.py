"""A sample of whole lives: the tables of a run if all are in it, dossiers one by one, the same bits for any threads."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import jsonschema
import numpy as np
import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.lives.panel import Panel, sample
from credopolis.analysis.lives.panel_columns import TABLES
from credopolis.cli.main import guarded
from credopolis.cli.panel import PANEL_SCHEMA
from credopolis.core.errors import BadValue, Misuse, RunFolderError
from credopolis.store.digest import bytes_digest

_SIZE = {"people": 1_500, "years": 1.0, "threads": 1}


@pytest.fixture(scope="module", params=["popular-account", "judgment-defaulters"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    return cp.run(request.param, **_SIZE, out=tmp_path_factory.mktemp("panel") / "run")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole(run: cp.Run) -> Panel:
    return cp.panel(run, 1_500, threads=1)


def test_all_lives_together_are_the_tables(run: cp.Run, whole: Panel) -> None:
    states = whole.states.join(whole.lives.select("life", "province", "sex"), on="life")
    by = ["day", "province", "sex", "grade"]
    counted = states.group_by(by).agg(pl.len().alias("lives"), pl.col("locked").sum())
    of_table = run.grades.with_columns(pl.col("province", "sex", "grade").cast(pl.String))
    table = of_table.group_by(by).agg(pl.col("lives", "locked").sum()).filter(pl.col("lives") > 0)
    assert counted.sort(by).cast({"lives": pl.Int64, "locked": pl.Int64}).rows() == (
        table.select(counted.columns).sort(by).cast({"lives": pl.Int64, "locked": pl.Int64}).rows()
    )
    listed = states.explode("lists").drop_nulls("lists").group_by("day", "lists").len().sort("day", "lists")
    kept = run.listed.filter(pl.col("lives") > 0).with_columns(pl.col("list").cast(pl.String))
    assert listed.rows() == kept.group_by("day", "list").agg(pl.col("lives").sum()).sort("day", "list").rows()
    scores = states.drop_nulls("score").group_by("day").agg(pl.col("score").sum()).sort("day")
    summed = run.scores.group_by("day").agg(pl.col("score_sum").sum()).sort("day")
    assert scores["score"].to_list() == summed["score_sum"].to_list()


def test_all_events_together_are_the_table_of_entries(run: cp.Run, whole: Panel) -> None:
    by = ["act", "channel", "truth"]
    mine = whole.events.filter(pl.col("kind") == "entry").rename({"about": "act"}).group_by(by).len().sort(by)
    table = run.entries.with_columns(pl.col(by).cast(pl.String)).group_by(by).agg(pl.col("entries").sum()).sort(by)
    assert mine.rows() == table.filter(pl.col("entries") > 0).rows()
    assert mine.height > (0 if "judgment" in run.manifest["scenario"]["name"] else 2)


def test_each_life_is_its_dossier(run: cp.Run, whole: Panel) -> None:
    some = cp.panel(run, 6, threads=2)
    for life in some.lives["life"]:
        dossier = run.life(life)
        mine = some.events.filter(pl.col("life") == life)
        assert mine.drop("life").rows() == [
            (*dataclasses.astuple(line)[:-1], [*line.lists]) for line in dossier.happenings
        ]
        (facts,) = some.lives.filter(pl.col("life") == life).to_dicts()
        told = dossier.facts
        assert all(facts[name] == told[name] for name in ("province", "district", "grid", "sex", "age", "guanxi"))
        assert {**told["traits"]}.items() <= facts.items() and facts["household"] == len(told["household"]) + 1
        assert {name for name in facts if facts[name] is True} == {*told["flags"]}
        last = some.states.filter(pl.col("life") == life)[-1].to_dicts()[0]
        if dossier.happenings:
            assert last["grade"] == dossier.happenings[-1].grade
    for table in ("lives", "states", "events"):
        part = getattr(whole, table).filter(pl.col("life").is_in(some.lives["life"].to_list()))
        assert part.equals(getattr(some, table))


def test_the_same_bytes_for_any_threads_and_any_room(
    run: cp.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for threads in (1, 3):
        cp.panel(run, 200, threads=threads, out=tmp_path / f"t{threads}")
    monkeypatch.setattr("credopolis.engine.replay_many.TRACE_ROWS", 2)  # so that every district is lived once more
    run.panel(200, threads=2, out=tmp_path / "few")
    files = {path.name: path.read_bytes() for path in (tmp_path / "t1").iterdir()}
    assert files.keys() == {"lives.parquet", "states.parquet", "events.parquet", "panel.json"}
    for other in ("t3", "few"):
        assert {path.name: path.read_bytes() for path in (tmp_path / other).iterdir()} == files


def test_the_sample_is_simple_nested_and_keyed() -> None:
    assert sample(50, 50, 3).tolist() == list(range(50))
    large = sample(10_000_000_000, 500, 7)
    assert len(set(large.tolist())) == 500 and large.min() >= 0 and large.max() < 10_000_000_000
    assert {*sample(1_000, 40, 5).tolist()} < {*sample(1_000, 41, 5).tolist()}
    assert sample(1_000, 40, 5).tolist() != sample(1_000, 40, 6).tolist()
    counts = np.bincount(np.concatenate([sample(20, 5, seed) for seed in range(4_000)]), minlength=20)
    assert np.abs(counts - 1_000).max() < 5 * np.sqrt(4_000 * 0.25 * 0.75)  # each of 20 lives with a chance of 1/4


def test_the_command_and_its_schema(run: cp.Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["panel", "--schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema == json.loads(json.dumps(PANEL_SCHEMA))
    jsonschema.Draft202012Validator.check_schema(schema)
    out = tmp_path / "out"
    line = ["panel", str(run.folder), "--lives", "30", "--seed", "4", "--out", str(out), "--json"]
    assert guarded(line) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, schema)
    assert told["lives"] == 30 and told["seed"] == 4 and told["run"]["fingerprint"] == run.fingerprint
    assert json.loads((out / "panel.json").read_text()) == {k: v for k, v in told.items() if k != "folder"}
    for name, columns in TABLES.items():
        data = (out / f"{name}.parquet").read_bytes()
        assert told["tables"][name]["blake2b"] == bytes_digest(data)
        frame = pl.read_parquet(data)
        assert frame.columns == [c.name for c in columns] and frame.height == told["tables"][name]["rows"]
    assert guarded(line) == 1 and "not empty" in capsys.readouterr().err
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told, "persons": []}, schema)


def test_its_folder_has_a_name_if_none_is_given(
    run: cp.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert guarded(["panel", str(run.folder), "--lives", "5"]) == 0
    assert "5 of 1,500 synthetic lives" in capsys.readouterr().out
    assert sorted(p.name for p in Path("panels/run-5-1").iterdir())[-1] == "states.parquet"


def test_what_cannot_be_sampled_is_told(run: cp.Run, tmp_path: Path) -> None:
    for wrong in (0, -1, 1.5, "7", True):
        with pytest.raises(BadValue, match="lives"):
            run.panel(wrong)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="seed"):
        run.panel(5, seed=-1)
    blind = cp.run("dangan", people=1000, years=0.1, threads=1, fields=False, out=tmp_path / "blind")
    with pytest.raises(Misuse, match="no fields"):
        blind.panel(5, out=tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    forked = cp.fork(run, at=180, reforms=[{"reform": "blind", "off": ["office"], "source": "assumption"}], seeds=1,
                     out=tmp_path / "futures")  # fmt: skip
    assert cp.panel(forked.futures[0].folder, 5).lives.height == 5
    with pytest.raises(RunFolderError, match="run that it came from"):
        cp.panel(forked.futures[1].folder, 5)


def test_of_a_run_that_was_stopped(run: cp.Run, tmp_path: Path) -> None:
    scenario = cp.load_scenario("popular-account", people=1000, years=1)
    with cp.Session.begin(scenario, cp.RunSettings(threads=1, out=tmp_path / "stopped")) as session:
        session.advance(100)
    found = cp.panel(tmp_path / "stopped", 20)
    assert found.about["run"]["status"] == "interrupted" and found.states["day"].max() == found.about["days"][-1]
    assert found.states.height == 20 * len(found.about["days"])
