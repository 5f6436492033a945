"""Full disks, by a fake of them: results come before checkpoints, and a start that fails leaves nothing behind."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import made_up
import numpy as np
import pytest
import small_disk

from credopolis.core.errors import RunFolderError
from credopolis.store import writer as writer_module
from credopolis.store.checkpoint import checkpoints_of, give_way, write_checkpoint
from credopolis.store.folder import DiskFull, hold_folder, let_go
from credopolis.store.reader import open_run
from credopolis.store.writer import RunWriter
from credopolis.store.written import Written

SCENARIO = made_up.MadeUpScenario()


def all_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("n", [0, 1])
@pytest.mark.parametrize("there", [False, True])
def test_a_start_on_a_full_disk_leaves_all_as_it_was(
    there: bool, n: int, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if there:
        (tmp_path / "run").mkdir()
    with monkeypatch.context() as patch:
        small_disk.fail_at(patch, n, number)
        with pytest.raises(RunFolderError, match="larger than the system" if number == errno.EFBIG else "disk is full"):
            RunWriter(tmp_path / "run", SCENARIO, "month")
    assert all_in(tmp_path) == (["run"] if there else [])
    made_up.write_run(tmp_path / "run", SCENARIO)  # the same folder can be used once there is room
    assert open_run(tmp_path / "run").status == "complete"


def test_a_start_in_runs_that_fails_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small_disk.fail_at(monkeypatch, 1)
    with pytest.raises(DiskFull):
        RunWriter(None, SCENARIO, "month")
    assert all_in(tmp_path) == []


def test_what_a_run_leaves_that_was_killed_before_it_began_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".held").touch()
    (tmp_path / ".reserve").write_bytes(bytes(256 * 1024))
    (tmp_path / f".credopolis-{'0a' * 8}.part").write_text("torn")
    made_up.write_run(tmp_path, SCENARIO)
    assert open_run(tmp_path).status == "complete"
    assert not [path for path in all_in(tmp_path) if "/." in f"/{path}"]


def test_two_runs_do_not_begin_in_one_folder(tmp_path: Path) -> None:
    held = hold_folder(tmp_path)
    with pytest.raises(RunFolderError, match="still going"):
        RunWriter(tmp_path, SCENARIO, "month")
    assert all_in(tmp_path) == [".held"]  # the other's, which only the other takes away
    let_go(tmp_path, held)


def _with_checkpoints(folder: Path, every: int, size: int) -> list[str]:
    """Write a run and a checkpoint of a size every so many intervals -> what was told."""
    told: list[str] = []
    with RunWriter(folder, SCENARIO, "month", warn=told.append) as writer:
        for day in range(0, SCENARIO.days + 1, 30):
            made_up.feed(writer, SCENARIO, until=day, after=day - 30)
            if day % every == 0:
                try:
                    write_checkpoint(folder, day, {}, {"state": np.ones(size, np.uint8)})
                except DiskFull:
                    told.append("none written")
        writer.finish(made_up.outcome(SCENARIO))
    return told


def test_checkpoints_give_way_to_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "PERIODS_PER_PART", 2)
    made_up.write_run(tmp_path / "plain", SCENARIO)
    manifest = (tmp_path / "plain/manifest.json").stat().st_size  # there twice while it is replaced
    needed = size_of(tmp_path / "plain") + writer_module.RESERVE_BYTES + manifest + 1000
    (tmp_path / "disk").mkdir()
    with monkeypatch.context() as patch:
        small_disk.limit(patch, tmp_path / "disk", needed)
        told = _with_checkpoints(tmp_path / "disk/run", 60, needed // 6)
    assert [line for line in told if "A checkpoint was given up for results" in line]
    run, plain = open_run(tmp_path / "disk/run"), open_run(tmp_path / "plain")
    assert run.status == "complete" and run.fingerprint == plain.fingerprint
    assert run.content_hashes() == plain.content_hashes()


def test_checkpoints_stay_where_giving_them_up_would_not_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for tick in (1, 2):
        write_checkpoint(tmp_path, tick, {}, {"state": np.ones(1000, np.uint8)})
    small_disk.limit(monkeypatch, tmp_path, size_of(tmp_path) + 100)
    assert not give_way(tmp_path, 10_000)
    assert len(checkpoints_of(tmp_path)) == 2
    assert give_way(tmp_path, 1500) and [path.name for path in checkpoints_of(tmp_path)] == ["tick-000002.checkpoint"]
    assert give_way(tmp_path, 1200) and not checkpoints_of(tmp_path)
    assert not give_way(tmp_path, 0)


def test_results_that_find_no_room_at_all_fail_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "PERIODS_PER_PART", 2)
    (tmp_path / "disk").mkdir()
    made_up.write_run(tmp_path / "plain", SCENARIO)
    with monkeypatch.context() as patch:
        half = writer_module.RESERVE_BYTES + size_of(tmp_path / "plain") // 3
        small_disk.limit(patch, tmp_path / "disk", half)
        with pytest.raises(DiskFull):
            _with_checkpoints(tmp_path / "disk/run", 60, 5000)
    manifest = json.loads((tmp_path / "disk/run/manifest.json").read_text())
    assert manifest["status"] == "failed" and "disk is full" in manifest["error"]
    assert open_run(tmp_path / "disk/run").grades["lives"].sum() > 0
    assert not [name for name in all_in(tmp_path / "disk") if name.endswith((".part", ".held", ".reserve"))]


@pytest.mark.parametrize("n", range(4))
def test_a_resumption_that_finds_no_room_leaves_the_run_as_it_was(
    n: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = RunWriter(tmp_path, SCENARIO, "month")
    made_up.feed(writer, SCENARIO, until=90)
    writer.stop("interrupted", KeyboardInterrupt())
    before = {name: (tmp_path / name).read_bytes() for name in all_in(tmp_path) if (tmp_path / name).is_file()}
    with monkeypatch.context() as patch:
        tried = small_disk.fail_at(patch, n)
        try:
            RunWriter(tmp_path, SCENARIO, "month", resumed=Written()).stop("interrupted", KeyboardInterrupt())
        except DiskFull:
            after = {name: (tmp_path / name).read_bytes() for name in all_in(tmp_path) if (tmp_path / name).is_file()}
            assert after == before and n < 2
        else:
            assert n >= 2 and len(tried) >= 2


def test_a_manifest_with_a_name_that_is_no_unicode_comes_back(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    made_up.write_run(tmp_path / "run", made_up.MadeUpScenario(source={"scenario": name, "people": 3000, "seed": 7}))
    assert open_run(tmp_path / "run").manifest["scenario"]["source"]["scenario"] == name
