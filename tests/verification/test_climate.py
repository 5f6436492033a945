"""What follows the mood of a province is done as often as its mean score stands to the start, up to the highest factor.

Everybody loses or gains a points b times a year, so the mean score of a province of many lives is start + a b t (Feller
1971, chapter VI.4: the mean of a compound Poisson process), and an act that follows it is done r x the integral of
min(most, 1 + a b t / start) times.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy.integrate import quad

from .plain import FAR, rules, scene, years_of, z_of
from .tools import watch

PEOPLE, YEARS, START, OFTEN, RATE, MOST = 20_000, 4, 1000, 1.0, 1.0, 1.2


@pytest.mark.parametrize("points", [-150, 100])
def test_an_act_that_follows_the_mood_follows_the_mean_score(points: int) -> None:
    text = rules(
        {"moves": f"{{points: {points}, seen_by: {{records: 1}}}}", "mood": "{points: 1, seen_by: {records: 0}}"}
    )
    moved = scene(text, {"moves": OFTEN, "mood": RATE}, people=PEOPLE, years=YEARS, seed=79)
    watched = watch(replace(moved, conduct=replace(moved.conduct, climate={"mood": MOST})))
    factor = quad(lambda t: min(MOST, 1.0 + points * OFTEN * t / START), 0, years_of(watched))[0]
    theory = RATE * PEOPLE * factor
    found = int(watched.total("acts")[:, :, watched.scenario.act_names.index("mood")].sum())
    # A tick's lag: the score is that of its beginning.
    lag = RATE * PEOPLE * YEARS * abs(points) * OFTEN / START * 7 / 365.25
    assert abs(z_of(found, theory, f"in the mood, {points} points")) < FAR + lag / theory**0.5
