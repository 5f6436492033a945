"""Robots, drones, checkpoints, recorders, crossings and officers: each formula at its landmarks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.checkpoints import CheckpointsParameters, checked_share, checks_a_day
from credopolis.mechanisms.drones import DronesParameters, drone_reach, flight_hours_a_day
from credopolis.mechanisms.officers import OfficersParameters, begin_shift, make_rounds
from credopolis.mechanisms.recorders import RecordersParameters, heard_share
from credopolis.mechanisms.region import REGION, within
from credopolis.mechanisms.robots import RobotsParameters, accidents_a_day, send_robots
from credopolis.mechanisms.traffic import TrafficParameters, crossing_reach

LIVES = np.array([1e6, 5e5])
SHARE = st.floats(0, 1)


def test_robots_do_what_their_number_and_hours_allow() -> None:
    p = RobotsParameters(stations_per_million=0.01)
    out = send_robots(LIVES, 1.0, p)
    assert out.reach.tolist() == [p.patrols_per_million * p.patrol_hours / 24 * p.sees_share] * 2
    assert out.patrol_hours.tolist() == [60, 30]
    assert out.desk_hours_saved[0] == pytest.approx(10 * 8 * 6 * 0.5 * 4 / 60)
    assert out.risk_reports[0] == pytest.approx(10 * 8 * 6 * 0.002)
    assert accidents_a_day(LIVES, p)[0] * 365.25 == pytest.approx(180)
    assert out.avoided == pytest.approx(0.02 * 0.1)
    assert out.tickets_in_season.tolist() == pytest.approx([0.01 * 16 * 200, 0.005 * 16 * 200])
    assert all(not np.any(field) for field in send_robots(LIVES, 0.0, p))


def test_station_robots_check_no_more_tickets_than_there_are_journeys() -> None:
    p = RobotsParameters(stations_per_million=1e4)
    assert send_robots(LIVES, 1.0, p).tickets_in_season.tolist() == (LIVES * p.trips_a_season_day).tolist()


@given(SHARE, SHARE)
def test_drones_see_less_where_cameras_see_more(coverage: float, standing: float) -> None:
    p = DronesParameters()
    reach = drone_reach(np.array([coverage, 1.0, 0.0]), standing, p)
    assert 0 <= reach[0] <= reach[2]
    assert reach[1] == 0
    assert reach[0] == pytest.approx(reach[2] * (1 - coverage))


def test_drones_fly_their_hours() -> None:
    p = DronesParameters()
    assert flight_hours_a_day(LIVES, 0.5, p).tolist() == [20, 10]
    assert drone_reach(np.zeros(1), 1.0, DronesParameters(per_million=1e5, sees_share=1.0))[0] == 1


@given(st.floats(0, 1000), st.floats(0, 100), SHARE)
def test_checkpoints_check_what_they_can(per_1000: float, passages: float, standing: float) -> None:
    p = CheckpointsParameters(per_1000=per_1000, passages_a_day=passages)
    share, can = checked_share(standing, p), checks_a_day(standing, p)
    assert 0 <= share <= 1
    assert share * passages <= can + 1e-9
    assert share == 1 or passages == 0 or share * passages == pytest.approx(can)


def test_recorders_hear_a_share_of_a_share() -> None:
    p = RecordersParameters(homes_share=0.2, heard=0.5)
    assert heard_share(1.0, p) == pytest.approx(0.1)
    assert heard_share(0.5, p) == pytest.approx(0.05)


def test_the_region_is_named() -> None:
    assert within(("A", "Xinjiang"), REGION).tolist() == [0, 1]
    assert within(("A", "B"), REGION).tolist() == [0, 0]
    assert within(("A", "B"), ("B", "A")).tolist() == [1, 1]


@given(SHARE, SHARE, SHARE)
def test_crossings_and_robots_see_independently(urban: float, robots: float, standing: float) -> None:
    p = TrafficParameters()
    reach = crossing_reach(np.array([urban]), np.array([robots]), standing, p)[0]
    crossings = urban * p.crossings_share * standing * p.recognised
    assert reach == pytest.approx(crossings + robots - crossings * robots, abs=1e-12)
    assert max(crossings, robots) - 1e-12 <= reach <= 1


@given(SHARE, SHARE, SHARE, st.integers(1, 60), SHARE)
def test_no_hour_is_spent_twice(visited: float, searched: float, campaign: float, days: int, reports: float) -> None:
    p = OfficersParameters()
    shift = begin_shift(LIVES, days, p, LIVES * (reports * 0.01))
    rounds = make_rounds(shift, LIVES * visited, LIVES * searched, campaign)
    patrol = shift.saturation * rounds.reach / (1 - rounds.reach)
    np.testing.assert_allclose(rounds.done_hours + patrol + shift.hours * campaign, shift.hours, rtol=1e-9)
    assert (patrol >= shift.hours * (1 - campaign) * p.patrol_least * (1 - 1e-9)).all()
    assert (rounds.done_hours <= rounds.due_hours * (1 + 1e-12)).all()
    for share in (rounds.share_done, rounds.answered):
        assert ((share >= 0) & (share <= 1)).all()


def test_hours_in_numbers() -> None:
    p = OfficersParameters(per_1000=1.0, hours_a_week=35.0, field_share=0.5, visits_a_year=12.0)
    shift = begin_shift(LIVES, 7, p, np.zeros(2))
    assert shift.hours.tolist() == [17_500, 8_750]
    rounds = make_rounds(shift, np.array([1e4, 0.0]), np.zeros(2), 0.0)
    assert rounds.visits[0] == pytest.approx(1e4 * 12 * 7 / 365.25)
    assert rounds.share_done[0] == 1


def test_risk_reports_come_before_visits_and_leave_less_patrol() -> None:
    p = OfficersParameters()
    rounds = [
        make_rounds(begin_shift(LIVES, 7, p, LIVES * hours), LIVES * 0.3, LIVES * 0.0, 0.0)
        for hours in (0.0, 0.002, 0.01, 1.0)
    ]
    reach, visits = [r.reach[0] for r in rounds], [r.visits[0] for r in rounds]
    assert reach == sorted(reach, reverse=True) and visits == sorted(visits, reverse=True)
    assert visits[0] > 0 and visits[-1] == 0
    assert rounds[1].answered.tolist() == pytest.approx([1, 1]) and 0 < rounds[-1].answered[0] < 1
