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
        "docs/model.md, Conduct; rates in the society's conduct table",
    ),
    MechanismCard(
        "deterrence", "Deterrence", "an act that would lose gates is done less, the more so the likelier the catch", True,
        "doi:10.1086/259394; strengths are assumptions",
    ),
    MechanismCard(
        "ambition", "Ambition", "an act whose points would win gates is done more", True, "docs/model.md, Conduct; strengths are assumptions",
    ),
    MechanismCard(
        "learning", "Learning", "own charges and escapes move the perceived chance of being caught", True,
        "doi:10.1111/j.1745-9125.2011.00233.x; weights are assumptions",
    ),
    MechanismCard("records", "Records", "files of tax offices, courts and registries see acts", True, "assumptions (docs/model.md, Records)"),
    MechanismCard(
        "informants", "Informants", "neighbours report for points, truly or falsely", True, "seed-006, seed-027; spy-004: assumptions",
    ),
    MechanismCard(
        "cameras", "Cameras", "coverage along a programme's curve times sensitivity", True, "seed-079, cam-007, cam-008, cam-010",
    ),
    MechanismCard(
        "faces", "Face matching", "searches of 1,000 faces, scarce, with misses and false matches", True,
        "seed-088, seed-089, fr-001, fr-003, fr-004; capacity: assumptions",
    ),
    MechanismCard(
        "robots", "Robots", "patrol, counters, accident warnings, stations in travel seasons", True, "seed-081, seed-090; assumptions",
    ),
    MechanismCard("drones", "Drones", "mobile coverage where cameras are few", True, "seed-081; assumptions"),
    MechanismCard(
        "checkpoints", "Checkpoints", "checks on the way in the intensive region, above all of the minority", True, "seed-060, xj-001; assumptions",
    ),
    MechanismCard(
        "recorders", "Home recorders", "what is said at home in the intensive region", True, "seed-060, xj-001; assumptions",
    ),
    MechanismCard(
        "officers", "Officers", "visits with advice, searches without cause, patrol, in limited hours", True, "seed-013, seed-017; assumptions",
    ),
    MechanismCard(
        "campaigns", "Campaigns", "weeks that take hours and searches from everything else", True, "seed-096, seed-097; assumptions",
    ),
    MechanismCard("traffic", "Traffic", "equipped crossings see jaywalkers and riders", True, "seed-090; assumptions"),
    MechanismCard(
        "false_alarms", "False alarms", "mistaken files and false face matches strike innocents", True, "fr-001, fr-003; assumptions",
    ),
    MechanismCard("fear", "Fear", "entries frighten who is struck and the household; off unless `regime.fear.stands`", True, "doi:10.1111/j.1745-9125.2011.00233.x; assumptions"),
    MechanismCard("office", "Office", "entries are posted after a delay; off, on the day of the act", True, "assumptions (docs/model.md, Office)"),
    MechanismCard("discretion", "Discretion", "cases of the connected are waived, and officials choose points where a rulebook lets them", True, "seed-067, seed-069, rc-015; assumptions"),
    MechanismCard("quotas", "Quotas", "a shortfall of negative entries is padded with fabricated ones", True, "seed-067, rc-024; assumptions"),
    MechanismCard(
        "platform", "Central platform", "entries come sooner and get lost less, and errors spread", True, "jd-032, jd-033, gov-005; assumptions",
    ),
    MechanismCard(
        "statistics", "Statistics", "figures reported upward are bent towards the target; true ones are kept", True, "gov-001, gov-004, seed-067; assumptions",
    ),
    MechanismCard(
        "due_process", "Due process", "notice, a look at the own file, appeal and correction", True, "us-002, us-003, us-010, law-006; assumptions",
    ),
    MechanismCard("repair", "Repair", "an entry worked off in steps after a wait", True, "jd-024; assumptions"),
    MechanismCard(
        "removal", "Removal", "a life is taken out of civic life, with no grade; counted in person-days of liberty", False, "seed-023, seed-061",
    ),
    MechanismCard("locks", "Locks", "a grade holds its lives for a time", True, "seed-014, seed-018, seed-021"),
)  # fmt: skip
