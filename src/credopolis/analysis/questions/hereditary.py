"""When does punishment become hereditary: what parents' grades do to the same children, and when it stops doing so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from credopolis.analysis.questions.asked import AS_IS, LivedWay, Numbers, Question, Sought, key
from credopolis.analysis.studies.children import follow_children, means_of
from credopolis.analysis.studies.families import FEWEST_YEARS, NOTHING, STANDS
from credopolis.analysis.studies.families_result import FEWEST_CHILDREN, GROUPS, OUTCOMES, UNITS
from credopolis.analysis.studies.levers import moved
from credopolis.library.elasticities import SEVERITY
from credopolis.library.overrides import Value

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_SHORT: Final = "locks half as long"
_OPEN: Final = "schools open to all"
_FREE: Final = "gates bear on no lives"
_SCHOOL: Final = {
    path: value for path, value in NOTHING.items() if path.split(".")[-1].startswith(("school", "door"))
}  # fmt: skip
_SLOPE: Final = "slope of ranks"


def _halved(scenario: Scenario) -> dict[str, Value]:
    return moved(scenario, SEVERITY)


WAYS: Final = (
    LivedWay(AS_IS, "Gates bear on lives: health, schooling, incomes."),
    LivedWay(_FREE, "Everything is the same, but gates bear on no lives.", lambda s: dict(NOTHING)),
    LivedWay(_OPEN, "Gates bear on lives, but not at the doors of schools.", lambda s: dict(_SCHOOL)),
    LivedWay(_SHORT, "Every lock and listing lasts half as long, and gates bear on lives.", _halved),
    LivedWay(f"{_SHORT}, {_FREE}", "The same, and gates bear on no lives.", lambda s: {**_halved(s), **NOTHING}),
)
_PAIRS: Final = {AS_IS: _FREE, _OPEN: _FREE, _SHORT: f"{_SHORT}, {_FREE}"}
"""Each way beside that in which gates bear on no lives, and else all is the same."""


def _ways(bases: Mapping[str, Scenario]) -> tuple[LivedWay, ...]:
    return WAYS if _halved(bases[""]) else WAYS[:3]


def _live(ways: Mapping[str, Scenario]) -> dict[str, float]:
    """What gates do to the same children, by group of their parents and outcome."""
    lived = {way: follow_children(scenario) for way, scenario in ways.items()}
    good, found = ways[AS_IS].rulebook.standing_grade, dict[str, float]()
    for way, free in _PAIRS.items():
        if way not in lived:
            continue
        means = means_of(lived[way], lived[free], good)
        for group in GROUPS:
            found[key(way, f"{group} children")] = means[f"{group} children"]
            for outcome in OUTCOMES:
                on, off = (means[f"{group} {outcome} {side}"] for side in ("on", "off"))
                found[key(way, f"{group} {outcome}")] = on - off
        found[key(way, _SLOPE)] = means["slope on"] - means["slope off"]
        found[key(way, "children")] = sum(means[f"{group} children"] for group in GROUPS)
    return found


def _told(n: Numbers, way: str, group: str, outcome: str) -> tuple[float, float]:
    """What gates do to a group in a way, and 0 children where they are too few to tell."""
    children = n[key(way, f"{group} children")]
    return n[key(way, f"{group} {outcome}")], children if children >= FEWEST_CHILDREN / 5 else 0.0


def _does(group: str, outcome: str) -> Sought:
    def found(n: Numbers) -> tuple[float, float, float]:
        return (*_told(n, AS_IS, group, outcome), float("nan"))

    whose = f"children whose parents were {group}" if group != GROUPS[0] else f"children of parents {group}"
    return Sought(
        f"{group}: {outcome}", f"{outcome}: parents {group}", UNITS[OUTCOMES.index(outcome)], found,
        f"Because gates bear on lives, {whose} do better ({outcome}).",
        f"Because gates bear on lives, {whose} do worse ({outcome}): the punishment is inherited.",
    )  # fmt: skip


def _lessens(way: str, group: str, outcome: str) -> Sought:
    def found(n: Numbers) -> tuple[float, float, float]:
        (a, children_a), (b, children_b) = (_told(n, one, group, outcome) for one in (way, AS_IS))
        return a - b, min(children_a, children_b), float("nan")

    return Sought(
        f"{way}, {group}: {outcome}", f"{outcome}: parents {group}, {way} less as it is",
        UNITS[OUTCOMES.index(outcome)], found,
        f"With {way}, children whose parents were {group} lose less ({outcome}).",
        f"With {way}, children whose parents were {group} lose more ({outcome}).",
    )  # fmt: skip


def _sought(bases: Mapping[str, Scenario]) -> tuple[Sought, ...]:
    def slope(n: Numbers) -> tuple[float, float, float]:
        return n[key(AS_IS, _SLOPE)], n[key(AS_IS, "children")], float("nan")

    lesser = [way.name for way in _ways(bases) if way.name in _PAIRS and way.name != AS_IS]
    return (
        *(_does(group, outcome) for group in GROUPS for outcome in OUTCOMES),
        *(_lessens(way, GROUPS[3], outcome) for way in lesser for outcome in OUTCOMES),
        Sought("mobility", "slope of a child's rank on its parents', gates less none", "ranks a rank", slope,
               "Because gates bear on lives, where a child ends hangs more on where its parents stood.",
               "Because gates bear on lives, where a child ends hangs less on where its parents stood."),
    )  # fmt: skip


QUESTION: Final = Question(
    "hereditary",
    "When punishment becomes hereditary",
    "Do children bear their parents' grades, also where the parents had come back, and what ends it?",
    "The same children are compared with gates that bear on lives and without. Parents are followed by the year, so a "
    "fall that is over within one is not seen. With locks half as long other parents are fallen at the door, so other "
    "children are in the groups. That luck is inherited is an assumption.",
    "popular-account",
    _ways,
    _live,
    _sought,
    stands={f"regime.{name}.stands": True for name in STANDS},
    years=22.0,
    seeds=5,
    draws=20,
    least_years=FEWEST_YEARS,
)
