"""What names the cache of kernels: every source they are compiled from, wherever it lies, and nothing is forgotten."""

from __future__ import annotations

import importlib.util
import os
import py_compile
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

import credopolis
from credopolis.core.sources import KERNEL_ROOMS, read_sources

PACKAGE = Path(credopolis.__file__).parent


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for room in KERNEL_ROOMS:
        (tmp_path / room / "deep" / "er").mkdir(parents=True)
        (tmp_path / room / "one.py").write_text(f"{room} = 1\n")
        (tmp_path / room / "deep" / "er" / "two.py").write_text(f"{room} = 2\n")
    return tmp_path


def digest(package: Path) -> str:
    return read_sources(package, ("1.0",)).digest


@pytest.mark.parametrize("room", KERNEL_ROOMS)
@pytest.mark.parametrize("name", ["one.py", "deep/er/two.py", "deep/new.py"])
def test_any_source_changes_the_digest(package: Path, room: str, name: str) -> None:
    before = digest(package)
    assert digest(package) == before
    with open(package / room / name, "a") as file:
        file.write("x = 0\n")
    assert digest(package) != before


def test_a_source_moved_to_another_folder_changes_the_digest(package: Path) -> None:
    before = digest(package)
    os.rename(package / "engine" / "one.py", package / "engine" / "deep" / "one.py")
    assert digest(package) != before


def test_the_same_text_cut_elsewhere_is_another_digest(package: Path) -> None:
    """A byte that moves from the end of one file to the beginning of the next."""
    first, second = package / "core" / "deep" / "er" / "two.py", package / "core" / "one.py"
    first.write_text("a = 1\nb = 2\n"), second.write_text("c = 3\n")
    before = digest(package)
    first.write_text("a = 1\n"), second.write_text("b = 2\nc = 3\n")
    assert digest(package) != before


def test_what_is_no_source_does_not_count(package: Path) -> None:
    before = digest(package)
    (package / "engine" / "__pycache__").mkdir()
    (package / "engine" / "__pycache__" / "one.cpython-311.pyc").write_bytes(b"compiled")
    (package / "engine" / ".one.py.swp").write_bytes(b"an editor's")
    assert digest(package) == before


def test_versions_count(package: Path) -> None:
    assert len({read_sources(package, salt).digest for salt in [("1", "2"), ("12",), ("1", "3"), ("2", "1"), ()]}) == 5


def test_an_edit_is_seen_and_a_touch_is_none(package: Path) -> None:
    sources = read_sources(package, ())
    path = package / "society" / "deep" / "er" / "two.py"
    assert sources.unchanged() and sources.identity() == sources.digest
    os.utime(path, (0, 0))
    assert sources.unchanged()
    text = path.read_text()
    path.write_text(text.replace("2", "3"))
    assert not sources.unchanged() and sources.identity() == f"{sources.digest}-edited"
    path.write_text(text)
    assert sources.unchanged()
    (package / "society" / "new.py").write_text("")
    assert not sources.unchanged()


def test_a_package_without_sources_on_disk_counts_as_changed(tmp_path: Path) -> None:
    assert not read_sources(tmp_path / "package.zip" / "credopolis", ()).unchanged()


def test_all_rooms_that_kernels_can_import_from_count() -> None:
    """The rooms up to the engine, in the order that the house's own rule gives: nothing below imports from above."""
    project = tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text("utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    below = layers[layers.index("engine") :]
    assert sorted(KERNEL_ROOMS) == sorted(room.strip() for layer in below for room in layer.split("|"))


def test_no_kernel_lives_elsewhere() -> None:
    doors = ("core.jit import", "core import jit", "import numba", "from numba")
    importing = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith(" ") and any(door in line for door in doors)
    }
    assert importing <= set(KERNEL_ROOMS) and importing >= {"core", "engine", "mechanisms", "society"}


def _compiled(path: Path, mode: py_compile.PycInvalidationMode) -> None:
    """Compile a file as at an import, and let a moment pass as a clock of files sees it."""
    py_compile.compile(str(path), doraise=True, invalidation_mode=mode)
    time.sleep(0.02)


def _edited(path: Path, keep_time: bool) -> None:
    """Another text of the same length in place; within the same second, or later."""
    about, text = path.stat(), path.read_text()
    path.write_text(text[:-2] + str(9 - int(text[-2])) + text[-1])
    later = 0 if keep_time else 2 * 10**9
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns + later))


@pytest.mark.parametrize("mode", py_compile.PycInvalidationMode)
@pytest.mark.parametrize("keep_time", [True, False])
def test_a_pyc_file_that_python_wrongly_takes_for_current_is_noticed(
    mode: py_compile.PycInvalidationMode, keep_time: bool, package: Path
) -> None:
    """An edit that keeps the time and the length of a file, or under files that Python does not check."""
    path = package / "engine" / "one.py"
    _compiled(path, mode)
    found = read_sources(package, ())
    assert not found.stale and found.unchanged()
    _edited(path, keep_time)
    taken = subprocess.run(
        [sys.executable, "-c", "import one; print(one.engine)"],
        cwd=path.parent, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = read_sources(package, ())
    wrong = taken.strip() == "1"
    assert wrong == (mode.name == "UNCHECKED_HASH" or (mode.name == "TIMESTAMP" and keep_time))
    assert found.stale == ((str(path),) if wrong else ())
    assert found.unchanged() is not wrong and found.identity().endswith("-edited") is wrong


def test_a_source_that_was_only_touched_is_compiled_once_to_see(package: Path) -> None:
    """As when an installer links it into another environment, which changes its time of change and nothing else."""
    path = package / "engine" / "one.py"
    _compiled(path, py_compile.PycInvalidationMode.TIMESTAMP)
    os.link(path, package / "elsewhere")
    kept = Path(importlib.util.cache_from_source(path))
    before = kept.stat().st_mtime_ns
    assert not read_sources(package, ()).stale and kept.stat().st_mtime_ns > before
    before = kept.stat().st_mtime_ns
    assert not read_sources(package, ()).stale and kept.stat().st_mtime_ns == before
