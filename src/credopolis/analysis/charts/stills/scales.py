"""Marks on dates, keys in lines, and words that fit their room, as `web/src/charts/scales.ts` has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from credopolis.core.svg import WIDTH, Drawing

LETTER: Final = 7
_MOST_YEARS: Final = 11


def fitted(name: str, room: float) -> str:
    """A name that takes no more room than it has; what is left out is marked."""
    most = max(2, int(room / LETTER))
    return name if len(name) <= most else f"{name[: most - 1]}…"


def lines_of(words: str, room: float) -> list[str]:
    """Words in lines that fit the room; a word that is longer than that is cut."""
    most, lines = max(2, int(room / LETTER)), [""]
    for word in words.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] += f"{' ' * bool(lines[-1])}{fitted(word, room)}"
    return lines


def key_lines(names: Sequence[str], swatch: float) -> list[tuple[float, int]]:
    """Of each word of a key where it begins and its line."""
    found, x, line = [], 0.0, 0
    for name in names:
        wide = swatch + 20 + LETTER * len(name)
        if x > 0 and x + wide > WIDTH:
            x, line = 0.0, line + 1
        found.append((x, line))
        x += wide
    return found


def year_marks(drawing: Drawing, times: Sequence[int], x_of: Callable[[float], float], y: float) -> None:
    """First days of years below an axis, not too many. times : in milliseconds since 1970."""
    first, last = (datetime.fromtimestamp(time / 1000, UTC) for time in (times[0], times[-1]))
    every = -(-(last.year - first.year + 1) // _MOST_YEARS)
    for year in range(first.year, last.year + 1):
        at = 1000 * datetime(year, 1, 1, tzinfo=UTC).timestamp()
        if year % every == 0 and times[0] <= at <= times[-1]:
            drawing.line(x_of(at), y, x_of(at), y + 4)
            drawing.text(x_of(at), y + 18, str(year), "middle", "small")


def per_cent_marks(drawing: Drawing, left: float, right: float, y_of: Callable[[float], float]) -> None:
    """Lines at quarters of the whole, with their shares."""
    for share in (0, 25, 50, 75, 100):
        drawing.line(left - 4, y_of(share), right, y_of(share), "grid")
        drawing.text(left - 8, y_of(share) + 4, f"{share} %", "end", "small")
