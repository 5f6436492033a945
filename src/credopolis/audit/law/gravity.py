"""Whether what an entry costs is in proportion to how grave the file says that the act is.

Two laws ask for proportion without a number. The yardstick is ours: what a minor act costs may last a year, a serious
one three years, a crime seven; an act of which the file does not say may last seven.

Source
------
assumption (range half to double); seven years: us-008; three: corp-013
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.law.article import CANNOT_TELL, MET, NOT_MET, Answer, burdens_nobody, listed
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.subject import Subject, band_of, repair_open, words, years
from credopolis.core.yamlfile import KeyPath
from credopolis.rulebook.counters import by_itself
from credopolis.rulebook.gates import open_gates

LONGEST_DAYS: Final = {"minor": 365, "serious": 3 * 365, "crime": 7 * 365, "": 7 * 365}
"""By gravity, how long what an entry costs may last."""


def proportion(subject: Subject) -> Answer:
    """Not met where an entry costs longer than its gravity bears; cannot be told where the file states no gravity."""
    nobody = burdens_nobody(subject)
    if nobody is not None:
        return nobody
    costly = [name for name, _ in subject.burdening() if not _closes_nothing(subject, name)]
    found = [each for name in costly for each in _too_long(subject, name)]
    if found:
        return Answer(NOT_MET, tuple(text for text, _ in found), tuple(rule for _, rule in found))
    silent = [name for name, act in subject.burdening() if not act.gravity]
    if silent:
        told = f"state the gravity (acts.X.gravity: minor, serious or crime) of {listed(silent)}"
        return Answer(CANNOT_TELL, (told,), tuple(("acts", name) for name in silent))
    mild = [name for name, _ in subject.burdening() if _closes_nothing(subject, name) and any(_too_long(subject, name))]
    if mild:
        told = f"whether points that last so long are in proportion where one entry closes nothing: {listed(mild)}"
        return Answer(CANNOT_TELL, (told,), tuple(("acts", name) for name in mild))
    repaired = [name for name, _ in subject.burdening() if _by_repair_alone(subject, name)]
    if repaired:
        told = f"whether {listed(repaired)} is repaired (due_process.repair) before acts and waiting undo it"
        return Answer(CANNOT_TELL, (told,), (("due_process", "repair"),))
    unproved = [name for name, repair in subject.proofs.repairs.items() if not repair.proved]
    return Answer(CANNOT_TELL, (f"it is not proved how long {listed(unproved)} costs",)) if unproved else Answer(MET)


def _closes_nothing(subject: Subject, name: str) -> bool:
    """Whether one entry by itself leaves all gates as they are, for whoever stands where it costs all that it can."""
    book, act, repair = subject.book, subject.book.acts[name], subject.proofs.repairs.get(name)
    if by_itself(book, act) or act.adds_to or repair is None or repair.from_score is None or not book.gates:
        return False
    before, after = (band_of(book, score) for score in (repair.from_score, repair.from_score + act.points))
    hindered = (subject.hindered(("grades", grade)) for grade in (before, after))
    return open_gates(book, before, ()) == open_gates(book, after, ()) and next(hindered) == next(hindered)


def _by_repair_alone(subject: Subject, name: str) -> bool:
    """Whether nothing but a repair that the file declares can undo an entry as soon as its gravity bears."""
    repair = subject.proofs.repairs.get(name)
    if repair is None or not repair.proved or not repair_open(subject.book, name):
        return False
    days = repair.quickest_days
    return days is None or days > LONGEST_DAYS[subject.book.acts[name].gravity]


def _too_long(subject: Subject, name: str) -> Iterator[tuple[str, KeyPath]]:
    """What an entry of an act costs for longer than its gravity bears, and the rule."""
    act = subject.book.acts[name]
    most = LONGEST_DAYS[act.gravity]
    kind = f" ({act.gravity})" if act.gravity else ""
    drop, repair = subject.proofs.drops.get(name), subject.proofs.repairs.get(name)
    if drop is not None and drop.proved and (drop.days is None or drop.days > most):
        least = "no way back" if drop.days is None else f"{years(drop.days)} at the least"
        yield f"one entry of {words(name)}{kind} costs {least}", ("acts", name, "falls_to")
    elif _by_repair_alone(subject, name):
        pass  # a repair may come sooner
    elif repair is not None and repair.never:
        yield f"nobody can make good one entry of {words(name)}{kind}", ("acts", name)
    elif repair is not None and repair.proved and (repair.quickest_days or 0) > most:
        yield f"one entry of {words(name)}{kind} costs {years(repair.quickest_days or 0)} at the least", ("acts", name)
    if act.adds_to and is_blacklist(subject.held.lists[act.adds_to]) and not subject.book.lists[act.adds_to].days:
        yield f"the list {words(act.adds_to)}, to which {words(name)} leads, has no term", ("lists", act.adds_to)
