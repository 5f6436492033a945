"""Every value of the model cites its source, or is called an assumption and has a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credopolis.core.yamlfile import load_yaml
from credopolis.library.catalogue import SOCIETIES
from credopolis.library.names import REGIMES
from tests.house.tree import EXAMPLES, PACKAGE, regime_parameters

LIBRARY = PACKAGE / "library"
FACTS = set(
    re.findall(r"^([a-z]+-\d{3}),", (LIBRARY / "evidence" / "facts.csv").read_text(encoding="utf-8"), re.MULTILINE)
)
# Societies whose conduct is the definition of a benchmark, and stands for nobody's.
BENCHMARKS = ("uniform-31",)
_RANGE = re.compile(r"assumption, range ([-\d.]+) to ([-\d.]+)")
# Other sources than rows of evidence.
_OTHER = re.compile(r"doi:10\.|https?://|MODEL")
_FILES = [
    *(LIBRARY / "regimes" / name / file for name in REGIMES for file in ("rulebook.yaml", "regime.yaml")),
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


@pytest.mark.parametrize("name", SOCIETIES)
def test_society_cites_every_value(name: str) -> None:
    data = load_yaml(LIBRARY / "societies" / name / "society.yaml").data
    entries = [entry for _, entry in _cited(data) if "value" in entry]
    assert len(entries) > 20
    assert [e for e in entries if not (e.get("source") or (e.get("assumption") and e.get("range")))] == []


def test_regime_parameters_cite_every_default() -> None:
    bare = []
    for room, name, field in regime_parameters():
        text = field.description or ""
        cited = set(re.findall(r"\b[a-z]+-\d{3}\b", text))
        if not _RANGE.search(text) and not (cited and cited <= FACTS):
            bare.append(f"{room}.{name}: {text}")
    assert bare == []


def test_defaults_lie_in_their_ranges() -> None:
    ranged = [
        (room, name, field.default, _RANGE.search(field.description or "")) for room, name, field in regime_parameters()
    ]
    assert [f"{r}.{n}" for r, n, default, m in ranged if m and not float(m[1]) <= default <= float(m[2])] == []


@pytest.mark.parametrize("name", REGIMES)
def test_regimes_are_whole(name: str) -> None:
    folder = LIBRARY / "regimes" / name
    assert {"rulebook.yaml", "regime.yaml"} <= {p.name for p in folder.iterdir()}
    account = re.search(r"^account: (\w+)", (folder / "rulebook.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    also = re.search(r"^account: (\w+)", (folder / "regime.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert account and also and account[1] == also[1]
