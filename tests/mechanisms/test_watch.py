"""Watching: against the slow twin, conservation of capacity, shares, what switching off does, and what binds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.core.errors import UnknownName
from credopolis.core.labels import BENEFITS, INCIDENTS
from credopolis.mechanisms.channels import (
    CAMERAS,
    CHECKPOINTS,
    FACES,
    INFORMANTS,
    OFFICERS,
    RECORDERS,
    RECORDS,
    SEEING,
    UNITS,
)
from credopolis.mechanisms.false_alarms import alarm_rates
from credopolis.mechanisms.parameters import Parameters
from credopolis.mechanisms.quarter import BENEFIT_UNITS, Places
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.seeing import Demand, no_demand
from credopolis.mechanisms.watch import group_multipliers

from .looking import Looked, no_backlog, watch
from .watch_twin import watch_one

PLACES = Places(("Alpha", "Xinjiang", "Gamma"), np.array([2_000.0, 50_000.0, 400_000.0]), np.array([0.0, 0.57, 1.0]))
N = len(PLACES.names)
DEFAULTS = RegimeParameters()
FLOWS = ("capacity", "demand", "used", "backlog", "dropped", "wait_days", "reach", "alarm_reach")
# What changes how much there is of something.
VARIED = {
    "cameras": ("ceiling_per_1000", "private_share", "by_eye", "skynet_share"),
    "faces": ("engines_per_million", "searches_a_year", "miss_rate", "restart_hours", "keep_days", "missing_per_1000"),
    "robots": ("patrols_per_million", "stations_per_million", "places_warned", "counters_per_million", "report_hours"),
    "drones": ("per_million", "sees_share"),
    "checkpoints": ("per_1000", "passages_a_day", "enrolled"),
    "recorders": ("homes_share", "heard"),
    "officers": ("per_1000", "patrol_least", "visits_a_year", "search_hours"),
    "campaigns": ("officer_share", "face_share", "every_years"),
    "traffic": ("crossings_share", "recognised"),
}
OFFS = st.lists(st.sampled_from((*SEEING, "campaigns", "false_alarms")), unique=True, max_size=4).map(
    lambda names: tuple(sorted(names))
)
DAYS = st.dates(date(2003, 1, 1), date(2041, 12, 31))


@st.composite
def regimes(draw: Any) -> RegimeParameters:
    """Regimes with some parameters at a random multiple of their default."""
    changed: dict[str, Parameters] = {}
    for room, names in VARIED.items():
        of = getattr(DEFAULTS, room)
        values = {}
        for name in names:
            factor = draw(st.sampled_from((0.0, 0.1, 0.5, 1.0, 1.1, 3.0, 20.0)))
            high = 1.0 if any(getattr(m, "le", None) == 1 for m in type(of).model_fields[name].metadata) else 1e4
            low = 0.25 if name == "every_years" else 0.0
            values[name] = max(low, min(high, getattr(of, name) * factor))
        if room == "cameras":
            values["merged"] = draw(st.booleans())
        changed[room] = of.model_copy(update=values)
    return DEFAULTS.model_copy(update=changed)


@st.composite
def demands(draw: Any) -> tuple[Demand, np.ndarray[Any, Any]]:
    """What a tick might ask, and what might wait: from nothing to far too much."""
    scale = draw(st.sampled_from((0.0, 1e-4, 1e-2, 1.0)))
    shares = np.array(draw(st.lists(st.integers(0, 50), min_size=3 * N, max_size=3 * N))).reshape(3, N) / 50
    exposure = np.outer(PLACES.lives * shares[0] * scale, np.linspace(0.1, 1.0, len(SEEING)))
    backlog = no_backlog(PLACES)
    backlog[:, FACES] = PLACES.lives * draw(st.sampled_from((0.0, 1e-3, 1.0)))
    return Demand(exposure, PLACES.lives * shares[1] * 0.3, PLACES.lives * shares[2] * 0.1), backlog


def asked(exposed: float = 0.0, visited: float = 0.0, searched: float = 0.0) -> Demand:
    """A demand that is the same share of lives everywhere."""
    n = PLACES.lives
    return Demand(np.outer(n * exposed, np.ones(len(SEEING))), n * visited, n * searched)


def look(
    p: RegimeParameters = DEFAULTS, demand: Demand | None = None, day: date = date(2025, 6, 2), **more: Any
) -> Looked:
    """A week's watch."""
    return watch(PLACES, day, 7, demand or no_demand(PLACES), more.pop("backlog", no_backlog(PLACES)), p, **more)


