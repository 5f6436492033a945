"""The life loop: one tick of a range of districts, life by life, touching only lives to whom something happens.

Candidates of a grid come from one Poisson process over its lives and the tick, whose rate is fixed by the society's
conduct table and not by the regime (thinning, Lewis and Shedler 1979). Walking the product of lives and time life
by life gives every life its candidates in the order of days, and memory in the order of lives.
"""

import numpy as np

from credopolis.core.draws import below, draw_at, high_exponential, key_of, low_unit, unit
from credopolis.core.jit import kernel, scalar
from credopolis.core.purposes import CANDIDATES, CHARGE, DELAY, SEEN, TARGET, TRUTH
from credopolis.core.schema import FEMALE, MALICIOUS, MINORITY, MISTAKEN, TRUE
from credopolis.engine.calendar import CASE, open_agenda, pack, schedule
from credopolis.engine.posting import TRACE_ACT, TRACE_CASE, cell_of, drain, note, post_entry
from credopolis.mechanisms.channels import CAMERAS, CHANNELS, INFORMANTS, RECORDS
from credopolis.mechanisms.conduct import deterred, spurred, stake
from credopolis.mechanisms.informants import false_share, grid_attention
from credopolis.mechanisms.office import posting_day
from credopolis.mechanisms.perception import detection, experience_now, perceived_chance

N_CHANNELS = len(CHANNELS)
# Columns of the province fields that lives read.
DETECTION = 0
CAMERA_COVERAGE = 1
CLIMATE = 2


@scalar
def eligible(world, act, i, day):
    """Whether a life can do an act today: age, flags, children, lists."""
    person = world.person[i]
    age = day - person["birth_day"]
    if age < act["min_age_days"] or age >= act["max_age_days"]:
        return False
    flags = int(person["flags"])
    if flags & act["need"] != act["need"] or flags & act["forbid"] != 0:
        return False
    if person["children"] < act["min_children"]:
        return False
    if act["child_max_days"] >= 0:
        if person["eldest_child"] == 0:
            return False
        child_age = day - world.person[i + person["eldest_child"]]["birth_day"]
        if child_age < act["child_min_days"] or child_age >= act["child_max_days"]:
            return False
    if act["on_list"] >= 0 and not (world.standing[i]["listed"] >> act["on_list"]) & 1:
        return False
    return True


@scalar
def driver_level(person, driver):
    """Level (0 to 255) of the trait that drives an act; 0 if none does."""
    if driver == 0:
        return person["honesty"]
    if driver == 1:
        return person["prosociality"]
    if driver == 2:
        return person["dissent"]
    if driver == 3:
        return person["risk_aversion"]
    return np.uint8(0)


@scalar
def response_to(world, rules, act, index, i, day, grid_record, province_record, seeing):
    """Response of a life's hazard to the regime -> (factor, value at stake)."""
    life = world.standing[i]
    if act["priced"] == 0 or life["grade"] >= rules.n_grades:
        return 1.0, 0.0
    column = act["cap_column"]
    if column >= 0:
        counts = world.cap_counts[i]
        if counts[0] == day // 365 and counts[column] >= act["cap"]:
            return 1.0, 0.0
    locked = day < life["lock_until"]
    change = stake(int(life["score"]), int(life["grade"]), int(life["listed"]), locked, act, rules)
    if change < 0.0:
        own = experience_now(life["caught"], day - life["caught_on"], seeing)
        chance = perceived_chance(own, grid_record, province_record, seeing)
        return deterred(act["deterrence"], chance, -change), change
    if change > 0.0:
        return spurred(act["ambition"], change), change
    return 1.0, 0.0


@scalar
def file_case(world, rules, conduct, seeing, d, g, agenda, i, day, index, channel, truth, z, earliest, clock):
    """Hand an observation to the office, which posts it today or on a later day (not before `earliest`)."""
    due = day
    mean = conduct.delay[index, channel]
    if mean > 0.0:
        due = posting_day(day, mean, high_exponential(draw_at(z, DELAY)), seeing.longest_days)
    due = max(due, earliest)
    what = pack(CASE, index, channel, truth)
    if due == day:
        post_entry(world, rules, conduct, seeing, d, g, agenda, i, day, what, day, clock)
    else:
        note(world, d, i, day, TRACE_CASE, index, channel, truth, 0, due)
        schedule(world, d, g, agenda, i, due, what, day, clock)


