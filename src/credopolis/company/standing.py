"""Where a company stands under a rulebook, with reasons down to the rule and its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from credopolis.company.history import CompanyHistory, history_of, repair_opens, repairs_at_all
from credopolis.company.result import Coming, GateNow, KeptEntry, OnList, Reason, StandingFound, act_rule, rule_at
from credopolis.company.shapes import Company
from credopolis.rulebook import Rulebook
from credopolis.rulebook.entitled import FIRST, REFUSED
from credopolis.rulebook.gates import decided
from credopolis.rulebook.ledger import EXPIRED, Change, Entry
from credopolis.rulebook.place import NO_GRADE

_BY_ITSELF = {
    "the lock ended": ("grades", "{before}", "lock"),
    "a cycle ended": ("score", "resets", "every"),
    "the score returned to its start": ("score", "resets"),
    "clean time gave points back": ("score", "gives_back", "after"),
    "clean time as a newcomer added points": ("score", "newcomers", "gains"),
    "no newcomer any more": ("score", "newcomers", "for"),
    "an entry was repaired": ("due_process", "repair"),
    "the removal ended": ("lists",),
}


def standing(company: Company, book: Rulebook, on: date) -> StandingFound:
    """Where a company stands on a day.

    Raises
    ------
    NotOfCompanies, BadValue, FaultyFile
        See `history.history_of`.
    """
    return found_of(history_of(company, book, on))


def found_of(history: CompanyHistory) -> StandingFound:
    """Where a company's record has led."""
    book, now, dates = history.book, history.standing, history.dates
    graded = now.grade if now.grade != NO_GRADE else ""
    return StandingFound(
        code=history.company.code,
        rulebook=book.name,
        title=book.title,
        account=book.account,
        on=history.on,
        score=now.score if book.score is not None else None,
        grade=graded,
        grade_title=book.grades[graded].title if graded else "",
        locked_until=dates.date_of(now.lock_until) if now.locked else None,
        reasons=tuple(_reasons(history)),
        lists=tuple(_lists(history)),
        gates=tuple(_gates(history)),
        entries=tuple(_kept(history)),
        coming=tuple(coming(history)),
        aside=history.aside,
    )


def _told(history: CompanyHistory, entry: Entry) -> str:
    """Where in the company's file an entry is told."""
    for posted in history.posted:
        if posted.entry is entry:
            return history.company.place_of(posted.what, posted.name)
    return ""


def _reasons(history: CompanyHistory) -> Iterator[Reason]:
    """The changes of grade that led here, the last one first, back to the one before which all was forgotten."""
    book, now, dates = history.book, history.standing, history.dates
    if not book.grades:
        return
    for change in reversed(now.changes):
        yield Reason(
            dates.date_of(change.day), _change_words(history, change), rule_at(book, *_rule_of(history, change)),
            _told_on(history, change),
        )  # fmt: skip
    began = now.changes[0].before if now.changes else now.grade
    new = book.score.newcomers if book.score is not None else None
    first = ("score", "newcomers", "begins_in") if new is not None and new.begins_in == began else ("score", "start")
    yield Reason(history.company.founded, f"Began in {began}.", rule_at(book, *first))


def _rule_of(history: CompanyHistory, change: Change) -> tuple[str, ...]:
    book = history.book
    if change.cause in book.acts:
        act = book.acts[change.cause]
        key = "falls_to" if act.falls_to == change.after else "points"
        return "acts", change.cause, key
    if change.cause == "an entry expired":
        acts = {p.entry.act for p in history.posted if p.entry.struck == EXPIRED and p.entry.until == change.day}
        return ("acts", sorted(acts)[0], "counts_for") if acts else ("score",)
    return tuple(part.format(before=change.before) for part in _BY_ITSELF.get(change.cause, ("score",)))


def _change_words(history: CompanyHistory, change: Change) -> str:
    book = history.book
    if change.cause not in book.acts:
        return f"From {change.before} to {change.after}: {change.cause}{_of_cycle(history, change)}."
    act = book.acts[change.cause]
    title = act.title or change.cause.replace("_", " ")
    how = "drops to it at once" if act.falls_to == change.after else f"{act.points:+d} points"
    return f"From {change.before} to {change.after}: {title} ({change.cause}, {how})."


def _of_cycle(history: CompanyHistory, change: Change) -> str:
    """What was entered in the cycle whose end set a grade, in words."""
    score, dates = history.book.score, history.dates
    if score is None or not score.by_cycle or change.cause not in ("a cycle ended", "the lock ended"):
        return ""
    end = dates.end_of_cycle(0, score.by_cycle, change.day, 0)
    begun = dates.end_of_cycle(0, score.by_cycle, end, -1)
    entries = [posted.entry for posted in history.posted if begun <= posted.entry.day < end and posted.entry.counts]
    told = Counter(entry.act for entry in entries)
    moved = sum(entry.moved for entry in entries)
    named = ", ".join(f"{act} {times} time{'s' * (times != 1)}" for act, times in sorted(told.items()))
    return f", of {dates.date_of(begun)} to {dates.date_of(end - 1)}: {named or 'nothing entered'} ({moved:+d} points)"


