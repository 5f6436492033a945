"""The ladder of one company, compiled: what days and entries do to it.

The rules are those of `rulebook.automaton`, as far as `law` does not refuse them, and are held against it entry by
entry. `f` is a row of FIRM, `e` the row of its ENTRYs, `u` that of its counts towards caps in the running year.
"""

import numpy as np

from credopolis.core.jit import hot, hot_kernel
from credopolis.firms.law import NO_DAY

YEAR = np.int64(365)
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
def counts(law, f, u, act, day):
    """Note one more entry of an act -> whether the cap of the year lets it count."""
    row = law.acts[act]
    if row["cap"] == 0:
        return True
    if f["year"] != day // YEAR:
        f["year"] = day // YEAR
        u[:] = 0
    used = np.int64(u[row["cap_column"]])
    u[row["cap_column"]] = min(used + 1, 65535)
    return used < row["cap"]


@hot
def forget_stale(law, f, e):
    """Forget entries that no longer matter: they moved nothing, and their listing has ended or began anew since."""
    for k in range(f["n_entries"] - 1, -1, -1):
        which = law.acts[np.int64(e[k]["act"])]["adds_to"]
        matters = which >= 0 and f["list_until"][which] != 0 and f["list_on"][which] == e[k]["day"]
        if e[k]["moved"] == 0 and not matters:
            drop(f, e, k)


@hot
def keep(law, f, e, act, moved):
    """Keep an entry that will expire or may be repaired -> whether there was room."""
    row = law.acts[act]
    may_be_repaired = law.rules[0]["repairs"] > 0 and row["repairable"] > 0
    if not (row["expires"] > 0 and moved != 0) and not (may_be_repaired and (moved != 0 or row["adds_to"] >= 0)):
        return True
    if f["n_entries"] >= len(e):
        forget_stale(law, f, e)
    n = np.int64(f["n_entries"])
    if n >= len(e):
        return False
    e[n]["day"], e[n]["act"], e[n]["moved"] = f["day"], act, moved
    e[n]["until"] = f["day"] + row["expires"] if row["expires"] > 0 else 0
    f["n_entries"] = n + 1
    return True


@hot
def post(law, f, e, u, act, day):
    """Post an entry for an act on a day -> 1 if it counted, 0 if not, -1 if there was no room to keep it."""
    advance(law, f, e, day)
    if not counts(law, f, u, act, day):
        return NONE + 1
    rules, row = law.rules[0], law.acts[act]
    points, falls_to = row["points"], row["falls_to"]
    takes = points < 0 or falls_to >= 0
    if row["head_points"] != 0:
        if f["head_until"] <= day:
            points += row["head_points"]
        f["head_until"] = end_of_cycle(rules["by_cycle"], day, row["head_cycles"])
    moved = move(law, f, points)
    kept = keep(law, f, e, act, moved)
    entered(law, f, day, takes)
    if falls_to >= 0 and np.int64(f["grade"]) >= falls_to:
        enter(law, f, falls_to, True)
    else:
        follow(law, f, points)
    put_on(law, f, row["adds_to"])
    if row["removes_from"] >= 0:
        f["list_until"][row["removes_from"]] = 0
    f["next"] = next_day(law, f, e)
    return NONE + 2 if kept else NONE


@hot
def repair(law, f, e, k, day):
    """Repair one of the entries that stand: it takes back what it moved, and the listing of its day ends."""
    act, made, moved = np.int64(e[k]["act"]), np.int64(e[k]["day"]), np.int64(e[k]["moved"])
    drop(f, e, k)
    move(law, f, -moved)
    if moved != 0:
        follow(law, f, -moved)
    which = law.acts[act]["adds_to"]
    if which >= 0 and f["list_until"][which] != 0 and f["list_on"][which] == made:
        f["list_until"][which] = 0
    f["day"] = day
    f["next"] = next_day(law, f, e)


@hot
def begin(law, f, day, scored_for):
    """Begin to be judged on a day, or so many days after one was."""
    rules = law.rules[0]
    f["n_entries"], f["lock_until"], f["sets_on"], f["head_until"], f["resets_on"] = 0, 0, 0, 0, 0
    f["list_until"][:] = 0
    f["list_on"][:] = 0
    f["day"], f["year"] = day, -1
    new = scored_for < rules["new_days"]
    f["newcomer_until"] = day + rules["new_days"] - scored_for if new else 0
    f["score"] = rules["new_start"] if new else rules["start"]
    f["gives_on"] = (
        day + rules["give_after"] if rules["give_points"] > 0 and rules["start"] < rules["give_up_to"] else 0
    )
    if rules["by_cycle"] > 0:
        f["resets_on"] = end_of_cycle(rules["by_cycle"], day, 1)
    f["grade"] = band_of(law, f, new)
    if new and rules["begins_in"] >= 0 and scored_for < min(rules["by_cycle"], rules["new_days"]):
        f["grade"] = rules["begins_in"]
    if f["score"] != rules["start"]:
        entered(law, f, day, False)
    first = np.int64(NO_DAY)
    for one in (f["resets_on"], f["gives_on"], f["newcomer_until"]):
        if one > 0:
            first = min(first, np.int64(one))
    f["next"] = first


@hot
def has_fallen(law, f):
    """Whether sanctions of all offices hold: by the grade, or by a list."""
    fallen = law.grades[np.int64(f["grade"])]["fallen"] > 0
    for k in range(law.rules[0]["n_lists"]):
        fallen = fallen or (f["list_until"][k] != 0 and law.lists[k]["fallen"] > 0)
    return fallen


@hot_kernel
def follow_script(law, firms, entries, used, script, found):
    """Lead one company through a script, for tests: rows (what, day, made), what >= 0 an act, -1 a day passes, -2 - act
    a repair of the entry that an act made on a day; the first row is the days that it was judged before, and its first
    day. found : (n, 4) score, grade, lock_until and a mask of lists after each row."""
    f, e, u = firms[0], entries[0], used[0]
    begin(law, f, script[0, 1], script[0, 0])
    for row in range(script.shape[0]):
        what, day = script[row, 0], script[row, 1]
        if row > 0 and what >= 0:
            post(law, f, e, u, what, day)
        elif row > 0:
            advance(law, f, e, day)
            for k in range(f["n_entries"]):
                if what < -1 and e[k]["act"] == -2 - what and e[k]["day"] == script[row, 2]:
                    repair(law, f, e, k, day)
                    break
        mask = np.int64(0)
        for k in range(law.rules[0]["n_lists"]):
            mask |= np.int64(f["list_until"][k] != 0) << k
        found[row, 0], found[row, 1], found[row, 2], found[row, 3] = f["score"], f["grade"], f["lock_until"], mask
