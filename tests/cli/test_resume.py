"""Stopping and going on: killed at any moment, resumed, and the same fingerprint as a run that was never stopped."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from credopolis.store.checkpoint import checkpoints_of

pytestmark = pytest.mark.alone

SIZE = ("--people", "20k", "--years", "4", "--seed", "3", "--threads", "1")
OFTEN = ("--checkpoint-every", "20d")


def credopolis(*arguments: object, check: int | None = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "credopolis.cli.main", *map(str, arguments)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert check is None or done.returncode == check, done.stdout + done.stderr
    return done


def started(folder: Path, *more: str) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "credopolis.cli.main", "run", *SIZE, *OFTEN, "--out", str(folder), *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for(process: subprocess.Popen[str], folder: Path, checkpoints: int, seconds: float = 120.0) -> None:
    """Wait until a run has written so many checkpoints (counted by ticks in their names, since only two are kept)."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        found = checkpoints_of(folder)
        if len(found) >= min(checkpoints, 2) and (not found or int(found[0].stem.split("-")[1]) >= 3 * checkpoints):
            return
        time.sleep(0.001)
    assert process.poll() is None, process.communicate()


def killed(folder: Path, checkpoints: int, later: float = 0.0) -> None:
    """A run that was killed by the system's last word some moments after it wrote so many checkpoints."""
    process = started(folder)
    wait_for(process, folder, checkpoints)
    time.sleep(later)
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A run that was never stopped."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    said = credopolis("run", *SIZE, "--checkpoint-every", "never", "--out", folder, "--json")
    assert not (folder / "checkpoints").exists()
    return dict(json.loads(said.stdout)) | {"tables": tables_of(folder)}


def tables_of(folder: Path) -> dict[str, str]:
    """The hash of every table, `fields` too, as the manifest has it."""
    manifest = json.loads((folder / "manifest.json").read_text())
    return {name: table["blake2b"] for name, table in manifest["tables"].items()}


def assert_whole(folder: Path, whole: dict[str, Any]) -> str:
    """Resume a run; it must end as if it had never been stopped. Gives what was said on the error stream."""
    import credopolis as cp

    said = credopolis("resume", folder, "--json")
    assert json.loads(said.stdout)["fingerprint"] == whole["fingerprint"]
    assert tables_of(folder) == whole["tables"] == cp.open_run(folder).content_hashes()
    assert sorted(p.name for p in folder.iterdir() if p.name != ".held") == ["inputs", "manifest.json", "tables"]
    return said.stderr


@pytest.mark.parametrize("checkpoints", [0, 1, 9])
def test_killed_at_any_moment_and_resumed(checkpoints: int, tmp_path: Path, whole: dict[str, Any]) -> None:
    folder = tmp_path / "run"
    killed(folder, checkpoints, random.Random(checkpoints).random() * 0.02) if checkpoints else killed_early(folder)
    said = assert_whole(folder, whole)
    assert ("from day 0" in said) == (checkpoints == 0)


def killed_early(folder: Path) -> None:
    """A run killed before its first checkpoint."""
    process = started(folder, "--checkpoint-every", "never")
    until = time.monotonic() + 60
    while not (folder / "manifest.json").exists() and time.monotonic() < until:
        time.sleep(0.01)
    process.kill()
    process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(20))
def test_killed_at_twenty_random_moments(moment: int, tmp_path: Path, whole: dict[str, Any]) -> None:
    folder, chance = tmp_path / "run", random.Random(moment)
    killed(folder, chance.randrange(1, 60), chance.random() * 0.05)
    if chance.random() < 0.5:  # killed a second time while going on
        again = subprocess.Popen(
            [sys.executable, "-m", "credopolis.cli.main", "resume", str(folder), *OFTEN],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.random() * 5)
        again.kill()
        again.wait()
    assert_whole(folder, whole)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A killed run with two checkpoints."""
    folder = tmp_path_factory.mktemp("stopped") / "run"
    killed(folder, 5)
    return folder


@pytest.mark.parametrize("damage", ["changed", "truncated"])
def test_a_damaged_checkpoint_is_told_and_the_one_before_is_used(
    damage: str, stopped: Path, tmp_path: Path, whole: dict[str, Any]
) -> None:
    folder = shutil.copytree(stopped, tmp_path / "run")
    latest, before, *_ = checkpoints_of(folder)
    content = bytearray(latest.read_bytes())
    content[len(content) // 2] ^= 1
    latest.write_bytes(bytes(content) if damage == "changed" else bytes(content[: len(content) // 2]))
    said = assert_whole(folder, whole)
    assert latest.name in said and "the one before is used" in said
    assert f"from day {7 * int(before.stem.split('-')[1])} of" in said


def test_with_all_checkpoints_damaged_it_begins_again(stopped: Path, tmp_path: Path, whole: dict[str, Any]) -> None:
    folder = shutil.copytree(stopped, tmp_path / "run")
    for path in checkpoints_of(folder):
        path.write_bytes(b"")
    said = assert_whole(folder, whole)
    assert "begins again on day 0" in said and "from day 0" in said


def test_ctrl_c_then_resume(tmp_path: Path, whole: dict[str, Any]) -> None:
    folder = tmp_path / "run"
    process = started(folder)
    wait_for(process, folder, 3)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130 and f"credopolis resume {folder}" in said
    stopped = json.loads((folder / "manifest.json").read_text())
    assert stopped["status"] == "interrupted" and stopped["fingerprint"] != whole["fingerprint"]
    latest = checkpoints_of(folder)[0]
    assert stopped["outcome"]["days_done"] == 7 * int(latest.stem.split("-")[1])
    assert f"from day {stopped['outcome']['days_done']} of" in assert_whole(folder, whole)


def test_a_run_that_is_still_going_is_not_resumed(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = started(folder)
    wait_for(process, folder, 1)
    process.send_signal(signal.SIGSTOP)  # so that it cannot end meanwhile
    said = credopolis("resume", folder, check=1).stderr
    process.kill()
    process.communicate()
    assert "still going" in said


def test_a_complete_run_is_only_opened_and_another_version_refused(tmp_path: Path) -> None:
    import credopolis as cp
    from credopolis.core.errors import RunFolderError

    folder = tmp_path / "run"
    done = cp.run(people=2000, years=0.2, out=folder)
    manifest = folder / "manifest.json"
    before = manifest.read_bytes()
    assert cp.resume(folder).fingerprint == done.fingerprint and manifest.read_bytes() == before
    for change in ({"kernels": "0" * 16}, {"versions": {"credopolis": "0.0.1"}}):
        manifest.write_text(json.dumps({**json.loads(before), "status": "running", **change}))
        with pytest.raises(RunFolderError, match="begun with another version.*run the scenario again"):
            cp.resume(folder)
    changed = json.loads(before) | {"status": "running"}
    changed["scenario"]["source"]["digests"]["conduct.yaml"] = "0"
    manifest.write_text(json.dumps(changed))
    with pytest.raises(RunFolderError, match="conduct.yaml"):
        cp.resume(folder)


def test_times_between_checkpoints() -> None:
    from credopolis.cli.parse import checkpoint_every
    from credopolis.core.errors import BadValue

    assert [checkpoint_every(text) for text in (None, "90s", "2h", "30d", "never")] == [
        (60.0, None), (90.0, None), (7200.0, None), (None, 30), (None, None)
    ]  # fmt: skip
    for text in ("0s", "ten", "-1m", "5", "1e3s"):
        with pytest.raises(BadValue, match="30s, 10m or 2h"):
            checkpoint_every(text)
