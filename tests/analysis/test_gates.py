"""Every benefit and restriction stands in the results of a run under its name, and people read what became of it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import credopolis as cp
from credopolis.analysis.charts.gates import gate_bars
from credopolis.analysis.measures.gates import gate_lines
from credopolis.analysis.pages.report import report_html
from credopolis.analysis.told.gates import gate_row, gate_sentences
from credopolis.analysis.told.summary import summary_text
from credopolis.analysis.verify import verify
from credopolis.cli.run import run_json
from credopolis.engine.records import Period
from credopolis.mechanisms.gates import (
    BENEFITS,
    COUNTED,
    DRAWN,
    EXPECTED,
    GATES,
    RESTRICTIONS,
    SERVICES_OF,
    requests_of,
)
from credopolis.mechanisms.queues import QUEUE_NAMES
from credopolis.mechanisms.services import NAMES
from tests.living import simulate
from tests.verification.plain import rules, scene

ALL_STAND = {f"regime.{name}.stands": True for name in ("queues", "prices", "services")}
FATES = ("granted", "put_first", "delayed", "refused")
CELLS = ("sex", "age_band", "group", "area")
NOT_A_NUMBER = ("held without asking", "asked by companies, who come later", "not in this run")


def ran(folder: pytest.TempPathFactory, **stands: Any) -> cp.Run:
    """The popular account for a year and a half, with crimes that fall to D often enough to be refused something."""
    return cp.run("popular-account", people=4_000, years=1.5, seed=5, threads=1, set=stands,
                  out=folder.mktemp("gates") / "run")  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    return ran(tmp_path_factory, **ALL_STAND)


def missing(table: pl.DataFrame, parts: tuple[str, ...] = ("grade",)) -> list[tuple[Any, ...]]:
    """Of every interval, province and grade, or group, with lives the gates that the table lacks."""
    found = table.group_by("day", "province", *parts).agg(pl.col("gate").cast(pl.String).unique())
    return [(*at, name) for *at, names in found.iter_rows() for name in GATES if name not in names]


def test_every_one_of_the_nine_and_fourteen_is_there_by_interval_province_and_grade(run: cp.Run) -> None:
    table = run.gates
    assert missing(table) == [] and table.height > 0
    assert len(BENEFITS) == 9 and len(RESTRICTIONS) == 14
    assert {*table["province"].unique()} == {*run.labels["province"]}
    lived = run.ticks.filter(pl.col("lives") > 0, pl.col("grade") != "unscored")
    assert {*table["grade"].cast(pl.String)} == {*lived["grade"].cast(pl.String)}


def test_every_one_of_them_is_there_by_interval_province_and_group(run: cp.Run) -> None:
    table = run.askers
    assert missing(table, CELLS) == []
    lived = run.grades.filter(pl.col("lives") > 0, pl.col("grade") != "unscored", pl.col("day") > 0)
    here, there = (one.select(pl.col("day", "province", *CELLS)).unique() for one in (table, lived))
    assert here.height == there.height > 100 and here.join(there, on=["day", "province", *CELLS], how="anti").is_empty()


@pytest.mark.parametrize("gate", GATES)
def test_a_run_that_lacks_one_is_found_out(run: cp.Run, gate: str) -> None:
    assert {name for *_, name in missing(run.gates.filter(pl.col("gate") != gate))} == {gate}
    assert {name for *_, name in missing(run.askers.filter(pl.col("gate") != gate), CELLS)} == {gate}


def test_groups_together_asked_for_what_grades_did(run: cp.Run) -> None:
    by, numbers = ["day", "province", "gate", "counted"], ("person_years", "holding_years", "asked", *FATES)
    grades, groups = (one.group_by(by).agg(pl.col(*numbers).sum()).sort(by) for one in (run.gates, run.askers))
    assert grades.select(by).equals(groups.select(by)) and grades.height > 1000
    for name in numbers:
        np.testing.assert_allclose(groups[name], grades[name], rtol=1e-9, atol=1e-9)
    drawn = run.refusals.rename({"service": "gate"}).with_columns(pl.col("gate").cast(pl.String))
    cell = ["day", "province", "gate", *CELLS]
    mine = run.askers.with_columns(pl.col("gate").cast(pl.String)).filter(pl.col("counted") == COUNTED[DRAWN])
    both = drawn.join(mine, on=cell, how="left")
    assert both.height == drawn.height > 5
    assert (both["refusals"] == both["refused"]).all(), "who was refused is who is told of"


def test_who_asks_is_granted_put_first_delayed_or_refused_and_nobody_is_lost(run: cp.Run) -> None:
    table = run.gates
    counted = table.filter(~pl.col("counted").is_in(NOT_A_NUMBER))
    parts = [counted[name].to_numpy() for name in FATES]
    np.testing.assert_array_equal(counted["asked"].to_numpy(), parts[0] + parts[1] + parts[2] + parts[3])
    assert all((part >= 0).all() for part in parts) and counted["asked"].sum() > 0
    assert {*counted["gate"].cast(pl.String)} == {*QUEUE_NAMES, *SERVICES_OF}
    others = table.filter(pl.col("counted").is_in(NOT_A_NUMBER))
    assert others.select(pl.col("asked", *FATES).is_nan().all()).row(0) == (True,) * 5
    assert (table["holding_years"] <= table["person_years"]).all()


def test_refusals_are_those_that_were_drawn_and_queues_those_that_are_told_of(run: cp.Run) -> None:
    by = ["day", "province", "gate"]
    drawn = run.refusals.rename({"service": "gate"}).with_columns(pl.col("gate").cast(pl.String))
    drawn = drawn.group_by(by).agg(pl.col("refusals").sum())
    here = run.gates.with_columns(pl.col("gate").cast(pl.String))
    mine = here.filter(pl.col("counted") == "refusals as drawn").group_by(by).agg(pl.col("refused").sum())
    both = mine.join(drawn, on=by, how="full", coalesce=True).fill_null(0)
    assert (both["refused"] == both["refusals"]).all() and both["refusals"].sum() > 10
    waits = run.waits.rename({"queue": "gate"}).with_columns(pl.col("gate", "class").cast(pl.String))
    asked = waits.pivot("class", index=by, values="asked", aggregate_function="sum").fill_null(0)
    queued = here.filter(pl.col("counted") == "as expected").group_by(by).agg(pl.col(*FATES).sum())
    beside = queued.join(asked, on=by)
    np.testing.assert_allclose(beside["put_first"], beside["put first"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(beside["granted"] + beside["delayed"], beside["others"], rtol=1e-9, atol=1e-9)
    assert beside.height == queued.height > 100


def test_what_people_read_is_the_table_added_up(run: cp.Run) -> None:
    lines = gate_lines(run)
    assert tuple(line.gate for line in lines) == GATES
    sums = run.sql("select gate, sum(asked) asked, sum(refused) refused from gates group by gate")
    for gate, asked, refused in sums.iter_rows():
        (line,) = (one for one in lines if one.gate == gate)
        if line.counted in NOT_A_NUMBER:
            assert np.isnan(asked) and line.asked is line.refused is None, "unknown is not 0"
        else:
            assert (line.asked, line.refused) == pytest.approx((asked, refused))
    text, page = " ".join(summary_text(run.summary).split()), report_html(run)
    for line in lines:
        assert line.gate.replace("_", " ") in text and line.gate.replace("_", " ") in page
    assert "Asked by companies, who come later" in text and "delayed behind them" in page
    plain = json.loads(json.dumps(run.summary.as_json(), allow_nan=False))
    assert [line["gate"] for line in plain["gates"]] == list(GATES)
    assert {line["counted"] for line in plain["gates"]} == {*COUNTED} - {"not in this run"}
    by_grade = run.summary.gates_by_grade
    assert {line.gate for line in by_grade} == {*GATES} and len({line.grade for line in by_grade}) > 4
    assert [line.grade for line in by_grade[:2]] == ["AAA", "AA"], "the highest first"
    for line in lines:
        parts = [one for one in by_grade if one.gate == line.gate]
        assert sum(one.person_years for one in parts) == pytest.approx(line.person_years)
        if line.asked is not None:
            assert sum(one.refused or 0.0 for one in parts) == pytest.approx(line.refused)
    assert "What each grade asked for" in page and len(plain["gates_by_grade"]) == len(by_grade)
    by_group = run.summary.gates_by_group
    assert {line.by for line in by_group} == {*CELLS} and len(plain["gates_by_group"]) == len(by_group)
    for line in lines:
        for by in CELLS:
            parts = [one for one in by_group if (one.gate, one.by) == (line.gate, by)]
            assert sum(one.person_years for one in parts) == pytest.approx(line.person_years)
            if line.asked is not None:
                assert sum(one.refused or 0.0 for one in parts) == pytest.approx(line.refused)
    assert "By sex, age, ethnic group and area" in page and "ages 30-44" in page
    assert len(gate_bars(lines).rows) == 23 and gate_row(lines[2])[3:8] == ("-",) * 5


def test_by_year_province_and_grade_in_one_query(run: cp.Run) -> None:
    found = run.sql(
        "select extract('year' from date) as year, province, grade, sum(asked) as asked, sum(refused) as refused "
        "from gates where gate = 'travel' group by all order by all"
    )
    assert found.height > 31 and found["refused"].sum() == run.gates.filter(gate="travel")["refused"].sum()


def test_where_only_some_stand_the_others_are_not_in_the_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    run = ran(tmp_path_factory, **{"regime.queues.stands": True})
    lines = {line.gate: line for line in gate_lines(run)}
    assert missing(run.gates) == [] and lines["travel"].counted == "not in this run" and lines["travel"].asked is None
    assert lines["travel"].holding_years > 0, "how long who is barred is barred is known"
    assert lines["healthcare"].counted == "as expected"
    assert any("travel" in sentence for sentence in gate_sentences(run.summary.gates))


def test_without_queues_and_services_nothing_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    run = ran(tmp_path_factory, **{"regime.prices.stands": True})
    assert "gates" not in run.tables and not gate_lines(run)
    assert "gates-delayed" not in report_html(run) and "What people asked for" not in summary_text(run.summary)


@st.composite
def _rulebooks(draw: st.DrawFn) -> str:
    """Small rulebooks with benefits and restrictions of these names at random, in grades and on a list."""
    grades = draw(st.integers(1, 5))
    some = st.lists(st.sampled_from(GATES), unique=True, max_size=12)
    held = [draw(some) for _ in range(grades + 1)]
    gates = ", ".join(f"{name}: {{kind: {'benefit' if name in BENEFITS else 'restriction'}}}" for name in GATES)

    def of(names: list[str]) -> str:
        opened, closed = ([name for name in names if (name in BENEFITS) == kind] for kind in (True, False))
        return f"benefits: [{', '.join(opened)}], restrictions: [{', '.join(closed)}]"

    ladder = [f"G{k}: {{{f'from: {1000 - 2 * k}, ' if k < grades - 1 else ''}{of(held[k])}}}" for k in range(grades)]
    acts = {"harm": "{points: -1, seen_by: {records: 1}}", "debt": "{adds_to: barred, seen_by: {records: 1}}"}
    lists = f"{{barred: {{lasts: {draw(st.integers(5, 300))}d, {of(held[-1])}}}}}"
    return rules(acts, grades="{" + ", ".join(ladder) + "}", gates="{" + gates + "}", lists=lists)


@given(_rulebooks(), st.integers(0, 1000), st.booleans(), st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_under_any_rules_nobody_who_asks_is_lost(text: str, seed: int, queues: bool, first: float) -> None:
    periods: list[Period] = []
    simulate(
        scene(
            text, {"harm": 1.5, "debt": 1.0}, people=1_000, years=0.4, seed=seed, provinces=3, grid=100,
            services__stands=True, services__travel=12.0, services__loans=6.0, queues__stands=queues,
            queues__put_first=first,
        ),
        on_period=periods.append, threads=1,
    )  # fmt: skip
    for period in periods:
        found = requests_of(period)
        numbers = found[:, :, :, [EXPECTED, DRAWN]]
        assert (numbers[..., 4] == numbers[..., 0] + numbers[..., 1] + numbers[..., 2] + numbers[..., 3]).all()
        assert (numbers >= 0).all()
        asked = period.queues[..., 0]  # (provinces, queues, classes)
        here = numbers[:, :, [GATES.index(name) for name in QUEUE_NAMES], 0].sum(axis=1)
        np.testing.assert_allclose(here[..., 4], asked.sum(axis=2), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(here[..., 3], asked[..., 2], rtol=1e-9, atol=1e-9)
        services = numbers[:, :, [GATES.index(name) for name in SERVICES_OF], 1, 3].sum(axis=1)
        np.testing.assert_array_equal(
            services, period.refusals.sum(axis=1)[:, [NAMES.index(name) for name in SERVICES_OF]]
        )
        years = period.gates[..., 0].sum(axis=(1, 3))  # of all grades, the same at every gate
        np.testing.assert_allclose(years, years[:, :1].repeat(len(GATES), axis=1))


def test_lived_again_with_more_threads_they_are_the_same_to_the_bit(
    run: cp.Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("again") / "run"
    again = cp.run("popular-account", people=4_000, years=1.5, seed=5, threads=2, set=ALL_STAND, out=folder)
    assert again.fingerprint == run.fingerprint
    assert (
        again.content_hashes()["gates"] == run.content_hashes()["gates"] == run.manifest["tables"]["gates"]["blake2b"]
    )
    verified = verify(run.folder)
    assert verified.holds and any(one.name == "gates" for one in verified.compared)


def test_the_command_prints_them_as_json(run: cp.Run) -> None:
    plain = json.loads(json.dumps(run_json(run), allow_nan=False))
    assert [line["gate"] for line in plain["gates"]] == list(GATES)
    assert {line["grade"] for line in plain["gates_by_grade"]} <= {*run.labels["grade"]}
    assert len(plain["waits"]) == 4 and len(plain["money"]) == 4
    (of_companies,) = (line for line in plain["gates"] if line["gate"] == "share_issue")
    assert of_companies["asked"] is None and of_companies["counted"] == "asked by companies, who come later"
