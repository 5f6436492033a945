"""Every value of the model cites its source, or is called an assumption and has a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic.fields import FieldInfo

from credopolis.core.yamlfile import load_yaml
from credopolis.library.catalogue import SOCIETIES
from credopolis.library.names import EVERY_REGIME
from credopolis.mechanisms.parameters import Given, Parameters, given, given_of
from tests.house.tree import EXAMPLES, PACKAGE, regime_parameters

LIBRARY = PACKAGE / "library"
FACTS = set(
    re.findall(r"^([a-z0-9]+-\d{3}),", (LIBRARY / "evidence" / "facts.csv").read_text(encoding="utf-8"), re.MULTILINE)
)
# Societies whose conduct is the definition of a benchmark, and stands for nobody's.
BENCHMARKS = ("uniform-31",)
_DOI = re.compile(r"doi:10\.\d{4,9}/\S+")
# Other sources than rows of evidence.
_OTHER = re.compile(r"doi:10\.|https?://")
_FILES = [
    *(LIBRARY / "regimes" / name / file for name in EVERY_REGIME for file in ("rulebook.yaml", "regime.yaml")),
    *(LIBRARY / "societies" / name / "conduct.yaml" for name in SOCIETIES),
    EXAMPLES / "own-rulebook" / "library-card.yaml",
    EXAMPLES / "tenant-screening" / "tenant-screening.yaml",
    EXAMPLES / "tenant-screening" / "amended.yaml",
    EXAMPLES / "benefits-fraud-risk" / "benefits-fraud-risk.yaml",
]


def _cited(data: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping that holds a value with its source."""
    if isinstance(data, dict):
        if "value" in data or "source" in data or "assumption" in data:
            yield path, data
        for key, value in data.items():
            yield from _cited(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        for k, value in enumerate(data):
            yield from _cited(value, f"{path}[{k}]")


def _sources(entry: dict[str, Any]) -> list[str]:
    source = entry.get("source", [])
    return [str(s) for s in (source if isinstance(source, list) else [source])]


def _is_known(source: str) -> bool:
    return source == "assumption" or source in FACTS or bool(_OTHER.match(source))


@pytest.mark.parametrize("path", _FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_sources_exist(path: Path) -> None:
    unknown = [f"{at}: {s}" for at, entry in _cited(load_yaml(path).data) for s in _sources(entry) if not _is_known(s)]
    assert unknown == []


@pytest.mark.parametrize("path", _FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_assumed_numbers_have_a_range(path: Path) -> None:
    """Numbers and durations only: a word such as `office` has no range. A note may say why a number has none."""
    bare = []
    for at, entry in _cited(load_yaml(path).data):
        value = entry.get("value")
        number = isinstance(value, int | float) or bool(re.fullmatch(r"\d+(y|mo|w|d)", str(value)))
        alone = _sources(entry) == ["assumption"]
        if number and alone and "range" not in entry and "note" not in entry:
            bare.append(at)
    assert bare == []


@pytest.mark.parametrize("name", [name for name in SOCIETIES if name not in BENCHMARKS])
def test_conduct_cites_every_number(name: str) -> None:
    data: Any = load_yaml(LIBRARY / "societies" / name / "conduct.yaml").data
    numbers = [
        (f"{act}.{key}", conduct[key])
        for act, conduct in data["acts"].items()
        for key in ("slope", "rate", "deterrence", "ambition")
        if key in conduct
    ]
    assert len(numbers) > 20
    assert [at for at, value in numbers if not (isinstance(value, dict) and value.get("source"))] == []


@pytest.mark.parametrize("path", _FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_conduct_says_of_every_act_whether_it_follows_sex_and_age(path: Path) -> None:
    """With its source, or the word assumption; an empty curve says that no age is assumed to do it more."""
    if path.parent.name in BENCHMARKS or EXAMPLES in path.parents:
        return
    data: Any = load_yaml(path).data
    if data.get("subject") == "company":
        return  # which has neither
    acts = {
        name: act if path.name == "conduct.yaml" else act.get("conduct") for name, act in data.get("acts", {}).items()
    }
    bare = [
        f"{name}.{key}"
        for name, conduct in acts.items()
        for key in ("women", "ages")
        if conduct is not None and not (isinstance(conduct.get(key), dict) and _sources(conduct[key]))
    ]
    assert bare == []


@pytest.mark.parametrize("name", SOCIETIES)
def test_society_cites_every_value(name: str) -> None:
    data = load_yaml(LIBRARY / "societies" / name / "society.yaml").data
    entries = [entry for _, entry in _cited(data) if "value" in entry]
    assert len(entries) > 20
    assert [e for e in entries if not (e.get("source") or (e.get("assumption") and e.get("range")))] == []


def _faults(path: str, field: FieldInfo) -> list[str]:
    """What is wrong with the evidence of a parameter."""
    found = given_of(field)
    if found is None:
        return [f"{path} carries no evidence"]
    ranged = found.low is not None and found.high is not None
    out = [f"{path} has the unknown source {s}" for s in found.sources if s not in FACTS and not _DOI.fullmatch(s)]
    if not found.sources and not ranged and not found.no_range:
        out.append(f"{path} has neither a source nor a range")
    if (found.low is None) != (found.high is None):
        out.append(f"{path} has half a range")
    if found.assumed and found.low is None and not found.no_range:
        out.append(f"{path} is an assumption and does not say why it has no range")
    if ranged and not found.low <= field.default <= found.high:
        out.append(f"{path} has a default outside its range")
    if ranged and found.low >= found.high:
        out.append(f"{path} has an empty range")
    out += [f"{path} may not have the end {end} of its range" for end in _refused(field, found)]
    unit = next((u for u in ("days", "hours", "minutes", "years") if path.endswith(f"_{u}")), "")
    if not found.unit.startswith(unit):
        out.append(f"{path} says nothing of its unit, {unit}")
    return out


def _refused(field: FieldInfo, found: Given) -> list[float]:
    """Ends of the range that the bounds of a field refuse."""
    out = []
    for end in (found.low, found.high):
        for bound in field.metadata if end is not None else []:
            low, above, most = (getattr(bound, name, None) for name in ("ge", "gt", "le"))
            fits = (low is None or end >= low) and (above is None or end > above) and (most is None or end <= most)
            out += [] if fits else [end]
    return out


def test_every_parameter_rests_on_a_source_or_a_range() -> None:
    assert [fault for room, name, field in regime_parameters() for fault in _faults(f"{room}.{name}", field)] == []


class _Broken(Parameters):
    bare: float = given(1.0, "nothing behind it")
    unknown: float = given(1.0, "a source that does not exist", source="seed-999")
    half: float = given(1.0, "half a range", low=0, source="seed-001")
    outside: float = given(9.0, "default outside", low=0, high=1)
    empty: float = given(1.0, "no room", low=1, high=1)
    refused: float = given(1.0, "an end that no file may state", low=0, high=2, above=0)
    guessed: bool = given(True, "an assumption without more", assumed=True, source="seed-001")
    wait_days: float = given(1.0, "no unit", low=0, high=1)


def test_a_parameter_without_evidence_is_named() -> None:
    assert [fault for name, field in _Broken.model_fields.items() for fault in _faults(name, field)] == [
        "bare has neither a source nor a range",
        "unknown has the unknown source seed-999",
        "half has half a range",
        "outside has a default outside its range",
        "empty has an empty range",
        "refused may not have the end 0 of its range",
        "guessed is an assumption and does not say why it has no range",
        "wait_days says nothing of its unit, days",
    ]
    assert _faults("naked", FieldInfo(default=1.0)) == ["naked carries no evidence"]


@pytest.mark.parametrize("name", EVERY_REGIME)
def test_regimes_are_whole(name: str) -> None:
    folder = LIBRARY / "regimes" / name
    assert {"rulebook.yaml", "regime.yaml"} <= {p.name for p in folder.iterdir()}
    account = re.search(r"^account: (\w+)", (folder / "rulebook.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    also = re.search(r"^account: (\w+)", (folder / "regime.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert account and also and account[1] == also[1]
