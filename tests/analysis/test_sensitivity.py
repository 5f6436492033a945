"""Sensitivity through the machinery of sweeps, on functions with known indices."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from credopolis.analysis.pages.study import sensitivity_page
from credopolis.analysis.studies.design import make_design
from credopolis.analysis.studies.sensitivity import sensitivity
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue, CredopolisError
from tests.analysis import cheap

ABC = {name: {"low": -math.pi, "high": math.pi} for name in "abc"}


def test_sobol_indices_of_ishigami_agree() -> None:
    found = sensitivity(make_design(ABC, "saltelli", of_a_scenario=False, points=1024), model=cheap.ishigami)
    assert found.points == 1024 * 5
    for index, known in cheap.ishigami_indices().items():
        for factor, value in known.items():
            estimate = found.of("y", index)[factor]
            assert estimate.low <= value <= estimate.high
            assert estimate.value == pytest.approx(value, abs=0.03)
            assert estimate.high - estimate.low < 0.25


def test_morris_is_exact_for_a_line_and_finds_what_has_no_effect() -> None:
    def line(values: dict[str, float], seed: int) -> dict[str, float]:
        return {"y": 3 * values["a"] - 2 * values["b"], "still": 1.0}

    factors = {name: {"low": 0, "high": 1} for name in "abc"}
    found = sensitivity(make_design(factors, "morris", of_a_scenario=False, points=10), model=line)  # type: ignore[arg-type]
    effects = found.of("y", "mean effect")
    assert {f: round(e.value, 9) for f, e in effects.items()} == {"a": 3.0, "b": 2.0, "c": 0.0}
    assert all(abs(e.value) < 1e-9 for e in found.of("y", "spread of effects").values())
    assert all(math.isnan(e.value) for e in found.of("still", "mean effect").values())


def test_the_page_names_what_does_not_vary(tmp_path: Path) -> None:
    found = sensitivity(make_design(ABC, "saltelli", of_a_scenario=False, points=64), model=cheap.ishigami)
    text = sensitivity_page(found, tmp_path / "page.html", tmp_path).read_text()
    assert text.count("data-credopolis-chart>") == 1
    assert "first order" in text


def test_a_grid_needs_a_method() -> None:
    design = make_design({"a": {"values": [1, 2]}}, of_a_scenario=False)
    with pytest.raises(BadValue, match="saltelli"):
        sensitivity(design, model=cheap.ishigami)


def test_the_command_on_a_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d.yaml").write_text(
        "format: credopolis-design/1\ntitle: Two factors\nkind: morris\npoints: 2\npeople: 1000\nyears: 0.1\n"
        "factors:\n  regime.records.coverage: {low: 0.2, high: 1}\n  regime.faces.miss_rate: assumption\n"
    )
    out = tmp_path / "out"
    assert guarded(["sensitivity", str(tmp_path / "d.yaml"), "--workers", "1", "--out", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["points"] == 6
    assert len(found["indices"]) == 2 * 2 * len(found["measures"])
    assert (out / "sensitivity.html").is_file()


def test_measures_without_an_index_are_named() -> None:
    def model(values: dict[str, float], seed: int) -> dict[str, float]:
        return {"y": values["a"], "same": 3.0, "none": float("nan")}

    found = sensitivity(make_design(ABC, "morris", of_a_scenario=False, points=4), model=model)  # type: ignore[arg-type]
    assert found.undefined == ("same", "none") and found.as_json()["undefined"] == ["same", "none"]


def test_indices_are_not_made_of_a_sweep_with_holes() -> None:
    design = make_design({"x": {"low": 0, "high": 1}}, "morris", of_a_scenario=False, points=4)

    def model(values: dict[str, float], seed: int) -> dict[str, float]:
        return {"y": 1.0 / values["x"]}

    with pytest.raises(CredopolisError, match=r"runs failed.*every point.*division by zero"):
        sensitivity(design, model=model)  # type: ignore[arg-type]
