"""Who is afraid, or loyal to the state against neighbours, reports more; and reports cost trust among neighbours.

Theory: with all else equal a life reports at its base rate times unmoved + (1 - unmoved) (1 - (1 - f) (1 - l)). Without
fear and with trust where it rests, l = state_rest - neighbours_rest for everybody: a Poisson count of that mean.
Entries by informants at rate r of which all are true cost trust as r told_weight false reports would.

Source: thinning of a Poisson process, Lewis and Shedler 1979.
"""

from __future__ import annotations

import math

import pytest

from credopolis.rulebook.conduct import ActConduct

from .plain import FAR, rules, scene, years_of, z_of
from .tools import Watched, report, watch

PEOPLE, RATE = 20_000, 1.0
BOOK = rules({"tell": "{points: 1, seen_by: {records: 1}}", "harm": "{points: -1, seen_by: {records: 1}}"})


def lived(**settings: object) -> Watched:
    """A year of reports at a constant rate, all of them true."""
    return watch(scene(
        BOOK, {"tell": ActConduct(rate=RATE, informs=True), "harm": 1e-6}, people=PEOPLE, years=1, seed=79,
        fear__stands=True, fear__own_jolt=0.0, fear__household_jolt=0.0, informing__stands=True,
        informants__malice=0.0, informants__temptation=0.0, on=("informants",), **settings,
    ))  # fmt: skip


def told(watched: Watched) -> int:
    """Reports made."""
    return int(watched.total("acts")[:, :, watched.scenario.act_names.index("tell")].sum())


@pytest.mark.parametrize(("unmoved", "state"), [(0.3, 0.64), (0.3, 0.9), (1.0, 0.64), (0.0, 0.9)])
def test_loyalty_moves_people_to_report(unmoved: float, state: float) -> None:
    watched = lived(
        informing__unmoved=unmoved, trust__stands=True, trust__state_rest=state, trust__neighbours_rest=0.64,
        trust__benefit_gain=0.0, trust__own_benefit=0.0, trust__safety_gain=0.0,
    )  # fmt: skip
    times = unmoved + (1 - unmoved) * (state - 0.64)
    assert abs(z_of(told(watched), RATE * PEOPLE * years_of(watched) * times, "reports")) < FAR
    sides = watched.total("loyalty").sum(axis=(0, 1))
    assert (sides[1] > 0) == (state > 0.64) and (sides[0] > 0) != (state > 0.64)


def test_fear_moves_people_to_report() -> None:
    """Where everybody has the same fear, reports are unmoved + (1 - unmoved) * fear of the base rate."""
    found = {}
    for gain in (0.0, 0.5):
        watched = watch(scene(
            BOOK, {"tell": ActConduct(rate=RATE, informs=True), "harm": 2.0}, people=PEOPLE, years=2, seed=79,
            fear__stands=True, fear__own_jolt=0.0, fear__household_jolt=0.0, fear__exposure_gain=gain,
            fear__half_life_days=10.0, fear__memory_years=0.1, informing__stands=True, informing__unmoved=0.2,
            informants__malice=0.0, informants__temptation=0.0, on=("informants",),
        ))  # fmt: skip
        late = watched.periods[len(watched.periods) // 2 :]
        days = late[-1].end_day - late[0].start_day
        tells = sum(int(p.acts[:, :, watched.scenario.act_names.index("tell")].sum()) for p in late)
        found[gain] = tells / (RATE * PEOPLE * days / 365.25)
        fear = -math.expm1(-gain * 2.0 * float(watched.person["household_size"].mean()))
        theory = 0.2 + 0.8 * fear
        report("informing", gain=gain, found=found[gain], theory=theory)
        assert found[gain] == pytest.approx(theory, abs=0.03)


def test_reports_cost_trust_among_neighbours() -> None:
    rate, weight, half = 2.0, 0.5, 0.5
    seen = "{points: -1, seen_by: {informants: 1}}"
    watched = watch(scene(
        rules({"harm": seen, "tell": "{points: 1, seen_by: {records: 1}}"}),
        {"harm": rate, "tell": ActConduct(rate=20.0, informs=True)}, people=8000, years=3, seed=83, grid=400,
        on=("informants",), fear__stands=True, fear__own_jolt=0.0, fear__household_jolt=0.0, fear__exposure_gain=0.0,
        informing__stands=True, informing__told_weight=weight, informing__unmoved=1.0, informants__malice=0.0,
        informants__temptation=0.0, informants__attention=20.0, informants__delay_days=0.0, trust__stands=True,
        trust__half_life_years=half, trust__false_harm=0.4,
    ))  # fmt: skip
    keep = 0.5 ** (7 / (half * 365.25))
    entries = watched.total("entries").sum(axis=(0, 1, 3))
    pairs = watched.periods[0].pairs
    by_informants = int(entries[pairs[:, 0] == watched.scenario.act_names.index("harm")].sum())
    rate_found = by_informants / 8000 / 3
    harm = 0.4 * weight * rate_found * 7 / 365.25
    theory = 0.64 * (1 - keep) * math.exp(-harm) / (1 - keep * math.exp(-harm))
    level = 0.64 + float(watched.engine.world.grids["near"].mean())
    report("trust in neighbours", found=level, theory=theory, entries=rate_found)
    assert rate_found > 1.0 and level == pytest.approx(theory, abs=0.01)
