"""Fitting to the record: the search finds values that made a record, and stays within its stretches."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from credopolis.analysis.studies import fit as module
from credopolis.analysis.studies.fit import fit, one_trial, residual
from credopolis.core.errors import BadValue
from credopolis.core.yamlfile import load_text
from credopolis.library.fits import Fit, Stretch, read_fit, value_at
from credopolis.library.on_record import record_of

ROWS = {row.name: row for row in record_of("china-2005-2025")}
A, B = "rulebook.acts.perform_judgment.conduct.rate", "regime.services.high_speed_rail"


def made(text: str, scenario: str, people: int, seed: int) -> dict[str, float]:
    """A model of one's own in place of runs: what the record says, at a rate of 0.2 and 1.3 trips."""
    located = load_text(text, scenario)
    a, b = (float(str(value_at(located, name))) for name in (A, B))
    noise = 1 + 0.002 * (-1) ** seed
    found = {name: math.sqrt(row.least * row.most) for name, row in ROWS.items()}
    found["leaving for each listing in 2018"] *= (a / 0.2) ** 0.8 * noise
    found["trains refused by May 2018"] *= (b / 1.3) * (a / 0.2) ** -0.5 * noise
    return found


def wanted(**changes: Any) -> Fit:
    two = {A: Stretch(0.05, 0.8), B: Stretch(0.05, 3.0)}
    rows = ("leaving for each listing in 2018", "trains refused by May 2018")
    return replace(read_fit("china-2005-2025"), parameters=two, fitted=rows, rounds=10, polish=4, **changes)


def test_the_search_finds_the_values_that_made_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "one_trial", made)
    found = fit(wanted())
    after = {one.name: one.after for one in found.parameters}
    assert after[A] == pytest.approx(0.2, rel=0.02) and after[B] == pytest.approx(1.3, rel=0.03)
    assert found.after < 0.02 < found.before and all(row.met for row in found.rows)
    located = load_text(found.text, "found")
    assert {name: value_at(located, name) for name in after} == after
    assert found.as_json()["rows"][0]["met"] is True and not any(one.pressed for one in found.parameters)


def test_a_value_that_wants_out_of_its_stretch_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "one_trial", made)
    narrow = replace(wanted(), parameters={A: Stretch(0.05, 0.8), B: Stretch(0.05, 0.5)})
    by_name = {one.name: one for one in fit(narrow).parameters}
    assert by_name[B].after == pytest.approx(0.5, rel=0.01) and by_name[B].pressed == "high"


def test_a_row_that_nobody_comes_under_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ratio to none is no number, and no place for a step to be worked out from."""

    def none(*asked: Any) -> dict[str, float]:
        return {**made(*asked), "leaving for each listing in 2018": math.nan}

    monkeypatch.setattr(module, "one_trial", none)
    with pytest.raises(BadValue, match="1,000 people.*'leaving for each listing in 2018'.*more people"):
        fit(wanted(people=1000))


def test_residuals_are_in_halves_of_what_agrees() -> None:
    row = ROWS["flights refused by May 2018"]
    middle = math.sqrt(row.least * row.most)
    assert residual(middle, row) == pytest.approx(0.0)
    assert residual(row.most, row) == pytest.approx(1.0) and residual(row.least, row) == pytest.approx(-1.0)
    assert np.isfinite(residual(0.0, row))


@pytest.mark.slow
def test_a_trial_runs_the_file_that_it_is_given() -> None:
    from credopolis.library.fits import text_of_scenario, with_values

    text, name = text_of_scenario("china-2005-2025")
    text = text.replace("years: 21", "years: 10")
    path = "timeline.list-of-defaulters.rulebook.acts.judgment_default.seen_by.records"
    few, many = (one_trial(with_values(text, {path: s}),
                           name, 4000, 1) for s in (0.05, 0.5))  # fmt: skip
    row = "on the list on 10 March 2014"
    assert isinstance(few, dict) and isinstance(many, dict) and few[row] < many[row]
