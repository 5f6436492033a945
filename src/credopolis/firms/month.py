"""A month in the life of a company: what it does, who looks, what is entered, and whether it closes.

Everything that a company draws in a month comes from one stream, keyed by its place and the month. It reads what its
partners were last month, and writes only itself; so it does not matter which thread takes it, or when. `one` is a row
of FIRM, its entries, and its counts towards caps.
"""

import numpy as np

from credopolis.core.draws import below, draw_at, key_of, unit
from credopolis.core.jit import hot, hot_kernel, inlined
from credopolis.core.maths import exp, log
from credopolis.core.purposes import FIRM_MONTH
from credopolis.firms.entries import begin, post, repair
from credopolis.firms.generate import found
from credopolis.firms.hazards import COURT, HIDDEN, INSPECTION, REMEDY, STAFF, YEAR, closes_a_year, finds, rates_of
from credopolis.firms.ladder import advance, has_fallen
from credopolis.firms.ways import AT

KEPT_MONTHS = AT["kept_months"]
LET_OFF = AT["let_off"]
FALSE_ENTRY = AT["false_entry"]
COURTS = AT["courts"]
REPAIRS = AT["repairs"]
GAP_MONTHS = AT["gap_months"]
BY_SIZE = AT["by_size"]
COUNTS = 11
INSPECTIONS, FOUND, LET_GO, FALSE, CLOSED, JOBS_LOST, BEGUN, REPAIRED, NO_ROOM, FELL, FELL_BY_PARTNER = range(COUNTS)
"""Counts that stand behind those by act in a tally."""
AT_CLOSING, AT_GAP, AT_FOUNDED, AT_REPAIR, AT_FADE, AT_STREAM = 0, 1, 2, 400, 700, 2600
"""Where in the stream of a company's month each draw stands; events take what follows the last."""


@hot
def posted(law, one, act, day, tally):
    """Post an entry and count it."""
    counted = post(law, one[0], one[1], one[2], act, day)
    if counted != 0:
        tally[len(law.acts) + act] += 1
    if counted < 0:
        tally[2 * len(law.acts) + NO_ROOM] += 1


@hot
def inspect(law, ways, one, day, risk, key, at, tally):
    """One inspection: one entry for each kind of breach that it finds, however many there are, unless the company is
    let off -> where the stream goes on."""
    f, n, chance = one[0], 2 * len(law.acts), finds(ways, risk)
    tally[n + INSPECTIONS] += 1
    if ways.single[1] >= 0:
        posted(law, one, ways.single[1], day, tally)
    lets = ways.given[LET_OFF] if f["connected"] > 0 else 0.0
    for h in range(len(ways.hidden_act)):
        if f["hidden"][h] == 0:
            continue
        seen = 1.0 - exp(np.float64(f["hidden"][h]) * log(1.0 - chance))
        bits, at = unit(draw_at(key, at)), at + 1
        if bits < seen:
            f["hidden"][h] = 0
            tally[n + FOUND] += 1
            if bits < seen * lets:
                tally[n + LET_GO] += 1
            else:
                posted(law, one, ways.hidden_act[h], day, tally)
    if ways.single[4] >= 0 and unit(draw_at(key, at)) < ways.given[FALSE_ENTRY]:
        tally[n + FALSE] += 1
        posted(law, one, ways.single[4], day, tally)
    return at + 1


@hot
def act_of(ways, group, sector, u):
    """Which act of a group was done."""
    act, last = 0, ways.up_to.shape[2] - 1
    while act < last and u >= ways.up_to[group, sector, act]:
        act += 1
    return act


@inlined
def happens(law, ways, one, day, what, risk, key, at, tally):
    """One event of a company -> where the stream goes on."""
    f = one[0]
    if what == INSPECTION:
        return inspect(law, ways, one, day, risk, key, at, tally)
    if what == REMEDY:
        for k in range(len(ways.remedies)):
            if f["list_until"][ways.remedies[k, 1]] != 0:
                posted(law, one, ways.remedies[k, 0], day, tally)
        return at
    if what == STAFF:
        tally[ways.single[0]] += 1
        posted(law, one, ways.single[0], day, tally)
        return at
    act = act_of(ways, what, np.int64(f["sector"]), unit(draw_at(key, at)))
    tally[act] += 1
    if what == HIDDEN:
        column = ways.hidden_column[act]
        f["hidden"][column] = min(f["hidden"][column] + 1, 255)
    elif what != COURT or unit(draw_at(key, at + 1)) < ways.given[COURTS]:
        posted(law, one, act, day, tally)
    return at + 2


@inlined
def events(law, ways, one, key, first, last, rates, tally):
    """What a company does and meets from a day to another, in the order of days, at the rates of the first."""
    risk, total, at = rates_of(law, ways, one[0], rates), 0.0, np.int64(AT_STREAM)
    for k in range(len(rates)):
        total += rates[k]
    time = np.float64(first) - YEAR / total * log(1.0 - unit(draw_at(key, at)))
    while time < last:
        u_what, what = unit(draw_at(key, at + 1)) * total, 0
        while what < REMEDY and u_what >= rates[what]:
            u_what -= rates[what]
            what += 1
        at = happens(law, ways, one, np.int64(time), what, risk, key, at + 2, tally)
        time -= YEAR / total * log(1.0 - unit(draw_at(key, at)))


