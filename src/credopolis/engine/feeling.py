"""Feeling: how used to fear a life is, whom it trusts, and what the tick did to the trust of its grid.

`here` is what the life's grid has at hand, see `here`. Habituation and own parts of trust are kept as of `fear_on`, the
day of a life's fear: whoever moves one of them brings all up to date, by `bring_up`.
"""

import numpy as np

from credopolis.core.draws import key_of
from credopolis.core.jit import far, hot, inlined
from credopolis.core.purposes import HABITS, TRUSTS
from credopolis.core.schema import MALICIOUS, TRUE
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.places import number_of
from credopolis.engine.world import FIELDS, REACH
from credopolis.mechanisms.channels import CAMERAS, INFORMANTS
from credopolis.mechanisms.fear import FEAR_STEPS, fear_now, kept_fear
from credopolis.mechanisms.habituation import USED_STEPS, days_of_fear, felt, kept_used, pace_of, used_now
from credopolis.mechanisms.informing import loyalty_of, willing
from credopolis.mechanisms.learning import STEPS, stored
from credopolis.mechanisms.publicity import shamed
from credopolis.mechanisms.removal import witnessed
from credopolis.mechanisms.trust import harmed, rested, trusted, won

_EXPOSURE = FIELDS.index("exposure")
_NEAR, _STATE = np.int64(0), np.int64(1)


@inlined
def exposure_of(here):
    """What a life of the grid sees of fear's causes around it."""
    exposure = here.fields[_EXPOSURE]
    if here.dials["publishes"] > 0:
        exposure = shamed(exposure, here.grid["shame"], here.dials["shame_gain"])
    if here.dials["takes_away"] > 0:
        exposure = witnessed(exposure, here.grid["absent"], here.dials["witness_gain"])
    return exposure


@inlined
def fear_of(here, i, day):
    """The fear of a life today."""
    of_life = here.world.blocks.fear[i]
    since = day - np.int64(of_life["fear_on"])
    return fear_now(of_life["fear"] / FEAR_STEPS, since, exposure_of(here), here.dials["fear_half_life_days"])


@hot
def get_used(here, i, day):
    """Bring up to date how used a life is to fear, by the days since `fear_on`."""
    of_life, dials = here.world.blocks.fear[i], here.dials
    since = day - np.int64(of_life["fear_on"])
    if since == 0:
        return
    lived = days_of_fear(of_life["fear"] / FEAR_STEPS, since, exposure_of(here), dials["fear_half_life_days"])
    born = np.float64(here.world.person[i]["birth_day"])
    pace = pace_of(born, dials["began_day"], dials["childhood_days"], dials["grew_up_pace"])
    habit = here.world.blocks.habituation[i]
    used = used_now(habit["used"] / USED_STEPS, pace * lived, dials["half_exposure_days"])
    habit["used"] = kept_used(used, key_of(here.clock["seed"], HABITS, number_of(here, i), day))


@hot
def fade_trust(here, i, day):
    """Let the own parts of a life's trust fade over the days since `fear_on`."""
    own = here.world.blocks.trust[i]
    since = day - np.int64(here.world.blocks.fear[i]["fear_on"])
    if since == 0 or (own["near"] == 0 and own["state"] == 0):
        return
    bits = key_of(here.clock["seed"], TRUSTS, number_of(here, i), day)
    half_life = here.dials["trust_half_life_days"]
    own["near"] = stored(rested(own["near"] / STEPS, since, half_life), bits, _NEAR)
    own["state"] = stored(rested(own["state"] / STEPS, since, half_life), bits, _STATE)


@hot
def bring_up(here, i, day):
    """Bring all that a life feels up to date."""
    fear = fear_of(here, i, day)
    if here.dials["habituates"] > 0:
        get_used(here, i, day)
    if here.dials["trusts"] > 0:
        fade_trust(here, i, day)
    of_life = here.world.blocks.fear[i]
    of_life["fear"] = kept_fear(fear)
    of_life["fear_on"] = day


@inlined
def as_felt(here, i, jolt):
    """A jolt as a life feels it, which is up to date."""
    if here.dials["habituates"] > 0:
        jolt = felt(jolt, here.world.blocks.habituation[i]["used"] / USED_STEPS, here.dials["used_to_most"])
    return jolt


@inlined
def trust_near(here, i, faded):
    """The trust in neighbours of a life, of whose own part so much is left."""
    level = here.dials["neighbours_rest"] + here.grid["near"]
    return trusted(level, faded * here.world.blocks.trust[i]["near"] / STEPS)