def changed(**rooms: dict[str, Any]) -> RegimeParameters:
    """Default parameters with some values changed."""
    return DEFAULTS.model_copy(
        update={room: getattr(DEFAULTS, room).model_copy(update=values) for room, values in rooms.items()}
    )


@settings(max_examples=60, deadline=None)
@given(regimes(), demands(), DAYS, st.sampled_from((1, 7, 30)), OFFS)
def test_agrees_with_the_twin(
    p: RegimeParameters, asks: tuple[Demand, np.ndarray[Any, Any]], day: date, days: int, off: tuple[str, ...]
) -> None:
    demand, backlog = asks
    found = watch(PLACES, day, days, demand, backlog, p, off)
    for k, name in enumerate(PLACES.names):
        exposure = dict(zip(SEEING, demand.exposure[k].tolist(), strict=True))
        twin = watch_one(
            name, PLACES.lives[k], PLACES.urban_share[k], day, days, exposure, demand.visited[k], demand.searched[k],
            backlog[k, FACES], p, off,
        )  # fmt: skip
        for flow in FLOWS:
            expected = [getattr(twin, flow)[channel] for channel in SEEING]
            np.testing.assert_allclose(getattr(found, flow)[k], expected, rtol=1e-8, atol=1e-7, err_msg=flow)
        np.testing.assert_allclose(found.benefits[k], list(twin.benefits.values()), rtol=1e-8, atol=1e-7)
        np.testing.assert_allclose(found.incidents[k], list(twin.incidents.values()), rtol=1e-8)
        np.testing.assert_allclose(found.helped[k], list(twin.helped.values()), rtol=1e-7, atol=1e-9)
        assert found.share[k] == pytest.approx(twin.visit_share, abs=1e-8)


@settings(max_examples=60, deadline=None)
@given(regimes(), demands(), DAYS, OFFS)
def test_capacity_is_conserved_and_shares_are_shares(
    p: RegimeParameters, asks: tuple[Demand, np.ndarray[Any, Any]], day: date, off: tuple[str, ...]
) -> None:
    demand, backlog = asks
    found = watch(PLACES, day, 7, demand, backlog, p, off)
    before = backlog if "faces" not in off else no_backlog(PLACES)
    assert (found.used <= found.capacity * (1 + 1e-12) + 1e-9).all()
    np.testing.assert_allclose(found.used + found.backlog + found.dropped, found.demand + before, rtol=1e-9, atol=1e-9)
    for field in (found.reach, found.alarm_reach, found.share):
        assert ((field >= 0) & (field <= 1)).all()
    for field in (found.used, found.backlog, found.dropped, found.wait_days, found.benefits):
        assert (field >= -1e-12).all()
    assert (found.wait_days <= np.maximum(p.faces.keep_days, 0) + 1e-6).all()
    assert all(np.isfinite(getattr(found, flow)).all() for flow in FLOWS)


def test_calls_leave_no_trace() -> None:
    demand, backlog = asked(0.01, 0.1, 0.02), no_backlog(PLACES)
    first = look(demand=demand, backlog=backlog)
    kept = {flow: getattr(first, flow).copy() for flow in FLOWS}
    for flow in FLOWS:
        getattr(first, flow)[:] = -1.0
    again = look(demand=demand, backlog=backlog)
    for flow in FLOWS:
        np.testing.assert_array_equal(getattr(again, flow), kept[flow])
    assert not backlog.any()


