"""How far each channel reaches: against limits, complements and numbers worked out by hand, in runs of a few ticks.

Theory: cameras that stand at random cover what at least one of a Poisson number sees (Stoyan, Kendall and Mecke 1995,
Stochastic Geometry and its Applications, chapter 3, the Boolean model); a programme's curve is the distribution
function of a logistic variable, given that it is past the start; what two channels see together is what neither misses.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from credopolis.core.labels import BENEFITS
from credopolis.core.schema import MINORITY
from credopolis.engine.world import ALARMS, REACH
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.channels import CAMERAS, CHANNELS, CHECKPOINTS, FACES, RECORDERS, RECORDS

from .plain import FAR, cases_of, rules, scene, years_of, z_of
from .tools import Watched, watch

PEOPLE = 6_200
DRONES, ROBOTS, TRAFFIC = (CHANNELS.index(name) for name in ("drones", "robots", "traffic"))
CAPACITY, DEMAND, USED = range(3)
FULL = {"cameras__private_share": 0.0, "cameras__by_eye": 1.0, "cameras__skynet_share": 0.0,
        "cameras__sharp_eyes_from": 1980.0, "cameras__sharp_eyes_midyear": 1980.0,
        "cameras__sharp_eyes_steepness": 5.0}  # fmt: skip
"""All cameras stand, are on the platform, and operators know everybody."""


def ticks(*on: str, start: date = date(2030, 4, 1), days: int = 14, people: int = PEOPLE, seen_by: str = "records: 1",
          rate: float = 0.01, seed: int = 3, **settings: object) -> Watched:  # fmt: skip
    """A short run in 31 provinces with some channels."""
    return watch(scene(
        rules({"harm": f"{{points: -1, seen_by: {{{seen_by}}}}}"}), {"harm": rate}, people=people, years=days / 365.25,
        seed=seed, on=on, equal=False, start=start, **settings,
    ))  # fmt: skip


def reach_of(watched: Watched, channel: int) -> NDArray[np.float64]:
    """Reach in the last tick, (n_provinces,)."""
    return watched.fields[-1, :, REACH + channel]


def towns(watched: Watched) -> NDArray[np.float64]:
    """Share of lives in towns, (n_provinces,)."""
    return np.array([p.urban_share for p in watched.scenario.tables.provinces])


def density(watched: Watched) -> NDArray[np.float64]:
    """Cameras that see a place, on average, if none is seen with the chance that cameras do not reach it."""
    return -np.log1p(-reach_of(watched, CAMERAS))


def test_cameras_cover_what_at_least_one_sees() -> None:
    """150 cameras per 1,000, of which 300 would see each place once on average: none sees it with exp(-1/2)."""
    watched = ticks("cameras", cameras__ceiling_per_1000=150.0, cameras__saturation_per_1000=300.0,
                    cameras__rural_factor=1.0, **FULL)  # fmt: skip
    np.testing.assert_allclose(reach_of(watched, CAMERAS), stats.poisson.sf(0, 0.5), rtol=1e-6)


def test_the_countryside_has_its_factor_of_the_cameras_of_towns() -> None:
    watched = ticks("cameras", cameras__ceiling_per_1000=300.0, cameras__saturation_per_1000=300.0,
                    cameras__rural_factor=0.25, **FULL)  # fmt: skip
    # Worked out per place: a camera in a town is one, in the country a quarter.
    line = np.polynomial.polynomial.polyfit(towns(watched), density(watched), 1)
    np.testing.assert_allclose(line, [0.25, 0.75], atol=1e-6)


def test_private_cameras_are_added_as_they_are_joined() -> None:
    """Three in four are private; one year of four into the joining a quarter of these are on the platform."""
    found = []
    for merged, start in ((False, date(2030, 4, 1)), (True, date(2028, 4, 1)), (True, date(2031, 4, 1)),
                          (True, date(2040, 4, 1))):  # fmt: skip
        settings = {**FULL, "cameras__private_share": 0.75}
        watched = ticks("cameras", start=start, cameras__merged=merged, cameras__merged_from=2030.37,
                        cameras__merged_years=4.0, cameras__rural_factor=1.0, cameras__ceiling_per_1000=100.0,
                        cameras__saturation_per_1000=100.0, **settings)  # fmt: skip
        found.append(float(density(watched).mean()))
    np.testing.assert_allclose(found, [0.25, 0.25, 0.25 + 0.75 / 4, 1.0], atol=2e-3)


@pytest.mark.parametrize("year", [2006, 2010, 2013, 2020])
def test_a_programme_grows_as_a_logistic_variable_is_past_its_start(year: int) -> None:
    """Skynet, whole; and with a fifth of the other programme, which does not grow any more."""
    curve = stats.logistic(2012.0, 1 / 0.4)
    # As of the middle of the quarter: 15 May.
    now = year + (date(year, 5, 15) - date(year, 1, 1)).days / 365.25
    stands = (curve.cdf(now) - curve.cdf(2005.0)) / curve.sf(2005.0)
    for skynet in (1.0, 0.8):
        settings = {**FULL, "cameras__skynet_share": skynet, "cameras__sharp_eyes_from": 1980.0}
        watched = ticks(
            "cameras", start=date(year, 4, 1), cameras__skynet_from=2005.0, cameras__skynet_midyear=2012.0,
            cameras__skynet_steepness=0.4, cameras__ceiling_per_1000=100.0, cameras__saturation_per_1000=100.0,
            cameras__rural_factor=1.0, **settings,
        )  # fmt: skip
        np.testing.assert_allclose(density(watched), skynet * stands + (1.0 - skynet), rtol=1e-4)
    before = ticks("cameras", start=date(2004, 4, 1), cameras__skynet_from=2005.0,
                   **{**FULL, "cameras__skynet_share": 1.0})  # fmt: skip
    assert not reach_of(before, CAMERAS).any()


PERFECT = {"faces__miss_rate": 0.0, "faces__enrolled": 1.0, "faces__engines_per_million": 1e5,
           "faces__from_year": 1990.0, "faces__ramp_years": 0.0, "faces__trips_a_year": 0.0,
           "faces__missing_per_1000": 0.0}  # fmt: skip


@pytest.mark.parametrize("by_eye", [0.3, 0.8])
def test_operators_and_face_searches_share_what_cameras_cover(by_eye: float) -> None:
    settings = {**FULL, "cameras__by_eye": by_eye}
    alone = reach_of(ticks("cameras", **FULL), CAMERAS)
    watched = ticks("cameras", "faces", seen_by="cameras: 1", rate=2.0, **settings, **PERFECT)
    np.testing.assert_allclose(reach_of(watched, CAMERAS), by_eye * alone, rtol=1e-6)
    np.testing.assert_allclose(reach_of(watched, FACES), (1.0 - by_eye) * alone, rtol=1e-3)
    missing = ticks("cameras", "faces", seen_by="cameras: 1", rate=2.0, **settings,
                    **{**PERFECT, "faces__miss_rate": 0.25, "faces__enrolled": 0.8})  # fmt: skip
    np.testing.assert_allclose(reach_of(missing, FACES), 0.8 * 0.75 * (1.0 - by_eye) * alone, rtol=1e-3)


def test_engines_make_the_searches_that_their_hours_allow() -> None:
    """Two engines per million search 120 times an hour in 20 of 25 hours, one in ten is under repair: 4,147.2 a day."""
    watched = ticks("cameras", "faces", days=70, faces__engines_per_million=2.0, faces__searches_an_hour=120.0,
                    faces__runs_hours=20.0, faces__restart_hours=5.0, faces__availability=0.9,
                    faces__from_year=1990.0, faces__ramp_years=0.0)  # fmt: skip
    found = float(watched.total("watched")[:, CAPACITY, FACES].sum())
    assert found == pytest.approx(4147.2 * PEOPLE / 1e6 * watched.scenario.days, rel=1e-9)


def test_campaigns_take_face_searches_from_everything_else() -> None:
    """Engines are too few for all routine searches, so each that a campaign takes is one alarm-maker less."""
    settings = {"faces__engines_per_million": 1.0, "faces__from_year": 1990.0, "faces__ramp_years": 0.0,
                "faces__searches_a_year": 20.0, "faces__trips_a_year": 0.0, "faces__missing_per_1000": 0.0}  # fmt: skip
    served = {}
    for share in (0.0, 0.25):
        watched = ticks("cameras", "faces", "campaigns", days=84, campaigns__lasts_days=60, campaigns__every_years=0.25,
                        campaigns__face_share=share, campaigns__officer_share=0.6, **FULL, **settings)  # fmt: skip
        work = watched.total("watched")[:, :, FACES].sum(axis=0)
        assert work[USED] == pytest.approx(work[CAPACITY], rel=1e-6)
        served[share] = float(watched.fields[:, :, ALARMS + FACES].mean())
    in_campaigns = campaign_days(watched, 0.25, 60) / 84
    assert served[0.25] / served[0.0] == pytest.approx(1.0 - 0.25 * in_campaigns, abs=2e-3)
    assert 0.4 < in_campaigns < 0.9


def campaign_days(watched: Watched, every: float, lasts: int) -> int:
    """Days of a run that lie in a campaign, one day after the other; the first began on 5 January 2009."""
    first, count = date(2009, 1, 1) + timedelta(days=round(0.01 * 365.25)), 0
    for k in range(watched.scenario.days):
        ago = (watched.scenario.start + timedelta(days=k) - first).days
        began = max(j for j in range(int(ago / (every * 365.25)) + 2) if round(j * every * 365.25) <= ago)
        count += ago - round(began * every * 365.25) < lasts
    return count


def test_drones_fly_where_cameras_are_few() -> None:
    """12 hours a day of half a million acts in sight of each of two drones per million: half of what cameras miss."""
    drones = {"drones__per_million": 2.0, "drones__flight_hours": 12.0, "drones__sees_share": 0.5,
              "drones__from_year": 1990.0, "drones__ramp_years": 0.0}  # fmt: skip
    settings = {"cameras__ceiling_per_1000": 300.0, "cameras__saturation_per_1000": 300.0, **FULL}
    watched = ticks("cameras", "drones", **settings, **drones)
    np.testing.assert_allclose(reach_of(watched, DRONES), 0.5 * (1.0 - reach_of(watched, CAMERAS)), rtol=1e-9)
    np.testing.assert_allclose(reach_of(ticks("drones", **drones), DRONES), 0.5, rtol=1e-9)
    assert np.corrcoef(towns(watched), reach_of(watched, DRONES))[0, 1] < -0.9
    every_one = ticks("drones", **{**drones, "drones__per_million": 50.0})
    np.testing.assert_allclose(reach_of(every_one, DRONES), 1.0)


@pytest.mark.parametrize(("start", "stands"), [(2019, 0.0), (2022, 0.2), (2026, 0.6), (2035, 1.0)])
def test_robots_come_evenly_over_their_years(start: int, stands: float) -> None:
    """Four per million, half of the day on patrol, see a tenth each: a fifth once all stand, ten years from 2020.37."""
    watched = ticks("robots", start=date(start, 4, 1), robots__from_year=2020.37, robots__ramp_years=10.0,
                    robots__patrols_per_million=4.0, robots__patrol_hours=12.0, robots__sees_share=0.1)  # fmt: skip
    np.testing.assert_allclose(reach_of(watched, ROBOTS), 0.2 * stands, atol=1e-3)


def test_crossings_and_robots_see_what_neither_misses() -> None:
    crossings = {"traffic__from_year": 1990.0, "traffic__ramp_years": 0.0, "traffic__crossings_share": 0.5,
                 "traffic__recognised": 0.8}  # fmt: skip
    robots = {"robots__from_year": 1990.0, "robots__ramp_years": 0.0, "robots__patrols_per_million": 4.0,
              "robots__patrol_hours": 12.0, "robots__sees_share": 0.15}  # fmt: skip
    alone, both = ticks("traffic", **crossings), ticks("traffic", "robots", **crossings, **robots)
    np.testing.assert_allclose(reach_of(alone, TRAFFIC), 0.4 * towns(alone), rtol=1e-9)
    missed = (1.0 - 0.4 * towns(both)) * (1.0 - 0.3)
    np.testing.assert_allclose(1.0 - reach_of(both, TRAFFIC), missed, rtol=1e-9)


def test_stations_check_no_more_tickets_than_there_are_journeys_and_only_in_the_seasons() -> None:
    """Two station robots per million check 100 an hour for 10 hours: 2,000 a day and million, of 500 or 5,000 journeys.

    1 February 2030 to 11 March are the last 39 of the 40 days of spring that begin on day 31 of the year."""
    for journeys, checked in ((5e-4, 500.0), (5e-3, 2000.0)):
        watched = ticks(
            "robots", start=date(2030, 2, 1), days=70, robots__from_year=1990.0, robots__ramp_years=0.0,
            robots__stations_per_million=2.0, robots__tickets_an_hour=100.0, robots__station_hours=10.0,
            robots__trips_a_season_day=journeys, robots__spring_from_day=31, robots__spring_days=40,
        )  # fmt: skip
        found = float(watched.total("benefits")[:, BENEFITS.index("tickets_checked")].sum())
        assert found == pytest.approx(checked * PEOPLE / 1e6 * 39, rel=1e-9)


def test_records_reach_whom_they_cover() -> None:
    watched = ticks("records", rate=20.0, days=98, seen_by="records: 0.5", records__coverage=0.85)
    np.testing.assert_allclose(reach_of(watched, RECORDS), 0.85)
    sighted = 20.0 * PEOPLE * years_of(watched) * 0.5 * 0.85
    assert abs(z_of(cases_of(watched, "harm")["filed"], sighted, "seen by records")) < FAR


REGION = {"checkpoints__from_year": 1990.0, "checkpoints__ramp_years": 0.0, "recorders__from_year": 1990.0,
          "recorders__ramp_years": 0.0}  # fmt: skip


def test_checkpoints_stand_in_the_region_alone_and_check_what_they_can() -> None:
    """One checkpoint per 1,000 lives checks 10 an hour for 12 hours: 120 a day of 480 passages; 0.9 are on file."""
    watched = ticks(
        "checkpoints", **REGION, checkpoints__per_1000=1.0, checkpoints__checks_an_hour=10.0,
        checkpoints__open_hours=12.0, checkpoints__passages_a_day=0.48, checkpoints__enrolled=0.9,
    )  # fmt: skip
    inside = np.array([p.name == "Xinjiang" for p in watched.scenario.tables.provinces])
    assert inside.sum() == 1
    np.testing.assert_allclose(reach_of(watched, CHECKPOINTS), np.where(inside, 0.25 * 0.9, 0.0), rtol=1e-9)
    everybody = ticks("checkpoints", **REGION, checkpoints__per_1000=100.0, checkpoints__passages_a_day=0.48,
                      checkpoints__enrolled=0.9)  # fmt: skip
    np.testing.assert_allclose(reach_of(everybody, CHECKPOINTS), np.where(inside, 0.9, 0.0), rtol=1e-9)


def test_recorders_hear_a_share_of_what_is_said_in_the_homes_that_have_one() -> None:
    watched = ticks("recorders", **REGION, recorders__homes_share=0.2, recorders__heard=0.3)
    inside = np.array([p.name == "Xinjiang" for p in watched.scenario.tables.provinces])
    np.testing.assert_allclose(reach_of(watched, RECORDERS), np.where(inside, 0.06, 0.0), rtol=1e-9)


@pytest.mark.parametrize(("channel", "number"), [("checkpoints", CHECKPOINTS), ("recorders", RECORDERS)])
def test_the_majority_meets_its_fraction_of_what_the_minority_meets(channel: str, number: int) -> None:
    """Of acts of both groups alike in the region, and of mistakes about innocents."""
    names = tuple(p.name for p in load_scenario("popular-account", people=PEOPLE).tables.provinces)
    factor, share = 0.25, 0.9 if channel == "checkpoints" else 0.3
    watched = ticks(
        channel, "false_alarms", days=182, people=31_000, seen_by=f"{channel}: 0.5", rate=20.0, room={channel: 0.5},
        records__mistakes_a_year=0.0, **REGION,
        **{f"{channel}__majority_factor": factor, f"{channel}__mistaken_a_year": 0.5, f"{channel}__provinces": names},
        **({"checkpoints__per_1000": 100.0, "checkpoints__enrolled": share} if channel == "checkpoints" else
           {"recorders__homes_share": 0.3, "recorders__heard": 1.0}),
    )  # fmt: skip
    np.testing.assert_allclose(reach_of(watched, number), share, rtol=1e-9)
    minority = (watched.person["flags"] & MINORITY) > 0
    entries = watched.total("entries").sum(axis=(0, 2)).reshape(2, 6, 2, 2, 4).sum(axis=(0, 1, 3))
    for group, times in ((0, factor), (1, 1.0)):
        lives = int((minority == bool(group)).sum())
        assert lives > 1000
        t = years_of(watched)
        seen, mistaken = 20.0 * t * lives * 0.5 * share * times, 0.5 * t * lives * share * times
        assert abs(z_of(int(entries[group, 0]), seen, f"{channel}, group {group}")) < FAR
        assert abs(z_of(int(entries[group, 1]), mistaken, f"{channel}, mistakes about group {group}")) < FAR
