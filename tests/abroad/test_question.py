"""The question as it is asked: the table, the fit, what is told, the command, the page, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

import credopolis as cp
from credopolis.abroad.ask import diffusion
from credopolis.abroad.checks import CANNOT
from credopolis.abroad.countries import BANDS, PARTS, REGIONS, countries
from credopolis.abroad.figures import figures_of
from credopolis.abroad.fit import CLOUD, settled, subsets
from credopolis.abroad.found import AbroadFound
from credopolis.abroad.given import FACTOR_WORDS, GIVEN, NEUTRAL
from credopolis.abroad.page import abroad_html
from credopolis.analysis.charts.still import as_svg
from credopolis.cli.app import app
from credopolis.company.result import plain_data
from credopolis.core.errors import BadValue
from credopolis.library.evidence import fact


@pytest.fixture(scope="module")
def found() -> AbroadFound:
    return cp.diffusion(years=4, seeds=12, draws=12)


def test_the_table_is_what_the_facts_count() -> None:
    """Counts of the evidence, from the table that the model reads."""
    table = countries()
    first = [one for one in table if one.wave == 2019]
    assert len(table) == 179 and len(first) == int(fact("dif-001").value) == 75
    assert sum("chinese" in one.suppliers for one in first) == int(fact("dif-002").value)
    assert [sum(name in one.suppliers for one in first) for name in ("american", "japanese")] == [32, 17]
    assert [sum(bool(one.trade_list) is held for one in first) for held in (True, False)] == [43, 32]
    assert [sum(part in one.parts for one in first) for part in PARTS] == [56, 64, 53]
    kinds = ("liberal democracy", "electoral democracy", "electoral autocracy", "closed autocracy")
    assert "/".join(str(sum(one.regime == kind for one in first)) for kind in kinds) == fact("exp-001").value
    new = [sum(one.wave == 2022 and one.band == k for one in table) for k in range(len(BANDS) + 1)]
    left = [sum(one.wave != 2019 and one.band == k for one in table) for k in range(len(BANDS) + 1)]
    assert "; ".join(f"{a}/{b}" for a, b in zip(new, left, strict=True)) == fact("exp-006").value


def test_no_tile_lies_on_another() -> None:
    for region in REGIONS:
        places = [(one.column, one.row) for one in countries() if one.region == region]
        assert len(places) == len(set(places)) and max(column for column, _ in places) < 9


def test_every_parameter_has_a_range_and_a_source() -> None:
    for name, one in GIVEN.items():
        assert one.low <= one.value <= one.high and one.low < one.high, name
        assert one.at(0.5) == pytest.approx(one.value) and one.at(0.0) == pytest.approx(one.low)
        assert one.source == "assumption" or fact(one.source), name
    assert set(FACTOR_WORDS) == set(NEUTRAL) <= set(GIVEN)


def test_the_fit_finds_what_made_a_record() -> None:
    """A likelihood that is known: draws of a level come as Bayes says, by an integral over the range."""
    share = 0.3

    def logs(values: dict[str, np.ndarray]) -> np.ndarray:
        chance = 1 - np.exp(-10 * values["level"])
        return np.log(np.where(np.arange(40)[None, :] < 40 * share, chance[:, None], 1 - chance[:, None]))

    drawn = settled(logs, ("level",), {}, {}, 3)
    grid = np.array([GIVEN["level"].at(x) for x in (np.arange(4000) + 0.5) / 4000])
    weights = np.exp(logs({"level": grid}).sum(axis=1))
    mean = float(weights @ np.log(grid) / weights.sum())
    spread = float(np.sqrt(weights @ np.log(grid) ** 2 / weights.sum() - mean**2))
    assert CLOUD > 1000 and abs(float(np.log(drawn.values["level"]).mean()) - mean) < 4 * spread / np.sqrt(100)
    assert float(np.log(drawn.values["level"]).std()) == pytest.approx(spread, rel=0.25)


def test_sets_of_parts_are_a_chain_of_drawn_ones() -> None:
    """A hazard of 0.1 a step, a further part three times as often: 100,000 drawn beside the chain of sets."""
    rng, n = np.random.default_rng(8), 100_000
    values = {"after": np.array([3.0]), "city": np.array([2.0]), "policing": np.array([0.5])}
    shares = np.array([2.0, 1.0, 0.5]) / 3.5
    held = np.zeros((n, 3), bool)
    for _ in range(6):
        often = np.where(held.any(axis=1), 3.0, 1.0)[:, None] * 0.1 * shares
        held |= rng.random((n, 3)) < 1 - np.exp(-often)
    counts = np.bincount(held @ np.array([1, 2, 4]), minlength=8) / n
    chances = subsets(values, np.full((6, 1), 0.1))[0, 0]
    assert counts == pytest.approx(chances, abs=5 * 0.5 / np.sqrt(n)) and chances.sum() == pytest.approx(1)


def test_what_is_told_is_whole(found: AbroadFound) -> None:
    assert found.until == 2026 and [one.year for one in found.years] == [2022, 2023, 2024, 2025, 2026]
    assert found.years[0].adopted.value == 99 and all(one.chance == 1 for one in found.countries if one.since)
    rising = [one.adopted.value for one in found.years]
    assert rising == sorted(rising) and all(0 < one.chance < 1 for one in found.countries if not one.since)
    assert {one.name for one in found.factors} == set(FACTOR_WORDS)
    told = {one.name: one.told for one in found.factors}
    assert all(told[name] == "its sign is assumed" for name in ("neighbours", "peers", "vendors", "standards"))
    assert {one.verdict for one in found.checks} <= {"met", "not met", CANNOT} and len(found.checks) == 29
    assert all(fact(name) for one in found.checks for name in one.source)
    assert all(one.laws == 0 for one in found.years) and 0.01 < found.law_bound < 0.03


def test_off_and_set_are_heard() -> None:
    without = diffusion(years=2, seeds=4, draws=0, off=["vendors"], given={"trade": 2.0, "law": 0.02})
    assert without.off == ("vendors",) and "vendors" not in {one.name for one in without.factors}
    held = {one.name: one for one in without.parameters}
    assert held["trade"].fitted == "set" and held["trade"].value == held["trade"].low == 2.0
    assert without.years[-1].laws > 0 and without.years[-1].adopted.least is None


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"off": ["cats"]}, "trade, regime"), ({"given": {"cats": 1.0}}, "level, trade"),
        ({"given": {"trade": 9.0}}, "0.25 to 4"), ({"years": 0}, "1 to 30"), ({"draws": 500}, "0 to 200"),
        ({"seeds": True}, "1 to 2,000"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(asked: dict[str, object], says: str) -> None:
    with pytest.raises(BadValue, match=says):
        diffusion(**asked)  # type: ignore[arg-type]


def test_the_map_is_drawn_wide_and_narrow(found: AbroadFound) -> None:
    drawn = figures_of(found)[0].drawn["tiles"]
    for way in ("wide", "narrow"):
        places = [tuple(one["narrow"]) if way == "narrow" else (one["column"], one["row"]) for one in drawn]
        assert len(set(places)) == len(countries()) == 179, way
    assert max(one["narrow"][0] for one in drawn) < 9 and max(one["column"] for one in drawn) < 27
    assert all(one["says"].count(one["name"]) == 1 for one in drawn)
    svg = as_svg(figures_of(found)[0])
    assert svg.count("<rect") == 179 and ">NOR<" in svg and "nan" not in svg.lower()
    page = abroad_html(found)
    assert "not met" in page and "Iceland" in page and "<script src" not in page


def test_the_command_says_once_more_what_python_says(found: AbroadFound, tmp_path: Path) -> None:
    runner, page = CliRunner(), tmp_path / "abroad.html"
    asked = ["diffusion", "--years", "4", "--seeds", "12", "--draws", "12", "--json", "--html"]
    said = runner.invoke(app, [*asked, str(page)])
    assert said.exit_code == 0, said.output
    answer = json.loads(said.stdout)
    schema = json.loads(runner.invoke(app, ["diffusion", "--schema"]).stdout)
    jsonschema.validate(answer, schema)
    again = plain_data(found)
    assert {key: answer[key] for key in again} == json.loads(json.dumps(again))
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_no_row_of_the_table_is_of_a_person() -> None:
    """Countries alone: their columns are these and no other."""
    file = Path(cp.__file__).parent / "abroad" / "countries.csv"
    header = next(csv.reader(file.open(encoding="utf-8", newline="")))
    assert header == [
        "code", "country", "region", "column", "row", "wave", "city", "faces", "policing", "kinds_2022", "chinese",
        "american", "japanese", "trade_list", "regime", "repression",
    ]  # fmt: skip