@pytest.mark.parametrize("channel", SEEING)
def test_off_means_none_and_touches_no_other_channel_unless_it_stands_on_it(channel: str) -> None:
    demand, which = asked(0.01, 0.05, 0.01), SEEING.index(channel)
    on, off = look(demand=demand), look(demand=demand, off=(channel,))
    assert on.reach[:, which].any()
    for flow in FLOWS:
        assert not getattr(off, flow)[:, which].any()
    others = [c for c in range(len(SEEING)) if c != which]
    leaning = {"cameras": ("faces", "drones"), "robots": ("officers", "traffic"), "checkpoints": ("faces",)}.get(
        channel, ()
    )
    moved = [SEEING[c] for c in others if not np.array_equal(on.reach[:, c], off.reach[:, c])]
    assert set(moved) == set(leaning)


def test_false_alarms_off_or_a_channel_off_means_no_rate() -> None:
    assert alarm_rates(DEFAULTS).any(axis=1).sum() == len(SEEING) - 1
    assert not alarm_rates(DEFAULTS, ("false_alarms",)).any()
    for c, name in enumerate(SEEING):
        rates = alarm_rates(DEFAULTS, (name,))
        assert not rates[c].any()
        assert np.delete(rates, c, axis=0).any()


def test_groups_meet_false_alarms_as_their_multipliers_say() -> None:
    rates, p = alarm_rates(DEFAULTS), DEFAULTS.faces
    women, minority = p.female_multiplier, p.minority_multiplier
    np.testing.assert_allclose(rates[FACES] / rates[FACES, 0], [1, women, minority, women * minority])
    assert rates[FACES, 0] == pytest.approx(p.searches_a_year * (1 - (1 - p.false_match_rate) ** p.gallery))
    assert rates[RECORDS].tolist() == [DEFAULTS.records.mistakes_a_year] * 4
    assert not rates[INFORMANTS].any()
    ratio = rates[CHECKPOINTS, 0] / rates[CHECKPOINTS, 2]
    assert ratio == pytest.approx(DEFAULTS.checkpoints.majority_factor)


def test_a_million_searches_of_strangers_give_about_three_thousand_matches() -> None:
    million = changed(faces={"searches_a_year": 1e6 / 50_000})
    assert alarm_rates(million)[FACES, 0] * 50_000 == pytest.approx(3000, rel=0.01)


def test_the_region_weighs_on_the_minority_and_nobody_else_has_it() -> None:
    found, groups = look(), group_multipliers(DEFAULTS)
    for channel in (CHECKPOINTS, RECORDERS):
        assert found.reach[:, channel].astype(bool).tolist() == [False, True, False]
        assert groups[channel, 0] < groups[channel, 1] == 1
    assert (np.delete(groups, (CHECKPOINTS, RECORDERS), axis=0) == 1).all()
    assert found.reach[1, FACES] / found.reach[1, CAMERAS] > found.reach[2, FACES] / found.reach[2, CAMERAS]


def test_a_region_that_is_not_there_is_refused_unless_it_is_the_default() -> None:
    elsewhere = Places(("Alpha", "Beta"), np.array([10.0, 20.0]), np.array([0.5, 0.5]))
    found = watch(elsewhere, date(2025, 1, 1), 7, no_demand(elsewhere), no_backlog(elsewhere), DEFAULTS)
    assert not found.reach[:, CHECKPOINTS].any()
    with pytest.raises(UnknownName, match="no province named 'Alfa'. Did you mean 'Alpha'"):
        look(changed(checkpoints={"provinces": ("Alfa",)}))
    assert look(changed(checkpoints={"provinces": ()})).reach[:, CHECKPOINTS].tolist() == [0, 0, 0]
    assert look(changed(checkpoints={"provinces": ("Gamma",)})).reach[:, CHECKPOINTS].astype(bool).tolist() == [
        False,
        False,
        True,
    ]


