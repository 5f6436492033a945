"""Both kinds of doubt: what is drawn, what is kept, and that the intervals and hinges are those of known models."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from scipy import stats

import credopolis as cp
from credopolis.analysis.pages.robust import robust_html, row_of, size_in_words
from credopolis.analysis.studies import robust as module
from credopolis.analysis.studies.hinges import chance_of, hinges, latin_hypercube, ranks_of
from credopolis.analysis.studies.robust import factors_of, robust
from credopolis.analysis.studies.robust_result import SCHEMA, Robust
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue
from credopolis.library.catalogue import load_scenario
from credopolis.library.ranges import range_of, ranges_of

SMALL = {"people": 2500, "years": 0.5, "draws": 30, "seeds": 3, "workers": 1}
OTHER = "popular-account,off=informants"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Robust:
    return robust("popular-account", **SMALL, out=tmp_path_factory.mktemp("robust") / "alone")


@pytest.fixture(scope="module")
def both() -> Robust:
    return robust("popular-account", OTHER, **SMALL)


def test_every_range_of_the_files_is_drawn() -> None:
    """All that `--set` takes with `assumption`, and nothing else."""
    found = ranges_of("popular-account")
    assert len(found) > 150
    for path in list(found)[::7]:
        assert found[path] == range_of("popular-account", path), path
    assert found["regime.informants.malice"].low < found["regime.informants.malice"].high
    assert any(path.startswith("conduct.acts.") for path in found) and any(
        path.startswith("rulebook.") for path in found
    )


def test_what_is_set_is_not_drawn() -> None:
    fixed = load_scenario("popular-account", people=1000, years=0.1, set={"regime.informants.malice": 0.5})
    assert "regime.informants.malice" in factors_of(fixed)
    assert "regime.informants.malice" not in factors_of(fixed, {"regime.informants.malice"})


def test_each_stretch_of_each_factor_is_drawn_once() -> None:
    places = latin_hypercube(50, 7, 3)
    for column in places.T:
        assert sorted((column * 50).astype(int).tolist()) == list(range(50))
    assert (places == latin_hypercube(50, 7, 3)).all() and (places != latin_hypercube(50, 7, 4)).any()
    correlations = np.corrcoef(latin_hypercube(400, 5, 1).T) - np.eye(5)
    assert np.abs(correlations).max() < 0.2


def test_wide_ranges_are_drawn_by_their_logarithm() -> None:
    scenario = load_scenario("popular-account", people=1000, years=0.1)
    for path, factor in factors_of(scenario).items():
        assert (factor.scale == "log") == (factor.low > 0 and factor.high >= 10 * factor.low), path


def test_hinges_are_the_factors_of_a_known_model() -> None:
    """y = 3 a - 2 b + noise, and fifty factors that do nothing: those two, with their signs, and hardly ever "
    "another."""
    rng, wrong = np.random.default_rng(8), 0
    for _ in range(20):
        places = rng.random((200, 52))
        y = 3 * places[:, 0] - 2 * places[:, 1] + 0.5 * rng.standard_normal(200)
        found = hinges([f"p{k}" for k in range(52)], ranks_of(places), y)
        assert [h.path for h in found[:2]] == ["p0", "p1"]
        assert found[0].correlation > 0.5 and found[1].correlation < -0.3
        wrong += len(found) > 2
    assert wrong <= 3
    assert hinges(["p0"], ranks_of(rng.random((200, 1))), rng.random(200)) == ()


def test_rank_correlations_are_spearmans() -> None:
    rng = np.random.default_rng(9)
    x, y = rng.integers(0, 9, 60).astype(float), rng.random(60)
    rho = np.corrcoef(ranks_of(x[:, None])[:, 0], ranks_of(y[:, None])[:, 0])[0, 1]
    theirs = stats.spearmanr(x, y)
    assert rho == pytest.approx(theirs.statistic)
    assert chance_of(float(rho), 60) == pytest.approx(theirs.pvalue, abs=0.03)


