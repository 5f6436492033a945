"""Where one life stands in the machine of the proofs, and what an entry of an act does to it."""

from __future__ import annotations

from typing import NamedTuple


class State(NamedTuple):
    """Where one life stands.

    grade : 0 is the lowest. lock : days until the lock ends, 0 without one. file : (days left, points moved) of each
    entry that will expire, sorted. used : entries in this cap year of each capped act. year : days left of that year,
    0 if the rulebook caps nothing so. recent : of each act with a window that rolls, the days for which each of its
    entries still stands in the way of others, sorted; 0 for ever. reset : days until the score returns to its start; of
    a cycle always, whether or not anything is there to return, else 0 where nothing was entered. today : points lost
    and gained today, where a day has a limit. locks : of each grade whose lock is longer soon after earlier ones, the
    days for which each of them still makes others longer, sorted. clean : days until clean time gives points back, 0
    where it gives none. new, gain : days until a newcomer's time ends, and until clean time adds points to it;
    0 for none. made : of each act with other points soon after earlier entries, the days for which each of them still
    changes the points of others, sorted. taken : of the latest entries that really took points, the days for which each
    still counts for some counter, and its points, the oldest first. rated : points of the entries whose mean the score
    is, the oldest first. heads : of each act that moves starts of cycles, the days for which it does.
    due : the band of the score with which the last cycle ended, until the grade is set by it; -1 for none. holds : of
    entries of which it matters that they stand, the act's slot, days left (0: for ever), and points moved, sorted.
    """

    score: int
    grade: int
    lock: int = 0
    file: tuple[tuple[int, int], ...] = ()
    used: tuple[int, ...] = ()
    year: int = 0
    recent: tuple[tuple[int, ...], ...] = ()
    reset: int = 0
    today: tuple[int, int] = (0, 0)
    locks: tuple[tuple[int, ...], ...] = ()
    clean: int = 0
    new: int = 0
    gain: int = 0
    made: tuple[tuple[int, ...], ...] = ()
    taken: tuple[tuple[int, int], ...] = ()
    rated: tuple[int, ...] = ()
    heads: tuple[int, ...] = ()
    due: int = -1
    holds: tuple[tuple[int, int, int], ...] = ()


Holds = tuple[tuple[int, int, int], ...]
"""Entries of which it matters that they stand, as in `State.holds`."""
END, LAST_RELEASE, GAIN, LAST_GAIN, COMES_BACK = 1, 2, 3, 4, 5
"""What the graph of a machine with newcomers follows as if it were an act: the end of their time, alone or on the day
of a lock's end or of points of clean time; such points on another day; and points that come back to no newcomer."""


class Move(NamedTuple):
    """An act as the machine sees it; falls_to, cap_slot and lists are -1 for none, term is 0 for ever.

    times, per, window : of a cap with a window that rolls, the entries that count, its days (0: a life) and which of
    all windows it is. needs : the list on which one must be to do it. adds_to, adds_after, removes_from : as in the
    rulebook; of lists that no act needs they are left out. happens : what happens to a newcomer by itself in place
    of an act, 0 for an act. again, within, repeat : points with one earlier entry within so many days, with two, and so
    on; and which of all such acts it is. rates : whether it is in the mean, where the score is one. head, cycles, slot:
    points that it adds to so many starts of cycles, and which of all such acts it is. held, ends : which of all acts
    it is of which it matters whether an entry stands, -1 for none; and whose entries it ends.
    """

    name: str
    points: int
    falls_to: int
    cap: int
    cap_slot: int
    term: int
    needs: int = -1
    adds_to: int = -1
    adds_after: int = 1
    removes_from: int = -1
    times: int = 0
    per: int = 0
    window: int = -1
    only: tuple[int, ...] = ()
    happens: int = 0
    again: tuple[int, ...] = ()
    within: int = 0
    repeat: int = -1
    rates: bool = True
    head: int = 0
    cycles: int = 0
    slot: int = -1
    held: int = -1
    ends: tuple[int, ...] = ()

    def points_after(self, earlier: int) -> int:
        """Points of an entry with so many earlier ones that change them."""
        return self.again[min(earlier, len(self.again)) - 1] if earlier and self.again else self.points

    @property
    def takes(self) -> bool:
        """Whether an entry takes points or drops a grade: time is clean no more."""
        return self.points < 0 or self.falls_to >= 0

    def open_in(self, grade: int) -> bool:
        """Whether an entry counts in a grade."""
        return not self.only or grade in self.only


class Lists(NamedTuple):
    """on : whether one is on each list that an act needs. made : entries of each act that lists, as far as they count
    towards its listing."""

    on: tuple[bool, ...] = ()
    made: tuple[tuple[str, int], ...] = ()

    def open_to(self, move: Move) -> bool:
        """Whether somebody on these lists can do an act."""
        return move.needs < 0 or self.on[move.needs]

    def after(self, move: Move) -> Lists:
        """The lists after an entry."""
        on, made = self.on, self.made
        if move.adds_to >= 0:
            count = min(dict(made).get(move.name, 0) + 1, move.adds_after)
            if move.adds_after > 1:
                made = tuple(sorted((dict(made) | {move.name: count}).items()))
            if count >= move.adds_after:
                on = (*on[: move.adds_to], True, *on[move.adds_to + 1 :])
        if move.removes_from >= 0:
            on = (*on[: move.removes_from], False, *on[move.removes_from + 1 :])
        return self if (on, made) == self else Lists(on, made)
