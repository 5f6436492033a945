"""Acting: what a candidate comes to. An act or nothing, who sees it, what becomes a case, and false alarms.

The arguments are as in `posting`; `z` is the candidate's 64-bit draw, the key of every draw that hangs on it.
"""

import numpy as np

from credopolis.core.draws import below, draw_at, unit
from credopolis.core.jit import hot, inlined, merged
from credopolis.core.purposes import CHARGE, ENCOUNTER, SEEN, TARGET, TRUTH
from credopolis.core.schema import FEMALE, MINORITY
from credopolis.engine.calendar import pack_case, schedule
from credopolis.engine.filing import FABRICATED, MALICIOUS, MISTAKEN, TRUE, file_later, open_case, take_in
from credopolis.engine.hooks import perceived
from credopolis.engine.places import place_at, rank_at
from credopolis.engine.posting import cap_reached, post_entry
from credopolis.engine.standing import (
    NONE,
    TRACE_ACT,
    TRACE_CASE,
    TRACE_SEARCH,
    TRACE_VISIT,
    ZERO,
    cell_of,
    note,
    removed_from_life,
)
from credopolis.engine.tally import DEED, FIND, POSTED, SEARCH, VISIT, count_act, count_encounter
from credopolis.engine.world import ALARMS, CLIMATE, DETECTION, REACH, SEARCH_SHARE, UNSEEN, VISIT_SHARE, WAIT_DAYS
from credopolis.mechanisms.ambition import spurred
from credopolis.mechanisms.channels import CHECKPOINTS, INFORMANTS, OFFICE, OFFICERS, RECORDERS
from credopolis.mechanisms.conduct import stake
from credopolis.mechanisms.deterrence import deterred
from credopolis.mechanisms.informants import false_share
from credopolis.mechanisms.learning import experience_now
from credopolis.mechanisms.perception import perceived_chance


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
    added = act["adds_to"]
    if act["adds_after"] > 1 and world.extra[i, act["count_column"]] + 1 < act["adds_after"]:
        added = NONE
    return stake(
        np.int64(life["score"]), np.int64(life["grade"]), np.int64(life["listed"]), locked, act, added, rules,
        world.bands,
    )  # fmt: skip


@merged
def response_to(change, world, act, d, i, day, grid_record, province_record, dials):
    """Response of a life's hazard to what is at stake."""
    if change < 0.0 and act["deterrence"] > 0.0:
        life = world.standing[i]
        own = experience_now(life["caught"], day - life["caught_on"], dials)
        chance = perceived(world, dials, d, i, day, perceived_chance(own, grid_record, province_record, dials))
        return deterred(act["deterrence"], chance, -change)
    if change > 0.0 and act["ambition"] > 0.0:
        return spurred(act["ambition"], change)
    return 1.0


@merged
def file_case(world, rules, dials, d, g, agenda, i, day, cell, index, channel, z, wait_days, clock):
    """File what somebody did; the office closes the case today or on a later day."""
    if world.acts[index]["certain"] > 0 and wait_days < 1.0:
        take_in(world, rules, d, index, channel, TRUE)
        outcome, due = POSTED, day
    else:
        outcome, due = open_case(world, rules, dials, d, i, day, index, channel, TRUE, z, wait_days)
        if due < 0:
            return
    if due == day and outcome == POSTED:
        post_entry(world, rules, dials, d, g, agenda, i, day, cell, index, channel, TRUE, day, clock)
        return
    note(world, d, i, day, TRACE_CASE, index, channel, TRUE, ZERO, due)
    schedule(world, d, g, agenda, i, due, pack_case(index, channel, TRUE, outcome), day, clock)


@inlined
def seen_by(world, i, index, z, attention, fields, dials):
    """The first channel that sees an act, or -1; each channel has a draw of its own."""
    act = world.acts[index]
    for k in range(act["n_seers"]):
        c = act["seer"][k]
        chance = act["sensitivity"][c] * fields[REACH + c]
        if chance <= 0.0:
            continue
        if c == INFORMANTS:
            chance *= attention
        elif c in (CHECKPOINTS, RECORDERS):
            chance *= dials["group_reach"][c, 1 if np.int64(world.person[i]["flags"]) & MINORITY else 0]
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
def report_neighbour(world, rules, dials, d, g, agenda, i, day, gain, z, wait_days, clock):
    """A report on a neighbour: true ones raise the grid's attention, false ones strike an innocent of the grid."""
    grid = world.grids[g]
    honesty = world.person[i]["honesty"] / 255.0
    if unit(draw_at(z, TRUTH)) >= false_share(honesty, max(gain, 0.0), dials):
        grid["reports"] += 1.0
        return
    if grid["lives"] < 2:
        return
    rank = below(draw_at(z, TARGET), grid["lives"] - 1)
    if rank >= rank_at(world, g, i - grid["start"]):
        rank += 1
    other = grid["start"] + place_at(world, g, rank)
    index = charged_with(world, INFORMANTS, z)
    if index >= 0 and world.standing[other]["grade"] < rules["n_grades"]:
        file_later(
            world, rules, dials, d, g, agenda, other, day, index, INFORMANTS, MALICIOUS, z, wait_days,
            clock["day_end"], clock,
        )  # fmt: skip


