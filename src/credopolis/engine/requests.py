"""Requests: when somebody whom a gate refuses or delays asks for a service next. What becomes of it: `hooks.ask`."""

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, key_of
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import REQUESTS
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.places import number_of
from credopolis.mechanisms.all import event_kind

REQUEST = np.int64(event_kind("request"))
_ZERO, _ONE = np.int64(0), np.int64(1)


@inlined
def decided_now(here, i):
    """The services that a life is refused where it stands, and from `services.DELAYS` on those delayed, a bit each."""
    life = here.world.standing[i]
    grade = np.int64(life["grade"])
    if grade >= here.rules["n_grades"]:
        return _ZERO
    return np.int64(here.decided[grade, np.int64(life["listed"]), 0])


@inlined
def days_later(here, i, service):
    """Days by which a request of a life is delayed."""
    life = here.world.standing[i]
    return np.int64(here.decided[np.int64(life["grade"]), np.int64(life["listed"]), 1 + service])


@inlined
def requests_key(here, i, day):
    """The key of the draws that hang on a life's day: the days until its next request, and what this one is for."""
    return key_of(here.clock["seed"], REQUESTS, number_of(here, i), day)


@hot
def await_request(here, i, day):
    """Schedule the next request of a life that is refused or delayed something, unless one is awaited already.

    Days without a request are the whole part of an exponential, so each later day has one with the same chance.
    """
    of_life = here.world.blocks.services[i]
    if of_life["asks_on"] >= max(day, _ONE) or decided_now(here, i) == 0:
        return
    gap = high_exponential(draw_at(requests_key(here, i, day), _ZERO)) * here.dials["days_between_requests"]
    due = min(day + 1 + int(gap), here.clock["last_day"])
    of_life["asks_on"] = due
    schedule(here, i, due, pack(REQUEST, _ZERO, _ZERO, _ZERO), day)
