"""A rulebook of companies as records that kernels read; what they cannot follow is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import NotSimulated
from credopolis.rulebook import Rulebook
from credopolis.rulebook.compile import NOT_SET, CompiledRulebook, compile_rulebook

NO_DAY: Final = 2**31 - 1
RULES: Final = np.dtype(
    [
        (name, "i8")
        for name in (
            "start", "least", "most", "by_cycle", "resets_every", "resets_after", "sets_after", "give_points",
            "give_after", "give_up_to", "new_days", "new_start", "begins_in", "repairs", "n_lists", "n_grades",
            "check_act",
        )
    ]
)  # fmt: skip
GRADE: Final = np.dtype(
    [(name, "i8") for name in ("lock_days", "lock_cycles", "release_to", "release_most", "next_start", "list")]
    + [(name, "u1") for name in ("fallen", "watched", "unloaned", "trusted")]
    + [("stake", "f8")]
)
ACT: Final = np.dtype(
    [
        (name, "i8")
        for name in (
            "points", "falls_to", "adds_to", "removes_from", "cap", "cap_column", "expires", "repairable",
            "head_points", "head_cycles", "repair_wait",
        )
    ]
)  # fmt: skip
LIST: Final = np.dtype([("days", "i8"), ("fallen", "u1"), ("watched", "u1"), ("unloaned", "u1")])

SANCTIONS, AUDITED, LOANS = "general_sanctions", "unannounced_audits", "loans"


class FirmLaw(NamedTuple):
    """A rulebook as records: rules (1,), grades (G,) lowest first, acts (A,), lists (L,) or one row if there is none,
    and the grade of each score, for all and for newcomers."""

    rules: NDArray[np.void]
    grades: NDArray[np.void]
    acts: NDArray[np.void]
    lists: NDArray[np.void]
    bands: NDArray[np.uint8]
    new_bands: NDArray[np.uint8]


def law_of(book: Rulebook) -> FirmLaw:
    """The records of a rulebook that judges companies.

    Raises
    ------
    NotSimulated
        If it says something that companies in a society cannot follow; the key is named.
    """
    compiled = compile_rulebook(_without_waits(book))
    _refuse(book, compiled)
    return FirmLaw(
        _rules(compiled, book), _grades(compiled, book), _acts(compiled, book), _lists(compiled),
        compiled.band_of, compiled.new_band_of,
    )  # fmt: skip


def keeps(law: FirmLaw) -> bool:
    """Whether entries are kept one by one: some expire, or may be repaired."""
    rules, acts = law.rules[0], law.acts
    return bool((acts["expires"] > 0).any() or (rules["repairs"] > 0 and (acts["repairable"] > 0).any()))


def _without_waits(book: Rulebook) -> Rulebook:
    """The rulebook without waits of single acts, which runs of people do not follow and companies do."""
    return replace(book, acts={name: replace(act, repair_wait_days=None) for name, act in book.acts.items()})


def _refuse(book: Rulebook, law: CompiledRulebook) -> None:
    score = book.score
    one_head = sum(act.head_start is not None for act in book.acts.values()) <= 1
    cannot = {
        "score": score is None or not book.grades,
        "score.mean": law.mean[0] > 0,
        "score.counters": bool(law.counters),
        "score.at_once": law.at_once != type(law.at_once)(),
        "score.newcomers.gains": law.newcomers.gains is not None,
        "score.together": bool(law.together.groups),
        "grades.X.lock.again": bool(law.again.any()),
        "grades.X.lock.sets_score": bool((law.sets_score != NOT_SET).any()),
        "lists.X.removal": bool(law.list_removal.any()),
        "acts.X.again": any(act.again is not None for act in book.acts.values()),
        "acts.X.only": any(act.only for act in book.acts.values()),
        "acts.X.ends": any(act.ends for act in book.acts.values()),
        "acts.X.adds_after": any(act.adds_after > 1 for act in book.acts.values()),
        "acts.X.cap": any(act.cap is not None for act in book.acts.values()),
        "acts.X.head_start": not one_head,
        "scored_from": bool(book.scored_from_days),
    }
    for key, holds in cannot.items():
        if holds:
            raise NotSimulated(book.name, key)


def _rules(law: CompiledRulebook, book: Rulebook) -> NDArray[np.void]:
    rules = np.zeros(1, RULES)
    row, score = rules[0], book.score
    heads = [k for k, act in enumerate(book.acts.values()) if act.head_start is not None]
    row["start"], row["least"], row["most"] = law.score_start, law.score_min, law.score_max
    row["by_cycle"] = score.by_cycle if score is not None else 0
    row["resets_every"], row["resets_after"] = law.resets.every, law.resets.after
    row["sets_after"] = law.resets.sets_after
    row["give_points"], row["give_after"] = law.gives_back.points, law.gives_back.after
    row["give_up_to"] = law.gives_back.up_to or 0
    row["new_days"], row["new_start"], row["begins_in"] = law.newcomers.days, law.new_start, law.cycles.begins_in
    row["repairs"] = law.due_process.repair > 0
    row["n_lists"], row["n_grades"] = len(law.list_names), len(law.grade_names)
    row["check_act"] = heads[0] if heads else -1
    return rules


def _grades(law: CompiledRulebook, book: Rulebook) -> NDArray[np.void]:
    grades = np.zeros(len(law.grade_names), GRADE)
    grades["lock_days"], grades["lock_cycles"] = law.lock_days, law.cycles.lock_cycles
    grades["release_to"], grades["release_most"] = law.release_to, law.cycles.release_most
    grades["next_start"], grades["list"] = law.cycles.next_start, law.grade_list
    for column, gate in (("fallen", SANCTIONS), ("watched", AUDITED), ("unloaned", LOANS)):
        grades[column] = [gate in refused for refused in law.grade_refuses]
    if SANCTIONS not in book.gates:
        grades["fallen"] = np.arange(len(grades)) == 0
    grades["stake"] = law.worth[:, 0] - law.worth[0, 0]
    grades["trusted"] = np.arange(len(grades)) == len(grades) - 1
    return grades


def _lists(law: CompiledRulebook) -> NDArray[np.void]:
    lists = np.zeros(max(len(law.list_names), 1), LIST)
    for k, refused in enumerate(law.list_refuses):
        lists[k] = law.list_days[k], SANCTIONS in refused, AUDITED in refused, LOANS in refused
    return lists


def _acts(law: CompiledRulebook, book: Rulebook) -> NDArray[np.void]:
    acts = np.zeros(len(law.act_names), ACT)
    acts["points"], acts["falls_to"] = law.act_points, law.act_falls_to
    acts["adds_to"], acts["removes_from"] = law.act_adds_to, law.act_removes_from
    acts["cap"], acts["expires"] = law.act_cap, law.act_expires_days
    acts["cap_column"] = np.cumsum(law.act_cap > 0) - 1
    acts["repairable"] = law.act_repairable
    acts["head_points"], acts["head_cycles"] = law.cycles.head[:, 0], law.cycles.head[:, 1]
    acts["repair_wait"] = [book.repair_wait_of(name) for name in book.acts]
    return acts
