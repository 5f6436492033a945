"""What offices report upward: bent towards a quota where there is one, and what was recorded where there is none.

No source names a quota of negative entries, so no regime that ships has one: offices pad nothing, and the figure that
goes up is the figure that was recorded, to the last entry.
"""

from __future__ import annotations

import numpy as np
import pytest

from credopolis.core.labels import OFFICES
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import SCENARIOS, load_scenario

from .tools import YEAR, watch

PADDING, RECORDED, REPORTED = (OFFICES.index(name) for name in ("padding", "negative", "reported"))
QUOTA, BEND = 0.5, 0.3
FABRICATED = 3


def shipped(name: str, **overrides: float) -> Scenario:
    """A scenario of the library, small, for half a year."""
    return load_scenario(name, people=3100, years=0.5, seed=81, set=overrides)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_without_a_quota_what_was_recorded_is_reported(name: str) -> None:
    watched = watch(shipped(name))
    offices = watched.total("offices")
    np.testing.assert_array_equal(offices[:, REPORTED], offices[:, RECORDED])
    assert not offices[:, PADDING].any()
    assert not watched.total("entries")[..., FABRICATED].any()


def test_with_a_quota_the_figure_is_bent_towards_it_by_the_stated_share() -> None:
    watched = watch(shipped("popular-account", **{"regime.quotas.negative_a_year": QUOTA}))
    offices = watched.total("offices").sum(axis=0)
    days = np.diff([0, *(tick.end_day for tick in watched.ticks)])
    scored = sum(float(tick.grades[:, :-1].sum()) * n for tick, n in zip(watched.ticks, days.tolist(), strict=True))
    expected = (1 - BEND) * offices[RECORDED] + BEND * QUOTA * scored / YEAR
    assert offices[REPORTED] == pytest.approx(expected, rel=1e-9)
    assert offices[REPORTED] > 2 * offices[RECORDED] > 0
    assert watched.total("entries")[..., FABRICATED].sum() > 0
