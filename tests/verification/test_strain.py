"""Strain: hours against the acts themselves, which are drawn and counted apart from them.

Theory. What is not done is often * (1 - response), so violations with deterrence are fewer than without by as many as
the hours of care say, at `hours_care` each. Where deterrence is off the response is 1, and care is nothing; where gains
spur nobody, no hour goes to points.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from credopolis.library.catalogue import load_scenario

from .tools import Watched, report, watch


@cache
def lived(off: tuple[str, ...] = (), **settings: float) -> Watched:
    """Half a year of `spoken-word`, everybody grown up looked at in turn. settings : of `strain`."""
    changes = {"regime.posts.stands": False, "regime.rumours.stands": False, "regime.censorship.stands": False,
               "regime.speaking.stands": False, **{f"regime.strain.{k}": v for k, v in settings.items()}}  # fmt: skip
    return watch(load_scenario("spoken-word", people=20_000, years=0.5, seed=7, off=off, set=changes))


def hours(watched: Watched, name: str) -> float:
    """Hours a week of a life that was looked at."""
    return float(watched.total(f"strain_{name}").sum() / watched.total("strain_lives").sum() / 3600)


def test_hours_are_of_what_the_regime_adds() -> None:
    usual, undeterred, unspurred = lived(), lived(("deterrence",)), lived(("ambition",))
    found = {name: (hours(one, "for_points"), hours(one, "on_care"))
             for name, one in (("usual", usual), ("undeterred", undeterred), ("unspurred", unspurred))}  # fmt: skip
    report("hours a week", **{name: str(pair) for name, pair in found.items()})
    assert found["usual"][0] > 0 < found["usual"][1]
    assert found["undeterred"][1] == 0 and found["unspurred"][0] == 0


def test_care_is_the_violations_that_were_not_done() -> None:
    """Against the acts themselves: as many fewer are done as the hours say, at `hours_care` each."""
    with_it, without = lived(), lived(("deterrence",))
    negative = with_it.engine.acts["negative"] > 0
    priced = negative & (with_it.engine.acts["priced"] > 0) & (with_it.engine.acts["by_event"] == 0)
    done = [int(one.total("acts").sum(axis=(0, 1))[priced].sum()) for one in (with_it, without)]
    weeks, people = with_it.scenario.days / 7, 0.81 * with_it.scenario.people
    told = hours(with_it, "on_care") / 2.0 * weeks * people
    sd = float(np.sqrt(sum(done)))  # more than there is, for both runs share their candidates
    report("violations not done", counted=done[1] - done[0], by_hours=told, sd=sd)
    assert abs(done[1] - done[0] - told) < 2.0 * sd and told > 3.0 * sd and done[1] - done[0] > 2.0 * sd


def test_longer_terms_leave_fewer_who_cannot_catch_up() -> None:
    soon, late = (lived(catch_up_years=years).total("strain_stuck").sum() for years in (1.0, 20.0))
    behind = lived(catch_up_years=1.0).total("strain_behind").sum()
    report("cannot catch up", within_a_year=int(soon), within_twenty=int(late), behind=int(behind))
    assert late <= soon <= behind and soon > 0
