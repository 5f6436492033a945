"""What one run of an experiment gives: its headline measures, from a run counted in memory."""

from __future__ import annotations

from collections.abc import Mapping

from credopolis.analysis.measures.headlines import ASKED, headlines
from credopolis.analysis.measures.measured import Measured, gather
from credopolis.analysis.studies.design import Design, load
from credopolis.library.overrides import Value


def outcome(design: Design, values: Mapping[str, Value], seed: int) -> dict[str, float]:
    """All measures of one run of a design, on one thread; lives draw the same whatever else runs."""
    return measure(gather(load(design, values, seed), 1), design.outputs)


def measure(found: Measured, wanted: tuple[str, ...] = ()) -> dict[str, float]:
    """Headline measures of a run (or those wanted, in their order); one that it does not have is not a number."""
    every = headlines(found) | {m.name: m.of(found) for m in ASKED if m.name in wanted}
    return {name: every.get(name, float("nan")) for name in wanted} if wanted else every
