"""Early: which children go to kindergarten at three, and what their parents' standing does at its door.

`here` is what the life's grid has at hand, see `here`. See `mechanisms.kindergarten`.
"""

import numpy as np

from credopolis.core.draws import draw_at, key_of
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import KINDERGARTEN as OF_KINDERGARTEN
from credopolis.engine.birthdays import birthday
from credopolis.engine.chances import place_of_parents
from credopolis.engine.coursing import IN_KINDERGARTEN, tell_of
from credopolis.engine.places import number_of
from credopolis.engine.standing import NONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import count, tally_number
from credopolis.engine.world import FIELDS
from credopolis.mechanisms.consequences import ALIKE, LEVELS, needed_place
from credopolis.mechanisms.kindergarten import AGE, AT_HOME, GOES, needs_now
from credopolis.mechanisms.stages import KINDERGARTEN, STAYS

_PLACES, _SCHOOL_AGE = FIELDS.index("school_places"), 6
_MOVED, _WHICH = tally_number("schooling"), np.int64(LEVELS.index("kindergarten"))
_KEPT_OUT, _LET_IN = (np.int64(TRACES.index(name)) for name in ("kept_out", "let_in"))
_ON_DAY_0 = np.int64(0)


@inlined
def needed_for_it(here, i, day):
    """The place at school, in thousandths, with which a child who is three on a day goes."""
    drawn = np.int64(draw_at(key_of(here.clock["seed"], OF_KINDERGARTEN, number_of(here, i), _ON_DAY_0), ZERO) >> 48)
    year = 0
    while day >= here.dials["kindergarten_until"][year]:
        year += 1
    return needed_place(drawn + 1, here.dials["kindergarten_share"][year])


@inlined
def begin_early(here, i):
    """Where a child is on day 0 who is three, and not yet at school."""
    born = np.int64(here.world.person[i]["birth_day"])
    three = birthday(born, AGE)
    if three <= 0 and birthday(born, _SCHOOL_AGE) > 0:
        goes = needed_for_it(here, i, three) <= ALIKE
        tell_of(here, i, IN_KINDERGARTEN, GOES if goes else AT_HOME)


@hot
def come_to_kindergarten(here, i, day):
    """A child of three goes to kindergarten or stays at home -> which stage of life that is."""
    needed = np.int64(needed_for_it(here, i, day))
    would = needed <= ALIKE
    goes = would
    if here.dials["educates"] > 0:
        goes = place_of_parents(here, i) >= needed * here.fields[_PLACES]
        if goes != would:
            mine, left = here.world.blocks.chances[i], here.dials["head_start_left"]
            mine["senior"] = needs_now(np.int64(mine["senior"]), left, would)
            mine["tertiary"] = needs_now(np.int64(mine["tertiary"]), left, would)
            count(here, _MOVED, _WHICH, np.int64(goes), cell_of(here.world.person[i], day))
            note(here, i, day, _LET_IN if goes else _KEPT_OUT, _WHICH, NONE, ZERO, ZERO, day)
    tell_of(here, i, IN_KINDERGARTEN, GOES if goes else AT_HOME)
    return np.int64(KINDERGARTEN if goes else STAYS)
