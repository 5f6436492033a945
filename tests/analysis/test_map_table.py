"""The table of districts: it adds up to the provinces' tables, and is there only if it was asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from credopolis.analysis.open import open_run, run
from credopolis.core.errors import BadValue
from credopolis.core.labels import BY_DISTRICT
from credopolis.library.catalogue import load_scenario
from credopolis.store.run import Run


@cache
def small_run(folder: Path) -> Run:
    options = {"people": 4000, "years": 0.5, "interval": "quarter", "threads": 2}
    return run("popular-account", out=folder, by_district=True, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("map") / "run")


def test_the_table_adds_up_to_that_of_grades(done: Run) -> None:
    keys = ["day", "date", "province", "grade"]
    of = [pl.col("lives").sum(), pl.col("locked").sum()]
    summed = done.districts.group_by(keys).agg(of).sort(keys)
    assert summed.equals(done.grades.group_by(keys).agg(of).sort(keys))
    assert done.districts["district"].n_unique() == 31
    assert set(BY_DISTRICT) < {*done.districts.columns}
    scores = done.districts.group_by("day", "province").agg(pl.col("score_sum").sum()).sort("day", "province")
    assert scores.equals(done.scores.group_by("day", "province").agg(pl.col("score_sum").sum()).sort("day", "province"))


def test_queries_and_units_know_it(done: Run) -> None:
    (total,) = done.sql("select sum(lives) as lives from districts where day = 0")["lives"].to_list()
    assert total == 4000
    assert {c.name: c.unit for c in done.tables["districts"].columns}["listings"] == "person-lists"


def test_it_is_there_only_if_asked_for(done: Run, tmp_path: Path) -> None:
    other = run("popular-account", out=tmp_path / "r", people=4000, years=0.5, interval="quarter", threads=1)
    assert "districts" not in other.tables and "by_district" not in other.manifest["scenario"]["source"]
    hashes, without = ({n: t["blake2b"] for n, t in r.manifest["tables"].items()} for r in (done, other))
    assert hashes.keys() - without.keys() == {"districts"}
    assert {name: hashes[name] for name in without} == without
    assert open_run(done.folder).manifest["scenario"]["source"]["by_district"] is True


def test_a_file_may_ask_for_it_and_other_values_are_refused(tmp_path: Path) -> None:
    assert load_scenario("popular-account", by_district=True).by_district
    assert not load_scenario("popular-account").by_district
    with pytest.raises(BadValue, match="true or false"):
        load_scenario("popular-account", by_district="yes")  # type: ignore[arg-type]
