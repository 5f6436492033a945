"""The table of targets: what it cites exists, and every target in it is held against its regime by a test here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from credopolis.cli.main import guarded
from credopolis.library.evidence import fact
from credopolis.library.names import EVERY_REGIME
from credopolis.library.targets import targets

HERE = Path(__file__).parent


def test_facts_and_regimes_exist_and_ids_are_distinct() -> None:
    rows = targets()
    assert len({row.id for row in rows}) == len(rows) > 0
    for row in rows:
        assert row.facts and row.regime
        assert [fact(cited).id for cited in row.facts] == list(row.facts)
        assert set(row.regime) <= set(EVERY_REGIME)
        assert all((row.pattern, row.target, row.tolerance, row.source, row.choice))


def test_every_target_has_a_test_by_its_name() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_targets_*.py"))
    assert [row.id for row in targets() if f"def test_{row.id.lower()}_" not in text] == []


def test_the_command_shows_a_target(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["facts", "v05"]) == 0
    assert "below 1 %" in capsys.readouterr().out
    assert guarded(["facts", "V22", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["targets"][0]["regime"] == ["us-bank-score"]
