"""The tuple of steps is what a tick executes: all of it, once, in that order, for threads and for workers."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np
import pytest

from credopolis.core.jit import hot
from credopolis.engine import schedule, ticks
from credopolis.engine.schedule import STEPS, after_lives, before_lives, of_districts
from credopolis.engine.ticks import SPENT

from .wrapped import wrapped


class Log(NamedTuple):
    """Stands for `Between`. came : numbers of the steps in the order in which they ran, its first entry how many."""

    spent: Any
    came: Any


class Place(NamedTuple):
    """Stands for `Here`."""

    between: Log


def recorder(number: int) -> Any:
    """A step that writes down that it ran."""

    @hot
    def step(here):  # type: ignore[no-untyped-def]
        log = here.between.came
        log[0] += 1
        log[log[0]] = number

    return step


def test_the_parts_of_a_tick_are_the_whole_in_order() -> None:
    names = tuple(step.name for step in STEPS)
    assert (*before_lives(), *of_districts(), *after_lives(), "record") == names
    assert set(ticks.RUNS) == set(SPENT) == set(names) - {"record"}


def test_a_step_out_of_order_among_the_districts_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The order is read from the tuple: with its steps reversed, other parts come before lives."""
    monkeypatch.setattr(schedule, "STEPS", STEPS[::-1])
    assert before_lives() == ("perception", "net", "offices", "demand") and after_lives() == ("watch",)


@pytest.mark.parametrize("names", list(itertools.permutations(("offices", "watch", "perception")))[::2])
def test_steps_run_in_the_order_given_and_each_is_timed(
    names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate(SPENT):
        monkeypatch.setitem(ticks.RUNS, name, recorder(number))
    log = Log(np.zeros(len(SPENT) + 1), np.zeros(len(SPENT) + 1, np.int64))
    wrapped(ticks.in_order(names))(Place(log))
    assert [SPENT[k] for k in log.came[1 : 1 + log.came[0]]] == list(names)
    assert {name for name, spent in zip(SPENT, log.spent, strict=False) if spent > 0} == set(names)
