"""The rulebook's own lines behind what happened to a life: where a rule stands, how it reads, and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from credopolis.analysis.words import title

if TYPE_CHECKING:
    from credopolis.core.yamlfile import KeyPath, Located
    from credopolis.engine.scenario import Scenario

MOST_LINES: Final = 12
"""Of a rule that are quoted."""


@dataclass(frozen=True)
class Rule:
    """A rule as its file has it. path : such as "acts.tax_evasion". line : from 1 on. more : lines left out."""

    path: str
    title: str
    line: int
    text: str
    more: int
    sources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The rule as plain data."""
        return asdict(self)


def rules_of(scenario: Scenario, paths: Iterable[str]) -> tuple[Rule, ...]:
    """The rules at some places of the scenario's rulebook, those that are in its file; none if no file describes it."""
    from credopolis.core.yamlfile import load_text

    text = _text_of(scenario)
    if text is None:
        return ()
    located = load_text(text, "rulebook.yaml")
    lines = text.splitlines()
    return tuple(_rule(located, lines, path) for path in paths if _key(path) in located.positions)


def _text_of(scenario: Scenario) -> str | None:
    """The text of the rulebook as it was read."""
    for one in scenario.files:
        if one.kind == "regime":
            return str(dict(one.files)[one.main].decode("utf-8"))
    return None


def _key(path: str) -> KeyPath:
    section, _, name = path.partition(".")
    return (section, name)


def _rule(located: Located, lines: list[str], path: str) -> Rule:
    key = _key(path)
    line = located.at(key)[0]
    after = [place[0] for other, place in located.positions.items() if place[0] > line and other[:2] != key]
    end = min(after, default=len(lines) + 1) - 1
    quoted = [*lines[line - 1 : end]]
    while quoted and (not quoted[-1].strip() or quoted[-1].lstrip().startswith("#")):
        quoted.pop()
    indent = len(quoted[0]) - len(quoted[0].lstrip())
    told = "\n".join(one[indent:] if not one[:indent].strip() else one for one in quoted[:MOST_LINES])
    value: Any = located.data
    for step in key:
        value = value[step]
    name = value.get("title") if isinstance(value, dict) else None
    sources = tuple(dict.fromkeys(_sources(value)))
    return Rule(path, str(name or title(str(key[1]))), line, told, max(len(quoted) - MOST_LINES, 0), sources)


def _sources(value: Any) -> Iterator[str]:
    """Everything that stands under a key `source`, in order."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "source":
                yield from map(str, inner if isinstance(inner, list) else [inner])
            else:
                yield from _sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sources(inner)
