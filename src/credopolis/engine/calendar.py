"""The calendar: scheduled events as nodes in buckets, one bucket a grid and tick.

A node is freed when its day comes. An event beyond the calendar's horizon waits in the farthest bucket and is put
forward when that is reached. Inside a tick a grid's due nodes form an agenda: for each life a list sorted by day,
then by kind (locks end before papers are posted), so that the order of insertion never matters.

All nodes are in one array; each belongs to one district, which keeps a list of its free ones. How many a grid's tick
may take is worked out before the tick begins there (`most_scheduled`); a district that has fewer waits, with its grids
that are left, until it is given more (`engine.room`). So how many there are decides nothing but when it is asked.
"""

from math import sqrt
from typing import Final

import numpy as np

from credopolis.core.jit import formula, hot, inlined
from credopolis.core.maths import LN2
from credopolis.mechanisms.all import event_kind

# Typed constants: a plain integer would make the compiler build a copy of every function it is passed to.
LOCK_END, CAME_OF_AGE, LIST_END, EXPIRY, REPAIR, CORRECTION, CASE = (
    np.int64(event_kind(name))
    for name in ("lock_end", "came_of_age", "list_end", "expiry", "repair", "correction", "case")
)

OF_AN_ENTRY: Final = 4
"""Events that one entry schedules for its own life, at most: ends of a lock, a listing and itself, and its copy."""
_UNLIKELY: Final = 60.0  # a grid's tick takes more nodes than are reckoned with once in e**60

NO_AGENDA = np.zeros(0, np.int32)
"""Between ticks no grid's agenda is open: what is scheduled with this one waits in its tick's bucket."""


@inlined
def pack(kind, act, channel, truth):
    """Kind, act (or list), channel and truth of a scheduled event in one integer; sorts by kind first.

    Below the kind, which a node keeps in a byte of its own, each kind has 31 bits for what it needs. So the end
    of list 2 is of kind 2: (2 << 32) | (2 << 20).
    """
    return (kind << 32) | (act << 20) | (channel << 16) | truth


@inlined
def pack_case(act, channel, truth, outcome):
    """A case that is decided: act, channel, truth and what the office makes of it."""
    return (CASE << 32) | (act << 20) | (channel << 16) | (outcome << 8) | truth


@inlined
def unpack_case(what):
    """-> (act, channel, truth, outcome)."""
    return (what >> 20) & 255, (what >> 16) & 15, what & 255, (what >> 8) & 255


@inlined
def listed_in(what):
    """The list of a listing's end."""
    return (what >> 20) & 255


@inlined
def pack_strike(kind, act, moved, truth, began):
    """The end of an entry that moved the score by so many points (int16); of one kind the largest loss sorts first.

    kind : EXPIRY, REPAIR or CORRECTION; began : 1 if the entry began a lock.
    """
    return (kind << 32) | ((moved + 0x8000) << 11) | (truth << 9) | (began << 8) | act


@inlined
def unpack_strike(what):
    """-> (act, points that the entry had moved, truth, whether it began a lock)."""
    return what & 255, ((what >> 11) & 0xFFFF) - 0x8000, (what >> 9) & 3, (what >> 8) & 1


@inlined
def kind_of(what):
    """The kind of a scheduled event."""
    return what >> 32


@inlined
def write_event(node, local, what, day, since):
    """Write a scheduled event of the `local`-th life of a grid into a node."""
    node["local"] = local
    node["kind"] = what >> 32
    node["what"] = what & 0x7FFFFFFF
    node["day"] = day
    node["since"] = since


@inlined
def event_of(node):
    """Kind and all the rest of what a node's event is, in one integer as `pack` makes it."""
    return (np.int64(node["kind"]) << 32) | np.int64(node["what"])


@formula
def most_scheduled(stream, lives, days, due):
    """Nodes that a grid of so many lives may take in a tick of so many days when so many events are due, at most.

    A due event ends in one entry, a candidate in two: an act's own, and one of whom it reports. Each entry that is
    false may be copied, on a later day, and the copy again. More candidates, or more copies within the tick, come with
    a chance below exp(-60), which no run ever sees.

    Source: candidates by Bernstein's inequality, Boucheron, Lugosi and Massart 2013, Concentration Inequalities,
    corollary 2.11, P(X >= m + x) <= exp(-x**2 / (2 (m + x / 3))), solved for x. Copies by Markov's inequality for
    z**T, z = 1 / (2 q), where T is the sum of n geometric variates of ratio q: P(T >= k) <= 2**n (2 q)**k.
    """
    expected, third = lives * days * stream["candidates_a_life_day"], _UNLIKELY / 3.0
    entries = due + 2.0 * (expected + third + sqrt(third * third + 2.0 * _UNLIKELY * expected))
    copies = min(entries * (days - 1.0), (_UNLIKELY + LN2 * entries) * stream["copies"])
    return int(stream["of_an_entry"] * (entries + copies)) + 1


