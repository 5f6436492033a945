"""`credopolis run --workers`: one fingerprint, clear refusals, and no process left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import psutil
import pytest

from credopolis.cli.main import guarded
from credopolis.core.extras import install_command

pytestmark = pytest.mark.alone

DESIGN = """\
format: credopolis-design/1
title: Searches
scenario: popular-account
kind: grid
people: 1000
years: 0.1
replicates: 2
factors:
  regime.faces.searches_a_year: {low: 0, high: 10, steps: 2}
outputs: [negative_entries, mean_score]
"""
SMALL = ["run", "popular-account", "--people", "4000", "--years", "0.5"]


def as_json(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> dict[str, Any]:
    """Run a small society and return what it printed."""
    assert guarded([*SMALL, *options, "--json", "--out", str(folder)]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_workers_give_the_fingerprint_of_threads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = as_json(capsys, tmp_path / "a", "--threads", "2")
    spread = as_json(capsys, tmp_path / "b", "--workers", "2")
    assert spread["fingerprint"] == alone["fingerprint"]
    assert json.loads((tmp_path / "b" / "manifest.json").read_text())["workers"] == 2


def test_without_the_extra_it_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert guarded([*SMALL, "--workers", "2", "--out", str(tmp_path / "a")]) == 2
    assert install_command("scale") in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--workers", "0"], "--workers"),
        (["--workers", "two"], "--workers"),
        (["--cluster", "10.0.0.1:8786"], "such as tcp://"),
    ],
)
def test_misuse(options: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded([*SMALL, *options]) == 2
    assert message in capsys.readouterr().err


def test_no_scheduler_at_the_address(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("credopolis.engine.cluster.CONNECT_SECONDS", 1)
    assert guarded([*SMALL, "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "No scheduler answers at tcp://127.0.0.1:1" in capsys.readouterr().err


def test_threads_of_each_worker_are_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    guarded([*SMALL, "--workers", "2", "--threads", "6"])
    assert "2 workers on this machine, threads of each: 3." in capsys.readouterr().err


def test_ctrl_c_keeps_what_is_done_and_leaves_no_process(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    command = [sys.executable, "-m", "credopolis.cli.main", "run", "popular-account", "--people", "20000"]
    command += ["--years", "60", "--tick", "1", "--interval", "tick", "--workers", "2", "--out", str(folder)]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    children: list[psutil.Process] = []
    try:
        while not list(folder.glob("tables/grades/*.parquet")):
            assert process.poll() is None
            time.sleep(0.2)
        children = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers get it, too
        errors = process.communicate(timeout=60)[1]
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Interrupted. Kept in" in errors
    assert len(children) >= 2
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_runs_of_a_sweep_are_tasks_of_a_cluster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from distributed import LocalCluster

    design = tmp_path / "design.yaml"
    design.write_text(DESIGN)
    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, memory_limit=0
    ) as cluster:
        there = ["--cluster", cluster.scheduler_address]
        assert guarded(["sweep", str(design), *there, "--out", str(tmp_path / "there")]) == 0
    assert guarded(["sweep", str(design), "--workers", "1", "--out", str(tmp_path / "here")]) == 0
    capsys.readouterr()
    frames = [pl.read_parquet(tmp_path / place / "results.parquet") for place in ("there", "here")]
    assert frames[0].height == 4
    assert frames[0].equals(frames[1])
    assert guarded(["sweep", str(design), "--workers", "2", "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "not both" in capsys.readouterr().err
