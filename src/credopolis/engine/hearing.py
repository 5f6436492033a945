"""Hearing: whom a piece of news reaches on a settling day, and what it does to an opinion; see `mechanisms.news`.

`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.draws import draw_at, key_of, low_unit
from credopolis.core.jit import far, hot, inlined
from credopolis.core.purposes import NEWS
from credopolis.core.schema import INTERNET
from credopolis.engine.places import number_of
from credopolis.engine.standing import NONE, TRACES, ZERO, note
from credopolis.engine.tally import count_amount, tally_number
from credopolis.mechanisms.news import FIGURES, HALF, informed, is_new, moved_by_news
from credopolis.mechanisms.opinion import GROWN_DAYS

_NEWS = tally_number("news")
_LIVES, _PRIVATE, _EXPRESSED = (np.int64(k) for k in range(len(FIGURES)))
_OF_REPRESSION, _OF_ORDER = np.int64(TRACES.index("repression_news")), np.int64(TRACES.index("order_news"))
_GROWN, _ONE = np.int64(GROWN_DAYS), np.int64(1)
_REPRESSION, _ORDER = np.int64(1), np.int64(2)


@inlined
def how_informed(here, i):
    """How informed a life is, in [0, 1]."""
    person, dials = here.world.person[i], here.dials
    online = 1.0 if np.int64(person["flags"]) & INTERNET else 0.0
    return informed(online, np.float64(person["education"]), dials["news_offline"], dials["news_unschooled"])


@hot
def lot_of(here, i, day):
    """The mark of a life for the news of a day, uniform in [0, 1)."""
    return low_unit(draw_at(key_of(here.clock["seed"], NEWS, number_of(here, i), day), ZERO))


@hot
def reached_by(here, i, day):
    """The latest news that has reached a life by a settling day: 1 for repression plus 2 for order, 0 for none."""
    dials, found, born = here.dials, ZERO, np.int64(here.world.person[i]["birth_day"])
    heard = np.int64(dials["repression_heard"])
    if 0 <= heard <= day and heard - born >= _GROWN:
        found += _REPRESSION if lot_of(here, i, np.int64(dials["repression_day"])) < dials["repression_reach"] else ZERO
    heard = np.int64(dials["order_heard"])
    if 0 <= heard <= day and heard - born >= _GROWN:
        found += _ORDER if lot_of(here, i, np.int64(dials["order_day"])) >= 1.0 - dials["order_reach"] else ZERO
    return found


@far
def hear(here, i, day, opinion):
    """The opinion of a life on a settling day, after the news that reaches it on that day."""
    dials = here.dials
    if day != dials["repression_heard"] and day != dials["order_heard"]:
        return opinion
    reached, read = reached_by(here, i, day), dials["news_reports"] * how_informed(here, i)
    if reached & _REPRESSION and day == dials["repression_heard"]:
        new = is_new(read, dials["negative_share"])
        opinion = moved_by_news(opinion, -1.0, dials["news_strength"] * new)
        note(here, i, day, _OF_REPRESSION, ZERO, NONE, ZERO, ZERO, day)
    if reached & _ORDER and day == dials["order_heard"]:
        new = is_new(read, 1.0 - dials["negative_share"])
        opinion = moved_by_news(opinion, 1.0, dials["news_strength"] * new)
        note(here, i, day, _OF_ORDER, ZERO, NONE, ZERO, ZERO, day)
    return opinion


@far
def count_news(here, i, day, private, expressed):
    """Count what a life thinks and says, in percent, by the news that has reached it, once there has been any."""
    dials = here.dials
    told = 0 <= dials["repression_heard"] <= day or 0 <= dials["order_heard"] <= day
    if not told:
        return
    reached, more = reached_by(here, i, day), _ONE if how_informed(here, i) >= HALF else ZERO
    count_amount(here, _NEWS, _LIVES, reached, more, _ONE)
    count_amount(here, _NEWS, _PRIVATE, reached, more, private)
    count_amount(here, _NEWS, _EXPRESSED, reached, more, expressed)
