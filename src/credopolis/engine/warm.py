"""Compiling the life loop in a process of its own while this one compiles the generator and draws the people.

The compiler holds one lock a process, so two processes are the only way to use two cores. The child's work reaches
this process through the cache on disk; if the child fails, this process compiles the loop itself. The child has a
helper of its own, which understands a third of the loop for it (`core.handed`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import nullcontext

import numpy as np

from credopolis.core import handed
from credopolis.core.jit import is_kept, keeps_kernels, understand
from credopolis.core.schema import N_CELLS
from credopolis.engine import far
from credopolis.engine.candidates import scratch_for
from credopolis.engine.census import Counted, count_lives
from credopolis.engine.heights import guides_of
from credopolis.engine.tally import clear_rows
from credopolis.engine.ticks import Crew, counters_of, live, nothing_between
from credopolis.engine.world import (
    ACT,
    CLOCK,
    DIALS,
    DISTRICT,
    GRID,
    NODE,
    PERSON,
    RULES,
    STANDING,
    STREAM,
    Law,
    World,
    no_blocks,
)

_beside: subprocess.Popen[bytes] | None = None
# The compiler keeps what it makes, millions of objects: looking for some to free takes a tenth of its time.
_CHILD = "import gc; gc.disable(); from credopolis.engine import warm; warm.end_with_parent(); warm.{0}()"


def empty_world() -> World:
    """A world of no lives, whose types are those of any world."""
    return World(
        person=np.zeros(0, PERSON),
        standing=np.zeros(0, STANDING),
        extra=np.zeros((0, 1), np.int16),
        blocks=no_blocks(),
        place_of=np.zeros(0, np.uint16),
        nodes=np.zeros(0, NODE),
        heads=np.zeros((0, 2), np.int32),
        grids=np.zeros(0, GRID),
        order=np.zeros(0, np.uint16),
        stops=np.zeros((0, 1)),
        spacing=np.zeros((1, 0, 1)),
        ends=np.zeros((1, 0, 1, 1)),
        guides=np.zeros((1, 0, 1, guides_of(0)), np.uint8),
        districts=np.zeros(0, DISTRICT),
        read=np.zeros((0, 1)),
        tally=np.zeros((0, 1), np.int32),
        trace=np.zeros((0, 1), np.int32),
    )


def empty_law() -> Law:
    """The law of nobody."""
    rules, streams, dials = (np.zeros(1, dtype) for dtype in (RULES, STREAM, DIALS))
    bands, released = np.zeros((1, 1), np.uint8), np.zeros((1, 1, 1, 1))
    decided = np.zeros((1, 1, 1, 1), np.int32)
    return Law(rules, dials, np.zeros((1, 0), ACT), bands, released, decided, streams, np.zeros(0, np.int64))


def compile_life_loop() -> None:
    """Compile the life loop, or load it from the cache, by running it on no districts.

    A process beside this one understands a part of it meanwhile, if there are processors for both.
    """
    none, one, fields = np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros((0, 1))
    crew = Crew(0, none, one, counters_of(0))
    helper = _start("understand_parts", subprocess.PIPE) if keeps_kernels() and not is_kept(live) else None
    with helper or nullcontext():
        try:
            if helper is not None and helper.stdout is not None:
                handed.take_from(helper.stdout)
            live(crew, empty_world(), empty_law(), fields, scratch_for(1), np.zeros(0, CLOCK), nothing_between())
        finally:
            handed.take_from(None)
            if helper is not None:
                helper.kill()  # it has written all that was taken


def understand_parts() -> None:
    """Understand some parts of the life loop, and write them to standard output for the process that compiles it."""
    handed.write_to(sys.stdout.buffer)
    world, law, fields, clocks = empty_world(), empty_law(), np.zeros((0, 1)), np.zeros(0, CLOCK)
    understand(far.rare_events, world, law, np.zeros(1, CLOCK)[0], scratch_for(1))
    understand(far.steps, world, law, fields, clocks, nothing_between())


def compile_census() -> None:
    """Compile the counting of lives, or load it from the cache."""
    world, law, none, one = empty_world(), empty_law(), np.zeros(0, np.int64), np.zeros(1, np.int64)
    few, sums = np.zeros((0, N_CELLS, 1), np.int32), np.zeros((0, N_CELLS), np.int64)
    counts = Counted(few, few, few, sums, np.zeros((0, 1, 1), np.int32))
    count_lives(none, one, one.copy(), world, law, 0, counts)
    clear_rows(one.copy(), world.tally)


def start_compiling() -> subprocess.Popen[bytes] | None:
    """Start compiling the life loop beside this process, if that is needed and can be done; else None.

    Whoever asks again while it goes on gets the same process.
    """
    global _beside
    if _beside is None or _beside.poll() is not None:
        needed = keeps_kernels() and not is_kept(live)
        _beside = _start("compile_life_loop", subprocess.DEVNULL) if needed else None
    return _beside


def end_with_parent() -> None:
    """See that this process ends when the one that started it does, however that ends: its line to here ends then."""

    def watch() -> None:
        os.read(0, 1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _start(what: str, line: int) -> subprocess.Popen[bytes] | None:
    """Start a function of this module in a process of its own, if there is a processor for it; else None.

    The child does not look for modules in the working folder (-P), which may be anybody's.
    """
    if not sys.executable or (os.cpu_count() or 1) < 2:
        return None
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", _CHILD.format(what)],
            stdin=subprocess.PIPE,
            stdout=line,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
