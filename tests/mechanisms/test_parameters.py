"""A parameter carries its evidence as data: what was given is read back, and nothing goes without."""

from __future__ import annotations

import json
from typing import Any

import pytest
from annotated_types import Ge, Gt, Le
from hypothesis import given as for_any
from hypothesis import strategies as st
from pydantic import Field
from pydantic.fields import FieldInfo

from credopolis.mechanisms.parameters import Given, Parameters, given, given_of
from credopolis.mechanisms.regime import RegimeParameters


class Made(Parameters):
    """One parameter of each kind."""

    documented: int = given(1000, "faces that one search covers", source="seed-088", least=1, most=10_000_000)
    assumed: float = given(0.3, "chance before any experience", low=0.1, high=0.6, least=0, most=1)
    informed: float = given(0.2, "chance", low=0, high=0.6, source=("seed-069", "rc-015"), unit="days", above=0, most=1)
    told: float = given(3e-6, "false matches", low=0.000001, high=0.0001, source="fr-003", note="0.003 a search")
    either: bool = given(False, "whether", assumed=True, no_range="off and on", source="gov-005")
    doubted: float = given(2.0, "hours", low=1, high=3, source="us-010", assumed=False)


WORDS = {
    "documented": "faces that one search covers (seed-088)",
    "assumed": "chance before any experience; assumption, range 0.1 to 0.6",
    "informed": "chance; assumption, range 0 to 0.6 (seed-069, rc-015)",
    "told": "false matches; assumption, range 0.000001 to 0.0001 (fr-003: 0.003 a search)",
    "either": "whether; assumption, off and on (gov-005)",
    "doubted": "hours (us-010, range 1 to 3)",
}


def _of(name: str) -> Given:
    found = given_of(Made.model_fields[name])
    assert found is not None
    return found


@pytest.mark.parametrize("name", WORDS)
def test_evidence_in_words(name: str) -> None:
    assert _of(name).in_words() == WORDS[name]


def test_evidence_is_read_back() -> None:
    assert _of("informed") == Given(
        meaning="chance", unit="days", low=0, high=0.6, sources=("seed-069", "rc-015"), assumed=True
    )
    assert (_of("documented").assumed, _of("documented").low, _of("documented").sources) == (False, None, ("seed-088",))
    assert _of("doubted").assumed is False


def test_bounds_are_kept() -> None:
    assert Made.model_fields["documented"].metadata == [Ge(1), Le(10_000_000)]
    assert Made.model_fields["informed"].metadata == [Gt(0), Le(1)]
    assert Made.model_fields["told"].metadata == []


def test_a_field_without_evidence_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="Bare.half_life does not say what it rests on"):

        class Bare(Parameters):
            half_life: float = Field(2.0, ge=0, description="fading; assumption, range 1 to 3")

    assert given_of(FieldInfo(default=1.0)) is None


def test_evidence_goes_into_the_schema() -> None:
    """The JSON Schema of a regime's parameters is plain data and has the evidence of every one."""
    schema: Any = json.loads(json.dumps(RegimeParameters.model_json_schema()))
    corruption = schema["$defs"]["DiscretionParameters"]["properties"]["corruption"]
    assert corruption["given"]["sources"] == ["seed-069"]
    assert (corruption["given"]["low"], corruption["given"]["high"]) == (0, 0.6)
    assert corruption["description"] == corruption["given"]["meaning"]


@for_any(st.floats(1e-12, 1e12), st.integers(0, 10**9))
def test_ranges_are_written_without_exponents_and_lose_nothing(low: float, high: int) -> None:
    words = Given("x", low=low, high=high, assumed=True).basis()
    first, last = words.removeprefix("assumption, range ").split(" to ")
    assert "e" not in first + last
    assert (float(first), int(last)) == (low, high)
