"""Where kernels are kept: where the surroundings say, else in a temporary folder that is ours alone, else nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from credopolis.core import keeping
from credopolis.core.keeping import Place, find_place, user_root
from tests.core.test_kept import old

NAME = f"kernels-{1:016x}"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder in place of the machine's."""
    path = tmp_path / "temporary"
    path.mkdir()
    monkeypatch.setenv("TMPDIR", str(path))
    monkeypatch.setattr(keeping, "TEMPORARY", ())
    return path


def below_a_file(tmp_path: Path) -> Path:
    """A folder that nobody, root included, can make."""
    (tmp_path / "file").write_text("")
    return tmp_path / "file" / "cache"


def test_surroundings_name_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CREDOPOLIS_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert tmp_path in user_root().parents and user_root().name == "credopolis"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    if os.uname().sysname == "Linux":
        assert user_root() == tmp_path / "xdg" / "credopolis"
    assert user_root(str(tmp_path / "numba")) == tmp_path / "numba" / "credopolis"
    monkeypatch.setenv("CREDOPOLIS_CACHE_DIR", str(tmp_path / "ours"))
    assert user_root(str(tmp_path / "numba")) == tmp_path / "ours"
    monkeypatch.setenv("CREDOPOLIS_CACHE_DIR", "~/ours")
    assert user_root() == tmp_path / "ours"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDOPOLIS_CACHE_DIR", "here")
    assert user_root() == tmp_path / "here"


def test_the_first_choice_lasts_and_needs_no_words(tmp_path: Path, temporary: Path) -> None:
    place = find_place(tmp_path / "a" / "b", NAME)
    assert place.folder is not None and place.folder.path == tmp_path / "a" / "b" / NAME
    assert place.lasts and place.advice == "" and not list(temporary.iterdir())


def test_a_new_folder_sweeps_old_ones(tmp_path: Path, temporary: Path) -> None:
    path = old(tmp_path, 5, 99)
    assert find_place(tmp_path, NAME).folder is not None and not path.exists()


def test_else_it_is_a_temporary_folder_of_ours(tmp_path: Path, temporary: Path) -> None:
    place = find_place(below_a_file(tmp_path), NAME)
    assert place.folder is not None and place.folder.path == temporary / f"credopolis-{os.geteuid()}" / NAME
    assert place.folder.path.parent.stat().st_mode & 0o777 == 0o700
    assert "may not last" in place.advice and "CREDOPOLIS_CACHE_DIR" in place.advice and "\n" not in place.advice
    again = find_place(below_a_file(tmp_path), NAME)
    assert again.folder is not None and again.folder.path == place.folder.path and not again.folder.fresh


@pytest.mark.parametrize("given", ["", "~nobody-of-that-name/cache"])
def test_without_a_home_no_folder_named_tilde_is_made(
    given: str, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_home(path: str) -> str:
        return path

    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CREDOPOLIS_CACHE_DIR", given)
    monkeypatch.setattr(os.path, "expanduser", no_home)
    monkeypatch.chdir(tmp_path)
    assert user_root() is None
    place = find_place(user_root(), NAME)
    assert place.folder is not None and temporary in place.folder.path.parents
    assert not list(tmp_path.glob("~*")) and "no home folder" in place.advice


@pytest.mark.parametrize("planted", ["link", "all", "owner"])
def test_a_planted_temporary_folder_is_not_used(tmp_path: Path, temporary: Path, planted: str) -> None:
    root, path = below_a_file(tmp_path), temporary / f"credopolis-{os.geteuid()}"
    if planted == "link":
        (tmp_path / "theirs").mkdir(mode=0o700)
        path.symlink_to(tmp_path / "theirs")
    else:
        path.mkdir(mode=0o700)
    if planted == "all":
        path.chmod(0o777)
    if planted == "owner":
        if os.geteuid() != 0:
            pytest.skip("only root can give a folder to another user")
        os.chown(path, 4242, 4242)
    place = find_place(root, NAME)
    assert place.folder is None and "could not be kept" in place.advice and "\n" not in place.advice


def test_a_cache_that_others_may_write_is_not_used(tmp_path: Path, temporary: Path) -> None:
    old(tmp_path, 1, 0).chmod(0o777)
    place = find_place(tmp_path, NAME)
    assert place.folder is not None and temporary in place.folder.path.parents
    assert "other users may write" in place.advice


def test_nowhere_is_said_in_one_line(tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(below_a_file(tmp_path)))
    place = find_place(below_a_file(tmp_path), NAME)
    assert place.folder is None and not place.lasts
    assert "CREDOPOLIS_CACHE_DIR" in place.advice and "\n" not in place.advice


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes every folder; tests/hostile tries it on a read-only disk")
def test_a_cache_that_only_can_be_read_is_read(tmp_path: Path, temporary: Path) -> None:
    path = old(tmp_path, 1, 0)
    path.chmod(0o500)
    place = find_place(tmp_path, NAME)
    assert place.folder is not None and place.folder.path == path and not place.folder.writable
    assert "could not be kept" in place.advice
    path.chmod(0o700)


def test_an_empty_cache_that_only_can_be_read_is_no_use(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a read-only disk, where a folder that was made in time holds nothing."""
    allowed = iter([False, True])
    monkeypatch.setattr(os, "access", lambda *arguments, **options: next(allowed))
    place = find_place(tmp_path, NAME)
    assert place.folder is not None and temporary in place.folder.path.parents
    assert f"{tmp_path / NAME} cannot be written" in place.advice


def test_a_place_is_described_by_its_trouble() -> None:
    assert "(a reason)" in Place(None, False, "a reason").advice
