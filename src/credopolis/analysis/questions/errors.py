"""What errors, quotas and appeals do: who is entered for nothing, and how much of it is undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from credopolis.analysis.questions.asked import AS_IS, LivedWay, Question, Sought, alone, apart
from credopolis.analysis.questions.counting import counted, title_of, unit_of

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_ALARMS, _NEIGHBOURS = "no errors of machines and files", "no informants"
_QUOTA, _NO_QUOTA, _QUOTA_HEARD = "a quota", "no quota", "a quota, everybody heard"
_HEARD, _UNHEARD = "everybody is heard", "nobody is heard"
_EXPECTED: Final = 0.2
"""Negative entries a scored life and year that the quota asks for: the middle of the range of that assumption."""
_SAFEGUARDS: Final = {f"rulebook.due_process.{name}": 1.0 for name in ("notice", "access", "appeal")}
_SET: Final = {"regime.quotas.negative_a_year": _EXPECTED}
WAYS: Final = (
    LivedWay(AS_IS, "Nothing is changed."),
    LivedWay(_ALARMS, "No mistaken files and no false matches of faces.", off=("false_alarms",)),
    LivedWay(_NEIGHBOURS, "Neighbours report nothing, so nothing false either.", off=("informants",)),
    LivedWay(_QUOTA, "The centre expects 200 negative entries per 1,000 lives and year.", lambda s: _SET),
    LivedWay(_NO_QUOTA, "No entries are made up to meet a quota.", off=("quotas",)),
    LivedWay(_QUOTA_HEARD, "The quota, with full notice, full sight of the own file, and an open appeal.",
        lambda s: {**_SET, **_SAFEGUARDS}),
    LivedWay(_HEARD, "Full notice, full sight of the own file, an appeal that is always open.", lambda s: _SAFEGUARDS),
    LivedWay(_UNHEARD, "No notice, no sight of the own file, no appeal.", off=("due_process",)),
)  # fmt: skip
_MEASURES: Final = ("false_entries", "false_share", "falls", "ever_below", "below_start", "gates_open")


def _told(name: str, way: str, than: str, what: str, above: str, below: str) -> Sought:
    """A headline measure in one way, less in another. above, below : sentences, the measure standing for {}."""
    title = title_of(name)
    told = (text.format(title)[0].upper() + text.format(title)[1:] for text in (above, below))
    return apart(name, way, than, f"{what}: {name}", f"{title}: {what}", unit_of(name), *told)


def _sources(way: str, than: str, what: str) -> list[Sought]:
    """What one source of false entries does: everything with it, less everything without."""
    return [
        _told(name, way, than, what, f"{what} raise: {{}}.", f"{what} lower: {{}}.")
        for name in ("false_entries", "false_share", "falls", "ever_below")
    ]


def _sought(bases: Mapping[str, Scenario]) -> tuple[Sought, ...]:
    heard = [
        _told(name, _HEARD, _UNHEARD, "everybody heard, less nobody heard", "hearing everybody raises: {}.",
              "hearing everybody lowers: {}.")
        for name in ("below_start", "ever_below", "falls", "gates_open", "false_entries")
    ]  # fmt: skip
    undone = [
        _told(name, _QUOTA_HEARD, than, what, above, below)
        for name in ("below_start", "ever_below")
        for than, what, above, below in (
            (_QUOTA, "under a quota, everybody heard less as it is", "under a quota, hearing everybody raises: {}.",
             "under a quota, hearing everybody lowers: {}."),
            (_NO_QUOTA, "a quota where everybody is heard, less no quota",
             "hearing everybody does not undo what a quota does to: {}.",
             "hearing everybody more than undoes what a quota does to: {}."),
        )
    ]  # fmt: skip
    share = alone(
        "false_share", AS_IS, "most entries", title_of("false_share"), unit_of("false_share"),
        "Most entries are false.", "Fewer entries are false than true.", reference=50.0,
    )  # fmt: skip
    return (
        share, *_sources(AS_IS, _ALARMS, "errors of machines and files"),
        *_sources(AS_IS, _NEIGHBOURS, "informants"), *_sources(_QUOTA, _NO_QUOTA, "quotas"), *heard, *undone,
    )  # fmt: skip


QUESTION: Final = Question(
    "errors",
    "Errors, quotas and appeals",
    "Where do false entries come from, and how much of what they do is undone by notice, sight of the own file and "
    "appeals?",
    "Each source is taken away by itself, so their parts need not add up. The quota is set for the question: the "
    "account tells of quotas and not of how high. An entry that is corrected counts as an entry all the same; what "
    "correction does is read from who stands below where everybody starts.",
    "popular-account",
    lambda bases: WAYS,
    counted(*_MEASURES),
    _sought,
)
