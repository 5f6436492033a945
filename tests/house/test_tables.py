"""Every label that is counted has a place in the tables and in the summary's lines."""

from __future__ import annotations

import dataclasses

from credopolis.analysis.measures import offices, seeing
from credopolis.core import labels
from credopolis.core.labels import BENEFITS
from credopolis.mechanisms.channels import SEEING, UNITS
from credopolis.mechanisms.quarter import BENEFIT_UNITS
from credopolis.store.tables import TABLES


def test_what_offices_and_channels_keep_has_a_column() -> None:
    columns = {t.name: [c.name for c in t.columns] for t in TABLES}
    assert set(labels.WATCHED) <= set(columns["channels"])
    assert set(labels.OFFICES) <= set(columns["offices"])


def test_lines_of_the_summary_name_every_stage_and_step() -> None:
    def names(line: type) -> list[str]:
        return [field.name for field in dataclasses.fields(line)]

    assert names(offices.CaseLine) == ["truth", *labels.CASE_STAGES]
    assert names(offices.ProcessLine) == ["truth", "posted", *labels.PROCESS_STEPS]
    assert len(names(seeing.Encounters)) == len(labels.ENCOUNTERS)


def test_every_channel_and_use_has_a_unit() -> None:
    assert len(UNITS) == len(SEEING) and len(BENEFIT_UNITS) == len(BENEFITS)
    assert all(UNITS) and all(BENEFIT_UNITS)
