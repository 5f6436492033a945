"""Groups at gates: what grades asked for, by who asks; nobody is lost and nobody is counted twice."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, N_CELLS, SEXES
from credopolis.mechanisms import askers as groups
from credopolis.mechanisms.askers import COLUMNS_OF, requests_of_groups, shares_of_groups
from credopolis.mechanisms.gates import COUNTED, DRAWN, EXPECTED, FIGURES, GATES, HELD, requests_of
from credopolis.mechanisms.services import NAMES

HEALTH, TRAVEL = GATES.index("healthcare"), GATES.index("travel")
YEARS, HOLDING, GRANTED, FIRST, DELAYED, REFUSED, ASKED = range(len(COLUMNS_OF))
SHAPE = (len(SEXES), len(AGE_BANDS), len(GROUPS), len(AREAS))
OLD, YOUNG = AGE_BANDS.index("45-59"), AGE_BANDS.index("0-14")


def cell(sex: int, band: int = OLD) -> int:
    """The cell of a sex and age band, of the majority and rural."""
    return int(np.ravel_multi_index((sex, band, 0, 0), SHAPE))


def period_of(census: NDArray[np.int64], **numbers: NDArray[Any]) -> Any:
    """An interval with these arrays, and nothing asked for besides."""
    provinces, _, grades = census.shape
    arrays: dict[str, NDArray[Any]] = {
        "gates": np.zeros((provinces, grades - 1, len(GATES), len(COUNTED), len(FIGURES))),
        "turned_away": np.zeros((provinces, len(NAMES), 2, grades - 1), np.int64),
        "held_up": np.zeros((provinces, len(NAMES), 2, grades - 1), np.int64),
        "refusals": np.zeros((provinces, N_CELLS, len(NAMES)), np.int64),
        "delays": np.zeros((provinces, N_CELLS, len(NAMES)), np.int64),
    }
    return SimpleNamespace(census=census, **{**arrays, **numbers})


def ten_lives() -> Any:
    """The example of the model: In D are 6 men and 4 women; of 26 journeys refused 11 are women's."""
    census = np.zeros((1, N_CELLS, 2), np.int64)
    census[0, cell(0), 0], census[0, cell(1), 0] = 6, 4
    period = period_of(census)
    period.gates[0, 0, HEALTH, EXPECTED, :4] = 10, 10, 0, 20
    period.gates[0, 0, TRAVEL, DRAWN, 0] = 10
    travel = NAMES.index("travel")
    period.turned_away[0, travel, 0, 0], period.refusals[0, cell(0), travel], period.refusals[0, cell(1), travel] = (
        26,
        15,
        11,
    )
    return period


def test_the_example_of_the_model() -> None:
    found = requests_of_groups(ten_lives())[0]
    women, men = found[cell(1)], found[cell(0)]
    assert women[HEALTH, EXPECTED].tolist() == pytest.approx([4, 4, 0, 8, 0, 0, 8])
    assert men[HEALTH, EXPECTED, FIRST] == pytest.approx(12)
    assert (women[TRAVEL, DRAWN, REFUSED], men[TRAVEL, DRAWN, REFUSED]) == (11, 15)
    assert women[TRAVEL, DRAWN, ASKED] == 11 and women[TRAVEL, DRAWN, YEARS] == pytest.approx(4)
    assert np.isnan(found[cell(1), HEALTH, HELD, GRANTED:]).all(), "what is not a number is not 0"
    assert "11" in (groups.__doc__ or "") and not found[cell(0, YOUNG), :, :, YEARS].any()


def test_children_are_granted_nothing_that_only_adults_ask_for() -> None:
    census = np.zeros((1, N_CELLS, 2), np.int64)
    census[0, cell(0), 0], census[0, cell(0, YOUNG), 0] = 5, 5
    period = period_of(census)
    period.gates[0, 0, TRAVEL, DRAWN, [0, 2]] = 10, 64
    found = requests_of_groups(period)[0]
    assert found[cell(0), TRAVEL, DRAWN, GRANTED] == pytest.approx(32), "half of the lives are of an age that asks"
    assert found[cell(0, YOUNG), TRAVEL, DRAWN, GRANTED] == 0
    assert found[cell(0, YOUNG), TRAVEL, DRAWN, YEARS] == pytest.approx(5)


def test_where_a_grade_is_empty_in_the_end_all_lives_of_the_province_stand_for_it() -> None:
    census = np.zeros((3, N_CELLS, 3), np.int64)
    census[0, cell(0), 0], census[0, cell(1), 0] = 1, 3
    census[1, cell(0), 1] = 2
    shares = shares_of_groups(census, np.ones(N_CELLS, bool))
    assert shares[0, cell(1)].tolist() == [0.75, 0.75] and shares[1, cell(0)].tolist() == [1, 1]
    assert shares[2, cell(0)].tolist() == pytest.approx([0.5, 0.5]), "nobody is left in this province"
    nobody = shares_of_groups(np.zeros((1, N_CELLS, 2), np.int64), np.ones(N_CELLS, bool))
    assert nobody.sum() == pytest.approx(1) and np.isfinite(nobody).all()


@given(st.integers(0, 2**32 - 1))
def test_groups_together_asked_for_what_grades_did(seed: int) -> None:
    rng = np.random.default_rng(seed)
    census = rng.integers(0, 3, (2, N_CELLS, 4)) * rng.integers(0, 2, (2, 1, 4))
    refusals, delays = rng.integers(0, 4, (2, 2, N_CELLS, len(NAMES)))
    turned_away, held_up = (
        np.stack([rng.multinomial(n, [1 / 6] * 6) for n in drawn.sum(axis=1).reshape(-1)]).reshape(2, len(NAMES), 2, 3)
        for drawn in (refusals, delays)
    )
    period = period_of(census, refusals=refusals, delays=delays, turned_away=turned_away, held_up=held_up)
    period.gates[..., :2, :] = rng.exponential(200, period.gates[..., :2, :].shape)
    period.gates[..., DRAWN, 3:] = 0.0  # nobody is put first where requests are drawn
    found, asked = requests_of_groups(period), requests_of(period)
    for how in (EXPECTED, DRAWN):
        services = [k for k in range(len(GATES)) if how == EXPECTED or GATES[k] in groups.SERVICES_OF]
        mine = found[:, :, services, how].sum(axis=1)
        its = asked[:, :, services, how].sum(axis=1)
        np.testing.assert_allclose(mine[..., GRANTED:], its, rtol=1e-9, atol=1e-9)
        years = period.gates[:, :, services, how, :2].sum(axis=1)
        np.testing.assert_allclose(mine[..., :GRANTED], years, rtol=1e-9)
    assert (found[..., [EXPECTED, DRAWN], :] >= 0).all()
