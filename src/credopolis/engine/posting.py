"""Posting: what an entry, the end of a lock or of a listing, or a coming of age does to one life.

`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_unit, key_of, low_unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import CHOOSES, LEDGER
from credopolis.core.schema import DEAD, MINORITY
from credopolis.engine.accusing import STRUCK, be_struck
from credopolis.engine.banding import bands_begin
from credopolis.engine.beginnings import BIRTH, give_birth
from credopolis.engine.calendar import (
    CAME_OF_AGE,
    CASE,
    GIVEN,
    JOINT,
    LIST_END,
    LOCK_END,
    NEWCOMER,
    RESET,
    event_of,
    free_node,
    kind_of,
    listed_in,
    unpack_case,
)
from credopolis.engine.caps import count_towards_cap, counts_for_nothing, counts_towards_list
from credopolis.engine.counters import dropped_by, remember_taken
from credopolis.engine.cycles import grade_holds, reset_score
from credopolis.engine.doing import take_part
from credopolis.engine.doors import VETTING
from credopolis.engine.entering import enter_points
from credopolis.engine.feats import in_family
from credopolis.engine.gifts import await_gift, begin_clocks, give_back
from credopolis.engine.hooks import after_entry, at_event
from credopolis.engine.ledger import follow_up, strike, what_when
from credopolis.engine.newcomers import live_as_newcomer
from credopolis.engine.places import number_of
from credopolis.engine.repeating import points_again
from credopolis.engine.speech import SPOKEN, speak_up
from credopolis.engine.standing import (
    ONE,
    TRACE_AGE,
    TRACE_CAPPED,
    TRACE_DISMISSED,
    TRACE_ENTRY,
    TRACE_LIST_END,
    TRACE_LOCK_END,
    TRACE_WAIVED,
    TRACES,
    ZERO,
    await_reset,
    cell_of,
    change_lists,
    close_spell,
    enter_grade,
    follow_score,
    into_life,
    leave_list,
    left_of,
    move_points,
    note,
    set_on_release,
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
from credopolis.engine.ungraded import begin_scored, is_scored, post_unscored
from credopolis.mechanisms.discretion import points_chosen
from credopolis.mechanisms.locks import grade_after_lock

_NOT_SCORED = np.int64(TRACES.index("not_scored"))


@hot
def choose_points(here, i, day, index, channel, truth):
    """Points that an official gives an entry, where the rulebook leaves a choice."""
    act = here.acts[index]
    group = 1 if np.int64(here.world.person[i]["flags"]) & MINORITY else 0
    key = key_of(here.clock["seed"], LEDGER, number_of(here, i), what_when(day, index, channel, truth))
    bits = draw_at(key, CHOOSES)
    return points_chosen(
        act["points"], act["fewest"], act["most"], here.dials["harsher"][group], low_unit(bits), high_unit(bits)
    )


@inlined
def move_clocks(here, i, day, takes):
    """What an entry does to the days on which something happens to a score by itself. takes : 1 if it takes points or
    drops a grade."""
    if here.rules["resets_column"] >= 0:
        await_reset(here, i, day, takes)
    if here.rules["gives_column"] >= 0 and takes > 0:
        await_gift(here, i, day)
    if here.rules["new_column"] >= 0 and takes > 0:
        here.world.extra[i, here.rules["new_column"] + 1] = 0


@inlined
def post_entry(here, i, day, cell, index, channel, truth, since):
    """Post a case: the entry changes lists, score and grade, unless the act's yearly cap is reached."""
    life = here.world.standing[i]
    act = here.acts[index]
    if life["grade"] >= here.rules["n_graded"] and not is_scored(here, i):
        post_unscored(here, i, day, cell, index, channel, truth, since)
        return
    if act["limited"] > 0 and counts_for_nothing(here, act, i, day):
        count_case(here, index, channel, truth, DISMISSED)
        note(here, i, day, TRACE_CAPPED, index, channel, truth, ZERO, since)
        return
    points, falls_to = act["points"], act["falls_to"]
    if act["fewest"] < act["most"]:
        points = choose_points(here, i, day, index, channel, truth)
    if act["again_times"] > 0:
        points = points_again(here, act, i, day)
    move_clocks(here, i, day, ONE if points < 0 or falls_to >= 0 else ZERO)
    if here.rules["today_column"] >= 0:
        points = left_of(here, i, day, points)
    if act["limited"] > 0:
        count_towards_cap(here, act, i, day)
    count_entry(here, cell, index, channel, truth)
    after_entry(here, i, day, cell, index, channel, truth)
    old = np.int64(life["grade"])
    follows, turn = points, ZERO
    if here.rules["by_entries"] > 0:
        moved, follows, points, turn = enter_points(here, i, day, index, points)
    else:
        moved = move_points(here, i, points)
    if here.rules["n_counters"] > 0 and moved < 0:
        falls_to = dropped_by(here, i, day, -moved, falls_to)
        remember_taken(here, i, day, -moved)
    grade, began = follow_score(here, i, day, follows, falls_to)
    if grade < old:
        count_fall(here, index, truth, grade)
    if act["adds_to"] >= 0 or act["removes_from"] >= 0:
        lists_now = act["adds_to"] >= 0 and counts_towards_list(here, act, i)
        change_lists(here, i, day, act, lists_now)
    note(here, i, day, TRACE_ENTRY, index, channel, truth, points, since)
    if act["expires_days"] > 0 or here.dials["safeguards"] > 0:
        follow_up(here, i, day, index, channel, truth, moved, (ONE if began else ZERO) + 2 * turn, grade < old)


