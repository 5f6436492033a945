"""Machines whose states may be followed one by one, and what they remember."""

from __future__ import annotations

from credopolis.audit.proofs.machine import Machine
from credopolis.core.units import DAYS_PER_YEAR

_MOST_MEANS = 50_000
"""Windows of entries of a mean that are followed one by one."""


def few_means(machine: Machine) -> bool:
    """Whether the entries of a mean can be followed one by one."""
    kinds = len({move.points for move in machine.moves if move.rates})
    windows = 1
    for _ in range(machine.mean.last if machine.mean is not None else 0):
        windows = 1 + kinds * windows
        if windows > _MOST_MEANS:
            return False
    return True


def few_hold(machine: Machine) -> bool:
    """Whether no more than one entry of each act stands of which it matters."""
    return all(move.held < 0 or move.held in move.ends for move in machine.moves)


def remembers_no_more(machine: Machine) -> bool:
    """Whether a machine remembers nothing but what is followed here."""
    every = machine.resets.every
    return not (
        machine.expires
        or machine.limited
        or (machine.n_caps and every != DAYS_PER_YEAR)
        or machine.list_days
        or machine.windows
        or machine.repeats
        or machine.repeated
        or machine.counters
        or (every and machine.newcomers.days % every)
    )
