"""Dismissing: what lives of districts are told of their companies between two ticks; see `mechanisms.dismissals`.

`here` is what the life's grid has at hand, see `here`.
"""

from typing import NamedTuple

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.draws import draw_at, key_of, low_unit
from credopolis.core.jit import hot, hot_kernel, inlined
from credopolis.core.purposes import DISMISSALS as OF_MONTH
from credopolis.core.schema import ABSENT, EMPLOYED
from credopolis.engine.barring import bar_representatives
from credopolis.engine.coursing import IN_ARMY, SEEKS, tell_of, told_of
from credopolis.engine.here import at_grid
from credopolis.engine.places import number_of
from credopolis.engine.standing import NONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import count, tally_number
from credopolis.engine.working import NOT_THESE, await_job, other_work, take
from credopolis.engine.world import Array
from credopolis.mechanisms import army, dismissals
from credopolis.mechanisms.companies import BACK, BARRED, LOST, WORKS
from credopolis.mechanisms.stages import FIRST_WORK, OUT_OF_WORK, SELF_EMPLOYED

NODES_OF_ONE = 2
"""Events that a life may schedule which loses or finds work: the next day of its work, and a day of the Party."""
_DISMISSED, _TAKEN_ON = np.int64(dismissals.DISMISSED), np.int64(dismissals.TAKEN_ON)
_TOLD_DISMISSED, _TOLD_TAKEN = np.int64(TRACES.index("laid_off")), np.int64(TRACES.index("taken_on"))
_OF_COMPANIES = tally_number("dismissed")
_AT_LOSS, _AT_FIND = np.int64(0), np.int64(1)  # `other_work` takes those of work and of other work
_OF_COMPANY = np.int64(sum(1 << occupation for occupation in WORKS))
_NO_COMPANY = np.int64(NOT_THESE | 1 << (SELF_EMPLOYED - FIRST_WORK))


class Means(NamedTuple):
    """What districts are told by. fields : (n_provinces, n_fields) float64, as the tick begins. agenda :
    `calendar.NO_AGENDA`. records : `here.NO_RECORDS`."""

    fields: Array
    agenda: Array
    records: Array


@inlined
def of_company(here, i):
    """Whether a life that is there works for a company and may be dismissed: who serves in the army may not."""
    occupation = np.int64(here.world.person[i]["occupation"])
    return (_OF_COMPANY >> occupation) & 1 and told_of(here, i, IN_ARMY) != army.SERVES


@inlined
def is_there(here, i):
    """Whether a life was born and is not dead."""
    return np.int64(here.world.person[i]["flags"]) & ABSENT == 0


@inlined
def month_key(here, i, month):
    """The key of what companies do to a life's work in a month."""
    return key_of(here.clock["seed"], OF_MONTH, number_of(here, i), month)


@hot
def dismiss(here, i, day):
    """A life loses its work with its company, and seeks some."""
    person = here.world.person[i]
    person["occupation"], person["flags"] = OUT_OF_WORK, np.int64(person["flags"]) & ~EMPLOYED
    tell_of(here, i, SEEKS, 1)
    count(here, _OF_COMPANIES, _DISMISSED, cell_of(person, day), ZERO)
    note(here, i, day, _TOLD_DISMISSED, ZERO, NONE, ZERO, ZERO, day)
    await_job(here, i, day)


@hot
def take_on(here, i, day, key):
    """A life that seeks work finds some in a company that begins, unless gates leave none."""
    found = other_work(here, i, day, key, _NO_COMPANY)
    if found >= OUT_OF_WORK:
        return
    person = here.world.person[i]
    person["flags"] = np.int64(person["flags"]) | EMPLOYED
    take(here, i, day, found)
    tell_of(here, i, SEEKS, 0)
    count(here, _OF_COMPANIES, _TAKEN_ON, cell_of(person, day), ZERO)
    note(here, i, day, _TOLD_TAKEN, found, NONE, ZERO, ZERO, day)
    await_job(here, i, day)


@hot
def of_grid(here, month, lost, back, kept):
    """What companies do to the work of a grid's lives -> how many of them it touches. kept : 0 to count them only."""
    n, first, day = 0, here.grid["start"], here.clock["day"]
    for i in range(first, first + here.grid["places"]):
        if not is_there(here, i):
            continue
        seeks = told_of(here, i, SEEKS) > 0
        if not seeks and not of_company(here, i):
            continue
        key = month_key(here, i, month)
        if low_unit(draw_at(key, _AT_FIND if seeks else _AT_LOSS)) >= (back if seeks else lost):
            continue
        n += 1
        if kept and seeks:
            take_on(here, i, day, key)
        elif kept:
            dismiss(here, i, day)
    return n


@hot
def taken_on(here, district, back):
    """The chance of each who seeks work that a company takes it on. back : share of the district's places of work."""
    world, works, seek = here.world, 0, 0
    first = world.grids[district["grid_start"]]["start"]
    last = world.grids[district["grid_stop"] - 1]["start"] + world.grids[district["grid_stop"] - 1]["places"]
    for i in range(first, last):
        if is_there(here, i):
            if told_of(here, i, SEEKS) > 0:
                seek += 1
            elif of_company(here, i):
                works += 1
    return min(1.0, back * works / seek) if seek > 0 else 0.0


@hot_kernel
def tell_districts(order, world, law, means, clock, told, kept, touched):
    """Tell the districts in `order` of their companies, before a tick is lived.

    means : Means. clock : of the tick to come. told : `workplaces.ToldOfMonth`. kept : 0 if who is touched is only
    counted, in touched, (n_districts,) int64, to which they are added.
    """
    (fields, agenda, records), (month, local) = means, told
    world = by_address(world)
    for d in order:
        district, read = world.districts[d], world.read[d]
        for k in range(read.shape[0]):
            read[k] = fields[district["province"], k]
        if district["grid_start"] >= district["grid_stop"]:
            continue
        here = by_address(at_grid(world, law, clock, agenda, d, district["grid_start"], records, 0.0))
        if here.dials["bars"] > 0 and local[d, BARRED] > 0.0:
            touched[d] += bar_representatives(here, law, d, np.int64(local[d, BARRED]), month, kept)
        if here.dials["dismisses"] == 0:
            continue
        lost = local[d, LOST] * here.dials["out_of_work"]
        back = taken_on(here, district, local[d, BACK] * here.dials["out_of_work"])
        if lost <= 0.0 and back <= 0.0:
            continue
        for g in range(district["grid_start"], district["grid_stop"]):
            grid = by_address(at_grid(world, law, clock, agenda, d, g, records, 0.0))
            touched[d] += of_grid(grid, month, lost, back, kept)
