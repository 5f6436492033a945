"""What a regime's own rules say: who is graded, on what, by whom, at what cost, and what can be contested."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

from credopolis.library.names import regime_folder
from credopolis.library.rules import read_regime
from credopolis.mechanisms.channels import SEEING
from credopolis.rulebook import Rulebook, load_rulebook

QUESTIONS: Final = ("who", "on what", "by whom", "what it can cost", "what can be contested")
_YEAR: Final = 365
_MOST: Final = 4


@dataclass(frozen=True)
class InRules:
    """Answers in words, in the order of `QUESTIONS`."""

    who: str
    on_what: str
    by_whom: str
    costs: str
    contested: str

    def row(self) -> tuple[str, ...]:
        """As a row of a table."""
        return tuple(astuple(self))


def in_rules(name: str) -> InRules:
    """What a shipped regime's rulebook and regime say."""
    folder = regime_folder(name)
    book = load_rulebook(folder / "rulebook.yaml")
    off = read_regime(folder / "regime.yaml", {})[0].off
    return InRules(_who(book), _on_what(book), _by_whom(book, off), _costs(book), _contested(book, off))


def _seen(book: Rulebook) -> bool:
    return any(act.seen_by for act in book.acts.values())


def _who(book: Rulebook) -> str:
    if not _seen(book):
        return "nobody"
    of_age = f"from {book.scored_from_days // _YEAR} years on" if book.scored_from_days else "of any age"
    if book.score is None and not book.grades:
        return f"nobody is graded; whoever is entered is listed ({_number(len(book.lists), 'list')})"
    agree = f", if they agree ({100 * book.consent:g} % do)" if book.consent < 1 else ""
    return f"all {of_age}{agree}; {_number(len(book.grades), 'grade')}"


def _on_what(book: Rulebook) -> str:
    if not _seen(book):
        return "nothing"
    areas = sorted({act.area.replace("_", " ") for act in book.acts.values() if act.area != "other"})
    gains = sum(act.points > 0 or bool(act.removes_from) for act in book.acts.values())
    named = ", ".join(areas[:_MOST]) + (" and more" if len(areas) > _MOST else "")
    return f"{_number(len(book.acts), 'act')}, {gains} in one's favour" + (f": {named}" if named else "")


def _by_whom(book: Rulebook, off: tuple[str, ...]) -> str:
    sees = {channel for act in book.acts.values() for channel, chance in act.seen_by.items() if chance > 0}
    who = [channel for channel in SEEING if channel in sees and channel not in off]
    decide = sorted({act.decision for act in book.acts.values() if act.decision != "none"}) if who else []
    words = ", ".join(who) or "nobody"
    return words + (f"; decided by {' or '.join(decide)}" if decide and "office" not in off else "")


def _costs(book: Rulebook) -> str:
    refused = {gate for grade in book.grades.values() for gate in grade.restrictions}
    refused |= {gate for listing in book.lists.values() for gate in listing.restrictions}
    locks = [grade.lock.days for grade in book.grades.values() if grade.lock is not None]
    parts = [f"{_number(len(refused), 'service')} closed"] if refused else []
    parts += [f"a grade held for up to {max(locks) / _YEAR:g} years"] if locks else []
    parts += ["removed from civic life"] if any(listing.removal for listing in book.lists.values()) else []
    gained = {gate for grade in book.grades.values() for gate in grade.benefits}
    parts += [f"{_number(len(gained), 'benefit')} not had"] if gained else []
    return "; ".join(parts) or "nothing"


def _contested(book: Rulebook, off: tuple[str, ...]) -> str:
    process = book.due_process
    if process is None or "due_process" in off:
        return "nothing is said of it" if _seen(book) else "there is nothing to contest"
    dials = (
        ("told", process.notice),
        ("file seen", process.access),
        ("appeal", process.appeal),
        ("repair", process.repair),
    )
    return ", ".join(f"{name} {value:g}" for name, value in dials if value is not None)


def _number(n: int, word: str) -> str:
    return f"{n} {word}{'s' * (n != 1)}"
