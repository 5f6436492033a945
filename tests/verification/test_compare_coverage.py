"""Coverage: where the truth is known, the intervals of a comparison hold it as often as they say.

Two regimes differ only in the chance that an act is seen. Conduct is constant, nothing delays, errs or responds, and
all lives are scored from birth, so entries are a Poisson process thinned by the chance c: their rate a life and year is
rate * c, and the mean score falls by rate * c points a year. The true differences are known without any run.

Counts get the wider of two intervals, Student's over seeds and the exact one of a count (`measures.doubt`), so they
hold the truth at least as often as they say, and more often where the two are alike.

Source: Kingman 1993, Poisson Processes, section 5.1, for thinning; Student 1908 for the interval.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from credopolis.analysis.comparisons.compare import compare_variants
from credopolis.analysis.comparisons.variants import Variant

from .one_act import society
from .tools import YEAR, report

RATE, SEEN, MORE_SEEN = 2.0, 0.5, 0.6
PEOPLE, DAYS, SEEDS, REPEATS = 1000, 360, 5, 200
pytestmark = pytest.mark.slow
OFF = ("cameras", "faces", "false_alarms", "office")
TRUTH = {
    "entries": 1000 * RATE * (MORE_SEEN - SEEN),
    "negative_entries": 1000 * RATE * (MORE_SEEN - SEEN),
    "mean_score": -RATE * (MORE_SEEN - SEEN) * DAYS / YEAR,
}


@pytest.fixture(scope="module")
def intervals() -> dict[str, np.ndarray]:
    """Of each measure (REPEATS, 2): the ends of the 90 % interval in every repeat, on seeds of its own."""
    pair = [
        replace(
            society("records", RATE, people=PEOPLE, years=1, seed=1, tick_days=90, off=OFF, chance=chance),
            days=DAYS, interval="year",
        )
        for chance in (SEEN, MORE_SEEN)
    ]  # fmt: skip
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in TRUTH}
    for repeat in range(REPEATS):
        seeded = [Variant(str(k), replace(s, seed=1000 + SEEDS * repeat)) for k, s in enumerate(pair)]
        for d in compare_variants(seeded, seeds=SEEDS, level=0.9, threads=1).differences:
            if d.measure in found:
                found[d.measure].append((d.difference.low, d.difference.high))
    return {name: np.array(ends) for name, ends in found.items()}


@pytest.mark.parametrize("measure", TRUTH)
def test_nine_intervals_in_ten_hold_the_truth(measure: str, intervals: dict[str, np.ndarray]) -> None:
    low, high = intervals[measure].T
    assert len(low) == REPEATS
    held = float(((low <= TRUTH[measure]) & (TRUTH[measure] <= high)).mean())
    centre = float((low + high).mean() / 2)
    report("coverage of 90 % intervals", measure=measure, held=held, truth=TRUTH[measure], mean_of_estimates=centre)
    assert 0.86 <= held <= (0.94 if measure == "mean_score" else 0.98)
    assert abs(centre - TRUTH[measure]) < 4 * float(((low + high) / 2).std(ddof=1)) / REPEATS**0.5