@hot
def alarm(world, rules, dials, d, g, agenda, i, day, channel, mark, z, fields, clock):
    """A false alarm of a channel against an innocent, or an entry that the office makes up, if the mark falls under
    its rate."""
    flags = np.int64(world.person[i]["flags"])
    who = (1 if flags & FEMALE else 0) + (2 if flags & MINORITY else 0)
    rate = dials["alarm_rate"][channel, who] * fields[ALARMS + channel]
    if mark >= rate or world.standing[i]["grade"] >= rules["n_grades"]:
        return
    index = charged_with(world, channel, z)
    truth = FABRICATED if channel == OFFICE else MISTAKEN
    if index >= 0:
        file_later(world, rules, dials, d, g, agenda, i, day, index, channel, truth, z, fields[WAIT_DAYS], day, clock)


@hot
def visit(world, rules, dials, d, i, day, mark, z, fields):
    """An officer's visit with advice to a life in a grade that is visited -> the good deed that it then does, or -1."""
    grade = np.int64(world.standing[i]["grade"])
    if (rules["visited_grades"] >> grade) & 1 == 0 or mark >= dials["visits_a_year"] * fields[VISIT_SHARE]:
        return NONE
    person = world.person[i]
    cell = cell_of(person, day)
    count_encounter(world, rules, d, cell, VISIT)
    note(world, d, i, day, TRACE_VISIT, ZERO, NONE, TRUE, ZERO, day)
    index = rules["deed"]
    if index < 0 or unit(draw_at(z, ENCOUNTER)) >= dials["visit_helps"] * (person["prosociality"] / 255.0):
        return NONE
    if not eligible(world, world.acts[index], i, day):
        return NONE
    count_encounter(world, rules, d, cell, DEED)
    return index


@hot
def search(world, rules, dials, d, g, agenda, i, day, mark, z, fields, clock):
    """A search without cause in a life's home: it frightens, and may find what nobody had seen."""
    life = world.standing[i]
    grade = np.int64(life["grade"])
    if (rules["searched_grades"] >> grade) & 1 == 0 or mark >= dials["searches_a_year"] * fields[SEARCH_SHARE]:
        return
    person = world.person[i]
    cell = cell_of(person, day)
    count_encounter(world, rules, d, cell, SEARCH)
    note(world, d, i, day, TRACE_SEARCH, ZERO, NONE, TRUE, ZERO, day)
    own = experience_now(life["caught"], day - life["caught_on"], dials)
    life["caught"] = own + dials["search_fear"] * (1.0 - own)
    life["caught_on"] = day
    world.grids[g]["charged"] += dials["search_fear_grid"]
    if np.int64(person["flags"]) & UNSEEN == 0 or unit(draw_at(z, ENCOUNTER)) >= dials["search_finds"]:
        return
    person["flags"] = np.int64(person["flags"]) & ~UNSEEN
    index = charged_with(world, OFFICERS, z)
    if index >= 0:
        count_encounter(world, rules, d, cell, FIND)
        file_later(world, rules, dials, d, g, agenda, i, day, index, OFFICERS, TRUE, z, fields[WAIT_DAYS], day, clock)


@merged
def remember_escape(world, d, g, i, day, seen, dials):
    """A violation enters the grid's and district's record; one that nobody saw lowers the sense of being caught."""
    world.grids[g]["violations"] += 1.0
    world.districts[d]["violations"] += 1
    if seen:
        return
    person = world.person[i]
    person["flags"] = np.int64(person["flags"]) | UNSEEN
    if dials["missed_step"] > 0.0:
        life = world.standing[i]
        own = experience_now(life["caught"], day - life["caught_on"], dials)
        life["caught"] = own - dials["missed_step"] * own
        life["caught_on"] = day


@merged
def commit(world, rules, dials, d, g, agenda, i, day, index, gain, z, attention, fields, clock):
    """An act is done: it is seen or not, and if seen and priced it goes to the office."""
    act = world.acts[index]
    district = world.districts[d]
    channel = seen_by(world, i, index, z, attention, fields, dials) if act["priced"] else -1
    cell = cell_of(world.person[i], day)
    count_act(world, rules, d, cell, index, np.int64(channel >= 0))
    district["on_file"] += act["on_file"]
    district["in_sight"] += act["in_sight"]
    note(world, d, i, day, TRACE_ACT, index, channel, TRUE, ZERO, day)
    if act["informs"]:
        report_neighbour(world, rules, dials, d, g, agenda, i, day, gain, z, fields[WAIT_DAYS], clock)
    if world.standing[i]["grade"] >= rules["n_grades"]:
        return
    if act["negative"]:
        remember_escape(world, d, g, i, day, channel >= 0, dials)
    if channel >= 0:
        file_case(world, rules, dials, d, g, agenda, i, day, cell, index, channel, z, fields[WAIT_DAYS], clock)


@inlined
def consider(world, rules, dials, d, i, day, index, mark, record, fields):
    """Whether a candidate is an act: its mark (a year) is under the act's hazard -> (act or -1, what is at stake)."""
    act = world.acts[index]
    rate = act["rate"][driver_level(world.person[i], act["driver"])]
    if act["climate_at_most"] > 0.0:
        rate *= min(act["climate_at_most"], fields[CLIMATE])
    if mark >= rate * act["ceiling"] or not eligible(world, act, i, day):
        return NONE, 0.0
    if removed_from_life(world.standing[i], rules):
        return NONE, 0.0
    change = stake_of(world, rules, act, i, day)
    response = response_to(change, world, act, d, i, day, record, fields[DETECTION], dials)
    if response > act["ceiling"] * (1.0 + 1e-9):
        world.districts[d]["exceeded"] += 1
    return (index if mark < rate * response else NONE), change
