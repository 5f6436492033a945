"""Officers visit and search whom the rules name, as often as their hours allow; a search finds what was done unseen.

Theory: visits and searches of a life are Poisson processes, thinned to the share for which there are hours, which is
counted by hand here; a visit's good deed is a thinning again (Kingman 1993, chapter 5). Whether a life has done
something that nobody saw yet is a chain of two states: on at the rate b of such acts, off at the rate s f of searches
that find; so there are s f b / (b + s f) finds a year, less what the empty start costs (Karlin and Taylor 1975, A First
Course in Stochastic Processes, chapter 4).
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.core.labels import ENCOUNTERS
from credopolis.engine.world import REACH
from credopolis.mechanisms.channels import OFFICERS
from credopolis.rulebook.conduct import ActConduct

from .plain import FAR, cases_of, rules, scene, years_of, z_of
from .tools import Watched, report, watch

PEOPLE, YEARS = 20_000, 2
AMPLE = 100.0
"""Officers per 1,000 lives whose hours are enough for everything."""
ROOM = {"visits": 3.0, "searches": 2.0}
UNSEEN = "{points: -1, seen_by: {records: 0}}"
HELP = "{points: 1, seen_by: {records: 1}}"


def rounds(acts: dict[str, str], done: dict[str, float], *, years: float = YEARS, on: tuple[str, ...] = (),
           **officers: object) -> Watched:  # fmt: skip
    """Lives in the grade `high`, all of them; patrols see nothing."""
    settings = {f"officers__{name}": value for name, value in officers.items() if "__" not in name}
    settings |= {name: value for name, value in officers.items() if "__" in name}
    return watch(scene(
        rules(acts), done, people=PEOPLE, years=years, seed=31, on=("officers", *on), room=ROOM,
        **{"officers__mistaken_a_year": 0.0} | settings,
    ))  # fmt: skip


def met(watched: Watched, what: str) -> int:
    """Encounters of a kind."""
    return int(watched.total("encounters")[:, :, ENCOUNTERS.index(what)].sum())


def test_who_is_named_is_visited_and_some_are_led_to_a_good_deed() -> None:
    watched = rounds({"help": HELP}, {"help": 0.01}, per_1000=AMPLE, visited=("high",), visits_a_year=3.0,
                     visit_helps=0.4)  # fmt: skip
    visits = 3.0 * PEOPLE * years_of(watched)
    assert abs(z_of(met(watched, "visit"), visits, "visits")) < FAR
    deeds = 3.0 * years_of(watched) * 0.4 * float(watched.person["prosociality"].astype(float).sum()) / 255.0
    assert abs(z_of(met(watched, "deed"), deeds, "deeds after a visit")) < FAR
    acts = float(watched.total("acts").sum())
    assert abs(z_of(acts, deeds + 0.01 * PEOPLE * years_of(watched), "deeds in all")) < FAR
    cares = watched.person["prosociality"].astype(float) / 255.0
    for name, who in (("least", cares < np.quantile(cares, 0.25)), ("most", cares > np.quantile(cares, 0.75))):
        theory = years_of(watched) * float((3.0 * 0.4 * cares[who] + 0.01).sum())
        gained = int((watched.standing["score"][who].astype(int) - 1000).sum())
        assert abs(z_of(gained, theory, f"deeds of those who care {name}")) < FAR
    assert met(watched, "search") == 0


def test_who_is_not_named_is_left_alone() -> None:
    watched = rounds({"help": HELP}, {"help": 0.01}, per_1000=AMPLE, visited=("low",), searched=("low",))
    assert not watched.total("encounters").any()


def test_visits_and_searches_share_the_hours_that_patrol_leaves() -> None:
    """An officer of 40 hours a week, half of them in the field and three tenths of these kept for patrol, has 730.5
    hours a year; a visit takes one and a search five. Due are 3 + 2 x 5 hours a life and year."""
    one_in = 500.0
    watched = rounds(
        {"help": HELP}, {"help": 0.01}, per_1000=1000.0 / one_in, hours_a_week=40.0, field_share=0.5, patrol_least=0.3,
        visited=("high",), searched=("high",), visits_a_year=3.0, searches_a_year=2.0, visit_hours=1.0,
        search_hours=5.0,
    )  # fmt: skip
    share = 730.5 / one_in / 13.0
    assert 0.05 < share < 0.2
    # In the first tick nothing is known to be due, so all of it is done.
    done = PEOPLE * (share * (years_of(watched) - 7 / 365.25) + 7 / 365.25)
    assert abs(z_of(met(watched, "visit"), 3.0 * done, "visits, hours short")) < FAR
    assert abs(z_of(met(watched, "search"), 2.0 * done, "searches, hours short")) < FAR


def test_campaigns_take_officers_hours() -> None:
    """90 days of campaigns in every 365.25 that take half of the hours: 90 / 730.5 of a year's are gone."""
    hours = {"per_1000": 2.0, "hours_a_week": 40.0, "field_share": 0.5, "patrol_least": 0.3, "visited": ("high",),
             "visits_a_year": 3.0, "visit_hours": 1.0, "search_hours": 20.0}  # fmt: skip
    with_campaigns = rounds(
        {"help": HELP}, {"help": 0.01}, years=4, on=("campaigns",), campaigns__lasts_days=90,
        campaigns__every_years=1.0, campaigns__officer_share=0.5, campaigns__face_share=0.1, **hours,
    )  # fmt: skip
    share = 730.5 / 500 / 3.0 * (1.0 - 90 / 730.5)
    t = years_of(with_campaigns)
    done = 3.0 * PEOPLE * (share * (t - 7 / 365.25) + 7 / 365.25)
    assert abs(z_of(met(with_campaigns, "visit"), done, "visits beside campaigns")) < FAR


