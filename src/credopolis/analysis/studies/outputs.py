"""What a run of an experiment can be asked for."""

from __future__ import annotations

from credopolis.analysis.measures.headlines import ASKED, MEASURES


def known_output(name: str) -> bool:
    """Whether a run can give this measure; shares of grades depend on the rulebook."""
    return name.startswith("grade ") or name in units()


def units() -> dict[str, tuple[str, str]]:
    """Title and unit of every measure by name."""
    return {m.name: (m.title, m.unit) for m in (*MEASURES, *ASKED)}
