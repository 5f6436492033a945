"""What a mechanism declares of itself: everything that the rest of the program would otherwise have to know of it."""

from __future__ import annotations

from dataclasses import dataclass

from credopolis.core.axes import Tally


@dataclass(frozen=True)
class Mechanism:
    """One mechanism: its card, as people meet it in `credopolis mechanisms` and `--off`, and whatever it owns.

    can_be_off : whether `--off` knows it. tallies : what it counts; each becomes a table of results.
    """

    name: str
    title: str
    summary: str
    can_be_off: bool
    sources: str
    tallies: tuple[Tally, ...] = ()