@pytest.mark.parametrize("hours", [50.0, 200.0])
def test_patrol_of_the_hours_that_would_see_half_sees_half(hours: float) -> None:
    """Saturation h / (h + s) of Michaelis and Menten: at h = s it is a half, and at twice that two thirds.

    An officer of 50 hours a week, all in the field, has 2,608.9 hours a year."""
    for times, share in ((1.0, 1 / 2), (2.0, 2 / 3), (0.5, 1 / 3)):
        watched = rounds(
            {"help": HELP}, {"help": 0.01}, years=0.1, per_1000=1000 * times * hours / 2608.928, hours_a_week=50.0,
            field_share=1.0, saturation_hours=hours,
        )  # fmt: skip
        reach = float(watched.fields[-1, :, REACH + OFFICERS].mean())
        report("patrol", hours=times * hours, saturation=hours, reach=reach, theory=share)
        assert reach == pytest.approx(share, rel=1e-4)


def test_a_search_finds_what_was_done_unseen() -> None:
    bad, searches, finds = 0.8, 2.0, 0.4
    watched = rounds({"harm": UNSEEN}, {"harm": bad}, per_1000=AMPLE, searched=("high",), searches_a_year=searches,
                     search_finds=finds, years=3)  # fmt: skip
    t, off = years_of(watched), searches * finds
    both = bad + off
    theory = PEOPLE * off * bad / both * (t + math.expm1(-both * t) / both)
    assert abs(z_of(met(watched, "find"), theory, "finds")) < FAR
    assert cases_of(watched, "harm", 0)["filed"] == met(watched, "find") == int(watched.total("sightings").sum())


def test_a_search_finds_nothing_of_what_was_seen() -> None:
    seen = "{points: -1, seen_by: {records: 1}}"
    watched = rounds({"harm": seen}, {"harm": 0.8}, per_1000=AMPLE, searched=("high",), searches_a_year=2.0)
    assert met(watched, "search") > 70_000
    assert met(watched, "find") == 0


def test_searches_frighten() -> None:
    """What nobody ever sees is done less by those who are searched, the less the more a search frightens.

    Own experience alone counts, and nothing but searches moves it: they pull it from three tenths towards one."""
    text = rules(
        {"harm": "{adds_to: barred, seen_by: {records: 0}}"}, lists="{barred: {restrictions: [travel]}}",
        gates="{travel: {kind: restriction, worth: 1}}",
    )  # fmt: skip
    found = {}
    for fear in (0.0, 0.3, 0.8):
        found[fear] = float(watch(scene(
            text, {"harm": ActConduct(rate=1.0, deterrence=3.0)}, people=PEOPLE, years=2, seed=37,
            on=("officers", "deterrence", "learning"), room=ROOM, officers__per_1000=AMPLE,
            officers__searched=("high",), officers__searches_a_year=2.0, officers__search_finds=0.0,
            officers__search_fear=fear,
            officers__mistaken_a_year=0.0, perception__records_weight=0.0,
            perception__prior=0.3, perception__missed_step=0.0, perception__caught_step=0.0,
        )).total("acts").sum())  # fmt: skip
    report("search fear", **{f"acts_at_{fear}": acts for fear, acts in found.items()})
    for less, more in ((0.0, 0.3), (0.3, 0.8)):
        assert found[less] - found[more] > FAR * math.sqrt(found[less] + found[more])
