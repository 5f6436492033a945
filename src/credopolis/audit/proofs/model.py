"""What is proved of a rulebook: plain frozen data that findings, reports and other programs read.

Days are whole days; a year of a rulebook has 365. Rates of conduct are a calendar year (365.25 days). Any reader can
replay a witness through `rulebook.automaton`; `proofs.witness.replay` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

ENTRY: Final = "entry"
LOCK_END: Final = "lock end"
EXPIRY: Final = "expiry"
LISTING_END: Final = "listing end"
RESET: Final = "return to the start"
GIVEN: Final = "points given back"
NEWCOMER: Final = "a newcomer's time"
GRADE_SET: Final = "a cycle's grade holds"
EVENTS: Final = (ENTRY, LOCK_END, EXPIRY, LISTING_END, RESET, GIVEN, NEWCOMER, GRADE_SET)
PROVED: Final = "proved"
NEVER: Final = "never"
AT_MOST: Final = "at most"
NOT_PROVED: Final = "not proved"
STATES: Final = (PROVED, NEVER, AT_MOST, NOT_PROVED)
"""A time is proved; that it can never be is proved; it is not proved and is at most what was found; nothing was."""


@dataclass(frozen=True)
class Step:
    """One thing that happens to a life, and where it stands after it.

    If a lock and entries end on one day, each of their steps tells where the life stands after all of them.
    day : days since the life was first scored. event : one of `EVENTS`. act : the act entered, "" for other events.
    """

    day: int
    event: str
    act: str
    score: int
    grade: str


@dataclass(frozen=True)
class Start:
    """Where a life stands when a story begins, with nothing on file that expires or counts under a cap.

    day : days since the life was first scored; years of a cap run from day 0. lock_days : days until the lock ends,
    0 without one. newcomer : whether it begins with the first scored day of a newcomer; else nobody is one in it.
    """

    day: int
    score: int
    grade: str
    lock_days: int
    newcomer: bool = False


@dataclass(frozen=True)
class Witness:
    """A story of one life that shows that something takes so many days.

    start : where it begins; the first scored day, unless entries of the rulebook expire or are capped. steps :
    everything that happens after. begins, ends : the days between which the time is counted; the life enters the first
    grade on `begins` and the second on `ends`.
    """

    start: Start
    steps: tuple[Step, ...]
    begins: int
    ends: int

    @property
    def days(self) -> int:
        """The time that the story takes."""
        return self.ends - self.begins


@dataclass(frozen=True)
class Shortening:
    """One rule that, changed alone, makes a road shorter.

    path : the rule's place in the file, such as ("grades", "D", "lock", "lasts"). change : in words. days : the road
    then takes so long, None if it then cannot be gone.
    """

    path: tuple[str, ...]
    change: str
    days: int | None


@dataclass(frozen=True)
class StraightDrop:
    """A theorem about an act that drops to a grade at once: the least time back into good standing.

    standing : the lowest grade above every grade with a lock (without locks: the grade everybody starts in).
    days : from the entry to that grade or better; None if there is no way back.
    legs : (grade, days spent in it) along the way. shortens : rules that, each changed alone, shorten it.
    proved : whether `days` is proved; if not it is the shortest that was found, None if none was.
    """

    act: str
    falls_to: str
    standing: str
    days: int | None
    legs: tuple[tuple[str, int], ...]
    witness: Witness | None
    shortens: tuple[Shortening, ...]
    proved: bool = True


@dataclass(frozen=True)
class Repair:
    """How one entry of an act is made good: the cheapest lawful sequence of gaining acts, of nobody who is a newcomer.

    Made good: one entry of the act at `from_score` and in the grade of its band (or if the act is only open in grades
    without one, in such a grade at the beginning of its lock), and then back at that score and grade or better, and off
    the blacklist that it leads to. from_score : the start's, or where that is too low for the entry to take all it can,
    one above it; None of an act that only lists.
    entries : gaining entries needed while the entry stands, fewest first and then soonest; 0 if time alone does it;
    None if nobody can.
    days : least days of that sequence, from the entry on. soonest_days : least days of any sequence.
    acts : (gaining act, times). alone : by gaining act, (entries, least days) if no other act is used; acts that cannot
    do it alone are left out. words : the same in words. reason : why nobody can make it good, else "".
    by_waiting_days : days after which the entry is undone without any act, None if it never is.
    proved : whether this is proved; if not it is the best that was found, and None says only that none was.
    """

    act: str
    points: int
    entries: int | None
    days: int | None
    soonest_days: int | None
    by_waiting_days: int | None
    acts: tuple[tuple[str, int], ...]
    alone: Mapping[str, tuple[int, int]]
    words: str
    reason: str
    witness: Witness | None
    proved: bool = True
    from_score: int | None = None

    @property
    def quickest_days(self) -> int | None:
        """Days until the entry is undone by acts or by waiting alone, whichever is sooner; None if it never is."""
        ways = (self.soonest_days, self.by_waiting_days)
        return min((days for days in ways if days is not None), default=None)

    @property
    def never(self) -> bool:
        """Whether it is proved that nobody can make the entry good, by acts or by waiting."""
        return self.proved and self.entries is None and self.by_waiting_days is None


@dataclass(frozen=True)
class ListTerm:
    """The least time off a list.

    acts_on, acts_off : acts that list and that take off. grades_on : grades that list whoever enters them.
    least_days : 0 where an act takes off at once, else the
    term, None if a listing never ends. by : `performance`, `expiry` or `never`. waiting_days : the term, None for
    no end.
    """

    name: str
    acts_on: tuple[str, ...]
    acts_off: tuple[str, ...]
    least_days: int | None
    by: str
    waiting_days: int | None
    removal: bool
    grades_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drift:
    """What plausible conduct does to one kind of person's score, before any response to the rules.

    gains_a_year, losses_a_year : expected points a year, losses as a number >= 0; of a score that is a mean, or where
    entries end one another, by how much entries really move it, None beyond the effort. by_act : the same by act.
    drops_a_year : entries a year that drop to a grade at once. asymmetry : losses over gains, None without gains.
    lost_per_gained : largest loss that this person risks over the largest gain it can make, None without either.
    score_path : (year, expected score) within the bounds. in_standing : (year, share in the start grade and above).
    half_left_years : years until half of such people have been, at that moment, below good standing; None if never
    within the horizon. method : how the shares were had. Beyond the effort both paths are empty, and nothing is known
    of the time until half have left. conduct : the acts of which is known who does
    them how often and what sees them; all others are not judged.
    """

    kind: str
    title: str
    gains_a_year: float | None
    losses_a_year: float | None
    by_act: Mapping[str, float]
    drops_a_year: float
    asymmetry: float | None
    lost_per_gained: float | None
    score_path: tuple[tuple[float, float], ...]
    in_standing: tuple[tuple[float, float], ...]
    half_left_years: float | None
    method: str
    conduct: tuple[str, ...] = ()

    @property
    def points_a_year(self) -> float | None:
        """Expected points a year, gains less losses; None if they are not known."""
        if self.gains_a_year is None or self.losses_a_year is None:
            return None
        return self.gains_a_year - self.losses_a_year

    @property
    def solved(self) -> bool:
        """Whether the shares over the years were had within the effort."""
        return bool(self.in_standing)


@dataclass(frozen=True)
class ErrorFace:
    """What mistakes alone do to innocents, who do nothing and can do nothing.

    entries_a_year : mistaken entries a life and year by act. source : where the rates come from. years : when one
    looks. below : by grade, share of innocents in a lower grade than it after so many years (the lowest is left out;
    empty beyond the effort).
    on_list : by list that no grade puts on, share on it. any_entry : share with at least one mistaken entry. method :
    how it was had.
    unknown : whether the shares below grades were beyond the effort. lives : that were drawn for them, 0 if solved.
    """

    entries_a_year: Mapping[str, float]
    source: str
    years: tuple[float, ...]
    below: Mapping[str, tuple[float, ...]]
    on_list: Mapping[str, tuple[float, ...]]
    any_entry: tuple[float, ...]
    method: str
    unknown: bool = False
    lives: int = 0


@dataclass(frozen=True)
class Proofs:
    """Everything proved of one rulebook. Grades stand highest first; without a score most of it is empty.

    least_time_days : by (from, to), the least days from entering `from` to being in `to`, over every reachable way of
    entering `from`; 0 on the diagonal, None if it cannot be or `from` cannot be entered. `times` says exactly what
    counts as a way where entries expire or are capped.
    longest_least_days : the same from the worst way of entering `from` (None if from some way it cannot be).
    unproved, longest_unproved : pairs of which these are not proved. The time is then the shortest that was found, None
    if none was: None says `never` only of a pair that is not among them. at_least_days : of unproved least times, what
    is proved of them all the same: none is shorter.
    witnesses : by (from, to), a story that takes exactly the least time; none for None, for the diagonal, and for
    stories that are too long to tell.
    exact : false where something was not proved within the effort; `limits` then says what, in few sentences.
    absorbing : grades that cannot be left. unreachable : grades that nobody can ever be in. one_way : pairs
    (lower, higher) of neighbouring grades that only lead down. drops, repairs : by act. lists : by list.
    drift : by kind of person; empty without conduct. undoable : acts that nobody can ever do.
    """

    rulebook: str
    grades: tuple[str, ...]
    start_grade: str
    standing_grade: str
    least_time_days: Mapping[tuple[str, str], int | None]
    longest_least_days: Mapping[tuple[str, str], int | None]
    witnesses: Mapping[tuple[str, str], Witness]
    absorbing: tuple[str, ...]
    unreachable: tuple[str, ...]
    one_way: tuple[tuple[str, str], ...]
    drops: Mapping[str, StraightDrop]
    repairs: Mapping[str, Repair]
    lists: Mapping[str, ListTerm]
    unproved: frozenset[tuple[str, str]] = frozenset()
    at_least_days: Mapping[tuple[str, str], int] = field(default_factory=dict)
    longest_unproved: frozenset[tuple[str, str]] = frozenset()
    drift: Mapping[str, Drift] = field(default_factory=dict)
    errors: ErrorFace | None = None
    undoable: tuple[str, ...] = ()
    exact: bool = True
    limits: tuple[str, ...] = ()

    def state(self, of: str, to: str) -> str:
        """What is known of the least time between two grades, of `STATES`."""
        return state(self.least_time_days.get((of, to)), (of, to) not in self.unproved)


def state(days: int | None, proved: bool) -> str:
    """What is known of a time, of `STATES`: None stands for never if it is proved, else for nothing that was found."""
    if proved:
        return PROVED if days is not None else NEVER
    return NOT_PROVED if days is None else AT_MOST
