"""Who moved from where to where: ribbons as wide as there are lives or changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from credopolis.analysis.charts.stills.scales import LETTER
from credopolis.analysis.words import count
from credopolis.core.svg import BLUE, ORANGE, WIDTH, Drawing, spread

_TOP, _HEIGHT, _POST, _GAP = 34, 400, 12, 8
NOBODY: Final = "Nobody moved."


def flows(drawing: Drawing, drawn: Mapping[str, Any]) -> None:
    """Draw what `kinds.ts` calls `Ribbons`; the highest at the top."""
    labels, lives = drawn["labels"], drawn["lives"]
    moves = [(a, b, n) for a, row in enumerate(lives) for b, n in enumerate(row) if n and a != b]
    drawing.height = _HEIGHT
    if not moves:
        drawing.text(WIDTH / 2, _HEIGHT / 2, NOBODY, "middle")
        return
    total = sum(n for *_, n in moves)
    sums = [[0] * len(labels), [0] * len(labels)]
    for a, b, n in moves:
        sums[0][a] += n
        sums[1][b] += n
    scale = (_HEIGHT - _TOP - 16 - _GAP * (len(labels) - 1)) / total
    room = min(LETTER * (max(map(len, labels)) + len(count(total)) + 3), 240)
    ends = room + _POST, WIDTH - room - _POST
    tops = [_posts(drawing, drawn, sums[side], scale, ends[side], bool(side)) for side in (0, 1)]
    middle = WIDTH / 2
    for a, b, n in sorted(moves, key=lambda move: (-move[0], -move[1])):
        wide = n * scale
        first, second = tops[0][a] + wide / 2, tops[1][b] + wide / 2
        tops[0][a] += wide
        tops[1][b] += wide
        drawing.path(
            f"M{ends[0]},{first:.1f}C{middle:.0f},{first:.1f} {middle:.0f},{second:.1f} {ends[1]},{second:.1f}",
            stroke=ORANGE if b < a else BLUE, tip=f"{labels[a]} to {labels[b]}: {count(n)} {drawn['unit']}",
            extra=f'stroke-width="{max(wide, 0.5):.2f}" stroke-opacity="0.45"',
        )  # fmt: skip


def _posts(
    drawing: Drawing, drawn: Mapping[str, Any], sums: Sequence[int], scale: float, x: float, right: bool
) -> list[float]:
    """Draw the posts of one side with their names -> the top of each."""
    labels, tops, y = drawn["labels"], [0.0] * len(sums), float(_TOP)
    order = list(reversed(range(len(sums))))
    anchor, at, left = ("start", x + _POST + 8, x) if right else ("end", x - _POST - 8, x - _POST)
    drawing.text(x, 18, drawn["sides"][right], "middle", "strong")
    for k in order:
        tops[k] = y
        drawing.rect(left, y, _POST, max(sums[k] * scale, 1.0), drawn["colours"][k], f"{labels[k]}: {count(sums[k])}")
        y += sums[k] * scale + _GAP
    places = spread([tops[k] + sums[k] * scale / 2 for k in order], 15, _TOP + 4, _HEIGHT - 8)
    for k, place in zip(order, places, strict=True):
        drawing.text(at, place + 4, f"{labels[k]}  {count(sums[k])}", anchor, "small")
    return tops
