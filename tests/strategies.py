"""Random valid rulebooks, for any test that needs many."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from credopolis.core.schema import FLAG_NAMES
from credopolis.rulebook.conduct import DRIVERS
from credopolis.rulebook.model import ABOUT, AREAS, MOST_COUNTED, PLACES

from .strategies_of_entries import of_entries

CHANNELS = ("records", "informants", "cameras")
_CHANCE = st.integers(0, 100).map(lambda percent: percent / 100)


def _durations(most_days: int) -> st.SearchStrategy[str]:
    return st.one_of(
        st.integers(1, most_days).map("{}d".format),
        st.integers(1, max(1, most_days // 31)).map("{}mo".format),
        st.integers(1, max(1, most_days // 366)).map("{}y".format),
    )


@st.composite
def _demography(draw: st.DrawFn) -> dict[str, Any]:
    """How an act follows sex and age, if it does."""
    found: dict[str, Any] = {}
    if draw(st.integers(0, 2)) == 0:
        found["women"] = draw(st.sampled_from([0.1, 0.5, 2]))
    if draw(st.integers(0, 2)) == 0:
        ages = draw(st.lists(st.integers(1, 80), min_size=2, max_size=5, unique=True).map(sorted))
        found["ages"] = [[f"{age}y", draw(st.integers(1, 20)) / 10] for age in ages]
        if draw(st.booleans()):
            found["age_contrast"] = draw(st.integers(0, 20)) / 10
    return found


@st.composite
def _conducts(draw: st.DrawFn, lists: list[str], curves: bool) -> dict[str, Any]:
    """How often an act is done, at rates that an engine can bear."""
    flags = draw(st.lists(st.sampled_from(sorted(FLAG_NAMES)), max_size=3, unique=True))
    who: dict[str, Any] = {}
    if draw(st.booleans()):
        who["min_age"] = draw(st.sampled_from(["0d", "14y", "18y", "30y"]))
    if draw(st.booleans()):
        who["max_age"] = draw(st.sampled_from(["40y", "66y"]))
    if flags and draw(st.booleans()):
        who["is"], who["is_not"] = flags[:1], flags[1:]
    if draw(st.integers(0, 4)) == 0:
        who["min_children"] = draw(st.integers(1, 3))
    if draw(st.integers(0, 4)) == 0:
        who["child_age"] = ["8y", "22y"]
    if lists and draw(st.integers(0, 2)) == 0:
        who["on_list"] = draw(st.sampled_from(lists))
    follows = draw(_demography()) if curves else {}
    if draw(st.integers(0, 9)) == 0:
        return {"who": who, "rate": draw(st.integers(0, 200)) / 100, "only_by_mistake": True, **follows}
    driver = draw(st.sampled_from(DRIVERS))
    return {
        "who": who,
        **follows,
        **({"of_a_couple": True} if curves and draw(st.integers(0, 4)) == 0 else {}),
        "driver": driver,
        "slope": 0 if driver == "none" else draw(st.integers(-40, 40)) / 10,
        "rate": draw(st.integers(0, 200)) / 100,
        "deterrence": draw(st.integers(0, 60)) / 10,
        "ambition": draw(st.integers(0, 20)) / 10,
        "informs": draw(st.integers(0, 9)) == 0,
    }


@st.composite
def _ladders(draw: st.DrawFn, gates: dict[str, dict[str, Any]], lists: tuple[str, ...] = ()) -> dict[str, Any]:
    """A score and its grades, highest first, with locks on some of the lower ones."""
    low = draw(st.integers(-2000, 1000))
    high = low + draw(st.integers(20, 2500))
    edges = draw(st.lists(st.integers(low + 1, high), max_size=8, unique=True))
    starts = sorted(edges, reverse=True)
    names = [f"G{len(starts) - index}" for index in range(len(starts) + 1)]
    grades: dict[str, Any] = {}
    for index, name in enumerate(names):
        grade: dict[str, Any] = {}
        if index < len(starts):
            grade["from"] = starts[index]
        elif draw(st.booleans()):
            grade["from"] = low
        if draw(st.booleans()):
            grade["to"] = high if index == 0 else starts[index - 1] - 1
        if index > 0 and draw(st.booleans()):
            release = draw(st.sampled_from(["band", *names[:index]]))
            grade["lock"] = {"lasts": draw(_durations(2000)), "release": release}
            if draw(st.integers(0, 3)) == 0:
                grade["lock"]["sets_score"] = draw(st.integers(low, high))
            if draw(st.integers(0, 3)) == 0:
                lasts = draw(st.integers(1, 900))
                grade["lock"] |= {"lasts": f"{lasts}d", "again": {
                    "within": draw(_durations(1500)), "after_its_end": draw(st.booleans()),
                    "lasts": [f"{lasts + more}d" for more in sorted(draw(st.lists(st.integers(0, 900), min_size=1,
                                                                                   max_size=3)))],
                }}  # fmt: skip
        grade.update(draw(_gate_choices(gates)))
        if lists and draw(st.integers(0, 4)) == 0:
            grade["adds_to"] = draw(st.sampled_from(lists))
        grades[name] = grade
    score: dict[str, Any] = {"start": draw(st.integers(low, high)), "min": low, "max": high}
    if draw(st.integers(0, 3)) == 0:
        score["resets"] = {draw(st.sampled_from(["every", "after"])): draw(_durations(1500))}
    if draw(st.integers(0, 3)) == 0:
        score["gives_back"] = {"points": draw(st.integers(1, 300)), "after": draw(_durations(900))}
        if draw(st.booleans()):
            score["gives_back"]["up_to"] = draw(st.integers(low, high))
    if draw(st.integers(0, 3)) == 0:
        score["newcomers"] = new = {"for": draw(_durations(3000)), "start": draw(st.integers(low, high))}
        if draw(st.booleans()):
            new["gains"] = {"points": draw(st.integers(1, 200)), "each": draw(st.sampled_from(["1d", new["for"]]))}
        if draw(st.booleans()):
            new["from"] = dict(
                zip(names[-2:], [draw(st.integers(low + 1, high)), low][-len(names[-2:]) :], strict=True)
            )
    if draw(st.integers(0, 3)) == 0:
        most = draw(st.integers(1, 400))
        score["at_once"] = draw(
            st.sampled_from([{"lost": most}, {"gained": most}, {"lost": most, "gained": 7}, {"only_largest": True}])
        )
    if draw(st.integers(0, 4)) == 0:
        grades["X"] = {"without_band": True, **draw(_gate_choices(gates))}
        if draw(st.booleans()):
            grades["X"]["lock"] = {"lasts": draw(_durations(900)), "release": draw(st.sampled_from(["band", *names]))}
    return {"score": score, "grades": grades}


@st.composite
def _counters(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """Counters with windows of their own, which ask for no more entries than are remembered."""
    taking = [
        -points
        for act in data["acts"].values()
        for points in (act.get("points", 0), *act.get("again", {}).get("points", []), *act.get("discretion", []))
        if points < 0
    ]
    if not taking or all(min(act.get("points", 0), 0) == 0 for act in data["acts"].values()):
        return {}
    most = MOST_COUNTED * (1 if "at_once" in data["score"] else min(taking))
    return {
        f"counter_{k}": {
            "lost": draw(st.integers(1, min(most, 700))), "within": draw(_durations(900)),
            "falls_to": draw(st.sampled_from(list(data["grades"])[1:])),
        }
        for k in range(draw(st.integers(1, 3)))
    }  # fmt: skip


@st.composite
def _gate_choices(draw: st.DrawFn, gates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for key, kind in (("benefits", "benefit"), ("restrictions", "restriction")):
        names = sorted(name for name, gate in gates.items() if gate["kind"] == kind)
        if names and draw(st.booleans()):
            chosen[key] = draw(st.lists(st.sampled_from(names), unique=True, max_size=len(names)))
    return chosen


@st.composite
def _acts(draw: st.DrawFn, grades: list[str], lists: list[str], removals: list[str], curves: bool) -> dict[str, Any]:
    """One act with at least one effect, and conduct of its own; with `removals`, one may list from a later entry on."""
    usual = [name for name in lists if name not in removals]
    act: dict[str, Any] = {"conduct": draw(_conducts(usual, curves))}
    kinds = (["points"] * 3 if grades else []) + (["falls_to"] if len(grades) > 1 else []) + (["list"] if lists else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "points":
        act["points"] = draw(st.integers(-300, 300).filter(bool))
        if draw(st.integers(0, 3)) == 0:
            act["counts_for"] = draw(_durations(1500))
    elif kind == "falls_to":
        act["falls_to"] = draw(st.sampled_from(grades[1:]))
        if draw(st.booleans()):
            act["points"] = draw(st.integers(-200, 0))
    elif usual and draw(st.booleans()):
        act["removes_from"] = draw(st.sampled_from(usual))
    else:
        act["adds_to"] = draw(st.sampled_from(lists))
        if removals and draw(st.booleans()):
            act["adds_after"] = draw(st.integers(1, 4))
    if draw(st.integers(0, 3)) == 0:
        act["cap_per_year"] = draw(st.sampled_from([*range(1, 13), 100, 200, 201, 256, 365, 30_000]))
    elif draw(st.integers(0, 4)) == 0:
        act["cap"] = {"times": 1} if draw(st.booleans()) else {"times": 1, "per": draw(_durations(900))}
    if act.get("points") and draw(st.integers(0, 4)) == 0:
        more = [draw(st.integers(1, 400))]  # with a cap besides, six acts have no more to remember than may be
        sign = 1 if act["points"] > 0 else -1
        act["again"] = {"within": draw(_durations(900)), "points": [sign * points for points in more]}
    if grades and draw(st.integers(0, 4)) == 0:
        act["only"] = {"grades": draw(st.lists(st.sampled_from(grades), unique=True, min_size=1, max_size=3))}
    channels = draw(st.lists(st.sampled_from(CHANNELS), unique=True, max_size=3))
    act["seen_by"] = {channel: draw(_CHANCE) for channel in channels}
    act["decision"] = draw(st.sampled_from(["none", "office", "court"]))
    return act | draw(_declarations(0 if "again" in act else act.get("points", 0)))


@st.composite
def _declarations(draw: st.DrawFn, points: int) -> dict[str, Any]:
    """What an act declares of itself that no life feels at once."""
    said: dict[str, Any] = {}
    if draw(st.integers(0, 3)) == 0:
        said["about"] = draw(st.sampled_from(ABOUT))
    if draw(st.integers(0, 3)) == 0:
        said["area"] = draw(st.sampled_from(AREAS))
    if draw(st.integers(0, 3)) == 0:
        said["prices"] = draw(st.sampled_from(["act_0", "one_fact", "another_fact"]))
    if draw(st.integers(0, 3)) == 0:
        said["repairable"] = draw(st.booleans())
    if points and draw(st.integers(0, 3)) == 0:
        said["discretion"] = [points - draw(st.integers(0, 30)), points + draw(st.integers(0, 30))]
    return said


@st.composite
def _due_process(draw: st.DrawFn) -> dict[str, Any]:
    due: dict[str, Any] = {"notice": draw(_CHANCE), "appeal": draw(_CHANCE), "appeal_within": "30d"}
    for key, values in (
        ("access", _CHANCE), ("reasons", _CHANCE), ("human_review", _CHANCE), ("repair", _CHANCE),
        ("notice_within", _durations(90)), ("repair_after", _durations(400)), ("repair_steps", st.integers(0, 10)),
    ):  # fmt: skip
        if draw(st.booleans()):
            due[key] = draw(values)
    return due


@st.composite
def _entitlements(
    draw: st.DrawFn, gates: dict[str, dict[str, Any]], grades: list[str], lists: list[str]
) -> dict[str, dict[str, Any]]:
    """Rules of some gates, one to three each."""
    found: dict[str, dict[str, Any]] = {}
    for gate in draw(st.lists(st.sampled_from(sorted(gates)), unique=True, max_size=3)):
        found[gate] = {}
        for k in range(draw(st.integers(1, 3))):
            words = ["granted", "delayed", "refused", "priced"] + ["first"] * (gates[gate]["kind"] == "benefit")
            rule: dict[str, Any] = {"decides": draw(st.sampled_from(words))}
            if grades and draw(st.booleans()):
                rule["grades"] = draw(st.lists(st.sampled_from(grades), unique=True, min_size=1, max_size=3))
            if lists and draw(st.booleans()):
                rule["lists"] = draw(st.lists(st.sampled_from(lists), unique=True, min_size=1, max_size=2))
            if rule["decides"] == "delayed":
                rule["by"] = draw(_durations(500))
            if rule["decides"] == "priced":
                rule["factor"] = draw(st.sampled_from([0, 0.5, 1.5, 4]))
            found[gate][f"rule_{k}"] = rule
    return found


@st.composite
def rulebook_data(draw: st.DrawFn, removal: bool = False, curves: bool = True) -> dict[str, Any]:
    """The data of a random valid rulebook: a score, or lists, or both.

    removal : whether lists may remove people from civic life, and acts list from a later entry on. curves : whether
    acts may follow sex and age, which audits do not look at.
    """
    kinds = draw(st.lists(st.sampled_from(["benefit", "restriction"]), max_size=6))
    gates = {
        f"gate_{k}": {"kind": kind, "worth": draw(st.integers(0, 30)) / 10, "area": draw(st.sampled_from(AREAS))}
        for k, kind in enumerate(kinds)
    }
    places = draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=2))
    shape = draw(st.sampled_from(["score", "score", "both", "lists"]))
    data: dict[str, Any] = {
        "format": "credopolis-rulebook/1", "name": "random", "title": "A random rulebook", "account": "hypothetical",
    } | ({"applies_in": places} if places else {})  # fmt: skip
    if shape != "score":
        data["lists"] = {}
        for k in range(draw(st.integers(1, 3))):
            lasts = {"lasts": draw(_durations(1500))} if draw(st.booleans()) else {}
            data["lists"][f"list_{k}"] = {**lasts, **draw(_gate_choices(gates)), "public": draw(st.booleans())}
            if removal and lasts and draw(st.booleans()):
                data["lists"][f"list_{k}"] |= {"removal": True, "benefits": []}
    if shape != "lists":
        usual = tuple(name for name, held in data.get("lists", {}).items() if not held.get("removal"))
        data |= draw(_ladders(gates, usual))
    if draw(st.booleans()):
        data["scored_from_age"] = draw(st.sampled_from(["0d", "14y", "18y"]))
    data["gates"] = gates
    grades, lists = list(data.get("grades", {})), list(data.get("lists", {}))
    removals = [name for name in lists if data["lists"][name].get("removal")]
    data["acts"] = {f"act_{k}": draw(_acts(grades, lists, removals, curves)) for k in range(draw(st.integers(1, 6)))}
    if grades and draw(st.integers(0, 2)) == 0:
        data = draw(of_entries(data))
    sums = grades and "mean" not in data["score"] and all("ends" not in act for act in data["acts"].values())
    if sums and len(grades) > 1 and "together" not in data["score"] and draw(st.integers(0, 3)) == 0:
        data["score"]["counters"] = draw(_counters(data))
    if draw(st.booleans()):
        data["due_process"] = draw(_due_process())
    if gates and draw(st.integers(0, 2)) == 0:
        data["entitlements"] = draw(_entitlements(gates, grades, lists))
    return data


def rulebooks(removal: bool = False, curves: bool = True) -> st.SearchStrategy[str]:
    """Random valid rulebooks as the text of their file; see `rulebook_data`."""
    return rulebook_data(removal, curves).map(lambda data: json.dumps(data, indent=1))
