"""The examples that Hypothesis draws are the same whatever else is imported."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st


def drawn() -> list[int]:
    numbers = list[int]()

    @settings(max_examples=300, phases=[Phase.generate])
    @given(st.integers(0, 2**40))
    def draw(number: int) -> None:
        numbers.append(number)

    draw()
    return numbers


def test_another_module_of_ours_changes_no_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn()
    file = tmp_path / "literals_of_ours.py"
    file.write_text(f"NUMBERS = {[2**20 + 3 * number for number in range(500)]}\n", encoding="utf-8")
    spec = spec_from_file_location("literals_of_ours", file)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "literals_of_ours", module)
    assert len(set(before)) > 200 and drawn() == before
