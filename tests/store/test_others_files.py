"""Files of others: whatever stands in a run's folder without our mark, or behind a link, stays as it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_up
import numpy as np
import pytest

from credopolis.core.errors import BadValue, Misuse, RunFolderError
from credopolis.store import writer as writer_module
from credopolis.store.checkpoint import checkpoints_of, discard_checkpoints, give_way, write_checkpoint
from credopolis.store.folder import hold_folder, let_go, release_reserve, reserve
from credopolis.store.reader import open_run
from credopolis.store.streams import TableStreams
from credopolis.store.writer import RunWriter
from credopolis.store.written import forget_later_parts

SCENARIO = made_up.MadeUpScenario()
STATE = {"state": np.arange(10)}
OTHERS = {
    "notes.txt": b"mine", "tick-notes.checkpoint": b"mine", "tick-000009.checkpoint": b"mine: no checkpoint",
    "tick-9.checkpoint": b"credopolis checkpoint 1\n", ".hidden": b"mine", "x.part": b"mine",
    "part-0007.parquet": b"mine: no Parquet", "part-notes.parquet": b"PAR1", "part-7.parquet": b"PAR1",
}  # fmt: skip
"""Files that look a little like ours: by name or by their beginning, never by both."""


def fill(folder: Path) -> None:
    """Put files, a folder and a link of somebody else into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in OTHERS.items():
        (folder / name).write_bytes(content)
    (folder / "tick-000010.checkpoint").mkdir()
    (folder / "part-0010.parquet").mkdir()
    (folder / "tick-000011.checkpoint").symlink_to("notes.txt")
    (folder / "part-0011.parquet").symlink_to("notes.txt")


def whole(folder: Path) -> bool:
    """Whether all that `fill` made is there as it was."""
    kept = all((folder / name).read_bytes() == content for name, content in OTHERS.items())
    return (
        kept
        and all((folder / name).is_dir() for name in ("tick-000010.checkpoint", "part-0010.parquet"))
        and all((folder / name).is_symlink() for name in ("tick-000011.checkpoint", "part-0011.parquet"))
    )


def test_checkpoints_go_and_what_lies_beside_them_stays(tmp_path: Path) -> None:
    fill(tmp_path / "checkpoints")
    for tick in (1, 2, 3):
        write_checkpoint(tmp_path, tick, {}, STATE)
    assert whole(tmp_path / "checkpoints")
    assert (tmp_path / "checkpoints/tick-000003.checkpoint").exists()
    (tmp_path / "checkpoints/tick-000004.checkpoint").touch()  # as a loss of power leaves one
    (tmp_path / "checkpoints/tick-000005.checkpoint").write_bytes(b"credopo")
    discard_checkpoints(tmp_path)
    assert whole(tmp_path / "checkpoints")
    assert not list((tmp_path / "checkpoints").glob("tick-00000[45].checkpoint"))
    assert not (tmp_path / "checkpoints/tick-000003.checkpoint").exists()


