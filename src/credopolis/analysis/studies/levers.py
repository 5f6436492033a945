"""Levers: settings that move the certainty, the severity or the delay of all entries at once, and cameras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from credopolis.library.elasticities import CERTAINTY, DELAY, SEVERITY
from credopolis.library.overrides import Value
from credopolis.mechanisms.channels import SEEING

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

FACTORS: Final = {CERTAINTY: 0.5, SEVERITY: 0.5, DELAY: 2.0}


def moved(scenario: Scenario, lever: str) -> dict[str, Value]:
    """The settings that move a lever by its factor, by path."""
    book, regime, factor = scenario.rulebook, scenario.regime, FACTORS[lever]
    if lever == CERTAINTY:
        return {
            f"rulebook.acts.{act}.seen_by.{channel}": chance * factor
            for act, seen in zip(book.act_names, book.act_seen_by, strict=True)
            for channel, chance in seen.items()
        }
    if lever == SEVERITY:
        locks = zip(book.grade_names, book.lock_days.tolist(), strict=False)
        lists = zip(book.list_names, book.list_days.tolist(), strict=True)
        return {
            **{f"rulebook.grades.{name}.lock.lasts": _days(lasts * factor) for name, lasts in locks if lasts > 1},
            **{f"rulebook.lists.{name}.lasts": _days(lasts * factor) for name, lasts in lists if lasts > 1},
        }
    desks = {
        f"regime.office.{name}": getattr(regime.office, name) for name in ("desk_days", "office_days", "court_days")
    }
    channels = {f"regime.{name}.delay_days": getattr(regime, name).delay_days for name in SEEING}
    return {path: min(2000.0, days * factor) for path, days in {**desks, **channels}.items()}


def _days(days: float) -> str:
    return f"{max(1, round(days))}d"
