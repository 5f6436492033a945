"""Posts: what people write on the net by kind of content, and the filter that deletes, delays and reports.

    online of a province    =  lives * weight / (1 + exp(-steepness * (year - midyear)))   weight: towns above the country
    posts of a kind, a day  =  online * posts_a_day * share of its category * part of the kind in it
    flagged of a kind       =  recall * zeal for the kind * posts * shown;   of all others  (1 - precision) / precision of these
    read a day, at most     =  online * readers * reads_a_day * (1 + effort in a campaign)
    who waits to be read    :  dW/dt = flagged - read - W / keeps_days, all kinds alike
    deleted                 =  what is read, of posts wrongly flagged the part `upheld`
    left standing           :  dS/dt = not flagged + given up + S swept away in campaigns, less S / stands_days
    seen before deletion    =  1 - attention_days / (attention_days + handling_days + wait)
    accounts closed         =  accounts_per_item * deleted;   people reported = reported * accounts closed
    punished                ~  Poisson(sentenced * reported), keyed by seed, province and tick
    seen of it in a province:  told_of jolts for each who is reported, as part of the exposure of `fear`

An example: a million people online write 330,000 posts a day, of which 5.4 in 1,000 are of some forbidden kind; a filter with
a recall of 0.7 and a precision of 0.8 flags about 1,300, and 15 readers who read 100 a day keep up with it.

The filter is its errors: what a post says is never looked at, for there are none. Posts are counted in closed form by province
and kind, so nobody's life has a line for a post; acts of `speech` in a rulebook are apart. The whole mechanism is off unless a
regime asks for it (`regime.posts.stands`).

Source: kinds, `content.csv`; that all kinds wait alike, and every number that is marked so, are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import Axis, labelled
from credopolis.core.jit import formula, hot_kernel
from credopolis.core.maths import exp
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.content import (
    CATEGORIES,
    FALSE_RUMOUR,
    HARMLESS,
    KINDS,
    TRUE_RUMOUR,
    parts_of_content,
)
from credopolis.mechanisms.declare import Book, Card, Sheet, Table, Term, Value, terms_of
from credopolis.mechanisms.flagged import drawn, let_stand, read_flagged, seen_before
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, days, given, share
from credopolis.mechanisms.programme import year_of

FIGURES: Final = (
    "posts", "flagged", "deleted", "gave_up", "swept", "accounts", "reported", "punished", "liberty_days", "waiting",
    "standing", "seen_first",
)  # fmt: skip
(
    POSTED, FLAGGED, DELETED, GAVE_UP, SWEPT, ACCOUNTS, REPORTED, PUNISHED, LIBERTY_DAYS, WAITING, STANDING, SEEN_FIRST,
) = range(len(FIGURES))  # fmt: skip
KEPT: Final = ("waiting", "standing")
"""What a province keeps of each kind from tick to tick."""
NOT_BEGUN: Final = -1.0
"""In its place before the first day of posts."""
ABOUT: Final = ("lives", "online", "people", "campaign", "false_cut", "true_cut", "in_time")
LIVES, ONLINE, PEOPLE, CAMPAIGN, FALSE_CUT, TRUE_CUT, IN_TIME = range(len(ABOUT))
"""What the net's mechanisms read of a province in a tick: lives, share and number of them online, share of it that campaigns
last, shares of false and of true rumours that deletion takes before they are seen, and of what is flagged."""


def _content(default: float, what: str, low: float, high: float) -> Any:
    return share(default, f"share of posts that are {what}", low=low, high=high)


class PostsParameters(Parameters):
    """Who is online and posts, and the filter with its recall, precision, capacity and delay."""

    stands: bool = given(False, "whether posts are counted and filtered", assumed=True, no_range="off and on")
    midyear: float = given(
        2016.1, "year in which half of the people are online", low=2015, high=2017.5, unit="calendar year", least=1980,
        most=2100,
        note="CNNIC counted 22.6 % at the end of 2008, 51.7 % in mid-2016 and 70.4 % at the end of 2020",
    )  # fmt: skip
    steepness: float = given(
        0.175, "how fast the share online grows, a year on the scale of logits", low=0.16, high=0.22, above=0, most=5,
        note="from the same counts",
    )  # fmt: skip
    country_share: float = share(
        0.7, "share online in the country for each in towns", low=0.25, high=0.8,
        note="CNNIC counted 5.1 in the country beside 21.6 % in 2007, 55.9 beside 79.8 % in 2020",
    )  # fmt: skip
    posts_a_day: float = given(
        0.33, "posts of a person online", low=0.1, high=1, least=0, most=100, unit="a day", source="spk-006",
        note="100 million posts a day by 300 million users of one platform",
    )  # fmt: skip
    violence: float = _content(0.0006, "bloody or abusive", 0.0001, 0.003)
    sexual: float = _content(0.002, "sexual", 0.0005, 0.01)
    privacy: float = _content(0.0002, "an intrusion of privacy", 0.00005, 0.001)
    family: float = _content(0.0003, "against family values as the campaign saw them", 0.00005, 0.001)
    political: float = _content(0.0015, "political in a way that is watched", 0.0005, 0.005)
    rumour: float = _content(0.0008, "rumours", 0.0002, 0.003)
    recall: float = share(
        0.7, "share of forbidden posts that the filter flags", low=0.4, high=0.9, source="spk-011",
        note="32 of 10,000 posts were deleted in an ordinary week",
    )  # fmt: skip
    precision: float = given(
        0.8, "share of what is flagged that is forbidden", low=0.5, high=0.95, above=0, most=1, source="net-011",
        note="13 % of domains blocked by name were caught by patterns that are too broad",
    )  # fmt: skip
    upheld: float = share(0.5, "share of wrongly flagged posts that are deleted all the same", low=0.1, high=0.9)
    readers: float = given(
        15.0, "people who read what is flagged, for a million online", low=5, high=100, least=0, most=100_000,
        unit="persons",
    )  # fmt: skip
    reads_a_day: float = given(100.0, "posts that one of them reads", low=50, high=500, least=0, most=1e6, unit="a day")
    keeps_days: float = given(
        7.0, "mean days after which a flagged post that nobody has read is let stand", low=2, high=30, least=0.1,
        most=3650, unit="days",
    )  # fmt: skip
    handling_days: float = days(
        0.43, "mean days from a post to its deletion where nothing waits", low=0.2, high=1, source="spk-004",
        note="90 % of deletions came within a day; 30 % within half an hour (spk-003) is faster than an exponential",
    )  # fmt: skip
    attention_days: float = given(
        0.5, "mean days from a post to its being seen", low=0.1, high=3, above=0, most=365, unit="days"
    )
    stands_days: float = given(
        200.0, "mean days for which a post that is left standing can be found", low=60, high=700, least=1, most=36_525,
        unit="days",
    )  # fmt: skip
    accounts_per_item: float = share(
        0.13, "accounts closed for each post deleted or swept away", low=0.01, high=0.2, source=("net-005", "net-002"),
        note="107,000 accounts with 835,000 items; in the year before 6.8 million with 54 million",
    )  # fmt: skip
    reported: float = share(
        0.016, "share of closed accounts whose holder is reported to the police", low=0.001, high=0.03, source="net-001",
        note="17,000 suspects arrested with 1,045,000 accounts closed",
    )  # fmt: skip
    told_of: float = given(
        1.0, "jolts of fear that a province sees for each who is reported", low=0, high=10, least=0, most=1000
    )
    sentenced: float = share(0.02, "share of those reported who are sentenced", low=0.002, high=0.1)
    sentence_years: float = given(
        2.0, "mean sentence", low=0.1, high=10, least=0, most=50, unit="years", source="seed-095",
        note="a novelist was sentenced to ten years",
    )  # fmt: skip


def _of(scenario: Any) -> PostsParameters:
    parameters: PostsParameters = scenario.regime.posts
    return parameters


def people_post(scenario: Any) -> bool:
    """Whether posts are counted and filtered in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "posts" not in scenario.off


