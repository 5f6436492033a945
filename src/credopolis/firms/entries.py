"""Entries of one company: which count, what they move, which are kept, repair, and the first day.

`f`, `e` and `u` are as in `ladder`.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.firms.ladder import (
    NONE,
    advance,
    band_of,
    drop,
    end_of_cycle,
    enter,
    entered,
    follow,
    move,
    next_day,
    put_on,
)
from credopolis.firms.law import NO_DAY

YEAR = np.int64(365)


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
