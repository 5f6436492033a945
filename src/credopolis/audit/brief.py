"""A scheme in plain words, for a council, a court or a newspaper: what it does, to whom, what matters most in it, and
what its papers do not tell.

Every sentence follows from the file or from what is proved of it; what the file does not say is said to be unsaid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Final

from credopolis.audit.check import BETTER
from credopolis.audit.checks import CHECKS
from credopolis.audit.conduct_words import not_judged
from credopolis.audit.entitled import held_by
from credopolis.audit.finding import SEVERITIES, Finding
from credopolis.audit.judge import Audit
from credopolis.audit.law.article import CANNOT_TELL
from credopolis.audit.pages.ladder_figure import time_text, way_back
from credopolis.audit.subject import who, words, years
from credopolis.audit.words import ACCOUNTS, count_words, folded, list_term, never_good
from credopolis.rulebook.grade import Grade
from credopolis.rulebook.ladder_words import again_text, consent_text, cycles_text
from credopolis.rulebook.model import Act, Listing, Rulebook
from credopolis.rulebook.score_words import of_score
from credopolis.rulebook.words import cap_text, only_text, places_text, subject_text

MATTERS: Final = 3
_BETTER: Final = {check.code: check.section(BETTER) for check in CHECKS}
_MOST_NAMED: Final = 6


@dataclass(frozen=True)
class Matter:
    """One of the findings that matter most: in a sentence, what would be better, where it stands."""

    finding: Finding
    also: int
    better: str

    @property
    def sentence(self) -> str:
        """What is found."""
        more = f" The same is found of {count_words(self.also, 'other rule')}." if self.also else ""
        return _sentence(self.finding.message) + more


@dataclass(frozen=True)
class Brief:
    """A scheme in plain words; paragraphs are sentences."""

    title: str
    account: str
    does: tuple[str, ...]
    whom: tuple[str, ...]
    back: tuple[str, ...]
    matters: tuple[Matter, ...]
    untold: tuple[str, ...]


def brief(audit: Audit) -> Brief:
    """The brief of an audit."""
    book = audit.book
    return Brief(
        book.title,
        ACCOUNTS[book.account],
        tuple(_does(book)),
        tuple(_whom(audit)),
        tuple(_back(audit)),
        tuple(_matters(audit)),
        tuple(_untold(audit)),
    )


def _does(book: Rulebook) -> Iterator[str]:
    them = subject_text(book)
    yield from _score(book, them)
    if book.lists:
        yield f"It keeps {count_words(len(book.lists), 'list')}: {_named(book.lists)}."
    costs = {name: act for name, act in book.acts.items() if act.points < 0}
    gains = {name: act for name, act in book.acts.items() if act.points > 0}
    drops = [name for name, act in book.acts.items() if act.falls_to]
    lists = [name for name, act in book.acts.items() if act.adds_to]
    for acts, verb in ((costs, "cost"), (gains, "earn")):
        if acts:
            top = max(acts, key=lambda name: abs(acts[name].points))
            most = f"{words(top)} ({acts[top].points:+,})"
            yield f"{_acts(acts, verb)} points{', most of all' if len(acts) > 1 else ':'} {most}."
    if drops:
        rungs = _listed(list(dict.fromkeys(book.acts[name].falls_to for name in drops)))
        yield f"One entry of {_named(drops)} leads straight down to {rungs}."
    if lists:
        yield f"An entry of {_named(lists)} puts on a list."
    for name, grade in book.grades.items():
        if grade.listing:
            yield f"Whoever comes into {name} is put on the list {words(grade.listing)}."
    yield from _gates(book)
    locks = {name: grade.lock for name, grade in book.grades.items() if grade.lock is not None}
    if locks:
        told = ", ".join(
            f"{name} {f'until {cycles_text(lock)}' if lock.cycles else f'for {time_text(lock.days)}'}"
            for name, lock in locks.items()
        )
        yield f"Whoever falls is locked in, whatever they do meanwhile: {told}."
    for name, lock in locks.items():
        if lock.again is not None:
            yield f"A lock of {name} is longer soon after earlier ones: {again_text(lock)}."
        if lock.sets_score is not None:
            yield (
                f"When a lock of {name} ends, the score is set to {lock.sets_score:,}, "
                "and what was on file no longer counts."
            )
    yield from _limits(book)


def _score(book: Rulebook, them: str) -> Iterator[str]:
    if book.score is None:
        return
    grades = list(book.grades)
    ladder = f"sorts them into {count_words(len(grades), 'grade')}, from {grades[0]} down to {grades[-1]}"
    bounds = f"between {book.score.min:,} and {book.score.max:,}"
    yield (
        f"The scheme gives {them} {book.score.start:,} points to begin with, keeps them {bounds}, "
        f"and {ladder if len(grades) > 1 else 'has one grade only'}."
    )
    yield from of_score(book.score, "; what was entered before then no longer counts")


def _limits(book: Rulebook) -> Iterator[str]:
    """Which entries do not count, though made."""
    capped = [f"{words(name)} {cap_text(act)}" for name, act in book.acts.items() if act.cap or act.cap_per_year]
    if capped:
        yield f"Of some acts not every entry counts: {_listed(capped)}."
    closed = [f"{words(name)} {only_text(act)}" for name, act in book.acts.items() if act.only]
    if closed:
        yield f"Some acts count in some grades alone: {_listed(closed)}."


def _acts(acts: Sized, verb: str) -> str:
    """`1 act costs`, `3 acts cost`."""
    return f"{count_words(len(acts), 'act')} {verb}{'s' * (len(acts) == 1)}"


def _gates(book: Rulebook) -> Iterator[str]:
    held = held_by(book)
    holders: list[Grade | Listing] = [*held.grades.values(), *held.lists.values()]
    closed = dict.fromkeys(gate for holder in holders for gate in holder.restrictions)
    opened = dict.fromkeys(gate for holder in holders for gate in holder.benefits)
    if closed:
        yield f"A low grade or a list closes {_named(closed)}."
    if opened:
        yield f"A high grade or a list opens {_named(opened)}."
    late = dict.fromkeys(gate for gates in held.hindered.values() for gate in gates)
    if late:
        yield f"A low grade or a list gives later, or at a higher price, {_named(late)}."
    if not closed and not opened and not late:
        yield "What a grade or a list is good for, or costs, the file does not say."


def _whom(audit: Audit) -> Iterator[str]:
    book = audit.book
    them = subject_text(book)
    if book.subject == "person":
        age = f"from the age of {book.scored_from_days // 365}" if book.scored_from_days else "of any age"
        asked = f"; consent to a score: {consent_text(book)}" if book.consent < 1 else ""
        yield f"It judges people {age}{asked}."
    else:
        yield f"It judges {them}."
    if book.applies_in:
        yield f"It applies in {places_text(book)}."
    others = {name: act for name, act in book.acts.items() if act.about != "self"}
    if others:
        told = ", ".join(f"{words(name)} ({act.about})" for name, act in list(others.items())[:_MOST_NAMED])
        yield f"Not only for what they did themselves: {told}."
    deciders = Counter(_decider(book, name, act) for name, act in book.acts.items())
    told = ", ".join(f"{who_} for {count_words(n, 'act')}" for who_, n in deciders.items())
    yield f"Before an entry is made there decides: {told}."
    drifts = [drift for drift in audit.proofs.drift.values() if drift.conduct and drift.losses_a_year is not None]
    if drifts and book.subject == "person":
        worst = max(drifts, key=lambda drift: drift.losses_a_year or 0.0)
        yield (
            f"Of the kinds of person that were looked at, the one that loses most by ordinary conduct is {who(worst)}: "
            f"{worst.losses_a_year or 0.0:.1f} points a year. That rests on rates, which are assumptions unless they "
            "cite a source."
        )


def _decider(book: Rulebook, name: str, act: Act) -> str:
    if act.decision != "none":
        return f"an {act.decision}" if act.decision == "office" else f"a {act.decision}"
    return "nobody" if book.states("acts", name, "decision") else "nobody that the file names"


def _back(audit: Audit) -> Iterator[str]:
    proofs = audit.proofs
    for act, drop in proofs.drops.items():
        if drop.days != 0 or not drop.proved:
            yield f"After {words(act)}, {way_back(drop, years)} {drop.standing} or better."
    for name, term in proofs.lists.items():
        yield f"A listing on {words(name)} {list_term(term.least_days, term.waiting_days, term.acts_off)}."
    stuck = never_good(audit)
    if stuck:
        yield f"Nobody can make good one entry of {_listed(stuck)}."
    for grade in proofs.absorbing:
        yield f"Whoever is in {grade} never leaves it."


def _matters(audit: Audit) -> list[Matter]:
    """The gravest findings; of equal ones those of the most rules, then in the order of codes."""
    groups = folded(audit.findings)
    groups.sort(key=lambda one: (-SEVERITIES.index(one[0].severity), -len(one[1]), one[0].code))
    return [Matter(first, len(others), _BETTER[first.code]) for first, others in groups[:MATTERS]]


def _untold(audit: Audit) -> Iterator[str]:
    missing: dict[str, list[str]] = {}
    for ruling in audit.rulings:
        if ruling.verdict == CANNOT_TELL:
            for text in ruling.missing:
                missing.setdefault(text, []).append(f"{ruling.law}, {ruling.number}")
    for text, articles in missing.items():
        yield f"{_sentence(text)} Without it nobody can tell whether the scheme meets {_listed(articles)}."
    silent = not_judged(audit)
    if silent:
        yield silent
    yield from audit.limits
    if audit.aside:
        number = count_words(len(audit.aside), "finding")
        yield f"Whoever audited set {number} aside; the full audit names them, with the reasons given."


def _named(names: Iterable[str]) -> str:
    return _listed([words(name) for name in names])


def _listed(texts: Sequence[str]) -> str:
    """Names in a sentence; of many the first ones."""
    shown = list(texts[:_MOST_NAMED])
    if len(texts) > len(shown):
        return f"{', '.join(shown)} and {len(texts) - len(shown)} more"
    return ", ".join(shown[:-1]) + (" and " if len(shown) > 1 else "") + "".join(shown[-1:])


def _sentence(text: str) -> str:
    """A text with a capital and a full stop."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."
