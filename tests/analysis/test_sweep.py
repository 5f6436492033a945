"""Sweeps: designs with every fault at its place, any workers the same bytes, and nothing lost when killed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from credopolis.analysis.studies.design import make_design, read_design
from credopolis.analysis.studies.journal import Journal
from credopolis.analysis.studies.sweep import sweep
from credopolis.cli.main import guarded
from credopolis.core.errors import CredopolisError, RunFolderError
from credopolis.core.faults import FaultyFile
from tests.analysis import cheap

pytestmark = pytest.mark.alone

ROOT = Path(__file__).resolve().parents[2]
SMALL = """\
format: credopolis-design/1
title: Searches and offices
scenario: popular-account
kind: grid
people: 1000
years: 0.1
replicates: 2
factors:
  regime.faces.searches_a_year: {low: 0, high: 10, steps: 2}
  off: {values: [none, office]}
outputs: [negative_entries, mean_score]
"""
CHEAP = """\
format: credopolis-design/1
title: A cheap model
kind: latin-hypercube
points: 30
replicates: 2
factors:
  x: {low: 0, high: 1}
"""


def faults_of(text: str, folder: Path) -> str:
    path = folder / "design.yaml"
    path.write_text(text)
    with pytest.raises(FaultyFile) as caught:
        read_design(path)
    return str(caught.value)


def test_every_fault_of_a_design_stands_at_its_line(tmp_path: Path) -> None:
    said = faults_of(
        SMALL.replace("kind: grid", "kind: gird")
        .replace("high: 10", "high: -1")
        .replace("replicates: 2", "replicates: 0"),
        tmp_path,
    )
    assert re.search(r"design.yaml:4:1: kind: .*Did you mean 'grid'", said)
    assert "design.yaml:7:1: replicates" in said
    assert re.search(r"design.yaml:9:34: factors.*upside down", said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("searches_a_year", "searches_a_week", "9:3: .*refuses this value.*searches_a_year"),
        ("high: 10", "high: -0.5, scale: log", "log|upside"),
        ("off: {", "of: {", "10:3: .*not a path of a scenario"),
        ("[none, office]", "[none, offices]", "10:3: .*refuses this value.*offices"),
        ("mean_score", "mean_scores", "11:.*not a headline measure"),
        (", steps: 2", "", "9:3: .*a grid needs values or steps"),
        ("kind: grid", "kind: sobol\npoints: 6", "5:1: points: .*powers of two"),
        ("scenario: popular-account", "scenario: nowhere", "3:1: scenario: .*nowhere"),
        ("{low: 0, high: 10, steps: 2}", "assumption", "9:3: .*grid needs values or steps"),
    ],
)
def test_what_a_scenario_refuses_is_said_before_any_run(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert re.search(said, faults_of(SMALL.replace(old, new), tmp_path), re.DOTALL)


def test_an_assumption_brings_its_own_range(tmp_path: Path) -> None:
    text = SMALL.replace("kind: grid", "kind: latin-hypercube\npoints: 4").replace(
        "regime.faces.searches_a_year: {low: 0, high: 10, steps: 2}", "regime.faces.miss_rate: assumption"
    )
    (tmp_path / "d.yaml").write_text(text)
    factor = read_design(tmp_path / "d.yaml").factors["regime.faces.miss_rate"]
    assert (factor.low, factor.high) == (0.01, 0.6)  # as the parameter's description states


@pytest.mark.parametrize("kind", ["latin-hypercube", "sobol"])
def test_points_fill_every_factor_evenly(kind: str) -> None:
    design = make_design({"a": {"low": 2, "high": 4}, "b": {"low": 1, "high": 100, "scale": "log"}}, kind,
                         of_a_scenario=False, points=64)  # fmt: skip
    values = design.values()
    for place in (
        [(float(v["a"]) - 2) / 2 for v in values],
        [np.log10(float(v["b"])) / 2 for v in values],
    ):
        assert sorted(np.floor(np.array(place) * 64).astype(int)) == list(range(64))
    assert values == design.values()


def test_kinds_of_values(tmp_path: Path) -> None:
    design = make_design(
        {"n": {"low": 1, "high": 9, "as": "whole", "steps": 3}, "d": {"low": 30, "high": 60, "as": "days", "steps": 2}},
        of_a_scenario=False,
    )  # fmt: skip
    assert [tuple(v.values()) for v in design.values()] == [
        (1, "30d"), (1, "60d"), (5, "30d"), (5, "60d"), (9, "30d"), (9, "60d"),
    ]  # fmt: skip


def test_the_command_gives_a_dataset_and_resumes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "small.yaml").write_text(SMALL)
    out = tmp_path / "out"
    arguments = ["sweep", str(tmp_path / "small.yaml"), "--workers", "1", "--out", str(out), "--json"]
    assert guarded(arguments) == 0
    assert json.loads(capsys.readouterr().out)["runs"] == 8
    frame = pl.read_parquet(out / "results.parquet")
    assert frame["seed"].to_list() == [1, 2] * 4
    assert frame["off"].to_list() == ["none", "none", "office", "office"] * 2
    assert frame["negative_entries"].n_unique() > 1
    assert (out / "design.yaml").read_text() == SMALL
    before = (out / "results.parquet").read_bytes()
    assert guarded(arguments) == 0
    assert "8 of 8 runs" in capsys.readouterr().err  # nothing was made again
    assert (out / "results.parquet").read_bytes() == before
    (tmp_path / "small.yaml").write_text(SMALL.replace("replicates: 2", "replicates: 3"))
    assert guarded(arguments) == 1
    assert "another design" in capsys.readouterr().err


def test_people_may_be_written_as_on_the_command_line() -> None:
    design = make_design({"people": {"values": ["2k", 1000]}}, years=0.05, outputs=["entries"])
    plain = make_design({"people": {"values": [2000, 1000]}}, years=0.05, outputs=["entries"])
    assert sweep(design)["entries"].to_list() == sweep(plain)["entries"].to_list()


def test_a_sweep_row_is_the_run_of_the_same_settings(tmp_path: Path) -> None:
    from credopolis.analysis.measures.headlines import headlines
    from credopolis.analysis.measures.measured import gather
    from credopolis.library.catalogue import load_scenario

    (tmp_path / "small.yaml").write_text(SMALL)
    row = sweep(tmp_path / "small.yaml", out=tmp_path / "out").row(7, named=True)
    alone = load_scenario("popular-account", people=1000, years=0.1, seed=2, off=("office",),
                          set={"regime.faces.searches_a_year": 10.0})  # fmt: skip
    assert row["mean_score"] == headlines(gather(alone, 2))["mean_score"]


def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(CHEAP.replace("30", "8"))
    for workers in (1, 2, 3):
        sweep(tmp_path / "c.yaml", out=tmp_path / str(workers), workers=workers, model=cheap.slow_noise)
    found = [(tmp_path / str(w) / "results.parquet").read_bytes() for w in (1, 2, 3)]
    assert found[0] == found[1] == found[2]


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    from credopolis.engine.cluster import open_cluster

    (tmp_path / "c.yaml").write_text(CHEAP.replace("30", "8"))
    with open_cluster(2) as cluster:
        executor = cluster.client.get_executor(retries=2, pure=False)
        sweep(tmp_path / "c.yaml", out=tmp_path / "dask", executor=executor, model=cheap.slow_noise)
    sweep(tmp_path / "c.yaml", out=tmp_path / "here", model=cheap.slow_noise)
    found = [(tmp_path / name / "results.parquet").read_bytes() for name in ("dask", "here")]
    assert found[0] == found[1]


@pytest.mark.slow
def test_a_killed_worker_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run of all ends its own process."""
    design = make_design({"x": {"values": [1, 2, 3, 4]}}, of_a_scenario=False)
    monkeypatch.setenv("CHEAP_MARK", str(tmp_path / "mark"))
    frame = sweep(design, model=cheap.dies_once, workers=2)
    assert (tmp_path / "mark").exists()
    assert frame["y"].to_list() == [1.0, 2.0, 3.0, 4.0]


