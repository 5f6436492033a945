"""Journals and states of studies that somebody changed: a line that does not fit is made again, the rest is named."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from credopolis.analysis.studies.journal import Journal
from credopolis.analysis.studies.study import open_study
from credopolis.core.errors import RunFolderError


def line(text: str) -> bytes:
    """A line with a right checksum."""
    data = text.encode("utf-8", "surrogatepass")
    return b"%08x %s\n" % (zlib.crc32(data), data)


@pytest.mark.parametrize("text", [b"mine", b"mine\n", b"12 apples\n", b"0badcafe notes\n", b"\n"])
def test_a_line_of_somebody_else_is_left_alone(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(text)
    with pytest.raises(RunFolderError, match="no journal.*Move it away"):
        Journal(path, ("y",))
    assert path.read_bytes() == text


def test_a_first_line_torn_anywhere_is_ours(tmp_path: Path) -> None:
    path, whole = tmp_path / "journal", line('["a", {"y": 1.5}]')
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with Journal(path, ("y",)) as journal:
            assert not journal.results and journal.damaged == (length > 0)
        assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "text",
    [
        '["b", {"y": NaN}]', '["b", {"y": "1"}]', '["b", {"y": true}]', '["b", {"y": null}]', '["b", {"y": [1]}]',
        '["b", {"y": 1, "y": 2}]', '["b", {"y": 1' + "0" * 400 + "}]", '["b", {"y": 1' + "0" * 5000 + "}]",
        '["b", {"y": 1e999}]', '["b"]', '["b", {}, 1]', '[1, {"y": 1}]', '{"b": 1}', "7", "", '["b", {"z": 1}]',
        '["b", {"y": 1, "z": 1}]', '["\\u001b[2J", {"y": 1}]', '["b", {"y\\u001b": 1}]', '["\\ud800", {"y": 1}]',
        "[" * 100_000 + "]" * 100_000, '["\ud800", {"y": 1}]',
    ],
)  # fmt: skip
def test_a_line_that_no_run_writes_is_made_again(text: str, tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(line('["a", {"y": 1.5}]') + line(text) + line('["c", {"y": "nan"}]'))
    with Journal(path, ("y",)) as journal:
        assert sorted(journal.results) == ["a", "c"] and journal.damaged == 1
    assert path.read_bytes() == line('["a", {"y": 1.5}]') + line('["c", {"y": "nan"}]')


@pytest.mark.parametrize(
    "make",
    [os.mkfifo, Path.mkdir, lambda p: p.symlink_to("/dev/zero"), lambda p: p.symlink_to("/etc/hostname")],
    ids=["pipe", "folder", "device", "link"],
)
def test_what_is_no_file_of_the_folder_is_refused(make: Callable[[Path], object], tmp_path: Path) -> None:
    make(tmp_path / "journal")
    with pytest.raises(RunFolderError, match="journal.*(link|folder stands|pipe|no file)"):
        Journal(tmp_path / "journal")
    room = tmp_path / "study"
    room.mkdir()
    make(room / "study.json")
    with pytest.raises(RunFolderError, match=r"study\.json is damaged"), open_study(room, {}, "", "design.yaml"):
        pass


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"identity": 1}', '{"identity": NaN}', "[" * 100_000, '{"a": 1, "a": 2}']
)
def test_a_state_that_does_not_read_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text(text)
    with pytest.raises(RunFolderError, match=r"study\.json is damaged"), open_study(tmp_path, {}, "", "design.yaml"):
        pass
    assert (tmp_path / "study.json").read_text() == text
