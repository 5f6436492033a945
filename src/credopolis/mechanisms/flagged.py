"""Posts that a filter has flagged: they wait to be read, and what is not read in time is let stand; see `posts`."""

from __future__ import annotations

from credopolis.core.draws import draw_at, high_exponential, key_of
from credopolis.core.jit import formula
from credopolis.core.purposes import POSTS
from credopolis.mechanisms.queues import served_in, still_waiting, wait_for
from credopolis.mechanisms.stock import stock_after, stock_days


@formula
def seen_before(attention, handling, wait):
    """Share of those who see a deleted post that saw it before; all delays exponential, in days."""
    return 1.0 - attention / (attention + handling + wait)


@formula
def drawn(seed, place, tick, expected):
    """A Poisson number, keyed by place and tick: gaps of a process of that rate."""
    key, at, n = key_of(seed, POSTS, place, tick), 0.0, 0
    while expected > 0.0:
        at += high_exponential(draw_at(key, n))
        if at >= expected:
            break
        n += 1
    return n


@formula
def read_flagged(people, campaign, days, its, kept):
    """The queue of flagged posts over a tick -> coming a day, waiting before, after, and read.

    kept : (len(KINDS), len(KEPT)), filled in before the first day as if the rules had always held.
    """
    written, last = people * its["posts_a_day"], kept.shape[0] - 1
    coming = 0.0
    for k in range(last):
        coming += written * its["post_shares"][k] * its["post_flags"][k]
    wrongly = min(coming * its["false_per_true"], written * its["post_shares"][last])
    coming += wrongly
    places = people * its["reads_a_day"] * (1.0 + its["campaign_effort"] * campaign)
    if kept[0, 0] < 0.0:
        waits = max((coming - places) * its["keeps_days"], 0.0)
        for k in range(last + 1):
            wrote = written * its["post_shares"][k]
            flags = wrongly if k == last else wrote * its["post_flags"][k]
            kept[k, 0] = waits * flags / max(coming, 1e-300)
            kept[k, 1] = 0.0 if k == last else (wrote - flags + kept[k, 0] / its["keeps_days"]) * its["stands_days"]
    before = 0.0
    for k in range(last + 1):
        before += kept[k, 0]
    after = still_waiting(before, coming, places, its["keeps_days"], days)
    read = served_in(before, coming, places, its["keeps_days"], days)
    return coming, wrongly, before, after, read, wait_for(after, places, its["keeps_days"])


@formula
def let_stand(wrote, flags, gave_up, sweep, days, its, kept):
    """A kind's posts that stand, after a tick -> those swept away in it. kept : (len(KEPT),), changed."""
    leaves, inflow, before = 1.0 / its["stands_days"] + sweep, wrote - flags + gave_up / days, kept[1]
    kept[1] = stock_after(before, inflow, leaves, 1.0 * days)
    return sweep * stock_days(before, inflow, leaves, 1.0 * days)
