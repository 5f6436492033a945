"""The net at the end of a tick: posts and their filter, campaigns, the firewall and offers, rumours, and chilling."""

from typing import Any, NamedTuple

import numpy as np

from credopolis.core.jit import shared
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import Array
from credopolis.mechanisms import chilling, clean_ups, firewall, offers, posts, rumours
from credopolis.mechanisms.censorship import censors
from credopolis.mechanisms.chilling import chill, chills
from credopolis.mechanisms.clean_ups import cleans_up, close_sites
from credopolis.mechanisms.content import KINDS
from credopolis.mechanisms.firewall import wall_in, walls_in
from credopolis.mechanisms.offers import offer, offers_made
from credopolis.mechanisms.posts import (
    CAMPAIGN,
    IN_TIME,
    LIVES,
    NOT_BEGUN,
    ONLINE,
    PEOPLE,
    filter_posts,
    online_share,
    people_post,
)
from credopolis.mechanisms.rumours import RUMOURS, UNHEARD, rumours_go, spread_rumours

_TRUE = RUMOURS.index("true")
_CAMPAIGN = 3
"""Of what is worked out for each tick ahead (`watch.days_taken`): share of it that campaigns last."""


class Net(NamedTuple):
    """What provinces keep of the net, and its sheets, sums and latest levels of the interval.

    about : (n_provinces, len(posts.ABOUT)), of the latest tick. kept_posts : (n_provinces, len(KINDS),
    len(posts.KEPT)). kept_rumours : (n_provinces, len(RUMOURS), len(rumours.KEPT)).
    """

    about: Array
    kept_posts: Array
    kept_rumours: Array
    posts: Array
    sites: Array
    firewall: Array
    offers: Array
    rumours: Array
    chilling: Array


def nothing_kept(provinces: int) -> tuple[Array, Array, Array]:
    """What the net's mechanisms read, and what is kept before the first day."""
    of_posts = np.full((provinces, len(KINDS), len(posts.KEPT)), NOT_BEGUN)
    of_rumours = np.full((provinces, len(RUMOURS), len(rumours.KEPT)), rumours.NOT_BEGUN)
    return np.zeros((provinces, len(posts.ABOUT))), of_posts, of_rumours


def no_net() -> Net:
    """Of no province."""
    of_posts, of_rumours = (len(KINDS), len(posts.FIGURES)), (len(RUMOURS), len(rumours.FIGURES))
    sites, wall, offered, chilled = ((len(its.FIGURES),) for its in (clean_ups, firewall, offers, chilling))
    sheets = (np.zeros((0, *size)) for size in (of_posts, sites, wall, offered, of_rumours, chilled))
    return Net(*nothing_kept(0), *sheets)


@shared
def run_net(clock, grades, taken, terms, books, net):
    """The net over a tick.

    clock : a CLOCK. grades : (n_provinces, n_grades + 1) int64, lives.
    taken : (n_provinces, 4), see `watch.days_taken`. terms, books : (n_provinces,) TERMS, BOOKS.
    """
    days = clock["day_end"] - clock["day"]
    for p in range(net.posts.shape[0]):
        its, about = terms[p], net.about[p]
        if its["posts"] == 0:
            continue
        year = its["net_begins"] + clock["day"] / DAYS_PER_YEAR_OF_RATES
        about[LIVES] = 0.0
        for g in range(grades.shape[1]):
            about[LIVES] += grades[p, g]
        about[ONLINE] = online_share(year, books[p]["online_weight"], its["online_midyear"], its["online_steepness"])
        about[PEOPLE] = about[LIVES] * about[ONLINE]
        about[CAMPAIGN] = taken[p, _CAMPAIGN] if its["clean_ups"] > 0 else 0.0
    filter_posts(clock["seed"], clock["tick"], days, net.about, terms, books, net.kept_posts, net.posts)
    close_sites(days, net.about, terms, books, net.sites)
    wall_in(clock["day"], days, net.about, terms, books, net.firewall)
    offer(clock["day"], days, net.about, terms, books, net.offers)
    spread_rumours(days, net.about, terms, net.kept_rumours, net.rumours)
    chill(clock["day"], days, net.about, terms, books, net.chilling)
    reach_opinions(net.about, terms, books, net.kept_rumours)


@shared
def reach_opinions(about, terms, books, kept_rumours):
    """What of all this opinions will meet, see `censorship`: all (n_provinces, ...), the two books are filled in."""
    for p in range(terms.shape[0]):
        if terms[p]["censors"] > 0:
            books[p]["net_hidden"] = about[p, ONLINE] * terms[p]["political_cut"] * about[p, IN_TIME]
            unheard = kept_rumours[p, _TRUE, UNHEARD]
            books[p]["net_heard"] = 1.0 - unheard if unheard >= 0.0 else 0.0


def forget_net(scenario: Scenario, province: int, books: Any, kept_posts: Array, kept_rumours: Array) -> None:
    """Forget what a province keeps of what its rules have switched off."""
    if not people_post(scenario):
        kept_posts[province] = NOT_BEGUN
        books["net_reports"][province] = 0.0
    if not censors(scenario):
        books["net_hidden"][province] = books["net_heard"][province] = 0.0
    if not cleans_up(scenario):
        books["sites_open"][province] = clean_ups.NOT_BEGUN
    if not walls_in(scenario):
        books["gets_around"][province] = books["wall_watch"][province] = 0.0
    if not offers_made(scenario):
        books["want_offered"][province] = books["want_paid"][province] = books["want_friends"][province] = 0.0
    if not chills(scenario):
        books["minded"][province] = books["readers"][province] = 0.0
    if not rumours_go(scenario):
        kept_rumours[province] = rumours.NOT_BEGUN
