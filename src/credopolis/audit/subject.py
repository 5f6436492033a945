"""What the checks look at: a rulebook, what is proved of it, and the words of its rules that several checks need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from credopolis.audit.entitled import Held, held_by
from credopolis.audit.places import shown_file
from credopolis.audit.proofs import Drift, Proofs
from credopolis.audit.proofs.doable import undoable
from credopolis.audit.proofs.effort import EFFORT, Effort, Tell
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.proofs.prove import prove
from credopolis.core.yamlfile import KeyPath
from credopolis.library.rates import Mistakes
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.grade import Grade
from credopolis.rulebook.model import Act, DueProcess, Listing, Rulebook

OTHER = "other"
"""The area of a rule outside the areas that have a name."""


@dataclass(frozen=True)
class Subject:
    """A rulebook before the checks.

    conduct : by act, who does it and how often, where the file or society says. mistakes : how often the wrong person
    is entered, None for the assumed rates. effort : steps that the proofs may take. tell : hears what is being proved.
    """

    book: Rulebook
    conduct: Mapping[str, ActConduct]
    mistakes: Mistakes | None = None
    effort: int = EFFORT
    tell: Tell | None = None

    @cached_property
    def proofs(self) -> Proofs:
        """What follows from the rulebook; proved when first asked for."""
        return prove(self.book, self.conduct, self.mistakes, Effort(self.effort, self.tell))

    @cached_property
    def held(self) -> Held:
        """What grades and lists open and close, entitlements among it."""
        return held_by(self.book)

    @property
    def file(self) -> str:
        """The file that the rulebook was read from, as audits name it, or the rulebook's name."""
        return shown_file(self.book.located.file) if self.book.located is not None else self.book.name

    def line(self, path: KeyPath) -> int:
        """The line on which a rule stands, or else the block around it; 1 for a rulebook without a file."""
        return self.book.located.at(path)[0] if self.book.located is not None else 1

    @property
    def of_persons(self) -> bool:
        """Whether the rules judge people."""
        return self.book.subject == "person"

    def area(self, kind: str, name: str) -> str:
        """The area of an act or a gate, "" if the file names none."""
        area = self.book.acts[name].area if kind == "acts" else self.book.gates[name].area
        named = area != OTHER or (self.book.located is not None and self.book.states(kind, name, "area"))
        return area if named else ""

    def stated(self, dial: str) -> float | None:
        """A dial of due process, None if the file does not say."""
        due = self.book.due_process
        value = None if due is None or not self.book.states("due_process", dial) else getattr(due, dial)
        return None if value is None else float(value)

    def decides(self, name: str) -> str | None:
        """What decides on an act's entries, None if the file does not say."""
        decision = self.book.acts[name].decision
        return decision if decision != "none" or self.book.states("acts", name, "decision") else None

    @property
    def safeguards(self) -> DueProcess:
        """The declared safeguards; a file that declares none has none."""
        return self.book.due_process or DueProcess()

    def burdens(self, act: Act) -> bool:
        """Whether an entry of the act takes something from the person: points, a grade, or freedom from a blacklist."""
        listed = self.held.lists[act.adds_to] if act.adds_to else None
        return act.points < 0 or bool(act.falls_to) or (listed is not None and is_blacklist(listed))

    def rewards(self, act: Act) -> bool:
        """Whether an entry gives something: points, or a place on a list that opens gates."""
        listed = self.held.lists[act.adds_to] if act.adds_to else None
        return act.points > 0 or (listed is not None and not is_blacklist(listed))

    @cached_property
    def dead(self) -> frozenset[str]:
        """Acts that nobody can ever do: one check says so, and no other speaks of their entries."""
        return frozenset(undoable(self.book, self.conduct))

    def burdening(self) -> Iterator[tuple[str, Act]]:
        """The acts whose entries take something, but for dead ones."""
        return ((name, act) for name, act in self.book.acts.items() if self.burdens(act) and name not in self.dead)

    def rewarding(self) -> Iterator[tuple[str, Act]]:
        """The acts whose entries give something, but for dead ones."""
        return ((name, act) for name, act in self.book.acts.items() if self.rewards(act) and name not in self.dead)

    def blacklists(self) -> Iterator[tuple[str, Listing]]:
        """The lists that take something."""
        return ((name, listing) for name, listing in self.held.lists.items() if is_blacklist(listing))

    def holders(self) -> Iterator[tuple[KeyPath, str, Grade | Listing]]:
        """Grades and lists: path, words, and what they open and close."""
        yield from ((("grades", name), f"grade {name}", grade) for name, grade in self.held.grades.items())
        yield from ((("lists", name), f"the list {name}", listing) for name, listing in self.held.lists.items())

    def rule_of(self, holder: KeyPath, key: str) -> KeyPath:
        """Where a grade or a list opens or closes gates (`benefits`, `restrictions`): there, or in the entitlements."""
        behind = self.held.rules.get((str(holder[0]), str(holder[1])), ())
        return behind[0] if behind and not self.book.states(*map(str, holder), key) else (*holder, key)

    def hindered(self, holder: KeyPath) -> dict[str, str]:
        """Gates that a grade or a list lets through only later or dearer, each in words."""
        return self.held.hindered.get((str(holder[0]), str(holder[1])), {})

    def acts_behind(self, path: KeyPath) -> dict[str, Act]:
        """The burdening acts that may lead to a grade or a list, by name."""
        kind, holder = path[0], path[1]
        if kind == "lists":
            acts = self.book.acts.items()
            on = {name for name, act in acts if act.adds_to == holder and name not in self.dead}
            if any(grade.listing == holder for grade in self.book.grades.values()):
                on |= {name for name, act in self.burdening() if act.points < 0 or act.falls_to}
            return {name: act for name, act in acts if name in on}
        return {name: act for name, act in self.burdening() if act.points < 0 or act.falls_to}


