"""Target V25: what rating companies was found to do, as signs, of companies that live with a rulebook and without it.

One seed of 250,000 people here; `credopolis validate V25` asks with both doubts. What is held against chance below are
differences of thousands of companies; those that hang on the few state companies are left to the command.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from credopolis.analysis.studies.hinges import spread_about
from credopolis.analysis.studies.validate import one_run
from credopolis.analysis.targets import v25
from credopolis.analysis.targets.v25 import PILOTS, RATINGS, TARGET, Companies, Twice
from credopolis.core.errors import BadValue
from credopolis.firms.columns import FIRM
from credopolis.firms.given import GIVEN
from credopolis.library.catalogue import load_scenario

from .tools import report


@pytest.fixture(scope="module")
def numbers() -> dict[str, float]:
    scenario = load_scenario("popular-account", people=250_000, years=1, seed=101)
    found: dict[str, float] = {}
    for setting in (PILOTS, RATINGS):
        lived = setting.live(scenario, {})
        found |= {one.name: one.of(lived) for one in TARGET.asked_of(setting.name)}
    for name, value in found.items():
        report("V25", sign=name, found=value)
    return found


def test_v25_signs_that_were_not_built_in_hold(numbers: dict[str, float]) -> None:
    checked = (
        "pilots lower loans unpaid",
        "ratings lower the tax that is hidden",
        "A hides fewer breaches than others",
        "and pays less of its tax",
    )
    assert [name for name in checked if not numbers[name] > 0] == []


def test_v25_signs_that_were_built_in_are_there(numbers: dict[str, float]) -> None:
    """A check of the building, and no evidence for it."""
    for one in TARGET.asked:
        if one.fitted and "private" not in one.name:
            assert numbers[one.name] > 0, one.name


def test_without_doors_nothing_sets_the_rated_apart() -> None:
    """Where every door is off, the trusted borrow, pay and grow as others of their kind do."""
    scenario = load_scenario("popular-account", people=150_000, years=1, seed=7)
    lived = RATINGS.live(scenario, {})
    without = Twice(lived.off, lived.off)
    saved = next(one for one in TARGET.asked if one.name == "a good rating makes loans cheaper")
    growth = next(one for one in TARGET.asked if one.name == "a good rating brings growth")
    assert abs(saved.of(without)) < 0.5 < saved.of(lived)
    assert abs(growth.of(without)) < 0.8 < growth.of(lived)
    lowered = next(one for one in TARGET.asked if one.name == "ratings lower the tax that is hidden")
    assert lowered.of(without) == 0.0


def test_shares_and_means_are_those_of_who_is_asked() -> None:
    firms: Any = np.zeros(6, FIRM)
    firms["grade"], firms["owner"], firms["vacant"] = [0, 0, 1, 1, 1, 1], [0, 1, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1]
    one = Companies(
        {"due": np.array([50.0, 10.0]), "defaulted": np.array([5.0, 0.0])}, firms, firms, ("D", "A"), np.zeros(6), {}
    )
    assert one.ratio("defaulted", "due") == pytest.approx(100 * 5 / 60)
    assert one.ratio("defaulted", "due", v25.PRIVATE) == 10.0 and one.ratio("defaulted", "due", v25.STATE) == 0.0
    values = np.array([1.0, 2.0, 3.0, np.nan, 5.0, 100.0])
    assert one.mean(values, ("A",)) == 4.0 and one.mean(values, ("A",), v25.PRIVATE) == 3.0
    assert one.mean(values, ("D",), v25.STATE) == 2.0 and math.isnan(one.mean(values, ("B",)))


def test_assumptions_are_those_of_companies_and_lie_in_their_ranges() -> None:
    drawn = spread_about(v25.assumed(), 20, 3)
    assert len(drawn) == 20 and drawn == spread_about(v25.assumed(), 20, 3)
    for name in v25.assumed():
        values = np.array([one[name] for one in drawn])
        assert (GIVEN[name].low <= values).all() and (values <= GIVEN[name].high).all()
        assert (values < GIVEN[name].value).sum() == 10 or GIVEN[name].low == GIVEN[name].value


def test_a_draw_is_lived_with_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    handed = []

    def live(scenario: object, values: dict[str, float]) -> Twice:
        handed.append(dict(values))
        raise BadValue("nothing", 1, "more")

    asked = tuple(replace(one, setting=replace(PILOTS, live=live)) for one in TARGET.asked)
    monkeypatch.setitem(
        one_run.__globals__["TARGETS"], "V25", replace(TARGET, asked=asked, setting=asked[0].setting or PILOTS)
    )
    source = load_scenario("popular-account", people=1000, years=1).source
    one_run(source, {"bids": 0.1}, 3, PILOTS.name, ("V25",))
    assert handed == [{"bids": 0.1}]
