"""Makes the made-up runs importable for the tests beside this file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

import made_up

from credopolis.analysis.open import open_run
from credopolis.store.run import Run


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., Path]:
    """Writes a made-up run under the test's folder and gives its path."""

    def make(name: str = "run", scenario: made_up.MadeUpScenario | None = None, **options: object) -> Path:
        return made_up.write_run(tmp_path / name, scenario or made_up.MadeUpScenario(), **options)

    return make


@pytest.fixture
def run(make_run: Callable[..., Path]) -> Run:
    """A whole made-up run, opened."""
    return open_run(make_run())
