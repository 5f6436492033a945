"""Who is refused a service asks for it at the rate of everybody, and is refused as long as the gate is closed.

Theory: with entries at rate r a life and year, and a grade below that nobody leaves, a share 1 - exp(-r t) of lives
is refused after t years. Refusals of a service asked for a times a year by ages from p to q are then a Poisson count;
its mean is the sum over lives of the integral of a (1 - exp(-r t)) over the years in which a life is of these ages.
Where a listing refuses for s years and each entry begins it anew, the share is the chance of an entry in the last s
years.

Source: thinning of Poisson processes, Kingman 1993, Poisson Processes, chapter 5.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.mechanisms.fear import FEAR_STEPS
from credopolis.mechanisms.services import NAMES

from .plain import FAR, rules, scene, years_of, z_of
from .tools import Watched, report, watch

PEOPLE, YEARS, RATE = 20_000, 4.0, 0.7
ASKED = {"travel": 3.0, "loans": 1.5, "public_employment": 2.0, "social_benefits": 0.5, "flights": 0.6}
AGES = {
    "travel": (15, 200), "loans": (15, 60), "public_employment": (15, 45), "social_benefits": (15, 200),
    "flights": (15, 200),
}  # fmt: skip
GATES = "{" + ", ".join(f"{name}: {{kind: restriction, worth: 1}}" for name in ASKED) + "}"
FALLEN = rules(
    {"harm": "{points: -1, seen_by: {records: 1}}"}, gates=GATES,
    grades=f"{{high: {{from: 1000}}, low: {{restrictions: [{', '.join(ASKED)}]}}}}",
)  # fmt: skip


def asked(text: str, **settings: object) -> Watched:
    """Four years in which people ask for services."""
    rates = {f"services__{name}": ASKED.get(name, 0.0) for name in NAMES}
    return watch(scene(
        text, {"harm": RATE}, people=PEOPLE, years=YEARS, seed=71, services__stands=True, **rates, **settings,
    ))  # fmt: skip


def refusals(watched: Watched) -> dict[str, int]:
    """Requests refused, by service."""
    return dict(zip(NAMES, watched.total("refusals").sum(axis=(0, 1)).tolist(), strict=True))


def asking(watched: Watched, service: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The years of the run between which each life is of an age that asks for a service: (n_lives,), twice."""
    first, last = AGES[service]
    age, end = -watched.person["birth_day"] / 365.25, years_of(watched)
    return np.clip(first - age, 0, end), np.clip(last - age, 0, end)


def years_listed(t: NDArray[np.float64], lasts: float) -> NDArray[np.float64]:
    """Years on a list until t: the integral of 1 - exp(-r min(t, lasts))."""
    first, later = np.minimum(t, lasts), np.maximum(t - lasts, 0)
    return np.asarray(first - (1 - np.exp(-RATE * first)) / RATE + later * (1 - np.exp(-RATE * lasts)))


def test_who_has_fallen_is_refused_what_everybody_asks_for() -> None:
    watched = asked(FALLEN)
    found = refusals(watched)
    for service, a_year in ASKED.items():
        begin, end = asking(watched, service)
        fallen = (end - begin) - (np.exp(-RATE * begin) - np.exp(-RATE * end)) / RATE
        # Requests are at most one a day, and who falls asks from the next day on.
        assert abs(z_of(found[service], a_year * float(fallen.sum()), f"refusals of {service}")) < FAR
    assert sum(found.values()) == sum(found[service] for service in ASKED)


def test_a_listing_refuses_as_long_as_it_lasts() -> None:
    lasts = 180 / 365.25
    text = rules(
        {"harm": "{adds_to: barred, seen_by: {records: 1}}"}, gates=GATES,
        lists=f"{{barred: {{lasts: 180d, restrictions: [{', '.join(ASKED)}]}}}}",
    )  # fmt: skip
    watched = asked(text)
    found, t = refusals(watched), years_of(watched)
    begin, end = asking(watched, "travel")
    listed = years_listed(end, lasts) - years_listed(begin, lasts)
    assert abs(z_of(found["travel"], ASKED["travel"] * float(listed.sum()), "refusals on a list")) < FAR
    report("listing", years=t)


@pytest.mark.parametrize("service", ["travel", "loans"])
def test_a_gate_that_is_open_refuses_nobody(service: str) -> None:
    """What else is closed changes nothing: of the gates that stay open there are no refusals, of others as many."""
    others = [name for name in ASKED if name != service]
    text = FALLEN.replace(f"restrictions: [{', '.join(ASKED)}]", f"restrictions: [{', '.join(others)}]")
    all_closed, found = refusals(asked(FALLEN)), refusals(asked(text))
    assert found[service] == 0 and all(found[name] == all_closed[name] > 0 for name in others)


def test_refusals_frighten_as_often_as_they_come() -> None:
    """Where all have fallen soon, requests at rate a jolt to f + j (1 - f), and f returns to 0 at the rate k = ln 2 /
    half-life: in the long run E f = a j / (k + a j)."""
    jolt, half_life = 0.2, 90.0
    book = FALLEN.replace(f"restrictions: [{', '.join(ASKED)}]", "restrictions: [travel]")
    watched = watch(scene(
        book, {"harm": 20.0}, people=5000, years=3.0, seed=72, services__stands=True, services__refusal_jolt=jolt,
        fear__stands=True, fear__own_jolt=0.0, fear__household_jolt=0.0, fear__exposure_gain=0.0,
        fear__half_life_days=half_life, **{f"services__{name}": 3.0 if name == "travel" else 0.0 for name in NAMES},
    ))  # fmt: skip
    jolts, of_lives = watched.total("jolts").sum(axis=(0, 1)), watched.engine.world.blocks.fear
    assert jolts[2] == refusals(watched)["travel"] > 30_000
    since = watched.scenario.days - of_lives["fear_on"].astype(float)
    fear = of_lives["fear"] / FEAR_STEPS * 0.5 ** (since / half_life)
    grown = -watched.person["birth_day"] > 15 * 365.25
    theory = 3.0 * jolt / (np.log(2) / half_life * 365.25 + 3.0 * jolt)
    z = (fear[grown].mean() - theory) / (fear[grown].std() / np.sqrt(grown.sum()))
    report("fear of refusals", mean=float(fear[grown].mean()), theory=theory, z=float(z))
    assert abs(z) < FAR
