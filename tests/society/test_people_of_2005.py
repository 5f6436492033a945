"""The people of 2005: number, classes of age and bands agree with what was counted, and with how the table was made."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import credopolis
from credopolis.library.evidence import fact
from credopolis.library.on_record import people_of
from credopolis.society.tables import SocietyTables, load_tables

from .sample import Sample, draw

FOLDER = Path(credopolis.__file__).parent / "library" / "societies"
MAKER = Path(__file__).resolve().parents[2] / "docs" / "figures" / "people_of_2005.py"
CLASSES = ("share_0_14", "share_15_59", "share_60plus", "share_65plus")


@cache
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("people_of_2005", MAKER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def tables() -> SocietyTables:
    return load_tables(FOLDER / "china-2005")


@cache
def people() -> Sample:
    return draw(tables(), 200_000, 7)


def of_nation(column: str) -> float:
    rows = tables().provinces
    return sum(getattr(row, column) * row.population for row in rows) / sum(row.population for row in rows)


def test_the_number_lies_between_the_counts_of_2000_and_2005() -> None:
    """At constant growth from 1 November 2000 to 1 November 2005."""
    first, last = float(fact("pop-020").value), float(fact("pop-022").value.split("/")[0])
    at_start = first * (last / first) ** (50 / 60)
    assert people_of("china-2005") == pytest.approx(at_start, rel=1e-6)
    assert people_of("china-2005") == sum(row.population for row in tables().provinces)


def test_classes_of_age_lie_between_those_of_2000_and_2005() -> None:
    before = [float(x) / 100 for x in fact("pop-027").value.split("/")]
    survey = [264.78 / 1306.28, 897.42 / 1306.28, 144.08 / 1306.28, 0.0769]
    for column, old, new in zip(CLASSES, before, survey, strict=True):
        assert of_nation(column) == pytest.approx(old + (new - old) * 50 / 60, abs=0.0006), column
    assert of_nation("urban_share") == pytest.approx(0.3622 + (0.4299 - 0.3622) * 50 / 60, abs=5e-4)


def test_drawn_people_have_the_classes_the_sexes_and_the_households_of_the_table() -> None:
    found = people().figures(np.ones(200_000, bool))
    for column in CLASSES:
        assert found[column] == pytest.approx(of_nation(column), abs=0.01), column
    assert found["mean_household_size"] == pytest.approx(maker().NATION["mean_household_size"], abs=0.06)
    assert found["sex_ratio_m_per_100f"] == pytest.approx(maker().NATION["sex_ratio_m_per_100f"], abs=1.5)
    assert found["mean_years_schooling_15plus"] == pytest.approx(8.3, abs=0.25)
    assert found["minority_share"] == pytest.approx(0.0944, abs=0.015)


def test_drawn_people_have_the_bands_of_five_years() -> None:
    bands = maker().bands()
    found = np.bincount(np.minimum(people().age // 5, len(bands) - 1), minlength=len(bands)) / 200_000
    assert np.abs(found - bands).max() < 0.006


def test_the_table_is_what_its_maker_makes() -> None:
    import csv

    with open(FOLDER / "china-2005" / "population.csv", encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == maker().rows()


def test_what_people_do_is_as_in_2020() -> None:
    new, old = ((FOLDER / name / "conduct.yaml").read_bytes() for name in ("china-2005", "china-2020"))
    assert new == old
