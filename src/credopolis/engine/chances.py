"""Chances: how far a child comes at school by its parents' standing, and with which income class it starts work.

`here` is what the life's grid has at hand, see `here`. See `mechanisms.consequences`.
"""

from typing import NamedTuple

import numpy as np

from credopolis.core.draws import draw_at, key_of
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import ATTRIBUTES
from credopolis.core.schema import EDUCATION
from credopolis.engine.following import PLACE_AT, decided_of, place_as_it_began
from credopolis.engine.places import number_of
from credopolis.engine.present import was_there
from credopolis.engine.standing import NONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import count, tally_number
from credopolis.engine.world import FIELDS, Array
from credopolis.mechanisms.consequences import ALIKE, LUCK_PARTS, needed_place
from credopolis.society.people import byte, level_of

_PLACES = FIELDS.index("school_places")
_MOVED, _INCOMES = tally_number("schooling"), tally_number("incomes")
_KEPT_OUT, _LET_IN, _EARNS = (np.int64(TRACES.index(name)) for name in ("kept_out", "let_in", "earns"))
_ON_DAY_0, _AT_LUCK, _SENIOR_LEVEL, N_LEVELS = np.int64(0), np.int64(2), np.int64(3), len(EDUCATION)


class Society(NamedTuple):
    """What the society's tables say of schooling and incomes.

    schooling : (n_provinces, 2, 4) int32, cumulative chances of the levels of those who have grown up, in 65,536ths.
    origin : (n_provinces, 2) int64, points of a household's standing by province and area. cuts : (4,), points at which
    income classes begin.
    """

    schooling: Array
    origin: Array
    cuts: Array


@inlined
def luck_of(here, number, first, last):
    """Luck in some parts of a life's draw, in points."""
    bits, total = draw_at(key_of(here.clock["seed"], ATTRIBUTES, number, _ON_DAY_0), _AT_LUCK), ZERO
    for k in range(first, last):
        total += byte(bits, k)
    return total


@hot
def begin_chances(here, i, society, drawn, area):
    """What a life has to begin with. drawn : its draw of schooling. area : 0 or 1. society : Society."""
    mine, p = here.world.blocks.chances[i], here.district["province"]
    chances, above = society.schooling[p, area], np.int64(65_536) - drawn
    mine["senior"] = needed_place(above, np.int64(65_536) - chances[2])
    mine["tertiary"] = needed_place(above, np.int64(65_536) - chances[3])
    place = decided_of(here, i, PLACE_AT)
    mine["place"] = mine["before"] = np.int64(ALIKE) if place < 0 else place
    head, inherited = i - np.int64(here.world.person[i]["place"]), here.dials["inherited_luck"]
    points = luck_of(here, number_of(here, head), ZERO, inherited) + society.origin[p, area]
    points += luck_of(here, number_of(here, i), inherited, np.int64(LUCK_PARTS))
    each, door = here.dials["points_of_work"][0], here.dials["points_of_work"][1]
    usual = refused = ZERO
    for level in range(N_LEVELS):
        usual |= np.int64(level_of(society.cuts, points + each * level)) << (3 * level)
        refused |= np.int64(level_of(society.cuts, points + each * level - door)) << (3 * level)
    mine["incomes"], mine["refused_incomes"] = usual, refused


@inlined
def place_by(here, i, offset):
    """The place that a parent gives a life, as the tick began; -1 for one who is not there."""
    if offset != 0 and was_there(here, i + offset):
        return place_as_it_began(here, i + offset)
    return NONE


@hot
def place_of_parents(here, i):
    """The place at school that a life has by its parents' standing, in thousandths."""
    person = here.world.person[i]
    mothers, fathers = place_by(here, i, np.int64(person["mother"])), place_by(here, i, np.int64(person["father"]))
    if mothers < 0 and fathers < 0:
        return np.int64(ALIKE)
    return (max(mothers, ZERO) + max(fathers, ZERO)) // (2 if mothers >= 0 and fathers >= 0 else 1)


@hot
def goes_on(here, i, day, level):
    """Whether a life goes on to a level of schooling by its parents' standing; who would otherwise have is counted."""
    person, mine, place = here.world.person[i], here.world.blocks.chances[i], place_of_parents(here, i)
    needed = np.int64(mine["senior"] if level == _SENIOR_LEVEL else mine["tertiary"])
    goes, would = place >= needed * here.fields[_PLACES], needed <= ALIKE
    if goes != would:
        which = level - _SENIOR_LEVEL
        count(here, _MOVED, which, np.int64(goes), cell_of(person, day))
        note(here, i, day, _LET_IN if goes else _KEPT_OUT, which, NONE, ZERO, ZERO, day)
    return goes


@hot
def earn(here, i, day, refused):
    """A life starts work with an income class. refused : whether a gate refused the work that it wanted."""
    person, mine = here.world.person[i], here.world.blocks.chances[i]
    classes = np.int64(mine["refused_incomes"] if refused else mine["incomes"])
    found = (classes >> (3 * np.int64(person["education"]))) & 7
    person["income"] = 1 + found
    count(here, _INCOMES, found, cell_of(person, day), ZERO)
    note(here, i, day, _EARNS, found, NONE, ZERO, ZERO, day)
