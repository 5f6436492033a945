"""Run folders when things go wrong: what is complete stays readable, and the message says what to do."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made_up
import pytest

from credopolis.core.errors import BadValue, Misuse, RunFolderError, UnknownName
from credopolis.core.schema import MOST_BORN
from credopolis.store import writer as writer_module
from credopolis.store.folder import latest_run, new_folder, write_file
from credopolis.store.reader import open_run
from credopolis.store.run import Run
from credopolis.store.writer import RunWriter


@pytest.fixture
def cut_run(make_run: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run in parts of three periods: day 0, 30, 60; 90, ... 150; ..."""
    monkeypatch.setattr(writer_module, "PERIODS_PER_PART", 3)
    return make_run()


def status_of(folder: Path) -> str:
    return str(json.loads((folder / "manifest.json").read_text("utf-8"))["status"])


def test_default_folders_are_numbered_and_never_reused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert new_folder(None, "ladder", 3) == Path("runs/ladder-3-1")
    assert new_folder(None, "ladder", 3) == Path("runs/ladder-3-2")
    (tmp_path / "runs/ladder-3-9").mkdir()
    assert new_folder(None, "ladder", 3) == Path("runs/ladder-3-10")
    for name in ("a**b", "a[1]", "*"):
        assert [new_folder(None, name, 3) for _ in range(2)] == [Path(f"runs/{name}-3-{k}") for k in (1, 2)]
    Path("runs/12").mkdir()
    assert new_folder(None, "ladder", 3) == Path("runs/ladder-3-11")


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(RunFolderError, match="not empty.*--out"):
        RunWriter(tmp_path, made_up.MadeUpScenario(), "month")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="file of this name"):
        RunWriter(tmp_path / "file", made_up.MadeUpScenario(), "month")
    with pytest.raises(RunFolderError, match="file stands where a folder is needed"):
        RunWriter(tmp_path / "file" / "below", made_up.MadeUpScenario(), "month")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(RunFolderError, match="cannot be written.*--out"):
        new_folder(tmp_path / "deep" / "down", "x", 1)


def test_full_disk_fails_the_run_and_keeps_what_was_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "PERIODS_PER_PART", 3)
    real = os.replace

    def replace_until_full(source: Any, target: Any, **folders: Any) -> None:
        if re.search(r"part-0001", str(target)):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target, **folders)

    monkeypatch.setattr("credopolis.core.writing.os.replace", replace_until_full)
    scenario = made_up.MadeUpScenario()
    with pytest.raises(RunFolderError, match="disk is full.*Free some space"):
        with RunWriter(tmp_path / "run", scenario, "month") as writer:
            made_up.feed(writer, scenario)
    assert status_of(tmp_path / "run") == "failed"
    run = open_run(tmp_path / "run")
    assert "disk is full" in run.notes[0] and "days 0 to 60" in run.notes[0]
    assert run.grades["day"].max() == 60
    assert not list((tmp_path / "run").rglob("*.part"))


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 640 KiB; only root may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=640k", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("mounting a tmpfs needs root and a kernel that lets it")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_really_full(tiny_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "PERIODS_PER_PART", 1)
    scenario = made_up.MadeUpScenario()
    with pytest.raises(RunFolderError, match="disk is full"):
        with RunWriter(tiny_disk / "run", scenario, "month") as writer:
            for _ in range(40):
                made_up.feed(writer, scenario)
    assert status_of(tiny_disk / "run") == "failed"
    assert open_run(tiny_disk / "run").grades["lives"].sum() > 0


def test_ctrl_c_keeps_complete_periods(tmp_path: Path) -> None:
    scenario = made_up.MadeUpScenario()
    with pytest.raises(KeyboardInterrupt):
        with RunWriter(tmp_path / "run", scenario, "month") as writer:
            made_up.feed(writer, scenario, until=90)
            raise KeyboardInterrupt
    run = open_run(tmp_path / "run")
    assert run.status == "interrupted"
    assert run.grades["day"].max() == 90
    assert "days 0 to 90 of 360" in run.notes[0]
    assert run.fingerprint is None


def test_ctrl_c_amid_an_interval_leaves_no_half_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = made_up.MadeUpScenario()
    with pytest.raises(KeyboardInterrupt):
        with RunWriter(tmp_path / "run", scenario, "month") as writer:
            made_up.feed(writer, scenario, until=90)
            real, added = writer._add, []

            def add_then_stop(name: str, rows: Any) -> None:
                added.append(name)
                if len(added) == 3:
                    raise KeyboardInterrupt
                real(name, rows)

            monkeypatch.setattr(writer, "_add", add_then_stop)
            writer.on_period(made_up.periods(scenario)[4])
    run = open_run(tmp_path / "run")
    for name in ("grades", "scores", "listed", "flows", "entries", "ticks", "fields"):
        assert run.table(name)["day"].max() == 90


