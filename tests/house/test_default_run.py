"""What the README shows of the run at its defaults is what that run prints."""

from __future__ import annotations

from pathlib import Path

import pytest

import credopolis as cp
from tests.house.tree import DOCS, load


@pytest.mark.slow
def test_the_readme_shows_the_default_run(tmp_path: Path) -> None:
    """If the model was changed on purpose: python docs/images/make.py RUN, then python docs/generate.py."""
    made = load(DOCS / "images" / "make.py")
    run = cp.run(out=tmp_path / "run")
    assert run.manifest["scenario"]["people"] == 1_000_000
    assert made.printed(run) == (DOCS / "images" / "default-run.txt").read_text(encoding="utf-8")
    assert made.picture(run) == (DOCS / "images" / "grades.svg").read_text(encoding="utf-8")
