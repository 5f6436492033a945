"""What a run folder promises: whole tables with units, sums that agree, one fingerprint for one content."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import made_up
import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest

from credopolis.core.errors import Misuse
from credopolis.store import writer as writer_module
from credopolis.store.reader import open_run
from credopolis.store.run import Run
from credopolis.store.tables import TABLES
from credopolis.store.tidy import cell_codes, period_rows

CELL = ["province", "sex", "age_band", "group", "area"]


def test_every_column_of_every_file_has_a_unit_and_a_meaning(run: Run) -> None:
    for table in run.tables.values():
        for path in run.paths(table.name):
            schema = pq.read_schema(path)
            assert schema.names == [c.name for c in table.columns]
            assert schema.metadata[b"counts"].decode() == table.counts
            for field in schema:
                assert field.metadata[b"unit"], (table.name, field.name)
                assert field.metadata[b"meaning"], (table.name, field.name)


@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_every_table_is_an_attribute(run: Run, name: str) -> None:
    frame = getattr(run, name)
    assert frame.equals(run.table(name)) and getattr(run, name) is frame
    assert name in dir(run)


def test_what_is_no_table_is_no_attribute(run: Run) -> None:
    with pytest.raises(AttributeError, match="no 'grads'; its tables are grades"):
        run.grads  # noqa: B018
    assert copy.copy(run).grades.equals(run.grades)


def test_tables_say_what_a_row_counts() -> None:
    counts = {t.name: t.counts for t in TABLES}
    assert counts["entries"] == "entries (person-times)"
    assert counts["grades"] == "lives (persons)"


def test_a_field_keeps_the_unit_the_engine_gave_it(run: Run) -> None:
    schema = pq.read_schema(run.paths("fields")[0])
    assert schema.field("charged_anyway").metadata[b"unit"] == b"probability"
    assert schema.field("wait_days").metadata[b"unit"] == b"cases"


def test_every_field_stands_in_its_own_column(run: Run, make_run: Callable[..., Path]) -> None:
    """All of them, and the second alone, as a scenario has it that leaves the first out."""
    alone = replace(made_up.DIMENSIONS, fields=("wait_days",), field_units=("cases",), field_places=(1,))
    other = open_run(make_run("alone", made_up.MadeUpScenario(dimensions=alone)))
    ticks = made_up.ticks(made_up.MadeUpScenario())
    for found, places in ((run, {"charged_anyway": 0, "wait_days": 1}), (other, {"wait_days": 1})):
        rows = found.fields.sort("tick", "province")
        assert rows["province"].cast(pl.String).to_list()[:3] == list(made_up.DIMENSIONS.provinces)
        for name, place in places.items():
            np.testing.assert_array_equal(rows[name], np.concatenate([tick.fields[:, place] for tick in ticks]))


def test_counts_of_an_interval_say_when_it_began(run: Run) -> None:
    made = made_up.periods(made_up.MadeUpScenario())
    spans = {(period.start_day, period.end_day) for period in made} | {(made[-1].end_day, made[-1].end_day)}
    dated = [table.name for table in TABLES if "since_day" in {column.name for column in table.columns}]
    assert len(dated) > 10
    for name in dated:
        assert set(run.table(name).select("since_day", "day").unique().iter_rows()) <= spans, name


def test_grades_of_ticks_stand_with_their_tick(run: Run) -> None:
    grades = [*made_up.DIMENSIONS.grades, "unscored"]
    for tick in made_up.ticks(made_up.MadeUpScenario()):
        rows = run.ticks.filter(pl.col("tick") == tick.index)
        assert set(rows["day"]) == {tick.end_day}
        for k, grade in enumerate(grades):
            assert rows.filter(pl.col("grade") == grade)["lives"].sum() == tick.grades[:, k].sum()


def test_grades_change_by_what_flows_in_and_out(run: Run) -> None:
    cells = [*CELL, "grade"]
    days = sorted(run.grades["day"].unique())
    for before, after in zip(days, days[1:], strict=False):
        flows = run.flows.filter(pl.col("day") == after)
        moved = pl.concat([
            flows.group_by(*CELL, pl.col("to_grade").alias("grade")).agg(pl.col("changes").sum()),
            flows.group_by(*CELL, pl.col("from_grade").alias("grade")).agg(-pl.col("changes").sum()),
            run.grades.filter(pl.col("day") == before).select(*cells, pl.col("lives").alias("changes")),
        ])  # fmt: skip
        expected = moved.group_by(cells).agg(pl.col("changes").sum().alias("lives")).filter(pl.col("lives") != 0)
        found = run.grades.filter(pl.col("day") == after).select(*cells, "lives")
        assert found.sort(cells).equals(expected.sort(cells))


def test_lives_are_conserved_and_agree_between_tables(run: Run) -> None:
    assert run.grades.group_by("day").agg(pl.col("lives").sum())["lives"].unique().to_list() == [3000]
    scored = run.grades.filter(pl.col("grade") != "unscored").group_by("day").agg(pl.col("lives").sum()).sort("day")
    assert scored.equals(run.scores.group_by("day").agg(pl.col("lives").sum()).sort("day"))


def test_rows_equal_the_dense_counts() -> None:
    period = made_up.periods(made_up.MadeUpScenario())[3]
    rows = period_rows(period)["entries"]
    codes = cell_codes()
    again = np.zeros_like(period.entries)
    cell = ((rows["sex"] * 6 + rows["age_band"]) * 2 + rows["group"]) * 2 + rows["area"]
    pair = rows["act"] * len(made_up.DIMENSIONS.channels) + rows["channel"]
    again[rows["province"], cell, pair, rows["truth"]] = rows["entries"]
    assert np.array_equal(again, period.entries)
    assert codes["sex"][24] == 1 and codes["age_band"][4] == 1 and codes["group"][2] == 1 and codes["area"][1] == 1


def test_open_spells_stand_beside_ended_ones(run: Run) -> None:
    spells = dict(run.locks.group_by("ended").agg(pl.col("spells").sum()).iter_rows())
    assert spells["open"] == 6
    assert spells["release"] > 0 and spells["fall"] > 0


def test_views_of_duckdb_agree_with_frames(run: Run) -> None:
    for name in run.tables:
        assert run.sql(f'select count(*) as n from "{name}"').item() == run.table(name).height
    assert run.sql("select sum(lives) as n from grades where day = 0").item() == 3000


def test_hashes_are_over_values_and_can_be_worked_out_again(run: Run) -> None:
    assert run.content_hashes() == {name: t["blake2b"] for name, t in run.manifest["tables"].items()}


def test_fingerprint_leaves_out_timings_threads_paths_and_fields(make_run: Callable[..., Path]) -> None:
    plain = open_run(make_run("a"))
    other = open_run(make_run("b", fields=False, seconds=99.0, threads=8))
    assert plain.fingerprint == other.fingerprint is not None
    assert plain.manifest["tables"]["fields"]["blake2b"] != other.manifest["tables"]["fields"]["blake2b"]


def test_fingerprint_does_not_depend_on_how_tables_are_cut(
    make_run: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = open_run(make_run("a"))
    monkeypatch.setattr(writer_module, "PERIODS_PER_PART", 2)
    cut = open_run(make_run("b"))
    assert len(cut.parts) > len(whole.parts)
    assert cut.fingerprint == whole.fingerprint
    assert cut.grades.equals(whole.grades)


def test_fingerprint_sees_one_changed_count(make_run: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_run(make_run("a")).fingerprint
    made = made_up.periods(made_up.MadeUpScenario())
    made[4].falls[0, 0, 0, 0] += 1
    monkeypatch.setattr(made_up, "periods", lambda scenario: made)
    assert open_run(make_run("b")).fingerprint != before


def test_manifest_names_what_is_needed_to_run_again(run: Run) -> None:
    about = run.manifest
    assert about["scenario"]["source"] == made_up.MadeUpScenario().source
    assert about["scenario"]["seed"] == 7
    assert {"credopolis", "python", "numpy", "numba", "platform"} <= about["versions"].keys()
    assert about["timings"]["step_seconds"] == {"lives": 1.5}
    assert all(t["rows"] >= 0 and len(t["blake2b"]) == 32 for t in about["tables"].values())


def test_a_run_without_lists_or_locks_has_empty_tables(make_run: Callable[..., Path]) -> None:
    plain = replace(made_up.DIMENSIONS, lists=())
    scenario = made_up.MadeUpScenario(dimensions=plain)
    made = [made_up.changed(p, listed=p.listed[:, :, :0], spells=p.spells * 0) for p in made_up.periods(scenario)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "periods", lambda scenario: made)
        run = open_run(make_run("plain", scenario))
    assert run.listed.height == 0
    assert run.sql("select count(*) from listed").item() == 0
    assert run.listed.schema["lives"] == pl.Int64


def test_categories_are_ordered_lowest_grade_first(run: Run) -> None:
    assert run.grades.schema["grade"].categories.to_list() == ["D", "C", "B", "A", "unscored"]


def test_the_manifest_is_plain_json(run: Run) -> None:
    written = json.loads((run.folder / "manifest.json").read_text("utf-8"))
    assert {name: run.manifest[name] for name in written} == written
    assert run.manifest.keys() - written.keys() <= {"resumed", "peak_rss_bytes"}  # what may be left out


@pytest.mark.parametrize("query", ["select * from '{0}'", "select * from read_csv('{0}')", "copy grades to '{0}.out'"])
def test_a_query_reaches_the_runs_own_files_only(query: str, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "persons.csv"
    table.write_text("name,score\nWang Fang,900\n")
    with pytest.raises(Misuse, match="query failed"):
        run.sql(query.format(table))
    assert not Path(f"{table}.out").exists()
    with pytest.raises(Misuse, match="query failed"):
        run.sql("set enable_external_access = true")


def test_labels_sort_by_rank_in_queries_as_in_frames(make_run: Callable[..., Path]) -> None:
    run = open_run(make_run())
    for table in run.tables.values():
        for column in table.columns:
            if column.kind in run.labels:
                asked = run.sql(f'select distinct "{column.name}" as x from {table.name} order by x')["x"].to_list()
                assert asked == [label for label in run.labels[column.kind] if label in asked], column.name
    assert run.sql("select grade from grades where grade = 'no grade'").height == 0
