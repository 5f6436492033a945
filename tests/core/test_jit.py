"""The cache of compiled kernels, tried with a small one: never stale, never damaged, never in the way."""

from __future__ import annotations

import importlib.util
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numba
import numpy as np
import pytest

from credopolis.core import jit
from credopolis.core.errors import KernelsNotKept
from credopolis.core.keeping import Place
from credopolis.core.kept import Folder
from tests.core.test_kept import full_disk

pytestmark = pytest.mark.skipif(not jit.compiles(), reason="without the compiler nothing is kept")

SOURCE = """
from credopolis.core.jit import hot_kernel

@hot_kernel
def grow(values, times):
    found = values[0]
    for k in range(times):
        found = found * 3 + values[k % values.shape[0]]
    return found
"""
VALUES = np.arange(5)
RIGHT = 18


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """A cache of its own, in place of the user's."""
    found = Folder(tmp_path / "kernels-1")
    monkeypatch.setattr(jit, "_place", lambda: Place(found, True, ""))
    jit._tell_once.cache_clear()
    yield found
    found.close()


def load(tmp_path: Path, source: str = SOURCE) -> ModuleType:
    """The small module as a process finds it that starts now."""
    path = tmp_path / "small.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location("small", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    code = compile(source, path, "exec")  # not through a .pyc, which cannot tell edits within one second apart
    exec(code, module.__dict__)
    return module


def run(module: ModuleType) -> tuple[int, int]:
    """What the kernel gives, and how often it came from the cache."""
    return int(module.grow(VALUES, 4)), sum(module.grow.stats.cache_hits.values())


def only(folder: Folder) -> Path:
    (name,) = folder.names()
    return folder.path / name


def test_a_kernel_is_compiled_once(tmp_path: Path, folder: Folder) -> None:
    first = load(tmp_path)
    assert not jit.is_kept(first.grow)
    assert run(first) == (RIGHT, 0)
    assert jit.is_kept(first.grow) and jit.keeps_kernels()
    assert only(folder).name.startswith("small.grow-")
    assert run(load(tmp_path)) == (RIGHT, 1)
    assert run(load(tmp_path))[0] == load(tmp_path).grow.py_func(VALUES, 4)


def test_other_types_are_kept_beside(tmp_path: Path, folder: Folder) -> None:
    for expected in (0, 2):
        module = load(tmp_path)
        assert module.grow(VALUES, 4) == RIGHT and module.grow(VALUES.astype(np.float32), 4) == RIGHT
        assert sum(module.grow.stats.cache_hits.values()) == expected
    assert len(folder.names()) == 2


