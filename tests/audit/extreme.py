"""Random rulebooks at the edges of what a file may say: valid, and as hard to audit as a seed makes them."""

from __future__ import annotations

import json
import random
from typing import Any

from credopolis.core.schema import FLAG_NAMES
from credopolis.rulebook.conduct import DRIVERS
from credopolis.rulebook.model import (
    ABOUT,
    AREAS,
    DECISIONS,
    LARGEST_POINTS,
    LARGEST_SCORE,
    MOST_ACTS,
    MOST_AGAIN,
    MOST_COUNTED,
    MOST_COUNTERS,
    MOST_CYCLES,
    MOST_GATES,
    MOST_GRADES,
    MOST_IN_A_MEAN,
    MOST_IN_WINDOWS,
    MOST_LISTS,
    MOST_SETS,
)

CHANNELS = ("records", "informants", "cameras")
BESIDE_SUMS = ("resets", "gives_back", "newcomers", "at_once", "counters")
LONG = ("1d", "2d", "30d", "7mo", "365d", "3y", "7y", "30y", "80y")


def extreme_again(seed: int) -> str:
    """The same with what later keys may say: returns to the start, limits of a day, windows, and releases that set."""
    chance, data = random.Random(f"{seed} again"), json.loads(extreme(seed))
    score = data["score"]
    if chance.random() < 0.6:
        score["resets"] = {chance.choice(["every", "after"]): chance.choice(LONG)}
    if chance.random() < 0.6:
        most = [1, 7, 250, LARGEST_POINTS]
        score["at_once"] = {way: chance.choice(most) for way in chance.sample(["lost", "gained"], chance.randint(1, 2))}
    for grade in data["grades"].values():
        if "lock" in grade and chance.random() < 0.5:
            grade["lock"]["sets_score"] = chance.randint(score["min"], score["max"])
    left = MOST_IN_WINDOWS
    for act in data["acts"].values():
        times = chance.randint(1, 3)
        if "cap_per_year" not in act and times <= left and chance.random() < 0.5:
            left -= times
            act["cap"] = {"times": times} | ({"per": chance.choice(LONG)} if chance.random() < 0.7 else {})
        if chance.random() < 0.2:
            act["only"] = {"grades": [chance.choice(list(data["grades"]))]}
    return json.dumps(data, indent=1)


def extreme_at_last(seed: int) -> str:
    """The same with what was added last: longer locks, clean time, grades that list, newcomers."""
    chance, data = random.Random(f"{seed} at last"), json.loads(extreme_again(seed))
    if chance.random() < 0.6:
        after = {"points": chance.choice([1, 7, LARGEST_POINTS]), "after": chance.choice(LONG)}
        data["score"]["gives_back"] = after
    if "at_once" in data["score"] and chance.random() < 0.5:
        data["score"]["at_once"]["only_largest"] = True
    if chance.random() < 0.6:
        new = data["score"]["newcomers"] = {"for": chance.choice(LONG), "start": chance.choice([score_min(data), 0])}
        new["start"] = min(max(new["start"], score_min(data)), data["score"]["max"])
        if chance.random() < 0.6:
            new["gains"] = {"points": chance.choice([1, 7, LARGEST_POINTS]), "each": new["for"]}
        if chance.random() < 0.6:
            new["from"] = {list(data["grades"])[-1]: score_min(data)}
    left = MOST_IN_WINDOWS - sum(act["cap"]["times"] for act in data["acts"].values() if "cap" in act)
    for act in data["acts"].values():
        if act["points"] and "discretion" not in act and left > 2 and chance.random() < 0.3:
            left -= 3
            act["again"] = {"within": chance.choice(LONG), "points": [act["points"]] * 3}
    for grade in data["grades"].values():
        if "lock" in grade and chance.random() < 0.5:
            again = [LONG[-1]] * chance.randint(1, MOST_AGAIN)
            grade["lock"]["again"] = {"within": chance.choice(LONG), "lasts": again}
        if data["lists"] and chance.random() < 0.3:
            grade["adds_to"] = chance.choice(list(data["lists"]))
    return json.dumps(_counted(data, random.Random(f"{seed} counters")), indent=1)


def extreme_of_entries(seed: int) -> str:
    """The same with what hangs on what was entered before: cycles that set grades, means, or entries that stand."""
    chance, data = random.Random(f"{seed} of entries"), json.loads(extreme_at_last(seed))
    kind = chance.choice([_by_cycle, _mean, _stands])
    kind(data, chance)
    return json.dumps(data, indent=1)