def shares(scenario: Any) -> NDArray[np.float64]:
    """Share of posts of each kind, the harmless last: (len(KINDS),)."""
    of = parts_of_content()[0] @ np.array([getattr(_of(scenario), name) for name in CATEGORIES])
    of[HARMLESS] = max(1.0 - float(of.sum()), 0.0)
    return np.asarray(of)


def online_weight(scenario: Any, lives: Any) -> NDArray[np.float64]:
    """How common it is to be online in each province, beside all people: (n_provinces,)."""
    town = np.array([row.urban_share for row in scenario.tables.provinces])
    level = town + _of(scenario).country_share * (1.0 - town)
    return np.asarray(level / float(np.average(level, weights=np.maximum(lives, 1e-9))))


@formula
def online_share(year, weight, midyear, steepness):
    """Share of a province's people who are online in a year, in [0, 1]. weight : beside all people."""
    return min(weight / (1.0 + exp(-steepness * (year - midyear))), 1.0)


@formula
def write_down(sheet, wrote, flags, deleted, gave_up, swept, punished, its):
    """What becomes of a kind in a tick, added to its sums: posts and persons -> people reported. sheet : (len(FIGURES),)."""
    accounts = (deleted + swept) * its["accounts_per_item"]
    reported = accounts * its["reported"]
    sheet[POSTED] += wrote
    sheet[FLAGGED] += flags
    sheet[DELETED] += deleted
    sheet[GAVE_UP] += gave_up
    sheet[SWEPT] += swept
    sheet[ACCOUNTS] += accounts
    sheet[REPORTED] += reported
    sheet[PUNISHED] += punished
    sheet[LIBERTY_DAYS] += punished * its["sentence_days"]
    return reported


