"""Posting: what an entry, the end of a lock or of a listing, or a coming of age does to one life.

The arguments are as in `standing`.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_unit, key_of, low_unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import CHOOSES, LEDGER
from credopolis.core.schema import MINORITY
from credopolis.engine.calendar import (
    CAME_OF_AGE,
    CASE,
    LIST_END,
    LOCK_END,
    event_of,
    free_node,
    kind_of,
    listed_in,
    unpack_case,
)
from credopolis.engine.hooks import after_entry, at_event
from credopolis.engine.ledger import follow_up, strike, what_when
from credopolis.engine.places import number_of
from credopolis.engine.standing import (
    ONE,
    TRACE_AGE,
    TRACE_CAPPED,
    TRACE_DISMISSED,
    TRACE_ENTRY,
    TRACE_LIST_END,
    TRACE_LOCK_END,
    TRACE_WAIVED,
    ZERO,
    cell_of,
    change_lists,
    close_spell,
    enter_grade,
    follow_score,
    into_life,
    leave_list,
    move_points,
    note,
    removed_from_life,
)
from credopolis.engine.tally import (
    BY_RELEASE,
    DISMISSED,
    POSTED,
    WAIVED,
    count_case,
    count_entry,
    count_fall,
)
from credopolis.mechanisms.discretion import points_chosen
from credopolis.mechanisms.locks import grade_after_lock


@inlined
def cap_reached(world, rules, act, i, day):
    """Whether an act has already counted as often this year (of the run) as its cap allows."""
    extra = world.extra[i]
    return extra[rules["cap_year_column"]] == day // 365 and extra[act["cap_column"]] >= act["cap"]


@hot
def count_towards_cap(world, rules, act, i, day):
    """Count an entry towards its act's cap; a new year of the run begins with empty counts."""
    extra = world.extra[i]
    column = rules["cap_year_column"]
    if extra[column] != day // 365:
        extra[column] = day // 365
        for k in range(column + 1, extra.shape[0]):
            extra[k] = 0
    extra[act["cap_column"]] += 1


@hot
def counts_towards_list(world, act, i):
    """Count an entry towards the listing that only a later one makes -> whether this one lists."""
    if act["adds_after"] <= 1:
        return True
    extra = world.extra[i]
    extra[act["count_column"]] += 1
    return extra[act["count_column"]] >= act["adds_after"]


@hot
def choose_points(world, dials, g, i, day, index, channel, truth, clock):
    """Points that an official gives an entry, where the rulebook leaves a choice."""
    act = world.acts[index]
    group = 1 if np.int64(world.person[i]["flags"]) & MINORITY else 0
    key = key_of(clock["seed"], LEDGER, number_of(world, g, i, clock), what_when(day, index, channel, truth))
    bits = draw_at(key, CHOOSES)
    return points_chosen(
        act["points"], act["fewest"], act["most"], dials["harsher"][group], low_unit(bits), high_unit(bits)
    )


@inlined
def post_entry(world, rules, dials, d, g, agenda, i, day, cell, index, channel, truth, since, clock):
    """Post a case: the entry changes lists, score and grade, unless the act's yearly cap is reached."""
    life = world.standing[i]
    act = world.acts[index]
    unscored = life["grade"] >= rules["n_grades"] and not removed_from_life(life, rules)
    if unscored or (act["cap"] > 0 and cap_reached(world, rules, act, i, day)):
        count_case(world, rules, d, index, channel, truth, DISMISSED)
        note(world, d, i, day, TRACE_CAPPED, index, channel, truth, ZERO, since)
        return
    points, falls_to = act["points"], act["falls_to"]
    if act["fewest"] < act["most"]:
        points = choose_points(world, dials, g, i, day, index, channel, truth, clock)
    if act["cap"] > 0:
        count_towards_cap(world, rules, act, i, day)
    count_entry(world, rules, d, cell, index, channel, truth)
    after_entry(world, rules, dials, d, g, agenda, i, day, cell, act, clock)
    old = np.int64(life["grade"])
    moved = move_points(world, rules, d, i, points)
    grade, began = follow_score(world, rules, d, g, agenda, i, day, points, falls_to, clock)
    if grade < old:
        count_fall(world, rules, d, index, truth, grade)
    if act["adds_to"] >= 0 or act["removes_from"] >= 0:
        lists_now = act["adds_to"] >= 0 and counts_towards_list(world, act, i)
        change_lists(world, rules, d, g, agenda, i, day, act, lists_now, clock)
    note(world, d, i, day, TRACE_ENTRY, index, channel, truth, points, since)
    if act["expires_days"] > 0 or dials["safeguards"] > 0:
        fell = grade < old
        follow_up(
            world,
            rules,
            dials,
            d,
            g,
            agenda,
            i,
            day,
            index,
            channel,
            truth,
            moved,
            ONE if began else ZERO,
            fell,
            clock,
        )


