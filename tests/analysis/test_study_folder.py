"""Studies' folders: only folders of our own are taken, and nothing of somebody else's in them is touched."""

from __future__ import annotations

import ast
import errno
import os
from pathlib import Path
from typing import Any

import pytest

from credopolis.analysis.studies.calibrate import calibrate
from credopolis.analysis.studies.design import make_design
from credopolis.analysis.studies.journal import Journal
from credopolis.analysis.studies.study import code_files
from credopolis.analysis.studies.sweep import sweep
from credopolis.core import writing
from credopolis.core.errors import RunFolderError
from tests.analysis import cheap
from tests.analysis.test_calibrate import line_targets
from tests.house.tree import PACKAGE


def design() -> Any:
    return make_design({"x": {"values": [1, 2, 3]}}, of_a_scenario=False)


def model(values: Any, seed: int) -> dict[str, float]:
    return {"y": float(values["x"]) + seed}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and not path.is_symlink()}


@pytest.mark.parametrize("name", ["journal", "design.yaml", "targets.yaml", "results.parquet", "notes.txt", ".study"])
@pytest.mark.parametrize("kind", ["sweep", "calibration"])
def test_a_folder_of_somebody_else_is_left_as_it_is(kind: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"mine\n")
    with pytest.raises(RunFolderError, match="not empty, and is no experiment"):
        if kind == "sweep":
            sweep(design(), out=tmp_path, model=model)
        else:
            calibrate(line_targets(), out=tmp_path, model=cheap.line)
    assert contents(tmp_path) == {name: b"mine\n"}


@pytest.mark.parametrize("text", ["{}", "[]", '{"identity": {"kind": "sweep"}}', "mine"])
def test_a_state_of_somebody_else_is_left_as_it_is(text: str, tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text(text)
    (tmp_path / "journal").write_bytes(b"mine\n")
    with pytest.raises(RunFolderError, match="another|damaged"):
        sweep(design(), out=tmp_path, model=model)
    assert contents(tmp_path) == {"study.json": text.encode(), "journal": b"mine\n"}


def test_what_a_study_leaves_that_was_killed_before_it_began_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".lock").touch()
    (tmp_path / f".credopolis-{'0a' * 8}.part").write_text("torn")
    assert sweep(design(), out=tmp_path, model=model).height == 3
    assert sorted(os.listdir(tmp_path)) == [".lock", "design.yaml", "journal", "results.parquet", "study.json"]


@pytest.mark.parametrize("name", [".lock", "journal"])
@pytest.mark.parametrize("plant", ["link", "pipe", "folder"])
def test_planted_files_of_a_study_are_refused(plant: str, name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    sweep(design(), out=out, model=model)
    (tmp_path / "precious").write_bytes(b"mine\n")
    (out / name).unlink()
    if plant == "link":
        (out / name).symlink_to(tmp_path / "precious")
    elif plant == "pipe":
        os.mkfifo(out / name)
    else:
        (out / name).mkdir()
    with pytest.raises(RunFolderError, match=f"{name} is"):
        sweep(design(), out=out, model=model)
    assert (tmp_path / "precious").read_bytes() == b"mine\n"


def test_planted_results_are_replaced_and_not_followed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sweep(design(), out=out, model=model)
    plant(out, "results.parquet")
    before = contents(tmp_path)
    sweep(design(), out=out, model=model)
    assert contents(tmp_path) == before
    assert not (out / "results.parquet").is_symlink()
    plant(out, "study.json")
    before = contents(tmp_path)
    with pytest.raises(RunFolderError, match="it is a link"):
        sweep(design(), out=out, model=model)
    assert contents(tmp_path) == before


def plant(out: Path, name: str) -> None:
    """Put a link in place of a file of a folder, to a copy of it beside the folder."""
    (out.parent / name).write_bytes((out / name).read_bytes())
    (out / name).unlink()
    (out / name).symlink_to(out.parent / name)


def test_a_copy_made_of_links_keeps_its_journal(tmp_path: Path) -> None:
    """A snapshot as `cp -al` makes it: the same files by other names."""
    with Journal(tmp_path / "journal") as journal:
        journal.add("0", {"y": 1.0})
    os.link(tmp_path / "journal", tmp_path / "snapshot")
    before = (tmp_path / "snapshot").read_bytes()
    with Journal(tmp_path / "journal") as journal:
        journal.add("1", {"y": 2.0})
        assert sorted(journal.results) == ["0", "1"]
    assert (tmp_path / "snapshot").read_bytes() == before and (tmp_path / "journal").read_bytes().startswith(before)


def test_a_file_without_one_whole_line_is_no_journal(tmp_path: Path) -> None:
    text = b"dear journal\nthis is mine\n"
    (tmp_path / "journal").write_bytes(text)
    with pytest.raises(RunFolderError, match="no journal of an experiment"):
        Journal(tmp_path / "journal")
    assert (tmp_path / "journal").read_bytes() == text


def test_a_full_disk_stops_a_sweep_and_loses_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(7):  # its state, the design, three runs, the results, its state again
        out, tried, real = tmp_path / str(n), list[int](), writing.put

        def put_until(handle: int, data: Any, tried: list[int] = tried, n: int = n, real: Any = real) -> int:
            tried.append(handle)
            if len(tried) > n:
                real(handle, memoryview(data)[: len(data) // 2])  # half of it finds room
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return int(real(handle, data))

        with monkeypatch.context() as patch:
            patch.setattr(writing, "put", put_until)
            patch.setattr("credopolis.analysis.studies.journal.put", put_until)
            with pytest.raises(RunFolderError, match="disk is full"):
                sweep(design(), out=out, model=model)
        told: list[int] = []
        frame = sweep(design(), out=out, model=model, progress=lambda done, of, told=told: told.append(done))
        assert frame["y"].to_list() == [2.0, 3.0, 4.0]
        assert told[0] == min(3, max(0, n - 2))  # those that were in the journal are not made again
        assert not [name for name in os.listdir(out) if name.endswith(".part")]


def test_a_file_system_without_locks_is_told_and_no_other_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def flock(*_: Any) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", flock)
    assert sweep(design(), out=tmp_path, model=model).height == 3
    assert "without locks" in capsys.readouterr().err


def imported(name: str) -> set[str]:
    """Modules of the package that a module imports, at its top or within."""
    tree = ast.parse((PACKAGE.parent / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {one for one in found if (PACKAGE.parent / f"{one.replace('.', '/')}.py").is_file()}


def test_all_code_that_makes_a_row_of_a_sweep_counts_in_its_identity() -> None:
    """A study whose code changed must not be gone on with; results in the folder would be another program's."""
    counted = set(code_files())
    seen, left = set[str](), ["credopolis.analysis.studies.outcomes"]
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += imported(name) if name.startswith("credopolis.analysis.") else ()
    assert len(seen) > 20
    assert [name for name in sorted(seen) if PACKAGE.parent / f"{name.replace('.', '/')}.py" not in counted] == []
