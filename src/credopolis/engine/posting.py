"""Posting: what an entry, the end of a lock or of a listing, an expiry or a coming of age does to one life.

Everywhere: d, g and i are indices of the district, the grid and the life among those that are built; `agenda` is the
grid's (see `calendar`); rules, seeing and clock are records (see `world`).
"""

import numpy as np

from credopolis.core.jit import hot, inlined, merged
from credopolis.core.schema import FEMALE, MINORITY, URBAN
from credopolis.engine.calendar import (
    CAME_OF_AGE,
    CASE,
    EXPIRY,
    LIST_END,
    LOCK_END,
    expiring_points,
    free_node,
    pack,
    pack_expiry,
    schedule,
)
from credopolis.engine.tally import (
    BY_FALL,
    BY_RELEASE,
    BY_RELOCK,
    count_entry,
    count_fall,
    count_flow,
    count_recovery,
    count_spell,
)
from credopolis.engine.world import TRACED
from credopolis.mechanisms.ladder import clip_score, grade_after_entry, grade_after_lock
from credopolis.mechanisms.perception import experience_now

NONE = np.int64(-1)
ZERO = np.int64(0)
TRACE_ACT = np.int64(0)
TRACE_CASE = np.int64(1)
TRACE_ENTRY = np.int64(2)
TRACE_LOCK_END = np.int64(3)
TRACE_AGE = np.int64(4)
TRACE_LIST_END = np.int64(5)
TRACE_EXPIRY = np.int64(6)
TRACE_CAPPED = np.int64(7)

_BANDS = (5479, 10958, 16437, 21915, 27394)  # first day of 15, 30, 45, 60 and 75 full years of 365.25 days


@inlined
def cell_of(person, day):
    """Cell (sex, age band, group, area) of a life on a day."""
    age = day - person["birth_day"]
    band = 0
    for edge in _BANDS:
        if age >= edge:
            band += 1
    flags = np.int64(person["flags"])
    sex = 1 if flags & FEMALE else 0
    group = 1 if flags & MINORITY else 0
    area = 1 if flags & URBAN else 0
    return ((sex * 6 + band) * 2 + group) * 2 + area


@hot
def write_line(world, d, i, day, kind, act, channel, truth, points, due):
    """Write a line of a traced life's dossier; lines beyond the room for them are only counted."""
    district = world.districts[d]
    n = district["trace_rows"]
    district["trace_rows"] = n + 1
    if n >= district["trace_size"]:
        return
    life = world.standing[i]
    row = world.trace[district["trace_start"] + n]
    row[0], row[1], row[2], row[3], row[4], row[5] = i, day, kind, act, channel, truth
    row[6], row[7], row[8], row[9], row[10] = points, life["score"], life["grade"], life["lock_until"], due


@inlined
def note(world, d, i, day, kind, act, channel, truth, points, due):
    """Write a line if the life is traced."""
    if world.person[i]["flags"] & TRACED:
        write_line(world, d, i, day, kind, act, channel, truth, points, due)


@inlined
def close_spell(world, rules, d, i, day, how):
    """Count a spell in a lock that ends today, by how long it lasted."""
    life = world.standing[i]
    grade = np.int64(life["grade"])
    count_spell(world, rules, d, grade, day - (np.int64(life["lock_until"]) - rules["lock_days"][grade]), how)


@hot
def enter_grade(world, rules, d, g, agenda, i, day, grade, starts_lock, clock):
    """Move a life to a grade (perhaps its own again), start the grade's lock if told to, and count the change."""
    life = world.standing[i]
    old = np.int64(life["grade"])
    if grade != old:
        count_flow(world, rules, d, cell_of(world.person[i], day), old, grade)
        life["grade"] = grade
        life["grade_since"] = day
        life["lock_until"] = day
        if life["fell_on"] >= 0 and grade >= rules["standing_grade"]:
            count_recovery(world, rules, d, day - life["fell_on"])
            life["fell_on"] = -1
    if starts_lock and rules["lock_days"][grade] > 0:
        end = day + rules["lock_days"][grade]
        life["lock_until"] = end
        schedule(world, d, g, agenda, i, end, pack(LOCK_END, ZERO, ZERO, ZERO), day, clock)


@inlined
def move_score(world, rules, d, g, agenda, i, day, points, falls_to, clock):
    """Apply points or a straight drop to a life's score and grade -> the grade it is in."""
    life = world.standing[i]
    before = np.int64(life["score"])
    score = clip_score(before, points, rules)
    life["score"] = score
    world.districts[d]["score_sum"] += score - before
    old = np.int64(life["grade"])
    locked = day < life["lock_until"]
    grade, starts_lock = grade_after_entry(old, score, points, falls_to, locked, rules, world.bands)
    if grade == old and not starts_lock:
        return old
    if locked:
        close_spell(world, rules, d, i, day, BY_FALL if grade < old else BY_RELOCK)
    enter_grade(world, rules, d, g, agenda, i, day, grade, starts_lock, clock)
    if falls_to >= 0 and starts_lock and grade < rules["standing_grade"]:
        life["fell_on"] = day
    return grade


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


