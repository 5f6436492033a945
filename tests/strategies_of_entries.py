"""Random rulebooks that ask for what was entered before: cycles that set grades, means, and entries that stand."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_BESIDE_CYCLES = ("gives_back",)
_BESIDE_SUMS = ("resets", "gives_back", "newcomers", "at_once", "counters")


def _without(
    data: dict[str, Any], of_score: tuple[str, ...], of_locks: tuple[str, ...], of_acts: tuple[str, ...]
) -> None:
    """Remove keys that may not stand beside what is added."""
    for key in of_score:
        data["score"].pop(key, None)
    for grade in data["grades"].values():
        for key in of_locks:
            grade.get("lock", {}).pop(key, None)
    for act in data["acts"].values():
        for key in of_acts:
            act.pop(key, None)


@st.composite
def by_cycle(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """The same, but only the end of a cycle sets the grade."""
    _without(data, _BESIDE_CYCLES, ("lasts", "again", "sets_score"), ())
    score, names = data["score"], list(data["grades"])
    every = draw(st.one_of(st.integers(1, 9), st.integers(10, 200)))
    score["resets"] = {"every": f"{every}d", "sets_grade": True}
    if every > 1 and draw(st.booleans()):
        score["resets"]["sets_grade_after"] = f"{draw(st.integers(1, every - 1))}d"
    for grade in data["grades"].values():
        if "lock" in grade:
            grade["lock"]["cycles"] = draw(st.integers(1, 3))
            if grade["lock"]["release"] == "band" and draw(st.booleans()):
                grade["lock"]["at_most"] = draw(st.sampled_from(names))
        if draw(st.integers(0, 2)) == 0:
            grade["next_start"] = draw(st.integers(-500, 500))
    score.get("newcomers", {}).pop("gains", None)
    if draw(st.booleans()):
        score.setdefault("newcomers", {"for": f"{draw(st.integers(1, 3000))}d"})["begins_in"] = draw(
            st.sampled_from(names)
        )
    for act in data["acts"].values():
        if draw(st.integers(0, 2)) == 0:
            moves = draw(st.sampled_from([-300, -40, -1, 1, 40, 300]))
            act["head_start"] = {"points": moves, "cycles": draw(st.integers(1, 3))}
    return data


@st.composite
def means(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """The same, but the score is the mean of the last entries."""
    _without(data, _BESIDE_SUMS, ("sets_score",), ("counts_for", "again", "discretion"))
    score, last = data["score"], draw(st.integers(1, 7))
    score["mean"] = {"last": last, "at_least": draw(st.integers(1, last))}
    low, high = score["min"] - score["start"], score["max"] - score["start"]
    for act in data["acts"].values():
        most = 0 if "falls_to" in act else high
        if "points" in act:
            act["points"] = min(max(act["points"], low), most)
        elif draw(st.integers(0, 3)) == 0:
            act["points"] = draw(st.integers(max(low, -300), min(most, 300)))
    return data


@st.composite
def stands(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """The same, but entries end others, or have points together."""
    _without(data, _BESIDE_SUMS, ("sets_score",), ("again",))
    names = list(data["acts"])
    for name, act in data["acts"].items():
        if draw(st.booleans()):
            ends = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
            act["ends"] = sorted({*ends, name}) if draw(st.booleans()) else ends
        if act.get("points") and draw(st.booleans()):
            act["counts_for"] = f"{draw(st.integers(1, 90))}d"
    if len(names) > 1 and draw(st.booleans()):
        of_sets = st.fixed_dictionaries({
            "acts": st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True),
            "points": st.integers(1, 200),
        })  # fmt: skip
        groups = draw(st.lists(st.lists(of_sets, min_size=1, max_size=3), min_size=1, max_size=2))
        data["score"]["together"] = {
            f"group_{k}": {"sets": {f"set_{j}": one for j, one in enumerate(sets)}, **draw(
                st.sampled_from([{}, {"most": 40}]))}
            for k, sets in enumerate(groups)
        }  # fmt: skip
    return data


def of_entries(data: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A rulebook with a score and grades, and one of the three besides."""
    return st.one_of(by_cycle(data), means(data), stands(data))