@hot
def close_case(here, i, day, what, since):
    """Close a case as it was decided: post it, dismiss it or waive it."""
    index, channel, truth, outcome = unpack_case(what)
    if outcome == POSTED:
        cell = cell_of(here.world.person[i], day)
        post_entry(here, i, day, cell, index, channel, truth, since)
        return
    count_case(here, index, channel, truth, outcome)
    line = TRACE_WAIVED if outcome == WAIVED else TRACE_DISMISSED
    if outcome == WAIVED:
        here.district["favours"] += 1
    note(here, i, day, line, index, channel, truth, ZERO, since)


@hot
def drop(here, i, day, what, since):
    """What is due to who has died does not happen; a case is dismissed."""
    if kind_of(what) == CASE:
        index, channel, truth, _ = unpack_case(what)
        count_case(here, index, channel, truth, DISMISSED)
        note(here, i, day, TRACE_DISMISSED, index, channel, truth, ZERO, since)


@hot
def end_lock(here, i, day):
    """Release a life whose lock ends today, unless the end of a cycle does; a node left over from a lock that was
    replaced does nothing."""
    life = here.world.standing[i]
    grade = np.int64(life["grade"])
    if grade >= here.rules["n_grades"] or life["lock_until"] != day or here.rules["lock_days"][grade] == 0:
        return
    if here.rules["sets_grade"] > 0:
        return
    close_spell(here, i, day, BY_RELEASE)
    set_on_release(here, i, day, grade)
    released, starts_lock = grade_after_lock(grade, life["score"] + bands_begin(here, i, day), here.rules, here.bands)
    if released != grade or starts_lock:
        enter_grade(here, i, day, released, starts_lock)
    note(here, i, day, TRACE_LOCK_END, ZERO, ZERO, ZERO, ZERO, day)


@hot
def come_of_age(here, i, day):
    """From today on the life is scored, and enters the starting grade, unless it does not agree."""
    first = min(np.int64(here.world.person[i]["birth_day"]) + here.rules["scored_from_days"], day)
    into_life(here, i, day, begin_scored(here, i, day, first))
    begin_clocks(here, i, day)
    graded = here.world.standing[i]["grade"] < here.rules["n_graded"]
    note(here, i, day, TRACE_AGE if graded else _NOT_SCORED, ZERO, ZERO, ZERO, ZERO, day)


@hot
def end_listing(here, i, day, which):
    """Take a life off a list whose term ends today, unless a later listing has prolonged it."""
    if (np.int64(here.world.standing[i]["listed"]) >> which) & 1 and here.world.extra[i, which] == day:
        leave_list(here, i, day, which)
        note(here, i, day, TRACE_LIST_END, which, ZERO, ZERO, ZERO, day)


@hot
def by_itself(here, i, day, which):
    """What ends a listing, or happens to a score by itself, today. which : a list, or what stands in its place."""
    if which == NEWCOMER:
        live_as_newcomer(here, i, day)
    elif which == RESET:
        reset_score(here, i, day)
    elif which == GIVEN:
        give_back(here, i, day)
    else:
        end_listing(here, i, day, which)


@hot
def drain(here, local, until):
    """Let happen what a life's agenda holds up to and including the day `until`."""
    i = here.grid["start"] + local
    while here.agenda[local] >= 0:
        index = np.int64(here.agenda[local])
        node = here.world.nodes[index]
        day, what, since = np.int64(node["day"]), event_of(node), np.int64(node["since"])
        turn = np.int64(node["turn"])
        if day > until:
            return
        here.agenda[local] = node["next"]
        free_node(here, index)
        kind = kind_of(what)
        if here.dials["mortal"] > 0 and np.int64(here.world.person[i]["flags"]) & DEAD:
            drop(here, i, day, what, since)
        elif kind == CASE:
            close_case(here, i, day, what, since)
        elif what == LOCK_END:
            end_lock(here, i, day)
        elif kind == LOCK_END:
            grade_holds(here, i, day)
        elif kind == CAME_OF_AGE:
            come_of_age(here, i, day)
        elif kind == LIST_END:
            by_itself(here, i, day, listed_in(what))
        elif kind < CASE:
            strike(here, i, day, what, since, turn)
        elif kind == JOINT:
            take_part(here, i, day, what)
        elif kind == BIRTH:
            give_birth(here, i, day, what)
        elif kind == VETTING:
            in_family(here, i, day, what)
        elif kind == STRUCK:
            be_struck(here, i, day, what)
        elif kind == SPOKEN:
            speak_up(here, i, day, what)
        else:
            at_event(here, i, day, kind)
