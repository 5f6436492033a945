"""Acting: what a candidate comes to. An act or nothing, who sees it, what becomes a case; visits and searches.

`here` is what the life's grid has at hand, see `here`; `z` is the candidate's 64-bit draw, the key of every draw that
hangs on it.
"""

import numpy as np

from credopolis.core.draws import draw_at, unit
from credopolis.core.jit import hot, inlined, merged
from credopolis.core.processor import not_negative
from credopolis.core.purposes import ENCOUNTER
from credopolis.engine.accusing import report_neighbour
from credopolis.engine.calendar import pack_case, schedule
from credopolis.engine.doing import leave_traces, own_part, remember_escape, tell_partner
from credopolis.engine.filing import TRUE, file_later, open_case, take_in
from credopolis.engine.hooks import move_experience
from credopolis.engine.posting import post_entry
from credopolis.engine.prospects import stake_of
from credopolis.engine.responding import driver_level, response_to, seen_by
from credopolis.engine.standing import (
    NONE,
    TRACE_CASE,
    TRACE_SEARCH,
    TRACE_VISIT,
    ZERO,
    cell_of,
    note,
    removed_from_life,
)
from credopolis.engine.tally import DEED, FIND, POSTED, SEARCH, VISIT, count_encounter, count_sighting
from credopolis.engine.who import eligible, how_common
from credopolis.engine.world import CLIMATE, N_DOMAINS, SEARCH_SHARE, VISIT_SHARE, WAIT_DAYS
from credopolis.mechanisms.channels import OFFICERS


@merged
def file_case(here, i, day, cell, index, channel, z):
    """File what somebody did; the office closes the case today or on a later day."""
    i, index, channel = not_negative(i), not_negative(index), not_negative(channel)
    act = here.acts[index]
    if act["certain"] > 0 and (act["queues"] == 0 or here.fields[WAIT_DAYS] < 1.0):
        take_in(here, index, channel, TRUE)
        outcome, due = POSTED, day
    else:
        outcome, due = open_case(here, i, day, index, channel, TRUE, z)
        if due < 0:
            return
    if due == day and outcome == POSTED:
        post_entry(here, i, day, cell, index, channel, TRUE, day)
        return
    note(here, i, day, TRACE_CASE, index, channel, TRUE, ZERO, due)
    schedule(here, i, due, pack_case(index, channel, TRUE, outcome), day)


@inlined
def visits_at_most(here):
    """Officers' visits a year to a life in a grade that is visited; 0 if none is."""
    return here.dials["visits_a_year"] * here.fields[VISIT_SHARE] if here.rules["visited_grades"] else 0.0


@inlined
def searches_at_most(here):
    """Searches a year of the home of a life in a grade that is searched; 0 if none is."""
    return here.dials["searches_a_year"] * here.fields[SEARCH_SHARE] if here.dials["searches"] > 0 else 0.0


@inlined
def is_visited(here, i):
    """Whether officers visit lives in a life's grade."""
    return (here.rules["visited_grades"] >> np.int64(here.world.standing[i]["grade"])) & 1 != 0


@inlined
def is_searched(here, i):
    """Whether homes of lives in a life's grade are searched."""
    return (here.rules["searched_grades"] >> np.int64(here.world.standing[i]["grade"])) & 1 != 0


@hot
def visit(here, i, day, mark, z):
    """An officer's visit with advice to a life in a grade that is visited -> the good deed that it then does, or -1."""
    if mark >= visits_at_most(here):
        return NONE
    person = here.world.person[i]
    cell = cell_of(person, day)
    count_encounter(here, cell, VISIT)
    note(here, i, day, TRACE_VISIT, ZERO, NONE, TRUE, ZERO, day)
    index = here.rules["deed"]
    if index < 0 or unit(draw_at(z, ENCOUNTER)) >= here.dials["visit_helps"] * (person["prosociality"] / 255.0):
        return NONE
    if not eligible(here, here.acts[index], i, day):
        return NONE
    count_encounter(here, cell, DEED)
    return index


@hot
def search(here, i, day, mark, z):
    """A search without cause of the home of a life whose grade is searched: it frightens, and may find the last act
    that nobody had seen."""
    if mark >= searches_at_most(here):
        return
    person = here.world.person[i]
    cell = cell_of(person, day)
    count_encounter(here, cell, SEARCH)
    note(here, i, day, TRACE_SEARCH, ZERO, NONE, TRUE, ZERO, day)
    move_experience(here, i, day, NONE, here.dials["search_fear"], 1.0)
    for domain in range(N_DOMAINS):
        here.grid["charged"][domain] += here.dials["search_fear_grid"]
    of_life = here.world.blocks.officers[i]
    index = np.int64(of_life["unseen"]) - 1
    if index < 0 or unit(draw_at(z, ENCOUNTER)) >= here.dials["search_finds"]:
        return
    of_life["unseen"] = 0
    if here.acts[index]["negative"] > 0:
        count_encounter(here, cell, FIND)
        count_sighting(here, index, OFFICERS)
        file_later(here, i, day, index, OFFICERS, TRUE, z, day)


@merged
def commit(here, i, day, index, gain, z):
    """An act is done: it is seen or not, and if seen and priced it goes to the office."""
    i, index = not_negative(i), not_negative(index)
    act = here.acts[index]
    channel = seen_by(here, i, index, z) if act["priced"] else -1
    cell = cell_of(here.world.person[i], day)
    leave_traces(here, i, day, cell, index, channel)
    if act["of_a_couple"]:
        tell_partner(here, i, day, index, channel)
    if act["informs"]:
        report_neighbour(here, i, day, gain, z)
    if here.world.standing[i]["grade"] >= here.rules["n_grades"]:
        return
    if act["negative"]:
        remember_escape(here, i, day, index, channel >= 0)
    if channel >= 0:
        file_case(here, i, day, cell, index, channel, z)


@inlined
def consider(here, i, day, index, mark):
    """Whether a candidate is an act: its mark (a year) is under the act's hazard -> (act or -1, what is at stake)."""
    act, person = here.acts[index], here.world.person[i]
    if act["by_event"] > 0:
        return NONE, 0.0
    rate = act["rate"][driver_level(person, act["driver"])]
    if act["climate_at_most"] > 0.0:
        rate *= min(act["climate_at_most"], here.fields[CLIMATE])
    if act["follows"] > 0:
        if mark >= rate * act["ceiling"] * act["peak"]:
            return NONE, 0.0
        rate *= how_common(act, person, day) * own_part(act, person)
    if mark >= rate * act["ceiling"] or not eligible(here, act, i, day):
        return NONE, 0.0
    if removed_from_life(here.world.standing[i], here.rules):
        return NONE, 0.0
    if act["deterrence"] == 0.0 and act["informs"] == 0 and mark < rate:  # no response is below 1
        return index, 0.0
    change = stake_of(here, act, i, day)
    response = response_to(here, index, i, day, change)
    if response > act["ceiling"] * (1.0 + 1e-9):
        here.district["exceeded"] += 1
    return (index if mark < rate * response else NONE), change
