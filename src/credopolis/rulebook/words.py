"""Rulebooks in words: one for `show`, two for `diff`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from credopolis.core import units
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.model import BAND, Act, DueProcess, Grade, Listing, Lock, Rulebook

_DECISIONS = {"none": "posted without a decision", "office": "decided by an office", "court": "decided by a court"}
_ACCOUNTS = {
    "popular": "popular account: what is widely told, not what is documented",
    "documented": "documented record",
    "hypothetical": "hypothetical: stands for no scheme",
}


def format_duration(days: int) -> str:
    """A duration in words; up to two months in days, as people write such terms."""
    return f"{days}d" if days <= 61 else units.format_duration(days)


def points_text(points: int) -> str:
    """Points in words: `costs 100 points`, `earns 5 points`."""
    return f"{'costs' if points < 0 else 'earns'} {abs(points)} point{'s' * (abs(points) != 1)}"


def lock_text(lock: Lock | None) -> str:
    """A lock in words."""
    if lock is None:
        return "no lock"
    return f"locked for {format_duration(lock.days)}, then released to {_target(lock)}"


def _target(lock: Lock) -> str:
    return "the band that the score deserves" if lock.release == BAND else lock.release


def term_text(days: int) -> str:
    """How long a listing lasts, in words."""
    return f"for {format_duration(days)}" if days else "without end"


def effect_text(act: Act) -> str:
    """What an act does, in words."""
    parts = [points_text(act.points)] if act.points else []
    parts += [f"drops the grade to {act.falls_to}"] if act.falls_to else []
    parts += [f"puts on the list {act.adds_to}"] if act.adds_to else []
    parts += [f"takes off the list {act.removes_from}"] if act.removes_from else []
    parts += [f"at most {act.cap_per_year} a year count"] if act.cap_per_year else []
    parts += [f"counts for {format_duration(act.expires_days)}"] if act.expires_days else []
    return ", ".join(parts)


def describe(rulebook: Rulebook) -> str:
    """A whole rulebook in words, with the source of each grade, list, gate and act."""
    lines = [rulebook.title, f"  {_ACCOUNTS[rulebook.account]}"]
    lines += [f"  {rulebook.note}"] if rulebook.note else []
    if rulebook.score is not None:
        score = rulebook.score
        start, cited = f"{score.start:,} points", _cited(rulebook, "score", "start")
        lines += ["", f"Score: everybody starts with {start}, from {score.min:,} to {score.max:,}{cited}"]
    if rulebook.scored_from_days:
        cited = _cited(rulebook, "scored_from_age")
        lines += [f"Scored from the age of {format_duration(rulebook.scored_from_days)}{cited}"]
    lines += _grade_lines(rulebook)
    for title, block in (
        ("Lists", _list_lines(rulebook)),
        ("Acts", _act_lines(rulebook)),
        ("Gates", _gate_lines(rulebook)),
    ):
        lines += ["", title, *block] if block else []
    if rulebook.due_process is not None:
        lines += ["", "Due process", *(f"  {text}" for text in _due_process(rulebook.due_process).values())]
    return "\n".join(lines)


def _cited(rulebook: Rulebook, *path: str) -> str:
    source = rulebook.source_of(*path).source
    return f"  [{', '.join(source)}]" if source else ""


def _opens(holder: Grade | Listing) -> list[str]:
    lines = [f"opens {', '.join(holder.benefits)}"] if holder.benefits else []
    return lines + ([f"closes {', '.join(holder.restrictions)}"] if holder.restrictions else [])


def _grade_lines(rulebook: Rulebook) -> list[str]:
    if rulebook.score is None:
        return []
    lines, top = ["", "Grades"], rulebook.score.max
    for name, grade in rulebook.grades.items():
        lowest = rulebook.score.min if grade.lowest is None else grade.lowest
        title = f" ({grade.title})" if grade.title else ""
        lines += [f"  {name}{title}: {lowest:,} to {top:,}{_cited(rulebook, 'grades', name, 'from')}"]
        if grade.lock is not None:
            lines += [f"      {lock_text(grade.lock)}{_cited(rulebook, 'grades', name, 'lock', 'lasts')}"]
        lines += [f"      {text}" for text in _opens(grade)]
        top = lowest - 1
    return lines


def _list_lines(rulebook: Rulebook) -> list[str]:
    lines: list[str] = []
    for name, listing in rulebook.lists.items():
        public = ", published" if listing.public else ""
        lines += [f"  {name}: {term_text(listing.days)}{public}{_cited(rulebook, 'lists', name, 'lasts')}"]
        lines += [f"      {text}" for text in _opens(listing)]
    return lines


def _act_lines(rulebook: Rulebook) -> list[str]:
    lines: list[str] = []
    for name, act in rulebook.acts.items():
        key = next((k for k in ("points", "falls_to", "adds_to", "removes_from") if getattr(act, k)), "points")
        lines += [f"  {name}: {effect_text(act)}; {_DECISIONS[act.decision]}{_cited(rulebook, 'acts', name, key)}"]
        seen = ", ".join(f"{channel} {chance:g}" for channel, chance in act.seen_by.items())
        lines += [f"      seen by {seen}" if seen else "      seen by no channel"]
    return lines


def _gate_lines(rulebook: Rulebook) -> list[str]:
    return [
        f"  {name} ({gate.kind}, worth {gate.worth:g}){_cited(rulebook, 'gates', name)}"
        for name, gate in rulebook.gates.items()
    ]


def _due_process(due: DueProcess | None) -> dict[str, str]:
    """Each dial of due process in words, by name."""
    due = due or DueProcess()
    appeal = f", decided within {format_duration(due.appeal_days)}" if due.appeal_days else ""
    repair = f", after {format_duration(due.repair_wait_days)} at the earliest" if due.repair_wait_days else ""
    return {
        "notice": f"notice {due.notice:g} of 1",
        "access": f"access to one's own file {due.access:g} of 1",
        "appeal": f"appeal {due.appeal:g} of 1{appeal}",
        "repair": f"repair {due.repair:g} of 1{repair}",
    }


def diff_rulebooks(before: Rulebook, after: Rulebook) -> list[str]:
    """What a second rulebook rules otherwise than a first, one sentence a difference; empty if nothing."""
    lines = _diff_score(before, after)
    lines += _diff_grades(before, after)
    lines += _diff_named("list", before.lists, after.lists, _list_facts)
    lines += _diff_named("gate", before.gates, after.gates, lambda gate: {
        "kind": f"is a {gate.kind}", "worth": f"is worth {gate.worth:g}"})  # fmt: skip
    lines += _diff_named("act", before.acts, after.acts, _act_facts)
    old, new = _due_process(before.due_process), _due_process(after.due_process)
    return lines + [f"due process: {_instead(old[key], new[key])}" for key in new if new[key] != old[key]]


def _diff_score(before: Rulebook, after: Rulebook) -> list[str]:
    if before.score is None or after.score is None:
        lines = [] if before.score == after.score else [f"there is {'a' if after.score else 'no'} score"]
    else:
        pairs = (("the score starts at", "start"), ("the lowest score is", "min"), ("the highest score is", "max"))
        lines = [
            f"{words} {getattr(after.score, key)} instead of {getattr(before.score, key)}"
            for words, key in pairs
            if getattr(after.score, key) != getattr(before.score, key)
        ]
    if before.scored_from_days != after.scored_from_days:
        old, new = (format_duration(book.scored_from_days) for book in (before, after))
        lines.append(f"people are scored from the age of {new} instead of {old}")
    return lines


def _diff_grades(before: Rulebook, after: Rulebook) -> list[str]:
    lines = _diff_named("grade", before.grades, after.grades, lambda grade: {})
    shared = [name for name in before.grades if name in after.grades]
    if shared != [name for name in after.grades if name in before.grades]:
        lines.append(f"grades stand in another order: {', '.join(after.grades)}")
    for name in shared:
        old, new = before.grades[name], after.grades[name]
        starts = [
            book.score.min if grade.lowest is None and book.score is not None else grade.lowest
            for book, grade in ((before, old), (after, new))
        ]
        if starts[0] != starts[1]:
            lines.append(f"grade {name} begins at {starts[1]} instead of {starts[0]}")
        if old.lock != new.lock:
            lines += _diff_lock(f"grade {name}", old.lock, new.lock)
        lines += _diff_gates(f"grade {name}", old, new)
    return lines


def _diff_lock(what: str, old: Lock | None, new: Lock | None) -> list[str]:
    if old is None or new is None:
        return [f"{what} {'has' if new is None else 'is'} {lock_text(new)} (before: {lock_text(old)})"]
    lines = []
    if old.days != new.days:
        lines.append(f"{what} is locked for {format_duration(new.days)} instead of {format_duration(old.days)}")
    if old.release != new.release:
        lines.append(f"{what} is released to {_target(new)} instead of {_target(old)}")
    return lines


def _diff_gates(what: str, old: Grade | Listing, new: Grade | Listing) -> list[str]:
    lines = []
    for verb, attribute in (("opens", "benefits"), ("closes", "restrictions")):
        was, now = getattr(old, attribute), getattr(new, attribute)
        lines += [f"{what} now {verb} {gate}" for gate in now if gate not in was]
        lines += [f"{what} no longer {verb} {gate}" for gate in was if gate not in now]
    return lines


def _diff_named(kind: str, before: dict[str, Any], after: dict[str, Any], facts: Any) -> list[str]:
    """Names that came and went, and for those in both, the facts that differ."""
    lines = [f"{kind} {name} is new" + _with_effect(after[name]) for name in after if name not in before]
    lines += [f"{kind} {name} is gone" + _with_effect(before[name]) for name in before if name not in after]
    for name, thing in before.items():
        if name not in after:
            continue
        old, new = facts(thing), facts(after[name])
        lines += [f"{name} {_instead(old[key], new[key])}" for key in new if new[key] != old[key]]
        if isinstance(thing, Listing):
            lines += _diff_gates(f"list {name}", thing, after[name])
    if kind in ("act", "list"):
        shared = [name for name in before if name in after]
        if shared != [name for name in after if name in before]:
            lines.append(f"{kind}s stand in another order")
    return lines


def _instead(old: str, new: str) -> str:
    """`costs 50 points instead of 20` if only that word differs, else both sentences."""
    old_words, new_words = old.split(), new.split()
    if len(old_words) == len(new_words):
        differing = [a for a, b in zip(old_words, new_words, strict=True) if a.rstrip("s") != b.rstrip("s")]
        if len(differing) == 1 and differing[0] != old_words[0]:
            return f"{new} instead of {differing[0]}"
    return f"{new} (before: {old})"


def _with_effect(thing: object) -> str:
    return f": it {effect_text(thing)}" if isinstance(thing, Act) else ""


def _list_facts(listing: Listing) -> dict[str, str]:
    return {
        "days": f"lasts {term_text(listing.days)}",
        "public": "is published" if listing.public else "is not published",
    }


def _names(names: Iterable[str]) -> str:
    return ", ".join(names) or "nobody"


def _act_facts(act: Act) -> dict[str, str]:
    seen = _names(f"{channel} {chance:g}" for channel, chance in sorted(act.seen_by.items()))
    return {
        "points": points_text(act.points) if act.points else "moves no points",
        "falls_to": f"drops the grade to {act.falls_to}" if act.falls_to else "drops no grade",
        "adds_to": f"puts on the list {act.adds_to}" if act.adds_to else "puts on no list",
        "removes_from": f"takes off the list {act.removes_from}" if act.removes_from else "takes off no list",
        "cap": f"counts at most {act.cap_per_year} times a year" if act.cap_per_year else "counts every time",
        "expires": f"counts for {format_duration(act.expires_days)}" if act.expires_days else "counts without end",
        "decision": f"is {_DECISIONS[act.decision]}",
        "seen_by": f"is seen by {seen}",
        "conduct": conduct_text(act.conduct),
    }


def conduct_text(conduct: ActConduct | None) -> str:
    """How often an act is done and by whom, in words."""
    if conduct is None:
        return "is done as the society says"
    who = conduct.who
    parts = [f"is done {conduct.rate:g} times a year", f"driver {conduct.driver} with slope {conduct.slope:g}"]
    parts += [f"deterrence {conduct.deterrence:g}", f"ambition {conduct.ambition:g}"]
    parts += [f"from the age of {format_duration(who.min_age_days)}"] if who.min_age_days else []
    parts += [f"to the age of {format_duration(who.max_age_days)}"] if who.max_age_days else []
    parts += [f"by people who are {', '.join(sorted(who.is_))}"] if who.is_ else []
    parts += [f"by people who are not {', '.join(sorted(who.is_not))}"] if who.is_not else []
    parts += [f"with {who.min_children} or more children"] if who.min_children else []
    if who.child_age_days is not None:
        parts.append(f"with a child aged {' to '.join(format_duration(age) for age in who.child_age_days)}")
    parts += [f"when on the list {who.on_list}"] if who.on_list else []
    return ", ".join([*parts, "as a report on somebody else"] if conduct.informs else parts)