def test_names_of_others_do_not_push_checkpoints_out(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").mkdir()
    for name in ("tick-notes.checkpoint", "tick-zz.checkpoint"):
        (tmp_path / "checkpoints" / name).write_text("mine")
    for tick in (1, 2, 999_999, 1_000_000):
        write_checkpoint(tmp_path, tick, {}, STATE)
    assert [path.name for path in checkpoints_of(tmp_path)] == ["tick-1000000.checkpoint", "tick-999999.checkpoint"]
    discard_checkpoints(tmp_path)
    assert sorted(os.listdir(tmp_path / "checkpoints")) == ["tick-notes.checkpoint", "tick-zz.checkpoint"]


@pytest.mark.parametrize("act", [discard_checkpoints, lambda run: give_way(run, 0)])
def test_a_linked_folder_of_checkpoints_is_left_alone(act: Callable[[Path], Any], tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write_checkpoint(other, 1, {}, STATE)  # a checkpoint of another run, with our mark
    fill(other / "checkpoints")
    run = tmp_path / "run"
    run.mkdir()
    (run / "checkpoints").symlink_to(other / "checkpoints")
    before = sorted(os.listdir(other / "checkpoints"))
    act(run)
    with pytest.raises(RunFolderError, match="checkpoints is a link or a file, and should be a folder"):
        write_checkpoint(run, 5, {}, STATE)
    assert sorted(os.listdir(other / "checkpoints")) == before and whole(other / "checkpoints")
    assert (run / "checkpoints").is_symlink()


def test_parts_that_are_no_parts_of_ours_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "PERIODS_PER_PART", 3)
    made_up.write_run(tmp_path / "run", SCENARIO)
    made_up.write_run(tmp_path / "other", SCENARIO)
    tables = tmp_path / "run/tables"
    fill(tables / "grades")
    fill(tables / "mine")
    (tables / "mine/part-0001.parquet").write_bytes(b"PAR1")  # in a folder that is no table of ours
    (tables / "flows").rename(tmp_path / "flows")
    (tables / "flows").symlink_to(tmp_path / "other/tables/flows")
    forget_later_parts(tmp_path / "run", 1)
    assert whole(tables / "grades") and whole(tables / "mine") and (tables / "mine/part-0001.parquet").exists()
    assert (tables / "grades/part-0000.parquet").exists() and not (tables / "grades/part-0001.parquet").exists()
    assert open_run(tmp_path / "other").status == "complete"


def test_a_linked_folder_of_tables_is_not_written_into(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with pytest.raises(RunFolderError, match="tables is a link or a file, and should be a folder"):
        with RunWriter(tmp_path / "run", SCENARIO, "month") as writer:
            (tmp_path / "run/tables").symlink_to(elsewhere)
            made_up.feed(writer, SCENARIO)
            writer.finish(made_up.outcome(SCENARIO))
    assert os.listdir(elsewhere) == []


@pytest.mark.parametrize("content", [b"mine", b"", bytes(100), bytes(256 * 1024 - 1) + b"x", bytes(256 * 1024 + 1)])
def test_a_reserve_of_somebody_else_stays(content: bytes, tmp_path: Path) -> None:
    (tmp_path / ".reserve").write_bytes(content)
    release_reserve(tmp_path)
    with pytest.raises(RunFolderError, match=r"\.reserve in it is not of credopolis.*Move it away"):
        reserve(tmp_path)
    assert (tmp_path / ".reserve").read_bytes() == content
    (tmp_path / ".reserve").unlink()
    reserve(tmp_path)
    release_reserve(tmp_path)
    assert os.listdir(tmp_path) == []


def test_the_file_that_holds_a_folder_is_only_ever_ours(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    held = tmp_path / "run/.held"
    (tmp_path / "precious").write_text("mine")
    held.symlink_to(tmp_path / "precious")
    with pytest.raises(RunFolderError, match=r"\.held is a link or no file"):
        hold_folder(tmp_path / "run")
    held.unlink()
    os.mkfifo(held)
    with pytest.raises(RunFolderError, match=r"\.held is"):
        hold_folder(tmp_path / "run")
    held.unlink()
    held.write_text("mine")
    let_go(tmp_path / "run", hold_folder(tmp_path / "run"))
    assert held.read_text() == "mine" and (tmp_path / "precious").read_text() == "mine"
    held.unlink()
    holding = hold_folder(tmp_path / "run")
    held.unlink()
    held.write_text("another's")
    let_go(tmp_path / "run", holding)
    assert held.read_text() == "another's"


@pytest.mark.parametrize("there", [False, True])
def test_a_run_that_was_misuse_takes_away_only_what_it_made(there: bool, tmp_path: Path) -> None:
    run = tmp_path / "run"
    if there:
        run.mkdir()
    with pytest.raises(Misuse):
        with RunWriter(run, SCENARIO, "month"):
            raise Misuse("no")
    assert run.exists() == there and (not there or os.listdir(run) == [])
    with pytest.raises(Misuse):
        with RunWriter(run, SCENARIO, "month"):
            (run / "notes.txt").write_text("mine")
            (run / "manifest.json").unlink()
            (run / "manifest.json").symlink_to("notes.txt")
            raise Misuse("no")
    assert sorted(os.listdir(run)) == ["manifest.json", "notes.txt"] and (run / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("out", [None, "runs/a", "deep/down/a", "runs/deep/a"])
@pytest.mark.parametrize("there", ["", "runs", "deep", "runs/deep"])
def test_empty_folders_that_a_run_did_not_make_stay(
    there: str, out: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a folder `runs`; of those on the way, the run takes away what it made."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / there).mkdir(parents=True, exist_ok=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Misuse):
        with RunWriter(out, SCENARIO, "month"):
            raise Misuse("no")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_planted_manifest_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    with RunWriter(tmp_path / "run", SCENARIO, "month") as writer:
        (tmp_path / "run/manifest.json").unlink()
        (tmp_path / "run/manifest.json").symlink_to(tmp_path / "precious")
        made_up.feed(writer, SCENARIO)
        writer.finish(made_up.outcome(SCENARIO))
    assert (tmp_path / "precious").read_text() == "mine" and open_run(tmp_path / "run").status == "complete"


def test_streams_open_no_file_that_is_there(tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "precious").write_text("mine")
    streams = TableStreams(tmp_path / "live", told.append)
    (tmp_path / "live/grades.arrows").symlink_to(tmp_path / "precious")  # planted since the folder was found empty
    with RunWriter(tmp_path / "run", SCENARIO, "month", stream=streams) as writer:
        made_up.feed(writer, SCENARIO)
        writer.finish(made_up.outcome(SCENARIO))
    assert (tmp_path / "precious").read_text() == "mine"
    assert len(told) == 1 and "the run goes on" in told[0] and "there is a file of this name" in told[0]
    assert open_run(tmp_path / "run").status == "complete"


def test_where_streams_cannot_go_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for name in (tmp_path / "file/x", tmp_path / ("n" * 256)):
        with pytest.raises(RunFolderError, match="--emit"):
            TableStreams(name, print)
    with pytest.raises(BadValue, match="new or empty"):
        TableStreams(tmp_path, print)
