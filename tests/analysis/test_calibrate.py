"""Calibration on simulators with known posteriors, simulation-based calibration, and a real target."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy import stats

from credopolis.analysis.studies.calibrate import calibrate, pressed
from credopolis.analysis.studies.smc import populations, weighted_quantile
from credopolis.analysis.studies.targets import make_targets, read_targets
from credopolis.core.faults import FaultyFile
from credopolis.core.yamlfile import load_yaml
from credopolis.library.targets import CALIBRATIONS, PREDICTIONS, prediction_file
from tests.analysis import cheap

Values = NDArray[np.float64]
DRAWS, BINS = 19, 20


def line_targets(wide: bool = False, **changed: object):  # type: ignore[no-untyped-def]
    return make_targets(
        {"m": {"low": -5, "high": 5}},
        {
            "y": {"value": 1.0, "tolerance": 1.0 if wide else 0.1},
            "z": {"value": 2.0, "tolerance": 1.0, "held_out": True},
        },
        of_a_scenario=False,
        **{"particles": 400, "most_runs": 60_000, "seed": 3, **changed},  # type: ignore[arg-type]
    )


def test_the_posterior_of_a_normal_mean_is_found() -> None:
    """A flat prior and one observation with noise 0.5: the posterior is normal about it."""
    found = calibrate(line_targets(), model=cheap.line)
    frame = found.particles
    mean = float((frame["m"] * frame["weight"]).sum())
    spread = float((((frame["m"] - mean) ** 2) * frame["weight"]).sum()) ** 0.5
    assert found.reached
    assert mean == pytest.approx(1.0, abs=4 * 0.5 / 300**0.5)
    assert spread == pytest.approx(0.5, rel=0.15)
    held = next(c for c in found.checks if c.held_out)
    assert held.predicted[0] < 2.0 < held.predicted[2]


def test_a_held_out_target_does_not_touch_the_fit() -> None:
    other = make_targets(
        {"m": {"low": -5, "high": 5}},
        {"y": {"value": 1.0, "tolerance": 0.1}, "z": {"value": -50.0, "tolerance": 1.0, "held_out": True}},
        of_a_scenario=False, particles=50, most_runs=20_000, seed=3,
    )  # fmt: skip
    one, two = (calibrate(t, model=cheap.line) for t in (line_targets(particles=50), other))
    assert one.particles["m"].equals(two.particles["m"])
    assert two.checks[1].within == 0.0


def test_a_fit_that_cannot_reach_says_so() -> None:
    found = calibrate(line_targets(particles=50, most_runs=150), model=cheap.line)
    assert not found.reached
    assert found.generations[-1].epsilon > 1


@pytest.mark.alone
def test_workers_and_interruptions_do_not_change_a_fit(tmp_path: Path) -> None:
    wanted = line_targets(particles=20, most_runs=5000, wide=True)
    whole = calibrate(wanted, model=cheap.line, out=tmp_path / "whole", workers=2)
    journal = (tmp_path / "whole" / "journal").read_bytes().splitlines(keepends=True)
    calibrate(wanted, model=cheap.line, out=tmp_path / "cut")
    (tmp_path / "cut" / "journal").write_bytes(b"".join(journal[: len(journal) // 2])[:-3])
    again = calibrate(wanted, model=cheap.line, out=tmp_path / "cut")
    assert again.particles.equals(whole.particles)
    names = ("whole", "cut")
    found = [pl.read_parquet(tmp_path / name / "posterior.parquet") for name in names]
    assert found[0].equals(found[1])


def ranks(repeats: int, particles: int, seed: int) -> NDArray[np.int64]:
    """Ranks of the truth among draws from the posterior, for three parameters: (repeats, 3).

    The truth is drawn from the prior, and what is reported is a run of it with an even error within the tolerances.
    """
    rng = np.random.default_rng(seed)
    tolerance = np.array([0.3, 0.3, 0.4])
    out = np.zeros((repeats, 3), np.int64)
    for k in range(repeats):
        truth = rng.random(3)
        reported = _three(truth[None, :], rng)[0] + rng.uniform(-tolerance, tolerance)
        runs = np.random.default_rng([seed, k])

        def simulate(generation: int, first: int, places: Values, runs: np.random.Generator = runs) -> Values:
            return _three(places, runs)

        def distance(found: Values, reported: Values = reported) -> Values:
            return np.asarray(np.max(np.abs(found - reported) / tolerance, axis=1))

        last = populations(simulate, distance, 3, particles, 1_000_000, k)[-1]
        assert last.epsilon == 1.0
        drawn = last.places[rng.choice(particles, DRAWS, p=last.weights)]
        out[k] = (drawn < truth).sum(axis=0)
    return out


def _three(places: Values, rng: np.random.Generator) -> Values:
    """`cheap.three_means`, many at once, over parameters from 0 to 3."""
    p, q, r = 3 * places.T
    noise = rng.standard_normal((3, len(places)))
    return np.stack([p + 0.3 * noise[0], p + q + 0.3 * noise[1], r + 0.5 * noise[2]], axis=1)


def chance_of_even(found: NDArray[np.int64], bins: int) -> list[float]:
    """Chi-square chances of each parameter's ranks under evenness."""
    counts = [np.bincount(found[:, k] * bins // BINS, minlength=bins) for k in range(3)]
    return [float(stats.chisquare(c).pvalue) for c in counts]


def test_simulation_based_calibration_on_three_parameters() -> None:
    found = chance_of_even(ranks(200, 100, 11), 10)
    assert min(found) > 0.001 / 3


def test_the_rank_histogram_sees_a_posterior_that_is_too_narrow() -> None:
    """Power of the test: ranks of a fit that believes tolerances to be a tenth of what they are."""
    rng = np.random.default_rng(5)
    middle = rng.beta(0.5, 0.5, (200, 3))
    assert max(chance_of_even((middle * BINS).astype(np.int64).clip(0, BINS - 1), 10)) < 0.001


@pytest.mark.slow
def test_simulation_based_calibration_at_length() -> None:
    found = chance_of_even(ranks(1000, 200, 12), 20)
    print(f"\nmeasured | simulation-based calibration, 1000 fits | chances {[round(f, 3) for f in found]}")
    assert min(found) > 0.001 / 3


def test_weighted_quantiles() -> None:
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.2, 0.5, 0.3])
    assert [weighted_quantile(values, weights, q) for q in (0.0, 0.5, 0.6, 1.0)] == [1.0, 1.0, 2.0, 3.0]


