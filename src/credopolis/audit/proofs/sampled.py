"""The ladder of many lives at once, where entries expire or are capped and the process needs each life's history.

A state is then a file of entries, too large to solve for, so lives are drawn: entries of each act at a constant rate,
on the grid of days and in the order of `rulebook.automaton`. The draws have a fixed seed, so that an audit says the
same each time, and what is reported has a standard error of at most 0.7 percentage points, or more where the effort is
too small for so many lives (`course` says so).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.counting import NO_DAY, Clean, Countings, Limits, Locks, Repeats, Today
from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.state import Move
from credopolis.core.units import DAYS_PER_YEAR, DAYS_PER_YEAR_OF_RATES

LIVES: Final = 5_000
FEWEST_LIVES: Final = 400
"""With fewer, the standard error of a share would be more than 2.5 percentage points."""
_SEED: Final = 20_100_101
_A_WINDOW: Final = 12.0
"""What an entry costs that a window sifts, one by one, beside one that a year does."""
_EXPIRY, _ENTRY, _LOOK = 0, 1, 2
_MOMENTS = 2**20  # of a day, which order its entries
Whole = NDArray[np.int64]


def lives_within(machine: Machine, entries_a_year: Mapping[str, float], looks: Sequence[int], effort: Effort) -> int:
    """How many lives can be drawn within an effort, which is spent on them; 0 if they would be too few."""
    events = columns = float(len(looks))
    sifted, years = 0.0, (looks[-1] + 1) / DAYS_PER_YEAR_OF_RATES
    for move in machine.moves:
        mean = entries_a_year.get(move.name, 0.0) * years
        # Under a cap all entries are drawn and put in order, and few are left, unless where one stands decides which.
        if (move.cap or move.times) and not move.only:
            sifted += mean * (_A_WINDOW if move.times else 1.0)
            mean = min(mean, move.cap * (years + 1.0)) if move.cap else mean
            windows = years * DAYS_PER_YEAR_OF_RATES / move.per if move.per else 0.0
            mean = min(mean, move.times * (windows + 1.0)) if move.times else mean
        events += mean * (2 if move.term else 1) + (mean if machine.takes(move) else 0.0)
        columns += (mean + 5.0 * math.sqrt(mean)) * (2 if move.term else 1)
    events += years * DAYS_PER_YEAR_OF_RATES / machine.resets.every if machine.resets.every else 0.0
    if machine.gives is not None:
        takes = sum(entries_a_year.get(move.name, 0.0) * years for move in machine.moves if machine.takes(move))
        each = math.ceil((machine.given_up_to - machine.low) / machine.gives.points)
        gifts = min(years * DAYS_PER_YEAR_OF_RATES / machine.gives.after, (takes + 1.0) * each)
        events, columns = events + gifts, columns + gifts
    happens = len(machine.gained) + (machine.newcomers.days > 0)
    events, columns = events + happens, columns + happens
    # An array call a column and rule, and then each event of each life.
    clocks = machine.returns + (machine.gives is not None)
    more = 30 * sum(bool(move.only) for move in machine.moves) + 40 * machine.limited + 30 * clocks
    more += 30 * (len(machine.repeated) + len(machine.counters)) + 40 * (machine.newcomers.days > 0)
    fixed, each = math.ceil(columns * (90 + more)), math.ceil(events * (1 + more / 90) / 4 + sifted / 24) + 1
    lives = min(LIVES, (effort.left - fixed) // each)
    if lives < FEWEST_LIVES:
        return 0
    lives = lives if lives == LIVES else lives // 100 * 100
    effort.spend(fixed + lives * each)
    return lives


@dataclass(frozen=True)
class Sample:
    """score, grade : (n_looks, n_lives) at the moments looked at."""

    score: Whole
    grade: Whole


@dataclass(frozen=True)
class _Events:
    """What comes to each life, in its order: (most, n_lives) day, kind, and act or look; entry: the entry's number."""

    day: Whole
    kind: Whole
    what: Whole
    entry: Whole