# Ctrl-C is heard also where the tests themselves run in the background, which ignores it.
SCRIPT = """
import signal
from tests.analysis import cheap
from credopolis.analysis.studies.sweep import sweep
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sweep({design!r}, out={out!r}, workers=2, model=cheap.slow_noise)
"""


def begin(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    script = folder / "go.py"
    script.write_text(SCRIPT.format(design=str(folder / "c.yaml"), out=str(out)))
    return subprocess.Popen([sys.executable, str(script)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def lines_of(out: Path) -> int:
    path = out / "journal"
    return path.read_bytes().count(b"\n") if path.exists() else 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_sweep_loses_nothing(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(CHEAP)
    out, made = tmp_path / "out", 0
    for target in (10, 30):
        process = begin(tmp_path, out)
        try:
            deadline = time.monotonic() + 240
            while lines_of(out) < target and time.monotonic() < deadline and process.poll() is None:
                time.sleep(0.02)
            assert process.poll() is None, "the sweep ended before it could be interrupted"
            process.send_signal(number)
        finally:
            process.wait(30)
        assert target <= lines_of(out) < 60
        assert lines_of(out) >= made
        made = lines_of(out)
    told: list[tuple[int, int]] = []
    frame = sweep(tmp_path / "c.yaml", out=out, model=cheap.slow_noise, progress=lambda *x: told.append(x))
    assert told[0][0] >= made
    assert told[0][0] + len(told) - 1 == 60  # only what was missing was made
    whole = sweep(tmp_path / "c.yaml", out=tmp_path / "whole", model=cheap.slow_noise)
    assert frame.equals(whole)
    assert (out / "results.parquet").read_bytes() == (tmp_path / "whole" / "results.parquet").read_bytes()


def test_a_torn_or_damaged_line_of_the_journal_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path) as journal:
        for k in range(4):
            journal.add(str(k), {"y": k / 3, "none": float("nan")})
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1].replace(b"0.3", b"0.4") + lines[2] + lines[3][:-5])
    with Journal(path) as journal:
        assert sorted(journal.results) == ["0", "2"]
        assert journal.damaged == 2
        assert journal.results["2"]["y"] == 2 / 3
        journal.add("1", {"y": 1 / 3})
    with Journal(path) as journal:
        assert sorted(journal.results) == ["0", "1", "2"]
        assert journal.damaged == 0


def test_two_processes_do_not_work_in_one_folder(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(CHEAP)
    process = begin(tmp_path, tmp_path / "out")
    try:
        deadline = time.monotonic() + 240
        while not lines_of(tmp_path / "out") and time.monotonic() < deadline:
            time.sleep(0.02)
        with pytest.raises(RunFolderError, match="another process"):
            sweep(tmp_path / "c.yaml", out=tmp_path / "out", model=cheap.slow_noise)
    finally:
        process.kill()
        process.wait(30)


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(CHEAP)
    with pytest.raises(RunFolderError, match="no experiment"):
        sweep(tmp_path / "c.yaml", out=tmp_path, model=cheap.slow_noise)


def test_a_model_must_give_numbers() -> None:
    design = make_design({"x": {"values": [1, 2]}}, of_a_scenario=False)
    with pytest.raises(CredopolisError, match="named numbers"):
        sweep(design, model=lambda values, seed: "no")  # type: ignore[arg-type, return-value]


def test_xarray_lies_along_the_factors_of_a_grid() -> None:
    design = make_design({"x": {"values": [1, 2, 3]}, "z": {"values": ["u", "v"]}}, of_a_scenario=False, replicates=2)
    found = sweep(design, model=lambda v, seed: {"y": 10.0 * float(v["x"]) + seed + (v["z"] == "v") / 2}, xarray=True)
    assert dict(found.sizes) == {"x": 3, "z": 2, "replicate": 2}
    assert float(found["y"].sel(x=2, z="v").isel(replicate=1)) == 22.5


def test_progress_shows_the_time_left_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    from credopolis.cli.progress import log_lines

    tell = log_lines("runs", every_seconds=0.0)
    tell(5, 20)
    time.sleep(0.05)
    tell(10, 20)
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "5 of 20 runs"
    assert re.fullmatch(r"10 of 20 runs, about \d+ s left", said[1])


def test_misuse_ends_with_2_and_faults_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["sweep"]) == 2
    assert guarded(["sweep", str(tmp_path / "none.yaml")]) == 1
    assert "no such file" in capsys.readouterr().err
    assert guarded(["sweep", "--measures"]) == 0
    assert "negative_entries" in capsys.readouterr().out