@hot
def close_case(world, rules, dials, d, g, agenda, i, day, what, since, clock):
    """Close a case as it was decided: post it, dismiss it or waive it."""
    index, channel, truth, outcome = unpack_case(what)
    if outcome == POSTED:
        cell = cell_of(world.person[i], day)
        post_entry(world, rules, dials, d, g, agenda, i, day, cell, index, channel, truth, since, clock)
        return
    count_case(world, rules, d, index, channel, truth, outcome)
    line = TRACE_WAIVED if outcome == WAIVED else TRACE_DISMISSED
    note(world, d, i, day, line, index, channel, truth, ZERO, since)


@hot
def end_lock(world, rules, d, g, agenda, i, day, clock):
    """Release a life whose lock ends today; a node left over from a lock that was replaced does nothing."""
    life = world.standing[i]
    grade = np.int64(life["grade"])
    if grade >= rules["n_grades"] or life["lock_until"] != day or rules["lock_days"][grade] == 0:
        return
    close_spell(world, rules, d, i, day, BY_RELEASE)
    released, starts_lock = grade_after_lock(grade, np.int64(life["score"]), rules, world.bands)
    if released != grade or starts_lock:
        enter_grade(world, rules, d, g, agenda, i, day, released, starts_lock, clock)
    note(world, d, i, day, TRACE_LOCK_END, ZERO, ZERO, ZERO, ZERO, day)


@hot
def come_of_age(world, rules, d, i, day):
    """From today on the life is scored: it enters the starting grade."""
    into_life(world, rules, d, i, day, rules["start_grade"])
    note(world, d, i, day, TRACE_AGE, ZERO, ZERO, ZERO, ZERO, day)


@hot
def end_listing(world, rules, d, i, day, which):
    """Take a life off a list whose term ends today, unless a later listing has prolonged it."""
    if (np.int64(world.standing[i]["listed"]) >> which) & 1 and world.extra[i, which] == day:
        leave_list(world, rules, d, i, day, which)
        note(world, d, i, day, TRACE_LIST_END, which, ZERO, ZERO, ZERO, day)


@hot
def drain(world, rules, dials, d, g, agenda, local, until, clock):
    """Let happen what a life's agenda holds up to and including the day `until`."""
    i = world.grids[g]["start"] + local
    while agenda[local] >= 0:
        index = np.int64(agenda[local])
        node = world.nodes[index]
        day, what, since = np.int64(node["day"]), event_of(node), np.int64(node["since"])
        if day > until:
            return
        agenda[local] = node["next"]
        free_node(world, d, index)
        kind = kind_of(what)
        if kind == CASE:
            close_case(world, rules, dials, d, g, agenda, i, day, what, since, clock)
        elif kind == LOCK_END:
            end_lock(world, rules, d, g, agenda, i, day, clock)
        elif kind == CAME_OF_AGE:
            come_of_age(world, rules, d, i, day)
        elif kind == LIST_END:
            end_listing(world, rules, d, i, day, listed_in(what))
        elif kind < CASE:
            strike(world, rules, d, g, agenda, i, day, kind, what, since, clock)
        else:
            at_event(world, rules, dials, d, i, day, kind)
