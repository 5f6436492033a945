"""A month in the life of a company: what it does, who looks, what is entered, and whether it closes.

Everything that a company draws in a month comes from one stream, keyed by its place and the month. It reads what its
partners were last month, and writes only itself; so it does not matter which thread takes it, or when.
"""

import numpy as np

from credopolis.core.draws import below, draw_at, key_of, unit
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.maths import exp, log
from credopolis.core.purposes import FIRM_MONTH
from credopolis.firms.generate import found
from credopolis.firms.ladder import advance, begin, has_fallen, post, repair
from credopolis.firms.ways import AT

DETERRENCE = AT["deterrence"]
INSPECTED = AT["inspected"]
INSPECTED_TRUSTED = AT["inspected_trusted"]
INSPECTED_WATCHED = AT["inspected_watched"]
FINDS = AT["finds"]
FINDS_UNANNOUNCED = AT["finds_unannounced"]
KEPT_MONTHS = AT["kept_months"]
LET_OFF = AT["let_off"]
FALSE_ENTRY = AT["false_entry"]
COURTS = AT["courts"]
REPAIRS = AT["repairs"]
REMEDIES = AT["remedies"]
EXITS_FIRST = AT["exits_first"]
EXITS_SECOND = AT["exits_second"]
EXITS_THIRD = AT["exits_third"]
EXITS_YOUNG = AT["exits_young"]
EXITS_OLD = AT["exits_old"]
EXITS_UNLOANED = AT["exits_unloaned"]
EXITS_STATE = AT["exits_state"]
EXITS_BY_SIZE = AT["exits_by_size"]
GAP_MONTHS = AT["gap_months"]
BY_SIZE = AT["by_size"]
RECORD, HIDDEN, COURT, MERIT, STAFF, INSPECTION, REMEDY = 0, 1, 2, 3, 4, 5, 6
ORDINARY, TRUSTED, WATCHED = 0, 1, 2
"""Classes of risk: by the best grade, and by what a grade or a list has watched."""
INSPECTIONS, FOUND, LET_OFF, FALSE, CLOSED, JOBS_LOST, BEGUN, REPAIRED, NO_ROOM, FELL, FELL_BY_PARTNER = range(11)
"""Counts that stand behind those by act in a tally."""
COUNTS = 13
YEAR = 365.0
AT_CLOSING, AT_GAP, AT_FOUNDED, AT_REPAIR, AT_FADE, AT_STREAM = 0, 1, 2, 400, 700, 2600
"""Where in the stream of a company's month each draw stands; events take what follows the last."""


@hot
def risk_of(law, f):
    """The class of risk of a company."""
    row, watched = law.grades[np.int64(f["grade"])], False
    for k in range(law.rules[0]["n_lists"]):
        watched = watched or (f["list_until"][k] != 0 and law.lists[k]["watched"] > 0)
    if watched or row["watched"] > 0:
        return WATCHED
    return TRUSTED if row["trusted"] > 0 else ORDINARY


@hot
def inspected_a_year(law, ways, f, risk):
    """How often it is inspected."""
    times = 1.0
    if risk == TRUSTED:
        times = ways.given[INSPECTED_TRUSTED]
    elif risk == WATCHED:
        times = ways.given[INSPECTED_WATCHED]
    return ways.given[INSPECTED] * times * ways.province[f["province"]]


@hot
def finds(ways, risk):
    """The chance that an inspection finds a breach: the watched have it unannounced."""
    return ways.given[FINDS_UNANNOUNCED] if risk == WATCHED else ways.given[FINDS]


@hot
def held_back(law, ways, f, chance):
    """How many times as often a company breaks a rule because of what is at stake: none is where nothing is."""
    return exp(-ways.given[DETERRENCE] * law.grades[np.int64(f["grade"])]["stake"] * chance)


@hot
def rates_of(law, ways, f, rates):
    """Events a year of a company, by what they are; and its class of risk."""
    risk, sector = risk_of(law, f), np.int64(f["sector"])
    seen = inspected_a_year(law, ways, f, risk)
    chance = 1.0 - exp(-seen * finds(ways, risk) * ways.given[KEPT_MONTHS] / 12.0)
    rates[RECORD] = ways.rate[RECORD, sector] * f["careless"]
    rates[HIDDEN] = ways.rate[HIDDEN, sector] * f["dishonest"] * f["large"] * held_back(law, ways, f, chance)
    rates[COURT] = ways.rate[COURT, sector] * f["dishonest"] * held_back(law, ways, f, ways.given[COURTS])
    rates[MERIT] = ways.rate[MERIT, sector]
    rates[STAFF] = ways.staff_rate[0] * f["size"]
    rates[INSPECTION] = seen
    rates[REMEDY] = 0.0
    for k in range(len(ways.remedies)):
        if f["list_until"][ways.remedies[k, 1]] != 0:
            rates[REMEDY] = -12.0 * log(1.0 - ways.given[REMEDIES])
    return risk


@hot
def posted(law, f, e, u, act, day, tally):
    """Post an entry and count it."""
    counted = post(law, f, e, u, act, day)
    if counted != 0:
        tally[len(law.acts) + act] += 1
    if counted < 0:
        tally[2 * len(law.acts) + NO_ROOM] += 1


