"""Thoughts come to DeGroot's consensus; what is said comes to the fixed points of Granovetter's thresholds, and tips.

Theory. With nobody in fear and only the drift to what is expressed nearby, a grid of n keeps its mean and each
opinion comes nearer to it by the factor 1 - w a settling day: y(t) = mean + (1 - w)^t (y(0) - mean). With opinions
that stay, the share who speak follows S(t + 1) = F(S(t)), where F(S) is the share whose threshold lies at or below S,
so from nobody it climbs to the least fixed point of F. With dissent Beta(2, 5), risk aversion Beta(4, 3) and a nerve
of dread * (1 + caution (2 R - 1)), F(S) = P(D > pivot and nerve <= conviction (1 - y) / 2 + support S). Two branches
of fixed points meet and vanish where F is tangent to the diagonal: below that dread most speak, above it few do.

Source: DeGroot 1974, JASA 69(345); Granovetter 1978, American Journal of Sociology 83(6); Kuran 1991, World Politics
44(1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from credopolis.core.schema import ABSENT, TRAITS
from credopolis.engine.scenario import Era, Scenario
from credopolis.mechanisms.opinion import GROWN_DAYS, OPINION_STEPS
from credopolis.society.traits import trait_levels

from .plain import rules, scene
from .tools import Watched, report, watch

BOOK = rules({"harm": "{points: -1, seen_by: {records: 1}}"})
FAST = {"conviction": 0.15, "support": 0.5, "caution": 0.5, "pivot": 0.22, "to_lose": 0.0}
STILL = {"near_a_year": 0.0, "message_a_year": 0.0, "own_a_year": 0.0}


def society(acts: float, *, people: int, years: float, grid: int, **settings: object) -> Scenario:
    """A society that thinks. acts : entries a life and year. settings : of `opinion`, or of `fear` by `fear__...`."""
    named = {name if "__" in name else f"opinion__{name}": value for name, value in settings.items()}
    return scene(
        BOOK, {"harm": acts}, people=people, years=years, seed=71, grid=grid, provinces=1, fear__stands=True,
        opinion__stands=True, fear__own_jolt=0.0, fear__household_jolt=0.0, **named,
    )  # fmt: skip


def minds(watched: Watched) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Grown-up lives: their opinion, whether they are silent, and the number of their grid."""
    world, day = watched.engine.world, watched.scenario.days
    last = day - 1 - (day - 1) % 28
    grown = (last - world.person["birth_day"] >= GROWN_DAYS) & ((world.person["flags"] & ABSENT) == 0)
    kept = world.blocks.opinion["opinion"].astype(int)[grown]
    grid = np.repeat(np.arange(len(world.grids)), world.grids["places"])[grown]
    return (kept >> 1) / OPINION_STEPS, (kept & 1) == 1, grid


def test_a_grid_comes_to_the_consensus_of_degroot() -> None:
    near, settlings = 4.0, 7
    run = society(
        1e-6, people=3000, years=6.5 * 28 / 365.25, grid=300, dread=0.0, near_a_year=near, message_a_year=0.0,
        own_a_year=0.0, fear__exposure_gain=0.0,
    )  # fmt: skip
    watched = watch(run)
    opinions, silent, _ = minds(watched)
    assert not silent.any()
    person = watched.person
    old = -person["birth_day"] >= GROWN_DAYS
    first = np.maximum(1 - person["dissent"][old] / 255 / 0.24, -1.0)
    of_old = np.repeat(np.arange(len(watched.engine.world.grids)), watched.engine.world.grids["places"])[old]
    left = np.exp(-near * 28 / 365.25) ** (settlings - 1)
    means = np.bincount(of_old, first) / np.bincount(of_old)
    grown = run.days - 1 - (run.days - 1) % 28 - person["birth_day"] >= GROWN_DAYS
    found = opinions[old[grown]]
    theory = means[of_old] + left * (first - means[of_old])
    report("DeGroot", worst=float(np.abs(found - theory).max()), left=float(left), spread=float(theory.std()))
    # Some come of age meanwhile and move the mean by a few thousandths; steps are of 1/8000.
    assert np.abs(found - theory).max() < 0.02
    assert found.std() < 0.3 * first.std() and left < 0.2


def speaking(watched: Watched) -> float:
    """Share of those against who speak, on the last settling day."""
    opinions, silent, _ = minds(watched)
    against = opinions < 0
    return float((against & ~silent).sum() / against.sum())


def least_fixed_point(of: Callable[[float], float], times: int = 300) -> float:
    """Where repeating a function leads from nobody, after so many times."""
    share = 0.0
    for _ in range(times):
        share = of(share)
    return share


