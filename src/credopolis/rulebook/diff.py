"""What a second rulebook rules otherwise than a first, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from credopolis.rulebook.entitled_words import diff_entitlements
from credopolis.rulebook.grade import Grade, Lock
from credopolis.rulebook.ladder_words import (
    again_text,
    at_once_text,
    consent_text,
    counters_text,
    ends_text,
    format_duration,
    gives_back_text,
    head_start_text,
    lock_text,
    mean_text,
    newcomers_text,
    next_start_text,
    release_text,
    repair_text,
    resets_text,
    score_after_text,
    term_of_lock,
    together_text,
)
from credopolis.rulebook.model import Act, Gate, Listing, Rulebook
from credopolis.rulebook.score import Newcomers, Score, Together
from credopolis.rulebook.words import (
    DECISIONS,
    about_text,
    area_text,
    cap_text,
    conduct_text,
    discretion_text,
    due_process_text,
    effect_text,
    listing_text,
    only_text,
    places_text,
    points_text,
    repeated_text,
    subject_text,
    term_text,
)


def diff_rulebooks(before: Rulebook, after: Rulebook) -> list[str]:
    """What a second rulebook rules otherwise than a first, one sentence a difference; empty if nothing."""
    lines = _diff_whole(before, after) + _diff_score(before, after)
    lines += _diff_grades(before, after)
    lines += _diff_named("list", before.lists, after.lists, _list_facts)
    lines += _diff_named("gate", before.gates, after.gates, _gate_facts)
    lines += diff_entitlements(before, after)
    lines += _diff_named("act", before.acts, after.acts, _act_facts)
    lines += _diff_priced(before, after)
    old, new = due_process_text(before.due_process), due_process_text(after.due_process)
    return lines + [f"due process: {_instead(old[key], new[key])}" for key in new if new[key] != old[key]]


def _diff_whole(before: Rulebook, after: Rulebook) -> list[str]:
    """Whom the rules judge, and where they apply."""
    lines = [f"it judges {subject_text(after)} instead of {subject_text(before)}"]
    lines = lines if before.subject != after.subject else []
    if set(before.applies_in) != set(after.applies_in):
        lines.append(f"it applies in {places_text(after)} instead of {places_text(before)}")
    return lines


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
        if before.score.mean != after.score.mean:
            lines.append(f"the score {mean_text(after.score)} (before: it {mean_text(before.score)})")
        lines += _diff_together(before.score.together, after.score.together)
        if before.score.at_once != after.score.at_once:
            lines.append(f"{at_once_text(after.score)} (before: {at_once_text(before.score)})")
        if _newcomers(before.score) != _newcomers(after.score):
            lines.append(f"{newcomers_text(after.score)} (before: {newcomers_text(before.score)})")
        if before.score.counters != after.score.counters:
            lines.append(f"{counters_text(after.score)} (before: {counters_text(before.score)})")
        if gives_back_text(before.score) != gives_back_text(after.score):
            lines.append(f"clean time {gives_back_text(after.score)} (before: it {gives_back_text(before.score)})")
        if before.score.resets != after.score.resets:
            lines.append(f"the score {resets_text(after.score)} (before: it {resets_text(before.score)})")
    if before.scored_from_days != after.scored_from_days:
        old, new = (format_duration(book.scored_from_days) for book in (before, after))
        lines.append(f"people are scored from the age of {new} instead of {old}")
    if before.consent != after.consent:
        lines.append(f"consent: {consent_text(after)} (before: {consent_text(before)})")
    return lines


def _diff_together(before: Mapping[str, Together], after: Mapping[str, Together]) -> list[str]:
    """Points for things together that came, went, or are others."""
    lines = [f"no more {together_text(name, before[name])}" for name in before if name not in after]
    lines += [f"now {together_text(name, after[name])}" for name in after if name not in before]
    both = [name for name in before if name in after and before[name] != after[name]]
    texts = [(together_text(name, after[name]), together_text(name, before[name])) for name in both]
    return lines + [f"{now} (before: {was})" for now, was in texts]


def _diff_grades(before: Rulebook, after: Rulebook) -> list[str]:
    lines = _diff_named("grade", before.grades, after.grades, lambda grade: {})
    shared = [name for name in before.grades if name in after.grades]
    if shared != [name for name in after.grades if name in before.grades]:
        lines.append(f"grades stand in another order: {', '.join(after.grades)}")
    for name in shared:
        old, new = before.grades[name], after.grades[name]
        own = any(book.score is not None and book.score.newcomers is not None for book in (before, after))
        for newcomer, whose in ((False, ""), (True, " of newcomers"))[: 1 + own]:
            lines += _diff_band(f"grade {name}{whose}", *(book.band_bounds(name, newcomer) for book in (before, after)))
        if old.next_start != new.next_start:
            was, now = next_start_text(old.next_start), next_start_text(new.next_start)
            lines.append(f"grade {name} {now} (before: it {was})")
        if old.listing != new.listing:
            was, now = (f"puts on the list {g.listing}" if g.listing else "puts on no list" for g in (old, new))
            lines.append(f"grade {name} {now} (before: {was})")
        if old.lock != new.lock:
            lines += _diff_lock(f"grade {name}", old.lock, new.lock)
        lines += _diff_gates(f"grade {name}", old, new)
    return lines


def _newcomers(score: Score) -> Newcomers | None:
    """What is otherwise for newcomers, their bands left aside, which are told by grade."""
    return replace(score.newcomers, lowest=dict.fromkeys(score.newcomers.lowest, 0)) if score.newcomers else None


def _diff_band(what: str, old: tuple[int, int] | None, new: tuple[int, int] | None) -> list[str]:
    if old is None or new is None:
        return [] if old == new else [f"{what} has {'no' if new is None else 'a'} band"]
    return [] if old[0] == new[0] else [f"{what} begins at {new[0]} instead of {old[0]}"]


def _diff_lock(what: str, old: Lock | None, new: Lock | None) -> list[str]:
    if old is None or new is None:
        return [f"{what} {'has' if new is None else 'is'} {lock_text(new)} (before: {lock_text(old)})"]
    lines = []
    if old.cycles != new.cycles or (not new.cycles and old.days != new.days):
        way = "until" if old.cycles or new.cycles else "for"
        lines.append(f"{what} is locked {way} {term_of_lock(new)} instead of {term_of_lock(old)}")
    if old.at_most != new.at_most:
        was, now = (f"to at most {lock.at_most}" if lock.at_most else "to any grade" for lock in (old, new))
        lines.append(f"{what} is released {now} (before: {was})")
    if old.release != new.release:
        lines.append(f"{what} is released to {release_text(new)} instead of {release_text(old)}")
    if old.again != new.again:
        lines.append(f"{what} has a lock that is {again_text(new)} (before: {again_text(old)})")
    if old.sets_score != new.sets_score:
        was, now = score_after_text(old), score_after_text(new)
        lines.append(f"{what} has a release {now} (before: a release {was})")
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


def _diff_priced(before: Rulebook, after: Rulebook) -> list[str]:
    """Acts in both that price another fact than before."""
    return [
        f"{name} prices {after.fact_of(name)} instead of {before.fact_of(name)}"
        for name in before.acts
        if name in after.acts and before.fact_of(name) != after.fact_of(name)
    ]


def _gate_facts(gate: Gate) -> dict[str, str]:
    return {
        "kind": f"is a {gate.kind}",
        "worth": f"is worth {gate.worth:g}",
        "area": f"belongs to {area_text(gate.area)}",
    }


def _list_facts(listing: Listing) -> dict[str, str]:
    return {
        "days": f"lasts {term_text(listing.days)}",
        "public": "is published" if listing.public else "is not published",
        "removal": "removes from civic life" if listing.removal else "leaves in civic life",
    }


def _names(names: Iterable[str]) -> str:
    return ", ".join(names) or "nobody"


def _act_facts(act: Act) -> dict[str, str]:
    seen = _names(f"{channel} {chance:g}" for channel, chance in sorted(act.seen_by.items()))
    return {
        "points": points_text(act.points) if act.points else "moves no points",
        "ends": ends_text(act),
        "head_start": head_start_text(act),
        "again": repeated_text(act),
        "falls_to": f"drops the grade to {act.falls_to}" if act.falls_to else "drops no grade",
        "adds_to": listing_text(act),
        "removes_from": f"takes off the list {act.removes_from}" if act.removes_from else "takes off no list",
        "cap": cap_text(act),
        "only": f"counts {only_text(act)}",
        "expires": f"counts for {format_duration(act.expires_days)}" if act.expires_days else "counts without end",
        "decision": f"is {DECISIONS[act.decision]}",
        "seen_by": f"is seen by {seen}",
        "about": about_text(act),
        "area": f"belongs to {area_text(act.area)}",
        "discretion": discretion_text(act),
        "gravity": f"is {act.gravity}" if act.gravity else "has no stated gravity",
        "kind": f"records a {act.kind}" if act.kind != "other" else "records no bankruptcy or conviction",
        "repairable": repair_text(act),
        "conduct": conduct_text(act.conduct),
    }
