"""Checkpoints on disk: whole or told to be damaged; and results that are taken up again where they were left."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import made_up
import numpy as np
import pytest

from credopolis.core.errors import RunFolderError
from credopolis.store import writer as writer_module
from credopolis.store.checkpoint import DamagedCheckpoint, checkpoints_of, read_checkpoint, write_checkpoint
from credopolis.store.reader import open_run
from credopolis.store.writer import RunWriter
from credopolis.store.written import Written, read_written

ARRAYS = {
    "records": np.array([(1, 2.5), (3, -0.0)], [("a", "u2"), ("b", "f8")]),
    "empty": np.zeros((0, 3), np.int16),
    "table": np.arange(12, dtype=np.int32).reshape(3, 4)[:, ::2],
}


def test_a_checkpoint_comes_back_bit_for_bit(tmp_path: Path) -> None:
    about, arrays = read_checkpoint(write_checkpoint(tmp_path, 7, {"day": 49, "seconds": {"lives": 0.1}}, ARRAYS))
    assert about == {"day": 49, "seconds": {"lives": 0.1}} and arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype and arrays[name].tobytes() == array.tobytes()
        assert arrays[name].flags.writeable


def test_every_changed_byte_and_every_cut_is_noticed(tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path, 1, {"day": 1}, ARRAYS)
    whole = path.read_bytes()
    for k in range(len(whole)):
        path.write_bytes(whole[:k] + bytes([whole[k] ^ 1 << k % 8]) + whole[k + 1 :])
        with pytest.raises(DamagedCheckpoint):
            read_checkpoint(path)
        path.write_bytes(whole[:k])
        with pytest.raises(DamagedCheckpoint):
            read_checkpoint(path)


def test_two_are_kept_and_a_full_disk_harms_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for tick in (1, 2, 30):
        write_checkpoint(tmp_path, tick, {"tick": tick}, ARRAYS)
    assert [read_checkpoint(path)[0]["tick"] for path in checkpoints_of(tmp_path)] == [30, 2]

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("credopolis.store.checkpoint.os.fsync", full)
    with pytest.raises(RunFolderError, match="disk is full"):
        write_checkpoint(tmp_path, 31, {}, ARRAYS)
    assert [read_checkpoint(path)[0]["tick"] for path in checkpoints_of(tmp_path)] == [30, 2]
    assert not list((tmp_path / "checkpoints").glob(".*"))


@pytest.mark.parametrize("day", [0, 20, 60, 90, 100, 200])
@pytest.mark.parametrize("later", [0, 70])
def test_results_taken_up_again_are_as_if_never_left(
    day: int, later: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "PERIODS_PER_PART", 3)
    scenario = made_up.MadeUpScenario()
    whole = json.loads((made_up.write_run(tmp_path / "whole", scenario) / "manifest.json").read_text())
    writer = RunWriter(tmp_path / "run", scenario, "month")
    made_up.feed(writer, scenario, until=day)
    about, arrays = writer.written().about(), writer.written().arrays()
    made_up.feed(writer, scenario, until=day + later, after=day)  # lost: it came after the checkpoint
    writer._let_go()
    taken_up = read_written(json.loads(json.dumps(about)), arrays)
    with RunWriter(tmp_path / "run", scenario, "month", resumed=taken_up) as writer:
        made_up.feed(writer, scenario, after=day)
        writer.finish(made_up.outcome(scenario))
    resumed: dict[str, Any] = json.loads((tmp_path / "run/manifest.json").read_text())
    assert resumed["fingerprint"] == whole["fingerprint"] and resumed["tables"] == whole["tables"]
    assert resumed["status"] == "complete" and len(resumed["resumed"]) == 1
    assert open_run(tmp_path / "run").content_hashes() == open_run(tmp_path / "whole").content_hashes()


def test_a_folder_is_held_by_one_writer(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path / "run", made_up.MadeUpScenario(), "month")
    with pytest.raises(RunFolderError, match="still going"):
        RunWriter(tmp_path / "run", made_up.MadeUpScenario(), "month", resumed=Written())
    writer._let_go()


def forged(path: Path, data: bytes) -> None:
    """A checkpoint with a right hash."""
    path.write_bytes(data + hashlib.blake2b(data, digest_size=32).digest())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b'"day": 1', b'"day": NaN', "no number"),
        (b'"day": 1', b'"day": 1, "day": 2', "twice"),
        (b'"empty", ', b'"table", ', "names an array twice"),
        (b'"empty", ', b"", "more than the arrays"),
        (b'["records"', b'[["records"]', "does not name its arrays"),
        (b"'shape': (2,)", b"'shape': (9,)", "cut short|does not read"),
        (b"'shape': (2,)", b"'shape': (-2,)", "cut short|does not read"),
        (b"'shape': (2,)", b"'shape': 2**70", "does not read"),
        (b"'fortran_order': False", b"'fortran_order': True ", "not as arrays are written"),
        (b"'<i4'", b"'|O' ", "not as arrays are written|does not read"),
        (b"checkpoint 1", b"checkpoint 2", "format"),
        (b"\x93NUMPY\x01", b"\x93NUMPY\x07", "not as arrays are written|does not read"),
    ],
)
def test_what_a_right_hash_does_not_make_right_is_named(before: bytes, after: bytes, said: str, tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path, 1, {"day": 1}, ARRAYS)
    whole = path.read_bytes()[:-32]
    assert before in whole
    forged(path, whole.replace(before, after, 1))
    with pytest.raises(DamagedCheckpoint, match=said):
        read_checkpoint(path)
    forged(path, whole + b"more")
    with pytest.raises(DamagedCheckpoint, match="more than the arrays"):
        read_checkpoint(path)
    with pytest.raises(DamagedCheckpoint, match="too large"):
        read_checkpoint(path, 100)


def test_what_stands_in_place_of_a_checkpoint_is_named(tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path, 1, {"day": 1}, ARRAYS).rename(tmp_path / "before")
    for make in (os.mkfifo, Path.mkdir, lambda p: p.symlink_to("/dev/zero"), lambda p: p.symlink_to(path)):
        place = tmp_path / "checkpoints/tick-000001.checkpoint"
        make(place)
        with pytest.raises(DamagedCheckpoint, match="link|pipe|folder"):
            read_checkpoint(place)
        place.rmdir() if place.is_dir() else place.unlink()