def share_below(dread: float, seen: float) -> float:
    """Granovetter's F: the share of all whose threshold lies at or below what is seen, by the traits of the society."""
    of_traits = chances()
    level = np.arange(256) / 255
    opinion = np.maximum(1 - level / FAST["pivot"], -1.0)
    nerve = dread * (1 + FAST["caution"] * (2 * level - 1))
    speaks = nerve[None, :] <= (FAST["conviction"] * (1 - opinion) / 2 + FAST["support"] * seen)[:, None]
    against = of_traits[TRAITS.index("dissent")] * (opinion < 0)
    return float(against @ speaks @ of_traits[TRAITS.index("risk_aversion")])


@cache
def chances() -> np.ndarray:
    """Of each level of each trait, (4, 256)."""
    return trait_levels(society(1.0, people=1000, years=0.1, grid=300).tables.params)


@pytest.mark.parametrize("dread", [0.12, 0.18, 0.25])
def test_who_speaks_is_granovetters_fixed_point(dread: float) -> None:
    """Grid by grid by its own thresholds, exactly; and in all by those of the society's traits."""
    watched = watch(society(1e-6, people=12_000, years=1.5, grid=2000, dread=dread, **FAST, **STILL))
    person, world = watched.person, watched.engine.world
    last = watched.scenario.days - 1 - (watched.scenario.days - 1) % 28
    settlings = 1 + last // 28
    for row in world.grids:
        lives = person[row["start"] : row["start"] + row["places"]]
        lives = lives[last - lives["birth_day"] >= GROWN_DAYS]
        opinion = np.maximum(1 - lives["dissent"] / 255 / FAST["pivot"], -1.0)
        nerve = dread * (1 + FAST["caution"] * (2 * (lives["risk_aversion"] / 255) - 1))
        room = nerve - FAST["conviction"] * (1 - opinion) / 2

        def share(seen: float, room: np.ndarray = room, opinion: np.ndarray = opinion) -> float:
            return float(((opinion < 0) & (room <= FAST["support"] * seen)).mean())

        assert row["seen"] == pytest.approx(least_fixed_point(share, settlings), abs=0.01)
    theory = least_fixed_point(lambda seen: share_below(dread, seen), settlings)
    found = float(world.grids["seen"].mean())
    report("Granovetter", dread=dread, found=found, theory=theory)
    assert found == pytest.approx(theory, abs=0.03)


def test_expression_tips_at_the_dread_of_the_tangent() -> None:
    """The tipping value of the theory, and a run on either side of it."""
    dreads = np.arange(0.1, 0.3, 0.0025)
    open_at = np.array([least_fixed_point(lambda s, d=d: share_below(d, s)) for d in dreads])
    tips = float(dreads[np.flatnonzero(open_at > 0.2)[-1]])
    report("tipping", dread=tips, below=float(open_at[dreads <= tips][-1]), above=float(open_at[dreads > tips][0]))
    assert open_at[dreads > tips][0] < 0.05  # a jump, and no slope
    found = [
        speaking(watch(society(1e-6, people=8000, years=1.5, grid=2000, dread=dread, **FAST, **STILL)))
        for dread in (tips - 0.015, tips + 0.015)
    ]
    assert found[0] > 0.5 and found[1] < 0.1


def loop(off: tuple[str, ...] = ()) -> tuple[Watched, list[float]]:
    """Fear that falls and rises again, 39 weeks at each gain of exposure -> who of those against speak at its end."""
    gains, days = (0.15, 0.085, 0.055, 0.085), 39 * 7
    run = society(
        1.0, people=4000, years=4 * days / 365.25, grid=500, dread=0.0, **FAST, **STILL, fear__half_life_days=30.0,
        fear__memory_years=0.1, fear__exposure_gain=gains[0],
    )  # fmt: skip
    run = replace(run, off=(*run.off, *off), interval="tick")
    eras = []
    for k, gain in enumerate(gains):
        fear = run.regime.fear.model_copy(update={"exposure_gain": gain})
        eras.append(Era(days * k, replace(run.rules, regime=run.regime.model_copy(update={"fear": fear}))))
    watched = watch(replace(run, eras=tuple(eras[1:])))
    found = list[float]()
    for k in range(len(gains)):
        ends = [p for p in watched.periods if days * k < p.end_day <= days * (k + 1) and p.voices.any()]
        _, speak, silent = ends[-1].voices.sum(axis=(0, 1)) if ends else (0, 0, 0)
        found.append(float(speak / max(speak + silent, 1)))
    return watched, found


def test_a_small_cut_of_fear_tips_expression_and_its_return_does_not_silence_it() -> None:
    _, shares = loop()
    report("hysteresis", silenced=shares[0], before=shares[1], tipped=shares[2], back=shares[3])
    assert shares[0] < 0.1 and shares[1] < 0.1  # in much fear, and in some
    assert shares[2] > 0.5  # a little less
    assert shares[3] > 0.5  # the same fear as before the cut, and most go on speaking


def test_without_opinions_nothing_tips() -> None:
    watched, shares = loop(off=("opinion",))
    assert not any(shares) and not watched.total("voices").any()