@inlined
def trust_in_state(here, i, faded):
    """The same in the state."""
    return trusted(here.dials["state_rest"] + here.grid["state"], faded * here.world.blocks.trust[i]["state"] / STEPS)


@inlined
def left_of_trust(here, i, day):
    """What is left today of the own parts of a life's trust, a share."""
    since = day - np.int64(here.world.blocks.fear[i]["fear_on"])
    return rested(1.0, since, here.dials["trust_half_life_days"])


@hot
def trust_neighbours_less(here, i, day, part):
    """A life loses a part of the trust in neighbours that it has."""
    bring_up(here, i, day)
    own, bits = here.world.blocks.trust[i], key_of(here.clock["seed"], TRUSTS, number_of(here, i), day)
    own["near"] = stored(max(own["near"] / STEPS - part * trust_near(here, i, 1.0), -1.0), bits, _NEAR)


@hot
def trust_state_less(here, i, day, part):
    """A life loses a part of the trust in the state that it has; below 0, it wins that part of what it lacks."""
    bring_up(here, i, day)
    own, bits = here.world.blocks.trust[i], key_of(here.clock["seed"], TRUSTS, number_of(here, i), day)
    now = trust_in_state(here, i, 1.0)
    moved = own["state"] / STEPS - (part * now if part > 0.0 else part * (1.0 - now))
    own["state"] = stored(min(max(moved, -1.0), 1.0), bits, _STATE)


@hot
def willing_today(here, i, day):
    """How willing a life is to report others, of what points alone bring."""
    loyalty = 0.0
    if here.dials["trusts"] > 0:
        left = left_of_trust(here, i, day)
        loyalty = loyalty_of(trust_near(here, i, left), trust_in_state(here, i, left))
    return willing(fear_of(here, i, day), loyalty, here.dials["unmoved"])


@far
def feel_entry(here, i, day, negative, channel, truth):
    """What an entry does to its life's trust, and what the grid knows of it."""
    grid, dials = here.grid, here.dials
    if negative == 0:
        grid["favoured"] += 1.0
        if dials["trusts"] > 0:
            trust_state_less(here, i, day, -dials["own_benefit"])
        return
    grid["shown"] += dials["shown"]
    if truth == TRUE:
        grid["betrayed"] += dials["told_weight"] if channel == INFORMANTS else 0.0
        return
    grid["wronged"] += 1.0
    grid["betrayed"] += truth == MALICIOUS
    if dials["trusts"] > 0:
        trust_state_less(here, i, day, dials["own_unjust"])
        if truth == MALICIOUS:
            trust_neighbours_less(here, i, day, dials["own_betrayed"])


@far
def feel_refusal(here, i, day):
    """What a request refused does to its life's trust, and what the grid knows of it."""
    here.grid["turned_away"] += 1.0
    if here.dials["trusts"] > 0:
        trust_state_less(here, i, day, here.dials["own_refused"])


@far
def end_tick_of_grid(here, days):
    """What happened in a grid in a tick moves its shame and its trust, which lives read from the next tick on."""
    grid, dials = here.grid, here.dials
    lives = max(grid["present"], 1)
    keep = dials["shame_keep"]
    grid["shame"] = keep * grid["shame"] + (1.0 - keep) * grid["shown"] / lives * DAYS_PER_YEAR_OF_RATES / days
    if dials["takes_away"] > 0:
        keep, taken = dials["absent_keep"], grid["taken"] / lives * DAYS_PER_YEAR_OF_RATES / days
        grid["absent"] = keep * grid["absent"] + (1.0 - keep) * taken
        grid["taken"] = 0.0
    if dials["trusts"] > 0:
        half_life, rest = dials["trust_half_life_days"], dials["neighbours_rest"]
        harm = (dials["false_harm"] * grid["betrayed"] + dials["shown_harm"] * grid["shown"]) / lives
        grid["near"] = harmed(rest + rested(grid["near"], days, half_life), harm) - rest
        rest = dials["state_rest"]
        up = dials["safety_gain"] * here.fields[REACH + CAMERAS]
        up += dials["trust_by_exposure"]
        level = min(rest + up + rested(grid["state"] - up, days, half_life), 1.0)
        harm = (dials["unjust_harm"] * grid["wronged"] + dials["refused_harm"] * grid["turned_away"]) / lives
        grid["state"] = harmed(won(level, dials["benefit_gain"] * grid["favoured"] / lives), harm) - rest
    grid["shown"] = grid["betrayed"] = grid["wronged"] = grid["turned_away"] = grid["favoured"] = 0.0