@hot_kernel
def filter_posts(seed, tick, days, about, terms, books, kept, posts):
    """Posts of every province over a tick of so many days, and what the filter and campaigns make of them.

    about : (n_provinces, len(ABOUT)), whose last three are filled in. terms, books : (n_provinces,) records with those below
    and those of clean-ups. kept : (n_provinces, len(KINDS), len(KEPT)); below 0 before the first day. posts : (n_provinces,
    len(KINDS), len(FIGURES)), flows of the interval and latest levels.
    """
    for p in range(posts.shape[0]):
        its, of_kinds, last = terms[p], kept[p], posts.shape[1] - 1
        if its["posts"] == 0:
            continue
        people, campaign = about[p, PEOPLE], about[p, CAMPAIGN]
        coming, wrongly, before, after, read, wait = read_flagged(people, campaign, days, its, of_kinds)
        whole = max(before + coming * days, 1e-300)
        first = seen_before(its["attention_days"], its["handling_days"], wait)
        in_time = read / max(whole - after, 1e-300) * (1.0 - first)
        about[p, IN_TIME] = in_time
        about[p, FALSE_CUT] = its["post_flags"][FALSE_RUMOUR] * in_time
        about[p, TRUE_CUT] = its["post_flags"][TRUE_RUMOUR] * in_time
        books[p]["net_reports"] = 0.0
        for k in range(last + 1):
            wrote = people * its["posts_a_day"] * its["post_shares"][k]
            flags = wrongly if k == last else wrote * its["post_flags"][k]
            mine = (of_kinds[k, 0] + flags * days) / whole
            gave_up = max(of_kinds[k, 0] + flags * days - read * mine - after * mine, 0.0)
            deleted, swept = read * mine, 0.0
            if k == last:
                deleted *= its["upheld"]
            else:
                sweep = its["sweep_a_day"] * campaign * its["swept_kinds"][k]
                swept = let_stand(wrote, flags, gave_up, sweep, days, its, of_kinds[k])
            of_kinds[k, 0] = after * mine
            expected = (deleted + swept) * its["accounts_per_item"] * its["reported"] * its["sentenced"]
            punished = drawn(seed, p * 32 + k, tick, expected)
            books[p]["net_reports"] += write_down(
                posts[p, k], wrote * days, flags * days, deleted, gave_up, swept, punished, its
            )
            posts[p, k, WAITING], posts[p, k, STANDING], posts[p, k, SEEN_FIRST] = of_kinds[k, 0], of_kinds[k, 1], first


