"""Filing: an observation becomes a case; where the rulebook asks for a decision it waits for the province's office.

What becomes of a case is decided with one draw when it is filed, and shows on the day when it is closed: lost at
once, or later posted, dismissed or waived.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, low_unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import DELAY
from credopolis.core.schema import TRUTHS
from credopolis.engine.calendar import pack_case, schedule
from credopolis.engine.standing import TRACE_CASE, TRACE_LOST, ZERO, note
from credopolis.engine.tally import DISMISSED, FILED, LOST, POSTED, WAIVED, count_case
from credopolis.engine.world import FAVOURS_LEFT, WAIT_DAYS
from credopolis.mechanisms.discretion import waiver_chance
from credopolis.mechanisms.office import posting_day

TRUE, MISTAKEN, MALICIOUS, FABRICATED = (np.int64(k) for k in range(len(TRUTHS)))


@inlined
def decided(act, guanxi, truth, u, dials, fields):
    """What becomes of a case: LOST, DISMISSED, WAIVED or POSTED. u : uniform in [0, 1). fields : of the province."""
    if truth == FABRICATED:
        return POSTED
    u -= dials["lost"]
    if u < 0.0:
        return LOST
    u -= (1.0 - dials["lost"]) * act["dismissed"][0 if truth == TRUE else 1]
    if u < 0.0:
        return DISMISSED
    if truth == TRUE and act["negative"] > 0:
        left = (1.0 - dials["lost"]) * (1.0 - act["dismissed"][0])
        corruption = dials["corruption"]
        if dials["governed"] > 0:
            corruption *= fields[FAVOURS_LEFT]
        if u < left * waiver_chance(corruption, guanxi):
            return WAIVED
    return POSTED


@inlined
def take_in(here, index, channel, truth):
    """Count a case that is filed; it joins the office's queue if somebody must decide it."""
    count_case(here, index, channel, truth, FILED)
    here.district["cases"] += here.acts[index]["queues"]


@inlined
def open_case(here, i, day, index, channel, truth, z):
    """Take an observation to the office -> (what it will come to, day on which it is closed; -1 if it is lost)."""
    act = here.acts[index]
    bits = draw_at(z, DELAY)
    outcome = decided(act, here.world.person[i]["guanxi"] / 255.0, truth, low_unit(bits), here.dials, here.fields)
    if outcome == LOST:
        count_case(here, index, channel, truth, FILED)
        count_case(here, index, channel, truth, LOST)
        note(here, i, day, TRACE_LOST, index, channel, truth, ZERO, day)
        return outcome, np.int64(-1)
    take_in(here, index, channel, truth)
    due = day
    mean = act["delay"][channel]
    if mean > 0.0:
        due = posting_day(day, mean, high_exponential(bits), here.dials["longest_days"])
    if act["queues"] > 0:
        due += int(here.fields[WAIT_DAYS])
    return outcome, due


@hot
def file_later(here, i, day, index, channel, truth, z, earliest):
    """File a case that the calendar closes, not before the day `earliest`."""
    outcome, due = open_case(here, i, day, index, channel, truth, z)
    if due < 0:
        return
    due = max(due, earliest)
    note(here, i, day, TRACE_CASE, index, channel, truth, ZERO, due)
    schedule(here, i, due, pack_case(index, channel, truth, outcome), day)
