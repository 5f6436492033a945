"""Random small rulebooks, and an exhaustive search over them on the readable automaton."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from credopolis.rulebook import Rulebook, parse_rulebook
from credopolis.rulebook.automaton import Standing

YEAR = 365


@st.composite
def small_rulebooks(
    draw: st.DrawFn, *, caps: bool = False, terms: bool = False, windows: bool = False, only: bool = False,
    resets: bool = False, at_once: bool = False, again: bool = False, clean: bool = False,
    listing: bool = False, newcomers: bool = False, repeats: bool = False, counters: bool = False,
) -> Rulebook:  # fmt: skip
    """A rulebook of few scores, grades and acts and of short locks, small enough to try everything."""
    high = draw(st.integers(3, 5))
    edges = sorted(draw(st.lists(st.integers(1, high), min_size=1, max_size=3, unique=True)), reverse=True)
    names = [f"G{len(edges) - k}" for k in range(len(edges) + 1)]
    grades: dict[str, Any] = {}
    for k, name in enumerate(names):
        grades[name] = {"from": edges[k]} if k < len(edges) else {}
        if k and draw(st.booleans()):
            release = draw(st.sampled_from(["band", *names[:k]]))
            grades[name]["lock"] = {"lasts": f"{draw(st.integers(1, 3))}d", "release": release}
            if draw(st.integers(0, 2)) == 0:
                grades[name]["lock"]["sets_score"] = draw(st.integers(0, high))
            if again:
                lengths = sorted(draw(st.lists(st.integers(3, 6), min_size=1, max_size=2)))
                grades[name]["lock"]["again"] = {
                    "within": f"{draw(st.integers(1, 6))}d", "lasts": [f"{days}d" for days in lengths],
                    "after_its_end": draw(st.booleans()),
                }  # fmt: skip
    acts = {}
    for k in range(draw(st.integers(1, 4))):
        act: dict[str, Any] = {"seen_by": {"records": 1}}
        if draw(st.integers(0, 4)) == 0:
            act["falls_to"] = draw(st.sampled_from(names[1:]))
            act["points"] = draw(st.integers(-2, 0))
        else:
            act["points"] = draw(st.integers(-4, 4).filter(bool))
        if caps and draw(st.booleans()):
            act["cap_per_year"] = draw(st.integers(1, 2))
        elif windows and draw(st.booleans()):
            act["cap"] = {"times": draw(st.integers(1, 2))}
            if draw(st.integers(0, 2)):
                act["cap"]["per"] = f"{draw(st.integers(1, 6))}d"
        if only and draw(st.booleans()):
            act["only"] = {"grades": draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))}
        if terms and act["points"] and draw(st.booleans()):
            act["counts_for"] = f"{draw(st.integers(1, 3))}d"
        if repeats and act["points"] and draw(st.booleans()):
            sign = 1 if act["points"] > 0 else -1
            lengths = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
            act["again"] = {"within": f"{draw(st.integers(1, 5))}d", "points": [sign * points for points in lengths]}
        if listing and draw(st.integers(0, 2)) == 0:
            act["conduct"] = {"rate": 1, "who": {"on_list": "shame"}}
        acts[f"act_{k}"] = act
    score: dict[str, Any] = {"start": draw(st.integers(0, high)), "min": 0, "max": high}
    if resets:
        score["resets"] = {draw(st.sampled_from(["every", "after"])): f"{draw(st.integers(1, 6))}d"}
    if clean:
        score["gives_back"] = {"points": draw(st.integers(1, 3)), "after": f"{draw(st.integers(1, 5))}d"}
        if draw(st.booleans()):
            score["gives_back"]["up_to"] = draw(st.integers(1, high))
    if at_once:
        ways = draw(st.sampled_from([("lost",), ("gained",), ("lost", "gained")]))
        score["at_once"] = {way: draw(st.integers(1, 4)) for way in ways}
        if draw(st.booleans()):
            score["at_once"] = draw(st.sampled_from([{}, score["at_once"]])) | {"only_largest": True}
    if newcomers:
        score["newcomers"] = draw(_newcomers(names, high))
        grades |= {"new": {"only_newcomers": True}} if "new" in score["newcomers"].get("from", {}) else {}
    if counters and any(act["points"] < 0 for act in acts.values()):
        score["counters"] = draw(_counters(names, grades))
    lists = {}
    if listing:
        lists = {"lists": {"shame": {"lasts": f"{draw(st.integers(1, 4))}d"} if draw(st.booleans()) else {}}}
        for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
            grades[name]["adds_to"] = "shame"
    data = {
        "format": "credopolis-rulebook/1", "name": "small", "title": "Small", "account": "hypothetical",
        "source": "assumption", "score": score,
        "grades": grades, "acts": acts, **lists,
    }  # fmt: skip
    return parse_rulebook(json.dumps(data), "small.yaml")


@st.composite
def _counters(draw: st.DrawFn, names: list[str], grades: dict[str, Any]) -> dict[str, Any]:
    """Counters with windows of their own; perhaps with a grade that only they lead to, anywhere among the others."""
    own = draw(st.sampled_from([[], ["bar"]]))
    if own:
        known = dict(grades)
        grades.clear()
        place = draw(st.integers(1, len(known)))
        grades.update(list(known.items())[:place])
        grades["bar"] = {"without_band": True, "lock": {"lasts": f"{draw(st.integers(1, 4))}d", "release": "band"}}
        grades.update(list(known.items())[place:])
    return {
        f"counter_{k}": {
            "lost": draw(st.integers(1, 5)), "within": f"{draw(st.integers(1, 6))}d",
            "falls_to": draw(st.sampled_from([*own, *names[1:]])),
        }
        for k in range(draw(st.integers(1, 3)))
    }  # fmt: skip


def plain(book: Rulebook) -> Rulebook:
    """The rulebook without caps and without ends of entries."""
    acts = {name: replace(act, cap_per_year=0, expires_days=0, cap=None) for name, act in book.acts.items()}
    return replace(book, acts=acts)


@st.composite
def _newcomers(draw: st.DrawFn, names: list[str], high: int) -> dict[str, Any]:
    """What is otherwise for newcomers, for some days; with a lowest grade of their own, or without."""
    new: dict[str, Any] = {"for": f"{draw(st.integers(2, 8))}d", "start": draw(st.integers(0, high))}
    if draw(st.booleans()):
        new["gains"] = {"points": draw(st.integers(1, 2)), "each": f"{draw(st.integers(1, int(new['for'][:-1])))}d"}
    if draw(st.integers(0, 3)):
        edges = sorted(draw(st.lists(st.integers(1, high), min_size=1, max_size=2, unique=True)), reverse=True)
        own = draw(st.lists(st.sampled_from(names), min_size=len(edges), max_size=len(edges), unique=True))
        low = draw(st.sampled_from(["new", *names]))
        order = [*(name for name in names if name in own and name != low), low]
        order = order if low == "new" else [name for name in names if name in {*own, low}]
        new["from"] = dict(zip(order, [*edges[: len(order) - 1], 0], strict=True))
    return new


def clone(standing: Standing) -> Standing:
    """The same standing, to go on from independently."""
    other, ledger = copy(standing), copy(standing.ledger)
    ledger.posted, ledger._in_year = ledger.posted.copy(), ledger._in_year.copy()
    ledger.listed_on = ledger.listed_on.copy()
    ledger._counted, ledger.locks = ledger._counted.copy(), ledger.locks.copy()
    ledger.taken = ledger.taken.copy()
    ledger.rated, ledger.heads = ledger.rated.copy(), ledger.heads.copy()
    copies = {entry: copy(entry) for entry in {*ledger.expiring, *ledger.holds}}
    ledger.again = {act: made.copy() for act, made in ledger.again.items()}
    ledger._standing = [copies[entry] for entry in ledger.expiring]
    ledger.holds = [copies[entry] for entry in ledger.holds]
    other.ledger, other.listed_until, other.changes = ledger, standing.listed_until.copy(), []
    other.clocks = copy(standing.clocks)
    return other


def key(standing: Standing) -> tuple[Any, ...]:
    """What decides a standing's future."""
    left = max(standing.lock_until - standing.day, 0)
    file = tuple(sorted((e.until - standing.day, e.moved) for e in standing.ledger.expiring))
    year = standing.day // YEAR
    used = tuple(
        min(standing.ledger._in_year.get((name, year), 0), act.cap_per_year)
        for name, act in standing.rulebook.acts.items()
        if act.cap_per_year
    )
    within = tuple(
        tuple(d + act.cap.days - standing.day if act.cap.days else 0 for d in standing.ledger._counted.get(name, ())
              if not act.cap.days or d + act.cap.days > standing.day)
        for name, act in standing.rulebook.acts.items()
        if act.cap
    )  # fmt: skip
    resets = standing.rulebook.score.resets
    due = tuple(max(day - standing.day, 0) for day in standing.clocks.days)
    cycle = standing.day % resets.every if resets is not None and resets.every else 0
    today = (
        standing.clocks.today[1]
        if standing.rulebook.score.at_once and standing.clocks.today[0] == standing.day
        else (0, 0)
    )
    clocks = (standing.day % YEAR if used else 0, due, cycle, _told(standing, today))
    locks = tuple(
        tuple(until - standing.day for until in standing.ledger.locks.get(name, ()) if until > standing.day)
        for name in standing.rulebook.grades
    )
    made = tuple(
        tuple(d + act.again.within - standing.day for d in standing.ledger.again.get(name, ())
              if d + act.again.within > standing.day)
        for name, act in standing.rulebook.acts.items()
        if act.again
    )  # fmt: skip
    listed = tuple(max(end - standing.day, 0) for end in standing.listed_until.values())
    counters = standing.rulebook.score.counters.values()
    longest = max((counter.days for counter in counters), default=0)
    taken = tuple((d + longest - standing.day, points) for d, points in standing.ledger.taken
                  if d + longest > standing.day)  # fmt: skip
    rated = tuple(standing.rulebook.acts[entry.act].points for entry in standing.ledger.rated)
    heads = tuple(
        sorted((act, on - standing.day) for act, (on, _) in standing.ledger.heads.items() if on > standing.day)
    )
    due = (standing.clocks.due, standing.clocks.sets_on - standing.day) if standing.clocks.sets_on else ("", 0)
    held = tuple(sorted((e.act, e.until and e.until - standing.day, e.moved) for e in standing.ledger.holds))
    last = (made, listed, taken, rated, heads, due, held)
    return standing.score, standing.grade, left, file, used, within, clocks, locks, *last


