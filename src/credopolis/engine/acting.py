"""Acting: what a candidate comes to. An act or nothing, who sees it, what becomes a case, and false alarms.

The arguments are as in `posting`; `z` is the candidate's 64-bit draw, the key of every draw that hangs on it.
"""

import numpy as np

from credopolis.core.draws import below, draw_at, high_exponential, unit
from credopolis.core.jit import hot, inlined, merged
from credopolis.core.purposes import CHARGE, DELAY, SEEN, TARGET, TRUTH
from credopolis.core.schema import FEMALE, MINORITY, TRUTHS
from credopolis.engine.calendar import CASE, pack, schedule
from credopolis.engine.posting import NONE, TRACE_ACT, TRACE_CASE, ZERO, cap_reached, cell_of, note, post_entry
from credopolis.engine.tally import count_act
from credopolis.engine.world import N_CHANNELS
from credopolis.mechanisms.channels import CAMERAS, INFORMANTS, RECORDS
from credopolis.mechanisms.conduct import deterred, spurred, stake
from credopolis.mechanisms.informants import false_share
from credopolis.mechanisms.office import posting_day
from credopolis.mechanisms.perception import experience_now, perceived_chance

TRUE, MISTAKEN, MALICIOUS = (np.int64(k) for k in range(len(TRUTHS)))
# Columns of the province fields that lives read (engine.records.FIELDS).
DETECTION = 0
CAMERA_COVERAGE = 1
CLIMATE = 2


@inlined
def eligible(world, act, i, day):
    """Whether a life can do an act today: age, flags, children, lists."""
    if act["anyone"] > 0:
        return True
    person = world.person[i]
    age = day - person["birth_day"]
    if age < act["min_age_days"] or age >= act["max_age_days"]:
        return False
    flags = np.int64(person["flags"])
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


@inlined
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


@merged
def stake_of(world, rules, act, i, day):
    """Change in the value of a life's open gates that an act would bring; 0 once the act's cap is reached."""
    if act["weighed"] == 0:
        return 0.0
    life = world.standing[i]
    if life["grade"] >= rules["n_grades"]:
        return 0.0
    if act["cap"] > 0 and cap_reached(world, rules, act, i, day):
        return 0.0
    locked = day < life["lock_until"]
    return stake(
        np.int64(life["score"]), np.int64(life["grade"]), np.int64(life["listed"]), locked, act, rules, world.bands
    )


@merged
def response_to(change, world, act, i, day, grid_record, province_record, seeing):
    """Response of a life's hazard to what is at stake."""
    if change < 0.0 and act["deterrence"] > 0.0:
        life = world.standing[i]
        own = experience_now(life["caught"], day - life["caught_on"], seeing)
        chance = perceived_chance(own, grid_record, province_record, seeing)
        return deterred(act["deterrence"], chance, -change)
    if change > 0.0 and act["ambition"] > 0.0:
        return spurred(act["ambition"], change)
    return 1.0


@merged
def file_case(world, rules, seeing, d, g, agenda, i, day, cell, index, channel, truth, z, clock):
    """Hand an observation to the office, which posts it today or on a later day."""
    due = day
    mean = world.acts[index]["delay"][channel]
    if mean > 0.0:
        due = posting_day(day, mean, high_exponential(draw_at(z, DELAY)), seeing["longest_days"])
    what = pack(CASE, index, channel, truth)
    if due == day:
        post_entry(world, rules, seeing, d, g, agenda, i, day, cell, what, day, clock)
    else:
        note(world, d, i, day, TRACE_CASE, index, channel, truth, ZERO, due)
        schedule(world, d, g, agenda, i, due, what, day, clock)


@hot
def file_false_case(world, d, g, agenda, i, day, index, channel, truth, z, earliest, seeing, clock):
    """Hand what nobody did to the office; it is posted by the calendar, not before the day `earliest`."""
    mean = world.acts[index]["delay"][channel]
    due = day
    if mean > 0.0:
        due = posting_day(day, mean, high_exponential(draw_at(z, DELAY)), seeing["longest_days"])
    due = max(due, earliest)
    note(world, d, i, day, TRACE_CASE, index, channel, truth, ZERO, due)
    schedule(world, d, g, agenda, i, due, pack(CASE, index, channel, truth), day, clock)


