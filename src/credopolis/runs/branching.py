"""The lives of a course in a course of their own, as they stand or under other rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from credopolis.core.errors import Misuse

if TYPE_CHECKING:
    from credopolis.engine.run import Course
    from credopolis.engine.scenario import Scenario


def copied(old: Course, threads: int) -> Course:
    """The same lives at the same moment, to the bit.

    Raises
    ------
    NotEnoughMemory
        Before allocating.
    """
    from credopolis.engine.run import begin

    course = begin(old.engine.scenario, threads)
    if old.tick:
        with closed_on_failure(course):
            course.take_up(old.freeze())
        course.open_spells = old.open_spells
    return course


def carried(old: Course, after: Scenario, threads: int) -> Course:
    """The same lives at the same moment, the end of a recording interval, about to go on under other rules.

    Raises
    ------
    NotEnoughMemory
        Before allocating.
    BadValue
        If the rules do not fit.
    """
    from credopolis.engine.reform import carry_over, knowing
    from credopolis.engine.run import begin

    course = begin(knowing(old.engine.scenario, after), threads)
    with closed_on_failure(course):
        carry_over(old.engine, old.freeze(), course)
    course.lived, course.seconds, course.open_spells = old.lived, dict(old.seconds), old.open_spells
    return course


def next_end(course: Course) -> int:
    """The day on which the recording interval in hand ends, or has just ended.

    Raises
    ------
    Misuse
        If the run ends with it.
    """
    scenario, last = course.engine.scenario, len(course.records_at)
    if course.records and not course.over:
        return course.day
    end = next((k + 1 for k in range(course.tick, last) if course.records_at[k]), last)
    if end >= last:
        raise Misuse("No recording interval is left that could be lived under other rules.")
    return end * scenario.tick_days


@contextmanager
def closed_on_failure(course: Course) -> Iterator[None]:
    """End a course's threads if the block fails."""
    try:
        yield
    except BaseException:
        course.close()
        raise
