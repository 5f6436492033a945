"""Growth of the apparatus and what it costs: reckoned once more by hand, and told by the command."""

from __future__ import annotations

import json

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

from credopolis.analysis.measures.costs import UNIT_COSTS, lines_of
from credopolis.analysis.studies.growth import ASSUMED, MET, buyers, course, growth, orders_of, ranges
from credopolis.cli.app import app
from credopolis.core.errors import BadValue
from credopolis.library.evidence import fact
from credopolis.mechanisms.cameras import CamerasParameters

FOUND = growth(draws=60)


def test_a_steady_stock_orders_what_wears_out() -> None:
    """Long after both programmes are done, orders are the stock over the life of a camera."""
    curve = CamerasParameters(skynet_steepness=5.0, sharp_eyes_steepness=5.0)
    assert orders_of(curve, 2060, 8.0) == pytest.approx(curve.ceiling_per_1000 / 8.0, rel=1e-6)


def test_with_nothing_joined_the_platform_orders_its_own() -> None:
    """Without joining, and with cameras that last for ever, all orders ever are the public stock."""
    curve = CamerasParameters(merged=False, skynet_steepness=5.0, sharp_eyes_steepness=5.0)
    ordered = sum(orders_of(curve, year, 1e12) for year in range(2004, 2070))
    assert ordered == pytest.approx(curve.ceiling_per_1000 * (1 - curve.private_share), rel=1e-6)


def test_counties_that_buy_are_a_negative_binomial() -> None:
    """100,000 counties drawn as a gamma mixture of Poisson numbers, within five standard errors."""
    rng = np.random.default_rng(3)
    drawn = (rng.poisson(rng.gamma(0.3, 2.0 / 0.3, 100_000)) > 0).mean()
    assert buyers(2.0, 0.3) == pytest.approx(drawn, abs=5 * 0.5 / np.sqrt(100_000))
    assert buyers(2.0, 1e9) == pytest.approx(1 - np.exp(-2.0), rel=1e-5)


def test_figures_stand_beside_the_facts() -> None:
    for one in FOUND.checks:
        assert all(fact(name) for name in one.source)
        assert one.found.least is not None and one.found.most is not None
        assert (one.verdict == MET) == (one.found.least <= one.published <= one.found.most)
    assert {name: one.checkable for name in ("seed-083", "cam-008") if (one := fact(name))}
    held = {one.year: one for one in FOUND.years}
    assert held[2010].index.value == 0 and held[2019].index.value > 1000
    assert all(0 <= one.world.value <= 100 and 0 <= one.counties.value <= 100 for one in FOUND.years)


def test_shares_of_the_world_add_up() -> None:
    usual = course({name: one[0] for name, one in ranges().items()})
    china, share = usual["cameras"][2020], usual["world"][2020] / 100
    assert china / share - china == pytest.approx(ASSUMED["rest"].value)


def test_the_same_draws_again_and_none() -> None:
    assert growth(draws=60) == FOUND and growth(draws=0).years[0].index.least is None
    with pytest.raises(BadValue, match="0 to 1,000"):
        growth(draws=2000)


def test_costs_are_quantities_times_unit_costs() -> None:
    """A camera for 3,652.5 days is ten camera-years; 40 hours of officers; over 20 life-years."""
    lines = {line.item: line for line in lines_of({"cameras": 3652.5, "officers": 40.0, "cases": 0.0}, 20.0)}
    assert set(lines) == {"cameras", "officers"}
    assert lines["cameras"].yuan == pytest.approx(10 * UNIT_COSTS["cameras"].yuan / 20, rel=2e-3)
    assert lines["officers"].yuan == pytest.approx(40 * 60 / 20) and lines["officers"].low < lines["officers"].yuan
    assert all(one.low <= one.yuan <= one.high for one in UNIT_COSTS.values())


def test_the_command_tells_it() -> None:
    runner = CliRunner()
    said = runner.invoke(app, ["apparatus", "--draws", "60", "--json"])
    assert said.exit_code == 0, said.output
    answer = json.loads(said.stdout)
    jsonschema.validate(answer, json.loads(runner.invoke(app, ["apparatus", "--schema"]).stdout))
    assert answer["checks"][0]["found"]["value"] == FOUND.checks[0].found.value and answer["costs"] is None
    assert "1,900" in runner.invoke(app, ["apparatus", "--draws", "10"]).stdout