def test_doubling_cameras_with_engines_fixed_identifies_less_than_twice_as_many() -> None:
    """The stock that covers 63 % doubles too, so that coverage itself would double; the searches do not."""

    def identified(factor: float, engines: float) -> float:
        p = changed(cameras={"ceiling_per_1000": 20.0 * factor}, faces={"engines_per_million": engines})
        demand, backlog = asked(0.02), no_backlog(PLACES)
        for _ in range(30):
            found = look(p, demand, backlog=backlog)
            backlog = found.backlog
        return float(found.reach[2, FACES])

    plenty = identified(2, 200.0) / identified(1, 200.0)
    scarce = identified(2, 0.5) / identified(1, 0.5)
    assert plenty > 1.9
    assert scarce < 1.2


def test_before_there_are_engines_nothing_is_matched() -> None:
    early = look(demand=asked(0.01), day=date(2013, 6, 3))
    assert early.reach[:, CAMERAS].all()
    assert not early.reach[:, FACES].any()
    assert not look(day=date(2013, 6, 3)).reach[:, FACES].any()
    assert not early.alarm_reach[:, FACES].any()


def test_in_the_long_run_identified_sightings_are_searches_made() -> None:
    """Overloaded engines: what is identified, a tick, is what they search for sightings, late ones included."""
    p, demand, backlog = changed(faces={"engines_per_million": 0.3}), asked(0.02), no_backlog(PLACES)
    for _ in range(60):
        found = look(p, demand, backlog=backlog)
        backlog = found.backlog
    f, c = p.faces, p.cameras
    coverage = found.reach[:, CAMERAS] / c.by_eye
    each = f.candidates / f.gallery
    sightings = demand.exposure[:, FACES] * coverage * (1 - c.by_eye)
    share = found.reach[:, FACES] / (coverage * (1 - c.by_eye) * (1 - f.miss_rate) * np.array([0.9, 0.97, 0.9]))
    served = found.alarm_reach[:, FACES] / coverage
    assert (found.dropped[:, FACES] > 0).all()
    np.testing.assert_allclose(sightings * share * each, served * (backlog[:, FACES] + sightings * each), rtol=1e-6)


def test_a_campaign_takes_from_everything_else() -> None:
    demand = asked(0.005, 0.3, 0.2)
    p = changed(faces={"engines_per_million": 0.5}, campaigns={"officer_share": 0.5, "face_share": 0.5})
    day = date(2025, 1, 6)
    with_it, without = look(p, demand, day), look(p, demand, day, off=("campaigns",))
    assert (with_it.share < without.share).all()
    assert (with_it.reach[:, OFFICERS] < without.reach[:, OFFICERS]).all()
    assert (with_it.alarm_reach[:, FACES] < without.alarm_reach[:, FACES]).all()
    np.testing.assert_array_equal(with_it.capacity, without.capacity)
    later = look(p, demand, day + timedelta(days=60))
    np.testing.assert_array_equal(later.share, look(p, demand, day + timedelta(days=60), off=("campaigns",)).share)


def test_more_to_visit_leaves_less_patrol_down_to_what_is_kept() -> None:
    reaches, shares = [], []
    for share in (0.0, 0.2, 0.5, 1.0):
        found = look(demand=asked(0.0, share, share / 2), off=("campaigns",))
        reaches.append(found.reach[2, OFFICERS])
        shares.append(found.share[2])
    assert (np.diff(reaches) <= 1e-12).all()
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1.0 > shares[-1]
    least, p = reaches[-1], DEFAULTS.officers
    patrol = p.per_1000 / 1000 * p.hours_a_week / 7 * 365.25 * p.field_share * p.patrol_least
    assert least == pytest.approx(patrol / (patrol + p.saturation_hours))


