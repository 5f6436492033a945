"""Draws the figures of docs/verification.md from the same scenes that the tests check.

Run it from the repository's root: `.venv/bin/python docs/figures/make.py`. It takes about half a minute.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from credopolis.core.svg import BLUE, ORANGE, Drawing  # noqa: E402
from tests.verification.hazards import Stretches  # noqa: E402
from tests.verification.scenes import free_between, free_scores, hazards_of, locked_in_d  # noqa: E402

STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}.small{font-size:11px;fill:#57606a}.strong{font-weight:600}"
    ".axis{stroke:#57606a;stroke-width:1}.grid{stroke:#e1e4e8;stroke-width:1}"
    ".lead{stroke:#57606a;stroke-width:1;stroke-dasharray:4 3}"
)
LEFT, RIGHT, TOP, BOTTOM = 70.0, 740.0, 60.0, 320.0
WIDTH_OF_BIN = 10


def save(svg: str, name: str) -> None:
    """Write a drawing as a file of its own: with its style inside and a light ground."""
    ground = f'<style>{STYLE}</style><rect width="100%" height="100%" fill="#ffffff"/>'
    svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    head, rest = svg.split(">", 1)
    (Path(__file__).parent / name).write_text(f"{head}>{ground}{rest}\n", encoding="utf-8")
    print(f"wrote docs/figures/{name}")


def response(cut: Stretches, where: np.ndarray) -> tuple[float, float, float]:
    """Acts over what regime-free lives would have done, and its 95 % interval on the log scale."""
    acts, expected = cut.ratio(where)
    factor = math.exp(1.96 / math.sqrt(acts))
    return acts / expected, acts / expected / factor, acts / expected * factor


def draw_nothing_to_lose() -> None:
    """Response of posting to where a life stands, deterrence on and off."""
    drawing = Drawing(
        "nothing-to-lose", "Nothing left to lose", "Rate of critical posts relative to a life without a regime, by "
        "score, for lives without a lock and for lives locked in D, with deterrence on and off.", 400.0,
    )  # fmt: skip
    bins = list(range(960, 1060, WIDTH_OF_BIN))
    step = (RIGHT - LEFT) / (len(bins) + 2)

    def height(ratio: float) -> float:
        return BOTTOM - (ratio - 0.6) / 0.6 * (BOTTOM - TOP)

    drawing.text(LEFT, 22, "Critical posts, relative to what the same people would do without a regime", kind="strong")
    for tick in (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2):
        drawing.line(LEFT, height(tick), RIGHT, height(tick), "axis" if tick == 1.0 else "grid")
        drawing.text(LEFT - 8, height(tick) + 4, f"{tick:.1f}", "end", "small")
    drawing.text(LEFT + step * 0.6, BOTTOM + 18, "in D's lock", "middle", "small")
    for k, low in enumerate(bins):
        drawing.text(LEFT + (k + 1.75) * step, BOTTOM + 18, str(low), "middle", "small")
    drawing.text(
        (LEFT + RIGHT) / 2 + step, BOTTOM + 38, "score of lives without a lock (bins of 10 points)", "middle", "small"
    )
    for k, (deterrence, colour, words) in enumerate([(True, ORANGE, "deterrence on"), (False, BLUE, "deterrence off")]):
        cut = hazards_of(40_000, deterrence)["negative_post"]
        places = [
            (0.6, locked_in_d(cut)),
            *((i + 1.75, free_between(cut, low, low + 10)) for i, low in enumerate(bins)),
        ]
        for x, where in places:
            at = LEFT + (x + (k - 0.5) * 0.25) * step
            ratio, lower, upper = response(cut, where)
            ends = height(min(upper, 1.2)), height(max(lower, 0.6))
            drawing.rect(at - 1, ends[0], 2, ends[1] - ends[0], colour)
            drawing.circle(at, height(min(max(ratio, 0.6), 1.2)), 4, colour)
        drawing.circle(LEFT + 10 + 150 * k, BOTTOM + 60, 4, colour)
        drawing.text(LEFT + 20 + 150 * k, BOTTOM + 64, words)
    drawing.text(LEFT + 310, BOTTOM + 64, "50 points lead down a gate from 960-1009 and 1030-1079", kind="small")
    save(drawing.render(), "nothing-to-lose.svg")


def draw_bunching() -> None:
    """Density of scores about the threshold of AA, response terms on and off."""
    drawing = Drawing(
        "bunching", "Bunching above a threshold", "Lives without a lock by score after four years, with the terms of "
        "deterrence and ambition on (bars) and off (line).", 400.0,
    )  # fmt: skip
    bins = list(range(950, 1110, WIDTH_OF_BIN))
    counts = {}
    for words, off in (("on", ()), ("off", ("deterrence", "ambition"))):
        scores = free_scores(60_000, off)
        counts[words] = [float(((scores >= low) & (scores < low + 10)).sum()) / len(scores) * 100 for low in bins]
    top = math.ceil(max(counts["on"] + counts["off"]) / 4) * 4
    step = (RIGHT - LEFT) / len(bins)

    def height(share: float) -> float:
        return BOTTOM - share / top * (BOTTOM - TOP)

    drawing.text(LEFT, 22, "Lives without a lock by score after four years, % of them", kind="strong")
    for tick in range(0, top + 1, 4):
        drawing.line(LEFT, height(tick), RIGHT, height(tick), "axis" if tick == 0 else "grid")
        drawing.text(LEFT - 8, height(tick) + 4, str(tick), "end", "small")
    for k, low in enumerate(bins):
        drawing.rect(LEFT + k * step + 2, height(counts["on"][k]), step - 4, BOTTOM - height(counts["on"][k]), ORANGE)
        drawing.text(LEFT + k * step + 2, BOTTOM + 18, str(low), "start", "small")
    path = "M" + "L".join(
        f"{LEFT + (k + end) * step:.1f},{height(share):.1f}" for k, share in enumerate(counts["off"]) for end in (0, 1)
    )
    drawing.path(path, stroke=BLUE, extra='stroke-width="2.5"')
    edge = LEFT + bins.index(1030) * step
    drawing.line(edge, TOP - 20, edge, BOTTOM, "lead")
    drawing.text(edge + 6, TOP - 10, "AA begins: nine benefits", kind="small")
    drawing.rect(LEFT, BOTTOM + 52, 14, 14, ORANGE)
    drawing.text(LEFT + 20, BOTTOM + 64, "deterrence and ambition on")
    drawing.rect(LEFT + 230, BOTTOM + 58, 14, 3, BLUE)
    drawing.text(LEFT + 250, BOTTOM + 64, "both off")
    drawing.text(LEFT + 360, BOTTOM + 64, "horizontal: score, bins of 10 points", kind="small")
    save(drawing.render(), "bunching.svg")


if __name__ == "__main__":
    draw_nothing_to_lose()
    draw_bunching()
