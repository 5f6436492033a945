"""Signals while work goes on, and from the first moments: one line, the code of the signal, and what was kept."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
BEGIN = "from credopolis.cli.begin import main; main()"
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
DESIGN = (
    "format: credopolis-design/1\ntitle: t\nkind: grid\npeople: 2000\nyears: 20\nreplicates: 200\n"
    "factors: {regime: {values: [popular-account, dangan]}}\n"
)


def begun(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_until(there: Path, process: subprocess.Popen[str], seconds: float = 300.0) -> None:
    until = time.monotonic() + seconds
    while not there.exists():
        assert process.poll() is None and time.monotonic() < until, process.communicate()
        time.sleep(0.01)


@pytest.mark.parametrize("number", CODES)
def test_a_run_keeps_a_checkpoint_and_goes_on(number: signal.Signals, tmp_path: Path) -> None:
    run = tmp_path / "a run"
    process = begun("run", "--people", "20k", "--years", 40, "--tick", 1, "--interval", "tick", "--out", run)
    wait_until(run / "tables/grades/part-0001.parquet", process)  # part 0 is of day 0, before anything is lived
    process.send_signal(number)
    _, told = process.communicate(timeout=120)
    assert process.returncode == CODES[number], told
    assert f"credopolis resume '{run}'" in told and "Traceback" not in told
    assert json.loads((run / "manifest.json").read_text())["status"] == "interrupted"
    assert list((run / "checkpoints").glob("*.checkpoint"))


@pytest.mark.parametrize("number", CODES)
def test_a_run_that_has_lived_nothing_says_how_to_go_on(number: signal.Signals, tmp_path: Path) -> None:
    run = tmp_path / "a run"
    process = begun("run", "--people", "20k", "--years", 1, "--out", run)
    wait_until(run / "manifest.json", process)
    process.send_signal(number)
    _, told = process.communicate(timeout=120)
    assert process.returncode == CODES[number], told
    if told == "Stopped.\n":  # as the folder was being made
        assert not run.exists()
        return
    assert f"credopolis resume '{run}'" in told, told
    assert begun("resume", run).wait(timeout=300) == 0
    assert json.loads((run / "manifest.json").read_text())["status"] == "complete"


@pytest.mark.parametrize("number", CODES)
def test_compare_stops_with_a_word(number: signal.Signals) -> None:
    process = begun("compare", "popular-account", "dangan", "--people", "20k", "--years", 20, "--seeds", 50)
    time.sleep(8)
    process.send_signal(number)
    _, told = process.communicate(timeout=120)
    assert process.returncode == CODES[number] and "Traceback" not in told
    # A fast machine has whole seeds by then, and tells what they say.
    assert told.splitlines()[-1] == "Stopped." or "Interrupted: " in told, told


@pytest.mark.parametrize("number", CODES)
def test_a_sweep_keeps_its_journal(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(DESIGN)
    process = begun("sweep", tmp_path / "d.yaml", "--workers", 2, "--out", tmp_path / "s")
    wait_until(tmp_path / "s/journal", process)
    while (tmp_path / "s/journal").stat().st_size < 200 and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(number)
    _, told = process.communicate(timeout=120)
    assert process.returncode == CODES[number] and "Traceback" not in told, told


@pytest.mark.parametrize("command", ["--help", "regimes", "run --people 2k --years 60 --tick 1"])
@pytest.mark.parametrize("number", CODES)
def test_a_signal_at_any_early_moment(command: str, number: signal.Signals, tmp_path: Path) -> None:
    """The moments before the interpreter has reached the first line of the program are Python's own."""
    for k in range(31):
        out = ["--out", str(tmp_path / str(k))] if command.startswith("run") else []
        process = begun(*command.split(), *out)
        time.sleep(0.05 * k)
        process.send_signal(number)
        _, told = process.communicate(timeout=300)
        if "<frozen site>" in told or '"<string>", line 1' in told or process.returncode == -number:
            continue
        assert process.returncode in (0, CODES[number]), told
        assert "Traceback" not in told and "Exception ignored" not in told, told
        assert process.returncode == 0 or told.startswith(("Stopped.", "Interrupted. Kept")), told