def test_an_error_is_named_in_the_manifest(tmp_path: Path) -> None:
    scenario = made_up.MadeUpScenario()
    with pytest.raises(ZeroDivisionError):
        with RunWriter(tmp_path / "run", scenario, "month") as writer:
            made_up.feed(writer, scenario, until=30)
            raise ZeroDivisionError("odd")
    assert "ZeroDivisionError" in json.loads((tmp_path / "run/manifest.json").read_text())["error"]


def test_a_killed_run_is_read_up_to_its_last_part(cut_run: Path) -> None:
    manifest = json.loads((cut_run / "manifest.json").read_text())
    manifest["status"] = "running"
    manifest["parts"] = manifest["parts"][:2]
    for table in manifest["tables"].values():  # counted when a run ends
        del table["rows"], table["blake2b"]
    (cut_run / "manifest.json").write_text(json.dumps(manifest))
    run = open_run(cut_run)
    assert run.grades["day"].max() == 150
    assert "killed" in run.notes[0]


def test_a_run_killed_before_its_first_part_says_so(tmp_path: Path) -> None:
    RunWriter(tmp_path / "run", made_up.MadeUpScenario(), "month")
    with pytest.raises(RunFolderError, match="nothing to read.*again"):
        open_run(tmp_path / "run")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda p: p.write_bytes(p.read_bytes()[:-100]), "truncated"),
        (lambda p: p.write_bytes(p.read_bytes() + b"more"), "longer than it was written"),
        (lambda p: p.unlink(), "missing"),
        (lambda p: p.write_bytes(p.read_bytes()[:-1] + b"x"), "damaged"),
    ],
)
def test_a_harmed_part_is_named_and_the_rest_can_be_read(
    cut_run: Path, harm: Callable[[Path], None], said: str
) -> None:
    victim = cut_run / "tables/entries/part-0002.parquet"
    harm(victim)
    with pytest.raises(RunFolderError, match=said) as caught:
        open_run(cut_run)
    assert (
        str(victim) in str(caught.value) and "days 0 to 150" in str(caught.value) and "--partial" in str(caught.value)
    )
    run = open_run(cut_run, partial=True)
    assert run.grades["day"].max() == run.entries["day"].max() == 150
    assert said in run.notes[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "damaged"), ("{", "damaged"), ("[]", "not the manifest"), ('{"format": 1}', "not the manifest"),
        ('{"format": 99, "status": "complete", "scenario": {}, "parts": [], "labels": {}}', "reads 1"),
        ("\udcff", "damaged"), ("[" * 300_000, "damaged"),
    ],
)  # fmt: skip
def test_a_strange_manifest_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(RunFolderError, match=said):
        open_run(tmp_path)


def test_folders_that_are_no_runs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="not a run folder"):
        open_run(tmp_path)
    with pytest.raises(RunFolderError, match="no such folder"):
        open_run(tmp_path / "none")
    with pytest.raises(RunFolderError, match="no run was found"):
        latest_run(tmp_path)


def test_the_latest_run_is_the_last_one_written(tmp_path: Path, make_run: Callable[..., Path]) -> None:
    first, second = make_run("a"), make_run("b")
    os.utime(first / "manifest.json", (1, 1))
    assert latest_run(tmp_path) == second


def test_files_appear_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path, "x", b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("credopolis.core.writing.os.replace", fail)
    with pytest.raises(RunFolderError, match="Input/output error"):
        write_file(tmp_path, "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_wrong_questions_get_words_back(run: Run) -> None:
    with pytest.raises(Misuse, match="nonsense"):
        run.sql("select * from nonsense")
    with pytest.raises(UnknownName, match="Did you mean 'grades'"):
        run.table("grade")
    with pytest.raises(Misuse, match="credopolis.open_run"):
        run.life(1)
    opened = open_run(run.folder, replay=lambda run, life: life)
    assert opened.life(2999) == 2999
    last = 3000 * (1 + MOST_BORN) - 1  # the made-up run has a table of births
    for wrong in (last + 1, -1, 1.5, True, "1"):
        with pytest.raises(BadValue, match=f"0 to {last}"):
            opened.life(wrong)  # type: ignore[arg-type]