@pytest.mark.parametrize("factor", [0.01, 7.0])
def test_everything_is_per_life(factor: float) -> None:
    """A run of fewer lives has the same shares, and flows in proportion."""
    small = Places(PLACES.names, PLACES.lives * factor, PLACES.urban_share, 1 / factor)
    demand = asked(0.01, 0.2, 0.1)
    less = Demand(demand.exposure * factor, demand.visited * factor, demand.searched * factor)
    one = look(demand=demand)
    other = watch(small, date(2025, 6, 2), 7, less, no_backlog(small), DEFAULTS)
    np.testing.assert_allclose(other.reach, one.reach, rtol=1e-9)
    np.testing.assert_allclose(other.alarm_reach, one.alarm_reach, rtol=1e-9)
    np.testing.assert_allclose(other.used, one.used * factor, rtol=1e-9)
    np.testing.assert_allclose(other.benefits, one.benefits * factor, rtol=1e-9)


def test_every_channel_and_benefit_has_a_unit() -> None:
    assert len(UNITS) == len(set(UNITS)) == len(SEEING)
    assert len(BENEFIT_UNITS) == len(BENEFITS)
    assert look(day=date(2025, 1, 27)).benefits.shape == (N, len(BENEFITS))


def test_station_robots_work_in_the_travel_seasons() -> None:
    tickets = BENEFITS.index("tickets_checked")
    spring, autumn = look(day=date(2025, 2, 3)), look(day=date(2025, 10, 6))
    assert (spring.benefits[:, tickets] > autumn.benefits[:, tickets]).all()
    robots_only = look(day=date(2025, 10, 6), off=("faces",)).benefits[:, tickets]
    assert not robots_only.any()


def test_robots_off_or_faces_off_leaves_the_same_incidents_and_no_help() -> None:
    on = look()
    for channel, kind in (("robots", "accident"), ("faces", "missing_person")):
        k, off = INCIDENTS.index(kind), look(off=(channel,))
        assert (on.helped[:, k] > 0).all() and not off.helped[:, k].any()
        np.testing.assert_array_equal(on.incidents[:, k], off.incidents[:, k])
    reports = INCIDENTS.index("risk_report")
    assert (on.incidents[:, reports] > 0).all() and not look(off=("robots",)).incidents[:, reports].any()
    assert not look(off=("officers",)).helped[:, reports].any()


def test_missing_people_tickets_and_sightings_share_the_engines() -> None:
    """What a campaign takes is missing for all of them, and by the same share; what is asked for is not less."""
    demand, p = asked(0.005), changed(faces={"engines_per_million": 0.3}, campaigns={"face_share": 0.6})
    day = date(2025, 1, 6)
    with_it, without = look(p, demand, day), look(p, demand, day, off=("campaigns",))
    missing, tickets = BENEFITS.index("missing_found"), BENEFITS.index("tickets_checked")
    robots_only = look(p, demand, day, off=("campaigns", "faces")).benefits[:, tickets]
    shares = [
        with_it.benefits[:, missing] / without.benefits[:, missing],
        (with_it.benefits[:, tickets] - robots_only) / (without.benefits[:, tickets] - robots_only),
        with_it.alarm_reach[:, FACES] / without.alarm_reach[:, FACES],
        with_it.helped[:, INCIDENTS.index("missing_person")] / without.helped[:, INCIDENTS.index("missing_person")],
    ]
    for share in shares:
        assert (share < 1).all()
        np.testing.assert_allclose(share, shares[0], rtol=1e-9)
    assert (with_it.demand[:, FACES] >= without.demand[:, FACES]).all()
    # And the other way round: more missing people leave fewer searches for sightings.
    more = look(changed(faces={"engines_per_million": 0.3, "missing_per_1000": 70.0}), demand, day)
    less = look(changed(faces={"engines_per_million": 0.3}), demand, day)
    assert (more.reach[:, FACES] < less.reach[:, FACES]).all()
