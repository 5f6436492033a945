"""Checking a rulebook: every fault in one pass, each at its place, with what is allowed and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from credopolis.core.faults import Fault, FaultyFile, near_miss
from credopolis.core.shapes import Bad, Reading
from credopolis.core.yamlfile import KeyPath, Located, load_text, load_yaml
from credopolis.rulebook.check_cycles import check_cycles, check_mean, with_days
from credopolis.rulebook.check_newcomers import check_newcomers
from credopolis.rulebook.check_repeats import check_again, check_repeated, check_windows
from credopolis.rulebook.conduct import check_conduct
from credopolis.rulebook.counters import check_counters
from credopolis.rulebook.entitled_shape import check_entitlements
from credopolis.rulebook.gates import NO_GRADE
from credopolis.rulebook.grade import BAND
from credopolis.rulebook.model import MOST_GRADES, SEEING, Act, Listing, Rulebook
from credopolis.rulebook.score import AtOnce
from credopolis.rulebook.shape import RULEBOOK
from credopolis.rulebook.together import check_together

SPAN_LIMIT = 60_000
_MOST_NAMES = 200
_OF_SCORES = (check_cycles, check_mean, check_together)


def read_rulebook(located: Located) -> Rulebook:
    """Read a rulebook from a located file.

    Raises
    ------
    FaultyFile
        With every fault of form and of meaning. What has a fault of form is not checked for meaning.
    """
    reading = Reading(located)
    rulebook = RULEBOOK.read(located.data, (), reading)
    if not isinstance(rulebook, Bad):
        _check_meaning(rulebook, reading)
    if reading.faults or isinstance(rulebook, Bad):
        raise FaultyFile(reading.faults)
    note = reading.sources[()].note if () in reading.sources else ""
    return replace(with_days(rulebook), sources=reading.sources, located=located, note=note)


def _check_meaning(rulebook: Rulebook, reading: Reading) -> None:
    if reading.clean("score") and reading.clean("grades"):
        _check_ladder(rulebook, reading)
    for kind, holders in (("grades", rulebook.grades), ("lists", rulebook.lists)):
        for name, holder in holders.items():
            if reading.clean(kind, name):
                _check_gates(rulebook, (kind, name), holder.benefits, holder.restrictions, reading)
    for name, grade in rulebook.grades.items():
        if reading.clean("grades", name) and grade.listing:
            at = ("grades", name, "adds_to")
            if _refer("list", grade.listing, _names(reading, "lists"), at, reading):
                _check_not_removed(rulebook, grade.listing, "an act must lead there, not a grade", at, reading)
    for name, listing in rulebook.lists.items():
        if reading.clean("lists", name):
            _check_removal(listing, ("lists", name), reading)
    for name, act in rulebook.acts.items():
        if reading.clean("acts", name):
            _check_act(rulebook, act, ("acts", name), reading)
    check_windows(rulebook, reading)
    if reading.clean("entitlements"):
        check_entitlements(rulebook, reading)


def _names(reading: Reading, key: str) -> list[str]:
    """The names under a key of the file, also those whose own block is faulty; of too many, the first ones."""
    data = reading.located.data
    block = data.get(key) if isinstance(data, dict) else None
    return list(islice(block, _MOST_NAMES)) if isinstance(block, dict) else []


def load_rulebook(path: Path | str) -> Rulebook:
    """Read a rulebook's file. Raises FaultyFile as `read_rulebook` does."""
    return read_rulebook(load_yaml(path))


def parse_rulebook(text: str, name: str = "rulebook") -> Rulebook:
    """Read a rulebook from a text; `name` stands for the file. Raises FaultyFile as `read_rulebook` does."""
    return read_rulebook(load_text(text, name))


def check_rulebook(path: Path | str) -> list[Fault]:
    """Every fault of a rulebook's file; empty if it can be used."""
    try:
        load_rulebook(path)
    except FaultyFile as refused:
        return list(refused.faults)
    return []


def _refer(kind: str, name: str, known: Iterable[str], path: KeyPath, reading: Reading) -> bool:
    """Whether a name that is referred to exists; a fault if it does not."""
    names = list(known)
    if name in names:
        return True
    hint = near_miss(name, names) or f"Declare it, or use a {kind} that is declared."
    reading.refuse(path, f"there is no {kind} of this name", name, ", ".join(names) or "none is declared", hint)
    return False


