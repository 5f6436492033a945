"""Kept files: what is damaged or could be somebody else's is not used, and heals; only what is ours is swept."""

from __future__ import annotations

import os
import resource
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.kept import FEW, MARK, UNUSED_SECONDS, Folder, make_private, sweep

NAME = "module.kernel-0123.kernel"
CONTENT = bytes(range(200))
DAY = 86_400
ROOT = os.geteuid() == 0


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    found = Folder(tmp_path / f"kernels-{7:016x}")
    yield found
    found.close()


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a path another user's: really, if we are root; else by being somebody else ourselves."""
    if ROOT:
        os.chown(path, 4242, 4242, follow_symlinks=False)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)


def heals(folder: Folder) -> bool:
    """Whether damage is not used, and writing anew mends it."""
    unused = folder.read(NAME) is None
    folder.write(NAME, CONTENT)
    return unused and folder.read(NAME) == CONTENT


def test_what_is_written_is_read_and_private(folder: Folder) -> None:
    assert folder.fresh and folder.writable
    assert folder.read(NAME) is None and folder.names() == []
    folder.write(NAME, CONTENT)
    assert folder.read(NAME) == CONTENT and folder.names("module.kernel-") == [NAME] and folder.names("other") == []
    assert (folder.path / NAME).stat().st_mode & 0o777 == 0o600 and folder.path.stat().st_mode & 0o777 == 0o700
    assert sorted(os.listdir(folder.path)) == [MARK, NAME]
    folder.write(NAME, b"")
    assert folder.read(NAME) == b""


def test_a_file_cut_at_any_length_heals(folder: Folder) -> None:
    folder.write(NAME, CONTENT)
    whole = (folder.path / NAME).read_bytes()
    for length in range(len(whole)):
        (folder.path / NAME).write_bytes(whole[:length])
        assert heals(folder), length


def test_a_flipped_bit_anywhere_heals(folder: Folder) -> None:
    folder.write(NAME, CONTENT)
    whole = (folder.path / NAME).read_bytes()
    for place in range(len(whole)):
        for bit in (0, 3, 7):
            (folder.path / NAME).write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
            assert folder.read(NAME) is None, (place, bit)
    assert heals(folder)