def _flags(scenario: Any) -> NDArray[np.float64]:
    return np.asarray(_of(scenario).recall * parts_of_content()[1])


_EACH: Final = f"{len(KINDS)}f8"
BOOKS: Final = (
    Book("online_weight", "people online beside the mean of all", online_weight, given=True),
    Book("net_reports", "people reported for posts in the latest tick"),
)
TERMS: Final = (
    Term("posts", people_post, "i8"),
    Term("net_begins", lambda s: year_of(s.start)),
    Term("post_shares", shares, _EACH),
    Term("post_flags", _flags, _EACH),
    Term("swept_kinds", lambda s: parts_of_content()[2], _EACH),
    Term("false_per_true", lambda s: (1.0 - _of(s).precision) / _of(s).precision),
    Term("reads_a_day", lambda s: _of(s).readers / 1e6 * _of(s).reads_a_day),
    Term("online_midyear", lambda s: _of(s).midyear),
    Term("online_steepness", lambda s: _of(s).steepness),
    Term("sentence_days", lambda s: _of(s).sentence_years * DAYS_PER_YEAR_OF_RATES),
    *terms_of(
        _of, "posts_a_day", "upheld", "keeps_days", "handling_days", "attention_days", "stands_days",
        "accounts_per_item", "reported", "sentenced",
    ),
    Term("net_told_of", lambda s: _of(s).told_of if people_post(s) else 0.0),
)  # fmt: skip

KIND: Final = labelled("content", KINDS, "kind of content, as the campaign of 2009 and its like name them")
SHEETS: Final = (Sheet("posts", (KIND, Axis("figure", len(FIGURES), (), FIGURES)), needed=people_post),)
_AT_END: Final = "at the end of the interval"
TABLES: Final = (
    Table(
        "posts", "posts on the net by kind of content, and what the filter and campaigns made of them", "provinces",
        (
            Value.of_sheet("posts", "posts", "posts", "posts written, as expected"),
            Value.of_sheet("posts", "flagged", "posts", "of them those that the filter flagged; of the harmless, wrongly"),
            Value.of_sheet("posts", "deleted", "posts", "flagged posts that were read and deleted"),
            Value.of_sheet("posts", "gave_up", "posts", "flagged posts that nobody read in time, and that were let stand"),
            Value.of_sheet("posts", "swept", "posts", "posts that stood and were deleted in a campaign"),
            Value.of_sheet("posts", "accounts", "accounts", "accounts closed for what was deleted"),
            Value.of_sheet("posts", "reported", "persons", "holders of them who were reported to the police, as expected"),
            Value.of_sheet("posts", "punished", "persons", "of them those who were sentenced, as drawn"),
            Value.of_sheet("posts", "liberty_days", "person-days", "days of liberty that the sentences took"),
            Value.of_sheet("posts", "waiting", "posts", f"flagged posts that wait to be read, {_AT_END}"),
            Value.of_sheet("posts", "standing", "posts", f"forbidden posts that can be found, {_AT_END}"),
            Value.of_sheet("posts", "seen_first", "share", f"of who sees a deleted post, those who saw it before it was deleted, {_AT_END}"),
        ),
        axes=(KIND,), every_place=True, needed=people_post,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate("posts_deleted", "posts deleted", "net", Quantity("posts", "deleted")),
    own_rate("posts_reported", "people reported for posts", "net", Quantity("posts", "reported")),
)


CARDS: Final = (
    Card(
        "posts",
        "Posts and their filter",
        "what is written on the net by kind, flagged, deleted and reported; off unless `regime.posts.stands`",
        "spk-003, spk-004, spk-006, spk-011, cen-003, net-001, net-002, net-005, net-011, seed-095; assumptions",
    ),
)
