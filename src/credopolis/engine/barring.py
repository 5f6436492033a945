"""Barring: who stands for a company that came under sanctions is entered; see `mechanisms.representatives`.

`here` is what the life's grid has at hand, see `here`. It happens between two ticks, as what `dismissing` does.
"""

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.draws import below, draw_at, key_of, low_unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import REPRESENTATIVES as OF_COMPANY
from credopolis.core.schema import ABSENT, OCCUPATIONS
from credopolis.engine.doing import have_done
from credopolis.engine.here import at_grid
from credopolis.engine.places import number_of
from credopolis.engine.standing import ZERO, cell_of
from credopolis.engine.tally import count, count_sighting, tally_number
from credopolis.mechanisms.channels import RECORDS

_BARRED = tally_number("barred_representatives")
_LEADS = np.int64(sum(1 << OCCUPATIONS.index(name) for name in ("official", "self-employed")))
_AT_WHETHER, _AT_WHO = np.int64(0), np.int64(1)
_MOST = np.int64(1) << 20  # companies of a district that fall in a month


@inlined
def could_stand(here, i):
    """Whether a life could be the representative of a company."""
    person = here.world.person[i]
    occupation = np.int64(person["occupation"])
    there = np.int64(person["flags"]) & ABSENT == 0 and here.world.standing[i]["grade"] < here.rules["n_grades"]
    return there and (_LEADS >> occupation) & 1 != 0


@hot
def who_could(here, first, last):
    """How many lives could be, of those at the places of some grids. first, last : numbers of these."""
    grids, found = here.world.grids, 0
    for i in range(grids[first]["start"], grids[last - 1]["start"] + grids[last - 1]["places"]):
        if could_stand(here, i):
            found += 1
    return found


@hot
def bar(here, rank, z):
    """Enter the life of a grid that is so many from the first of those who could be the representative."""
    day, index = here.clock["day"], here.dials["bars"] - 1
    i = here.grid["start"] - 1
    while rank >= 0:
        i += 1
        if could_stand(here, i):
            rank -= 1
    count(here, _BARRED, cell_of(here.world.person[i], day), ZERO, ZERO)
    count_sighting(here, index, RECORDS)
    have_done(here, i, day, index, np.int64(RECORDS), z)


@hot
def bar_one(here, law, d, rank, z):
    """Enter the life of a district that is so many from the first of those who could be the representative."""
    district = here.world.districts[d]
    for g in range(district["grid_start"], district["grid_stop"]):
        could = who_could(here, g, g + 1)
        if rank < could:
            bar(by_address(at_grid(here.world, law, here.clock, here.agenda, d, g, here.records, 0.0)), rank, z)
            return
        rank -= could


@hot
def bar_representatives(here, law, d, companies, month, kept):
    """Of each of so many companies of a district that fell, one life is entered -> how many of them. kept : 0 to count
    them only."""
    district, n = here.world.districts[d], 0
    could = who_could(here, district["grid_start"], district["grid_stop"])
    first = number_of(here, here.world.grids[district["grid_start"]]["start"])
    for k in range(companies if could > 0 else 0):
        key = key_of(here.clock["seed"], OF_COMPANY, first, month * _MOST + k)
        if low_unit(draw_at(key, _AT_WHETHER)) < here.dials["representatives_found"]:
            n += 1
            if kept:
                bar_one(here, law, d, below(draw_at(key, _AT_WHO), could), key)
    return n
