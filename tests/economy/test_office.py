"""Better conduct or a softer office: what shares tell, and what they cannot."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from credopolis.cli.app import app
from credopolis.core.errors import BadValue
from credopolis.economy.inflation import checks_needed, colours, entered_of, office, shares_of
from credopolis.library.evidence import fact


def test_the_counts_are_those_of_the_facts() -> None:
    """51/1361/347/349 of 2018 and 436/2450/37/6 of 2024 stand in the rows of evidence too."""
    known = {one.year: (one.green, one.blue, one.yellow, one.red) for one in colours()}
    for year, identifier in ((2018, "cmp-043"), (2024, "cmp-044")):
        assert "/".join(map(str, known[year])) in fact(identifier).statement
    assert colours()[0].red / colours()[0].rated == pytest.approx(0.166, abs=0.0005)


def test_shares_are_those_of_drawn_companies() -> None:
    """A million companies with lognormal factors and Poisson breaches, within five standard errors."""
    rng, n = np.random.default_rng(4), 1_000_000
    factor = np.exp(1.2 * rng.standard_normal(n) - 0.72)
    grave, lesser = rng.poisson(0.22 * factor), rng.poisson(1.25 * factor)
    red, yellow = (grave > 0).mean(), ((grave == 0) & (lesser >= 2)).mean()
    assert shares_of(0.22, 1.25, 1.2, 2) == pytest.approx((red, yellow), abs=5 * 0.4 / math.sqrt(n))


def test_conduct_and_office_have_one_share_for_one_product() -> None:
    """A fifth of the breaches entered by the old office, or all of them entered one time in five: drawn apart."""
    rng, n = np.random.default_rng(7), 500_000
    factor = np.exp(1.2 * rng.standard_normal(n) - 0.72)
    better = rng.poisson(0.2 * 0.5 * factor) > 0
    softer = rng.binomial(rng.poisson(0.5 * factor), 0.2) > 0
    assert better.mean() == pytest.approx(softer.mean(), abs=5 * 0.5 / math.sqrt(n))


@settings(max_examples=40, deadline=None)
@given(st.floats(0.001, 2), st.floats(0.01, 3), st.floats(0.4, 2), st.integers(1, 4))
def test_what_was_entered_is_found_again(grave: float, lesser: float, spread: float, yellow_from: int) -> None:
    red, yellow = shares_of(grave, lesser, spread, yellow_from)
    again = entered_of(red, yellow, spread, yellow_from)
    assert shares_of(*again, spread, yellow_from) == pytest.approx((red, yellow), abs=1e-6)
    assert again[0] == pytest.approx(grave, rel=1e-3)


def test_so_many_checks_tell_a_fall_from_none() -> None:
    """Of 4,000 trials, checks as many as are needed see it nine times in ten, and err one time in twenty."""
    rng, before, after = np.random.default_rng(2), 0.3, 0.15
    n = int(checks_needed(before, after))
    bound = before * n - 1.645 * math.sqrt(n * before * (1 - before))
    assert (rng.binomial(n, after, 4000) < bound).mean() == pytest.approx(0.9, abs=0.04)
    assert (rng.binomial(n, before, 4000) < bound).mean() == pytest.approx(0.05, abs=0.02)
    assert checks_needed(0.1, 0.1) == math.inf


def test_the_grave_fell_further_than_the_lesser() -> None:
    found = office(draws=20)
    apart = next(one for one in found.figures if one.name == "apart")
    assert apart.low > 1 and apart.least is not None and apart.least > 1
    assert any("neither better conduct nor a softer office" in line for line in found.answers)
    assert [one.year for one in found.years] == [2018, 2020, 2021, 2023, 2024]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(BadValue, match="spread is 9"):
        office(given={"spread": 9})
    with pytest.raises(BadValue, match="spred"):
        office(given={"spred": 1})
    with pytest.raises(BadValue, match="draws"):
        office(draws=-1)


def test_the_command_prints_writes_and_agrees_with_its_schema(tmp_path: Path) -> None:
    page, run = tmp_path / "office.html", CliRunner()
    told = run.invoke(app, ["company", "office", "--draws", "3", "--html", str(page)])
    assert told.exit_code == 0 and "unannounced checks" in told.output and "softer office" in page.read_text()
    held = json.loads(run.invoke(app, ["company", "office", "--draws", "0", "--json"]).output)
    jsonschema.validate(held, json.loads(run.invoke(app, ["company", "office", "--schema"]).output))
