"""Markets of strangers: four on the same draws, what errors leave, the command, its page and its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

from credopolis.cli.app import app
from credopolis.core.errors import BadValue
from credopolis.economy.strangers import effects_of, market, trust
from credopolis.firms.generate import generate
from credopolis.firms.given import values
from credopolis.firms.market import ASK, BLIND, NO, TERMS, best
from tests.verification.test_companies import FEW

MIDDLE = {name: one.value for name, one in TERMS.items()}
FIRMS = generate(1, FEW.people, FEW.employed, FEW.province, values())


def test_what_pays_best_is_done() -> None:
    worth = np.array([0.1, 0.1, -0.5])
    assert best(worth, 0.01) == ASK and best(worth, 0.2) == NO and best(np.array([0.1, 0.1, -0.1]), 0.05) == BLIND


def test_without_a_record_nothing_of_the_record_matters() -> None:
    """Its errors, its memory and who is listed change no deal and no draw."""
    other = {**MIDDLE, "noise": 0.1, "inflation": 0.6, "memory_months": 60.0, "listed": 0.9, "favour": 0.0}
    assert market(1, FIRMS, MIDDLE, "weak", False) == market(1, FIRMS, other, "weak", False)


def test_strong_courts_bring_more_and_errors_less() -> None:
    found = trust(people=60_000, seeds=2, draws=12)
    told = {one.figure.name: one for one in found.effects}
    assert told["courts, no record"].told == "finding" and told["courts, no record"].figure.value > 0
    assert told["record, weak courts"].figure.low > 0
    assert {one.error for one in found.erosion} == {"noise", "favour", "inflation", "corruption"}
    assert all(one.most < 0 for one in found.erosion if one.error in ("noise", "corruption"))
    four = {(c.courts, c.system == "with the record"): {f.name: f.value for f in c.figures} for c in found.cells}
    for name, value in effects_of(four).items():
        assert told[name].figure.value == pytest.approx(value, abs=1e-9)


def test_a_held_term_is_not_drawn() -> None:
    held = dict.fromkeys(TERMS, 0.0) | {name: one.value for name, one in TERMS.items()}
    found = trust(people=60_000, seeds=1, draws=3, given=held)
    assert all(one.figure.least == one.figure.most for one in found.effects)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(BadValue, match="margin is 9"):
        trust(given={"margin": 9.0})
    with pytest.raises(BadValue, match="mergin"):
        trust(given={"mergin": 0.1})
    with pytest.raises(BadValue, match="seeds is 0"):
        trust(seeds=0)


def test_the_command_prints_writes_and_agrees_with_its_schema(tmp_path: Path) -> None:
    page, run = tmp_path / "trust.html", CliRunner()
    line = ["company", "trust", "--people", "60k", "--seeds", "1", "--draws", "2"]
    told = run.invoke(app, [*line, "--html", str(page)])
    assert told.exit_code == 0 and "What errors leave" in told.output and "stand in for courts" in page.read_text()
    held = json.loads(run.invoke(app, [*line, "--json"]).output)
    jsonschema.validate(held, json.loads(run.invoke(app, ["company", "trust", "--schema"]).output))
    assert len(held["cells"]) == 4
