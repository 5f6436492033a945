"""Standing: how one life's score, grade, lock and lists move, and what is counted and noted when they do.

Everywhere in the life loop `here` is what the life's grid has at hand (see `here`), `i` the life among those that are
built, `day` the day.
"""

import numpy as np

from credopolis.core.jit import hot, inlined
from credopolis.core.processor import not_negative
from credopolis.core.schema import FEMALE, MINORITY, URBAN
from credopolis.engine.agreeing import agrees
from credopolis.engine.banding import bands_begin
from credopolis.engine.calendar import LIST_END, LOCK_END, RESET, pack, schedule
from credopolis.engine.following import came_elsewhere, follow
from credopolis.engine.locking import begin_lock, forget_hold, gone_of_cycle, lock_began
from credopolis.engine.tally import BY_FALL, BY_RELOCK, BY_REMOVAL, count_flow, count_recovery, count_spell
from credopolis.engine.world import TRACED
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.ladder import clip_score, deserved, grade_after_entry
from credopolis.rulebook.compile import NOT_SET

NONE = np.int64(-1)
ZERO = np.int64(0)
ONE = np.int64(1)
TRACES = tuple(line.name for line in mechanisms.LINES)
(
    TRACE_ACT, TRACE_CASE, TRACE_ENTRY, TRACE_LOCK_END, TRACE_AGE, TRACE_LIST_END, TRACE_EXPIRY, TRACE_CAPPED,
    TRACE_DISMISSED, TRACE_WAIVED, TRACE_LOST, TRACE_NOTICE, TRACE_APPEAL, TRACE_REFUSED, TRACE_CORRECTION,
    TRACE_REPAIR, TRACE_REMOVAL, TRACE_VISIT, TRACE_SEARCH, TRACE_RESET, TRACE_GIVEN,
    TRACE_GAINED, TRACE_NEWCOMER, TRACE_SET, TRACE_ENDED,
) = (
    np.int64(TRACES.index(name))
    for name in (
        "act", "case", "entry", "lock_end", "came_of_age", "list_end", "expiry", "capped", "dismissed", "waived",
        "lost", "notice", "appeal", "refused", "correction", "repair", "removal", "visit", "search", "reset", "given",
        "gained", "newcomer", "set", "ended",
    )
)  # fmt: skip

_QUARTERS_OF_A_BAND = 21915  # quarter days in 15 years of 365.25 days
_LAST_BAND = 5  # from 75 full years on


