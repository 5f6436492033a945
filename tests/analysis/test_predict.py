"""Predictions: files with their faults, null models, verdicts, and a study that goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from credopolis.analysis.measures.measured import gather
from credopolis.analysis.studies.outcomes import measure
from credopolis.analysis.studies.predict import (
    ALIKE,
    BEATEN,
    MET,
    MISSED,
    MODEL,
    NEARER,
    TOO_WIDE,
    UNFITTED,
    PredictionResult,
    against,
    of_the_model,
    predict,
)
from credopolis.analysis.studies.predict_in_words import COLUMNS, rows_of
from credopolis.analysis.studies.predictions import read_predictions
from credopolis.cli.main import guarded
from credopolis.core.faults import FaultyFile
from credopolis.library.alike import alike
from credopolis.library.catalogue import load_scenario
from credopolis.library.targets import PREDICTIONS

TARGETS = """format: credopolis-targets/1
title: Rongcheng in small
scenario: rongcheng-2013
people: 1000
years: 0.4
particles: 20
most_runs: 40
checks: 10
parameters:
  rulebook.acts.traffic_violation.seen_by.records: {from: assumption, scale: log}
  rulebook.acts.community_help.seen_by.records: {from: assumption, scale: log}
targets:
  negative_a_subject: {value: 0.11, tolerance: 0.1, source: assumption}
"""
ASKED = """format: credopolis-predictions/1
title: small
fit: targets.yaml
predictions:
  later: {title: a year later, measure: negative_a_subject, value: 0.2, tolerance: 0.2, years: 0.9}
  there:
    title: elsewhere
    scenario: suining-2010
    years: 0.3
    measure: negative_share
    value: 1000
    tolerance: 1
    takes: [rulebook.acts.community_help.seen_by.records]
nulls:
  neither: {off: [deterrence], alike: true}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("predicted")
    (where / "targets.yaml").write_text(TARGETS)
    (where / "asked.yaml").write_text(ASKED)
    return where


@pytest.fixture(scope="module")
def found(folder: Path) -> PredictionResult:
    return predict(folder / "asked.yaml", out=folder / "study")


def test_every_model_is_fitted_and_tried(found: PredictionResult) -> None:
    models = [MODEL, "neither"]
    assert [*found.fits] == models
    assert [[look.model for look in one.outlooks] for one in found.predictions] == [models, models]
    later, there = found.predictions
    assert found.fits[MODEL].reached and later.verdict == MET
    assert there.verdict == MISSED and there.outlooks[0].within == 0.0, "no share is a thousand percent"
    assert there.scenario == "suining-2010" and later.scenario == "rongcheng-2013"
    assert found.runs == sum(fit.runs for fit in found.fits.values()) + 2 * 10 + 2 * 2 * 10


def test_a_prediction_takes_what_was_fitted(folder: Path, found: PredictionResult) -> None:
    """The year that is predicted has about twice the entries of the quarter and more that was fitted."""
    half = found.fits[MODEL].checks[0].predicted
    later = found.predictions[0].outlooks[0].predicted
    assert later[1] > 1.4 * half[1]


