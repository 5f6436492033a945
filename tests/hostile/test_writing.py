"""Real full disks, limits, links and kills: results come before checkpoints, and nobody else's file is touched."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.devices import device, stdout_of

pytestmark = pytest.mark.slow

SIZE = ("--people", "20k", "--years", "5", "--interval", "month", "--threads", "2")
PRELUDE = "import resource, sys; from credopolis.cli.main import guarded\n"


def credopolis(
    arguments: Sequence[object], cwd: Path, before: str = "", **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, after a line of Python. No command may tell of a fault of credopolis."""
    command = [sys.executable, "-c", f"{PRELUDE}{before}\nsys.exit(guarded(sys.argv[1:]))", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False, **options)
    assert "Traceback" not in done.stderr and "fault of credopolis" not in done.stderr, done.stderr
    return done


@contextmanager
def disk_of(size: str, at: Path) -> Iterator[Path]:
    """A file system of a size; skips where none can be mounted."""
    at.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a tmpfs needs root and a kernel that lets it")
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A run with all the room it wants, and the bytes it takes without checkpoints."""
    at = tmp_path_factory.mktemp("whole")
    done = credopolis(["run", *SIZE, "--checkpoint-every", "never", "--out", "run", "--json"], at)
    blocks = sum(path.stat().st_blocks * 512 for path in (at / "run").rglob("*"))
    return dict(json.loads(done.stdout)) | {"bytes": blocks}


def test_results_come_before_checkpoints(tmp_path: Path, whole: dict[str, Any]) -> None:
    """On a disk with room for the results and one more megabyte, a run that freezes itself all the time ends whole."""
    size = whole["bytes"] + 2**20
    with disk_of(str(size), tmp_path / "disk") as disk:
        done = credopolis(["run", *SIZE, "--checkpoint-every", "30d", "--out", disk / "run", "--json"], tmp_path)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["fingerprint"] == whole["fingerprint"]
        assert sorted(os.listdir(disk / "run")) == ["inputs", "manifest.json", "tables"]
    assert "no checkpoint was written" in done.stderr or "was given up" in done.stderr


def test_a_disk_that_is_full_at_the_start(tmp_path: Path) -> None:
    with disk_of("300k", tmp_path / "disk") as disk:
        (disk / "theirs").write_bytes(bytes(200_000))
        for _ in range(2):  # the second time it says the same, and not that the folder is not empty
            done = credopolis(["run", *SIZE, "--out", disk / "run"], tmp_path)
            assert done.returncode == 1 and "disk is full" in done.stderr
            assert os.listdir(disk) == ["theirs"]
        (disk / "study").mkdir()
        (tmp_path / "design.yaml").write_text(
            "format: credopolis-design/1\ntitle: T\nkind: grid\npeople: 1000\nyears: 0.1\n"
            "factors:\n  regime.faces.searches_a_year: {values: [0, 1]}\n"
        )
        (disk / "more").write_bytes(bytes((os.statvfs(disk).f_bavail - 1) * os.statvfs(disk).f_frsize))
        done = credopolis(["sweep", "design.yaml", "--out", disk / "study", "--workers", "1"], tmp_path)
        assert done.returncode == 1 and "disk is full" in done.stderr
        (disk / "more").unlink()
        done = credopolis(["sweep", "design.yaml", "--out", disk / "study", "--workers", "1"], tmp_path)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("limit", [100_000, 300_000, 1_000_000])
def test_a_limit_on_the_size_of_files(limit: int, tmp_path: Path) -> None:
    """As under `ulimit -f`: the signal that comes with it must not end the process without a word."""
    before = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    arguments = ["run", "--people", "20k", "--years", "5", "--interval", "tick", "--out", "run"]
    done = credopolis([*arguments, "--checkpoint-every", "90d"], tmp_path, before)
    if limit < 262_144:
        assert done.returncode == 1 and "larger than the system lets" in done.stderr and os.listdir(tmp_path) == []
    else:
        assert "larger than the system lets" in done.stderr and done.returncode in (0, 1)
        assert json.loads((tmp_path / "run/manifest.json").read_text())["status"] in ("complete", "failed")
        assert not list((tmp_path / "run").rglob("*.part"))


def _killed(at: Path) -> Path:
    """A run that was killed once it had checkpoints and parts."""
    options = ["--people", "5k", "--years", "20", "--interval", "tick", "--checkpoint-every", "60d", "--quiet"]
    command = [sys.executable, "-m", "credopolis.cli.main", "run", *options, "--out", str(at / "run")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 240
    while len(list((at / "run").glob("checkpoints/tick-*"))) < 2 or not list((at / "run").glob("tables/grades/*")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.wait()
    return at / "run"


def _snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything in a folder: kind and content of each."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        content = path.read_bytes() if stat.S_ISREG(mode) else os.readlink(path).encode() if path.is_symlink() else b""
        found[path.relative_to(folder).as_posix()] = stat.S_IFMT(mode), content
    return found


def _link(name: str) -> Callable[[Path, Path], None]:
    def harm(run: Path, theirs: Path) -> None:
        if (run / name).exists():
            (run / name).rename(run.parent / "moved")
            if (run.parent / "moved").is_dir():
                shutil.copytree(run.parent / "moved", theirs / "copy")
        (run / name).symlink_to(theirs / "copy" if (theirs / "copy").exists() else theirs / "notes")

    return harm


@pytest.mark.parametrize("name", ["checkpoints", "tables", "tables/grades", "manifest.json", ".held", ".reserve"])
def test_a_run_with_a_planted_link_is_resumed_or_refused_and_nothing_behind_it_changes(
    name: str, tmp_path: Path
) -> None:
    run, theirs = _killed(tmp_path), tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "notes").write_text("mine")
    if name == "manifest.json":
        shutil.copy(run / name, theirs / "notes")
    _link(name)(run, theirs)
    before = _snapshot(theirs)
    done = credopolis(["resume", run, "--quiet"], tmp_path)
    assert done.returncode in (0, 1) and done.stdout + done.stderr
    assert _snapshot(theirs) == before
    if done.returncode:
        assert "link" in done.stderr or "not of credopolis" in done.stderr, done.stderr


def test_files_beside_ours_stay_when_a_run_is_resumed(tmp_path: Path) -> None:
    run = _killed(tmp_path)
    for inner in ("", "checkpoints", "tables", "tables/grades"):
        for name in ("notes.txt", "tick-000001.checkpoint", "part-9999.parquet", "part-x.parquet", ".hidden", "x.part"):
            (run / inner / name).write_text("mine")
        (run / inner / "link").symlink_to("notes.txt")
    mine = [path for path in run.rglob("*") if path.is_symlink() or (path.is_file() and path.read_bytes() == b"mine")]
    assert len(mine) == 28
    done = credopolis(["resume", run, "--quiet"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert all(path.is_symlink() or path.read_bytes() == b"mine" for path in mine)
    assert not list(run.glob("checkpoints/tick-*")) or list(run.glob("checkpoints/tick-*")) == [
        run / "checkpoints/tick-000001.checkpoint"
    ]


def test_a_kill_amid_writing_leaves_nothing_once_resumed(tmp_path: Path) -> None:
    run = _killed(tmp_path)
    for inner in (".", "checkpoints", "tables/grades"):
        (run / inner / f".credopolis-{'0a' * 8}.part").write_text("torn")
    done = credopolis(["resume", run, "--quiet"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert not list(run.rglob("*.part")) and sorted(os.listdir(run)) == ["inputs", "manifest.json", "tables"]


def test_a_page_that_is_stopped_amid_writing_leaves_the_old_one(tmp_path: Path) -> None:
    """Ctrl-C while a page is written: the old one, whole, and nothing beside it."""
    (tmp_path / "page.html").write_text("old")
    before = (
        "import os, signal\nimport credopolis.core.writing as w\nreal = w.put\n"
        "def put(handle, data):\n    real(handle, data[:100])\n    os.kill(os.getpid(), signal.SIGINT)\nw.put = put"
    )
    done = credopolis(["audit", "suining-2010", "--html", "page.html"], tmp_path, before)
    assert done.returncode == 130
    assert (tmp_path / "page.html").read_text() == "old" and os.listdir(tmp_path) == ["page.html"]


def test_devices_are_devices_afterwards(tmp_path: Path) -> None:
    """Every kind of page to every kind of device, as whoever runs this; as root to devices of our own."""
    paths = [device(tmp_path, name) for name in ("null", "zero", "full")]
    paths += [stdout_of(tmp_path), Path("/dev/fd/1"), Path("/proc/self/fd/1")]
    before, beside = [os.lstat(path) for path in paths[:4]], sorted(os.listdir(tmp_path))
    for path in paths:
        for option in ("--html", "--sarif"):
            done = credopolis(["audit", "suining-2010", option, path], tmp_path)
            assert done.returncode == (1 if path.name == "full" else 0), done.stderr
    assert all(os.path.samestat(os.lstat(path), status) for path, status in zip(paths, before, strict=False))
    assert sorted(os.listdir(tmp_path)) == beside
