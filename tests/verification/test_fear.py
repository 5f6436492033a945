"""Fear is jolted by entries against oneself and in the household, and fades towards what the province sees.

Theory: an entry a life and year at rate r jolts f to f + j (1 - f), and between jolts f returns to e at the rate k =
ln 2 / half-life. In the long run the balance k (e - E f) + r j (1 - E f) = 0 gives E f = (k e + r j) / (k + r j), and e
= 1 - exp(-g x jolts a life and year). Who is afraid does less of what nobody ever sees.

Source: balance equations of a jump process that relaxes; Cox and Isham 1980, Point Processes, chapter 3.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.engine.world import FIELDS
from credopolis.rulebook.conduct import ActConduct

from .plain import FAR, rules, scene, years_of, z_of
from .tools import Watched, report, watch

PEOPLE, YEARS, RATE = 20_000, 4, 1.0
BOOK = rules({"harm": "{points: -1, seen_by: {records: 1}}"})


def afraid(**settings: object) -> Watched:
    """Four years of entries that frighten."""
    return watch(scene(
        BOOK, {"harm": RATE}, people=PEOPLE, years=YEARS, seed=53, fear__stands=True, fear__memory_years=0.25,
        **settings,
    ))  # fmt: skip


def fear_on_the_last_day(watched: Watched, exposure: float, half_life: float) -> np.ndarray:
    """Fear of every life, faded to the last day: (n_lives,)."""
    of_lives = watched.engine.world.blocks.fear
    since = watched.scenario.days - of_lives["fear_on"].astype(float)
    return np.asarray(exposure + (of_lives["fear"] / 65535 - exposure) * 0.5 ** (since / half_life))


@pytest.mark.parametrize(("own", "household"), [(0.3, 0.0), (0.6, 0.0), (0.0, 0.2), (0.3, 0.2)])
def test_fear_is_the_balance_of_jolts_and_fading(own: float, household: float) -> None:
    half_life, gain = 180.0, 0.0
    watched = afraid(fear__own_jolt=own, fear__household_jolt=household, fear__half_life_days=half_life,
                     fear__exposure_gain=gain)  # fmt: skip
    others = watched.person["household_size"].astype(float) - 1.0
    back = math.log(2) / half_life * 365.25
    # An own entry and one of another member never fall together, so the shares of both add up.
    pushed = RATE * own + RATE * household * others
    theory = pushed / (back + pushed)
    found = fear_on_the_last_day(watched, 0.0, half_life)
    # Households share their jolts, so it is their means that are independent.
    sizes = watched.person["household_size"].astype(float)
    deviation = math.sqrt(float(((found - theory) ** 2 * sizes).sum()))
    z = float((found - theory).sum()) / deviation
    report("fear", own=own, household=household, mean=float(found.mean()), theory=float(theory.mean()), z=z)
    # Jolts of a household come with the next tick: a few days of half a year later.
    assert abs(float((found - theory).sum())) < FAR * deviation + 0.02 * float(theory.sum())
    jolts = watched.total("jolts").sum(axis=(0, 1))
    t = years_of(watched)
    assert abs(z_of(int(jolts[0]), RATE * PEOPLE * t, "own jolts")) < FAR
    spread = math.sqrt(RATE * t * float((others**2).sum()))
    assert abs(int(jolts[1]) - RATE * t * float(others.sum())) < FAR * max(spread, 1.0) + RATE * PEOPLE * 3 / 50


def test_a_province_is_exposed_to_its_jolts() -> None:
    watched = afraid(fear__own_jolt=0.2, fear__household_jolt=0.0, fear__exposure_gain=0.2)
    exposure = watched.fields[-20:, :, FIELDS.index("exposure")].mean()
    # Everybody hears of own entries and of those of the others in the household.
    heard = RATE * float(watched.person["household_size"].mean())
    report("exposure", mean=float(exposure), theory=-math.expm1(-0.2 * heard))
    assert float(exposure) == pytest.approx(-math.expm1(-0.2 * heard), abs=0.01)
    found = fear_on_the_last_day(watched, float(exposure), 90.0)
    back = math.log(2) / 90 * 365.25
    theory = (back * float(exposure) + RATE * 0.2) / (back + RATE * 0.2)
    assert float(found.mean()) == pytest.approx(theory, abs=0.01)


def test_who_is_afraid_holds_back() -> None:
    """Everybody is frightened by what all are entered for; what nobody sees is done less, the more fear weighs."""
    text = rules(
        {"harm": "{points: -1, seen_by: {records: 1}}", "hidden": "{adds_to: barred, seen_by: {records: 0}}"},
        lists="{barred: {restrictions: [travel]}}", gates="{travel: {kind: restriction, worth: 1}}",
    )  # fmt: skip
    found = {}
    for weight in (0.0, 0.3, 0.8):
        watched = watch(scene(
            text, {"harm": RATE, "hidden": ActConduct(rate=1.0, deterrence=3.0)}, people=PEOPLE, years=2, seed=59,
            on=("deterrence",), fear__stands=True, fear__weight=weight, fear__own_jolt=0.6, fear__household_jolt=0.4,
            perception__records_weight=0.0, perception__prior=0.1,
        ))  # fmt: skip
        found[weight] = float(watched.total("acts")[:, :, watched.scenario.act_names.index("hidden")].sum())
    report("fear", **{f"acts_at_{weight}": acts for weight, acts in found.items()})
    for less, more in ((0.0, 0.3), (0.3, 0.8)):
        assert found[less] - found[more] > FAR * math.sqrt(found[less] + found[more])


def test_where_fear_does_not_stand_there_is_none() -> None:
    calm = watch(scene(BOOK, {"harm": RATE}, people=2000, years=1, seed=53))
    assert not calm.total("jolts").any()
