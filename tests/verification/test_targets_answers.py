"""What people answer to: rewards and punishments (V12), and cameras (V18).

How each is lived and what was fitted is said in its module of `analysis.targets`.
"""

from __future__ import annotations

from .tools import target_numbers


def test_v12_rewards_change_more_acts_than_punishments() -> None:
    (share,) = target_numbers("V12", people=40_000).values()
    assert 50.0 < share <= 100.0


def test_v18_cameras_lower_crime_and_more_where_somebody_watches() -> None:
    effect, watching = target_numbers("V18", people=200_000).values()
    assert -20.0 < effect < -3.0
    assert watching > 0.0
