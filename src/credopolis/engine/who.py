"""Who can do an act, by age, flags, children and the lists that a life is on; and how common it is by sex and age."""

import numpy as np

from credopolis.core.jit import inlined
from credopolis.core.processor import not_negative
from credopolis.core.schema import FEMALE
from credopolis.mechanisms.demography import YEARS


@inlined
def eligible(here, act, i, day):
    """Whether a life can do an act today: age, flags, children, lists."""
    if act["anyone"] > 0:
        return True
    person = here.world.person[i]
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
        child_age = day - here.world.person[i + person["eldest_child"]]["birth_day"]
        if child_age < act["child_min_days"] or child_age >= act["child_max_days"]:
            return False
    if act["on_list"] >= 0 and not (here.world.standing[i]["listed"] >> act["on_list"]) & 1:
        return False
    return True


@inlined
def how_common(act, person, day):
    """The demographic factor of an act that follows sex or age, for a life today; see `mechanisms.demography`."""
    year = not_negative((day - np.int64(person["birth_day"])) * 4 // 1461)
    return act["common"][np.int64(person["flags"]) & FEMALE, min(year, YEARS - 1)]