@hot
def take_node(world, d):
    """A free node of district d; -1 and a mark if none is left, which `most_scheduled` keeps from ever being so."""
    district = world.districts[d]
    head = district["node_head"]
    if head < 0:
        district["overflow"] += 1
        return -1
    district["node_head"] = world.nodes[head]["next"]
    district["node_free"] -= 1
    return head


@hot
def free_node(world, d, index):
    """Give a node back to district d."""
    district = world.districts[d]
    world.nodes[index]["next"] = district["node_head"]
    district["node_head"] = index
    district["node_free"] += 1


@hot
def into_bucket(world, g, index, day, clock):
    """Put a node into the bucket of its day's tick, or the farthest one."""
    horizon = world.heads.shape[1]
    ahead = day // clock["tick_days"] - clock["tick"]
    if ahead >= horizon:
        ahead = horizon - 1
    bucket = (clock["tick"] + ahead) % horizon
    world.nodes[index]["next"] = world.heads[g, bucket]
    world.heads[g, bucket] = index


@hot
def into_agenda(world, d, agenda, local, index):
    """Insert a node into its life's agenda, sorted by day, by kind and the rest of what it is, and by the day it began.

    A lock ends once on a day: of two such nodes, left by locks that replaced one another, one is given back.
    """
    node = world.nodes[index]
    what, before = event_of(node), -1
    at = np.int64(agenda[local])
    while at >= 0:
        other = world.nodes[at]
        if other["day"] > node["day"]:
            break
        if other["day"] == node["day"] and event_of(other) >= what:
            if what == LOCK_END and event_of(other) == LOCK_END:
                free_node(world, d, index)
                return
            if event_of(other) > what or other["since"] >= node["since"]:
                break
        before = at
        at = np.int64(other["next"])
    node["next"] = at
    if before < 0:
        agenda[local] = index
    else:
        world.nodes[before]["next"] = index


@hot
def schedule(world, d, g, agenda, i, day, what, since, clock):
    """Schedule an event of a life: one due in this tick joins the open agenda, one past the end is dropped.

    agenda : the grid's, or `NO_AGENDA` between ticks, when an event of the tick to come waits in that tick's bucket.
    """
    if day >= clock["last_day"]:
        return
    index = take_node(world, d)
    if index < 0:
        return
    write_event(world.nodes[index], i - world.grids[g]["start"], what, day, since)
    if day < clock["day_end"] and agenda.shape[0] > 0:
        into_agenda(world, d, agenda, i - world.grids[g]["start"], index)
    else:
        into_bucket(world, g, index, day, clock)


@hot
def open_agenda(world, d, g, agenda, touched, clock):
    """Move the tick's due nodes of a grid into its agenda -> (lives that have any, whose places are in `touched`;
    due nodes)."""
    bucket = clock["tick"] % world.heads.shape[1]
    index = np.int64(world.heads[g, bucket])
    world.heads[g, bucket] = -1
    n = due = 0
    while index >= 0:
        node = world.nodes[index]
        after = np.int64(node["next"])
        day = np.int64(node["day"])
        if day >= clock["day_end"]:
            into_bucket(world, g, index, day, clock)
        else:
            due += 1
            local = np.int64(node["local"])
            if agenda[local] < 0:
                touched[n] = local
                n += 1
            into_agenda(world, d, agenda, local, index)
        index = after
    return n, due


@hot
def shut_agenda(world, g, agenda, touched, n, clock):
    """Put the nodes of an agenda back into the tick's bucket, as if it had not been opened. n : lives that have any."""
    for k in range(n):
        local = touched[k]
        index = np.int64(agenda[local])
        agenda[local] = -1
        while index >= 0:
            after = np.int64(world.nodes[index]["next"])
            into_bucket(world, g, index, np.int64(world.nodes[index]["day"]), clock)
            index = after