def test_damage_heals(tmp_path: Path, folder: Folder) -> None:
    run(load(tmp_path))
    path = only(folder)
    whole = path.read_bytes()
    damaged = [b"", whole[:1], whole[:60], whole[: len(whole) // 2], whole[:-1], whole + b"\0"]
    for place in np.linspace(0, len(whole) - 1, 8).astype(int):
        damaged.append(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
    for content in damaged:
        path.write_bytes(content)
        assert run(load(tmp_path)) == (RIGHT, 0)
        assert run(load(tmp_path)) == (RIGHT, 1)
    path.unlink()
    path.mkdir()
    assert run(load(tmp_path)) == (RIGHT, 0)
    assert run(load(tmp_path)) == (RIGHT, 1)


@pytest.mark.parametrize("content", [b"", b"no pickle", b"N.", b"(N", b"\x80\x05]."])
def test_what_is_whole_but_no_kernel_heals(tmp_path: Path, folder: Folder, content: bytes) -> None:
    run(load(tmp_path))
    folder.write(only(folder).name, content)
    assert run(load(tmp_path)) == (RIGHT, 0)
    assert run(load(tmp_path)) == (RIGHT, 1)


def test_a_full_disk_does_not_end_the_run(tmp_path: Path, folder: Folder) -> None:
    module = load(tmp_path)
    with full_disk(5_000), pytest.warns(KernelsNotKept, match="File too large.*CREDOPOLIS_CACHE_DIR"):
        assert run(module) == (RIGHT, 0)
    assert folder.names() == [] and not [n for n in os.listdir(folder.path) if n.endswith(".part")]
    assert run(load(tmp_path)) == (RIGHT, 0)
    assert run(load(tmp_path)) == (RIGHT, 1)


def test_without_a_folder_kernels_stay_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jit, "_place", lambda: Place(None, False, "nowhere"))
    jit._tell_once.cache_clear()
    module = load(tmp_path)
    with pytest.warns(KernelsNotKept) as told:
        assert run(module) == (RIGHT, 0)
        assert module.grow(VALUES.astype(np.int8), 4) == RIGHT
    assert len(told) == 1
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "__pycache__") == ["small.py"]
    assert not jit.keeps_kernels() and not jit.is_kept(module.grow) and module.grow.stats.cache_path is None


def test_an_edited_kernel_is_compiled_anew(tmp_path: Path, folder: Folder) -> None:
    run(load(tmp_path))
    assert run(load(tmp_path, SOURCE.replace("* 3", "* 5"))) == (38, 0)
    assert run(load(tmp_path)) == (RIGHT, 1)


def test_sources_edited_while_a_process_runs_neither_come_from_the_cache_nor_go_there(
    tmp_path: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(load(tmp_path))
    before, sources = only(folder).read_bytes(), jit._sources()
    monkeypatch.setattr(jit, "_sources", lambda: replace(sources, digest="0" * 16, stamps=(("gone", 0, 0, 0),)))
    with pytest.warns(KernelsNotKept, match="changed while it runs"):
        assert run(load(tmp_path)) == (RIGHT, 0)
    assert only(folder).read_bytes() == before
    assert not jit.keeps_kernels() and jit.kernels_digest() == "0" * 16 + "-edited"


@pytest.mark.parametrize("name", jit._SETTINGS)
def test_settings_of_the_compiler_name_the_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hasattr(numba.config, name)
    before = jit._settings()
    monkeypatch.setattr(numba.config, name, 99)
    assert jit._settings() != before


def test_checks_of_bounds_are_not_left_behind(tmp_path: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numba's own cache gave what was compiled under NUMBA_BOUNDSCHECK=1 to those who did not ask for it."""
    with monkeypatch.context() as within:
        within.setattr(numba.config, "BOUNDSCHECK", 1)
        assert run(load(tmp_path)) == (RIGHT, 0)
    assert run(load(tmp_path)) == (RIGHT, 0)
    assert len(folder.names()) == 2


def test_processor_python_and_function_name_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    function = load(tmp_path).grow.py_func
    names = {jit.name_of(function, "types", ("linux", cpu, flags), ()) for cpu in "ab" for flags in "+-"}
    names.add(jit.name_of(function, "others", ("linux", "a", "+"), ()))
    monkeypatch.setattr(importlib.util, "MAGIC_NUMBER", b"next")
    names.add(jit.name_of(function, "types", ("linux", "a", "+"), ()))
    monkeypatch.setattr(sys, "abiflags", "t", raising=False)
    names.add(jit.name_of(function, "types", ("linux", "a", "+"), ()))
    names.add(jit.name_of(load(tmp_path, SOURCE + "\nX = 1\n").grow.py_func, "types", ("linux", "a", "+"), ()))
    assert len(names) == 8


def test_a_function_without_a_file_is_not_kept(folder: Folder) -> None:
    space: dict[str, object] = {"__name__": "typed"}
    exec(compile(SOURCE, "<typed>", "exec"), space)
    assert space["grow"](VALUES, 4) == RIGHT  # type: ignore[operator]
    assert folder.names() == []


def test_numbas_own_cache_is_never_used(tmp_path: Path, folder: Folder) -> None:
    """Not even where its folders can be written: it falls back to the package's, which no digest names."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        module = load(tmp_path)
        run(module)
    assert module.grow.stats.cache_path == str(only(folder).parent) == str(folder.path)
    assert not list(tmp_path.rglob("*.nbi")) and not list(tmp_path.rglob("*.nbc"))