def _drop(data: dict[str, Any], of_score: tuple[str, ...], of_locks: tuple[str, ...], of_acts: tuple[str, ...]) -> None:
    """Remove what may not stand beside."""
    holders = [(data["score"], of_score), *((grade.get("lock", {}), of_locks) for grade in data["grades"].values()),
               *((act, of_acts) for act in data["acts"].values())]  # fmt: skip
    for holder, keys in holders:
        for key in keys:
            holder.pop(key, None)


def _by_cycle(data: dict[str, Any], chance: random.Random) -> None:
    """Only the end of a cycle sets the grade; locks hold for cycles, and starts move."""
    _drop(data, ("gives_back", "resets"), ("lasts", "again", "sets_score"), ())
    every, names = chance.choice([1, 2, 30, 365, 29_000]), list(data["grades"])
    data["score"]["resets"] = {"every": f"{every}d", "sets_grade": True}
    if every > 1 and chance.random() < 0.5:
        data["score"]["resets"]["sets_grade_after"] = f"{every - 1}d"
    for grade in data["grades"].values():
        if "lock" in grade:
            grade["lock"]["cycles"] = chance.choice([1, 2, MOST_CYCLES])
            if grade["lock"]["release"] == "band" and chance.random() < 0.5:
                grade["lock"]["at_most"] = chance.choice(names)
        if chance.random() < 0.4:
            grade["next_start"] = chance.choice([-LARGEST_POINTS, -1, 1, LARGEST_POINTS])
    data["score"].get("newcomers", {}).pop("gains", None)
    if chance.random() < 0.5:
        data["score"].setdefault("newcomers", {"for": chance.choice(LONG)})["begins_in"] = chance.choice(names)
    for act in data["acts"].values():
        if chance.random() < 0.4:
            moves = chance.choice([-LARGEST_POINTS, -1, 1, LARGEST_POINTS])
            act["head_start"] = {"points": moves, "cycles": chance.choice([1, MOST_CYCLES])}


def _mean(data: dict[str, Any], chance: random.Random) -> None:
    """The score is the mean of few or of very many entries."""
    _drop(data, BESIDE_SUMS, ("sets_score",), ("counts_for", "again", "discretion"))
    score, last = data["score"], chance.choice([1, 2, 25, MOST_IN_A_MEAN])
    score["mean"] = {"last": last, "at_least": chance.choice([1, last])}
    for act in data["acts"].values():
        most = 0 if "falls_to" in act else score["max"] - score["start"]
        act["points"] = min(max(act["points"], score["min"] - score["start"]), most)


def _stands(data: dict[str, Any], chance: random.Random) -> None:
    """Entries end others, and as many have points together as may."""
    _drop(data, BESIDE_SUMS, ("sets_score",), ("again",))
    names = list(data["acts"])
    for act in data["acts"].values():
        if chance.random() < 0.5:
            act["ends"] = chance.sample(names, chance.choice([1, len(names)]))
    data["acts"][names[0]].setdefault("ends", [names[-1]])
    if len(names) > 1:
        sizes = min(len(names), 4)
        data["score"]["together"] = {
            f"group_{g}": {"sets": {
                f"set_{k}": {"acts": chance.sample(names, chance.randint(2, sizes)),
                             "points": chance.choice([1, LARGEST_POINTS])}
                for k in range(chance.choice([1, 5, MOST_SETS]))
            }} | ({"most": chance.choice([1, 300])} if chance.random() < 0.5 else {})
            for g in range(chance.choice([1, MOST_COUNTERS]))
        }  # fmt: skip


