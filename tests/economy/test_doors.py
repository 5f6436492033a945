"""What each door does: paired differences, the command, its page and its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

from credopolis.cli.app import app
from credopolis.cli.main import guarded
from credopolis.company.desk import book_of
from credopolis.core.errors import BadValue
from credopolis.economy.doubts import doubted, told_of
from credopolis.economy.measures import FIGURES
from credopolis.economy.opened import COMMON, OWN, doors, doors_had
from credopolis.economy.society import companies
from credopolis.economy.trade import business_figures
from credopolis.firms.business import BusinessYear
from credopolis.firms.business_at import COUNTS
from credopolis.firms.doors import BENEFITS, DOORS, OF_RULEBOOKS, PARTS, RESTRICTIONS

ASKED: dict[str, Any] = {"people": 60_000, "years": 2, "seeds": 2}


def test_what_may_be_called_a_finding_has_no_doubt_of_either_kind() -> None:
    clear, crossing = doubted("x", "x", [1.0, 2.0, 3.0], [1.0] * 20), doubted("x", "x", [-1.0, 2.0, 3.0], [1.0] * 20)
    assert told_of(clear, [1.0] * 20) == (1.0, "finding") and told_of(crossing, [1.0] * 20) == (1.0, "open")
    assert told_of(clear, [1.0] * 18 + [-1.0] * 2) == (0.9, "open") and told_of(clear, []) == (None, "not asked")


def test_what_rests_on_nothing_is_left_out() -> None:
    """Without the state's companies nothing is told of their loans; what others do is."""
    counts = np.zeros((2, len(COUNTS)), np.int64)
    counts[0] = 10
    year = BusinessYear(
        counts, 5.0, 5, 0, np.zeros((1, 6)), np.array([[0.0] * 6, [2.0, 0.1, 1, 0, 0, 1], [0.0] * 6]), 3
    )
    found = business_figures([year])
    assert found["loans unpaid private"] == 100.0 and "loans unpaid state" not in found
    assert "growth held back" not in found and found["loans ordinary"] == 50.0


def test_differences_are_of_the_same_companies_with_a_door_and_without() -> None:
    found = doors("popular-company", **ASKED, draws=2, off=["loans", "travel"])
    assert {row.off for row in found.rows} == {"loans", "travel"}
    told = {(row.off, row.figure.name): row for row in found.rows}
    for name in ("loans refused", "trips refused"):
        for off in ("loans", "travel"):
            row = told[off, name]
            sides = [companies("popular-company", **ASKED, off=less).figures for less in ([], [off])]
            on, without = ({one.name: one for one in side}[name] for side in sides)
            assert (row.on, row.without) == pytest.approx((on.value, without.value))
            assert row.figure.value == pytest.approx(row.on - row.without)
            assert row.figure.least is not None and row.figure.low <= row.figure.value <= row.figure.high
    assert told["travel", "trips refused"].without == 0 < told["travel", "trips refused"].on
    assert told["loans", "loans held back"].figure.high < 0 < told["loans", "loans refused"].figure.low
    assert told["loans", "growth held back"].shown and not told["loans", "trips refused"].shown


def test_all_that_a_rulebook_has_is_asked_about() -> None:
    assert doors_had(book_of("popular-company")) == [*BENEFITS, *RESTRICTIONS, *PARTS]
    assert set(doors_had(book_of("tax-credit"))) >= {*OF_RULEBOOKS, "loans", "tax_relief", *PARTS}
    assert "invoices" not in doors_had(book_of("company-2020"))


def test_every_door_and_part_is_told_by_figures_that_there_are() -> None:
    assert set(OWN) == {*DOORS, *PARTS}
    named = {name for own in OWN.values() for name in own} | set(COMMON)
    assert named <= {*FIGURES}


def test_what_is_no_door_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadValue, match="lones"):
        doors("popular-company", off=["lones"])
    assert guarded(["company", "doors", "--off", "lones"]) == 2
    assert "easier_credit" in capsys.readouterr().err
    assert guarded(["company", "society", "--off", "lones"]) == 2


def test_the_command_prints_writes_and_agrees_with_its_schema(tmp_path: Path) -> None:
    page, run = tmp_path / "doors.html", CliRunner()
    line = ["company", "doors", "--people", "40k", "--years", "1", "--seeds", "1", "--off", "loans", "--off", "banks"]
    told = run.invoke(app, [*line, "--html", str(page)])
    assert told.exit_code == 0 and "What each door and each part does" in told.output
    assert "loan of a bank" in page.read_text()
    held = json.loads(run.invoke(app, [*line, "--json"]).output)
    jsonschema.validate(held, json.loads(run.invoke(app, ["company", "doors", "--schema"]).output))
    assert {row["off"] for row in held["rows"]} == {"loans", "banks"}
