"""The office: delays of the stated law, and what decisions dismiss."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.draws import draw_at, high_exponential
from credopolis.engine.compile import compile_acts
from credopolis.mechanisms.channels import OFFICERS, RECORDS, SEEING
from credopolis.mechanisms.office import posting_day

from .made import small, whole


@pytest.mark.parametrize("mean", [1.0, 14.0, 75.0])
def test_whole_days_of_delay_are_geometric(mean: float) -> None:
    n = 20_000
    draws = [high_exponential(np.uint64(int(draw_at(np.uint64(4), k)))) for k in range(n)]
    days = np.array([posting_day(whole(0), mean, x, whole(10**6)) for x in draws])
    law = 1 / (math.exp(1 / mean) - 1)
    spread = math.sqrt(law * (law + 1))
    assert days.mean() == pytest.approx(law, abs=5 * spread / math.sqrt(n))
    assert (days == 0).mean() == pytest.approx(1 - math.exp(-1 / mean), abs=5 * 0.5 / math.sqrt(n))


@given(st.integers(0, 30_000), st.floats(0, 3000), st.floats(0, 22.9), st.integers(0, 2000))
def test_no_case_is_posted_early_or_too_late(day: int, mean: float, draw: float, longest: int) -> None:
    assert day <= posting_day(whole(day), mean, draw, whole(longest)) <= day + longest


def test_means_add_up_by_channel_and_decision() -> None:
    scenario = small()
    acts, regime = compile_acts(scenario), scenario.regime
    desk = (regime.office.desk_days, regime.office.office_days, regime.office.court_days)
    for name, decision in zip(scenario.rulebook.act_names, scenario.rulebook.act_decision, strict=True):
        row = acts["delay"][scenario.act_names.index(name)]
        expected = [getattr(regime, channel).delay_days + desk[decision] for channel in SEEING] + [desk[decision]]
        assert row.tolist() == pytest.approx(expected)


def test_off_means_no_delay_but_decisions_are_made() -> None:
    on, off = compile_acts(small()), compile_acts(small(off=("office",)))
    assert on["delay"].any()
    assert not off["delay"].any()
    np.testing.assert_array_equal(on["charge"], off["charge"])


def test_decisions_dismiss_true_and_false_cases() -> None:
    scenario = small()
    acts, book, office = compile_acts(scenario), scenario.rulebook, scenario.regime.office
    true = (office.true_dismissed_desk, office.true_dismissed_office, office.true_dismissed_court)
    false = (0.0, 1 - office.false_past_office, 1 - office.false_past_court)
    for name, decision in zip(book.act_names, book.act_decision, strict=True):
        row = acts["dismissed"][scenario.act_names.index(name)]
        assert row.tolist() == pytest.approx([true[decision], false[decision]])


def test_false_files_charge_what_is_done_and_seen() -> None:
    scenario = small()
    acts, book = compile_acts(scenario), scenario.rulebook
    seen = {
        name: sees.get("records", 0.0) * scenario.conduct.acts[name].rate
        for name, sees in zip(book.act_names, book.act_seen_by, strict=True)
        if acts["negative"][scenario.act_names.index(name)]
    }
    charged = acts["charge"][:, RECORDS]
    for name, weight in seen.items():
        assert charged[scenario.act_names.index(name)] == pytest.approx(weight / sum(seen.values()))
    assert charged.sum() == pytest.approx(1)


def test_patrol_accuses_of_nothing_that_patrol_cannot_see() -> None:
    acts = compile_acts(small())
    seen = acts["sensitivity"][:, OFFICERS] > 0
    assert seen.any() and not seen.all()
    np.testing.assert_array_equal(acts["charge"][:, OFFICERS] > 0, seen & (acts["negative"] > 0))