def _told_on(history: CompanyHistory, change: Change) -> str:
    for posted in history.posted:
        if posted.entry.act == change.cause and posted.entry.day == change.day:
            return history.company.place_of(posted.what, posted.name)
    return ""


def _lists(history: CompanyHistory) -> Iterator[OnList]:
    book, now, dates = history.book, history.standing, history.dates
    for name in now.lists:
        since, until, listing = now.ledger.listed_on[name], now.listed_until[name], book.lists[name]
        by = [p for p in history.posted if p.entry.day == since and book.acts[p.entry.act].adds_to == name]
        act = by[-1].entry.act if by else ""
        path = ("acts", act, "adds_to") if act else ("grades", now.grade, "adds_to")
        title = (book.acts[act].title or act) if act else f"entering {now.grade}"
        reason = Reason(
            dates.date_of(since),
            f"Listed for {title}.",
            rule_at(book, *path),
            _told(history, by[-1].entry) if by else "",
        )
        ends = dates.date_of(until) if until >= 0 else None
        yield OnList(name, listing.title, dates.date_of(since), ends, listing.public, reason)


def _gates(history: CompanyHistory) -> Iterator[GateNow]:
    """Benefits that are open, and restrictions that are closed, slower or dearer."""
    book, now = history.book, history.standing
    for name, gate in book.gates.items():
        rule = decided(book, name, now.grade, now.lists)
        ordinary = rule.decides != FIRST if gate.kind == "benefit" else rule.decides == "granted"
        if not ordinary:
            yield GateNow(
                name, gate.title, gate.kind, rule.decides, rule_at(book, *_gate_rule(history, name, rule.decides))
            )


def _gate_rule(history: CompanyHistory, gate: str, decides: str) -> tuple[str, ...]:
    """The rule by which a gate decides so: of a list before that of a grade, and an entitlement before both."""
    book, now = history.book, history.standing
    held = "restrictions" if decides == REFUSED else "benefits"
    for rule_name, rule in book.entitlements.get(gate, {}).items():
        if not rule.provinces and rule.fits(now.grade, now.lists):
            return "entitlements", gate, rule_name
    for name in now.lists:
        if gate in getattr(book.lists[name], held):
            return "lists", name, held
    return "grades", now.grade, held


def _kept(history: CompanyHistory) -> Iterator[KeptEntry]:
    book, dates, repairs = history.book, history.dates, repairs_at_all(history.book)
    for posted in history.posted:
        entry, act = posted.entry, book.acts[posted.entry.act]
        stands = entry.counts and not entry.struck
        opens = (
            repair_opens(history, entry) if repairs and act.repairable and stands and burdens(history, entry) else None
        )
        yield KeptEntry(
            entry.act, act.title, posted.day, entry.moved, dates.date_of(entry.until) if entry.until else None,
            entry.struck if entry.counts else "beyond its cap", None if opens is None else dates.date_of(opens),
            act_rule(book, entry.act),
            history.company.place_of(posted.what, posted.name),
        )  # fmt: skip


def burdens(history: CompanyHistory, entry: Entry) -> bool:
    """Whether an entry still takes something that its repair would give back: points, or a listing of its day."""
    now, listed = history.standing, history.book.acts[entry.act].adds_to
    lasting = entry.moved < 0 and entry.day >= now.ledger.cleared_on
    return lasting or (listed in now.listed_until and now.ledger.listed_on[listed] == entry.day)


def coming(history: CompanyHistory) -> Iterator[Coming]:
    """What happens by itself from the next day on, and what is due, in the order of dates."""
    book, now, dates = history.book, history.standing, history.dates
    days: list[tuple[int, str, bool]] = []
    if now.locked:
        days.append((now.lock_until, f"the lock of {now.grade} ends", False))
    days += [(end, f"the listing on {name} ends", False) for name, end in now.listed_until.items() if end >= 0]
    for entry in now.ledger.expiring:
        days.append((entry.until, f"the points of an entry expire: {entry.act}", False))
    clocks = now.clocks
    days += [
        (clocks.resets_on, "a cycle of the score ends", False),
        (clocks.gives_on, "clean time gives points", False),
    ]
    days += [(clocks.newcomer_until, "no newcomer any more", False)]
    days += [(clocks.sets_on, "the grade of the last cycle holds", False)] if clocks.sets_on else []
    if repairs_at_all(book):
        for posted in history.posted:
            entry = posted.entry
            opens = repair_opens(history, entry)
            if book.acts[entry.act].repairable and entry.counts and not entry.struck and burdens(history, entry):
                days.append((opens, f"repair opens: {entry.act} of {posted.day}", True))
    found = {(dates.date_of(day), words, needs) for day, words, needs in days if day > now.day}
    for name, filing in history.company.filings.items():
        if filing.filed is None and filing.due >= history.on and filing.act in book.acts:
            found.add((filing.due, f"to be filed: {name} (else {filing.act})", True))
    yield from (Coming(*one) for one in sorted(found))