def repair_open(book: Rulebook, act: str) -> bool:
    """Whether the file says that an entry can be repaired, for some at least, and all that it took comes back.

    A repair takes back points and ends the listing; a drop to a grade it does not undo.
    """
    due = book.due_process
    stated = due is not None and due.repair > 0 and book.states("due_process", "repair")
    return stated and book.acts[act].repairable and not book.acts[act].falls_to


def disputable(book: Rulebook, act: str) -> bool:
    """Whether entries of an act only ever are mistakes, which the file says can be contested."""
    conduct, due = book.acts[act].conduct, book.due_process
    contested = due is not None and due.appeal > 0 and book.states("due_process", "appeal")
    return contested and conduct is not None and conduct.only_by_mistake


def lasting(book: Rulebook, drift: Drift) -> float:
    """Expected points a year of entries that never expire: what expires comes back, and moves the score for a time, and
    a mean forgets all. 0 where the expected score does not sink, for it stands at its lowest already."""
    if book.score is not None and book.score.mean is not None:
        return 0.0
    if drift.score_path and drift.score_path[-1][1] >= drift.score_path[0][1]:
        return max(_lasting(book, drift), 0.0)
    return _lasting(book, drift)


def _lasting(book: Rulebook, drift: Drift) -> float:
    return sum(points for act, points in drift.by_act.items() if not counts_for(book, act))


def band_of(book: Rulebook, score: int) -> str:
    """The grade that a score deserves."""
    fits = (name for name, lowest in book.lowest_scores().items() if score >= lowest)
    return next(fits, list(book.grades)[-1])


def counts_for(book: Rulebook, act: str, *, whatever_follows: bool = False) -> int:
    """Days for which the points of an entry count, 0 for ever: until it expires, clean time has given them back,
    or the score returns to its start.

    whatever_follows : also if others follow that put such a return off.
    """
    resets = book.score.resets if book.score is not None else None
    ends = [book.acts[act].expires_days, *((resets.every, resets.after * (not whatever_follows)) if resets else ())]
    gives = book.score.gives_back if book.score is not None else None
    if book.score is not None and gives is not None and book.score.given_up_to >= book.score.start:
        ends.append(-(-abs(book.acts[act].points) // gives.points) * gives.after * (not whatever_follows))
    return min((days for days in ends if days), default=0)


def who(drift: Drift) -> str:
    """A kind of person in the middle of a sentence."""
    return drift.title[:1].lower() + drift.title[1:]


def effect_path(name: str, act: Act) -> KeyPath:
    """The path of what an act does: its points, else the drop, else the list."""
    for key in ("points", "falls_to", "adds_to", "removes_from"):
        if getattr(act, key):
            return ("acts", name, key)
    return ("acts", name)


def years(days: int) -> str:
    """Days in words: `9 years (3,285 days)`."""
    if days < 365:
        return f"{days:,} day{'s' * (days != 1)}"
    length = days / 365
    shown = f"{length:.0f}" if days % 365 == 0 else f"{length:.1f}"
    return f"{shown} year{'s' * (shown != '1')} ({days:,} days)"


def words(name: str) -> str:
    """A name of the rulebook as words: `tax_evasion` is `tax evasion`."""
    return name.replace("_", " ")
