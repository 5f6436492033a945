"""Counting between threads: every number is taken once, and what was written before is seen after."""

from __future__ import annotations

import threading
import time
from typing import Any

import numba
import numpy as np
import pytest

from credopolis.core.jit import compiles, formula, plain
from credopolis.core.processor import add_one, give_way, not_negative, prefetch, read_now, seconds_now


@formula
def take(counters, taken, turns):
    """Take numbers until there are none left, and mark each; then wait for the others."""
    number = add_one(counters, 1)
    while number < taken.shape[0]:
        prefetch(taken, number)
        taken[number] += 1
        add_one(counters, 2)
        turns += 1
        number = add_one(counters, 1)
    while read_now(counters, 2) < taken.shape[0]:
        give_way()
    return turns


def test_numbers_are_taken_once_by_one_thread() -> None:
    counters, taken = np.zeros(3, np.int64), np.zeros(50, np.int64)
    assert take(counters, taken, 0) == 50
    assert taken.tolist() == [1] * 50
    assert counters.tolist() == [0, 51, 50]


@pytest.mark.skipif(not compiles(), reason="without the compiler only one thread may take numbers")
def test_numbers_are_taken_once_by_many_threads() -> None:
    """So many numbers that the threads meet while they take them, and not one after the other."""
    counters, taken, n = np.zeros(3, np.int64), np.zeros(5_000_000, np.int64), 4
    found: list[int] = []
    start = threading.Barrier(n)

    def work() -> None:
        start.wait()
        found.append(take(counters, taken, 0))

    threads = [threading.Thread(target=work) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (taken == 1).all()
    assert sum(found) == len(taken) and max(found) < len(taken)
    assert counters.tolist() == [0, len(taken) + n, len(taken)]


@formula
def wait(seconds):
    """Let so much time pass -> what passed."""
    began = seconds_now()
    while seconds_now() - began < seconds:
        give_way()
    return seconds_now() - began


def test_the_clock_of_kernels_goes_as_others_do() -> None:
    wait(0.0)
    began = time.perf_counter()
    told = wait(0.05)
    assert 0.05 <= told <= time.perf_counter() - began + 0.001


@formula
def from_either_end(values, index):
    """An element, counted from the end where the index is negative."""
    return values[index]


@formula
def from_the_start(values, index):
    """An element at an index that is known not to be negative."""
    return values[not_negative(index)]


def test_a_number_that_is_not_negative_stays_what_it_is() -> None:
    values = np.arange(5)
    assert [from_the_start(values, k) for k in range(5)] == [from_either_end(values, k) for k in range(5)]


def steps_of(function: Any, *values: Any) -> int:
    """Instructions of a function compiled for such values, with its wrapper for the interpreter."""
    compiled = numba.njit(plain(function))
    compiled(*values)
    (text,) = compiled.inspect_asm().values()
    return sum(line.startswith("\t") and not line.startswith("\t.") for line in text.splitlines())


@pytest.mark.skipif(not compiles(), reason="what the compiler makes of it is looked at, and there is no compiler")
def test_the_compiler_provides_for_no_negative_index() -> None:
    """Beside the one function, the other differs in nothing but what is told."""
    values = np.arange(5)
    assert from_either_end(values, 2) == from_the_start(values, 2) == 2
    assert steps_of(from_the_start, values, 2) < steps_of(from_either_end, values, 2)
