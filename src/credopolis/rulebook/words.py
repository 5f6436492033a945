"""A rulebook in words."""

from __future__ import annotations

from typing import Final

from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.entitled_words import entitlement_lines
from credopolis.rulebook.grade import Grade
from credopolis.rulebook.ladder_words import (
    at_once_text,
    band_text,
    counter_text,
    ends_text,
    format_duration,
    gives_back_text,
    head_start_text,
    lock_text,
    mean_text,
    newcomers_text,
    next_start_text,
    repair_text,
    resets_text,
    scored_lines,
    together_text,
)
from credopolis.rulebook.model import Act, Cap, DueProcess, Listing, Rulebook

DECISIONS: Final = {
    "none": "posted without a decision",
    "office": "decided by an office",
    "court": "decided by a court",
}
NOT_STATED: Final = "not stated"
_ACCOUNTS = {
    "popular": "popular account: what is widely told, not what is documented",
    "documented": "documented record",
    "hypothetical": "hypothetical: rules made up, wholly or in part",
}


def points_text(points: int) -> str:
    """Points in words: `costs 100 points`, `earns 5 points`."""
    return f"{'costs' if points < 0 else 'earns'} {abs(points)} point{'s' * (abs(points) != 1)}"


def term_text(days: int) -> str:
    """How long a listing lasts, in words."""
    return f"for {format_duration(days)}" if days else "without end"


def effect_text(act: Act) -> str:
    """What an act does, in words."""
    parts = [points_text(act.points)] if act.points else []
    parts += [f"drops the grade to {act.falls_to}"] if act.falls_to else []
    parts += [listing_text(act)] if act.adds_to else []
    parts += [f"takes off the list {act.removes_from}"] if act.removes_from else []
    parts += [ends_text(act)] if act.ends else []
    parts += [head_start_text(act)] if act.head_start is not None else []
    parts += [repeated_text(act)] if act.again is not None else []
    parts += [f"at most {act.cap_per_year} a year count"] if act.cap_per_year else []
    parts += [f"at most {act.cap.times} {window_text(act.cap)} count"] if act.cap else []
    parts += [f"counts {only_text(act)}"] if act.only else []
    parts += [f"counts for {format_duration(act.expires_days)}"] if act.expires_days else []
    return ", ".join(parts)


def repeated_text(act: Act) -> str:
    """What repeated entries cost or earn, in words."""
    if act.again is None:
        return "moves the same points each time"
    counts = ("one", "two", "three")
    told = [
        f"{points_text(points)} with {counts[k]} earlier {'entry' if not k else 'entries'}"
        for k, points in enumerate(act.again.points)
    ]
    return f"{', '.join(told)} within {format_duration(act.again.within)}"


def only_text(act: Act) -> str:
    """In which grades an entry counts, in words."""
    return f"only in {' and '.join(act.only)}" if act.only else "in every grade"


def window_text(cap: Cap) -> str:
    """The window of a cap, in words."""
    return f"within any {format_duration(cap.days)}" if cap.days else "in a life"


def cap_text(act: Act) -> str:
    """How many entries of an act count, in words."""
    if act.cap is not None:
        return f"counts at most {_times(act.cap.times)} {window_text(act.cap)}"
    return f"counts at most {_times(act.cap_per_year)} a year" if act.cap_per_year else "counts every time"


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def listing_text(act: Act) -> str:
    """The list that an act puts on, and from which entry on."""
    if not act.adds_to:
        return "puts on no list"
    return f"puts on the list {act.adds_to}" + (f" from entry {act.adds_after} on" if act.adds_after > 1 else "")


def about_text(act: Act) -> str:
    """Whose conduct an act is about, in words."""
    if act.about in ("self", "others"):
        return "is about one's own conduct" if act.about == "self" else "is about the conduct of others"
    return f"is about the conduct of one's {act.about}"


def discretion_text(act: Act) -> str:
    """The points among which an official may choose, in words."""
    if act.discretion is None:
        return "leaves the official no choice of points"
    return f"leaves the official to choose from {act.discretion[0]} to {act.discretion[1]} points"


