"""The calendar: scheduled events as nodes in buckets, one bucket a grid and tick.

A node is freed when its day comes. An event beyond the calendar's horizon waits in the farthest bucket and is put
forward when that is reached. Inside a tick a grid's due nodes form an agenda: for each life a list sorted by day, then
by kind (locks end before papers are posted), so that the order of insertion never matters.

**An event in a node.** The kind has a byte of its own, and what else the event is fits into the lower 31 bits of
`what`; the two are put together in one integer only to be compared, with the kind on top. The end of list 2, of kind
2, is (2 << 32) | (2 << 20) in an agenda, and kind 2, what 2 << 20 in its node. A case of act 3 by channel 1, true and
to be posted, is `what` 3 << 20 | 1 << 16 | 1 << 8 | 0: of two cases of a life on one day, that of the act with the
lower number is closed first, whichever was filed first.

**Buckets.** With ticks of 7 days and a horizon of 4 buckets, in tick 10 (days 70 to 76) an event of day 85 is due in
tick 12 and goes into bucket 12 % 4 = 0. One of day 200 is due in tick 28, beyond the horizon; it waits in the farthest
bucket, of tick 13, and when that tick comes is put forward to tick 16, and so on. The bucket of the tick in hand was
emptied when the tick began, so nothing may go into it that is due in this tick: that joins the agenda (`schedule`).

**Room.** All nodes are in one array; each belongs to one district, which keeps a list of its free ones. They are taken
and given back while lives are lived, and no kernel can allocate. So how many a grid's tick may take is worked out
before the tick begins there (`most_scheduled`); a district that has fewer waits, with its grids that are left, until
it is given more (`engine.room`). How many there are decides nothing but when that is asked.
"""

from math import sqrt
from typing import Final

import numpy as np

from credopolis.core.jit import formula, hot, inlined
from credopolis.core.maths import LN2
from credopolis.mechanisms.all import event_kind

# Typed constants: a plain integer would make the compiler build a copy of every function it is passed to.
LOCK_END, CAME_OF_AGE, LIST_END, EXPIRY, REPAIR, CORRECTION, CASE, JOINT = (
    np.int64(event_kind(name))
    for name in ("lock_end", "came_of_age", "list_end", "expiry", "repair", "correction", "case", "joint")
)

NEWCOMER, RESET, GIVEN = np.int64(253), np.int64(254), np.int64(255)
"""In place of a list: what a newcomer gains, or the end of its time; the end of all that counts, when a score returns
to its start; and the day on which clean time gives points back. So they come after the listings that end on their day
and before the entries that do."""
SET = np.int64(1)
"""In place of an act, of the end of a lock: a grade holds that the end of a cycle has set, after locks have ended."""
OF_AN_ENTRY: Final = 4
"""Events that one entry schedules for its own life, at most: ends of a lock, a listing and itself, and its copy; where
scores return to their start, or clean time gives points back, that too."""
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
def unpack_joint(what):
    """A partner's part in an act -> (act, channel that saw it or -1)."""
    return (what >> 20) & 255, ((what >> 16) & 15) - 1


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
    node["turn"] = 0


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
def take_node(here):
    """A free node of the district; -1 and a mark if none is left, which `most_scheduled` keeps from ever being so."""
    district = here.district
    head = district["node_head"]
    if head < 0:
        district["overflow"] += 1
        return -1
    district["node_head"] = here.world.nodes[head]["next"]
    district["node_free"] -= 1
    return head


@hot
def free_node(here, index):
    """Give a node back to the district."""
    district = here.district
    here.world.nodes[index]["next"] = district["node_head"]
    district["node_head"] = index
    district["node_free"] += 1


@hot
def into_bucket(here, index, day):
    """Put a node into the bucket of its day's tick, or the farthest one."""
    horizon = here.world.heads.shape[1]
    ahead = day // here.clock["tick_days"] - here.clock["tick"]
    if ahead >= horizon:
        ahead = horizon - 1
    bucket = (here.clock["tick"] + ahead) % horizon
    here.world.nodes[index]["next"] = here.world.heads[here.g, bucket]
    here.world.heads[here.g, bucket] = index


@hot
def into_agenda(here, local, index):
    """Insert a node into its life's agenda, sorted by day, by kind and the rest of what it is, and by the day it began.

    A lock ends once on a day: of two such nodes, left by locks that replaced one another, one is given back.
    """
    node = here.world.nodes[index]
    what, before = event_of(node), -1
    at = np.int64(here.agenda[local])
    while at >= 0:
        other = here.world.nodes[at]
        if other["day"] > node["day"]:
            break
        if other["day"] == node["day"] and event_of(other) >= what:
            if what == LOCK_END and event_of(other) == LOCK_END:
                free_node(here, index)
                return
            if event_of(other) > what or other["since"] >= node["since"]:
                break
        before = at
        at = np.int64(other["next"])
    node["next"] = at
    if before < 0:
        here.agenda[local] = index
    else:
        here.world.nodes[before]["next"] = index


@hot
def schedule(here, i, day, what, since):
    """Schedule an event of a life: one due in this tick joins the open agenda, one past the end is dropped.

    Between ticks, with `NO_AGENDA`, an event of the tick to come waits in that tick's bucket.
    """
    schedule_turn(here, i, day, what, since, 0)


@hot
def schedule_turn(here, i, day, what, since, turn):
    """The same of what strikes an entry. turn : see `world.NODE`."""
    if day >= here.clock["last_day"]:
        return
    index = take_node(here)
    if index < 0:
        return
    write_event(here.world.nodes[index], i - here.grid["start"], what, day, since)
    here.world.nodes[index]["turn"] = turn
    if day < here.clock["day_end"] and here.agenda.shape[0] > 0:
        into_agenda(here, i - here.grid["start"], index)
    else:
        into_bucket(here, index, day)


@hot
def open_agenda(here, touched):
    """Move the tick's due nodes of a grid into its agenda -> (lives that have any, whose places are in `touched`;
    due nodes)."""
    bucket = here.clock["tick"] % here.world.heads.shape[1]
    index = np.int64(here.world.heads[here.g, bucket])
    here.world.heads[here.g, bucket] = -1
    n = due = 0
    while index >= 0:
        node = here.world.nodes[index]
        after = np.int64(node["next"])
        day = np.int64(node["day"])
        if day >= here.clock["day_end"]:
            into_bucket(here, index, day)
        else:
            due += 1
            local = np.int64(node["local"])
            if here.agenda[local] < 0:
                touched[n] = local
                n += 1
            into_agenda(here, local, index)
        index = after
    return n, due


@hot
def shut_agenda(here, touched, n):
    """Put the nodes of an agenda back into the tick's bucket, as if it had not been opened. n : lives that have any."""
    for k in range(n):
        local = touched[k]
        index = np.int64(here.agenda[local])
        here.agenda[local] = -1
        while index >= 0:
            node = here.world.nodes[index]
            after = np.int64(node["next"])
            into_bucket(here, index, np.int64(node["day"]))
            index = after
