"""Inspecting a calendar that came from a file: every list of every district is followed before a kernel trusts it.

A node is met once at most, so that a ring of nodes ends the inspection and cannot end a run.
"""

from typing import Final, NamedTuple

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.jit import hot_kernel, inlined
from credopolis.core.schema import PARTNERED, TRUTHS, UNBORN
from credopolis.engine.accusing import STRUCK
from credopolis.engine.beginnings import BIRTH
from credopolis.engine.calendar import (
    CAME_OF_AGE,
    CASE,
    CORRECTION,
    EXPIRY,
    GIVEN,
    JOINT,
    LIST_END,
    LOCK_END,
    NEWCOMER,
    REPAIR,
    RESET,
    SET,
    event_of,
    kind_of,
    listed_in,
    pack,
    unpack_case,
    unpack_joint,
    unpack_strike,
)
from credopolis.engine.doors import VETTING, is_step
from credopolis.engine.following import DEATH
from credopolis.engine.rating import RATED
from credopolis.engine.speech import SPOKEN
from credopolis.engine.standing import ZERO
from credopolis.engine.tally import DISMISSED, POSTED, WAIVED
from credopolis.engine.world import N_CHANNELS, Array, Law, World

FAULTS: Final = (
    "",
    "leads outside the calendar",
    "leads to an event that another list holds, or back to itself",
    "holds an event of a life of another grid, or of nobody",
    "holds an event on a day that is over or beyond the run",
    "holds an event of a day that is not its own",
    "holds an event that began on a day that has not come",
    "holds an event of no known kind",
    "holds an event of an act, list or channel that the rulebook does not have",
    "lets a life come of age on a day that is not its own, or twice",
    "is not as long as it says",
)
(
    _FINE, _OUTSIDE, _TWICE, _OTHER_GRID, _NO_DAY, _OTHER_DAY, _NOT_BEGUN, _NO_KIND, _NO_ACT, _NO_AGE, _COUNT,
) = range(len(FAULTS))  # fmt: skip
HAS_LOCK_END: Final = 1
HAS_AGE: Final = 2
HAS_RESET: Final = 4
HAS_GIFT: Final = 8
HAS_TIME: Final = 16
HAS_GAIN: Final = 32
HAS_DEATH: Final = 64
HAS_SET: Final = 128
_N_TRUTHS = len(TRUTHS)


@inlined
def case_fault(rules, acts, what):
    """What is wrong with a case that waits to be closed."""
    act, channel, truth, outcome = unpack_case(what)
    if act >= rules["n_acts"] or channel >= N_CHANNELS or truth >= _N_TRUTHS:
        return _NO_ACT
    if acts[act]["pair"][channel] < 0:
        return _NO_ACT
    if outcome != POSTED and outcome != DISMISSED and outcome != WAIVED:
        return _NO_KIND
    return _FINE


@inlined
def strike_fault(rules, acts, kind, what, turn):
    """What is wrong with the end of an entry. turn : see `holding`."""
    index, moved, _, _ = unpack_strike(what)
    if (what >> 27) & 1 or index >= rules["n_acts"] or (0 < turn < RATED and acts[index]["bit"] < 0):
        return _NO_ACT
    if turn >= RATED and rules["mean_column"] < 0:
        return _NO_KIND
    act, span = acts[index], rules["score_max"] - rules["score_min"]
    if act["priced"] == 0 or moved > span or moved < -span:
        return _NO_ACT
    if kind == EXPIRY:
        return _NO_ACT if act["expires_days"] == 0 else _FINE
    if act["negative"] == 0 or (kind == REPAIR and act["repairable"] == 0):
        return _NO_ACT
    return _FINE


@inlined
def joint_fault(rules, acts, person, what):
    """What is wrong with a partner's part in an act."""
    index, channel = unpack_joint(what)
    if what != pack(JOINT, index, channel + 1, ZERO) or channel >= N_CHANNELS:
        return _NO_KIND
    if index >= rules["n_acts"] or acts[index]["of_a_couple"] == 0:
        return _NO_ACT
    return _FINE if np.int64(person["flags"]) & PARTNERED else _NO_ACT


