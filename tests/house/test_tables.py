"""Names that the tables keep of their own, so that they load lightly, are those of the engine and the mechanisms."""

from __future__ import annotations

import dataclasses

from credopolis.analysis import offices, seeing
from credopolis.core.schema import TRUTHS
from credopolis.engine import institutions, tally
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.incidents import INCIDENTS
from credopolis.mechanisms.seeing import BENEFIT_UNITS, BENEFITS, UNITS
from credopolis.store import tables
from credopolis.store.tables import TABLES


def test_labels_of_tables_are_those_of_the_engine() -> None:
    assert tables.STAGES == tally.CASE_STAGES
    assert tables.STEPS == tally.PROCESS_STEPS
    assert tables.ENCOUNTERS == tally.ENCOUNTERS
    assert tables.WATCHED == institutions.WATCHED
    assert tables.OFFICES == institutions.OFFICES
    assert tables.USES == BENEFITS
    assert tables.INCIDENTS == INCIDENTS
    assert tables.FIXED_LABELS["truth"] == TRUTHS


def test_endings_of_spells_are_those_of_the_engine_and_open() -> None:
    words = {"relock": "new lock"}
    assert (*(words.get(name, name) for name in tally.SPELL_ENDS), "open") == tables.ENDINGS


def test_what_offices_and_channels_keep_has_a_column() -> None:
    columns = {t.name: [c.name for c in t.columns] for t in TABLES}
    assert set(tables.WATCHED) <= set(columns["channels"])
    assert set(tables.OFFICES) <= set(columns["offices"])


def test_lines_of_the_summary_name_every_stage_and_step() -> None:
    def names(line: type) -> list[str]:
        return [field.name for field in dataclasses.fields(line)]

    assert names(offices.CaseLine) == ["truth", *tables.STAGES]
    assert names(offices.ProcessLine) == ["truth", "posted", *tables.STEPS]
    assert len(names(seeing.Encounters)) == len(tables.ENCOUNTERS)


def test_every_channel_and_use_has_a_unit() -> None:
    assert len(UNITS) == len(SEEING) and len(BENEFIT_UNITS) == len(BENEFITS)
    assert all(UNITS) and all(BENEFIT_UNITS)