def test_a_study_goes_on_where_it_stopped(folder: Path, found: PredictionResult) -> None:
    """What is in the folder is not made again, and gives the same."""
    made: list[int] = []
    again = predict(folder / "asked.yaml", out=folder / "study", progress=lambda done, of: made.append(done))
    assert again.as_json() == found.as_json()
    journal = (folder / "study" / "journal").read_bytes()
    lines = journal.splitlines(keepends=True)
    (folder / "study" / "journal").write_bytes(b"".join(lines[: len(lines) // 2]))
    assert predict(folder / "asked.yaml", out=folder / "study").as_json() == found.as_json()


@pytest.mark.slow
def test_workers_change_nothing(folder: Path, found: PredictionResult) -> None:
    assert predict(read_predictions(folder / "asked.yaml"), workers=2).as_json() == found.as_json()


def test_words(found: PredictionResult) -> None:
    rows = rows_of(found)
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert [row[1] for row in rows if row[1]] == ["fitted", "predicted", "predicted"]
    assert any("1000 ± 1" in row[2] and row[-1] == MISSED for row in rows)


@pytest.mark.parametrize(("within", "verdict"), [(1.0, MET), (0.5, MET), (0.49, TOO_WIDE), (0.05, TOO_WIDE),
                                                 (0.04, MISSED), (0.0, MISSED)])  # fmt: skip
def test_verdicts_of_the_model(within: float, verdict: str) -> None:
    assert of_the_model(within) == verdict


def test_verdicts_against_a_null_model() -> None:
    near, far = np.full(40, 0.1), np.full(40, 2.0)
    assert against(near, far) == BEATEN and against(far, near) == NEARER
    assert against(near, near) == ALIKE, "as near as each other"
    rng = np.random.default_rng(3)
    assert against(rng.random(400), rng.random(400)) == ALIKE


def test_a_fit_that_was_not_reached_predicts_nothing(folder: Path) -> None:
    (folder / "far.yaml").write_text(TARGETS.replace("value: 0.11, tolerance: 0.1", "value: 90, tolerance: 0.1"))
    (folder / "asked-far.yaml").write_text(ASKED.replace("targets.yaml", "far.yaml").split("nulls:")[0])
    found = predict(read_predictions(folder / "asked-far.yaml"))
    assert {look.verdict for one in found.predictions for look in one.outlooks} == {UNFITTED}


def test_people_who_are_alike_do_acts_alike() -> None:
    """Women have fewer entries than men for what traits, sex and age make them do, and without these as many."""
    scenario = load_scenario("suining-2010", people=20_000, years=1)
    even = alike(scenario)
    assert {path.rsplit(".", 1)[-1] for path in even} == {"slope", "women", "age_contrast"}
    assert "conduct.acts.traffic_violation.women" in even and "conduct.acts.tax_evasion.slope" in even
    assert "rulebook.acts.contract_breach.conduct.slope" in alike(load_scenario("rongcheng-2013"))
    changed = load_scenario("suining-2010", people=20_000, years=1, set=even)
    as_is, alike_ = (
        measure(gather(one, 1), ("negative_ratio_sex",))["negative_ratio_sex"] for one in (scenario, changed)
    )
    assert as_is < 0.85
    assert alike_ == pytest.approx(1.0, abs=0.12)


@pytest.mark.parametrize("name", PREDICTIONS)
def test_shipped_predictions_are_sound(name: str) -> None:
    asked = read_predictions(name)
    assert asked.nulls and asked.predictions
    assert all(not target.held_out for target in asked.calibration.targets.values())


FAULTS = {
    "measure: negative_share": ("measure: nothing_such", "not a measure"),
    "takes: [rulebook.acts.community_help": ("takes: [rulebook.acts.other", "not a fitted parameter"),
    "scenario: suining-2010": ("scenario: nosuch", "no run can be made of it"),
    "fit: targets.yaml": ("fit: nosuch.yaml", "it cannot be read"),
    "off: [deterrence]": ("off: [gravity]", "wrong.yaml:15:"),
    "tolerance: 0.2": ("tolerance: -1", "wrong.yaml:5:"),
}


@pytest.mark.parametrize("place", FAULTS)
def test_faults_are_told_with_their_place(place: str, folder: Path) -> None:
    wrong, said = FAULTS[place]
    (folder / "wrong.yaml").write_text(ASKED.replace(place, wrong))
    with pytest.raises(FaultyFile) as error:
        read_predictions(folder / "wrong.yaml")
    assert "wrong.yaml" in str(error.value) and said in str(error.value)


def test_the_command(folder: Path, found: PredictionResult, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["predict", str(folder / "asked.yaml"), "--out", str(folder / "study"), "--workers", "1"]
    assert guarded([*line, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["predictions"] == found.as_json()["predictions"] and told["provenance"]["hashes"]["targets"]
    assert guarded(line) == 0 and "neither" in capsys.readouterr().out
    assert guarded([*line, "--check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["nulls"] == ["neither"]
    assert guarded([*line, "--check"]) == 0 and "2 predicted, 1 null" in capsys.readouterr().out
    assert guarded(["predict", "nosuch"]) == 2