@inlined
def birth_fault(world, others, i, day, what):
    """What is wrong with a potential birth of a mother."""
    away = (what >> 20) & 255
    child = i + away
    if others[BIRTH] == 0 or what != pack(BIRTH, away, ZERO, ZERO) or away == 0 or child >= world.person.shape[0]:
        return _NO_KIND
    born = world.person[child]
    if np.int64(born["mother"]) != -away or np.int64(born["flags"]) & UNBORN == 0 or born["birth_day"] > day:
        return _NO_KIND
    return _FINE


@inlined
def speech_fault(rules, others, what):
    """What is wrong with an act of speech to come; of one that rules no longer have, nothing happens on its day."""
    index = (what >> 20) & 255
    if others[SPOKEN] == 0 or what != pack(SPOKEN, index, ZERO, ZERO):
        return _NO_KIND
    return _FINE if index < rules["n_acts"] else _NO_ACT


@inlined
def clock_fault(walk, rules, i, day, which):
    """What is wrong with a day on which something happens to a life's score by itself; marks it. walk : Walk."""
    if which == NEWCOMER:
        column = rules["new_column"]
    else:
        column = rules["resets_column"] if which == RESET else rules["gives_column"]
    if column < 0:
        return _NO_ACT
    extra, marks = walk.world.extra[i], walk.marks
    if which == NEWCOMER and extra[column + 1] == day:
        marks[i] |= HAS_GAIN
    if extra[column] == day:
        marks[i] |= HAS_TIME if which == NEWCOMER else HAS_RESET if which == RESET else HAS_GIFT
    return _FINE


@inlined
def lock_fault(walk, rules, i, day, what):
    """What is wrong with the end of a lock, or a day from which a grade holds that a cycle has set; marks it."""
    if what == LOCK_END:
        if walk.world.standing[i]["lock_until"] == day:
            walk.marks[i] |= HAS_LOCK_END
        return _FINE
    if what != pack(LOCK_END, SET, ZERO, ZERO) or rules["sets_column"] < 0:
        return _NO_KIND
    if walk.world.extra[i, rules["sets_column"]] == day:
        walk.marks[i] |= HAS_SET
    return _FINE


@inlined
def age_fault(walk, i, day, what):
    """What is wrong with the day on which a life comes of age; marks it. walk : Walk."""
    if what != CAME_OF_AGE << 32:
        return _NO_KIND
    from_days = walk.from_days
    if from_days == 0 or walk.world.person[i]["birth_day"] + from_days != day or walk.marks[i] & HAS_AGE:
        return _NO_AGE
    walk.marks[i] |= HAS_AGE
    return _FINE


@inlined
def event_fault(walk, rules, acts, i, day, node):
    """What is wrong with what an event of a life is; marks what its life has in the calendar. walk : Walk."""
    what, turn = event_of(node), np.int64(node["turn"])
    kind, world, marks, ends, others = kind_of(what), walk.world, walk.marks, walk.ends, walk.others
    if turn > 0 and kind not in (EXPIRY, REPAIR, CORRECTION):
        return _NO_KIND
    if kind == LOCK_END:
        return lock_fault(walk, rules, i, day, what)
    if kind == CAME_OF_AGE:
        return age_fault(walk, i, day, what)
    if kind == LIST_END:
        which = listed_in(what)
        if what != (LIST_END << 32) | (which << 20):
            return _NO_KIND
        if which in (NEWCOMER, RESET, GIVEN):
            return clock_fault(walk, rules, i, day, which)
        if which >= rules["n_lists"] or rules["list_days"][which] == 0:
            return _NO_ACT
        if world.extra[i, which] == day:
            ends[i] |= 1 << which
        return _FINE
    if kind in (EXPIRY, REPAIR, CORRECTION):
        return strike_fault(rules, acts, kind, what, turn)
    if kind == CASE:
        return case_fault(rules, acts, what)
    if kind == JOINT:
        return joint_fault(rules, acts, world.person[i], what)
    if kind == BIRTH:
        return birth_fault(world, others, i, day, what)
    if kind == SPOKEN:
        return speech_fault(rules, others, what)
    if kind in (VETTING, STRUCK):
        return _FINE if kind == STRUCK or (others[VETTING] > 0 and is_step(world, i, what)) else _NO_KIND
    if kind == DEATH and others[DEATH] and world.blocks.deaths[i]["dies_on"] == day:
        marks[i] |= HAS_DEATH
    return _FINE if kind < others.shape[0] and others[kind] and what == kind << 32 else _NO_KIND


