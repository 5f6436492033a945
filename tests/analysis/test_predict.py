"""Predictions: files with their faults, null models, verdicts, and a study that goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from credopolis.analysis.measures.measured import gather
from credopolis.analysis.studies.calibrate import seed_of
from credopolis.analysis.studies.journal import Journal
from credopolis.analysis.studies.outcomes import measure
from credopolis.analysis.studies.predict import (
    ALIKE,
    BEATEN,
    MET,
    MISSED,
    NEARER,
    THE_MODEL,
    TOO_WIDE,
    UNDEFINED,
    UNFITTED,
    PredictionResult,
    _draws,
    against,
    of_the_model,
    outlook,
    predict,
)
from credopolis.analysis.studies.predict_in_words import COLUMNS, rows_of
from credopolis.analysis.studies.predictions import Predicted, read_predictions
from credopolis.analysis.studies.sweep import tried_run
from credopolis.cli.main import guarded
from credopolis.core.errors import Misuse
from credopolis.core.faults import FaultyFile
from credopolis.library.alike import alike
from credopolis.library.catalogue import SCENARIOS, load_scenario
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
    models = [THE_MODEL, "neither"]
    assert [*found.fits] == models
    assert [[look.model for look in one.outlooks] for one in found.predictions] == [models, models]
    later, there = found.predictions
    assert found.fits[THE_MODEL].reached and later.verdict == MET
    assert there.verdict == MISSED and there.outlooks[0].within == 0.0, "no share is a thousand percent"
    assert there.scenario == "suining-2010" and later.scenario == "rongcheng-2013"
    assert found.runs == sum(fit.runs for fit in found.fits.values()) + 2 * 10 + 2 * 2 * 10


def test_a_prediction_takes_what_was_fitted_and_nothing_else(folder: Path, found: PredictionResult) -> None:
    """A run that is kept is that of the fitted value alone, and another value gives another run."""
    asked, path = read_predictions(folder / "asked.yaml"), "rulebook.acts.community_help.seen_by.records"
    there, fitted = asked.predictions["there"], asked.calibration.parameters
    values = _draws(found.fits[THE_MODEL], 10, asked.calibration.seed, fitted)[0]
    assert (
        asked.taken(there, values) == {path: values[path]} and asked.taken(asked.predictions["later"], values) == values
    )
    with Journal(folder / "study" / "journal", ()) as journal:
        kept = journal.results["there/the model/0"]["negative_share"]
    seed = seed_of(asked.calibration.seed, "there/0")
    for value, same in ((values[path], True), (0.9, False)):
        assert (tried_run(asked.design_of(there, None), None, {path: value}, seed) == {"negative_share": kept}) is same


def test_a_null_model_leaves_out_what_it_says(folder: Path) -> None:
    asked = read_predictions(folder / "asked.yaml")
    null = asked.nulls["neither"]
    for design in (asked.fit_of(null).design, *(asked.design_of(one, null) for one in asked.predictions.values())):
        assert design.off == ("deterrence",) and design.settings["conduct.acts.traffic_violation.women"] == 1.0
    assert not asked.fit_of(None).off and not asked.design_of(asked.predictions["there"], None).settings


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


def test_what_runs_do_not_have_is_neither_met_nor_missed() -> None:
    """A share of entries where nothing was entered: unknown is its own answer, of a null model beside it too."""
    one, numbers = Predicted("t", "negative_share", 50, 10), np.full(10, 50.0)
    for runs, of_model in ((np.array([50.0, np.nan]), numbers), (numbers, np.array([np.nan]))):
        assert outlook("neither", runs, of_model, one, True).verdict == UNDEFINED
    assert outlook(THE_MODEL, numbers, numbers, one, True).verdict == MET
    assert outlook(THE_MODEL, numbers, numbers, one, False).verdict == UNFITTED


def test_a_fit_that_was_not_reached_predicts_nothing(folder: Path) -> None:
    (folder / "far.yaml").write_text(TARGETS.replace("value: 0.11, tolerance: 0.1", "value: 90, tolerance: 0.1"))
    (folder / "asked-far.yaml").write_text(ASKED.replace("targets.yaml", "far.yaml").split("nulls:")[0])
    found = predict(read_predictions(folder / "asked-far.yaml"))
    assert {look.verdict for one in found.predictions for look in one.outlooks} == {UNFITTED}


def test_people_who_are_alike_do_acts_alike() -> None:
    """Women have fewer entries than men for what traits, sex and age make them do, and without these as many."""
    scenario = load_scenario("suining-2010", people=20_000, years=1)
    even = alike(scenario)
    changed = load_scenario("suining-2010", people=20_000, years=1, set=even)
    as_is, alike_ = (
        measure(gather(one, 1), ("negative_ratio_sex",))["negative_ratio_sex"] for one in (scenario, changed)
    )
    assert as_is < 0.85
    assert alike_ == pytest.approx(1.0, abs=0.12)


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_left_in_which_people_differ(name: str) -> None:
    as_is = load_scenario(name, people=1000)
    if name == "china-cities-2005-2025":  # its steps bring cities acts with conduct of their own
        with pytest.raises(Misuse, match="'jaywalking' and says who does it"):
            alike(as_is)
        return
    for even in load_scenario(name, people=1000, set=alike(as_is)).in_force:
        book = even.rulebook
        table = {**even.conduct.acts} | {a: c for a, c in zip(book.act_names, book.act_conduct, strict=True) if c}
        assert [act for act, c in table.items() if c.slope or c.women != 1 or (c.ages and c.age_contrast)] == []


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
    "neither:": ("the model:", "the model itself is called so"),
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
