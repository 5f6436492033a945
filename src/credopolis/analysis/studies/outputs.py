"""What a run of an experiment can be asked for."""

from __future__ import annotations

from typing import Final

from credopolis.analysis.measures.headlines import MEASURES

REPORTED: Final = {
    "negative_share": ("negative entries", "% of entries"),
    "negative_a_subject": ("negative entries of a scored life", "entries over lives scored on the last day"),
    "other_a_subject": ("other entries of a scored life", "entries over lives scored on the last day"),
}
"""Further measures, as reports of real schemes count: title and unit."""


def known_output(name: str) -> bool:
    """Whether a run can give this measure; shares of grades depend on the rulebook."""
    return name in REPORTED or name.startswith("grade ") or any(m.name == name for m in MEASURES)


def units() -> dict[str, tuple[str, str]]:
    """Title and unit of every measure by name."""
    return {**{m.name: (m.title, m.unit) for m in MEASURES}, **REPORTED}