def _check_ladder(rulebook: Rulebook, reading: Reading) -> None:
    """Score, bands and locks."""
    score, grades = rulebook.score, rulebook.grades
    _check_consent(rulebook, reading)
    if score is None:
        if grades:
            reading.refuse(("grades",), "grades need a score", remedy="Add score: {start, min, max}, or remove grades.")
        if not rulebook.lists:
            reading.refuse((), "neither a score nor a list", remedy="Add score and grades, or lists.")
        return
    if score.min >= score.max:
        reading.refuse(("score", "max"), "the highest score is not above the lowest", score.max, f"over {score.min}")
        return
    if score.max - score.min > SPAN_LIMIT:
        reading.refuse(("score", "max"), "too wide a score", score.max, f"at most {SPAN_LIMIT:,} points above min")
    if not score.min <= score.start <= score.max:
        reading.refuse(("score", "start"), "the start lies outside the score's bounds", score.start,
                       f"{score.min} to {score.max}")  # fmt: skip
    if score.at_once == AtOnce():
        reading.refuse(("score", "at_once"), "neither points lost nor points gained", ...,
                       "lost, gained or only_largest", "Write at_once: {lost: 8}, or remove it.")  # fmt: skip
    if score.resets is not None and bool(score.resets.every) == bool(score.resets.after):
        reading.refuse(("score", "resets"), "neither one nor the other" if not score.resets.every else "two at once",
                       ..., "every or after", "Write resets: {every: 1y} or resets: {after: 3y}.")  # fmt: skip
    if score.gives_back is not None and not score.min <= score.given_up_to <= score.max:
        reading.refuse(("score", "gives_back", "up_to"), "outside the score's bounds", score.given_up_to,
                       f"{score.min} to {score.max}", "Write the score at which it gives no more.")  # fmt: skip
    if not grades:
        reading.refuse(("score",), "a score needs grades", remedy="Add grades, one is enough: A: {}.")
        return
    for check in (_check_bands, check_newcomers, check_counters, _check_locks, *_OF_SCORES):
        check(rulebook, reading)


def _check_consent(rulebook: Rulebook, reading: Reading) -> None:
    """Consent is to a score; whoever does not give it stands on a rung of its own."""
    path, grades = ("consent",), rulebook.grades
    if rulebook.consent == 1:
        return
    if rulebook.score is None:
        reading.refuse(path, "consent to what, without a score", ..., remedy="Add a score and grades, or remove it.")
    if NO_GRADE in grades:
        reading.refuse(("grades", NO_GRADE), "the name of those who have no grade", NO_GRADE, "any other name")
    if len(grades) >= MOST_GRADES:
        reading.refuse(path, "too many grades beside those who have none", len(grades), f"at most {MOST_GRADES - 1}")


def _check_bands(rulebook: Rulebook, reading: Reading) -> None:
    """Bands stand highest first and cover the score from its minimum to its maximum, each point once."""
    score, names = rulebook.score, [name for name, grade in rulebook.grades.items() if grade.banded]
    if score is None or not names:
        return
    top = score.max
    previous = ""
    for name in names:
        grade, path = rulebook.grades[name], ("grades", name)
        lowest = score.min if grade.lowest is None and name == names[-1] else grade.lowest
        if lowest is None:
            reading.refuse(path, "from is missing; only the lowest grade may leave it out", remedy="Add from: SCORE.")
            continue
        if lowest > top:
            over = f"the band of {previous} begins at {top + 1}" if previous else f"the highest score is {top}"
            reading.refuse((*path, "from"), f"bands overlap or are out of order: {over}", lowest, f"at most {top}",
                           "List grades from the highest to the lowest.")  # fmt: skip
            continue
        if grade.highest is not None and grade.highest != top:
            kind = "overlap" if grade.highest > top else "leave a gap"
            reading.refuse((*path, "to"), f"bands {kind}", grade.highest, str(top),
                           "Write the last point before the next higher band, or leave `to` out.")  # fmt: skip
        top, previous = lowest - 1, name
    if top + 1 != score.min and reading.clean("grades"):
        kind = "leave a gap below" if top + 1 > score.min else "reach below the lowest score"
        reading.refuse(("grades", previous, "from"), f"bands {kind}", top + 1, f"the score's min, {score.min}",
                       "Leave `from` of the lowest grade out, or set it to the score's min.")  # fmt: skip


def _check_locks(rulebook: Rulebook, reading: Reading) -> None:
    names = list(rulebook.grades)
    for index, name in enumerate(names):
        lock = rulebook.grades[name].lock
        if lock is None:
            continue
        path = ("grades", name, "lock")
        score, sets = rulebook.score, lock.sets_score
        if score is not None and sets is not None and not score.min <= sets <= score.max:
            reading.refuse((*path, "sets_score"), "outside the score's bounds", sets, f"{score.min} to {score.max}")
        if index == 0:
            reading.refuse(path, "the highest grade has a lock, so nobody could be in standing", remedy="Remove it.")
        check_again(lock, (*path, "again"), reading)
        if lock.release == BAND:
            continue
        known = _refer("grade", lock.release, [*names, BAND], (*path, "release"), reading)
        if known and names.index(lock.release) >= index:
            reading.refuse((*path, "release"), "a lock must release to a higher grade, or to the band",
                           lock.release, ", ".join([*names[:index], BAND]))  # fmt: skip
    if BAND in names:
        reading.refuse(("grades", BAND), "this name is taken: it means the band that the score deserves",
                       remedy="Name the grade otherwise.")  # fmt: skip


