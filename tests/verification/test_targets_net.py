"""The net against what was reported: being told of surveillance (V15, V16), offers (V19), and censors (V21).

How each is lived and what was fitted is said in its module of `analysis.targets`. V21's level is not met, as
`credopolis validate` shows: of political posts the filter removes twice as many as were found removed.
"""

from __future__ import annotations

from .tools import target_numbers


def test_v15_being_told_of_surveillance_chills_reading_at_once_and_its_growth() -> None:
    at_once, slope = target_numbers("V15", people=2_000).values()
    assert -35.0 < at_once < -10.0
    assert slope < 0.0


def test_v16_more_is_left_out_where_more_is_seen() -> None:
    social, calls, writing, step = target_numbers("V16", people=2_000).values()
    for found, reported in ((social, 28.0), (calls, 24.0), (writing, 16.0)):
        assert abs(found - reported) < 6.0
    assert step > 0.0


def test_v19_access_alone_creates_no_demand_and_looking_does() -> None:
    alone, persistence, spread = target_numbers("V19", people=2_000).values()
    assert alone < 10.0
    assert persistence > 50.0
    assert 0.0 < spread < 0.2


def test_v21_calls_to_act_together_are_removed_and_criticism_is_not_as_much() -> None:
    removed, more = target_numbers("V21", people=5_000).values()
    assert more > 30.0
    assert 20.0 < removed < 40.0  # reported are 8 to 20: not met
