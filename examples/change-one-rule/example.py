"""What does one rule do? The same people and the same draws under two rulebooks, and the difference life by life."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import stdev

import polars as pl

import credopolis as cp

CHANGE = {"rulebook.acts.tax_evasion.points": -30}
SEEDS = (1, 2, 3, 4, 5)


def shares(run: cp.Run) -> pl.DataFrame:
    """Share of scored lives in each grade on the last day, in percent, highest grade first."""
    last = run.grades.filter((pl.col("day") == pl.col("day").max()) & (pl.col("grade") != "unscored"))
    lives = last.group_by("grade").agg(pl.col("lives").sum()).sort("grade", descending=True)
    return lives.select("grade", (100 * pl.col("lives") / pl.col("lives").sum()).alias("share"))


def lived(seed: int, change: dict[str, int], out: Path) -> cp.Run:
    """Thirty thousand lives, three years, with or without the change."""
    return cp.run("popular-account", people=30_000, years=3, seed=seed, interval="year", set=change, out=out)


def main(folder: Path) -> None:
    """Run both regimes on each seed, and print the differences."""
    before, after = [], []
    for seed in SEEDS:
        told = lived(seed, {}, folder / f"told-{seed}")
        milder = lived(seed, CHANGE, folder / f"milder-{seed}")
        table = shares(told).join(shares(milder), on="grade", how="left", suffix="_milder").fill_null(0.0)
        table = table.with_columns((pl.col("share_milder") - pl.col("share")).alias("difference"))
        if seed == SEEDS[0]:
            print(f"Tax evasion costs 30 points instead of 100 (seed {seed}): percent of scored lives after 3 years")
            for grade, share, milder_share, difference in table.iter_rows():
                print(f"  {grade:<4} {share:7.2f} {milder_share:7.2f}   {difference:+.2f}")
        b = table.filter(pl.col("grade") == "B").row(0, named=True)
        before.append(b["share"])
        after.append(b["share_milder"])
    paired = [one - other for one, other in zip(after, before, strict=True)]
    apart = [after[i] - before[k] for i in range(len(SEEDS)) for k in range(len(SEEDS)) if i != k]
    print(f"Grade B, difference over {len(SEEDS)} seeds: {', '.join(f'{d:+.2f}' for d in paired)}")
    print(f"Spread: {stdev(paired):.3f} on shared seeds, {stdev(apart):.3f} between runs of different seeds")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as name:
            main(Path(name))