@scalar
def seen_by(conduct, index, z, attention, coverage, seeing):
    """The first channel that sees an act, or -1; each channel has a draw of its own."""
    for c in range(N_CHANNELS):
        chance = conduct.sensitivity[index, c]
        if chance > 0.0:
            if c == RECORDS:
                chance *= seeing.record_coverage
            elif c == INFORMANTS:
                chance *= attention
            elif c == CAMERAS:
                chance *= coverage
            if unit(draw_at(z, SEEN + c)) < chance:
                return c
    return -1


@scalar
def charged_with(conduct, channel, z):
    """The act of which a false alarm accuses an innocent, among those that the channel sees; -1 if none."""
    u = unit(draw_at(z, CHARGE))
    for index in range(conduct.acts.shape[0]):
        if u < conduct.charge[channel, index]:
            return index
    return -1


@scalar
def report_neighbour(world, rules, conduct, seeing, d, g, agenda, i, day, gain, z, clock):
    """A report on a neighbour: true ones raise the grid's attention, false ones strike an innocent of the grid."""
    grid = world.grids[g]
    honesty = world.person[i]["honesty"] / 255.0
    if unit(draw_at(z, TRUTH)) >= false_share(honesty, max(gain, 0.0), seeing):
        grid["reports"] += 1.0
        return
    if grid["lives"] < 2:
        return
    other = grid["start"] + below(draw_at(z, TARGET), grid["lives"] - 1)
    if other >= i:
        other += 1
    index = charged_with(conduct, INFORMANTS, z)
    if index >= 0 and world.standing[other]["grade"] < rules.n_grades:
        file_case(world, rules, conduct, seeing, d, g, agenda, other, day, index, INFORMANTS, MALICIOUS, z, clock.day_end, clock)


@scalar
def commit(world, rules, conduct, seeing, d, g, agenda, i, day, index, gain, z, attention, coverage, clock):
    """An act is done: it is seen or not, and if seen and priced it goes to the office."""
    act = conduct.acts[index]
    life = world.standing[i]
    channel = seen_by(conduct, index, z, attention, coverage, seeing) if act["priced"] else -1
    world.committed[d, cell_of(world.person[i], day), index, 1 if channel >= 0 else 0] += 1
    note(world, d, i, day, TRACE_ACT, index, channel, TRUE, 0, day)
    if act["informs"]:
        report_neighbour(world, rules, conduct, seeing, d, g, agenda, i, day, gain, z, clock)
    if life["grade"] >= rules.n_grades:
        return
    if act["negative"]:
        world.grids[g]["violations"] += 1.0
        world.districts[d]["violations"] += 1
        if channel < 0:
            own = experience_now(life["caught"], day - life["caught_on"], seeing)
            life["caught"] = own - seeing.missed_step * own
            life["caught_on"] = day
    if channel >= 0:
        file_case(world, rules, conduct, seeing, d, g, agenda, i, day, index, channel, TRUE, z, day, clock)


@scalar
def alarm(world, rules, conduct, seeing, d, g, agenda, i, day, channel, mark, z, coverage, clock):
    """A false alarm of a channel against an innocent, if the mark falls under its rate."""
    flags = int(world.person[i]["flags"])
    who = (1 if flags & FEMALE else 0) + (2 if flags & MINORITY else 0)
    rate = seeing.alarm_rate[channel, who]
    if channel == CAMERAS:
        rate *= coverage
    if mark >= rate or world.standing[i]["grade"] >= rules.n_grades:
        return
    index = charged_with(conduct, channel, z)
    if index >= 0:
        file_case(world, rules, conduct, seeing, d, g, agenda, i, day, index, channel, MISTAKEN, z, day, clock)


