"""Straining: what compliance takes of a life that is looked at on a settling day; see `mechanisms.strain`.

`here` is what the life's grid has at hand, see `here`. Nothing of the life changes.
"""

import numpy as np

from credopolis.core.jit import far, hot, inlined
from credopolis.engine.banding import bands_begin
from credopolis.engine.doing import own_part
from credopolis.engine.listed_ahead import lists_left
from credopolis.engine.prospects import stake_of
from credopolis.engine.responding import driver_level, response_to
from credopolis.engine.standing import NONE, ONE, ZERO
from credopolis.engine.tally import count_more, tally_number
from credopolis.engine.who import eligible, how_common
from credopolis.engine.world import CLIMATE
from credopolis.mechanisms.strain import near_band, seconds_a_week, years_to_catch_up

_LIVES, _POINTS, _CARE, _BEHIND, _STUCK = (
    tally_number(f"strain_{name}") for name in ("lives", "for_points", "on_care", "behind", "stuck")
)


@inlined
def often_done(here, act, i, day):
    """How often a life would do an act without rules, a year."""
    person = here.world.person[i]
    often = act["rate"][driver_level(person, act["driver"])]
    if act["climate_at_most"] > 0.0:
        often *= min(act["climate_at_most"], here.fields[CLIMATE])
    if act["follows"] > 0:
        often *= how_common(act, person, day) * own_part(act, person)
    return np.float64(often)


@hot
def distance_of(here, i, day):
    """Points from a life's score to the nearest at which what a score deserves changes; many if there is none, as for
    who has no grade."""
    life, rules, first = here.world.standing[i], here.rules, bands_begin(here, i, day)
    score, found = np.int64(life["score"]), np.int64(1 << 30)
    if life["grade"] >= rules["n_graded"]:
        return found
    own = here.bands[first + score - rules["score_min"]]
    for away in range(1, 51):
        for side in range(2):
            other = score + away if side == 0 else score - away
            inside = rules["score_min"] <= other <= rules["score_max"]
            if inside and here.bands[first + other - rules["score_min"]] != own:
                return np.int64(away)
    return found


@inlined
def points_missing(here, i, day):
    """Points from a life's score to the lowest that deserves the grade of the start; 0 if it has them."""
    rules, first, score = here.rules, bands_begin(here, i, day), np.int64(here.world.standing[i]["score"])
    there = score
    while there < rules["score_max"] and here.bands[first + there - rules["score_min"]] < rules["start_grade"]:
        there += 1
    return there - score


@hot
def stake_then(here, act, i, day):
    """What is at stake once what ends on the day has ended: a look comes before it, and a listing with no day left
    would be taken for one without an end."""
    life = here.world.standing[i]
    listed = life["listed"]
    life["listed"] = lists_left(here, i, day, np.int64(listed), NONE, ZERO)
    change = stake_of(here, act, i, day)
    life["listed"] = listed
    return change


@far
def look_at_strain(here, i, day):
    """Count what compliance takes of a life, and whether it can catch up."""
    life, dials = here.world.standing[i], here.dials
    grade = np.int64(life["grade"])
    if grade >= here.rules["n_grades"]:
        return
    gained, cared, most = 0.0, 0.0, 0.0
    for index in range(here.acts.shape[0]):
        act = here.acts[index]
        if act["priced"] == 0 or act["by_event"] > 0 or not eligible(here, act, i, day):
            continue
        often = often_done(here, act, i, day)
        response = response_to(here, np.int64(index), i, day, stake_then(here, act, i, day))
        if act["negative"] > 0:
            cared += often * max(1.0 - response, 0.0) * dials["hours_care"]
        elif act["points"] > 0:
            gained += often * max(response - 1.0, 0.0) * dials["hours_deed"]
            times = often * act["ceiling"]
            most += act["points"] * (min(times, np.float64(act["cap"])) if act["cap"] > 0 else times)
    band = np.int64(near_band(distance_of(here, i, day)))
    count_more(here, _LIVES, band, grade, ONE)
    count_more(here, _POINTS, band, grade, np.int64(seconds_a_week(gained)))
    count_more(here, _CARE, band, grade, np.int64(seconds_a_week(cared)))
    if grade < here.rules["start_grade"]:
        count_more(here, _BEHIND, band, grade, ONE)
        left = max(np.int64(life["lock_until"]) - day, ZERO)
        if years_to_catch_up(left, points_missing(here, i, day), most) > dials["catch_up_years"]:
            count_more(here, _STUCK, band, grade, ONE)
