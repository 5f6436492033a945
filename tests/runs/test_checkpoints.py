"""When a run is frozen to disk, and what a disk that is full costs."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest

from credopolis.engine.freeze import Frozen
from credopolis.runs.checkpoints import Checkpoints
from credopolis.store.checkpoint import checkpoints_of, write_checkpoint
from credopolis.store.written import Written

ARRAYS = {"table": np.arange(12, dtype=np.int32).reshape(3, 4)}


def test_a_full_disk_is_told_and_costs_only_the_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = write_checkpoint(tmp_path, 30, {"tick": 30}, ARRAYS)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("credopolis.store.checkpoint.os.fsync", full)
    told: list[str] = []
    frozen = Frozen(31, 217, 210, 0.0, {}, "", ARRAYS)
    Checkpoints(tmp_path, Written, told.append, None).on_pause(lambda: frozen, 217, True)
    assert len(told) == 1 and "the run goes on" in told[0] and "disk is full" in told[0]
    assert checkpoints_of(tmp_path) == [kept]
    assert not list((tmp_path / "checkpoints").glob(".*"))
