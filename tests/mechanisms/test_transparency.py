"""Transparency: where more is public more comes to light, and the mean province is as before."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.library.evidence import fact
from credopolis.mechanisms import transparency
from credopolis.mechanisms.discipline import chance_found
from credopolis.mechanisms.transparency import differs, found_more, heed_more, index_of, openness

TABLE = Path(transparency.__file__).parent / "tables" / "transparency.csv"


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.{path.replace('__', '.')}": value for path, value in values.items()}
    stands = {"regime.discipline.stands": True, "regime.transparency.stands": True}
    return load_scenario("popular-account", people=1000, set={**stands, **changed})


def of(scenario: Scenario, name: str, numbers: np.ndarray) -> float:
    """A number of the province of this name."""
    names = [row.name for row in scenario.tables.provinces]
    return float(numbers[names.index(name)])


def test_the_example_of_the_model() -> None:
    s, lives = scenario_with(), np.ones(31)
    found, left = chance_found(s) + found_more(s, lives), heed_more(s, lives)
    told = transparency.__doc__ or ""
    for name, chance, more in (("Beijing", 0.086, -8), ("Tibet (Xizang)", 0.051, 9)):
        assert of(s, name, found) == pytest.approx(chance, abs=5e-4) and str(chance) in told
        assert 100 * (of(s, name, left) - 1) == pytest.approx(more, abs=0.7)
    assert "8 in 100\nfewer" in told and "9 in 100 more" in told


@settings(max_examples=20)
@given(st.floats(0, 2), st.floats(0, 1), st.floats(0, 0.4))
def test_the_more_is_public_the_more_is_found_and_the_less_is_done(spread: float, share: float, public: float) -> None:
    s = scenario_with(transparency__spread=spread, discipline__open_to_all=share, discipline__public=public)
    lives = np.ones(31)
    index = np.array([index_of(row.code) for row in s.tables.provinces])
    found, left = found_more(s, lives)[np.argsort(index)], heed_more(s, lives)[np.argsort(index)]
    assert (np.diff(found) >= -1e-12).all() and (np.diff(left) <= 1e-12).all()
    assert ((chance_found(s) + found >= 0) & (chance_found(s) + found <= 1)).all()
    assert openness(s, lives) * chance_found(s) == pytest.approx(chance_found(s) + found_more(s, lives))


def test_off_and_without_inspection_all_provinces_are_alike() -> None:
    s, lives = scenario_with(), np.ones(31)
    for other in (
        replace(s, off=("transparency",)),
        replace(s, off=("discipline",)),
        scenario_with(discipline__stands=False),
    ):
        assert differs(s) and not differs(other)
        assert set(found_more(other, lives)) == {0.0} and set(heed_more(other, lives)) == {1.0} == set(
            openness(other, lives)
        )


def test_the_table_has_the_ranks_of_the_facts_and_a_mean_of_one() -> None:
    with open(TABLE, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ranked = {int(row["rank_2015"]): row["name"].split(" ")[0] for row in rows if row["rank_2015"]}
    first, last = (fact(name).value.split(";") for name in ("gov2-037", "gov2-038"))
    assert [ranked[k] for k in range(1, 11)] == first and [ranked[k] for k in range(22, 32)] == last
    index = np.array([float(row["index"]) for row in rows])
    assert index.mean() == pytest.approx(1.0, abs=1e-3) and len(rows) == 31
    assert index_of("no province of China") == 1.0