def _told(standing: Standing, today: tuple[int, int]) -> tuple[int, int]:
    """Points lost and gained today, as far as a day has a limit of them."""
    limits = standing.rulebook.score.at_once
    one = bool(limits and limits.only_largest)
    return (today[0] if limits and (limits.lost or one) else 0, today[1] if limits and (limits.gained or one) else 0)


def can(standing: Standing) -> list[str]:
    """Acts that one can do: of some one must be on a list."""
    acts = standing.rulebook.acts.items()
    return [
        name
        for name, act in acts
        if act.conduct is None or act.conduct.who.on_list in {"", None, *standing.listed_until}
    ]


def posted(standing: Standing, act: str) -> Standing:
    """The standing after an entry today."""
    then = clone(standing)
    then.post(act, then.day)
    return then


def tomorrow(standing: Standing) -> Standing:
    """The standing a day later."""
    then = clone(standing)
    then.advance(then.day + 1)
    return then


def everywhere(book: Rulebook) -> list[tuple[Standing, str, Standing]]:
    """Every step from a reachable standing of a rulebook without caps and ends: (before, the act or "", after)."""
    first = Standing(book)
    seen, queue, steps = {key(first)}, [first], []
    while queue:
        standing = queue.pop()
        onward = [(act, posted(standing, act)) for act in book.acts]
        if standing.lock_until:
            onward.append(("", tomorrow(standing)))
        for act, then in onward:
            steps.append((standing, act, then))
            if key(then) not in seen:
                seen.add(key(then))
                queue.append(then)
    return steps