@inlined
def cell_of(person, day):
    """Cell (sex, age band, group, area) of a life on a day."""
    band = not_negative(min(4 * max(day - person["birth_day"], 0) // _QUARTERS_OF_A_BAND, _LAST_BAND))
    flags = np.int64(person["flags"])
    sex = 1 if flags & FEMALE else 0
    group = 1 if flags & MINORITY else 0
    area = 1 if flags & URBAN else 0
    return ((sex * 6 + band) * 2 + group) * 2 + area


@hot
def write_line(here, i, day, kind, act, channel, truth, points, due):
    """Write a line of a traced life's dossier; lines beyond the room for them are only counted."""
    district = here.district
    n = district["trace_rows"]
    district["trace_rows"] = n + 1
    if n >= district["trace_size"]:
        return
    life = here.world.standing[i]
    row = here.world.trace[district["trace_start"] + n]
    row[0], row[1], row[2], row[3], row[4], row[5] = i, day, kind, act, channel, truth
    row[6], row[7], row[8], row[9], row[10] = points, life["score"], life["grade"], life["lock_until"], due
    row[11] = life["listed"]


@inlined
def note(here, i, day, kind, act, channel, truth, points, due):
    """Write a line if the life is traced."""
    if here.world.person[i]["flags"] & TRACED:
        write_line(here, i, day, kind, act, channel, truth, points, due)


@inlined
def removed_from_life(life, rules):
    """Whether a life is on a list that removes it from civic life."""
    return np.int64(life["listed"]) & rules["removal_lists"] != 0


@inlined
def close_spell(here, i, day, how):
    """Count a spell in a lock that ends today, by how long it lasted."""
    life = here.world.standing[i]
    grade = np.int64(life["grade"])
    count_spell(here, grade, day - lock_began(here.world, here.rules, i, grade), how)


@hot
def enter_grade(here, i, day, grade, starts_lock):
    """Move a life to a grade (perhaps its own again), start the grade's lock if told to, and count the change."""
    life = here.world.standing[i]
    old = np.int64(life["grade"])
    if grade != old:
        count_flow(here, cell_of(here.world.person[i], day), old, grade)
        life["grade"] = grade
        life["grade_since"] = day
        life["lock_until"] = day
        if life["fell_on"] >= 0 and grade >= here.rules["standing_grade"]:
            count_recovery(here, day - life["fell_on"])
            life["fell_on"] = -1
    if starts_lock and here.rules["lock_days"][grade] > 0:
        end = day + here.rules["lock_days"][grade]
        if here.rules["began_column"] >= 0:
            end = day + begin_lock(here, i, day, grade)
        life["lock_until"] = end
        schedule(here, i, end, pack(LOCK_END, ZERO, ZERO, ZERO), day)
    else:
        forget_hold(here, i)
    if (
        here.rules["grades_list"] > 0
        and here.rules["grade_list"][grade] >= 0
        and (grade != old or (starts_lock and here.rules["lock_days"][grade] > 0))
    ):
        put_on(here, i, day, here.rules["grade_list"][grade])
    came_elsewhere(here, i, day)


@inlined
def move_points(here, i, points):
    """Move a life's score -> points that it really moved; who is not in any grade does not count in the district."""
    life = here.world.standing[i]
    before = np.int64(life["score"])
    score = clip_score(before, points, here.rules)
    life["score"] = score
    if life["grade"] < here.rules["n_grades"]:
        here.district["score_sum"] += score - before
    return score - before


@hot
def left_of(here, i, day, points):
    """What the limit of a day leaves of an entry's points, after those of the day's earlier entries."""
    extra, column, rules = here.world.extra[i], here.rules["today_column"], here.rules
    if extra[column] != day + 1:
        extra[column] = day + 1
        extra[column + 1] = 0
        extra[column + 2] = 0
    lost, gained = np.int64(extra[column + 1]), np.int64(extra[column + 2])
    if rules["only_largest"] > 0:
        points = min(points + lost, ZERO) if points < 0 else max(points - gained, ZERO)
    if points < 0 and (rules["most_lost"] > 0 or rules["only_largest"] > 0):
        if rules["most_lost"] > 0:
            points = -min(-points, rules["most_lost"] - lost)
        extra[column + 1] = lost - points
    if points > 0 and (rules["most_gained"] > 0 or rules["only_largest"] > 0):
        if rules["most_gained"] > 0:
            points = min(points, rules["most_gained"] - gained)
        extra[column + 2] = gained + points
    return points


@inlined
def follow_score(here, i, day, points, falls_to):
    """Move a life's grade after its score moved by `points`, or by a straight drop -> (grade, whether a lock began)."""
    life = here.world.standing[i]
    old, score = np.int64(life["grade"]), np.int64(life["score"])
    if old >= here.rules["n_graded"] or (here.rules["sets_grade"] > 0 and (falls_to < 0 or old < falls_to)):
        return old, False
    locked = day < life["lock_until"]
    grade, starts_lock = grade_after_entry(
        old, score + bands_begin(here, i, day), points, falls_to, locked, here.rules, here.bands
    )
    if grade == old and not starts_lock:
        return old, False
    if locked:
        close_spell(here, i, day, BY_FALL if grade < old else BY_RELOCK)
    enter_grade(here, i, day, grade, starts_lock)
    if grade == falls_to and starts_lock and grade < here.rules["standing_grade"]:  # from below, its points alone took
        life["fell_on"] = day
    return grade, starts_lock and here.rules["lock_days"][grade] > 0


@inlined
def set_on_release(here, i, day, grade):
    """Set the score where the release of a grade's lock does so, and clear what was entered before today."""
    sets = here.rules["sets_score"][grade]
    if sets != NOT_SET:
        move_points(here, i, sets - np.int64(here.world.standing[i]["score"]))
        here.world.extra[i, here.rules["cleared_column"]] = day
        if here.rules["resets_every"] > 0:
            await_reset(here, i, day, NONE)


@hot
def await_reset(here, i, day, takes):
    """Schedule the day on which a life's score returns to its start: the end of its cycle, or so many days after an
    entry that takes something. takes : whether it does; -1 for a release that set the score this morning."""
    column, every = here.rules["resets_column"], here.rules["resets_every"]
    known = np.int64(here.world.extra[i, column])
    due = day + here.rules["resets_after"]
    if every > 0:
        if known > 0 and known >= day:
            return
        gone = gone_of_cycle(here, i, day)
        due = day if takes < 0 and gone == 0 else day + every - gone
    elif due == day or takes <= 0 or known == due:
        return
    here.world.extra[i, column] = due
    schedule(here, i, due, pack(LIST_END, RESET, ZERO, ZERO), day)


@inlined
def cleared(here, i, since):
    """Whether what was entered on the day `since` was cleared by the release of a lock, or as the score returned."""
    column = here.rules["cleared_column"]
    return column >= 0 and since < here.world.extra[i, column]


@hot
def into_life(here, i, day, grade):
    """A life that was in no grade enters one: it came of age, or a removal ended."""
    life = here.world.standing[i]
    count_flow(here, cell_of(here.world.person[i], day), here.rules["n_grades"], grade)
    life["grade"] = grade
    life["grade_since"] = day
    life["lock_until"] = day
    here.district["scored"] += 1
    here.district["score_sum"] += life["score"]
    came_elsewhere(here, i, day)


@hot
def out_of_life(here, i, day):
    """Remove a life from civic life: no grade, no lock, no acts; its days of liberty lost begin to count."""
    life = here.world.standing[i]
    grade = np.int64(life["grade"])
    district = here.district
    if day < life["lock_until"]:
        close_spell(here, i, day, BY_REMOVAL)
    forget_hold(here, i)
    count_flow(here, cell_of(here.world.person[i], day), grade, here.rules["n_grades"])
    life["grade"] = here.rules["n_grades"]
    life["grade_since"] = day
    life["lock_until"] = day
    life["fell_on"] = -1
    district["scored"] -= 1
    district["score_sum"] -= life["score"]
    district["removed"] += 1
    district["liberty"] -= day
    if here.dials["bears"] > 0:
        follow(here, i, day)
    note(here, i, day, TRACE_REMOVAL, ZERO, NONE, ZERO, ZERO, day)


@hot
def put_on(here, i, day, which):
    """Put a life on a list, or begin its term anew."""
    life = here.world.standing[i]
    life["listed"] = life["listed"] | (1 << which)
    here.world.extra[i, which] = day
    if here.rules["list_days"][which] > 0:
        end = day + here.rules["list_days"][which]
        here.world.extra[i, which] = end
        schedule(here, i, end, pack(LIST_END, which, ZERO, ZERO), day)
    came_elsewhere(here, i, day)


@hot
def leave_list(here, i, day, which):
    """Take a life off a list; who is no longer removed from civic life enters the grade that its score deserves, if it
    agrees to be scored."""
    life = here.world.standing[i]
    was_removed = removed_from_life(life, here.rules)
    life["listed"] = life["listed"] & ~(1 << which)
    if was_removed and not removed_from_life(life, here.rules):
        district = here.district
        district["removed"] -= 1
        district["liberty"] += day
        if agrees(here, i):
            into_life(here, i, day, deserved(life["score"] + bands_begin(here, i, day), here.rules, here.bands))
        else:
            life["score"] = here.rules["score_start"]
            into_life(here, i, day, here.rules["ungraded"])
    elif here.dials["bears"] > 0:
        follow(here, i, day)


@hot
def change_lists(here, i, day, act, lists_now):
    """Put a life on a list if this entry does so, and take it off a list if the act's entry says so."""
    life = here.world.standing[i]
    added = act["adds_to"]
    if added >= 0 and lists_now:
        was_removed = removed_from_life(life, here.rules)
        put_on(here, i, day, added)
        if removed_from_life(life, here.rules) and not was_removed:
            out_of_life(here, i, day)
    removed = act["removes_from"]
    if removed >= 0 and (np.int64(life["listed"]) >> removed) & 1:
        leave_list(here, i, day, removed)