def places_text(rulebook: Rulebook) -> str:
    """Where a rulebook says that it applies, in words."""
    named = {"china": "China", "eu": "the EU", "us": "the US", "elsewhere": "other places"}
    return " and ".join(named[place] for place in rulebook.applies_in) or "places that the file does not name"


def subject_text(rulebook: Rulebook) -> str:
    """Whom a rulebook judges, in words."""
    return {"person": "people", "company": "companies", "vessel": "vessels", "account": "accounts"}[rulebook.subject]


def describe(rulebook: Rulebook) -> str:
    """A whole rulebook in words, with the source of each grade, list, gate and act."""
    lines = [rulebook.title, f"  {_ACCOUNTS[rulebook.account]}"]
    lines += [f"  {rulebook.note}"] if rulebook.note else []
    lines += [f"  legal basis: {rulebook.legal_basis}"] if rulebook.legal_basis else []
    lines += [f"  it judges {subject_text(rulebook)}"] if rulebook.subject != "person" else []
    lines += [f"  it applies in {places_text(rulebook)}"] if rulebook.applies_in else []
    if rulebook.score is not None:
        score = rulebook.score
        start, cited = f"{score.start:,} points", _cited(rulebook, "score", "start")
        lines += ["", f"Score: everybody starts with {start}, from {score.min:,} to {score.max:,}{cited}"]
        lines += [f"  it {mean_text(score)}{_cited(rulebook, 'score', 'mean')}"] if score.mean is not None else []
        lines += [f"  {at_once_text(score)}{_cited(rulebook, 'score', 'at_once')}"] if score.at_once is not None else []
        new = _cited(rulebook, "score", "newcomers")
        lines += [f"  {newcomers_text(score)}{new}"] if score.newcomers is not None else []
        lines += [
            f"  {counter_text(counter)}{_cited(rulebook, 'score', 'counters', name)}"
            for name, counter in score.counters.items()
        ]
        lines += [
            f"  {together_text(name, group)}{_cited(rulebook, 'score', 'together', name)}"
            for name, group in score.together.items()
        ]
        given = _cited(rulebook, "score", "gives_back")
        lines += [f"  clean time {gives_back_text(score)}{given}"] if score.gives_back is not None else []
        lines += [f"  {resets_text(score)}{_cited(rulebook, 'score', 'resets')}"] if score.resets is not None else []
    lines += scored_lines(rulebook, _cited)
    lines += _grade_lines(rulebook)
    for title, block in (
        ("Lists", _list_lines(rulebook)),
        ("Acts", _act_lines(rulebook)),
        ("Gates", _gate_lines(rulebook)),
        ("Entitlements", entitlement_lines(rulebook)),
    ):
        lines += ["", title, *block] if block else []
    if rulebook.due_process is not None:
        told = (text for text in due_process_text(rulebook.due_process).values() if not text.endswith(NOT_STATED))
        lines += ["", "Due process", *(f"  {text}" for text in told)]
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
    lines = ["", "Grades"]
    for name, grade in rulebook.grades.items():
        title = f" ({grade.title})" if grade.title else ""
        lines += [f"  {name}{title}: {band_text(rulebook, name)}{_cited(rulebook, 'grades', name, 'from')}"]
        if grade.lock is not None:
            lines += [f"      {lock_text(grade.lock)}{_cited(rulebook, 'grades', name, 'lock', 'lasts')}"]
        lines += [f"      puts on the list {grade.listing}"] if grade.listing else []
        lines += [f"      {next_start_text(grade.next_start)}"] if grade.next_start else []
        lines += [f"      {text}" for text in _opens(grade)]
    return lines


def _list_lines(rulebook: Rulebook) -> list[str]:
    lines: list[str] = []
    for name, listing in rulebook.lists.items():
        public = ", published" if listing.public else ""
        public += ", removes from civic life" if listing.removal else ""
        lines += [f"  {name}: {term_text(listing.days)}{public}{_cited(rulebook, 'lists', name, 'lasts')}"]
        lines += [f"      {text}" for text in _opens(listing)]
        lines += [f"      legal basis: {listing.legal_basis}"] if listing.legal_basis else []
    return lines