@pytest.mark.parametrize("name", CALIBRATIONS)
def test_shipped_targets_are_sound(name: str) -> None:
    found = read_targets(name)
    predicted_from = {load_yaml(prediction_file(p)).data["fit"] for p in PREDICTIONS}
    assert found.fitted
    assert len(found.fitted) < len(found.targets) or name in predicted_from, "something tries every fit"
    assert all(factor.low < factor.high for factor in found.parameters.values())


def test_faults_of_a_targets_file_stand_at_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        "format: credopolis-targets/1\ntitle: Wrong\nparameters:\n  regime.faces.gallery: assumption\n"
        "targets:\n  negative_entry: {value: 1, tolerance: 0.1}\n"
    )
    with pytest.raises(FaultyFile) as caught:
        read_targets(path)
    assert re.search(r"t.yaml:4:3: .*no range to take over", str(caught.value))
    assert re.search(r"t.yaml:6:3: .*not a measure", str(caught.value))


@pytest.mark.slow
def test_v06_rongcheng_is_fitted_and_the_held_out_share_agrees(tmp_path: Path) -> None:
    found = calibrate("rongcheng-records", out=tmp_path, workers=2)
    print("\nmeasured | V06 by calibration |", json.dumps(found.as_json()))
    assert found.reached
    share = next(c for c in found.checks if c.measure == "negative_share")
    assert share.held_out
    assert share.predicted[0] > 78.7


def test_a_posterior_that_leans_on_the_end_of_its_range_says_so() -> None:
    even, one = np.linspace(0.001, 0.999, 500), np.ones(500)
    assert pressed(even, one) == ""
    assert pressed(even**8, one) == "low" and pressed(1 - even**8, one) == "high"
    assert pressed(np.array([0.01, 0.5]), np.array([0.2, 0.8])) == ""
    assert pressed(np.array([0.01, 0.5]), np.array([0.3, 0.7])) == "low"
