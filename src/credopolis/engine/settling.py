"""Settling days: every four weeks each grown-up life of a grid is looked at, what it thinks, says and trusts.

A grid settles as the first tick of four weeks begins, before anything happens to its lives, with what it left on the
last settling day: so all its lives move at once, in whatever order they are taken. The pass goes over the grid's own
lives, which the tick reads next; it is no part of the census, so that it does not hang on the recording interval and
replay lives it again.
"""

from typing import NamedTuple

import numpy as np

from credopolis.core.jit import far, hot, inlined
from credopolis.core.schema import ABSENT, PARTY
from credopolis.engine.feeling import exposure_of, left_of_trust, trust_in_state, trust_near
from credopolis.engine.hearing import count_news, hear
from credopolis.engine.speech import await_speech
from credopolis.engine.standing import NONE, TRACES, ZERO, cell_of, note
from credopolis.engine.straining import look_at_strain
from credopolis.engine.tally import count, tally_number
from credopolis.engine.world import FIELDS
from credopolis.mechanisms.censorship import spoken_seen
from credopolis.mechanisms.fear import FEAR_STEPS, fear_now
from credopolis.mechanisms.opinion import (
    GROWN_DAYS,
    OPINION_STEPS,
    SETTLING_DAYS,
    disposition,
    drifted,
    kept_opinion,
    nerve_needed,
    opinion_of,
    speaks,
)
from credopolis.mechanisms.strain import is_asked

_VOICES, _OF_CLASSES, _OF_MEMBERS, _OPINIONS, _ANSWERS, _GRIDS, _TRUST, _LOYALTY = (
    tally_number(name)
    for name in (
        "voices", "strata", "members", "opinions", "answers", "openness", "trust", "loyalty",
    )
)  # fmt: skip
_AGREES, _SPEAKS, _SILENT = np.int64(0), np.int64(1), np.int64(2)
_FIRST_LINE = np.int64(TRACES.index("agrees"))  # then "speaks" and "hides", in the order of stances
_HIDDEN, _DOUBTED = FIELDS.index("hidden"), FIELDS.index("doubted")
_ONE, _MOST = np.int64(1), np.int64(100)
_GROWN, _EVERY, _STEPS = np.int64(GROWN_DAYS), np.int64(SETTLING_DAYS), np.int64(OPINION_STEPS)


class Around(NamedTuple):
    """What all lives of a grid see alike on a settling day. untouched : fear of whom nothing has ever jolted."""

    exposure: float
    untouched: float


@inlined
def settles_now(here):
    """Whether the tick is the first that begins in four weeks."""
    return here.dials["settles"] > 0 and here.clock["day"] % _EVERY < here.clock["tick_days"]


@inlined
def percent_of(share):
    """A share in [0, 1] to the nearest percent."""
    return min(max(np.int64(share * 100.0 + 0.5), ZERO), _MOST)


