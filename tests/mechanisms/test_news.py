"""News: what is new to whom, how far it moves an opinion, and on which settling day it is heard."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import news
from credopolis.mechanisms.news import (
    DIALS,
    NEVER,
    NewsParameters,
    first_settling,
    informed,
    is_new,
    moved_by_news,
    news_goes,
    told_day,
)

SHARES = st.floats(0, 1)
ON: dict[str, Any] = {"regime.news.stands": True}


@given(SHARES, SHARES, st.integers(0, 3))
def test_who_is_online_or_went_to_school_is_informed_better(offline: float, unschooled: float, schooling: int) -> None:
    found = [informed(online, schooling, offline, unschooled) for online in (0, 1)]
    assert 0 <= found[0] <= found[1] <= 1
    assert informed(1, schooling + 1, offline, unschooled) >= found[1]
    assert informed(1, 4, offline, unschooled) == 1.0


@given(st.floats(0, 60), SHARES)
def test_what_is_new_is_what_no_report_told(read: float, part: float) -> None:
    """A Poisson number of reports, each of which tells it with the chance `part`: none did."""
    terms = (math.exp(-read) * read**k / math.factorial(k) * (1 - part) ** k for k in range(150))
    assert is_new(read, part) == pytest.approx(sum(terms), abs=1e-6)


@given(st.floats(-1, 1), SHARES, st.sampled_from([-1.0, 1.0]))
def test_an_opinion_moves_towards_an_end_and_not_past_it(opinion: float, weight: float, end: float) -> None:
    found = moved_by_news(opinion, end, weight)
    assert min(opinion, end) - 1e-12 <= found <= max(opinion, end) + 1e-12
    assert moved_by_news(opinion, end, 0.0) == opinion and moved_by_news(opinion, end, 1.0) == pytest.approx(end)


@given(st.integers(0, 3000), st.integers(1, 60))
def test_news_is_heard_on_the_first_settling_day_from_its_day_on(day: int, tick: int) -> None:
    heard = first_settling(day, tick)
    begins = range(0, day + 200, tick)
    assert heard == next(k for k in begins if k >= day and k % 28 < tick)
    assert first_settling(NEVER, tick) == NEVER


def test_the_examples_of_its_page() -> None:
    words, p = " ".join((news.__doc__ or "").split()), NewsParameters()
    assert is_new(20, 0.028) == pytest.approx(0.57, abs=0.005) and is_new(2, 0.028) == pytest.approx(0.95, abs=0.005)
    assert is_new(2, 1 - 0.028) == pytest.approx(0.14, abs=0.005)
    assert moved_by_news(0.5, -1.0, 0.3 * 0.57) == pytest.approx(0.24, abs=0.005)
    assert re.search(r"With 20 reports and 2\.8 in 100|with 20 reports and 2\.8 in 100", words)
    assert (p.reports, p.negative_share, p.strength) == (20, 0.028, 0.3)


def test_days_are_those_of_the_run() -> None:
    told = {**ON, "regime.news.repression_from": 2021.5, "regime.news.order_from": 2019.0}
    scenario = load_scenario("quiet-streets", people=1000, set=told)
    assert told_day(scenario, "repression") == 183 and told_day(scenario, "order") == NEVER
    values = {dial.name: dial.of(scenario) for dial in DIALS}
    assert values["repression_heard"] == 196 and values["order_heard"] == NEVER


def test_it_needs_opinions_and_can_be_off() -> None:
    told = {**ON, "regime.news.repression_from": 2021.5}
    assert news_goes(load_scenario("quiet-streets", people=1000, set=told))
    assert not news_goes(load_scenario("quiet-streets", people=1000))
    for name in ("news", "opinion", "fear"):
        off = load_scenario("quiet-streets", people=1000, set=told, off=(name,))
        assert not news_goes(off) and told_day(off, "repression") == NEVER
