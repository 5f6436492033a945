"""Random small rulebooks whose grades only the end of a cycle sets, or whose score is a mean of the last entries."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from credopolis.rulebook import Rulebook, parse_rulebook

YEAR = 5
"""A cap year of the tests, which may be a cycle."""


@st.composite
def _edges(draw: st.DrawFn, high: int) -> tuple[list[str], dict[str, Any]]:
    """Grades by their bands, highest first; perhaps with one that no score leads to."""
    edges = sorted(draw(st.lists(st.integers(1, high), min_size=1, max_size=3, unique=True)), reverse=True)
    names = [f"G{len(edges) - k}" for k in range(len(edges) + 1)]
    grades: dict[str, Any] = {name: {"from": edge} for name, edge in zip(names, edges, strict=False)} | {names[-1]: {}}
    if draw(st.booleans()):
        place = draw(st.integers(1, len(names)))
        names = [*names[:place], "bar", *names[place:]]
        grades = {name: grades.get(name, {"without_band": True}) for name in names}
    return names, grades


@st.composite
def _act(draw: st.DrawFn, names: list[str], sizes: st.SearchStrategy[int], more: bool) -> dict[str, Any]:
    """An act that moves points or drops a grade; `more` is remembered of it."""
    act: dict[str, Any] = {"points": draw(sizes)}
    if draw(st.integers(0, 3)) == 0:
        act = {"falls_to": draw(st.sampled_from(names[1:])), "points": min(act["points"], 0)}
    if draw(st.integers(0, 2)) == 0:
        act["only"] = {"grades": draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))}
    if more and draw(st.booleans()):
        act |= draw(st.sampled_from([{"cap_per_year": 1}, {"cap": {"times": 1, "per": "4d"}}, {"cap": {"times": 2}}]))
    return act


def _book(score: dict[str, Any], grades: dict[str, Any], acts: list[dict[str, Any]], **other: Any) -> Rulebook:
    data = {"format": "credopolis-rulebook/1", "name": "small", "title": "Small", "account": "hypothetical"}
    data |= {"score": score, "grades": grades, "acts": {f"act_{k}": act for k, act in enumerate(acts)}, **other}
    return parse_rulebook(json.dumps(data), "small.yaml")


@st.composite
def by_cycle(draw: st.DrawFn, more: bool = False) -> Rulebook:
    """Grades that only the end of a cycle sets. more : other things may be remembered besides."""
    high, every = draw(st.integers(3, 5)), draw(st.integers(1, 5))
    names, grades = draw(_edges(high))
    score: dict[str, Any] = {"start": draw(st.integers(0, high)), "min": 0, "max": high}
    score["resets"] = {"every": f"{every}d", "sets_grade": True}
    if every > 1 and draw(st.booleans()):
        score["resets"]["sets_grade_after"] = f"{draw(st.integers(1, every - 1))}d"
    for k, name in enumerate(names):
        if k and draw(st.booleans()):
            release = draw(st.sampled_from(["band", *names[:k]]))
            grades[name]["lock"] = {"cycles": draw(st.integers(1, 3)), "release": release}
            if release == "band" and draw(st.booleans()):
                grades[name]["lock"]["at_most"] = draw(st.sampled_from(names))
        if draw(st.integers(0, 2)) == 0:
            grades[name]["next_start"] = draw(st.integers(-2, 2))
    if draw(st.booleans()):
        banded = [name for name in names if name != "bar"]
        days = every * draw(st.integers(1, 3)) if not more else draw(st.integers(1, 9))
        score["newcomers"] = {"for": f"{days}d", "begins_in": draw(st.sampled_from(names))}
        if draw(st.booleans()):
            score["newcomers"]["from"] = {banded[0]: draw(st.integers(1, high)), banded[-1]: 0}
    acts = draw(st.lists(_act(names, st.integers(-4, 3).filter(bool), more), min_size=1, max_size=3))
    for act in acts:
        if draw(st.integers(0, 2)) == 0:
            act["head_start"] = {"points": draw(st.sampled_from([-2, -1, 1, 2])), "cycles": draw(st.integers(1, 3))}
        if every == YEAR and draw(st.booleans()) and not {"cap", "cap_per_year"} & act.keys():
            act["cap_per_year"] = draw(st.integers(1, 2))
        if more and act["points"] and draw(st.booleans()):
            act["counts_for"] = f"{draw(st.integers(1, 3))}d"
    if more and draw(st.booleans()):
        score["at_once"] = {"lost": draw(st.integers(1, 3))}
    if more and any(act["points"] < 0 for act in acts) and draw(st.booleans()):
        falls = draw(st.sampled_from(names[1:]))
        score["counters"] = {"some": {"lost": draw(st.integers(1, 4)), "within": "3d", "falls_to": falls}}
    return _book(score, grades, acts)


@st.composite
def means(draw: st.DrawFn, more: bool = False) -> Rulebook:
    """A score that is the mean of the last entries. more : other things may be remembered besides."""
    high, last = draw(st.integers(3, 6)), draw(st.integers(1, 3))
    names, grades = draw(_edges(high))
    start = draw(st.integers(0, high))
    score = {"start": start, "min": 0, "max": high, "mean": {"last": last, "at_least": draw(st.integers(1, last))}}
    for k, name in enumerate(names):
        if k and draw(st.booleans()):
            release = draw(st.sampled_from(["band", *names[:k]]))
            grades[name]["lock"] = {"lasts": f"{draw(st.integers(1, 3))}d", "release": release}
    sizes = st.integers(-start, high - start)
    acts = draw(st.lists(_act(names, sizes, more), min_size=1, max_size=3))
    return _book(score, grades, acts)


@st.composite
def together(draw: st.DrawFn, more: bool = False) -> Rulebook:
    """Entries that end others, and points for several together. more : other things may be remembered besides."""
    high = draw(st.integers(3, 6))
    names, grades = draw(_edges(high))
    for k, name in enumerate(names):
        if k and draw(st.booleans()):
            release = draw(st.sampled_from(["band", *names[:k]]))
            grades[name]["lock"] = {"lasts": f"{draw(st.integers(1, 3))}d", "release": release}
    acts = draw(st.lists(_act(names, st.integers(-4, 4).filter(bool), more), min_size=2, max_size=3))
    known = [f"act_{k}" for k in range(len(acts))]
    for k, act in enumerate(acts):
        if draw(st.integers(0, 3)):
            act["ends"] = draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True))
            act["ends"] = sorted({*act["ends"], known[k]}) if draw(st.booleans()) else act["ends"]
        if act["points"] and draw(st.integers(0, 2)) == 0:
            act["counts_for"] = f"{draw(st.integers(1, 3))}d"
    score: dict[str, Any] = {"start": draw(st.integers(0, high)), "min": 0, "max": high}
    pairs = draw(st.lists(st.sampled_from([(0, 1), (0, len(acts) - 1), (1, 0)]), min_size=1, max_size=2, unique=True))
    pairs = [pair for pair in pairs if len(set(pair)) == 2]
    together_ = [{"acts": [known[a] for a in pair], "points": draw(st.integers(1, 3))} for pair in pairs]
    sets = {f"set_{k}": one for k, one in enumerate(together_)}
    if sets and draw(st.booleans()):
        score["together"] = {"both": {"sets": sets} | draw(st.sampled_from([{}, {"most": 2}]))}
    elif not any("ends" in act for act in acts):
        acts[0]["ends"] = [known[1]]
    return _book(score, grades, acts)
