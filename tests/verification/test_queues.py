"""Who is put first while fewer and fewer hold the benefit: a whole run against the equations of its queues.

Theory: with entries at rate r a life and year and no way back, a share exp(-r t) of lives is still in the high grade
after t years. Requests put first come at a s exp(-r t) a life, those of the others at a (1 - s exp(-r t)), with a the
places times who asks for each, and s the share put first. The two queues are then solved step by step as differential
equations, by a general solver. Of the whole queue nothing hangs on r: it rests where it began.

Source: fluid queues, Newell 1982, Applications of Queueing Theory, chapter 2; solver of Dormand and Prince 1980.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from credopolis.mechanisms.queues import CLASSES, FIGURES, FIRST, OTHERS, QUEUE_NAMES

from .plain import rules, scene, years_of
from .tools import Watched, report, watch

PEOPLE, YEARS, RATE = 40_000, 3.0, 0.8
PLACES, RIVALS, PATIENCE, SHARE = 0.27, 1.4, 60.0, 0.6
ASKED, SERVED, GAVE_UP, WAITING, WAIT, ALIKE = range(len(FIGURES))
HEALTH, HOUSING = QUEUE_NAMES.index("healthcare"), QUEUE_NAMES.index("public_housing")
FALLING = rules(
    {"harm": "{points: -1, seen_by: {records: 1}}"},
    gates="{healthcare: {kind: benefit, worth: 1}, social_benefits: {kind: restriction, worth: 1}}",
    grades="{high: {from: 1000, benefits: [healthcare]}, low: {restrictions: [social_benefits]}}",
)


@cache
def watched() -> Watched:
    return watch(scene(
        FALLING, {"harm": RATE}, people=PEOPLE, years=YEARS, seed=83, tick=4, queues__stands=True,
        queues__put_first=SHARE,
        queues__healthcare_places=PLACES, queues__healthcare_asks_per_place=RIVALS,
        queues__healthcare_patience_days=PATIENCE,
    ))  # fmt: skip


def figures(queue: int) -> NDArray[np.float64]:
    """Figures of a queue over the nation at the end, (classes, figures): sums, and means over provinces of waits."""
    run = watched()
    flows = sum(period.queues[:, queue].sum(axis=0) for period in run.periods)
    last = run.periods[-1].queues[:, queue]
    return np.concatenate([flows[:, :WAITING], last[..., [WAITING]].sum(axis=0), last[..., WAIT:].mean(axis=0)], axis=1)


def in_theory() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Who waits put first and of all after the run, and who was served, by the differential equations."""
    places = PLACES * PEOPLE / 365.25

    def moves(day: float, state: NDArray[np.float64]) -> list[float]:
        high = np.exp(-RATE * day / 365.25)
        out = []
        for length, asked in zip(state[:2], (places * RIVALS * SHARE * high, places * RIVALS), strict=True):
            busy = length > 1e-9 or asked > places
            out += [asked - places - length / PATIENCE if busy else 0.0, places if busy else asked]
        return [out[0], out[2], out[1], out[3]]

    all_alike = (RIVALS - 1.0) * places * PATIENCE
    begins = [SHARE * all_alike, all_alike, 0.0, 0.0]
    end = solve_ivp(moves, (0.0, YEARS * 365.25), begins, max_step=0.5, rtol=1e-8).y[:, -1]
    return end[:2], end[2:]


def test_both_queues_are_those_of_the_equations() -> None:
    found, (waiting, served) = figures(HEALTH), in_theory()
    t = years_of(watched())
    high = PEOPLE * (1 - np.exp(-RATE * t)) / RATE  # years lived in the high grade
    each = PLACES * RIVALS
    report("queues", served=found[:2, SERVED].tolist(), theory=served.tolist())
    assert found[FIRST, ASKED] == pytest.approx(each * SHARE * high, rel=0.01)
    assert found[:, ASKED].sum() == pytest.approx(each * PEOPLE * t, rel=1e-3)
    assert found[FIRST, SERVED] == pytest.approx(served[0], rel=0.01)
    assert found[:, SERVED].sum() == pytest.approx(served[1], rel=1e-3)
    assert found[FIRST, WAITING] == pytest.approx(waiting[0], abs=0.01 * waiting[1])
    assert found[:2, WAITING].sum() == pytest.approx(waiting[1], rel=1e-3)


def test_those_below_wait_longer_by_what_the_others_gain() -> None:
    """On the last day, when few requests are put first, waits are those of one queue for all, and a little more."""
    found = figures(HEALTH)
    places, high = 1.0, np.exp(-RATE * years_of(watched()))
    ahead = RIVALS * SHARE * high
    alike = PATIENCE * np.log(RIVALS)
    behind = PATIENCE * np.log1p((RIVALS - 1.0) * places / (places - ahead))
    assert found[OTHERS, ALIKE] == pytest.approx(alike, rel=2e-3)
    assert found[OTHERS, WAIT] == pytest.approx(behind, rel=0.01) and behind > 1.05 * alike
    assert found[FIRST, WAIT] == 0.0


def test_who_is_refused_asks_in_vain_and_nobody_else_does() -> None:
    refused, t = CLASSES.index("refused"), years_of(watched())
    low = PEOPLE * (t - (1 - np.exp(-RATE * t)) / RATE)
    p = watched().scenario.regime.queues
    each = p.public_housing_places * p.public_housing_asks_per_place
    assert figures(HOUSING)[refused, ASKED] == pytest.approx(each * low, rel=0.01)
    assert not figures(HEALTH)[refused].any()