@merged
def remember_charge(world, d, g, i, day, seeing):
    """Being charged raises the life's own sense of being caught, and its grid's and district's record."""
    world.grids[g]["charged"] += 1.0
    world.districts[d]["charged"] += 1
    if seeing["caught_step"] > 0.0:
        life = world.standing[i]
        own = experience_now(life["caught"], day - life["caught_on"], seeing)
        life["caught"] = own + seeing["caught_step"] * (1.0 - own)
        life["caught_on"] = day


@hot
def change_lists(world, rules, d, g, agenda, i, day, act, clock):
    """Put a life on a list or take it off, as the act's entry says."""
    life = world.standing[i]
    added = act["adds_to"]
    if added >= 0:
        life["listed"] = life["listed"] | (1 << added)
        if rules["list_days"][added] > 0:
            end = day + rules["list_days"][added]
            world.extra[i, added] = end
            schedule(world, d, g, agenda, i, end, pack(LIST_END, added, ZERO, ZERO), day, clock)
    removed = act["removes_from"]
    if removed >= 0:
        life["listed"] = life["listed"] & ~(1 << removed)


@inlined
def post_entry(world, rules, seeing, d, g, agenda, i, day, cell, what, since, clock):
    """Post a case: the entry changes lists, score and grade, unless the act's yearly cap is reached."""
    life = world.standing[i]
    if life["grade"] >= rules["n_grades"]:
        return
    index, channel, truth = (what >> 16) & 255, (what >> 8) & 255, what & 255
    act = world.acts[index]
    points = act["points"]
    falls_to = act["falls_to"]
    if act["cap"] > 0:
        if cap_reached(world, rules, act, i, day):
            note(world, d, i, day, TRACE_CAPPED, index, channel, truth, ZERO, since)
            return
        count_towards_cap(world, rules, act, i, day)
    count_entry(world, rules, d, cell, index, channel, truth)
    if act["negative"] > 0:
        remember_charge(world, d, g, i, day, seeing)
    if act["adds_to"] >= 0 or act["removes_from"] >= 0:
        change_lists(world, rules, d, g, agenda, i, day, act, clock)
    old, before = np.int64(life["grade"]), np.int64(life["score"])
    grade = move_score(world, rules, d, g, agenda, i, day, points, falls_to, clock)
    if grade < old:
        count_fall(world, rules, d, index, truth, grade)
    moved = np.int64(life["score"]) - before
    if act["expires_days"] > 0 and moved != 0:
        due = day + act["expires_days"]
        schedule(world, d, g, agenda, i, due, pack_expiry(index, moved), day, clock)
    note(world, d, i, day, TRACE_ENTRY, index, channel, truth, points, since)


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
    life = world.standing[i]
    count_flow(world, rules, d, cell_of(world.person[i], day), rules["n_grades"], rules["start_grade"])
    life["grade"] = rules["start_grade"]
    life["grade_since"] = day
    life["lock_until"] = day
    world.districts[d]["scored"] += 1
    world.districts[d]["score_sum"] += life["score"]
    note(world, d, i, day, TRACE_AGE, ZERO, ZERO, ZERO, ZERO, day)


@hot
def end_listing(world, d, i, day, which):
    """Take a life off a list whose term ends today, unless a later listing has prolonged it."""
    life = world.standing[i]
    if life["listed"] & (1 << which) and world.extra[i, which] == day:
        life["listed"] = life["listed"] & ~(1 << which)
        note(world, d, i, day, TRACE_LIST_END, which, ZERO, ZERO, ZERO, day)


@hot
def expire(world, rules, d, g, agenda, i, day, what, since, clock):
    """An old entry stops counting: the points that it really moved are taken back."""
    points = -expiring_points(what)
    move_score(world, rules, d, g, agenda, i, day, points, NONE, clock)
    note(world, d, i, day, TRACE_EXPIRY, what & 255, NONE, ZERO, points, since)


@hot
def drain(world, rules, seeing, d, g, agenda, local, until, clock):
    """Let happen what a life's agenda holds up to and including the day `until`."""
    start = world.districts[d]["node_start"]
    i = world.grids[g]["start"] + local
    while agenda[local] >= 0:
        index = np.int64(agenda[local])
        node = world.nodes[start + index]
        day, what, since = np.int64(node["day"]), np.int64(node["what"]), np.int64(node["since"])
        if day > until:
            return
        agenda[local] = node["next"]
        free_node(world, d, index)
        kind = what >> 24
        if kind == CASE:
            cell = cell_of(world.person[i], day)
            post_entry(world, rules, seeing, d, g, agenda, i, day, cell, what, since, clock)
        elif kind == LOCK_END:
            end_lock(world, rules, d, g, agenda, i, day, clock)
        elif kind == CAME_OF_AGE:
            come_of_age(world, rules, d, i, day)
        elif kind == LIST_END:
            end_listing(world, d, i, day, (what >> 16) & 255)
        elif kind == EXPIRY:
            expire(world, rules, d, g, agenda, i, day, what, since, clock)
