"""Made-up runs for the tests of the store."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, os.path.dirname(__file__))

import made_up

from credopolis.store.reader import Run, open_run
from credopolis.store.writer import RunWriter


def write_run(folder: Path, scenario: made_up.MadeUpScenario, *, fields: bool = True, seconds: float = 1.5) -> Path:
    """Write a whole made-up run."""
    with RunWriter(folder, scenario, "month", record_fields=fields, extra={"threads": 2}) as writer:
        for period in made_up.periods(scenario):
            writer.on_period(period)
        for tick in made_up.ticks(scenario):
            writer.on_tick(tick)
        writer.finish(made_up.outcome(scenario, seconds=seconds))
    return writer.folder


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., Path]:
    """Writes a made-up run under the test's folder and gives its path."""

    def make(name: str = "run", scenario: made_up.MadeUpScenario | None = None, **options: object) -> Path:
        return write_run(tmp_path / name, scenario or made_up.MadeUpScenario(), **options)  # type: ignore[arg-type]

    return make


@pytest.fixture
def run(make_run: Callable[..., Path]) -> Run:
    """A whole made-up run, opened."""
    return open_run(make_run())
