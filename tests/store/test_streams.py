"""Streams of a run that is still going: whole batches can be read at any time, and in the end all rows are there."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import made_up
import pyarrow as pa
import pytest

from credopolis.core.errors import BadValue
from credopolis.store.reader import open_run
from credopolis.store.streams import TableStreams
from credopolis.store.writer import RunWriter


def so_far(path: Path) -> Any:
    """The whole batches of a stream, whether it has ended or not: the reader that the documentation shows."""
    batches = []
    with pa.ipc.open_stream(path) as stream:
        try:
            for batch in stream:
                batches.append(batch)
        except (OSError, pa.ArrowInvalid):
            pass
        return pa.Table.from_batches(batches, stream.schema)


def test_a_stream_is_read_while_its_run_goes_on_and_ends_with_all_rows(tmp_path: Path) -> None:
    scenario, told = made_up.MadeUpScenario(), []
    streams = TableStreams(tmp_path / "live", told.append)
    with RunWriter(tmp_path / "run", scenario, "month", stream=streams) as writer:
        made_up.feed(writer, scenario, until=90)
        grades = so_far(tmp_path / "live/grades.arrows")
        assert sorted(set(grades["day"].to_pylist())) == [0, 30, 60, 90]
        assert set(grades["grade"].to_pylist()) <= {"A", "B", "C", "D", "unscored"}
        assert grades.schema.field("lives").metadata[b"unit"] == b"persons"
        cut = tmp_path / "cut.arrows"
        cut.write_bytes((tmp_path / "live/grades.arrows").read_bytes()[:-100])
        assert 0 < so_far(cut).num_rows < grades.num_rows
        assert not (tmp_path / "run/tables").exists()  # the folder's parts come later: the stream is ahead of them
        made_up.feed(writer, scenario, after=90)
        writer.finish(made_up.outcome(scenario))
    run = open_run(tmp_path / "run")
    for name in run.tables:
        assert so_far(tmp_path / f"live/{name}.arrows").num_rows == run.table(name).height, name
    assert told == []


def test_a_stream_that_cannot_be_written_is_given_up_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, told = made_up.MadeUpScenario(), []
    streams = TableStreams(tmp_path / "live", told.append)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with RunWriter(tmp_path / "run", scenario, "month", stream=streams) as writer:
        monkeypatch.setattr("credopolis.store.streams.table_of", full)
        made_up.feed(writer, scenario)
        writer.finish(made_up.outcome(scenario))
    assert len(told) == 1 and "disk is full" in told[0] and "the run goes on" in told[0]
    assert open_run(tmp_path / "run").status == "complete"


def test_streams_are_never_laid_over_something(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    for where in (tmp_path, tmp_path / "mine"):
        with pytest.raises(BadValue, match="new or empty"):
            TableStreams(where, print)
