"""Drift: what the conduct of ordinary people, who do not respond to the rules, does to their score.

Expected points a year are rates of entries times points, gains and losses apart; of a capped act at most the cap
counts, E[min(N, cap)] of a Poisson number N, or what a window that rolls lets through in the long run. Where the score
is a mean, or entries end one another, they are what entries really move over twenty years of lives. The expected score
and the shares in good standing come from the ladder as a process in time (`course`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from credopolis.audit.proofs.course import Courses
from credopolis.audit.proofs.drops import standing_of
from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.followed import Moved
from credopolis.audit.proofs.kinds import KINDS, Kind, conduct_in, entries_a_year
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.model import Drift
from credopolis.audit.proofs.state import Move
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.model import Rulebook

YEARS: Final = tuple(float(year) for year in range(21))


def drift_of(book: Rulebook, conduct: Mapping[str, ActConduct], effort: Effort | None = None) -> dict[str, Drift]:
    """By kind of person, the drift under a rulebook; empty without a score."""
    machine = machine_of(book, conduct)
    if machine is None:
        return {}
    courses = Courses(machine, effort or Effort())
    known = tuple(name for name in conduct_in(book, conduct) if book.states("acts", name, "seen_by"))
    rates = {name: entries_a_year(book, conduct, kind) for name, kind in KINDS.items()}
    found = {}
    for n, (name, kind) in enumerate(KINDS.items()):
        courses.effort.say(f"the drift of {kind.title[:1].lower()}{kind.title[1:]}")
        still = {tuple(rates[other].items()) for other in list(KINDS)[n:]}
        drift = _drift(machine, name, kind, rates[name], courses, 1 / len(still))
        found[name] = replace(drift, conduct=known)
    return found


def counted(rate: float, cap: int) -> float:
    """Expected entries a year that count: all without a cap (0), else E[min(N, cap)] of a Poisson number N."""
    if not cap or not rate:
        return rate
    shares = [math.exp(k * math.log(rate) - rate - math.lgamma(k + 1)) for k in range(cap)]
    return cap - math.fsum((cap - k) * share for k, share in enumerate(shares))


def counted_a_year(rate: float, move: Move) -> float:
    """Expected entries of an act a year that count, in the long run.

    Under a window that rolls each entry that counts takes one of `times` places for so many days, and who finds none
    does not count: a loss system, of which Erlang's formula holds whatever the time that a place is taken (Sevastyanov
    1957, An ergodic theorem for Markov processes and its application to telephone systems with refusals). Of a cap
    in a life nothing is left in the long run.
    """
    if not move.times or not rate:
        return counted(rate, move.cap)
    if not move.per:
        return 0.0
    load, lost = rate * move.per / DAYS_PER_YEAR_OF_RATES, 1.0
    for place in range(1, move.times + 1):
        lost = load * lost / (place + load * lost)
    return rate * (1.0 - lost)


def is_measured(machine: Machine) -> bool:
    """Whether points a year are those that entries really move: of a mean, or where they end one another, those that
    the file gives them say little."""
    return machine.mean is not None or machine.holds


def _points(
    machine: Machine, moves: Sequence[Move], rates: Mapping[str, float], moved: Moved | None
) -> tuple[float | None, float | None, dict[str, float]]:
    """Points gained and lost a year, None if they are not known, and by act."""
    if is_measured(machine):
        if moved is None:
            return None, None, {}
        acts = [move.name for move in moves if move.name in moved.up or move.name in moved.down]
        by_act = {act: moved.up.get(act, 0.0) - moved.down.get(act, 0.0) for act in acts}
        return math.fsum(moved.up.values()), math.fsum(moved.down.values()), by_act
    by_act = {move.name: counted_a_year(rates[move.name], move) * move.points for move in moves if move.points}
    gains = math.fsum(points for points in by_act.values() if points > 0)
    return gains, math.fsum(-points for points in by_act.values() if points < 0), by_act


def _drift(machine: Machine, name: str, kind: Kind, rates: Mapping[str, float], courses: Courses, part: float) -> Drift:
    moves = [move for move in machine.moves if rates.get(move.name, 0.0) > 0]
    most_gained = max((move.points for move in moves), default=0)
    most_lost = -min((move.points for move in moves), default=0)
    good = standing_of(machine)
    years = courses.years_of(rates, YEARS, good, part)
    when = YEARS if years.known else ()
    gains, losses, by_act = _points(machine, moves, rates, years.moved)
    return Drift(
        kind=name,
        title=kind.title,
        gains_a_year=gains,
        losses_a_year=losses,
        by_act=by_act,
        drops_a_year=math.fsum(counted_a_year(rates[move.name], move) for move in moves if move.falls_to >= 0),
        asymmetry=losses / gains if gains and losses is not None else None,
        lost_per_gained=most_lost / most_gained if most_gained > 0 and most_lost > 0 else None,
        score_path=tuple(zip(when, years.score.tolist(), strict=True)),
        in_standing=tuple(zip(when, years.grades[:, good:].sum(axis=1).tolist(), strict=True)),
        half_left_years=years.half_left,
        method=years.method,
    )
