"""The list of mechanisms: what each does, whether it can be switched off, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class MechanismCard:
    """One mechanism as people meet it in `credopolis mechanisms` and `--off`."""

    name: str
    title: str
    summary: str
    can_be_off: bool
    sources: str


MECHANISMS: Final[tuple[MechanismCard, ...]] = (
    MechanismCard(
        "conduct", "Conduct", "what people do, at yearly rates moved by a trait", False,
        "MODEL 5; rates in the society's conduct table",
    ),
    MechanismCard(
        "deterrence", "Deterrence", "an act that would lose gates is done less, the more so the likelier the catch", True,
        "doi:10.1086/259394; strengths are assumptions",
    ),
    MechanismCard(
        "ambition", "Ambition", "an act whose points would win gates is done more", True, "MODEL 5; strengths are assumptions",
    ),
    MechanismCard(
        "learning", "Learning", "own charges and escapes move the perceived chance of being caught", True,
        "doi:10.1111/j.1745-9125.2011.00233.x; weights are assumptions",
    ),
    MechanismCard("records", "Records", "files of tax offices, courts and registries see acts", True, "MODEL 6; assumptions"),
    MechanismCard(
        "informants", "Informants", "neighbours report for points, truly or falsely", True, "seed-006, seed-027; spy-004: assumptions",
    ),
    MechanismCard(
        "cameras", "Cameras", "coverage along a programme's curve times sensitivity", True, "seed-079, cam-007, cam-008, cam-010",
    ),
    MechanismCard(
        "false_alarms", "False alarms", "mistaken files and false face matches strike innocents", True, "fr-001, fr-003; assumptions",
    ),
    MechanismCard("office", "Office", "entries are posted after a delay; off, on the day of the act", True, "MODEL 7; assumptions"),
    MechanismCard("locks", "Locks", "a grade holds its lives for a time", True, "seed-014, seed-018, seed-021"),
)  # fmt: skip