def entered(book: Rulebook, days_left: Iterable[int]) -> dict[str, list[Standing]]:
    """By grade, every way of entering it as `proofs.times` says, with so many days left of a cap's year."""
    found: dict[str, list[Standing]] = {name: [] for name in book.grades}
    for left in days_left:
        first = Standing(book, day=YEAR - left)
        found[first.grade].append(first)
    for before, act, after in everywhere(plain(book)):
        if after.grade == before.grade:
            continue
        for left in days_left:
            start = Standing(book, day=2 * YEAR - left - (not act))
            start.score, start.grade = before.score, before.grade
            start.lock_until = start.day + before.lock_until - before.day if before.lock_until else 0
            found[after.grade].append(posted(start, act) if act else tomorrow(start))
    return found


def quickest(sources: list[Standing], acts: Iterable[str], most_days: int) -> dict[str, int]:
    """By grade, least days from any of the sources by any entries of some acts, all of them tried, day by day."""
    best: dict[str, int] = {}
    seen: set[tuple[Any, ...]] = {key(s) for s in sources}
    today = list({key(s): s for s in sources}.values())
    for day in range(most_days + 1):
        queue, tomorrows = today, []
        while queue:
            standing = queue.pop()
            best.setdefault(standing.grade, day)
            tomorrows.append(standing)
            for act in acts:
                then = posted(standing, act)
                if key(then) not in seen:
                    seen.add(key(then))
                    queue.append(then)
        today = []
        for standing in tomorrows:
            then = tomorrow(standing)
            if key(then) not in seen:
                seen.add(key(then))
                today.append(then)
        if not today or len(best) == len(standing.rulebook.grades):
            break
    return best


