"""Informants: attention and false reports at their landmarks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.compile import compile_acts, compile_dials, compile_stream
from credopolis.mechanisms.informants import false_share, grid_attention

from .made import seeing, small

CHANCE = st.floats(0, 1)


def test_attention_is_nought_without_reports_and_never_whole() -> None:
    assert grid_attention(0.0, 4.0) == 0
    assert grid_attention(0.25, 4.0) == pytest.approx(1 - math.exp(-1))
    assert grid_attention(1.0, 0.0) == 0
    values = [grid_attention(k / 10, 4.0) for k in range(60)]
    assert values == sorted(values)
    assert values[-1] < 1


@given(CHANCE, CHANCE)
def test_false_share(honesty: float, gain: float) -> None:
    assert false_share(honesty, gain, seeing()) == pytest.approx((1 - honesty) * (0.1 + 0.3 * gain))


def test_the_honest_report_truly_and_the_tempted_less() -> None:
    assert false_share(1.0, 1.0, seeing()) == 0
    assert false_share(0.5, 0.0, seeing()) < false_share(0.5, 0.5, seeing()) < false_share(0.2, 0.5, seeing())
    assert false_share(0.0, 1.0, seeing(malice=1.0, temptation=1.0)) == 1


def test_off_means_no_attention_and_no_reports_but_the_same_candidates() -> None:
    on, off = small(), small(off=("informants",))
    assert compile_dials(off)["attention"] == 0
    acts = {name: compile_acts(s) for name, s in (("on", on), ("off", off))}
    streams = [compile_stream(on, acts["on"]), compile_stream(off, acts["off"])]
    assert streams[0].tobytes() == streams[1].tobytes()
    informs = acts["on"]["informs"] > 0
    assert informs.any()
    assert not acts["off"]["rate"][informs].any()
    assert acts["on"]["rate"][informs].all()
