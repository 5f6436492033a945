"""Records and the channels as a whole: order, coverage, mistakes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from credopolis.core.errors import BadValue
from credopolis.engine.compile import compile_acts
from credopolis.mechanisms.channels import CAMERAS, CHANNELS, IN_PUBLIC, INFORMANTS, RECORDS, SEEING
from credopolis.mechanisms.false_alarms import full_alarm_rates as alarm_rates
from credopolis.mechanisms.quarter import Places
from credopolis.mechanisms.records import RecordsParameters
from credopolis.mechanisms.seeing import no_demand

from .looking import no_backlog, watch
from .made import small


def test_channels_are_where_their_names_say() -> None:
    assert [CHANNELS[k] for k in (RECORDS, INFORMANTS, CAMERAS)] == ["records", "informants", "cameras"]
    assert (*SEEING, "office") == CHANNELS


def test_mistakes_strike_everybody_alike() -> None:
    rates = alarm_rates(small())[RECORDS]
    assert rates.tolist() == [small().regime.records.mistakes_a_year] * 4
    assert not alarm_rates(small())[INFORMANTS].any()


@pytest.mark.parametrize("channel", ["records", "informants", "cameras", *IN_PUBLIC])
def test_a_channel_that_is_off_sees_nothing(channel: str) -> None:
    which = CHANNELS.index(channel)
    on, off = compile_acts(small())["sensitivity"], compile_acts(small(off=(channel,)))["sensitivity"]
    assert on[:, which].any()
    assert not off[:, which].any()
    np.testing.assert_array_equal(np.delete(on, which, axis=1), np.delete(off, which, axis=1))


def test_sensitivities_are_the_rulebooks() -> None:
    scenario = small()
    table = compile_acts(scenario)["sensitivity"]
    for name, sees in zip(scenario.rulebook.act_names, scenario.rulebook.act_seen_by, strict=True):
        row = table[scenario.act_names.index(name)]
        public = dict.fromkeys(IN_PUBLIC, sees.get("cameras", 0.0))
        assert row.tolist() == [{**public, **sees}.get(channel, 0.0) for channel in CHANNELS]


def test_coverage_is_the_reach_of_records() -> None:
    places = Places(("Alpha",), np.array([1e5]), np.array([0.5]))
    regime = small(set={"regime.records.coverage": 0.8}).regime
    seen = watch(places, date(2021, 1, 1), 7, no_demand(places), no_backlog(places), regime)
    assert seen.reach[0, RECORDS] == 0.8
    assert seen.alarm_reach[0, RECORDS] == 1


def test_more_mistakes_than_there_is_room_for_are_refused() -> None:
    with pytest.raises(BadValue, match="the rate of records"):
        small(set={"regime.records.mistakes_a_year": 0.05, "conduct.alarms.records": 0.01})


@pytest.mark.parametrize("values", [{"coverage": 1.2}, {"mistakes_a_year": -1}, {"delay_days": 1e9}, {"unknown": 1}])
def test_parameters_outside_their_range_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        RecordsParameters.model_validate(values)
