"""Makes the pictures and the printed summary that the README and the pages show, from one run at its defaults.

    python docs/images/make.py RUN           # a finished folder of `credopolis run`
    python docs/images/make.py --capacity    # the picture of cameras and engines, from runs of its own

Then `python docs/generate.py` puts the summary into the README.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console

import credopolis as cp
from credopolis.analysis.charts.grades import grade_areas
from credopolis.analysis.charts.stills import still
from credopolis.analysis.measures import metrics
from credopolis.analysis.measures.intervals import student
from credopolis.analysis.told.summary import summary_view
from credopolis.core.schema import TRUE
from credopolis.core.svg import BLUE, GREY, ORANGE, Drawing
from credopolis.engine.records import Period, Tick
from credopolis.engine.tally import FILED
from credopolis.mechanisms.channels import CAMERAS, FACES

HERE: Final = Path(__file__).resolve().parent
# A paper of its own: the picture stands on light and dark pages alike.
_STYLE: Final = """
svg { background: #fff; font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; }
text { fill: #14181c; } .small { font-size: 12px; } .strong { font-weight: 600; }
.axis { stroke: #5b646d; } .grid { stroke: #d5dade; } .lead { stroke: #5b646d; stroke-width: .7; }
.area { stroke: #fff; stroke-width: .6; }
"""


def standalone(svg: str) -> str:
    """A drawing as a file of its own, with its style inside."""
    opening, rest = svg.split(">", 1)
    opening = opening.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"{opening}><style>{_STYLE}</style>{rest}\n"


def picture(run: cp.Run) -> str:
    """Shares of the grades over time."""
    return standalone(still(grade_areas(metrics.grade_counts(run), run.labels["grade"][:-1])))


def printed(run: cp.Run) -> str:
    """What the command prints of a run."""
    console = Console(width=110, highlight=False, markup=False, emoji=False, force_terminal=False)
    with console.capture() as capture:
        console.print(summary_view(run.summary, cp.time_below(run)))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def main(folder: Path) -> None:
    """Write the picture and the summary."""
    run = cp.open_run(folder)
    (HERE / "grades.svg").write_text(picture(run), encoding="utf-8")
    (HERE / "default-run.txt").write_text(printed(run), encoding="utf-8")
    print(f"made from {folder}, fingerprint {run.fingerprint}")


def detections(stock: float, engines: float, seed: int) -> int:
    """True acts that cameras' operators or face matching were the first to see, in three years of 100,000 lives.

    stock : cameras per 1,000 in the end; engines : face-matching engines per million lives. Crimes are made frequent,
    so that counts are large, and nobody is deterred, so that every run has the same ones.
    """
    overrides = {
        "conduct.acts.intentional_crime.rate": 0.05,
        "regime.cameras.ceiling_per_1000": stock,
        "regime.faces.engines_per_million": engines,
    }
    off = ("deterrence", "learning", "ambition", "robots", "drones", "officers")
    scenario = cp.load_scenario(people=100_000, years=3, seed=seed, set=overrides, off=off)
    detected = Detected()
    with cp.Session.begin(scenario) as session:
        session.watch(detected)
        session.finish()
    return detected.cases


class Detected:
    """Cases of true acts filed by cameras and face matching."""

    def __init__(self) -> None:
        self.cases = 0

    def on_tick(self, tick: Tick) -> None:
        """Nothing is counted by the tick."""

    def on_period(self, period: Period) -> None:
        """Add one interval's cases."""
        public = np.isin(period.pairs[:, 1], (CAMERAS, FACES))
        self.cases += int(period.cases[:, public, TRUE, int(FILED)].sum())


def capacity() -> str:
    """Detections with one, two and four times the cameras, with engines to spare and with few."""
    times, seeds = (1, 2, 4), range(1, 6)
    kinds = (("engines to spare", 100.0, BLUE, ""), ("few engines", 0.05, ORANGE, "7 4"))
    title = "More cameras with the same engines"
    words = (
        "Detections relative to those with the first stock of cameras: in proportion (grey), with engines to spare, "
        "and with few engines, as many as before; means and 95 % intervals over five seeds, paired."
    )
    drawing, left, bottom, width, height = Drawing("capacity", title, words, 360), 60.0, 300.0, 480.0, 260.0

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x / 4.2 * width, bottom - y / 4.2 * height

    drawing.text(left - 40, 20, "Acts seen by cameras and face matching, relative to the first stock", kind="strong")
    for mark in range(5):
        drawing.line(left, at(0, mark)[1], left + width, at(0, mark)[1], "grid" if mark else "axis")
        drawing.text(left - 8, at(0, mark)[1] + 4, f"{mark}", "end", "small")
    for x in times:
        drawing.text(at(x, 0)[0], bottom + 18, f"x {x}", "middle", "small")
    drawing.text(left + width / 2, bottom + 40, "cameras (x 4: the stock of the popular account)", "middle", "small")
    (x1, y1), (x2, y2) = at(1, 1), at(4, 4)
    drawing.path(f"M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}", stroke=GREY, extra='stroke-width="1.5"')
    drawing.text(x2 + 10, y2 + 4, "in proportion", kind="small")
    rows = []
    for name, engines, colour, dash in kinds:
        counts = np.array([[detections(50.0 * x, engines, seed) for x in times] for seed in seeds], np.float64)
        ratios = [student(counts[:, k] / counts[:, 0]) for k in range(len(times))]
        points = [at(x, r.value) for x, r in zip(times, ratios, strict=True)]
        line = "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawing.path(f"M{line}", stroke=colour, extra=f'stroke-width="2" stroke-dasharray="{dash}"')
        for x, r in zip(times, ratios, strict=True):
            (px, low), (_, high) = at(x, r.low), at(x, r.high)
            drawing.path(f"M{px:.1f},{low:.1f}V{high:.1f}", stroke=colour, extra='stroke-width="2"')
            drawing.circle(px, at(x, r.value)[1], 4, colour)
        for x, r, mean in zip(times, ratios, counts.mean(axis=0), strict=True):
            rows.append((name, f"x {x}", f"{r.value:.2f} ({r.low:.2f} to {r.high:.2f})", f"{mean:.0f} acts seen"))
        drawing.text(points[-1][0] + 10, points[-1][1] + 4, f"{name}: x {ratios[-1].value:.2f}", kind="small")
    for row in rows:
        print(*row)
    return standalone(drawing.render())


if __name__ == "__main__":
    if sys.argv[1] == "--capacity":
        (HERE / "capacity.svg").write_text(capacity(), encoding="utf-8")
    else:
        main(Path(sys.argv[1]))
