"""A scenario beside changes of it on the same lives and draws: acts done in each, as targets ask that compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from credopolis.analysis.measures.acts import ActCounts, count_acts
from credopolis.engine.scenario import Scenario
from credopolis.library.overrides import Value
from credopolis.runs.again import load_source

_NOTHING_BUILT_ON_CAMERAS: Final = {
    "regime.faces.engines_per_million": 0.0, "regime.robots.sees_share": 0.0, "regime.drones.sees_share": 0.0,
}  # fmt: skip
NOWHERE: Final = {**_NOTHING_BUILT_ON_CAMERAS, "regime.cameras.ceiling_per_1000": 0.0}
EVERYWHERE: Final = {
    **_NOTHING_BUILT_ON_CAMERAS, "regime.cameras.ceiling_per_1000": 2000.0,
    "regime.cameras.saturation_per_1000": 1.0,
}  # fmt: skip
"""No camera anywhere, and cameras that cover all public space, with nothing that builds on them."""


def changed(scenario: Scenario, settings: Mapping[str, Value], off: Sequence[str] = ()) -> Scenario:
    """The same scenario with other settings, and with some mechanisms off, on the same seed."""
    source = scenario.source
    return load_source(
        source, seed=scenario.seed, set={**source["overrides"], **settings}, off=(*source["off_here"], *off)
    )


def acts_of(scenario: Scenario) -> ActCounts:
    """The acts of a run."""
    return count_acts(scenario, threads=1)
