"""Rulebooks that reforms bring in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from credopolis.library.names import regime_folder

NEW_ACT = """
  late_return:
    title: Bringing a book back late
    points: -1
    seen_by: {records: 1}
    decision: none
    conduct: {who: {min_age: 18y}, rate: 2}
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The popular account with an act of its own."""
    folder = tmp_path_factory.mktemp("books") / "with-an-act"
    shutil.copytree(regime_folder("popular-account"), folder)
    path = folder / "rulebook.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("acts:\n", "acts:" + NEW_ACT, 1), encoding="utf-8")
    return path