@inlined
def seen_by(world, index, z, attention, coverage, seeing):
    """The first channel that sees an act, or -1; each channel has a draw of its own."""
    for c in range(N_CHANNELS):
        chance = world.acts[index]["sensitivity"][c]
        if chance > 0.0:
            if c == RECORDS:
                chance *= seeing["record_coverage"]
            elif c == INFORMANTS:
                chance *= attention
            elif c == CAMERAS:
                chance *= coverage
            if chance >= 1.0 or unit(draw_at(z, SEEN + c)) < chance:
                return c
    return NONE


@hot
def charged_with(world, channel, z):
    """The act of which a false alarm accuses an innocent, among those that the channel sees; -1 if dismissed."""
    u = unit(draw_at(z, CHARGE))
    for index in range(world.acts.shape[0]):
        if u < world.acts[index]["charge"][channel]:
            return index
    return NONE


@hot
def report_neighbour(world, rules, seeing, d, g, agenda, i, day, gain, z, clock):
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
    index = charged_with(world, INFORMANTS, z)
    if index >= 0 and world.standing[other]["grade"] < rules["n_grades"]:
        file_false_case(
            world, d, g, agenda, other, day, index, INFORMANTS, MALICIOUS, z, clock["day_end"], seeing, clock
        )


@hot
def alarm(world, rules, seeing, d, g, agenda, i, day, channel, mark, z, coverage, clock):
    """A false alarm of a channel against an innocent, if the mark falls under its rate."""
    flags = np.int64(world.person[i]["flags"])
    who = (1 if flags & FEMALE else 0) + (2 if flags & MINORITY else 0)
    rate = seeing["alarm_rate"][channel, who]
    if channel == CAMERAS:
        rate *= coverage
    if mark >= rate or world.standing[i]["grade"] >= rules["n_grades"]:
        return
    index = charged_with(world, channel, z)
    if index >= 0:
        file_false_case(world, d, g, agenda, i, day, index, channel, MISTAKEN, z, day, seeing, clock)


@merged
def remember_escape(world, d, g, i, day, seen, seeing):
    """A violation enters the grid's and district's record; one that nobody saw lowers the sense of being caught."""
    world.grids[g]["violations"] += 1.0
    world.districts[d]["violations"] += 1
    if not seen and seeing["missed_step"] > 0.0:
        life = world.standing[i]
        own = experience_now(life["caught"], day - life["caught_on"], seeing)
        life["caught"] = own - seeing["missed_step"] * own
        life["caught_on"] = day


@merged
def commit(world, rules, seeing, d, g, agenda, i, day, index, gain, z, attention, coverage, clock):
    """An act is done: it is seen or not, and if seen and priced it goes to the office."""
    act = world.acts[index]
    channel = seen_by(world, index, z, attention, coverage, seeing) if act["priced"] else -1
    cell = cell_of(world.person[i], day)
    count_act(world, rules, d, cell, index, np.int64(channel >= 0))
    note(world, d, i, day, TRACE_ACT, index, channel, TRUE, ZERO, day)
    if act["informs"]:
        report_neighbour(world, rules, seeing, d, g, agenda, i, day, gain, z, clock)
    if world.standing[i]["grade"] >= rules["n_grades"]:
        return
    if act["negative"]:
        remember_escape(world, d, g, i, day, channel >= 0, seeing)
    if channel >= 0:
        file_case(world, rules, seeing, d, g, agenda, i, day, cell, index, channel, TRUE, z, clock)


@inlined
def consider(world, rules, seeing, d, g, agenda, i, day, index, mark, z, attention, record, fields, clock):
    """Turn a candidate into an act if its mark (a year) falls under the act's hazard, else into nothing."""
    act = world.acts[index]
    rate = act["rate"][driver_level(world.person[i], act["driver"])]
    if act["climate_at_most"] > 0.0:
        rate *= min(act["climate_at_most"], fields[CLIMATE])
    if mark >= rate * act["ceiling"] or not eligible(world, act, i, day):
        return
    change = stake_of(world, rules, act, i, day)
    response = response_to(change, world, act, i, day, record, fields[DETECTION], seeing)
    if response > act["ceiling"] * (1.0 + 1e-9):
        world.districts[d]["exceeded"] += 1
    if mark < rate * response:
        coverage = fields[CAMERA_COVERAGE]
        commit(world, rules, seeing, d, g, agenda, i, day, index, change, z, attention, coverage, clock)