def test_both_doubts_stand_beside_each_other(alone: Robust) -> None:
    assert alone.names == ("popular-account",) and alone.asked == 30 and alone.draws + len(alone.refused) > 0
    assert alone.draws >= 27, alone.refused
    entries = alone.of("negative_entries")
    assert entries.least <= entries.low < entries.value < entries.high <= entries.most
    assert entries.high - entries.low > entries.chance.high - entries.chance.low, "assumptions move it more"
    assert math.isnan(entries.holds), "a rate has no sign"
    ratios = [d for d in alone.headlines if d.unit.startswith("ratio") and not d.few]
    assert ratios and all(0 <= d.holds <= 1 for d in ratios)
    assert len(entries.hangs_on) <= 3
    assert all(
        abs(a.correlation) >= abs(b.correlation) for a, b in zip(entries.hangs_on, entries.hangs_on[1:], strict=False)
    )


def test_the_sampling_interval_is_that_over_seeds(alone: Robust) -> None:
    from dataclasses import replace

    from credopolis.analysis.measures.headlines import headlines
    from credopolis.analysis.measures.intervals import student
    from credopolis.analysis.measures.measured import gather

    base = load_scenario("popular-account", people=SMALL["people"], years=SMALL["years"])
    values = [headlines(gather(replace(base, seed=seed), 1))["mean_score"] for seed in (1, 2, 3)]
    assert alone.of("mean_score").value == pytest.approx(float(np.mean(values)))
    assert alone.of("mean_score").chance.high == pytest.approx(student(values).high)


def test_of_two_regimes_it_is_the_difference(both: Robust) -> None:
    entries = both.of("entries")
    assert entries.value < 0 and 0.8 <= entries.holds <= 1, "without informants fewer entries, whatever is assumed"
    assert any(d.holds < 1 for d in both.headlines if not math.isnan(d.holds) and not d.few)
    assert "less popular-account" in size_in_words(both)


def test_it_goes_on_and_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped amid the draws, the same question makes only what is missing; asked again, nothing. Two workers make the
    same as one.
    """
    options = {"people": 1000, "years": 0.3, "draws": 20, "seeds": 2, "out": tmp_path / "kept"}
    whole = robust("popular-account", **{**options, "workers": 2, "out": tmp_path / "whole"})
    begun: list[int] = []
    made: list[object] = []
    real = module.one_draw

    def stops(*task: Any) -> object:
        begun.append(1)
        if len(begun) == 8:
            raise KeyboardInterrupt
        result = real(*task)
        made.extend([result] if isinstance(result, dict) else [])  # a draw that the scenario refuses is no run
        return result

    monkeypatch.setattr(module, "one_draw", stops)
    with pytest.raises(KeyboardInterrupt):
        robust("popular-account", **options)
    assert 0 < len(made) <= 7
    for _ in range(2):
        assert robust("popular-account", **options) == whole and len(made) == 2 + whole.draws


def test_json_fits_its_schema(alone: Robust, both: Robust, capsys: pytest.CaptureFixture[str], tmp_path: Path,
                              monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for found in (alone, both):
        jsonschema.validate(json.loads(json.dumps(found.as_json(), allow_nan=False)), SCHEMA)
    monkeypatch.chdir(tmp_path)
    small = ("--people", "1k", "--years", "0.3", "--draws", "20", "--seeds", "2", "--workers", "1")
    assert guarded(["robust", *small, "--json", "--html", "page.html"]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, SCHEMA)
    assert (tmp_path / found["folder"] / "journal").is_file() and found["provenance"]["hashes"]
    assert "What this came from" in (tmp_path / "page.html").read_text("utf-8")
    assert guarded(["robust", "--schema"]) == 0 and json.loads(capsys.readouterr().out) == SCHEMA
    assert guarded(["robust", *small]) == 0
    said = capsys.readouterr().out
    assert "over assumptions" in said and "asked again" in said


def test_the_page_tells_all(both: Robust) -> None:
    page = robust_html(both)
    assert page.count("data-credopolis-chart>") == 1 and "nan" not in page.replace("finance", "")
    assert all(row_of(d)[0] in page for d in both.headlines)


@pytest.mark.parametrize("options", [{"draws": 5}, {"seeds": 1}])
def test_too_little_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(BadValue):
        robust("popular-account", **options)
    with pytest.raises(BadValue, match="two regimes"):
        cp.robust("popular-account", "dangan", "ladder")
