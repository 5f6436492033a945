"""Writing: whole or not at all, through no link that was planted; taking away: only what bears the mark."""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from credopolis.core import writing
from credopolis.core.writing import Strange, is_part, open_appending, put, reason, remove_inside, write_inside

PLANTS: dict[str, Callable[[Path, Path], object]] = {
    "link": lambda at, victim: at.symlink_to(victim),
    "dangling link": lambda at, victim: at.symlink_to(victim.with_name("nobody")),
    "link to a folder": lambda at, victim: at.symlink_to(victim.parent),
    "pipe": lambda at, victim: os.mkfifo(at),
    "folder": lambda at, victim: at.mkdir(),
    "socket": lambda at, victim: socket.socket(socket.AF_UNIX).bind(str(at)),
}
"""What somebody may have put in the place of a file of ours."""


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of somebody else, outside the folder."""
    path = tmp_path / "elsewhere" / "precious"
    path.parent.mkdir()
    path.write_bytes(b"mark precious")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "ours"
    path.mkdir()
    return path


@pytest.mark.parametrize("plant", PLANTS)
def test_what_was_planted_is_never_written_through(plant: str, folder: Path, victim: Path) -> None:
    PLANTS[plant](folder / "x", victim)
    if plant == "folder":
        with pytest.raises(OSError):
            write_inside(folder, "x", b"new")
    else:
        write_inside(folder, "x", b"new")
        assert (folder / "x").read_bytes() == b"new" and not (folder / "x").is_symlink()
    assert victim.read_bytes() == b"mark precious" and os.listdir(victim.parent) == ["precious"]
    assert os.listdir(folder) == ["x"]


@pytest.mark.parametrize("plant", PLANTS)
def test_nothing_is_appended_to_what_was_planted(plant: str, folder: Path, victim: Path) -> None:
    PLANTS[plant](folder / "x", victim)
    with pytest.raises(Strange, match="x is"):
        open_appending(folder / "x")
    assert victim.read_bytes() == b"mark precious" and os.listdir(victim.parent) == ["precious"]


@pytest.mark.parametrize("plant", ["link to a folder", "pipe", "socket"])
def test_no_folder_on_the_way_may_be_a_link(plant: str, folder: Path, victim: Path) -> None:
    PLANTS[plant](folder / "tables", victim)
    with pytest.raises(Strange, match="tables is a link or a file"):
        write_inside(folder, "tables/x", b"new")
    assert remove_inside(folder, ("tables",), lambda name, start: True) == []
    assert os.listdir(victim.parent) == ["precious"]


def test_a_folder_that_a_user_names_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    write_inside(tmp_path / "link", "a/b/x", b"new")
    assert (folder / "a/b/x").read_bytes() == b"new"


@pytest.mark.parametrize("plant", PLANTS)
def test_only_files_with_the_mark_are_taken_away(plant: str, folder: Path, victim: Path) -> None:
    PLANTS[plant](folder / "planted", victim)
    (folder / "ours").write_bytes(b"mark 1")
    (folder / "theirs").write_bytes(b"notes")
    told: dict[str, bytes] = {}

    def ours(name: str, start: bytes) -> bool:
        told[name] = start
        return start.startswith(b"mark")

    assert remove_inside(folder, (), ours) == ["ours"]
    assert told == {"ours": b"mark 1", "theirs": b"notes"}
    assert sorted(os.listdir(folder)) == ["planted", "theirs"] and victim.read_bytes() == b"mark precious"


def test_a_temporary_file_is_never_one_that_is_there(
    folder: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.secrets, "token_hex", lambda n: "0" * 2 * n)  # somebody has guessed it
    name = ".credopolis-" + "0" * 16 + ".part"
    (folder / name).symlink_to(victim)
    with pytest.raises(FileExistsError):
        write_inside(folder, "x", b"new")
    assert victim.read_bytes() == b"mark precious" and os.listdir(folder) == [name]


def test_names_of_temporary_files_cannot_be_foreseen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def note(handle: int, data: Any) -> int:
        seen.extend(os.listdir(folder))
        return put(handle, data)

    monkeypatch.setattr(writing, "put", note)
    for _ in range(20):
        write_inside(folder, "x", b"new")
    parts = [name for name in seen if name != "x"]
    assert len(set(parts)) == 20 and all(map(is_part, parts)) and os.listdir(folder) == ["x"]


@pytest.mark.parametrize("fails", ["put", "os.close", "os.replace"])
def test_whole_or_not_at_all(fails: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "x").write_bytes(b"old")
    real_close, calls = os.close, []

    def fail(*arguments: Any, **_: Any) -> None:
        if fails == "os.close":
            real_close(arguments[0])
            calls.append(arguments)
            if len(calls) > 1:
                return
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"credopolis.core.writing.{fails}", fail)
        with pytest.raises(OSError, match="No space"):
            write_inside(folder, "x", b"new")
    assert (folder / "x").read_bytes() == b"old" and os.listdir(folder) == ["x"]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_permissions_are_the_umasks(mask: int, mode: int, folder: Path) -> None:
    before = os.umask(mask)
    try:
        write_inside(folder, "x", b"new")
        open_appending(folder / "y").close()
    finally:
        os.umask(before)
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in "xy"] == [mode, mode]


def test_a_slow_reader_of_a_pipe_that_does_not_block_gets_all() -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    data, got = os.urandom(500_000), bytearray()

    def read() -> None:
        while block := os.read(reader, 1000):
            got.extend(block)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        assert put(writer, data) == len(data)
    finally:
        os.close(writer)
        thread.join()
        os.close(reader)
    assert bytes(got) == data


def test_every_reason_is_in_words() -> None:
    known = "ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EISDIR", "ELOOP", "ENAMETOOLONG"
    for number in (getattr(errno, name) for name in known):
        assert "failed" not in reason(OSError(number, os.strerror(number)))
    assert "Input/output error" in reason(OSError(errno.EIO, "Input/output error"))
