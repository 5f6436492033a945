"""What one run of an experiment gives: its headline measures, from a run counted in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from credopolis.analysis.factors import changes
from credopolis.analysis.headlines import MEASURES, headlines
from credopolis.analysis.measured import Measured, gather
from credopolis.library.overrides import Value

if TYPE_CHECKING:
    from credopolis.analysis.design import Design
    from credopolis.engine.scenario import Scenario

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


def load(design: Design, values: Mapping[str, Value], seed: int) -> Scenario:
    """The scenario of a design at these values of its factors."""
    from credopolis.analysis.design import found_from
    from credopolis.library.catalogue import load_scenario

    asked: dict[str, Any] = {"people": design.people, "years": design.years, "off": design.off, "overrides": {}}
    changed = changes(dict(values))
    asked["overrides"] = {**design.settings, **changed.pop("overrides")}
    asked["off"] = (*asked["off"], *changed.pop("off", ()))
    if "regime" in changed:
        changed["regime"] = found_from(design.base, str(changed["regime"]))
    return load_scenario(found_from(design.base, design.scenario), seed=seed, **{**asked, **changed})


def outcome(design: Design, values: Mapping[str, Value], seed: int) -> dict[str, float]:
    """All measures of one run of a design, on one thread; lives draw the same whatever else runs."""
    return measure(gather(load(design, values, seed), 1), design.outputs)


def measure(found: Measured, wanted: tuple[str, ...] = ()) -> dict[str, float]:
    """Headline measures of a run (or those wanted, in their order); one that it does not have is not a number."""
    every = headlines(found) | (_reported(found) if set(wanted) & set(REPORTED) else {})
    return {name: every.get(name, float("nan")) for name in wanted} if wanted else every


def _reported(found: Measured) -> dict[str, float]:
    entries, negative = float(found.entries.sum()), float(found.negative.sum())
    scored = float(found.scored.sum())
    return {
        "negative_share": 100.0 * negative / entries if entries else float("nan"),
        "negative_a_subject": negative / scored if scored else float("nan"),
        "other_a_subject": (entries - negative) / scored if scored else float("nan"),
    }