def cheapest(
    sources: list[Standing], gains: Iterable[str], most_days: int, before: Standing
) -> dict[str, tuple[int, int]]:
    """The least (entries, days) and (days, entries) of any story of so many days at most that makes an entry good.

    Every sequence of gaining acts and days is tried, entry by entry and day by day. `few` and `soon`, if there are any.
    """
    goals: set[tuple[int, int]] = set()
    today = {key(s): (s, 0) for s in sources}
    for day in range(most_days + 1):
        queue = list(today.values())
        fewest = {k: entries for k, (_, entries) in today.items()}
        after: dict[tuple[Any, ...], tuple[Standing, int]] = {}
        while queue:
            standing, entries = queue.pop(0)
            if entries > fewest[key(standing)]:
                continue
            if good(standing, before):
                goals.add((entries, day))
            then = tomorrow(standing)
            if key(then) not in after or after[key(then)][1] > entries:
                after[key(then)] = (then, entries)
            for act in gains:
                then = posted(standing, act)
                if fewest.get(key(then), entries + 2) > entries + 1:
                    fewest[key(then)] = entries + 1
                    queue.append((then, entries + 1))
        today = after
    if not goals:
        return {}
    return {"few": min(goals), "soon": min((days, entries) for entries, days in goals)}


def good(standing: Standing, before: Standing | None = None) -> bool:
    """Whether score and grade are what they were or better; those of the start, unless told otherwise."""
    book, before = standing.rulebook, before or Standing(standing.rulebook)
    names = list(book.grades)
    return standing.score >= before.score and names.index(standing.grade) <= names.index(before.grade)