@inlined
def day_fault(day, since, opens, horizon, clock):
    """What is wrong with the days of an event. opens : tick at which its bucket is opened next."""
    if day < clock["day"] or day >= clock["last_day"]:
        return _NO_DAY
    due = day // clock["tick_days"]
    # An event beyond the horizon waits in what was the farthest bucket when it was put there.
    if opens != due and (opens > due or opens < horizon - 1):
        return _OTHER_DAY
    if opens > clock["tick"] + horizon - 2:
        return _OTHER_DAY
    if since < 0 or since > clock["day"]:  # on the day itself if rules have just changed
        return _NOT_BEGUN
    return _FINE


class Walk(NamedTuple):
    """What calendars are held against, and what is found in them."""

    world: World
    law: Law
    from_days: int  # age from which lives are scored
    seen: Array  # (n_nodes,) uint8, zeros
    marks: Array  # (n_lives,) uint8, zeros: whether a life's lock and coming of age have their end in the calendar
    ends: Array  # (n_lives,) uint8, zeros: whether its listings have
    others: Array  # (kinds,) uint8, further kinds of event that this scenario has; they hold nothing but themselves


@hot_kernel
def inspect_calendar(walk, found, clock):
    """Follow every list of the calendars; the first fault goes into `found`: its kind, the district, grid and bucket.

    walk : Walk. found : (4,) int64, zeros; a grid of -1 means the list of free nodes. clock : of the tick to come.
    """
    walk = by_address(walk)
    world, law, seen = walk.world, walk.law, walk.seen
    horizon = world.heads.shape[1]
    for d in range(world.districts.shape[0]):
        district = world.districts[d]
        variant = law.variants[district["province"]]
        rules, acts = law.rules[variant], law.acts[variant]
        used = 0
        for g in range(district["grid_start"], district["grid_stop"]):
            first, places = world.grids[g]["start"], world.grids[g]["places"]
            for bucket in range(horizon):
                opens = clock["tick"] + (bucket - clock["tick"]) % horizon
                index = np.int64(world.heads[g, bucket])
                while index != -1:
                    fault = _FINE
                    if index < 0 or index >= seen.shape[0]:
                        fault = _OUTSIDE
                    elif seen[index]:
                        fault = _TWICE
                    else:
                        seen[index] = 1
                        used += 1
                        node = world.nodes[index]
                        i, day = first + np.int64(node["local"]), np.int64(node["day"])
                        if i >= first + places or np.int64(world.person[i]["flags"]) & UNBORN:
                            fault = _OTHER_GRID
                        else:
                            fault = day_fault(day, np.int64(node["since"]), opens, horizon, clock)
                            if fault == _FINE:
                                fault = event_fault(walk, rules, acts, i, day, node)
                        index = np.int64(node["next"])
                    if fault != _FINE:
                        found[0], found[1], found[2], found[3] = fault, d, g, bucket
                        return
        index, free = district["node_head"], 0
        while index != -1:
            fault = _FINE
            if index < 0 or index >= seen.shape[0]:
                fault = _OUTSIDE
            elif seen[index]:
                fault = _TWICE
            if fault != _FINE:
                found[0], found[1], found[2], found[3] = fault, d, -1, 0
                return
            seen[index] = 1
            free += 1
            index = np.int64(world.nodes[index]["next"])
        if free != district["node_free"] or free + used != district["node_size"]:
            found[0], found[1], found[2], found[3] = _COUNT, d, -1, 0
            return
