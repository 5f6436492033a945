"""The hash that ties a frozen run to its scenario: every field of it counts, those that are added later too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from credopolis.engine.identity import NOT_IN_DIGEST, scenario_digest
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import SCENARIOS, load_scenario


def others(value: Any) -> Iterator[tuple[str, Any]]:
    """Every value that differs from this one at a single place, with the place; of lists the first and the last."""
    if is_dataclass(value):
        for f in fields(value):
            for place, other in others(getattr(value, f.name)):
                yield f"{f.name}.{place}", with_field(value, f.name, other)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            for place, other in others(getattr(value, name)):
                yield f"{name}.{place}", value.model_copy(update={name: other})
    elif isinstance(value, np.ndarray):
        yield "type", value.astype(np.complex128)
        yield "shape", value[None]
        for k in {0, value.size - 1} & set(range(value.size)):
            other = np.array(value)
            other.reshape(-1)[k] = not other.reshape(-1)[k] if value.dtype == bool else other.reshape(-1)[k] + 1
            yield str(k), other
    elif isinstance(value, Mapping):
        yield "more", {**value, "more": 1}
        if len(value) > 1:
            yield "order", dict(reversed(value.items()))
        for key in list(value)[-1:]:
            yield f"{key} less", {k: v for k, v in value.items() if k != key}
            for place, other in others(value[key]):
                yield f"{key}.{place}", {**value, key: other}
    elif isinstance(value, tuple):
        yield "more", (*value, "more")
        for k in {0, len(value) - 1} & set(range(len(value))):
            for place, other in others(value[k]):
                yield f"{k}.{place}", (*value[:k], other, *value[k + 1 :])
    else:
        yield "itself", another(value)


def with_field(value: Any, name: str, other: Any) -> Any:
    """A dataclass with one other field, whether or not its own checks would let it be."""
    copy = object.__new__(type(value))
    for f in fields(value):
        object.__setattr__(copy, f.name, other if f.name == name else getattr(value, f.name))
    return copy


def another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, date):
        return value + timedelta(1)
    assert value is None, f"a scenario holds a {type(value).__name__}: say here how to change it"
    return 1


@pytest.mark.parametrize(
    "name", [SCENARIOS[0], *(pytest.param(name, marks=pytest.mark.slow) for name in SCENARIOS[1:])]
)
def test_every_field_of_a_scenario_counts(name: str) -> None:
    scenario = load_scenario(name, people=2000, years=1)
    mine, seen = scenario_digest(scenario), set()
    for f in fields(Scenario):
        if f.name in NOT_IN_DIGEST:
            continue
        for place, other in others(getattr(scenario, f.name)):
            its = scenario_digest(with_field(scenario, f.name, other))
            assert its != mine, f"{f.name}.{place}"
            assert its not in seen or place.endswith(("more", "less", "order")), f"{f.name}.{place}"
            seen.add(its)
    assert len(seen) > 150
    assert scenario_digest(load_scenario(name, people=2000, years=1)) == mine


def test_what_was_left_out_before(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario(people=2000, years=1)
    mine = scenario_digest(scenario)
    assert scenario_digest(replace(scenario, start=date(1999, 1, 1))) != mine
    assert scenario_digest(replace(scenario, source={})) == mine  # where its files lay, which have hashes of their own
    monkeypatch.setattr("credopolis.engine.identity.kernels_digest", lambda: "0")
    assert scenario_digest(scenario) != mine
    with pytest.raises(TypeError, match="no hash"):
        scenario_digest(replace(scenario, title=object()))  # type: ignore[arg-type]
