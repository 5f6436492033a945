"""What errors, quotas and appeals do: who is entered for nothing, and how much of it is undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from credopolis.analysis.questions.asked import AS_IS, Question, Sought, Way, alone, apart
from credopolis.analysis.questions.counting import counted, title_of, unit_of

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_ALARMS, _QUOTAS, _NEIGHBOURS = "no errors of machines and files", "no quotas", "no informants"
_HEARD, _UNHEARD = "everybody is heard", "nobody is heard"
WAYS: Final = (
    Way(AS_IS, "Nothing is changed."),
    Way(_ALARMS, "No mistaken files and no false matches of faces.", off=("false_alarms",)),
    Way(_QUOTAS, "No entries are made up to meet a target.", off=("quotas",)),
    Way(_NEIGHBOURS, "Neighbours report nothing, so nothing false either.", off=("informants",)),
    Way(_HEARD, "Full notice, full sight of the own file, and an appeal that is always open.",
        lambda s: {f"rulebook.due_process.{name}": 1.0 for name in ("notice", "access", "appeal")}),
    Way(_UNHEARD, "No notice, no sight of the own file, no appeal.", off=("due_process",)),
)  # fmt: skip
_MEASURES: Final = ("false_entries", "false_share", "negative_entries", "falls", "ever_below", "below_start",
                    "gates_open")  # fmt: skip


def _sources(way: str, what: str) -> list[Sought]:
    """What one source of false entries does: everything with it, less everything without."""
    return [
        apart(name, AS_IS, way, f"{what}: {name}", f"{title_of(name)}: {what}", unit_of(name),
              f"{what[0].upper()}{what[1:]} make {title_of(name)} more.",
              f"{what[0].upper()}{what[1:]} make {title_of(name)} fewer.")
        for name in ("false_entries", "false_share", "falls", "ever_below")
    ]  # fmt: skip


def _sought(bases: Mapping[str, Scenario]) -> tuple[Sought, ...]:
    heard = [
        apart(name, _HEARD, _UNHEARD, f"hearing: {name}", f"{title_of(name)}: everybody heard, less nobody heard",
              unit_of(name), f"Where everybody is heard, {title_of(name)} is more.",
              f"Where everybody is heard, {title_of(name)} is less.")
        for name in ("below_start", "ever_below", "falls", "gates_open", "false_entries")
    ]  # fmt: skip
    beside = [
        apart(name, _QUOTAS, _HEARD, f"quotas against hearing: {name}",
              f"{title_of(name)}: no quotas, less everybody heard", unit_of(name),
              f"Hearing everybody lowers {title_of(name)} further than giving up quotas.",
              f"Giving up quotas lowers {title_of(name)} further than hearing everybody.")
        for name in ("below_start", "ever_below")
    ]  # fmt: skip
    share = alone(
        "false_share", AS_IS, "most entries", "entries that are false", unit_of("false_share"),
        "Most entries are false.", "Fewer entries are false than true.", reference=50.0,
    )  # fmt: skip
    return (
        share, *_sources(_ALARMS, "errors of machines and files"), *_sources(_QUOTAS, "quotas"),
        *_sources(_NEIGHBOURS, "informants"), *heard, *beside,
    )  # fmt: skip


QUESTION: Final = Question(
    "errors",
    "Errors, quotas and appeals",
    "Where do false entries come from, and how much of what they do is undone by notice, sight of the own file and "
    "appeals?",
    "Each source is taken away by itself, so their parts need not add up. An entry that is corrected counts as an entry "
    "all the same; what correction does is read from who stands below where everybody starts.",
    "popular-account",
    lambda bases: WAYS,
    counted(*_MEASURES),
    _sought,
)
