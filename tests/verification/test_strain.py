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
def lived(years: float = 0.5, people: int = 20_000, off: tuple[str, ...] = (), **settings: float) -> Watched:
    """`spoken-word`, everybody grown up looked at in turn. settings : of `strain`."""
    changes = {"regime.posts.stands": False, "regime.rumours.stands": False, "regime.censorship.stands": False,
               "regime.speaking.stands": False, **{f"regime.strain.{k}": v for k, v in settings.items()}}  # fmt: skip
    return watch(load_scenario("spoken-word", people=people, years=years, seed=7, off=off, set=changes))


def hours(watched: Watched, name: str) -> float:
    """Hours a week of a life that was looked at."""
    return float(watched.total(f"strain_{name}").sum() / watched.total("strain_lives").sum() / 3600)


def test_hours_are_of_what_the_regime_adds() -> None:
    usual, undeterred, unspurred = lived(), lived(off=("deterrence",)), lived(off=("ambition",))
    found = {name: (hours(one, "for_points"), hours(one, "on_care"))
             for name, one in (("usual", usual), ("undeterred", undeterred), ("unspurred", unspurred))}  # fmt: skip
    report("hours a week", **{name: str(pair) for name, pair in found.items()})
    assert found["usual"][0] > 0 < found["usual"][1]
    assert found["undeterred"][1] == 0 and found["unspurred"][0] == 0


def test_care_is_the_violations_that_were_not_done() -> None:
    """Against the acts themselves: as many fewer are done as the hours say, at `hours_care` each. The first month is
    left out: rules are feared most on day 0, and that look stands for the four weeks in which it wears off."""
    with_it, without = lived(0.75, 60_000), lived(0.75, 60_000, ("deterrence",))
    acts = with_it.engine.acts[0]
    priced = (acts["negative"] > 0) & (acts["priced"] > 0) & (acts["by_event"] == 0)
    settling = np.arange(0, with_it.scenario.days, 28)
    looks = sum(p.strain_lives.sum() for p in with_it.periods)
    people = 32 * looks / len(settling)
    counted, told, hours_a_week = 0, 0.0, 0.0
    for p, q in zip(with_it.periods[2:], without.periods[2:], strict=True):
        counted += sum(sign * int(one.acts.sum(axis=(0, 1))[priced].sum()) for sign, one in ((-1, p), (1, q)))
        if p.strain_lives.sum():  # else no settling day lies within, and what the last one found holds
            hours_a_week = p.strain_on_care.sum() / p.strain_lives.sum() / 3600
        told += hours_a_week / 2.0 * people * (p.end_day - p.start_day) / 7
    report("violations not done", counted=counted, by_hours=told)
    assert counted > 500 and abs(counted - told) < 3.0 * np.sqrt(counted)


def test_longer_terms_leave_fewer_who_cannot_catch_up() -> None:
    soon, late = (lived(catch_up_years=years).total("strain_stuck").sum() for years in (1.0, 20.0))
    behind = lived(catch_up_years=1.0).total("strain_behind").sum()
    report("cannot catch up", within_a_year=int(soon), within_twenty=int(late), behind=int(behind))
    assert late <= soon <= behind and soon > 0
