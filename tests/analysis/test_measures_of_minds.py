"""Measures of minds: variances are those of the opinions that lives have, and only runs that have minds have them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from credopolis.analysis.measures.measured import Measured
from credopolis.analysis.measures.minds import VARIANCES
from credopolis.analysis.measures.own import own_measures
from credopolis.analysis.measures.trajectories import follow
from credopolis.analysis.targets.spoken import approval, gap, last_year
from credopolis.analysis.targets.v09 import TARGET as V09
from credopolis.analysis.targets.v13 import TARGET as V13
from credopolis.library.catalogue import load_scenario
from tests.engine.cases import run


def test_variances_are_those_of_what_is_counted() -> None:
    opinions = {-1.0: 30, -0.2: 50, 0.5: 20}
    counts = np.zeros((2, 101), int)
    for opinion, lives in opinions.items():
        counts[0, round(50 * (opinion + 1))] = lives
    counts[1, 75] = 100
    m: Any = Measured.__new__(Measured)
    m.events = {"opinions": counts}
    values = np.repeat([*opinions], [*opinions.values()])
    assert VARIANCES[0].of(m) == pytest.approx(values.var(), abs=1e-9)
    assert VARIANCES[1].of(m) == pytest.approx(0.0, abs=1e-12)
    assert VARIANCES[0].rests(m)[0] == 100


def test_only_runs_with_minds_have_these_measures() -> None:
    quiet, plain = (load_scenario(name, people=1000, years=0.2) for name in ("quiet-streets", "popular-account"))
    names = [measure.name for measure in own_measures([quiet])]
    assert {"self_censorship", "falsification_gap", "trust_in_neighbours", "variance_private", "loyalty"} <= {*names}
    everywhere = {"acts_seen", "accidents_avoided", "missing_found", "reported_upward"}
    assert {m.name for m in own_measures([plain])} == everywhere == {m.name for m in own_measures([quiet, plain])}
    still = replace(quiet, off=(*quiet.off, "opinion"))
    of_minds = {"trust_in_neighbours", "trust_in_state", "loyalty"}
    assert {m.name for m in own_measures([quiet, still])} == of_minds | everywhere | {"refused"}


def test_targets_are_worked_out_of_the_last_year() -> None:
    about = load_scenario("quiet-streets", people=1000, years=1.5, seed=5)
    courses, ran = follow(about), run(about, trace=False)
    late = [p for p in ran.periods if p.end_day > about.days - 365 + 31]
    whole = sum(p.voices.sum(axis=(0, 1)) for p in late)
    assert approval(courses, "all") == pytest.approx(100 * (1 - whole[1] / whole.sum()), abs=1.0)
    assert gap(courses, "all") == pytest.approx(100 * whole[2] / whole.sum(), abs=1.0)
    for group in ("female", "15-29", "urban", "minority", "income 5", "schooling tertiary", "members"):
        assert last_year(courses, group).sum() == pytest.approx(1.0)
    asked = (*V09.asked, *V13.asked)
    assert all(np.isfinite(one.of(courses)) for one in asked)
    assert [one.fitted for one in asked] == [True, *[False] * 5, True, *[False] * 4]


def test_without_opinions_targets_have_no_numbers() -> None:
    plain = follow(load_scenario("popular-account", people=1000, years=0.2))
    assert np.isnan(approval(plain, "all"))
