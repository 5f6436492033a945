"""The one picture of an audit: the ladder as a graph, with points on the edges of one entry and times on the way up.

In the middle stand the grades, highest first. On the left is what one entry does to somebody at the start; on the right
the least time from rung to rung, and the whole way back after a straight drop. Lists stand below.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from credopolis.audit.entitled import held_by
from credopolis.audit.proofs import Proofs, StraightDrop
from credopolis.audit.proofs.effort import UNPROVED
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.proofs.model import AT_MOST, NOT_PROVED
from credopolis.audit.subject import words
from credopolis.core.svg import BLUE, ORANGE, Drawing, Picture, grade_colours, ink_on
from credopolis.rulebook.automaton import Standing
from credopolis.rulebook.ladder_words import counters_text, newcomers_text
from credopolis.rulebook.model import Act, Rulebook

_WIDTH: Final = 944
_LEFT, _RUNG_WIDTH, _RUNG_HEIGHT, _GAP, _TOP = 340, 280, 46, 30, 56
_LINE, _LIST_HEIGHT = 15, 54
_MOST_LABELS, _LONGEST_LABEL = 7, 40
UNKNOWN: Final = "var(--muted, #5a646e)"
_MINUS, _TIMES = "\u2212", "\u00d7"


@dataclass(frozen=True)
class FirstStep:
    """One entry of an act by somebody at the start: the grade that it first leads to, and the words beside it."""

    grade: str
    name: str
    points: str
    down: bool


def ladder_figure(book: Rulebook, proofs: Proofs) -> Picture:
    """The picture, what it shows in words, and the least times behind it."""
    name, title = "ladder", f"The ladder of {book.name}: points, locks and ways back"
    caption = _caption(book, proofs)
    entries = first_steps(book, proofs.undoable)
    heights = [_height(entries, grade) for grade in book.grades]
    ladder = _TOP + sum(heights) + _GAP * max(len(heights) - 1, 0) + 24 if heights else 12
    drawing = Drawing(name, title, caption, ladder + _lists_height(book), _WIDTH)
    _arrowheads(drawing)
    if book.grades:
        _draw_ladder(drawing, book, proofs, entries, heights)
    _draw_lists(drawing, book, proofs, ladder)
    rows = tuple(
        (a, *(time_text(proofs.least_time_days.get((a, b)), (a, b) not in proofs.unproved) for b in proofs.grades))
        for a in proofs.grades
    )  # fmt: skip
    return Picture(name, title, caption, drawing.render(), ("from", *(f"to {g}" for g in proofs.grades)), rows)


def time_text(days: int | None, proved: bool = True) -> str:
    """A least time, short: `2 years`, `1.5 years`, `90 days`, `at once`, `never`, `not proved`, `at most 2 years`."""
    if not proved:
        return NOT_PROVED if days is None else f"{AT_MOST} {time_text(days)}"
    if days is None:
        return "never"
    if days == 0:
        return "at once"
    if days < 365:
        return f"{days} day{'s' * (days != 1)}"
    length = f"{days / 365:.1f}".removesuffix(".0")
    return f"{length} year{'s' * (length != '1')}"


def way_back(drop: StraightDrop, told: Callable[[int], str]) -> str:
    """How long the way back after a drop is, up to the grade to be named."""
    if drop.days is None:
        return "there is no way back to" if drop.proved else f"the least time is {UNPROVED} back to"
    return f"at least {told(drop.days)} pass before" if drop.proved else f"a way of {told(drop.days)} leads back to"


def first_steps(book: Rulebook, shut: Collection[str] = ()) -> list[FirstStep]:
    """Where entries lead from the start: of each act as few as change the grade, at most ten.

    shut : acts that nobody can ever do.
    """
    found: list[FirstStep] = []
    for name, act in book.acts.items():
        if not (act.points or act.falls_to) or book.score is None or name in shut:
            continue
        new = book.score.newcomers
        standing = Standing(book, scored_for=new.days if new is not None else 0)
        start, times = standing.grade, 0
        while standing.grade == start and times < 10:
            standing.post(name, 0)
            times += 1
        if standing.grade != start:
            found.append(FirstStep(standing.grade, *_label(name, act, times), act.points < 0 or bool(act.falls_to)))
    return found


def _label(name: str, act: Act, times: int) -> tuple[str, str]:
    points = f"{act.points:+d}".replace("-", _MINUS) if act.points else "straight drop"
    return _short(words(name), _LONGEST_LABEL - 14), points + (f" {_TIMES} {times}" if times > 1 else "")


def _height(entries: list[FirstStep], grade: str) -> float:
    labels = min(sum(entry.grade == grade for entry in entries), _MOST_LABELS)
    return max(_RUNG_HEIGHT, labels * _LINE + 10)


def _arrowheads(drawing: Drawing) -> None:
    for name, colour in (("up", BLUE), ("down", ORANGE)):
        drawing.raw(
            f'<defs><marker id="head-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="11" markerHeight="11" '
            f'markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0,0.5L8,4L0,7.5Z" '
            f'fill="{colour}"/></marker></defs>'
        )


def _draw_ladder(
    drawing: Drawing, book: Rulebook, proofs: Proofs, entries: list[FirstStep], heights: list[float]
) -> None:
    names = list(book.grades)
    colours = list(reversed(grade_colours(len(names))))
    middles: dict[str, float] = {}
    y = float(_TOP)
    for name, height, colour in zip(names, heights, colours, strict=True):
        middles[name] = y + height / 2
        _rung(drawing, book, name, middles[name], colour)
        y += height + _GAP
    drawing.text(_LEFT - 46, 20, "one entry, from the start", "end", "strong")
    drawing.text(_LEFT + _RUNG_WIDTH / 2, 20, "grades", "middle", "strong")
    drawing.text(_LEFT + _RUNG_WIDTH + 34, 20, "least time back", "start", "strong")
    _draw_entries(drawing, entries, middles, proofs.start_grade)
    _draw_climbs(drawing, book, proofs, middles)
    _draw_ways_back(drawing, proofs, middles)


def _rung(drawing: Drawing, book: Rulebook, name: str, middle: float, colour: str) -> None:
    grade = book.grades[name]
    ink = ink_on(colour)
    top = middle - _RUNG_HEIGHT / 2
    drawing.rect(_LEFT, top, _RUNG_WIDTH, _RUNG_HEIGHT, colour, f"{name} {grade.title}".strip(), 'rx="7"')
    drawing.text(_LEFT + 14, middle + 6, name, "start", "rung", ink)
    bounds = book.band_bounds(name)
    none = "newcomers" if grade.only_newcomers else "no score"
    band = none if bounds is None else f"{bounds[0]:,} to {bounds[1]:,}".replace("-", _MINUS)
    right = _LEFT + _RUNG_WIDTH - 12
    if grade.lock is None:
        drawing.text(right, middle + 5, band, "end", "small", ink)
        return
    drawing.text(right, middle - 4, band, "end", "small", ink)
    text = f"locked {'up to ' * bool(grade.lock.cycles)}{time_text(grade.lock.days)}"
    drawing.text(right - 15, middle + 13, text, "end", "small", ink)
    _padlock(drawing, right - 10, middle + 3, ink)


def _padlock(drawing: Drawing, x: float, y: float, ink: str) -> None:
    drawing.raw(
        f'<g stroke="{ink}" fill="none" stroke-width="1.4"><path d="M{x + 2:.1f},{y + 4:.1f}v-2.5a3,3 0 0 1 6,0v2.5"/>'
        f'<rect x="{x:.1f}" y="{y + 4:.1f}" width="10" height="7" rx="1.2" fill="{ink}"/></g>'
    )


def _draw_entries(drawing: Drawing, entries: list[FirstStep], middles: dict[str, float], start: str) -> None:
    """Labels beside the grades that one entry leads to, and an arc from the start to each."""
    if start not in middles:
        return
    home = middles[start]
    drawing.circle(_LEFT - 10, home, 5, "var(--ink, #14181c)")
    drawing.text(_LEFT - 64, home + 4, "everybody starts here", "end", "small")
    for grade, middle in middles.items():
        here = [entry for entry in entries if entry.grade == grade]
        if not here:
            continue
        down = middle > home
        bend = 22 + min(abs(middle - home) * 0.11, 26)
        drawing.path(
            f"M{_LEFT - 14},{home:.1f}C{_LEFT - 14 - bend:.1f},{home + (8 if down else -8):.1f} "
            f"{_LEFT - 10 - bend:.1f},{middle:.1f} {_LEFT - 3},{middle:.1f}",
            stroke=ORANGE if down else BLUE,
            extra=f'stroke-width="{2.4 if down else 1.8}" marker-end="url(#head-{"down" if down else "up"})"',
        )
        shown = here[:_MOST_LABELS]
        lines = [(entry.name, entry.points) for entry in shown]
        if len(here) > len(shown):
            lines[-1] = (f"and {len(here) - len(shown) + 1} others", "")
        top = middle - (len(lines) - 1) * _LINE / 2 + 4
        for k, (act, points) in enumerate(lines):
            drawing.text(_LEFT - 64, top + k * _LINE, points, "end", "small strong")
            drawing.text(_LEFT - 76 - 7.6 * len(points), top + k * _LINE, act, "end", "small")


def _draw_climbs(drawing: Drawing, book: Rulebook, proofs: Proofs, middles: dict[str, float]) -> None:
    """From each grade to the next above it: the least time, or the points where no time need pass."""
    names = list(middles)
    for higher, lower in pairwise(names):
        days, proved = proofs.least_time_days.get((lower, higher)), (lower, higher) not in proofs.unproved
        x, foot, head = _LEFT + 150.0, middles[lower] - _RUNG_HEIGHT / 2, middles[higher] + _RUNG_HEIGHT / 2
        middle = (foot + head) / 2
        if days is None:
            colour = ORANGE if proved else UNKNOWN
            drawing.path(f"M{x},{foot - 4:.1f}V{head + 6:.1f}", stroke=colour, extra='stroke-dasharray="2 3"')
            drawing.text(x + 10, middle + 4, "no way up" if proved else NOT_PROVED, "start", "small")
            continue
        heavy = 2.6 if days else 1.4
        drawing.path(
            f"M{x},{foot - 2:.1f}V{head + 3:.1f}", stroke=BLUE,
            extra=f'stroke-width="{heavy}" marker-end="url(#head-up)"',
        )  # fmt: skip
        drawing.text(x + 10, middle + 4, time_text(days, proved) if days else _points_up(book, lower, higher), "start",
                     "strong" if days else "small")  # fmt: skip


def _points_up(book: Rulebook, lower: str, higher: str) -> str:
    """The points from the foot of one band to the foot of the next: what a climb without a lock takes at most."""
    above, below = book.band_bounds(higher), book.band_bounds(lower)
    if above is None or below is None:
        return "at once"
    points = above[0] - below[0]
    return f"{points:,} point{'s' * (points != 1)} at most"


@dataclass(frozen=True)
class _Way:
    """A way back that is drawn: from a grade to another, its days, whether they are proved, the act, its legs."""

    low: str
    high: str
    days: int | None
    proved: bool
    after: str = ""
    legs: tuple[tuple[str, int], ...] = ()


def _draw_ways_back(drawing: Drawing, proofs: Proofs, middles: dict[str, float]) -> None:
    """Brackets from where a straight drop lands to good standing; without drops, from the lowest grade to the start."""
    ways = [
        _Way(drop.falls_to, drop.standing, drop.days, drop.proved, words(act), drop.legs)
        for act, drop in proofs.drops.items()
    ]
    names = [name for name in middles if name not in proofs.unreachable]
    if not ways and len(names) > 1 and proofs.start_grade in names and names[-1] != proofs.start_grade:
        pair = names[-1], proofs.start_grade
        days = proofs.least_time_days.get(pair)
        ways = [_Way(*pair, days, pair not in proofs.unproved)] if days != 0 else []
    longest: dict[str, _Way] = {}
    for way in ways:
        longest.setdefault(way.low, way)
    for k, way in enumerate(list(longest.values())[:3]):
        low, high, what = way.low, way.high, way.after
        if low not in middles or high not in middles:
            continue
        x = _LEFT + _RUNG_WIDTH + 10
        reach = x + 26 + 16 * k
        foot, head = middles[low], middles[high]
        drawing.path(
            f"M{x},{foot:.1f}C{reach + 16},{foot:.1f} {reach + 16},{foot:.1f} {reach + 16},{foot - 26:.1f}"
            f"V{head + 26:.1f}C{reach + 16},{head:.1f} {reach + 16},{head:.1f} {x + 2},{head:.1f}",
            stroke=BLUE, extra='stroke-width="3" marker-end="url(#head-up)"',
        )  # fmt: skip
        middle = (foot + head) / 2 + 60 * k
        told = "no way back" if way.days is None and way.proved else time_text(way.days, way.proved)
        drawing.text(reach + 30, middle - 6, told, "start", "big")
        after = f"after {what}" if what else f"from {low} to {high}"
        drawing.text(reach + 30, middle + 14, after, "start", "small")
        for j, leg in enumerate(f"{time_text(time)} in {grade}" for grade, time in way.legs):
            drawing.text(reach + 30, middle + 32 + j * _LINE, leg, "start", "small")


def _lists_height(book: Rulebook) -> float:
    return len(book.lists) * (_LIST_HEIGHT + 12) + (34 if book.lists else 0)


def _draw_lists(drawing: Drawing, book: Rulebook, proofs: Proofs, top: float) -> None:
    """Each list as a box: what puts one on it on the left, what takes one off it on the right."""
    if book.lists:
        drawing.text(_LEFT - 46, top + 18, "what puts one on it", "end", "strong")
        drawing.text(_LEFT + _RUNG_WIDTH / 2, top + 18, "lists", "middle", "strong")
        drawing.text(_LEFT + _RUNG_WIDTH + 34, top + 18, "what takes one off", "start", "strong")
    for k, (name, listing) in enumerate(held_by(book).lists.items()):
        y = top + 34 + k * (_LIST_HEIGHT + 12)
        middle = y + _LIST_HEIGHT / 2
        burden = is_blacklist(listing)
        colour = "#7f2704" if burden else "#08519c"
        drawing.rect(_LEFT, y, _RUNG_WIDTH, _LIST_HEIGHT, colour, listing.title or name, 'rx="7"')
        drawing.text(_LEFT + 14, middle - 2, _short(words(name), 30), "start", "strong", "#ffffff")
        term = f"for {time_text(listing.days)}" if listing.days else "without end"
        more = [term, *(["published"] if listing.public else []), *(["removes"] if listing.removal else [])]
        drawing.text(_LEFT + 14, middle + 16, ", ".join(more), "start", "small", "#ffffff")
        ons = list(proofs.lists[name].acts_on)
        offs = [words(act) for act in proofs.lists[name].acts_off]
        offs += [f"waiting {time_text(listing.days)}"] if listing.days else []
        on_by = [*(_on_label(book, act) for act in ons), *(f"grade {grade}" for grade in proofs.lists[name].grades_on)]
        _list_arrow(drawing, on_by, _LEFT - 50, _LEFT - 3, middle, "end", burden)
        right = _LEFT + _RUNG_WIDTH
        _list_arrow(drawing, offs or ["nothing"], right + 3, right + 42, middle, "start", not burden or not offs)


def _on_label(book: Rulebook, act: str) -> str:
    after = book.acts[act].adds_after
    return words(act) + (f" (entry {after} and later)" if after > 1 else "")


def _list_arrow(
    drawing: Drawing, labels: list[str], start: float, end: float, middle: float, anchor: str, orange: bool
) -> None:
    shown = [_short(label, _LONGEST_LABEL) for label in labels[:3]]
    if len(labels) > len(shown):
        shown[-1] = f"and {len(labels) - 2} others"
    top = middle - (len(shown) - 1) * _LINE / 2 + 4
    for k, label in enumerate(shown):
        drawing.text(start - 8 if anchor == "end" else end + 8, top + k * _LINE, label, anchor, "small")
    colour, head = (ORANGE, "down") if orange else (BLUE, "up")
    drawing.path(f"M{start},{middle:.1f}H{end}", stroke=colour,
                 extra=f'stroke-width="2.4" marker-end="url(#head-{head})"')  # fmt: skip


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _caption(book: Rulebook, proofs: Proofs) -> str:
    """The picture in words."""
    lines = []
    if book.score is not None:
        lines.append(
            f"Everybody starts with {book.score.start:,} points in {proofs.start_grade}. Orange: what takes points or "
            "a grade; blue: what gives them, and the least time on the way up."
        )
        lines += [f"But {newcomers_text(book.score)}."] if book.score.newcomers is not None else []
        lines += [f"At once, {counters_text(book.score)}."] if book.score.counters else []
    for act, drop in proofs.drops.items():
        lines.append(f"After {words(act)}, {way_back(drop, time_text)} {drop.standing} or better.")
    for name, term in proofs.lists.items():
        least = "never ends by itself" if term.waiting_days is None else f"lasts {time_text(term.waiting_days)}"
        lines.append(f"A listing on {words(name)} {least}.")
    return " ".join(lines)
