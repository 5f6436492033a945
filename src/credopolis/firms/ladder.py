"""The ladder of one company, compiled: what days and entries do to it.

The rules are those of `rulebook.automaton`, as far as `law` does not refuse them, and are held against it entry by
entry. `f` is a row of FIRM, `e` the row of its ENTRYs, `u` that of its counts towards caps in the running year.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.firms.law import NO_DAY

NONE = np.int64(-1)


@hot
def band_of(law, f, newcomer):
    """The grade that the score deserves."""
    at = np.int64(f["score"]) - law.rules[0]["least"]
    return np.int64(law.new_bands[at]) if newcomer else np.int64(law.bands[at])


@hot
def is_new(f):
    """Whether the rules for newcomers hold today."""
    return f["day"] < f["newcomer_until"]


@hot
def end_of_cycle(every, day, cycles):
    """The day on which the cycle ends that runs on a day, or one of those after it; they run from day 0."""
    return (day // every + cycles) * every


@hot
def move(law, f, points):
    """Move the score within its bounds -> by how much it moved."""
    rules, before = law.rules[0], np.int64(f["score"])
    f["score"] = min(max(before + points, rules["least"]), rules["most"])
    return np.int64(f["score"]) - before


@hot
def put_on(law, f, which):
    """Begin a listing, or its term anew; -1 for no list."""
    if which >= 0:
        days = law.lists[which]["days"]
        f["list_until"][which] = f["day"] + days if days > 0 else NONE
        f["list_on"][which] = f["day"]


@hot
def enter(law, f, grade, locks):
    """Come to a grade, with its lock or without."""
    row, rules, old = law.grades[grade], law.rules[0], np.int64(f["grade"])
    held = locks and (row["lock_days"] > 0 or row["lock_cycles"] > 0)
    if grade != old or held:
        put_on(law, f, row["list"])
    f["grade"] = grade
    f["lock_until"] = 0
    if held and row["lock_cycles"] > 0:
        f["lock_until"] = end_of_cycle(rules["by_cycle"], np.int64(f["day"]), row["lock_cycles"]) + rules["sets_after"]
    elif held:
        f["lock_until"] = f["day"] + row["lock_days"]


@hot
def follow(law, f, points):
    """The grade follows a score that entries moved, unless only the end of a cycle sets it."""
    if law.rules[0]["by_cycle"] > 0:
        return
    band, grade = band_of(law, f, is_new(f)), np.int64(f["grade"])
    if points < 0 and band < grade:
        enter(law, f, band, True)
    elif band > grade and f["day"] >= f["lock_until"]:
        enter(law, f, band, False)


@hot
def release(law, f, target, relocks):
    """Release from a lock to a grade."""
    enter(law, f, target, target < np.int64(f["grade"]) or relocks)


@hot
def set_to(law, f, band, day):
    """The grade that is set on a day by a score of a band, -1 if a lock holds on."""
    if f["lock_until"] > day:
        return NONE
    row = law.grades[np.int64(f["grade"])]
    if f["lock_until"] == 0:
        return band
    return row["release_to"] if row["release_to"] >= 0 else min(band, row["release_most"])


@hot
def set_grade(law, f, band):
    """Set the grade today, or release to it."""
    then, grade = set_to(law, f, band, np.int64(f["day"])), np.int64(f["grade"])
    if then < 0:
        return
    if f["lock_until"] > 0:
        release(law, f, then, law.grades[grade]["release_to"] >= 0)
    elif then != grade:
        enter(law, f, then, then < grade)


@hot
def entered(law, f, day, takes):
    """Something was entered: when do the clocks end?"""
    rules = law.rules[0]
    if rules["resets_every"] > 0 and (f["resets_on"] == 0 or f["resets_on"] < day):
        f["resets_on"] = end_of_cycle(rules["resets_every"], day, 1)
    elif rules["resets_after"] > 0 and takes:
        f["resets_on"] = day + rules["resets_after"]
    if rules["give_points"] > 0 and takes:
        f["gives_on"] = day + rules["give_after"]


@hot
def end_cycle(law, f):
    """The end of a cycle sets the grade, today or later -> points by which the next one starts for it."""
    rules = law.rules[0]
    band, on = band_of(law, f, is_new(f)), f["day"] + rules["sets_after"]
    then = set_to(law, f, band, on)
    if rules["sets_after"] > 0:
        f["sets_on"] = on
        f["due"] = band
    else:
        set_grade(law, f, band)
    return law.grades[then]["next_start"] if then >= 0 else np.int64(0)


@hot
def clear(law, f, e):
    """Let nothing that was entered before today move points any more; what lists may still be repaired."""
    for k in range(f["n_entries"] - 1, -1, -1):
        if e[k]["day"] < f["day"]:
            e[k]["moved"], e[k]["until"] = 0, 0
            if law.acts[e[k]["act"]]["adds_to"] < 0:
                drop(f, e, k)


@hot
def drop(f, e, k):
    """Forget one of the entries that stand."""
    last = np.int64(f["n_entries"]) - 1
    if k < last:
        e[k] = e[last]
    f["n_entries"] = last


@hot
def reset(law, f, e):
    """The score returns to its start."""
    rules, more = law.rules[0], np.int64(0)
    f["resets_on"] = 0
    if rules["by_cycle"] > 0:
        f["resets_on"] = f["day"] + rules["by_cycle"]
        more = end_cycle(law, f)
        if f["head_until"] > f["day"]:
            more += law.acts[rules["check_act"]]["head_points"]
    clear(law, f, e)
    moved = move(law, f, rules["start"] + more - f["score"])
    if moved != 0:
        follow(law, f, moved)


@hot
def give_back(law, f):
    """Clean time gives points back."""
    rules, on = law.rules[0], np.int64(f["gives_on"])
    points = min(rules["give_points"], max(rules["give_up_to"] - f["score"], 0))
    f["gives_on"] = on + rules["give_after"] if f["score"] + points < rules["give_up_to"] else 0
    entered(law, f, on, False)
    moved = move(law, f, points)
    if moved != 0:
        follow(law, f, moved)


@hot
def expire(law, f, e):
    """Take back what entries moved that expire today: the largest loss first, the largest gain last."""
    while True:
        first = NONE
        for k in range(f["n_entries"]):
            due = 0 < e[k]["until"] <= f["day"] and e[k]["moved"] != 0
            if due and (first < 0 or e[k]["moved"] < e[first]["moved"]):
                first = np.int64(k)
        if first < 0:
            return
        moved = np.int64(e[first]["moved"])
        drop(f, e, first)
        move(law, f, -moved)
        follow(law, f, -moved)


@hot
def no_newcomer(law, f):
    """The time of a newcomer is over: other bands hold."""
    f["newcomer_until"] = 0
    was, now = band_of(law, f, True), band_of(law, f, False)
    if was != now:
        follow(law, f, now - was)


@hot
def next_day(law, f, e):
    """The next day on which something ends by itself, NO_DAY if none."""
    found = np.int64(NO_DAY)
    for k in range(f["n_entries"]):
        if e[k]["until"] > 0 and e[k]["moved"] != 0:
            found = min(found, np.int64(e[k]["until"]))
    for k in range(law.rules[0]["n_lists"]):
        if f["list_until"][k] > 0:
            found = min(found, np.int64(f["list_until"][k]))
    for day in (f["lock_until"], f["resets_on"], f["gives_on"], f["newcomer_until"], f["sets_on"]):
        if day > 0:
            found = min(found, np.int64(day))
    return found


@hot
def end_of_day_things(law, f, e):
    """What ends or returns today, in the order of the automaton."""
    rules, day = law.rules[0], np.int64(f["day"])
    if 0 < f["lock_until"] <= day and rules["by_cycle"] == 0:
        rung = law.grades[np.int64(f["grade"])]["release_to"]
        release(law, f, band_of(law, f, is_new(f)) if rung < 0 else rung, rung >= 0)
    if 0 < f["sets_on"] <= day:
        f["sets_on"] = 0
        set_grade(law, f, np.int64(f["due"]))
    for k in range(rules["n_lists"]):
        if 0 < f["list_until"][k] <= day:
            f["list_until"][k] = 0
    if f["newcomer_until"] == day and day > 0:
        no_newcomer(law, f)
    if 0 < f["resets_on"] <= day:
        reset(law, f, e)
    if 0 < f["gives_on"] <= day:
        give_back(law, f)
    expire(law, f, e)


@hot
def advance(law, f, e, day):
    """Let time pass until a day: locks end, listings end, entries expire, each on its day."""
    while f["next"] <= day:
        f["day"] = max(f["next"], f["day"])
        end_of_day_things(law, f, e)
        f["next"] = next_day(law, f, e)
    f["day"] = day


@hot
def has_fallen(law, f):
    """Whether sanctions of all offices hold: by the grade, or by a list."""
    fallen = law.grades[np.int64(f["grade"])]["fallen"] > 0
    for k in range(law.rules[0]["n_lists"]):
        fallen = fallen or (f["list_until"][k] != 0 and law.lists[k]["fallen"] > 0)
    return fallen
