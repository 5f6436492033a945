"""Room in the calendar: each district gets nodes as it uses them, so that no guess decides how many there are.

All nodes are in one array. It grows at its end, by what districts are given: each at least what it waits for, and a
sixteenth of what it has, before the last thirty-second is used up; a fourth while the calendar is small, for then
growing costs more than the memory is worth. A district never gives a node back. Which nodes are whose decides nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from credopolis.core.errors import MemoryRanOut, in_gib
from credopolis.core.memory import least_room
from credopolis.engine.world import NODE, Array, World

MOST_NODES: Final = 2**31 - 1
"""Nodes are numbered by 32 bits."""
STEP: Final = 16
"""A district is given this part of what it has."""
STEP_WHILE_SMALL: Final = 4
"""And this part while all nodes together are fewer bytes than are copied."""
SPARE: Final = 160 * 2**20
"""Bytes left free when the calendar grows, so that a run can be frozen and its tables written when no more is left.

The libraries that write them take some 125 MiB with the first part."""
_COPIED: Final = 8 * 2**20  # below this size an array is copied into a longer one, which may lie in large pages

_WHOLE: Final = f"V{NODE.itemsize}"  # copied as records, nodes are copied column by column, ten times slower


def make_room(world: World, least: Array | None = None) -> World:
    """Give nodes to districts that wait for some, and to those that have hardly any free -> the world with them.

    least : (n_districts,) free nodes that each must have, or what it waits for.

    Raises
    ------
    MemoryRanOut
        If there is no memory for it; nothing is changed then.
    """
    districts = world.districts
    free, size = districts["node_free"], districts["node_size"]
    need = np.maximum(districts["node_need"], 0 if least is None else least)
    if not ((free < need) | (free < size // (2 * STEP))).any():
        return world
    # Who is near to it is given some, too, so that the array seldom grows.
    step = size // (STEP if world.nodes.nbytes >= _COPIED else STEP_WHILE_SMALL)
    given = np.where(free < need + step, np.maximum(need - free, step), 0)
    world = _lengthen(world, len(world.nodes) + int(given.sum()))
    _give(world, given)
    districts["node_need"] = 0
    return world


def _give(world: World, given: Array) -> None:
    """Put the last nodes, which are new, into the districts' lists of free ones. given : (n_districts,) int64."""
    districts, nodes = world.districts, world.nodes
    old = len(nodes) - int(given.sum())
    nodes["next"][old:] = np.arange(old + 1, len(nodes) + 1)
    some = given > 0
    ends = old + np.cumsum(given)
    nodes["next"][ends[some] - 1] = districts["node_head"][some]
    districts["node_head"][some] = (ends - given)[some]
    districts["node_free"] += given
    districts["node_size"] += given


def _lengthen(world: World, size: int) -> World:
    """Make the array of nodes longer, where it is if it is large and nobody else holds it.

    Raises
    ------
    MemoryRanOut
        If no limit leaves room for it.
    """
    old = len(world.nodes)
    added, left = (size - old) * NODE.itemsize, least_room()
    if size > MOST_NODES:
        raise MemoryRanOut(
            f"The calendar of events to come must grow to {size:,} events, and one process holds {MOST_NODES:,}.",
            "Spread the run over more workers (--workers), or run fewer lives.",
        )
    short = MemoryRanOut(
        f"The calendar of events to come must grow and needs {in_gib(added)} more for that, but {in_gib(left.left)} of "
        f"memory are left {left.of}. The run stopped before taking them."
    )
    if added + SPARE > left.left:
        raise short
    try:
        if old * NODE.itemsize >= _COPIED:
            try:
                world.nodes.resize(size)
                return world
            except ValueError:  # somebody else holds the array, or a part of it
                pass
        nodes = np.zeros(size, NODE)
    except MemoryError:
        raise short from None
    nodes.view(_WHOLE)[:old] = world.nodes.view(_WHOLE)
    return world._replace(nodes=nodes)
