"""Telling a story step by step, and replaying it through the readable automaton of the rulebook room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.model import (
    ENTRY,
    EXPIRY,
    GIVEN,
    GRADE_SET,
    LOCK_END,
    NEWCOMER,
    RESET,
    Start,
    Step,
    Witness,
)
from credopolis.audit.proofs.state import Move, State
from credopolis.audit.proofs.timed import WAIT, Op
from credopolis.rulebook.automaton import Standing
from credopolis.rulebook.model import Rulebook


class Teller:
    """Writes down what happens to a life from a starting state on."""

    def __init__(self, machine: Machine, state: State, day: int = 0) -> None:
        self._machine = machine
        self.state = state
        self.day = day
        self.start = Start(day, state.score, machine.names[state.grade], state.lock, state.new > 0)
        self.steps: list[Step] = []

    def tell(self, ops: Iterable[Op], moves: Sequence[Move]) -> None:
        """Go on by operations; acts are counted in `moves`."""
        for k, days in ops:
            if k == WAIT:
                self.wait(days)
            else:
                self.post(moves[k])

    def post(self, move: Move) -> None:
        """One entry, today."""
        self.state = self._machine.post(self.state, move)
        self._note(ENTRY, move.name)

    def wait(self, days: int) -> None:
        """Let days pass, event by event."""
        end = self.day + days
        while self.day < end:
            before = self.state
            first = self._machine.next_event(before)
            pass_ = min(first, end - self.day) if first else end - self.day
            self.state = self._machine.wait(before, pass_)
            self.day += pass_
            if before.lock == pass_:
                self._note(LOCK_END)
            if before.due >= 0 and self.state.due < 0:
                self._note(GRADE_SET)
            if pass_ in (before.gain, before.new):
                self._note(NEWCOMER)
            if self._machine.to_return(before) and before.reset == pass_:
                self._note(RESET)
            elif before.clean == pass_ and self._machine.give(before.score)[0]:
                self._note(GIVEN)
            elif before.file and before.file[0][0] == pass_:
                self._note(EXPIRY)

    def _note(self, event: str, act: str = "") -> None:
        self.steps.append(Step(self.day, event, act, self.state.score, self._machine.names[self.state.grade]))

    def witness(self, begins: int) -> Witness:
        """The story, its time counted from a day until today."""
        return Witness(self.start, tuple(self.steps), begins, self.day)


def stand(book: Rulebook, start: Start) -> Standing:
    """The automaton in the state in which a story begins."""
    new = book.score.newcomers if book.score is not None else None
    standing = Standing(book, day=start.day, scored_for=0 if start.newcomer or new is None else new.days)
    standing.score, standing.grade = start.score, start.grade
    standing.lock_until = start.day + start.lock_days if start.lock_days else 0
    return standing


def replay(book: Rulebook, witness: Witness) -> tuple[Step, ...]:
    """Live a witness's entries through `rulebook.automaton` -> its steps as they come out there.

    The steps are those of the witness exactly if the witness is right.
    """
    standing = stand(book, witness.start)
    lived = []
    for step in witness.steps:
        if step.event == ENTRY:
            standing.post(step.act, step.day)
        else:
            standing.advance(step.day)
        lived.append(Step(step.day, step.event, step.act, standing.score, standing.grade))
    return tuple(lived)
