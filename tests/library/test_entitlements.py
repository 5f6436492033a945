"""Entitlements of a scenario: provinces with rules of their own, from the first day or a later one; what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.verify import verify
from credopolis.core.errors import BadValue, NotSimulated
from credopolis.engine.eras import variants_at
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import regime_folder
from credopolis.mechanisms.services import NAMES
from credopolis.runs.again import load_source

RULES = """
entitlements:
  travel:
    free: {provinces: [Henan, Gansu], decides: granted}
    shut: {decides: refused}
  loans:
    slow: {grades: [A], decides: delayed, by: 40d}
"""
TIMELINE = """
timeline:
  opened:
    date: 2021-07-05
    title: Travel is open to all
    source: assumption
    set: {rulebook.entitlements.travel.shut.decides: granted}
"""


def scenario_file(folder: Path, rules: str = RULES, timeline: str = "", more: str = "") -> Path:
    """The popular account with rules of gates."""
    book = (regime_folder("popular-account") / "rulebook.yaml").read_text(encoding="utf-8")
    (folder / "ruled.yaml").write_text(book + rules, encoding="utf-8")
    path = folder / "scenario.yaml"
    path.write_text(
        "format: credopolis-scenario/1\ntitle: Ruled\nsummary: Rules of gates.\nsociety: china-2020\n"
        "regime: ruled.yaml\npeople: 20000\nyears: 1\nstart: 2021-01-04\ninterval: quarter\n"
        f"set: {{regime.services.stands: true, regime.services.travel: 5{more}}}\n{timeline}",
        encoding="utf-8",
    )
    return path


def refused(run: cp.Run) -> dict[str, int]:
    """Journeys refused, by province."""
    rows = run.scan("refusals").collect().with_columns(pl.col("province", "service").cast(pl.String))
    rows = rows.filter(pl.col("service") == "travel").group_by("province").agg(pl.col("refusals").sum())
    return dict(rows.iter_rows())


def test_provinces_live_by_rules_of_their_own(tmp_path: Path) -> None:
    path = scenario_file(tmp_path)
    scenario = load_scenario(str(path))
    names = [province.name for province in scenario.tables.provinces]
    assert len(scenario.eras) == 1 and set(scenario.eras[0].provinces) == {"Henan", "Gansu"}
    assert [names[k] for k in np.flatnonzero(variants_at(scenario, 0))] == [n for n in names if n in ("Henan", "Gansu")]
    run = cp.run(str(path), threads=1, out=tmp_path / "run")
    found = refused(run)
    assert "Henan" not in found and "Gansu" not in found and len(found) > 25 and sum(found.values()) > 10_000
    gates = run.scan("gates").collect().with_columns(pl.col("province", "gate", "grade").cast(pl.String))
    of = gates.filter((pl.col("gate") == "loans") & (pl.col("grade") == "A"))
    assert of["delayed"].drop_nans().sum() > 1000 and of["granted"].drop_nans().sum() == 0
    asked = gates.filter((pl.col("gate") == "travel") & (pl.col("province") == "Henan"))
    assert asked["granted"].drop_nans().sum() > 100 and asked["refused"].drop_nans().sum() == 0
    assert verify(run.folder).holds
    again = load_source(run.manifest["scenario"]["source"], {})
    assert again.eras[0].rules.rulebook.digest == scenario.eras[0].rules.rulebook.digest


def test_a_timeline_changes_what_gates_decide(tmp_path: Path) -> None:
    path = scenario_file(tmp_path, timeline=TIMELINE)
    scenario = load_scenario(str(path))
    assert [(era.day, len(era.provinces)) for era in scenario.eras] == [(0, 2), (182, 29), (182, 2)]
    run = cp.run(str(path), threads=1)
    rows = run.scan("refusals").collect().with_columns(pl.col("service").cast(pl.String))
    days = rows.filter(pl.col("service") == "travel")["since_day"]
    assert days.max() < 182 and len(days)


def test_a_province_that_the_society_does_not_have_is_refused(tmp_path: Path) -> None:
    path = scenario_file(tmp_path, RULES.replace("Gansu", "Atlantis"))
    with pytest.raises(BadValue, match="Atlantis.*Names are those of the society"):
        load_scenario(str(path))


def test_rules_that_no_run_follows_are_refused_where_they_would_hold(tmp_path: Path) -> None:
    rules = "entitlements: {healthcare: {red: {lists: [merit], decides: first}}}\nlists: {merit: {}}\n"
    with pytest.raises(NotSimulated, match="entitlements.healthcare.red"):
        load_scenario(str(scenario_file(tmp_path, rules, more=", regime.queues.stands: true")))
    load_scenario(str(scenario_file(tmp_path, rules)))  # nobody queues, so nothing of it is left out


def test_requests_come_as_often_and_in_the_same_days_for_any_order_of_rules_that_mean_the_same(tmp_path: Path) -> None:
    """A rule that says what grades say already moves no bit."""
    plain = cp.run(str(scenario_file(tmp_path, "")), threads=1)
    said = (
        "entitlements: {travel: {d: {grades: [D], decides: refused}}, loans: {c: {grades: [C, D], decides: refused}}}\n"
    )
    ruled = cp.run(str(scenario_file(tmp_path, said)), threads=1)
    assert plain.fingerprint == ruled.fingerprint
    assert plain.scan("refusals").collect().equals(ruled.scan("refusals").collect())
    assert len(NAMES) == 10
