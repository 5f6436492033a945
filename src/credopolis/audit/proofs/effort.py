"""How much work the proofs of one rulebook may take: a count of steps, never a clock, so that answers are the same
on every machine.

A step is about what one successor of a state costs in a search; work on whole arrays is counted by their size. The
effort of an audit is shared out: each part gets its share of what is left, and what it does not use passes on to the
parts after it. So no part takes what another was promised, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

EFFORT: Final = 3_000_000
"""Steps of an audit, unless another number is asked for: some seconds."""
LEAST_EFFORT, MOST_EFFORT = 1_000, 1_000_000_000
A_STEP: Final = 512
"""Elements of an array that are worked on in a step, a few times each."""
UNPROVED: Final = "not proved within the effort"

Tell = Callable[[str], None]
"""Hears what is being proved."""


class OutOfEffort(Exception):
    """The steps of a part are used up."""


class Effort:
    """Steps that may still be taken; `tell` hears what is being proved."""

    def __init__(self, steps: int = EFFORT, tell: Tell | None = None) -> None:
        self.left = self._all = steps
        self._tell = tell
        self._root: Effort = self

    @property
    def used(self) -> int:
        """Steps taken so far."""
        return self._all - self.left

    def spend(self, steps: int) -> None:
        """Take some steps.

        Raises
        ------
        OutOfEffort
            If they are not left; then none is left.
        """
        if steps > self.left:
            self.left = 0
            raise OutOfEffort
        self.left -= steps

    def spend_at_most(self, steps: int) -> None:
        """Take some steps, or all that are left."""
        self.left -= min(steps, self.left)

    def arrays(self, elements: int, calls: int = 1) -> None:
        """Take the steps of some calls on arrays of so many elements in all. Raises OutOfEffort as `spend` does."""
        self.spend(4 * calls + elements // A_STEP)

    @contextmanager
    def share(self, part: float, of: float) -> Iterator[Effort]:
        """A part of what is left, by weight; what it does not use is given back."""
        given = Effort(int(self.left * part / of) if of > 0 else 0)
        given._root = self._root
        self.left -= given.left
        try:
            yield given
        finally:
            self.left += given.left
            given.left = 0

    def say(self, what: str) -> None:
        """Tell whoever listens what is being proved next."""
        root = self._root
        if root._tell is not None:
            root._tell(what)