@scalar
def consider(world, rules, conduct, seeing, d, g, agenda, i, day, slot, mark, z, attention, record, fields, clock):
    """Turn a candidate into an act if its mark (a year) falls under the act's hazard, else into nothing."""
    index = slot - conduct.n_alarms
    act = conduct.acts[index]
    rate = conduct.rate[index, driver_level(world.person[i], act["driver"])]
    if act["climate_at_most"] > 0.0:
        rate *= min(act["climate_at_most"], fields[CLIMATE])
    if mark >= rate and (act["ambition"] == 0.0 or mark >= rate * act["ceiling"]):
        return
    if not eligible(world, act, i, day):
        return
    response, change = response_to(world, rules, act, index, i, day, record, fields[DETECTION], seeing)
    if response > act["ceiling"] * (1.0 + 1e-9):
        world.districts[d]["exceeded"] += 1
    if mark < rate * response:
        coverage = fields[CAMERA_COVERAGE]
        commit(world, rules, conduct, seeing, d, g, agenda, i, day, index, change, z, attention, coverage, clock)


@scalar
def advance_grid(world, rules, conduct, seeing, d, g, agenda, touched, fields, clock):
    """One tick of a grid: due events and candidates of each life in the order of their days."""
    grid = world.grids[g]
    n_touched = open_agenda(world, d, g, agenda, touched, clock)
    record = detection(grid["charged"], grid["violations"], seeing)
    attention = grid_attention(grid["reports"] / max(grid["lives"], 1), seeing.attention)
    grid["charged"] *= seeing.field_keep
    grid["violations"] *= seeing.field_keep
    reports_before = grid["reports"]
    grid["reports"] = 0.0

    days = clock.day_end - clock.day
    lives_a_candidate = conduct.lives_a_candidate_day / days
    key = key_of(clock.seed, CANDIDATES, clock.first_grid + g, clock.tick)
    lives = float(grid["lives"])
    n_slots = conduct.slot_end.shape[0]
    place = 0.0
    counter = 0
    last = -1
    while True:
        z = draw_at(key, counter)
        counter += 1
        place += high_exponential(z) * lives_a_candidate
        if place >= lives:
            break
        u = low_unit(z)
        slot = conduct.slot_guide[int(u * 256.0)]
        while slot < n_slots and u >= conduct.slot_end[slot]:
            slot += 1
        if slot == n_slots:
            continue
        local = int(place)
        if local != last and last >= 0 and agenda[last] >= 0:
            drain(world, rules, conduct, seeing, d, g, agenda, last, clock.day_end, clock)
        last = local
        day = clock.day + int((place - local) * days)
        if agenda[local] >= 0:
            drain(world, rules, conduct, seeing, d, g, agenda, local, day, clock)
        mark = (u - (conduct.slot_end[slot - 1] if slot > 0 else 0.0)) * conduct.bound
        i = grid["start"] + local
        if slot >= conduct.n_alarms:
            consider(world, rules, conduct, seeing, d, g, agenda, i, day, slot, mark, z, attention, record, fields, clock)
        else:
            alarm(world, rules, conduct, seeing, d, g, agenda, i, day, slot, mark, z, fields[CAMERA_COVERAGE], clock)
    if last >= 0 and agenda[last] >= 0:
        drain(world, rules, conduct, seeing, d, g, agenda, last, clock.day_end, clock)
    for k in range(n_touched):
        if agenda[touched[k]] >= 0:
            drain(world, rules, conduct, seeing, d, g, agenda, touched[k], clock.day_end, clock)
    grid["reports"] = reports_before * seeing.reports_keep + grid["reports"] * (1.0 - seeing.reports_keep) * 365.25 / days


@kernel
def advance(order, world, rules, conduct, seeing, fields, agenda, touched, clock):
    """One tick of the districts named in `order`.

    order : (n,) int64; fields : (n_provinces, n_fields) float64; agenda, touched : (lives of the largest grid,) int32,
    the agenda filled with -1 and left so.
    """
    for d in order:
        district = world.districts[d]
        for g in range(district["grid_start"], district["grid_stop"]):
            advance_grid(world, rules, conduct, seeing, d, g, agenda, touched, fields[district["province"]], clock)