def _act_lines(rulebook: Rulebook) -> list[str]:
    lines: list[str] = []
    for name, act in rulebook.acts.items():
        key = next((k for k in ("points", "falls_to", "adds_to", "removes_from") if getattr(act, k)), "points")
        lines += [f"  {name}: {effect_text(act)}; {DECISIONS[act.decision]}{_cited(rulebook, 'acts', name, key)}"]
        seen = ", ".join(f"{channel} {chance:g}" for channel, chance in act.seen_by.items())
        lines += [f"      seen by {seen}" if seen else "      seen by no channel"]
        lines += [f"      {text}" for text in _remarks(rulebook, name, act)]
    return lines


def _remarks(rulebook: Rulebook, name: str, act: Act) -> list[str]:
    """What is told of an act only if it is not the usual."""
    remarks = [about_text(act)] if act.about != "self" else []
    remarks += [f"prices {act.prices}"] if rulebook.fact_of(name) != name else []
    remarks += [f"belongs to {area_text(act.area)}"] if act.area != "other" else []
    remarks += [discretion_text(act)] if act.discretion is not None else []
    remarks += [f"gravity: {act.gravity}"] if act.gravity else []
    remarks += [f"recorded as a {act.kind}"] if act.kind != "other" else []
    remarks += [repair_text(act)] if not act.repairable or act.repair_wait_days is not None else []
    return remarks + ([f"legal basis: {act.legal_basis}"] if act.legal_basis else [])


def area_text(area: str) -> str:
    """An area of life in words."""
    return "no named area of life" if area == "other" else f"the area of {area.replace('_', ' ')}"


def _gate_lines(rulebook: Rulebook) -> list[str]:
    return [
        f"  {name} ({gate.kind}, worth {gate.worth:g}{_in_area(gate.area)}){_cited(rulebook, 'gates', name)}"
        for name, gate in rulebook.gates.items()
    ]


def _in_area(area: str) -> str:
    return "" if area == "other" else f", in {area_text(area)}"


def due_process_text(due: DueProcess | None) -> dict[str, str]:
    """Each dial of due process in words, by name."""
    due = due or DueProcess()
    notice = f", within {format_duration(due.notice_days)}" if due.notice_days else ""
    appeal = f", decided within {format_duration(due.appeal_days)}" if due.appeal_days else ""
    repair = f", after {format_duration(due.repair_wait_days)} at the earliest" if due.repair_wait_days else ""
    repair += f", in {due.repair_steps} step{'s' * (due.repair_steps != 1)}" if due.repair_steps else ""
    texts = {
        "notice": f"notice {due.notice:g} of 1{notice}",
        "access": f"access to one's own file {due.access:g} of 1",
        "appeal": f"appeal {due.appeal:g} of 1{appeal}",
        "repair": f"repair {due.repair:g} of 1{repair}",
    }
    for key, what, dial in (
        ("reasons", "reasons given", due.reasons),
        ("human_review", "review by a person", due.human_review),
    ):
        texts[key] = f"{what}: {NOT_STATED}" if dial is None else f"{what} {dial:g} of 1"
    return texts


def conduct_text(conduct: ActConduct | None) -> str:
    """How often an act is done and by whom, in words."""
    if conduct is None:
        return "is done as the society says"
    who = conduct.who
    often = f"is done {conduct.rate:g} times a year"
    if conduct.only_by_mistake:
        often = f"only comes as a mistake, of weight {conduct.rate:g} beside the rates of other acts"
    parts = [often, f"driver {conduct.driver} with slope {conduct.slope:g}"]
    parts += [f"among women {conduct.women:g} times as often as among men"] if conduct.women != 1.0 else []
    if conduct.ages:
        curve = ", ".join(f"{rate:g} at {format_duration(age)}" for age, rate in conduct.ages)
        parts += [f"by age {curve}" + (f", to the power {conduct.age_contrast:g}" * (conduct.age_contrast != 1.0))]
    parts += ["done by both partners"] if conduct.of_a_couple else []
    parts += [f"is the birth of child {conduct.birth_from} or a later one"] if conduct.birth_from else []
    parts += [f"is a child's {conduct.done_by_child}"] if conduct.done_by_child != "none" else []
    parts += [f"judged as an act of the class {conduct.domain}"] if conduct.domain != "street" else []
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