@inlined
def leaning_of(kept):
    """How far on the way from wholly against to the message an opinion lies, to the nearest percent."""
    return ((np.int64(kept) >> 1) + _STEPS + _STEPS // _MOST) // (2 * _STEPS // _MOST)


@hot
def count_trust(here, i, day, cell):
    """Count a life's trust -> its trust in the state."""
    own = here.world.blocks.trust[i]
    left = left_of_trust(here, i, day) if own["near"] != 0 or own["state"] != 0 else 1.0
    near, state = trust_near(here, i, left), trust_in_state(here, i, left)
    if here.dials["loyalty"] > 0:
        count(here, _LOYALTY, _ONE if state > near else ZERO, cell, ZERO)
    count(here, _TRUST, ZERO, percent_of(near), ZERO)
    count(here, _TRUST, _ONE, percent_of(state), ZERO)
    return state


@hot
def think(here, i, state):
    """The private opinion of a life on a settling day; who has none yet begins with its disposition."""
    kept, dials = np.int64(here.world.blocks.opinion[i]["opinion"]), here.dials
    leaning = disposition(here.world.person[i]["dissent"] / 255.0, dials["pivot"])
    if kept == 0:
        return leaning
    message = dials["drift_message"] * state * (1.0 - dials["doubt"] * here.fields[_DOUBTED])
    return drifted(opinion_of(kept), here.grid["spoken"], leaning, dials["drift_near"], message, dials["drift_own"])


@inlined
def fear_today(here, i, day, around):
    """The fear of a life, as `fear_of` gives it, with what is the same for all lives of the grid worked out before."""
    of_life = here.world.blocks.fear[i]
    if of_life["fear"] == 0 and of_life["fear_on"] == 0:
        return around.untouched
    since = day - np.int64(of_life["fear_on"])
    return fear_now(of_life["fear"] / FEAR_STEPS, since, around.exposure, here.dials["fear_half_life_days"])


@hot
def stance_of(here, i, day, opinion, around):
    """Whether a life agrees, speaks against or is silent."""
    if opinion >= 0.0:
        return _AGREES
    person, dials = here.world.person[i], here.dials
    risk, income = person["risk_aversion"] / 255.0, np.float64(person["income"])
    fear, dread = fear_today(here, i, day, around), dials["dread"]
    needed = nerve_needed(fear, dread, risk, income, dials["caution"], dials["to_lose"])
    return _SPEAKS if speaks(opinion, needed, here.grid["seen"], dials["conviction"], dials["support"]) else _SILENT


@inlined
def stance_before(kept):
    """The stance of a life when it was last settled, -1 if it was not."""
    if kept == 0:
        return NONE
    if kept & 1:
        return _SILENT
    return _AGREES if kept > 0 else _SPEAKS


@hot
def settle_opinion(here, i, day, cell, state, around):
    """A life thinks, and speaks or not -> its stance, and what it expresses."""
    person, of_life = here.world.person[i], here.world.blocks.opinion[i]
    thought = think(here, i, state)
    if here.dials["news_goes"] > 0:
        thought = hear(here, i, day, thought)
    kept = kept_opinion(thought, ZERO)
    opinion = opinion_of(np.int64(kept))
    stance = stance_of(here, i, day, opinion, around)
    before = stance_before(np.int64(of_life["opinion"]))
    of_life["opinion"] = kept + (1 if stance == _SILENT else 0)
    if stance != before and (before >= 0 or stance != _AGREES):
        note(here, i, day, _FIRST_LINE + stance, ZERO, NONE, ZERO, ZERO, day)
    said = here.dials["lip_service"] if stance == _SILENT else opinion
    count(here, _VOICES, stance, cell, ZERO)
    count(here, _OF_CLASSES, max(np.int64(person["income"]) - 1, ZERO), np.int64(person["education"]), stance)
    count(here, _OF_MEMBERS, _ONE if np.int64(person["flags"]) & PARTY else ZERO, stance, ZERO)
    private = leaning_of(kept)
    expressed = private if stance != _SILENT else percent_of((said + 1.0) / 2.0)
    count(here, _OPINIONS, ZERO, private, ZERO)
    count(here, _OPINIONS, _ONE, expressed, ZERO)
    if here.dials["news_goes"] > 0:
        count_news(here, i, day, private, expressed)
    count(here, _ANSWERS, ZERO, _ONE if said < 0.0 else ZERO, cell)
    count(here, _ANSWERS, _ONE, _ONE if opinion < 0.0 else ZERO, cell)
    return stance, said


@inlined
def let_speak(here, i, day, touched, n_touched):
    """A life speaks until the next settling day -> lives that have something due in this tick, see `settle_grid`."""
    local = i - here.grid["start"]
    had = here.agenda[local] >= 0
    await_speech(here, i, day)
    if not had and here.agenda[local] >= 0:
        touched[n_touched] = local
        n_touched += 1
    return n_touched


@far
def settle_grid(here, touched, n_touched):
    """Settle every grown-up life of a grid, and what the grid shows until the next settling day -> lives that have
    something due in this tick, whose places are in `touched`; there were so many before."""
    grid, day = here.grid, here.clock["day"]
    first = grid["start"]
    exposure = exposure_of(here)
    around = Around(exposure, fear_now(0.0, day, exposure, here.dials["fear_half_life_days"]))
    grown, speaking, against, expressed, openly = 0, 0, 0, 0.0, 0.0
    for i in range(first, first + grid["places"]):
        person = here.world.person[i]
        if np.int64(person["flags"]) & ABSENT or day - person["birth_day"] < _GROWN:
            continue
        cell, state = cell_of(person, day), 1.0
        if here.dials["strains"] > 0 and is_asked(np.int64(person["birth_day"]), day):
            look_at_strain(here, i, day)
        if here.dials["trusts"] > 0:
            state = count_trust(here, i, day, cell)
        if here.dials["opines"] > 0:
            stance, said = settle_opinion(here, i, day, cell, state, around)
            if stance == _SPEAKS and here.dials["speaks_out"] > 0:
                n_touched = let_speak(here, i, day, touched, n_touched)
            grown += 1
            speaking += stance == _SPEAKS
            against += stance != _AGREES
            expressed += said
            openly += said if stance == _SPEAKS else 0.0
    if grown > 0:
        hidden = here.fields[_HIDDEN]
        grid["seen"] = (1.0 - hidden) * (speaking / grown)
        grid["spoken"] = spoken_seen(expressed, openly, speaking, grown, hidden)
        if against > 0:
            count(here, _GRIDS, percent_of(speaking / against), ZERO, ZERO)
    return n_touched