@given(st.data())
def test_any_other_bytes_are_not_used(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Bytes taken out, put in, doubled or moved: whatever a failing disk or a hasty copy makes of a file."""
    folder = Folder(tmp_path_factory.mktemp("any") / "kernels-1")
    try:
        folder.write(NAME, CONTENT)
        whole = (folder.path / NAME).read_bytes()
        first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
        other = whole[:first] + data.draw(st.binary(max_size=300)) + whole[last:]
        (folder.path / NAME).write_bytes(other)
        assert folder.read(NAME) == (CONTENT if other == whole else None)
    finally:
        folder.close()


def test_a_whole_file_of_another_kernel_is_not_used(folder: Folder) -> None:
    folder.write("module.other-4567.kernel", CONTENT)
    os.rename(folder.path / "module.other-4567.kernel", folder.path / NAME)
    assert heals(folder)


@pytest.mark.parametrize("move", [os.rename, shutil.copytree])
def test_a_folder_of_other_sources_is_not_used(
    folder: Folder, move: Callable[[Path, Path], object], tmp_path: Path
) -> None:
    """The same kernel of other sources has the same name; what it was compiled from is the folder's name alone."""
    folder.write(NAME, CONTENT)
    move(folder.path, tmp_path / f"kernels-{8:016x}")
    other = Folder(tmp_path / f"kernels-{8:016x}")
    try:
        assert other.names() == [NAME] and heals(other)
    finally:
        other.close()


def empty_folder(path: Path) -> None:
    path.mkdir()


def full_folder(path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_text("precious")


def link_to_a_whole_one(path: Path) -> None:
    os.rename(path.with_name("whole"), path.with_name(NAME + ".away"))
    path.symlink_to(NAME + ".away")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def huge(path: Path) -> None:
    with open(path, "wb") as file:
        file.truncate(2**40)


def dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [empty_folder, full_folder, link_to_a_whole_one, pipe, huge, dangling_link])
def test_something_else_in_its_place_heals(folder: Folder, make: Callable[[Path], None]) -> None:
    folder.write(NAME, CONTENT)
    os.rename(folder.path / NAME, folder.path / "whole")
    make(folder.path / NAME)
    assert heals(folder)
    if make is empty_folder:
        assert sorted(os.listdir(folder.path)) == [MARK, NAME, "whole"]
    if make is full_folder:  # what we did not make is not deleted
        assert [p.read_text() for p in folder.path.glob(".*.aside/mine.txt")] == ["precious"]


@pytest.mark.skipif(ROOT, reason="root reads every file")
def test_an_unreadable_file_heals(folder: Folder) -> None:
    folder.write(NAME, CONTENT)
    (folder.path / NAME).chmod(0)
    assert heals(folder)


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_used(folder: Folder, mode: int) -> None:
    folder.write(NAME, CONTENT)
    (folder.path / NAME).chmod(mode)
    assert heals(folder)


def test_a_file_of_another_user_is_not_used(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write(NAME, CONTENT)
    give_away(folder.path / NAME, monkeypatch)
    assert folder.read(NAME) is None


@pytest.mark.parametrize("opened", [Folder, make_private])
@pytest.mark.parametrize("planted", ["link", "group", "all", "owner", "file", "pipe"])
def test_a_planted_folder_is_refused(
    tmp_path: Path, planted: str, opened: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kernels-1"
    if planted == "link":
        (tmp_path / "real").mkdir(mode=0o700)
        path.symlink_to("real")
    elif planted == "file":
        path.write_text("")
    elif planted == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir(mode=0o700)
        path.chmod({"group": 0o770, "all": 0o777}.get(planted, 0o700))
    if planted == "owner":
        give_away(path, monkeypatch)
    with pytest.raises(OSError):
        opened(path)
    assert not list(path.glob("*")) if path.is_dir() else True


def test_exchanging_the_folder_later_changes_nothing(folder: Folder) -> None:
    folder.write(NAME, CONTENT)
    os.rename(folder.path, folder.path.with_name("away"))
    other = Folder(folder.path)
    other.write(NAME, b"planted")
    other.close()
    assert folder.read(NAME) == CONTENT


@contextmanager
def full_disk(left: int) -> Iterator[None]:
    """No file of this process may grow beyond `left` bytes, for writing then fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("left", [0, 1, 60, 200])
def test_a_full_disk_keeps_what_was_there(folder: Folder, left: int) -> None:
    folder.write(NAME, CONTENT)
    for name in (NAME, "module.new-1.kernel"):
        with full_disk(left), pytest.raises(OSError):
            folder.write(name, CONTENT * 2)
    assert folder.read(NAME) == CONTENT
    assert sorted(os.listdir(folder.path)) == [MARK, NAME]


def test_a_folder_made_on_a_full_disk_is_marked_later(tmp_path: Path) -> None:
    with full_disk(0):
        Folder(tmp_path / "kernels-1").close()
    assert (tmp_path / "kernels-1" / MARK).stat().st_size == 0
    Folder(tmp_path / "kernels-1").close()
    assert (tmp_path / "kernels-1" / MARK).stat().st_size > 0


def test_a_file_of_somebody_else_in_place_of_the_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "kernels-1"
    path.mkdir(mode=0o700)
    (tmp_path / "precious").write_text("mine")
    os.link(tmp_path / "precious", path / MARK)
    folder = Folder(path)
    assert heals(folder)
    folder.close()
    assert (tmp_path / "precious").read_text() == "mine"


@pytest.mark.parametrize("make", [empty_folder, dangling_link, pipe])
def test_a_damaged_mark_does_not_matter(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "kernels-1"
    path.mkdir(mode=0o700)
    make(path / MARK)
    folder = Folder(path)
    assert heals(folder)
    folder.close()


def test_many_writers_and_readers_see_whole_files(folder: Folder) -> None:
    contents, seen = [bytes([k]) * 50_000 for k in range(4)], set[bytes | None]()

    def write(k: int) -> None:
        for _ in range(50):
            folder.write(NAME, contents[k])
            seen.add(folder.read(NAME))

    threads = [threading.Thread(target=write, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen <= set(contents) and sorted(os.listdir(folder.path)) == [MARK, NAME]


def test_what_a_killed_process_left_is_forgotten_after_a_day(folder: Folder) -> None:
    for name, age in ((".a.kernel.1-00.part", 2 * DAY), (".b.kernel.1-00.part", 60)):
        (folder.path / name).write_text("half")
        os.utime(folder.path / name, (time.time() - age,) * 2)
    Folder(folder.path).close()
    assert sorted(os.listdir(folder.path)) == [".b.kernel.1-00.part", MARK]


def old(root: Path, number: int, days: float) -> Path:
    """A folder of kernels that was last used so many days ago."""
    folder = Folder(root / f"kernels-{number:016x}")
    folder.write(NAME, CONTENT)
    folder.close()
    os.utime(folder.path / MARK, (time.time() - days * DAY,) * 2)
    return folder.path


def test_sweeping_takes_what_is_old_and_ours_alone(tmp_path: Path) -> None:
    used = old(tmp_path, 0, 99)
    kept = [old(tmp_path, 1, UNUSED_SECONDS / DAY - 1)]
    swept = [old(tmp_path, 2, UNUSED_SECONDS / DAY + 1), old(tmp_path, 3, 400), old(tmp_path, 9, 99)]
    (swept[2] / NAME).write_bytes(b"credopolis kernel 1\n as earlier versions began them")
    unmarked, forged, named, linked = (old(tmp_path, k, 99) for k in range(4, 8))
    (unmarked / MARK).unlink()
    (forged / MARK).write_text("something else")
    os.utime(forged / MARK, (0, 0))
    named = named.rename(tmp_path / "kernels-of-mine")
    linked = linked.rename(tmp_path / "elsewhere")
    (tmp_path / f"kernels-{7:016x}").symlink_to("elsewhere")
    foreign = old(tmp_path, 8, 99)
    (foreign / "mine.txt").write_text("precious")
    os.utime(foreign / MARK, (0, 0))
    sweep(tmp_path, used)
    assert [p.exists() for p in swept] == [False, False, False]
    assert all((p / NAME).exists() for p in (used, *kept, unmarked, forged, named, linked))
    assert sorted(os.listdir(foreign)) == [MARK, "mine.txt"]


def test_sweeping_leaves_what_a_process_uses(tmp_path: Path) -> None:
    path = old(tmp_path, 1, 99)
    user = Folder(path)
    os.utime(path / MARK, (0, 0))
    sweep(tmp_path, tmp_path / "kernels-other")
    assert user.read(NAME) == CONTENT
    user.close()
    sweep(tmp_path, tmp_path / "kernels-other")
    assert not path.exists()


def test_sweeping_leaves_the_few_used_last_and_any_used_today(tmp_path: Path) -> None:
    older = [old(tmp_path, k, 2 + k) for k in range(FEW + 2)]
    sweep(tmp_path, tmp_path / "kernels-other")
    assert [p.exists() for p in older] == [k < FEW - 1 for k in range(FEW + 2)]
    today = [old(tmp_path, 100 + k, 0.5) for k in range(FEW + 2)]
    sweep(tmp_path, tmp_path / "kernels-other")
    assert all(p.exists() for p in today)


def test_using_a_folder_is_noted(tmp_path: Path) -> None:
    path = old(tmp_path, 1, 99)
    Folder(path).close()
    sweep(tmp_path, tmp_path / "kernels-other")
    assert path.exists()