def sample(machine: Machine, entries_a_year: Mapping[str, float], looks: Sequence[int], lives: int = LIVES) -> Sample:
    """Lives scored from day 0 and looked at on some rising days, after that day's entries."""
    events = _draw(machine, entries_a_year, looks, lives)
    rows = np.arange(lives)
    score = np.full(lives, machine.first().score)
    grade = np.full(lives, machine.first().grade)
    until = np.zeros(lives, np.int64)
    moved = np.zeros(int(events.entry.max(initial=0)) + 1, np.int64)
    seen_score, seen_grade = np.zeros((2, len(looks), lives), np.int64)
    posted, limits, locks = np.zeros_like(moved), Limits(machine, lives), Locks(machine, lives)
    cleared = np.zeros(lives, np.int64)
    lowest, lock_days, rung = (np.array(v) for v in (machine.lowest, machine.lock_days, machine.release_to))
    new_lowest, new_days = np.array(machine.new_lowest or machine.lowest), machine.newcomers.days
    keeps = machine.low - 1
    sets = np.array([keeps if to is None else to for to in machine.sets or (None,) * len(machine.names)])
    points = np.array([move.points for move in machine.moves] or [0])
    falls_to = np.array([move.falls_to for move in machine.moves] or [-1])

    def band(scores: Whole, day: Whole) -> Whole:
        usual = np.maximum(np.searchsorted(lowest, scores, side="right") - 1, 0)
        if not new_days:
            return usual
        return np.where(day < new_days, np.maximum(np.searchsorted(new_lowest, scores, side="right") - 1, 0), usual)

    def enter(who: Whole, then: Whole, day: Whole, lock: NDArray[np.bool_]) -> None:
        grade[who] = then
        lasts = lock_days[then]
        if machine.repeats:
            lasts = locks.lasting(who[lock], then[lock], day[lock], lasts, lock)
        until[who] = np.where(lock & (lasts > 0), day + lasts, 0)

    resets = machine.resets
    turns, today = np.full(lives, resets.every or NO_DAY), Today(machine, lives)

    gives, gifts = machine.gives, np.full(lives, machine.first().clean or NO_DAY)

    def give_back(who: Whole) -> None:
        on, room = gifts[who], np.maximum(machine.given_up_to - score[who], 0)
        gain = np.minimum(room, gives.points if gives is not None else 0)
        score[who] += gain
        gifts[who] = np.where(gain < room, on + (gives.after if gives is not None else 0), NO_DAY)
        deserved = band(score[who], on)
        rises = (gain > 0) & (deserved > grade[who]) & (until[who] == 0)
        enter(who[rises], deserved[rises], on[rises], np.zeros(int(rises.sum()), np.bool_))

    def return_to_start(who: Whole) -> None:
        gain, cleared[who] = machine.start - score[who], turns[who]
        score[who] = machine.start
        deserved = band(score[who], turns[who])
        falls, rises = (gain < 0) & (deserved < grade[who]), (gain > 0) & (deserved > grade[who]) & (until[who] == 0)
        change = falls | rises
        enter(who[change], deserved[change], turns[who][change], falls[change])
        turns[who] = turns[who] + resets.every if resets.every else NO_DAY

    clean, repeats, counted = Clean(machine, lives), Repeats(machine, lives), Countings(machine, lives)

    def follow(who: Whole, on: Whole, gain: Whole) -> None:
        deserved = band(score[who], on)
        falls, rises = (gain < 0) & (deserved < grade[who]), (gain > 0) & (deserved > grade[who]) & (until[who] == 0)
        change = falls | rises
        enter(who[change], deserved[change], on[change], falls[change])

    def as_newcomers(who: Whole) -> None:
        on = clean.next[who]
        gain = np.minimum(clean.added(who), machine.high - score[who])
        score[who] += gain
        follow(who, on, gain)
        last = who[on == new_days]
        was = np.maximum(np.searchsorted(new_lowest, score[last], side="right") - 1, 0)
        follow(last, np.full(len(last), new_days), band(score[last], np.full(len(last), new_days)) - was)

    for column in range(events.day.shape[0]):
        day, kind = events.day[column], events.kind[column]
        while len(who := np.flatnonzero((soonest(until, turns, gifts, clean.next) <= day) & (kind >= 0))):
            free, first = until[who] == 0, np.minimum(np.minimum(turns[who], gifts[who]), clean.next[who])
            back = free | (until[who] > first)
            new = back & (clean.next[who] == first)
            given = back & ~new & (gifts[who] < turns[who])
            if back.any():
                as_newcomers(who[new])
                return_to_start(who[back & ~given & ~new])
                give_back(who[given])
            who = who[~back]
            on, held, given = until[who], rung[grade[who]] >= 0, sets[grade[who]]
            score[who] = np.where(given > keeps, given, score[who])
            cleared[who] = np.where(given > keeps, on, cleared[who])
            then = np.where(held, rung[grade[who]], band(score[who], on))
            enter(who, then, on, held | (then < grade[who]))
        who = np.flatnonzero((kind == _EXPIRY) | (kind == _ENTRY))
        what, entry = events.what[column, who], events.entry[column, who]
        made = kind[who] == _ENTRY
        posts = made & limits.counting(who, np.where(made, what, -1), day[who], grade[who])
        own = repeats.points(who, np.where(posts, what, -1), day[who], points[what])
        gain = np.where(posts, own, np.where(made | (posted[entry] < cleared[who]), 0, -moved[entry]))
        if machine.limited:
            gain = np.where(posts, today.left_of(who, day[who], np.where(posts, gain, 0)), gain)
        before = score[who]
        score[who] = np.clip(before + gain, machine.low, machine.high)
        moved[entry], posted[entry] = score[who] - before, day[who]
        drops_to = counted.falls_to(who, day[who], np.where(posts, moved[entry], 0), cleared, falls_to[what])
        drops = posts & (drops_to >= 0) & (grade[who] >= drops_to)
        deserved = band(score[who], day[who])
        falls = ~drops & (gain < 0) & (deserved < grade[who])
        rises = ~drops & ~falls & (posts | (gain != 0)) & (deserved > grade[who]) & (until[who] == 0)
        put_off = who[posts & ((points[what] < 0) | (falls_to[what] >= 0))] if resets.after or gives else who[:0]
        if resets.after:
            turns[put_off] = day[put_off] + resets.after
        clean.entered(who[posts & ((points[what] < 0) | (falls_to[what] >= 0))])
        if gives:
            gifts[put_off] = day[put_off] + gives.after
        change = drops | falls | rises
        then = np.where(drops, drops_to, deserved)
        enter(who[change], then[change], day[who][change], (drops | falls)[change])
        for look in np.unique(events.what[column, kind == _LOOK]).tolist():
            there = rows[(kind == _LOOK) & (events.what[column] == look)]
            seen_score[look, there], seen_grade[look, there] = score[there], grade[there]
    return Sample(seen_score, seen_grade)


