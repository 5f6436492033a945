"""How ways are lived and counted: headline measures of whole runs, and rules that change after a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from credopolis.analysis.measures.headlines import ASKED, MEASURES, Measure
from credopolis.analysis.measures.measured import gather
from credopolis.analysis.questions.asked import PARTS, key

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_MEASURES: Final[dict[str, Measure]] = {measure.name: measure for measure in (*MEASURES, *ASKED)}


def counted(*names: str) -> Callable[[Mapping[str, Scenario]], dict[str, float]]:
    """Headline measures by name, of every way."""
    measures = tuple(_MEASURES[name] for name in names)

    def live(ways: Mapping[str, Scenario]) -> dict[str, float]:
        found: dict[str, float] = {}
        for way, scenario in ways.items():
            run = gather(scenario, 1)
            for measure in measures:
                numbers = zip(PARTS, measure.found(run), strict=True)
                found |= {key(way, measure.name, part): number for part, number in numbers}
        return found

    return live


def title_of(name: str) -> str:
    """The words for a headline measure."""
    return _MEASURES[name].title


def unit_of(name: str) -> str:
    """Its unit."""
    return _MEASURES[name].unit