def _counted(data: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Most with counters that have windows of their own, and a grade that nothing else leads to."""
    taking = [-n for act in data["acts"].values() for n in (act["points"], *act.get("discretion", [])) if n < 0]
    if chance.random() < 0.4 or len(data["grades"]) == 1 or all(act["points"] >= 0 for act in data["acts"].values()):
        return data
    most = min(MOST_COUNTED * (1 if "at_once" in data["score"] else min(taking)), LARGEST_POINTS)
    if len(data["grades"]) < MOST_GRADES:
        data["grades"]["apart"] = {"without_band": True, "lock": {"lasts": chance.choice(LONG), "release": "band"}}
    data["score"]["counters"] = {
        f"counter_{k}": {"lost": chance.randint(1, most), "within": chance.choice(LONG),
                         "falls_to": chance.choice(list(data["grades"])[1:])}
        for k in range(chance.choice([1, 3, MOST_COUNTERS]))
    }  # fmt: skip
    return data


def score_min(data: dict[str, Any]) -> int:
    return int(data["score"]["min"])


def extreme(seed: int) -> str:
    """The text of a valid rulebook's file."""
    chance = random.Random(seed)
    gates = {
        f"gate_{k}": {"kind": chance.choice(["benefit", "restriction"]), "worth": chance.choice([0, 1, 1000]),
                      "area": chance.choice(AREAS)}
        for k in range(chance.choice([0, 1, MOST_GATES]))
    }  # fmt: skip
    low, high = _bounds(chance)
    grades = _grades(chance, low, high, gates)
    lists = {
        f"list_{k}": {"lasts": chance.choice(LONG)} | _opens(chance, gates)
        for k in range(chance.choice([0, 0, 1, MOST_LISTS]))
    }
    sizes = [1, 2, 3, 5, 20, MOST_ACTS]
    kind = chance.choice(["any", "plain", "caps", "terms", "any"])
    acts = {f"act_{k}": _act(chance, kind, list(grades), list(lists)) for k in range(chance.choice(sizes))}
    data = {
        "format": "credopolis-rulebook/1", "name": f"extreme-{seed}", "title": f"Extreme {seed}",
        "account": "hypothetical", "source": "assumption",
        "score": {"start": chance.choice([low, high, (low + high) // 2, chance.randint(low, high)]),
                  "min": low, "max": high},
        "grades": grades, "gates": gates, "lists": lists, "acts": acts,
    }  # fmt: skip
    return json.dumps(data, indent=1)


def _bounds(chance: random.Random) -> tuple[int, int]:
    return chance.choice([
        (-LARGEST_SCORE, LARGEST_SCORE), (0, LARGEST_SCORE), (-100, LARGEST_SCORE), (0, 2_400), (0, 100), (-12, 0),
        (-2_499, 0),
    ])  # fmt: skip


def _grades(chance: random.Random, low: int, high: int, gates: dict[str, Any]) -> dict[str, Any]:
    most = min(chance.choice([1, 2, 3, 8, MOST_GRADES]), high - low + 1)
    edges = sorted(chance.sample(range(low + 1, high + 1), most - 1), reverse=True)
    names = [f"G{k}" for k in range(most)]
    locks = chance.choice([0.0, 0.3, 1.0])
    grades: dict[str, Any] = {}
    for k, name in enumerate(names):
        grades[name] = ({"from": edges[k]} if k < len(edges) else {}) | _opens(chance, gates)
        if k and chance.random() < locks:
            release = chance.choice(["band", "band", *names[:k]])
            grades[name]["lock"] = {"lasts": chance.choice(LONG), "release": release}
    return grades


def _opens(chance: random.Random, gates: dict[str, Any]) -> dict[str, Any]:
    opened = {}
    for key, kind in (("benefits", "benefit"), ("restrictions", "restriction")):
        names = [name for name, gate in gates.items() if gate["kind"] == kind]
        if names and chance.random() < 0.5:
            opened[key] = chance.sample(names, chance.randint(1, len(names)))
    return opened


def _act(chance: random.Random, kind: str, grades: list[str], lists: list[str]) -> dict[str, Any]:
    sizes = [1, 2, 7, 100, 300, 1000, LARGEST_POINTS, chance.randint(1, LARGEST_POINTS)]
    act: dict[str, Any] = {
        "seen_by": {channel: chance.choice([0, 0.5, 1, 1e-9]) for channel in chance.sample(CHANNELS, 2)},
        "decision": chance.choice(DECISIONS), "about": chance.choice(ABOUT), "area": chance.choice(AREAS),
    }  # fmt: skip
    if len(grades) > 1 and chance.random() < 0.15:
        act["falls_to"] = chance.choice(grades[1:])
        act["points"] = -chance.choice([0, *sizes])
    else:
        act["points"] = chance.choice([-1, 1]) * chance.choice(sizes)
    if lists and chance.random() < 0.3:
        act["adds_to"], act["adds_after"] = chance.choice(lists), chance.choice([1, 2, 20])
    if kind in ("any", "caps") and chance.random() < 0.5:
        act["cap_per_year"] = chance.choice([1, 2, 12, 200, 30_000])
    if kind in ("any", "terms") and act["points"] and chance.random() < 0.6:
        act["counts_for"] = chance.choice(LONG)
    if act["points"] and chance.random() < 0.2:
        act["discretion"] = [max(act["points"] - 50, -LARGEST_POINTS), min(act["points"] + 50, LARGEST_POINTS)]
    if chance.random() < 0.7:
        act["conduct"] = _conduct(chance)
    return act


def _conduct(chance: random.Random) -> dict[str, Any]:
    driver = chance.choice(DRIVERS)
    return {
        "who": {"is": chance.sample(sorted(FLAG_NAMES), 1)} if chance.random() < 0.3 else {},
        "driver": driver, "slope": 0 if driver == "none" else chance.choice([-4, 0, 4]),
        "rate": chance.choice([0, 1e-12, 0.01, 1, 10, 50, 1000]), "deterrence": chance.choice([0, 20]),
        "ambition": chance.choice([0, 3]), "informs": chance.random() < 0.1,
    }  # fmt: skip