def _check_gates(
    rulebook: Rulebook, path: KeyPath, benefits: tuple[str, ...], restrictions: tuple[str, ...], reading: Reading
) -> None:
    for key, kind, names in (("benefits", "benefit", benefits), ("restrictions", "restriction", restrictions)):
        for name in names:
            known = _refer("gate", name, _names(reading, "gates"), (*path, key), reading)
            if known and name in rulebook.gates and rulebook.gates[name].kind != kind:
                of_kind = ", ".join(n for n, gate in rulebook.gates.items() if gate.kind == kind) or "none is declared"
                reading.refuse((*path, key), f"this gate is not a {kind}", name, of_kind)


def _check_removal(listing: Listing, path: KeyPath, reading: Reading) -> None:
    if listing.removal and not listing.days:
        reading.refuse(path, "a list that removes people from civic life needs an end", remedy="Add lasts: DURATION.")
    if listing.removal and listing.benefits:
        reading.refuse((*path, "benefits"), "no gate is open to those removed from civic life", remedy="Remove it.")


def _check_act(rulebook: Rulebook, act: Act, path: KeyPath, reading: Reading) -> None:
    mean = rulebook.score is not None and rulebook.score.mean is not None
    if not (act.points or act.falls_to or act.adds_to or act.removes_from or act.head_start or act.ends or mean):
        reading.refuse(path, "this act has no effect", remedy="Give it points, falls_to, adds_to or removes_from.")
    if rulebook.score is None and reading.clean("score") and (act.points or act.falls_to):
        key = "points" if act.points else "falls_to"
        reading.refuse((*path, key), "this rulebook has no score", remedy="Add score and grades, or use adds_to.")
    elif act.falls_to and _refer("grade", act.falls_to, _names(reading, "grades"), (*path, "falls_to"), reading):
        grades = _names(reading, "grades")
        if act.falls_to == grades[0]:
            reading.refuse((*path, "falls_to"), "nobody can fall to the highest grade", act.falls_to,
                           ", ".join(grades[1:]))  # fmt: skip
        if act.points > 0:
            reading.refuse((*path, "points"), "an act that drops a grade cannot earn points", act.points, "0 or less")
    for key, name in (("adds_to", act.adds_to), ("removes_from", act.removes_from)):
        if name:
            _refer("list", name, _names(reading, "lists"), (*path, key), reading)
    if act.adds_to and act.adds_to == act.removes_from:
        reading.refuse((*path, "removes_from"), "this act adds to and removes from the same list", act.adds_to)
    for channel in act.seen_by:
        if channel not in SEEING:
            hint = near_miss(channel, SEEING) or "Use one of them."
            at = (*path, "seen_by", channel)
            reading.refuse(at, "there is no channel of this name", channel, ", ".join(SEEING), hint)
    if act.expires_days and not act.points:
        reading.refuse((*path, "counts_for"), "only points expire", remedy="Use the list's `lasts`, or add points.")
    _check_options(rulebook, act, path, reading)
    if act.conduct is not None:
        check_conduct(act.conduct, (*path, "conduct"), reading)
        if act.conduct.who.on_list:
            on_list = (*path, "conduct", "who", "on_list")
            _refer("list", act.conduct.who.on_list, _names(reading, "lists"), on_list, reading)
            _check_not_removed(rulebook, act.conduct.who.on_list, "they do no acts until it ends", on_list, reading)


def _check_options(rulebook: Rulebook, act: Act, path: KeyPath, reading: Reading) -> None:
    if act.cap is not None and act.cap_per_year:
        reading.refuse((*path, "cap_per_year"), "this act has a cap already", act.cap_per_year,
                       remedy="Keep cap or cap_per_year, not both.")  # fmt: skip
    for name in act.only:
        _refer("grade", name, _names(reading, "grades"), (*path, "only", "grades"), reading)
    if act.again is not None:
        check_repeated(act, (*path, "again", "points"), reading)
    if act.adds_after > 1 and not act.adds_to:
        reading.refuse((*path, "adds_after"), "this act adds to no list", act.adds_after, remedy="Add adds_to.")
    if act.removes_from:
        at = (*path, "removes_from")
        _check_not_removed(rulebook, act.removes_from, "only the end of its term frees them", at, reading)
    if act.repair_wait_days is not None and not act.repairable:
        reading.refuse((*path, "repair_after"), "no entry of this act can be repaired", remedy="Remove it.")
    if act.discretion is None:
        return
    lowest, highest = act.discretion
    at = (*path, "discretion")
    if lowest > highest:
        reading.refuse(at, "the points are upside down", ..., "the fewer first", "Swap the two.")
    elif not act.points:
        reading.refuse(at, "this act moves no points", remedy="Add points, or remove the discretion.")
    elif not lowest <= act.points <= highest:
        reading.refuse((*path, "points"), "outside the points among which an official may choose", act.points,
                       f"{lowest} to {highest}")  # fmt: skip


def _check_not_removed(rulebook: Rulebook, name: str, why: str, path: KeyPath, reading: Reading) -> None:
    if name in rulebook.lists and rulebook.lists[name].removal:
        usual = ", ".join(n for n, listing in rulebook.lists.items() if not listing.removal) or "none is declared"
        reading.refuse(path, f"people on this list are removed from civic life: {why}", name, usual)
