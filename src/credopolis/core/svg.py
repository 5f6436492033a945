"""A small SVG writer: shapes, text, scales and colours that do not rest on colour sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 760
ORANGE, BLUE, GREY = "#d95f0e", "#2b6cb0", "#9aa0a6"
_GRADE_ANCHORS = ("#7f2704", "#d95f0e", "#fdae6b", "#fbe3c2", "#d6e6f4", "#9ecae1", "#4292c6", "#08519c")
_SEQUENCE_ANCHORS = ("#f3f7fb", "#c6dbef", "#6baed6", "#2171b5", "#08306b")


@dataclass(frozen=True)
class Picture:
    """A picture that is drawn in Python, what it shows in words, and the table behind it."""

    name: str
    title: str
    caption: str
    svg: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Drawing:
    """Shapes in order of drawing; `render` gives the SVG with its title and description for screen readers."""

    def __init__(self, name: str, title: str, description: str, height: float, width: float = WIDTH) -> None:
        self.name, self.title, self.description = name, title, description
        self.width, self.height = width, height
        self._shapes: list[str] = []

    def rect(self, x: float, y: float, w: float, h: float, fill: str, tip: str = "", extra: str = "") -> None:
        """A rectangle; `tip` shows on hovering."""
        self._add(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(w, 0):.1f}" height="{max(h, 0):.1f}" fill="{fill}" {extra}',
            tip,
            "rect",
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str = "axis") -> None:
        """A line of a class: `axis`, `grid` or `lead`."""
        self._shapes.append(f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')

    def path(self, d: str, fill: str = "none", stroke: str = "none", tip: str = "", extra: str = "") -> None:
        """A path."""
        self._add(f'<path d="{d}" fill="{fill}" stroke="{stroke}" {extra}', tip, "path")

    def polygon(self, points: Sequence[tuple[float, float]], fill: str, tip: str = "", extra: str = "") -> None:
        """A closed area."""
        self.path("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z", fill, tip=tip, extra=extra)

    def circle(self, x: float, y: float, r: float, fill: str) -> None:
        """A dot."""
        self._shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}"/>')

    def text(self, x: float, y: float, words: str, anchor: str = "start", kind: str = "", fill: str = "") -> None:
        """Words at a place; anchor `start`, `middle` or `end`; class `small` or `strong`."""
        style = f' style="fill:{fill}"' if fill else ""
        name = f' class="{kind}"' if kind else ""
        self._shapes.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}{style}>{escape(words)}</text>')

    def raw(self, markup: str) -> None:
        """Markup that holds no words of a user, such as patterns."""
        self._shapes.append(markup)

    def render(self) -> str:
        """The whole SVG element."""
        body = "".join(self._shapes)
        return (
            f'<svg viewBox="0 0 {self.width:.0f} {self.height:.0f}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-desc">'
            f'<title id="{self.name}-title">{escape(self.title)}</title>'
            f'<desc id="{self.name}-desc">{escape(self.description)}</desc>{body}</svg>'
        )

    def _add(self, opening: str, tip: str, tag: str) -> None:
        self._shapes.append(f"{opening}><title>{escape(tip)}</title></{tag}>" if tip else f"{opening}/>")


def grade_colours(count: int) -> list[str]:
    """Colours of grades, lowest first: orange-brown to blue, told apart by people with any colour sight."""
    return [_blend(_GRADE_ANCHORS, k / (count - 1) if count > 1 else 1.0) for k in range(count)]


def shade(share: float) -> str:
    """A colour of the light-to-dark sequence, share in [0, 1]."""
    return _blend(_SEQUENCE_ANCHORS, min(max(share, 0.0), 1.0))


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on a colour: one of them has a contrast of 4.5 to 1 (WCAG 2.1)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    light = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return "#ffffff" if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else "#000000"


def _blend(anchors: tuple[str, ...], share: float) -> str:
    place = share * (len(anchors) - 1)
    k = min(int(place), len(anchors) - 2)
    channels = [
        (int(anchors[k][i : i + 2], 16), int(anchors[k + 1][i : i + 2], 16)) for i in (1, 3, 5)
    ]  # fmt: skip
    return "#" + "".join(f"{round(a + (b - a) * (place - k)):02x}" for a, b in channels)


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that neighbours are at least `gap` away from one another, in order, within bounds."""
    order = sorted(range(len(places)), key=lambda k: places[k])
    moved = [places[k] for k in order]
    for k in range(1, len(moved)):
        moved[k] = max(moved[k], moved[k - 1] + gap)
    if moved and moved[-1] > high:
        moved[-1] = high
        for k in range(len(moved) - 2, -1, -1):
            moved[k] = min(moved[k], moved[k + 1] - gap)
    if moved and moved[0] < low:
        moved = [low + gap * k if m < low + gap * k else m for k, m in enumerate(moved)]
    result = [0.0] * len(places)
    for at, k in zip(moved, order, strict=True):
        result[k] = at
    return result
