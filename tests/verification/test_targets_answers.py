"""What people answer to: rewards beside punishments (V12), cameras (V18), and what censors remove (V21).

How each is lived and what was fitted is said in its module of `analysis.targets`. V21's level is not met, as
`credopolis validate` shows: of political posts the filter removes twice as many as were found removed.
"""

from __future__ import annotations

from typing import Any

from credopolis.analysis.targets.all import TARGETS
from credopolis.library.catalogue import load_scenario

from .tools import report


def numbers(target: str, **size: Any) -> dict[str, float]:
    setting = TARGETS[target].setting
    years = {} if setting.years is None else {"years": setting.years}
    lived = setting.live(load_scenario(setting.scenario, seed=301, **years, **size))
    found = {asked.name: asked.of(lived) for asked in TARGETS[target].asked}
    report(target, **{name.replace(" ", "_"): value for name, value in found.items()})
    return found


def test_v12_rewards_change_more_acts_than_punishments() -> None:
    (share,) = numbers("V12", people=40_000).values()
    assert 50.0 < share <= 100.0


def test_v18_cameras_lower_crime_and_more_where_somebody_watches() -> None:
    effect, watching = numbers("V18", people=200_000).values()
    assert -20.0 < effect < -3.0
    assert watching > 0.0


def test_v21_calls_to_act_together_are_removed_and_criticism_is_not_as_much() -> None:
    removed, more = numbers("V21", people=5_000).values()
    assert more > 30.0
    assert 20.0 < removed < 40.0  # reported are 8 to 20: not met