@inlined
def fade(ways, f, key):
    """Breaches that nobody found can no longer be, after a while."""
    at = np.int64(AT_FADE)
    for h in range(len(ways.hidden_act)):
        for _ in range(f["hidden"][h]):
            if unit(draw_at(key, at)) * ways.given[KEPT_MONTHS] < 1.0:
                f["hidden"][h] -= 1
            at += 1


@hot
def repairs(law, ways, f, e, key, day, tally):
    """On the last day of a month, entries of which the wait is over may be repaired."""
    k = np.int64(f["n_entries"]) - 1
    while k >= 0 and law.rules[0]["repairs"] > 0:
        row = law.acts[np.int64(e[k]["act"])]
        open_to = row["repairable"] > 0 and day >= e[k]["day"] + row["repair_wait"]
        if open_to and unit(draw_at(key, AT_REPAIR + k)) < ways.given[REPAIRS]:
            repair(law, f, e, k, day)
            tally[2 * len(law.acts) + REPAIRED] += 1
        k -= 1


@hot
def close(ways, f, e, key, month, tally, n):
    """A company closes: its places of work are gone until another stands in its place."""
    f["vacant"], f["fallen"], f["n_entries"] = 1, 0, 0
    f["reopens"] = month + 1 + np.int64(-ways.given[GAP_MONTHS] * log(1.0 - unit(draw_at(key, AT_GAP))))
    tally[n + CLOSED] += 1
    tally[n + JOBS_LOST] += f["size"]


@hot
def begin_anew(law, ways, f, seed, i, key, first, last):
    """Another company begins in an empty place -> the day."""
    f["generation"] += 1
    f["vacant"] = 0
    day = first + below(draw_at(key, AT_FOUNDED), last - first)
    f["founded"] = day
    found(f, seed, i, ways.spreads, ways.shares, ways.owners, ways.connected, ways.given[BY_SIZE])
    begin(law, f, day, np.int64(0))
    return day


@hot
def hit_by_partners(law, ways, one, first, hits, sister_fell, tally):
    """What partners and sisters that fell last month cost, on a day -> whether this is what brought it down."""
    f, day = one[0], first
    before = f["fallen"]
    if hits > 0 and ways.single[2] >= 0:
        for _ in range(hits):
            posted(law, one, ways.single[2], day, tally)
    if sister_fell and before == 0 and ways.single[3] >= 0:
        posted(law, one, ways.single[3], day, tally)
    return before == 0 and has_fallen(law, f)


@inlined
def live(law, ways, one, i, when, hits, sister_fell, rates, tally):
    """One company's month -> 0, 1 if it fell, 2 if partners brought it down."""
    f, e, n = one[0], one[1], 2 * len(law.acts)
    seed, month, first, last = when
    key = key_of(seed, FIRM_MONTH, i, month)
    if f["vacant"] > 0:
        if month < f["reopens"]:
            return 0
        first = begin_anew(law, ways, f, seed, i, key, first, last)
        tally[n + BEGUN] += 1
    by_partner = False
    if hits > 0 or sister_fell:
        by_partner = hit_by_partners(law, ways, one, first, hits, sister_fell, tally)
    events(law, ways, one, key, first, last, rates, tally)
    if f["next"] < last:
        advance(law, f, e, last - 1)
    if f["n_entries"] > 0:
        advance(law, f, e, last - 1)
        repairs(law, ways, f, e, key, last - 1, tally)
    fade(ways, f, key)
    before, now = f["fallen"] > 0, has_fallen(law, f)
    f["fallen"] = 1 if now else 0
    if unit(draw_at(key, AT_CLOSING)) * 12.0 < closes_a_year(law, ways, f, last):
        close(ways, f, e, key, month, tally, n)
        return 0
    if now and not before:
        tally[n + FELL] += 1
        tally[n + FELL_BY_PARTNER] += 1 if by_partner else 0
        return 2 if by_partner else 1
    return 0


@hot_kernel
def live_month(law, ways, state, around, when, start, end, tally, rates):
    """Companies start to end - 1 live a month.

    state : firms, their entries, where those of each begin, their counts towards caps. around : hits, fell (of last
    month), sister, and falls (of this month, which is written). when : seed, month, its first day and the one
    after its last. tally : counts, which are added to. rates : (7,) room.
    """
    firms, entries, room, used = state
    hits, fell, sister, falls = around
    for i in range(start, end):
        sister_fell = sister[i] >= 0 and fell[sister[i]] > 0
        one = (firms[i], entries[room[i] : room[i + 1]], used[i])
        falls[i] = live(law, ways, one, i, when, hits[i], sister_fell, rates, tally)


@hot_kernel
def begin_all(law, firms):
    """All companies of day 0 begin to be judged, as of their age, with nothing on file."""
    for i in range(len(firms)):
        begin(law, firms[i], np.int64(0), -np.int64(firms[i]["founded"]))
