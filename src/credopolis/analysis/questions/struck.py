"""Who is struck: rates and shares between groups, and what becomes of them without channels that look at some more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from credopolis.analysis.questions.asked import AS_IS, LivedWay, Question, Sought, alone, apart
from credopolis.analysis.questions.counting import counted, title_of, unit_of

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_BLIND, _BOUND, _FAIR = "nobody is looked at more", "no discretion", "no false matches"
WAYS: Final = (
    LivedWay(AS_IS, "Nothing is changed."),
    LivedWay(_BLIND, "No checkpoints and recorders, which look above all at the minority.",
        off=("checkpoints", "recorders")),
    LivedWay(_BOUND, "No case is waived, and no official chooses the points.", off=("discretion",)),
    LivedWay(_FAIR, "No mistaken files and no false matches of faces.", off=("false_alarms",)),
)  # fmt: skip
_RATIOS: Final = {
    "negative_ratio_group": ("the minority", "the majority", "is entered against"),
    "false_ratio_group": ("the minority", "the majority", "is entered falsely"),
    "below_ratio_group": ("the minority", "the majority", "stands below where everybody starts"),
    "negative_ratio_area": ("towns", "the country", "is entered against"),
    "negative_ratio_sex": ("women", "men", "is entered against"),
}
_GROUP: Final = tuple(name for name in _RATIOS if name.endswith("_group"))


def _sought(bases: Mapping[str, Scenario]) -> tuple[Sought, ...]:
    told = [
        alone(name, AS_IS, name, title_of(name), unit_of(name), f"More of {one} than of {other} {does}.",
              f"Fewer of {one} than of {other} {does}.", reference=1.0)
        for name, (one, other, does) in _RATIOS.items()
    ]  # fmt: skip
    why = [
        apart(name, AS_IS, way, f"{way}: {name}", f"{title_of(name)}: as it is, less {way}", unit_of(name),
              f"{title_of(name).capitalize()}: {because} make it more.",
              f"{title_of(name).capitalize()}: {because} make it less.")
        for way, because in ((_BLIND, "checkpoints and recorders"), (_BOUND, "waivers and choice of points"),
                             (_FAIR, "errors of machines and files"))
        for name in _GROUP
    ]  # fmt: skip
    return (*told, *why)


QUESTION: Final = Question(
    "struck",
    "Who is struck",
    "Which groups does the regime strike more, and does that come from how they are seen, from officials, or from "
    "errors?",
    "Groups of the synthetic society differ in age, schooling and where they live, as in the census it was made from; "
    "a ratio above 1 is no proof of unequal treatment. What is left without channels, waivers and errors comes from "
    "rules and conduct.",
    "popular-account",
    lambda bases: WAYS,
    counted(*_RATIOS),
    _sought,
)