def soonest(until: Whole, turns: Whole, gifts: Whole, news: Whole) -> Whole:
    """The day on which the lock of each life ends, its score returns, clean time gives back, or something happens to it
    as a newcomer, the first of them."""
    return np.minimum(np.minimum(np.where(until > 0, until, NO_DAY), news), np.minimum(turns, gifts))


def _within_window(move: Move, who: Whole, days: Whole) -> NDArray[np.bool_]:
    """Which entries of an act count under its window that rolls; lives in order, and their days."""
    counts, last, made = np.zeros(len(who), np.bool_), -1, list[int]()
    for n, (life, day) in enumerate(zip(who.tolist(), days.tolist(), strict=True)):
        if life != last:
            last, made = life, []
        counts[n] = len(made) < move.times or 0 < move.per <= day - made[-move.times]
        if counts[n]:
            made.append(day)
    return counts


def _draw(machine: Machine, entries_a_year: Mapping[str, float], looks: Sequence[int], lives: int) -> _Events:
    random = np.random.Generator(np.random.PCG64(_SEED))
    horizon = looks[-1] + 1
    life, act, time = [], [], []
    for k, move in enumerate(machine.moves):
        mean = entries_a_year.get(move.name, 0.0) / DAYS_PER_YEAR_OF_RATES * horizon
        count = random.poisson(mean, lives)
        times = random.random(int(count.sum())) * horizon
        who = np.repeat(np.arange(lives), count)
        if (move.cap or move.times) and not move.only:
            order = np.lexsort((times, who))
            times, who = times[order], who[order]
        if move.times and not move.only:
            counts = _within_window(move, who, times.astype(np.int64))
            times, who = times[counts], who[counts]
        if move.cap and not move.only:
            year = who * (horizon // DAYS_PER_YEAR + 1) + times.astype(np.int64) // DAYS_PER_YEAR
            first = np.searchsorted(year, year)
            counts = np.arange(len(year)) - first < move.cap
            times, who = times[counts], who[counts]
        life.append(who)
        time.append(times)
        act.append(np.full(len(who), k))
    lifes, times, acts = (np.concatenate(x) if x else np.zeros(0) for x in (life, time, act))
    lifes, acts = lifes.astype(np.int64), acts.astype(np.int64)
    number = np.arange(len(lifes)) + 1
    days = times.astype(np.int64)
    terms = np.array([move.term for move in machine.moves] or [0])[acts]
    ends = (terms > 0) & (days + terms < horizon)
    all_lives, n_looks = np.arange(lives), len(looks)
    parts = [
        (lifes, days, _ENTRY, acts, number, times),
        (lifes[ends], (days + terms)[ends], _EXPIRY, acts[ends], number[ends], times[ends]),
        (np.tile(all_lives, n_looks), np.repeat(np.array(looks), lives), _LOOK, np.repeat(np.arange(n_looks), lives),
         np.zeros(n_looks * lives, np.int64), np.zeros(n_looks * lives)),
    ]  # fmt: skip
    who, on, what, entry, order = (np.concatenate([part[k] for part in parts]) for k in (0, 1, 3, 4, 5))
    kind = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    moment = ((who * horizon + on) * 3 + kind) * _MOMENTS + ((order % 1.0) * _MOMENTS).astype(np.int64)
    sorted_ = np.argsort(moment)
    who = who[sorted_]
    of_life = np.bincount(who, minlength=lives)
    place = np.arange(len(who)) - np.repeat(np.cumsum(of_life) - of_life, of_life)
    shape = (int(place.max()) + 1, lives)

    def table(values: Whole, empty: int) -> Whole:
        out = np.full(shape, empty)
        out[place, who] = values[sorted_]
        return out

    return _Events(table(on, 0), table(kind, -1), table(what, 0), table(entry, 0))
