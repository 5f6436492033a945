"""The record: every row rests on a fact, names what its scenario has, and means what its words say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from credopolis.core.errors import CredopolisError
from credopolis.engine.scenario import Scenario
from credopolis.library import on_record as module
from credopolis.library.catalogue import load_scenario
from credopolis.library.evidence import fact
from credopolis.library.on_record import (
    COUNTS,
    ENTERED,
    LEFT,
    LISTED,
    REFUSED,
    OnRecord,
    RecordedCount,
    follows_from_chosen,
    on_record,
    record_of,
)
from credopolis.mechanisms.services import NAMES

ROWS = on_record()


@cache
def scenario_named(name: str) -> Scenario:
    return load_scenario(name, people=1000)


def scenario_of(row: OnRecord) -> Scenario:
    """The scenario of a row."""
    return scenario_named(row.scenario)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_every_row_rests_on_facts_and_names_what_its_scenario_has(row: OnRecord) -> None:
    scenario = scenario_of(row)
    assert row.facts and all(fact(one).source_type != "memory" for one in row.facts)
    assert row.source and row.least <= row.value <= row.most and row.value > 0
    for counted in filter(None, (row.counted, row.per)):
        assert counted.count in COUNTS and (counted.since or scenario.start) < counted.on
        if counted.count in (ENTERED, LEFT):
            assert counted.of in scenario.rulebook.act_names
        if counted.count in (LISTED, LEFT):
            assert counted.listing in scenario.rulebook.list_names
        if counted.count == REFUSED:
            assert counted.of in NAMES and scenario.regime.services.stands


@pytest.mark.parametrize("row", [row for row in ROWS if row.per is None], ids=lambda row: row.name)
def test_counts_are_those_of_the_facts(row: OnRecord) -> None:
    """A fact may hold several numbers; one of them is the row's, in full or in millions."""
    numbers = [part.rstrip("m") for part in fact(row.facts[0]).value.split("/")]
    assert any(row.value in (float(number), float(number) * 1e6) for number in numbers)


def test_ratios_are_those_of_the_counts() -> None:
    value = {row.name: row.value for row in ROWS}
    for until in ("by May 2018", "by the end of 2018", "by 9 July 2019"):
        ratio = value[f"flights refused {until}"] / value[f"trains refused {until}"]
        assert value[f"flights refused for each train {until}"] == pytest.approx(ratio, abs=0.005)
    grown = value["on the list on 2 December 2023"] / value["on the list early in 2020"]
    assert value["on the list in 2023 for each early in 2020"] == pytest.approx(grown, abs=0.005)
    assert value["leaving for each listing in 2018"] == pytest.approx(2_175_200 / 3_594_000, abs=0.001)
    assert value["persons leaving for each listing in 2018"] == pytest.approx(202_123 / 282_084, abs=0.001)


def test_tolerances_are_those_of_the_targets() -> None:
    for row in ROWS:
        if row.target == "V04":
            assert (row.least, row.most) == pytest.approx((row.value / 1.5, row.value * 1.5), rel=0.003), row.name
        if row.target == "V01" and row.per is None:
            assert (row.least, row.most) == pytest.approx((row.value * 0.85, row.value * 1.15), rel=0.001), row.name
    (grown,) = (row for row in ROWS if row.target == "V01" and row.per is not None)
    years = (grown.counted.on - grown.per.on).days / 365.25 if grown.per else 0.0
    assert (grown.least, grown.most) == pytest.approx((1.08**years, 1.14**years), abs=0.006)


def test_most_scenarios_have_no_record() -> None:
    assert record_of("popular-account") == () and len(record_of("china-2005-2025")) == len(ROWS)


def test_a_record_that_cannot_be_read_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "on_record.csv"
    broken.write_text("name,scenario\na,b\n", encoding="utf-8")
    monkeypatch.setattr(module, "_FILE", broken)
    module.on_record.cache_clear()
    with pytest.raises(CredopolisError, match="Install the package again"):
        module.on_record()
    module.on_record.cache_clear()


def test_a_row_reads_what_it_counts() -> None:
    first = ROWS[0]
    assert first.counted == RecordedCount(LISTED, "", "dishonest_debtors", None, first.counted.on) and first.chosen


def test_a_ratio_of_two_numbers_that_were_fitted_checks_nothing() -> None:
    rows = {row.name: row for row in record_of("china-2005-2025")}
    for date, fitted in (("by May 2018", True), ("by the end of 2018", False), ("by 9 July 2019", False)):
        assert follows_from_chosen(rows[f"flights refused for each train {date}"]) is fitted
    assert all(follows_from_chosen(row) for row in rows.values() if row.chosen)