@hot
def inspect(law, ways, f, e, u, day, risk, key, at, tally):
    """One inspection: one entry for each kind of breach that it finds, however many there are, unless the company is
    let off -> where the stream goes on."""
    n, chance = 2 * len(law.acts), finds(ways, risk)
    tally[n + INSPECTIONS] += 1
    if ways.single[1] >= 0:
        posted(law, f, e, u, ways.single[1], day, tally)
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
                tally[n + LET_OFF] += 1
            else:
                posted(law, f, e, u, ways.hidden_act[h], day, tally)
    if ways.single[4] >= 0 and unit(draw_at(key, at)) < ways.given[FALSE_ENTRY]:
        tally[n + FALSE] += 1
        posted(law, f, e, u, ways.single[4], day, tally)
    return at + 1


@hot
def act_of(ways, group, sector, u):
    """Which act of a group was done."""
    act, last = 0, ways.up_to.shape[2] - 1
    while act < last and u >= ways.up_to[group, sector, act]:
        act += 1
    return act


@hot
def happens(law, ways, f, e, u, day, what, risk, key, at, tally):
    """One event of a company -> where the stream goes on."""
    if what == INSPECTION:
        return inspect(law, ways, f, e, u, day, risk, key, at, tally)
    if what == REMEDY:
        for k in range(len(ways.remedies)):
            if f["list_until"][ways.remedies[k, 1]] != 0:
                posted(law, f, e, u, ways.remedies[k, 0], day, tally)
        return at
    if what == STAFF:
        tally[ways.single[0]] += 1
        posted(law, f, e, u, ways.single[0], day, tally)
        return at
    act = act_of(ways, what, np.int64(f["sector"]), unit(draw_at(key, at)))
    tally[act] += 1
    if what == HIDDEN:
        column = ways.hidden_column[act]
        f["hidden"][column] = min(f["hidden"][column] + 1, 255)
    elif what != COURT or unit(draw_at(key, at + 1)) < ways.given[COURTS]:
        posted(law, f, e, u, act, day, tally)
    return at + 2


@hot
def events(law, ways, f, e, u, key, first, last, rates, tally):
    """What a company does and meets from a day to another, in the order of days, at the rates of the first."""
    risk, total, at = rates_of(law, ways, f, rates), 0.0, np.int64(AT_STREAM)
    for k in range(len(rates)):
        total += rates[k]
    time = np.float64(first) - YEAR / total * log(1.0 - unit(draw_at(key, at)))
    while time < last:
        u_what, what = unit(draw_at(key, at + 1)) * total, 0
        while what < REMEDY and u_what >= rates[what]:
            u_what -= rates[what]
            what += 1
        at = happens(law, ways, f, e, u, np.int64(time), what, risk, key, at + 2, tally)
        time -= YEAR / total * log(1.0 - unit(draw_at(key, at)))


@hot
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
def closes_a_year(law, ways, f, day):
    """The hazard of closing: by age, size and owner, and more for who is refused loans."""
    age, row = (day - f["founded"]) / YEAR, law.grades[np.int64(f["grade"])]
    rate = ways.given[EXITS_OLD]
    if age < 7.0:
        rate = ways.given[EXITS_YOUNG]
    if age < 3.0:
        rate = ways.given[EXITS_THIRD]
    if age < 2.0:
        rate = ways.given[EXITS_SECOND]
    if age < 1.0:
        rate = ways.given[EXITS_FIRST]
    unloaned = row["unloaned"] > 0
    for k in range(law.rules[0]["n_lists"]):
        unloaned = unloaned or (f["list_until"][k] != 0 and law.lists[k]["unloaned"] > 0)
    if unloaned:
        rate *= ways.given[EXITS_UNLOANED]
    if f["owner"] > 0:
        rate *= ways.given[EXITS_STATE]
    return rate * exp(ways.given[EXITS_BY_SIZE] * log(np.float64(f["size"]) / 10.0))


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
def hit_by_partners(law, ways, f, e, u, first, hits, sister_fell, tally):
    """What partners and sisters that fell last month cost, on a day -> whether this is what brought it down."""
    before, day = f["fallen"], first
    if hits > 0 and ways.single[2] >= 0:
        for _ in range(hits):
            posted(law, f, e, u, ways.single[2], day, tally)
    if sister_fell and before == 0 and ways.single[3] >= 0:
        posted(law, f, e, u, ways.single[3], day, tally)
    return before == 0 and has_fallen(law, f)


@hot
def live(law, ways, f, e, u, seed, i, month, first, last, hits, sister_fell, rates, tally):
    """One company's month -> 0, 1 if it fell, 2 if partners brought it down."""
    key, n = key_of(seed, FIRM_MONTH, i, month), 2 * len(law.acts)
    if f["vacant"] > 0:
        if month < f["reopens"]:
            return 0
        first = begin_anew(law, ways, f, seed, i, key, first, last)
        tally[n + BEGUN] += 1
    by_partner = False
    if hits > 0 or sister_fell:
        by_partner = hit_by_partners(law, ways, f, e, u, first, hits, sister_fell, tally)
    events(law, ways, f, e, u, key, first, last, rates, tally)
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
        falls[i] = live(
            law, ways, firms[i], entries[room[i] : room[i + 1]], used[i], when[0], i, when[1], when[2], when[3],
            hits[i], sister_fell, rates, tally,
        )  # fmt: skip


@hot_kernel
def begin_all(law, firms):
    """All companies of day 0 begin to be judged, as of their age, with nothing on file."""
    for i in range(len(firms)):
        begin(law, firms[i], np.int64(0), -np.int64(firms[i]["founded"]))
