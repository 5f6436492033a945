"""Every label that is counted has a place in tables and in the summary's lines, and tables stand with their owners."""

from __future__ import annotations

import ast
import dataclasses

from credopolis.analysis.measures import offices, seeing
from credopolis.core import labels
from credopolis.core.labels import BENEFITS
from credopolis.engine.records import AXES
from credopolis.mechanisms.all import SHEETS, TALLIES
from credopolis.mechanisms.channels import SEEING, UNITS
from credopolis.mechanisms.declare import Sheet
from credopolis.mechanisms.quarter import BENEFIT_UNITS
from credopolis.store.tables import OF_PERIODS, TABLE_NAMES, TABLES
from tests.house.tree import PACKAGE


def labels_of(sheet: Sheet) -> list[str]:
    """What a sheet has a value of its own for; a place along an axis with columns is a row, not a value."""
    return [label for axis in sheet.axes if not axis.columns for label in axis.labels]


def test_what_institutions_do_is_shown_whole() -> None:
    """Every number of a sheet stands in a column, and every column has numbers that are there."""
    read = [(value.array, value.label) for table in OF_PERIODS for value in table.values if value.array]
    own = {sheet.name: {(sheet.name, label) for label in labels_of(sheet)} or {(sheet.name, "")} for sheet in SHEETS}
    assert {name for name, numbers in own.items() if not numbers <= set(read)} == set()
    known = set().union(*own.values(), {(name, "") for name in AXES if name not in own})
    assert [one for one in read if one not in known] == []
    assert len(own) > 3


def test_tables_and_sheets_bear_names_of_their_own() -> None:
    assert len(set(TABLE_NAMES)) == len(TABLE_NAMES) > 20
    names = [sheet.name for sheet in SHEETS]
    assert len({*names}) == len(names) and not {*names} & {tally.name for tally in TALLIES}
    for table in TABLES:
        columns = [column.name for column in table.columns]
        assert len(set(columns)) == len(columns), table.name
        assert table.rows_where in ("", *columns), table.name


def test_axes_of_one_name_have_the_same_labels() -> None:
    """Labels are kept by the name of their axis: two sets of them under one name would tell wrong ones."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for table in TABLES:
        for axis in table.axes:
            if axis.labels:
                found.setdefault(axis.name, set()).add(axis.labels)
    assert {name for name, labels in found.items() if len(labels) > 1} == set() and len(found) > 10


def test_results_are_kept_without_knowing_a_mechanism() -> None:
    """What is kept of a mechanism it says itself; the room that keeps it asks `mechanisms.all`."""
    asked = {
        (path.name, (node.module or "").rpartition(".")[2])
        for path in (PACKAGE / "store").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("credopolis.mechanisms")
    }
    assert len(asked) > 5
    assert {one for one in asked if one[1] not in ("all", "declare")} == set()


def test_lines_of_the_summary_name_every_stage_and_step() -> None:
    def names(line: type) -> list[str]:
        return [field.name for field in dataclasses.fields(line)]

    assert names(offices.CaseLine) == ["truth", *labels.CASE_STAGES]
    assert names(offices.ProcessLine) == ["truth", "posted", *labels.PROCESS_STEPS]
    assert len(names(seeing.Encounters)) == len(labels.ENCOUNTERS)


def test_every_channel_and_use_has_a_unit() -> None:
    assert len(UNITS) == len(SEEING) and len(BENEFIT_UNITS) == len(BENEFITS)
    assert all(UNITS) and all(BENEFIT_UNITS)
