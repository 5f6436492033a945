"""Own experience moves the perceived chance at charges and escapes, and fades, as a jump process that relaxes.

Everybody does an act R times a year whatever it costs, which records see with chance q (3 times and one half, but
where many small steps must not be lost in what a life can keep: 40 times, never seen), and seldom another of the same
class, seen by nobody, that a chance of being caught holds back. Where people go by the prior p and their own
experience, the chance x that a life perceives jumps a share c of the way to 1 at each charge (rate R q) and a share m
of the way to 0 at each escape (rate R (1 - q) + r, r of the other act), and relaxes to p at k = ln 2 / half-life. So
with a = R q c and b = (R (1 - q) + r) m its mean is (k p + a) / (k + a + b), and its second moment follows in the same
way. The other act is done rate * E exp(-D x) times a year, to the second order in D.

Source: balance equations of a jump process that relaxes (shot noise); Anwar and Loughran 2011,
doi:10.1111/j.1745-9125.2011.00233.x, for the form of the updates.
"""

from __future__ import annotations

import math

import pytest

from credopolis.rulebook.conduct import ActConduct

from .test_certainty_severity import A_DAY, BY_PRIOR, PEOPLE, acts_in_the_last_year, society
from .tools import poisson_z, report, z_limit

SELDOM, STRENGTH = 0.3, 1.5
SETTINGS = {
    "charges alone": (0.3, 0.4, 0.0, 0.5, 3.0, 0.5),
    "escapes alone": (0.6, 0.0, 0.4, 0.5, 3.0, 0.5),
    "both": (0.4, 0.3, 0.1, 1.0, 3.0, 0.5),
    "both, soon forgotten": (0.4, 0.5, 0.05, 0.2, 3.0, 0.5),
    "many small steps": (0.6, 0.0, 0.005, 0.5, 40.0, 0.0),
}
"""Prior, steps at charges and at escapes, half-life in years, the common act a year, the chance that it is seen."""


def moments(
    prior: float, caught: float, missed: float, half_life: float, charges: float, escapes: float
) -> tuple[float, float]:
    """Mean and second moment of the chance that lives perceive. charges, escapes : a year."""
    back = math.log(2) / half_life
    up, down = charges * caught, escapes * missed
    mean = (back * prior + up) / (back + up + down)
    gains = 2 * back * prior * mean + charges * (2 * caught * (1 - caught) * mean + caught**2)
    losses = 2 * back + charges * (1 - (1 - caught) ** 2) + escapes * (1 - (1 - missed) ** 2)
    return mean, gains / losses


@pytest.mark.parametrize("name", SETTINGS)
def test_charges_and_escapes_balance_with_fading(name: str) -> None:
    prior, caught, missed, half_life, often, seen = SETTINGS[name]
    perception = {**BY_PRIOR, "prior": prior, "caught_step": caught, "missed_step": missed,
                  "half_life_years": half_life}  # fmt: skip
    strength = 2 * STRENGTH / A_DAY  # a day without one of two gates is all that is at stake
    conduct = {
        "often": ActConduct(rate=often, domain="money"),
        "seldom": ActConduct(rate=SELDOM, deterrence=strength, domain="money"),
    }
    found = acts_in_the_last_year(society({"often": seen, "seldom": 0.0}, conduct, perception))["seldom"]
    escapes = often * (1 - seen) + found / PEOPLE
    mean, square = moments(prior, caught, missed, half_life, often * seen, escapes)
    theory = PEOPLE * SELDOM * math.exp(-STRENGTH * mean) * (1 + STRENGTH**2 * (square - mean**2) / 2)
    report("own experience", of=name, mean=mean, found=found, theory=theory, z=poisson_z(found, theory))
    assert abs(found - theory) < z_limit(len(SETTINGS)) * math.sqrt(theory) + 0.01 * theory
    unmoved = PEOPLE * SELDOM * math.exp(-STRENGTH * prior)
    assert abs(found - unmoved) > 0.08 * unmoved
