"""Lives followed one by one through the machine of the proofs, where the score is a mean, only the end of a cycle sets
the grade, or entries end one another.

Entries of each act come at a constant rate, on the grid of days, and the machine says what each does: it is the same
machine that least times are proved with. The draws have a fixed seed, so that an audit says the same each time. Where
nothing is ever entered one life is all there is, and nothing is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.sampled import FEWEST_LIVES, LIVES, Sample
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

_SEED: Final = 20_200_615
LOOK: Final = -1
Life = list[tuple[int, int]]
"""Days and acts, or LOOK, in the order in which they come."""


@dataclass(frozen=True)
class Moved:
    """By act, points that entries of it really moved the score up and down by a year, over all lives and years."""

    up: Mapping[str, float]
    down: Mapping[str, float]


def lives_followed(machine: Machine, entries_a_year: Mapping[str, float], looks: Sequence[int], effort: Effort) -> int:
    """How many lives can be followed within an effort, which is spent on them; 0 if they would be too few."""
    years = (looks[-1] + 1) / DAYS_PER_YEAR_OF_RATES
    entries = sum(entries_a_year.get(move.name, 0.0) for move in machine.moves) * years
    clocks = len(looks) + (years * DAYS_PER_YEAR_OF_RATES / machine.resets.every if machine.resets.every else 0.0)
    kept = machine.mean.last // 64 if machine.mean is not None else 0
    each = math.ceil((2 * entries + 2 * clocks) * (machine.a_state + kept)) + 1
    lives = min(LIVES if entries else 1, effort.left // each)
    if lives < FEWEST_LIVES and entries:
        return 0
    lives = lives if lives in (1, LIVES) else lives // 100 * 100
    effort.spend_at_most(lives * each)
    return lives


def lives_of(machine: Machine, entries_a_year: Mapping[str, float], looks: Sequence[int], lives: int) -> list[Life]:
    """What comes to each life, in its order; looks come after a day's entries."""
    random = np.random.Generator(np.random.PCG64(_SEED))
    horizon = looks[-1] + 1
    parts: list[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]] = []
    for k, move in enumerate(machine.moves):
        count = random.poisson(entries_a_year.get(move.name, 0.0) / DAYS_PER_YEAR_OF_RATES * horizon, lives)
        times = random.random(int(count.sum())) * horizon
        parts.append((np.repeat(np.arange(lives), count), times, np.full(len(times), k)))
    after = [np.nextafter(day + 1.0, 0.0) for day in looks]
    everybody = np.repeat(np.arange(lives), len(looks))
    parts.append((everybody, np.tile(np.array(after, np.float64), lives), np.full(len(everybody), LOOK)))
    who, when, what = (np.concatenate([part[k] for part in parts]) for k in range(3))
    order = np.lexsort((when, who))
    days, acts, ends = when[order].astype(np.int64).tolist(), what[order].tolist(), np.searchsorted(
        who[order], np.arange(lives), side="right"
    )  # fmt: skip
    whole = list(zip(days, acts, strict=True))
    return [whole[first:last] for first, last in zip([0, *ends[:-1]], ends, strict=True)]


def follow(machine: Machine, lives: Sequence[Life], looks: int) -> tuple[Sample, Moved]:
    """Where lives stand on the days looked at, and what their entries moved."""
    score, grade = np.zeros((2, looks, len(lives)), np.int64)
    up, down = [0] * len(machine.moves), [0] * len(machine.moves)
    last = 1
    for n, life in enumerate(lives):
        state, day, look = machine.first(), 0, 0
        for on, act in life:
            state, day = machine.later(state, on - day), on
            if act == LOOK:
                score[look, n], grade[look, n] = state.score, state.grade
                look += 1
                continue
            before, state = state.score, machine.post(state, machine.moves[act])
            up[act] += max(state.score - before, 0)
            down[act] += max(before - state.score, 0)
        last = max(last, day)
    years = len(lives) * last / DAYS_PER_YEAR_OF_RATES
    sides = ({move.name: side[k] / years for k, move in enumerate(machine.moves) if side[k]} for side in (up, down))
    return Sample(score, grade), Moved(*sides)
