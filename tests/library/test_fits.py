"""Fits: what they name is there, values go into a scenario's file and nowhere else, and faults are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from credopolis.core.errors import BadValue, UnknownName
from credopolis.core.faults import FaultyFile
from credopolis.core.yamlfile import load_text
from credopolis.library.fits import FITS, read_fit, text_of_scenario, value_at, with_values
from credopolis.library.on_record import record_of


@pytest.mark.parametrize("name", FITS)
def test_what_is_fitted_is_what_the_record_says_is_chosen(name: str) -> None:
    fit = read_fit(name)
    assert {row.name for row in record_of(name) if row.chosen} == {*fit.fitted}
    text, stem = text_of_scenario(fit.scenario)
    located = load_text(text, stem)
    for parameter, stretch in fit.parameters.items():
        assert stretch.low <= float(str(value_at(located, parameter))) <= stretch.high, parameter
    assert len(fit.parameters) <= len(fit.fitted)


def test_values_go_into_their_places_and_everything_else_stays() -> None:
    fit = read_fit("china-2005-2025")
    text, _ = text_of_scenario(fit.scenario)
    values = {name: 0.1 + 0.01 * k for k, name in enumerate(fit.parameters)}
    after = with_values(text, values)
    located = load_text(after, "after")
    for name, value in values.items():
        assert float(str(value_at(located, name))) == pytest.approx(value), name
    changed = [(a, b) for a, b in zip(text.splitlines(), after.splitlines(), strict=True) if a != b]
    assert 0 < len(changed) <= len(values) and with_values(text, {}) == text


def test_a_parameter_without_a_number_is_refused() -> None:
    text, _ = text_of_scenario("china-2005-2025")
    for name in ("regime.platform.stands", "regime.nothing.such"):
        with pytest.raises(BadValue, match=name.split(".")[1]):
            with_values(text, {name: 1.0})


def test_a_value_with_its_source_is_replaced_alone() -> None:
    name = "regime.services.high_speed_rail"
    text, _ = text_of_scenario("china-2005-2025")
    whole = re.sub(rf"{re.escape(name)}: \S+.*", f"{name}: {{value: 0.3, source: assumption, range: [0.1, 1]}}", text)
    after = with_values(whole, {name: 0.7})
    assert after == whole.replace("value: 0.3", "value: 0.7") != whole
    assert value_at(load_text(after, "after"), name) == 0.7


@pytest.mark.parametrize("written", ['"0.3"', "\n    0.3"])
def test_a_number_that_stands_in_another_way_is_told_of(written: str) -> None:
    name = "regime.services.high_speed_rail"
    text, _ = text_of_scenario("china-2005-2025")
    with pytest.raises(BadValue, match="line"):
        with_values(re.sub(rf"{re.escape(name)}: \S+.*", f"{name}: {written}", text), {name: 0.7})


def test_faults_of_a_file_are_told_all_at_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "format: credopolis-fit/1\ntitle: t\nscenario: china-2005-2025\n"
        "parameters:\n  regime.services.flights: {low: 2, high: 1}\n  regime.platform.stands: {low: 1, high: 2}\n"
        "fitted: [no such row]\n"
    )
    with pytest.raises(FaultyFile) as told:
        read_fit(file)
    said = str(told.value)
    assert all(words in said for words in ("upside down", "no number", "not on record")) and "mine.yaml:5" in said
    with pytest.raises(UnknownName, match="china-2005-2025"):
        read_fit("china")
