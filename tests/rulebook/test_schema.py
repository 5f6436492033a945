"""The published JSON Schema accepts what the loader accepts, and refuses what has a fault of form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from credopolis.core.faults import FaultyFile
from credopolis.core.yamlfile import load_text, load_yaml
from credopolis.rulebook import json_schema, parse_rulebook
from tests.rulebook.books import BANK_SCORE, DOSSIER, SHIPPED, SMALL
from tests.strategies import rulebook_data


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(json.dumps(json_schema()))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_files_fit(name: str, validator: Draft202012Validator) -> None:
    assert list(validator.iter_errors(load_yaml(SHIPPED[name]).data)) == []


@pytest.mark.parametrize("text", [SMALL, BANK_SCORE, DOSSIER], ids=["small", "bank", "dossier"])
def test_examples_fit(text: str, validator: Draft202012Validator) -> None:
    assert list(validator.iter_errors(load_text(text, "f").data)) == []


@settings(max_examples=40, deadline=None)
@given(rulebook_data(removal=True))
def test_random_rulebooks_fit(data: dict[str, Any]) -> None:
    assert Draft202012Validator(json_schema()).is_valid(data)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("points: -20", "pionts: -20"),
        ("points: -20", "points: '-20'"),
        ("points: -20", "points: 1.5"),
        ("points: -20", "points: true"),
        ("points: -20", "points: {value: -20, src: x}"),
        ("points: -20", "points: {source: x}"),
        ("points: -20", "points: {value: -20, range: [1]}"),
        ("points: -20", "points: 20000"),
        ("lasts: 2y", "lasts: 2 years"),
        ("{lasts: 2y, release: band}", "{lasts: 2y}"),
        ("kind: benefit", "kind: bonus"),
        ("records: 0.5", "records: 1.5"),
        ("  bad:", "  Bad Act:"),
        ("name: small", "name: Small Book"),
        ("title: A small rulebook\n", ""),
        ("benefits: [fast]", "benefits: [fast, fast]"),
        ("rate: 1", "rate: -1"),
        ("cap_per_year: 2", "cap_per_year: 0"),
        ("cap_per_year: 2", "cap: {per: 1y}"),
        ("format: credopolis-rulebook/1", "format: credopolis-rulebook/2"),
        ("on_list: black", "is: [rich]"),
        ("on_list: black", "child_age: [8y]"),
        ("adds_to: black", "adds_to: black, adds_after: 21"),
        ("points: -20", "points: -20, about: cousin"),
        ("points: -20", "points: -20, area: weather"),
        ("points: -20", "points: -20, prices: One Fact"),
        ("points: -20", "points: -20, discretion: [-30]"),
        ("points: -20", "points: -20, repairable: 1"),
        ("lasts: 30d", "lasts: 30d, removal: 'yes'"),
        ("kind: benefit", "kind: benefit, area: weather"),
        ("acts:\n", "due_process: {repair_steps: 11}\nacts:\n"),
        ("acts:\n", "due_process: {reasons: 2}\nacts:\n"),
    ],
)
def test_faults_of_form_are_refused_by_both(before: str, after: str, validator: Draft202012Validator) -> None:
    text = SMALL.replace(before, after, 1)
    assert text != SMALL
    assert not validator.is_valid(load_text(text, "f").data)
    with pytest.raises(FaultyFile):
        parse_rulebook(text)
