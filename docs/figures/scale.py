"""Measures what weighting does: the same people at other scales, means, spreads and what common draws are worth.

    python docs/figures/scale.py                 # the tables of docs/how-to/choose-a-size.md, some minutes
    python docs/figures/scale.py --draws         # the table of docs/how-to/compare-regimes.md

It prints Markdown, which the pages quote; nothing is written.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from credopolis.analysis.comparisons.compare import Comparison, compare_regimes
from credopolis.analysis.measures.headlines import MEASURES
from credopolis.analysis.measures.intervals import student
from credopolis.analysis.measures.measured import gather
from credopolis.library.catalogue import load_scenario

SHOWN = ("mean_score", "below_start", "gates_open", "entries", "negative_entries", "false_entries", "lock_days",
         "negative_ratio_group")  # fmt: skip
PEOPLE, SCALES, SEEDS, YEARS = 400_000, (1, 4, 20, 100, 400), 12, 3.0


def study(title: str, overrides: dict[str, float], seeds: int) -> None:
    """One society at every scale: mean over seeds, its distance from scale 1, and how its spread grows."""
    values: dict[int, np.ndarray] = {}
    seconds: dict[int, float] = {}
    for scale in SCALES:
        began = perf_counter()
        rows = []
        for seed in range(1, seeds + 1):
            scenario = load_scenario(
                "popular-account", people=PEOPLE, scale=scale, years=YEARS, seed=1000 * scale + seed, interval="year",
                set=overrides,
            )  # fmt: skip
            found = gather(scenario, 2)
            rows.append([m.of(found) for m in MEASURES if m.name in SHOWN])
        values[scale], seconds[scale] = np.array(rows), (perf_counter() - began) / seeds
        print(f"{title}: scale {scale} done", file=sys.stderr)
    print(f"\n### {title}\n")
    print("| measure | " + " | ".join(f"scale {s}" for s in SCALES) + " | spread at 400 / at 1 |")
    print("|---|" + "---|" * (len(SCALES) + 1))
    for j, measure in enumerate(m for m in MEASURES if m.name in SHOWN):
        cells = []
        for scale in SCALES:
            e = student(values[scale][:, j])
            cells.append(f"{e.value:,.4g} ± {(e.high - e.low) / 2:.2g}")
        grew = values[SCALES[-1]][:, j].std(ddof=1) / values[1][:, j].std(ddof=1)
        print(f"| {measure.title} | " + " | ".join(cells) + f" | {grew:.1f} |")
    print("| seconds a run | " + " | ".join(f"{seconds[s]:.2f}" for s in SCALES) + " | |")


def worst(found: Comparison, names: tuple[str, ...]) -> None:
    """Ratios of variances of a comparison, a row a measure."""
    print(f"\n### {found.regimes[1]}, less {found.regimes[0]}\n")
    print("| measure | difference | unpaired / paired |\n|---|---|---|")
    for d in found.differences:
        if d.measure in names:
            half = (d.difference.high - d.difference.low) / 2
            print(f"| {d.title} | {d.difference.value:+.3g} ± {half:.2g} | {d.variance_ratio:,.0f} |")


def draws() -> None:
    """What common random numbers are worth: a mild reform, a stronger one, and other rules altogether."""
    for other in (
        "popular-account,rulebook.acts.negative_post.seen_by.records=0.06",
        "popular-account,regime.discretion.corruption=0.1",
        "popular-account,off=informants",
        "rongcheng-2013",
    ):
        worst(
            compare_regimes(["popular-account", other], people=20_000, years=3, seeds=24, stories=False), SHOWN
        )  # fmt: skip


def main() -> None:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", action="store_true")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    asked = parser.parse_args()
    if asked.draws:
        draws()
        return
    study("As it is", {}, asked.seeds)
    study("Offices near their capacity", {"regime.office.decisions_a_day": 10.0}, asked.seeds)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
