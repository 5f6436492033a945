"""A model is its code and what it closes over; no columns collide; runs that fail are rows; studies are extended."""

from __future__ import annotations

import functools
import random
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.analysis.studies.conditions import Condition
from credopolis.analysis.studies.design import make_design, read_design
from credopolis.analysis.studies.models import model_digest
from credopolis.analysis.studies.sweep import sweep
from credopolis.cli.main import guarded
from credopolis.core.errors import CredopolisError, Misuse, RunFolderError
from credopolis.core.faults import FaultyFile
from tests.analysis import cheap

ROOT = Path(__file__).resolve().parents[2]
OFFSET = 1.0


def scaled(values: Any, seed: int, by: float = 2.0) -> dict[str, float]:
    return {"y": by * float(values["x"]) + OFFSET}


class Line:
    def __init__(self, slope: Any) -> None:
        self.slope = slope

    def __call__(self, values: Any, seed: int) -> dict[str, float]:
        return {"y": float(np.sum(self.slope)) * float(values["x"])}

    def at(self, values: Any, seed: int) -> dict[str, float]:
        return self(values, seed)


@dataclass(frozen=True)
class Slope:
    by: float = 2.0


@functools.lru_cache
def remembered(values: Any) -> float:
    return float(values)


class Square(Line):
    def __call__(self, values: Any, seed: int) -> dict[str, float]:
        return {"y": float(values["x"]) ** 2}


def closing(over: Any) -> Callable[..., dict[str, float]]:
    return lambda values, seed: {"y": float(values["x"]), "n": float(len(str(over)))}


def calling(inner: Callable[..., Any]) -> Callable[..., dict[str, float]]:
    return lambda values, seed: inner(values, seed)


MODELS: dict[str, Callable[[], Callable[..., dict[str, float]]]] = {
    "lambda": lambda: lambda v, s: {"y": v["x"]},
    "another constant": lambda: lambda v, s: {"y": v["x"] + 5},
    "another sign": lambda: lambda v, s: {"y": v["x"] - 5},
    "another default": lambda: lambda v, s, k=5: {"y": v["x"] + k},
    "inner": lambda: lambda v, s: {"y": sum(x + 1 for x in (v["x"],))},
    "another inner": lambda: lambda v, s: {"y": sum(x + 2 for x in (v["x"],))},
    "function": lambda: scaled,
    "partial": lambda: functools.partial(scaled, by=3.0),
    "another partial": lambda: functools.partial(scaled, by=4.0),
    "object": lambda: Line(2.0),
    "another field": lambda: Line(3.0),
    "an array": lambda: Line(np.arange(3.0)),
    "another array": lambda: Line(np.array([0.0, 1.0, 2.5])),
    "another class": lambda: Square(2.0),
    "a record": lambda: closing(Slope()),
    "another record": lambda: closing(Slope(3.0)),
    "a cache": lambda: calling(remembered),
    "method": lambda: Line(2.0).at,
    "method of another": lambda: Line(3.0).at,
    "closure": lambda: closing([1, 2]),
    "another closure": lambda: closing([1, 3]),
    "closure over text": lambda: closing("[1, 2]"),
    "set": lambda: closing({"a", "b", "c"}),
    "another set": lambda: closing({"a", "b", "d"}),
    "of a function": lambda: calling(lambda v, s: {"y": 1.0}),
    "of another": lambda: calling(lambda v, s: {"y": 2.0}),
    "imported": lambda: cheap.line,
    "imported too": lambda: cheap.ishigami,
}


def test_every_model_has_an_identity_of_its_own_and_keeps_it() -> None:
    first = {name: model_digest(make()) for name, make in MODELS.items()}
    assert len(set(first.values())) == len(first)
    assert {name: model_digest(make()) for name, make in MODELS.items()} == first


def test_a_global_that_the_code_names_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before, other = model_digest(scaled), model_digest(cheap.line)
    monkeypatch.setattr(sys.modules[__name__], "OFFSET", 2.0)
    assert model_digest(scaled) != before and model_digest(cheap.line) == other


@given(
    st.lists(st.one_of(st.integers(), st.floats(allow_nan=False), st.text(), st.none(), st.booleans()), max_size=4),
    st.lists(st.one_of(st.integers(), st.floats(allow_nan=False), st.text(), st.none(), st.booleans()), max_size=4),
)
def test_data_that_differs_makes_another_model(one: list[Any], other: list[Any]) -> None:
    same = [(type(x), x) for x in map(repr, one)] == [(type(x), x) for x in map(repr, other)]
    assert (model_digest(closing(one)) == model_digest(closing(other))) == same


def test_a_changed_model_does_not_get_the_old_results(tmp_path: Path) -> None:
    design = make_design({"x": {"values": [1, 2]}}, of_a_scenario=False)
    names = ["lambda", "another constant", "object", "another field", "closure", "another closure"]
    for name, other in zip(names[::2], names[1::2], strict=True):
        out = tmp_path / name
        found = sweep(design, model=MODELS[name](), out=out)
        assert sweep(design, model=MODELS[name](), out=out).equals(found)
        with pytest.raises(RunFolderError, match="another model"):
            sweep(design, model=MODELS[other](), out=out)


def test_what_cannot_be_told_apart_is_refused_in_a_folder_only(tmp_path: Path) -> None:
    lock = threading.Lock()
    design = make_design({"x": {"values": [1]}}, of_a_scenario=False)

    def model(values: Any, seed: int) -> dict[str, float]:
        with lock:
            return {"y": 1.0}

    with pytest.raises(Misuse, match=r"lock.*nobody can tell"):
        sweep(design, model=model, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert sweep(design, model=model)["y"].to_list() == [1.0]


class Waiting(deque):  # type: ignore[type-arg]
    """A class of one's own over one that is written in C, whose content no field shows."""


@pytest.mark.parametrize("thing", [random.Random(1), Waiting([1]), np.random.default_rng(1), ValueError(1)])
def test_what_hides_its_content_is_refused(thing: object) -> None:
    """Two generators of numbers have the same fields and other numbers: their models had one identity."""
    with pytest.raises(Misuse, match=r"nobody can tell"):
        model_digest(closing(thing))


@pytest.mark.parametrize("name", ["point", "replicate", "seed", "failed"])
def test_no_factor_or_measure_has_the_name_of_a_column(name: str) -> None:
    with pytest.raises(FaultyFile, match=f"{name}.*every sweep has a column of this name"):
        make_design({name: {"values": [1]}}, of_a_scenario=False)
    design = make_design({"x": {"values": [1, 2]}}, of_a_scenario=False)
    for measure, what in ((name, "a column of every sweep"), ("x", "a factor")):
        with pytest.raises(CredopolisError, match=rf"measure '{measure}'.* is {what}"):
            sweep(design, model=lambda v, s, measure=measure: {measure: 1.0})  # type: ignore[misc]


def test_a_run_that_fails_is_a_row_and_is_tried_again_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    design = make_design({"x": {"values": [0, 1, 2]}}, of_a_scenario=False, replicates=2)
    found = sweep(design, model=cheap.one_over, out=tmp_path / "out")
    assert found["y"].to_list() == [None, None, 1.0, 1.0, 0.5, 0.5]
    assert found["failed"].to_list() == ["ZeroDivisionError: float division by zero"] * 2 + [None] * 4
    told: list[tuple[int, int]] = []
    again = sweep(design, model=cheap.one_over, out=tmp_path / "out", progress=lambda *x: told.append(x))
    assert again.equals(found) and told == [(4, 6), (5, 6), (6, 6)]
    assert sweep(design, model=cheap.one_over, workers=2).equals(found)
    with pytest.raises(CredopolisError, match="division by zero"):
        sweep(make_design({"x": {"values": [0]}}, of_a_scenario=False), model=cheap.one_over)


def test_check_builds_every_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from credopolis.analysis.studies import design as design_module

    real = design_module.load

    def load(design: Any, values: Any, seed: int) -> Any:
        if len(values) == 2 and values["a.b"] == 2 and values["c.d"] == 4:
            raise CredopolisError("not both")
        return real(design, {}, seed)

    design = make_design({"a.b": {"values": [1, 2]}, "c.d": {"values": [3, 4]}}, of_a_scenario=False, people=1000)
    monkeypatch.setattr("credopolis.analysis.studies.sweep.load", load)
    from credopolis.analysis.studies.sweep import refused_points

    assert [(p, v["a.b"], why) for p, v, why in refused_points(design)] == [(3, 2, "not both")]
    path = tmp_path / "d.yaml"
    path.write_text(
        "format: credopolis-design/1\ntitle: t\nkind: grid\npeople: 1000\nyears: 0.05\nfactors:\n"
        "  people: {values: [1000, 2000]}\n  years: {values: [0.05, 0.1]}\nwhere: [people < 2000 or years > 0.05]\n"
    )
    monkeypatch.undo()
    assert guarded(["sweep", str(path), "--check"]) == 0
    assert "3 points of 1 seeds, 3 runs. No fault found." in capsys.readouterr().out


@given(st.integers(-3, 3), st.integers(-3, 3), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
def test_conditions_are_what_python_makes_of_them(a: int, b: int, sign: str) -> None:
    values = {"a.x": a, "b": b, "d": f"{b + 5}d"}
    assert Condition(f"a.x {sign} b").holds(values) == eval(f"{a} {sign} {b}")
    assert Condition(f"a.x + 5 {sign} d").holds(values) == eval(f"{a} {sign} {b}")
    assert Condition(f"not (a.x {sign} b) or b*2 {sign} -a.x").holds(values) == eval(
        f"not ({a} {sign} {b}) or {b}*2 {sign} -({a})"
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "a <", "f(a)", "a.__class__()", "[a]", "a if b else c", "lambda: 1", "1 < 2", "a" * 600, "a ** 9 ** 9 > 1",
        "nosuch < 1", "a[0] < 1", "(" * 400, "a < 'x' * 9",
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused_at_its_place(text: str) -> None:
    with pytest.raises(FaultyFile, match="where"):
        make_design({"a": {"values": [1]}}, of_a_scenario=False, where=[text])


def test_a_condition_leaves_points_out() -> None:
    factors = {"a": {"values": [1, 2, 3]}, "b": {"values": [1, 2, 3]}}
    design = make_design(factors, of_a_scenario=False, where=["a < b", "b - a != 2"])
    assert [(v["a"], v["b"]) for v in design.values()] == [(1, 2), (2, 3)]
    assert sweep(design, model=lambda v, s: {"y": 1.0})["point"].to_list() == [0, 1]
    data = sweep(design, model=lambda v, s: {"y": v["a"] + v["b"]}, xarray=True)  # type: ignore[dict-item,operator]
    assert data["y"].dims == ("point", "replicate") and data["y"].values.ravel().tolist() == [3, 5]
    with pytest.raises(FaultyFile, match="no point of the design meets the conditions"):
        make_design(factors, of_a_scenario=False, where=["a < b", "b < a"])
    with pytest.raises(FaultyFile, match="every one of its points"):
        make_design({"a": {"low": 0, "high": 1}}, "morris", of_a_scenario=False, points=4, where=["a < 1"])


def test_whole_numbers_stand_once_each() -> None:
    design = make_design({"n": {"low": 1, "high": 3, "as": "whole", "steps": 9}}, of_a_scenario=False)
    assert [v["n"] for v in design.values()] == [1, 2, 3]


def test_a_finished_study_is_extended(tmp_path: Path) -> None:
    def asked(**rest: Any) -> Any:
        return make_design({"x": {"low": 0, "high": 1}}, "sobol", of_a_scenario=False, **rest)

    out = tmp_path / "out"
    sweep(asked(points=4), model=cheap.line_of_x, out=out)
    wider = asked(points=8, replicates=2, title="wider")
    with pytest.raises(RunFolderError, match="another design.*--extend"):
        sweep(wider, model=cheap.line_of_x, out=out)
    told: list[tuple[int, int]] = []
    found = sweep(wider, model=cheap.line_of_x, out=out, extend=True, progress=lambda *x: told.append(x))
    assert told[0] == (4, 16)
    assert found.equals(sweep(wider, model=cheap.line_of_x))
    assert read_design(out / "design.yaml", of_a_scenario=False).points == 8
    assert sweep(asked(points=4), model=cheap.line_of_x, out=out, extend=True).height == 4
    with pytest.raises(RunFolderError, match="and model"):
        sweep(wider, model=cheap.line, out=out, extend=True)
    with pytest.raises(RunFolderError, match="another design"):
        sweep(asked(points=4, years=2.0), model=cheap.line_of_x, out=out, extend=True)


UNGUARDED = """\
from credopolis.analysis.studies.sweep import sweep
from credopolis.analysis.studies.design import make_design
from tests.analysis import cheap
{model}
sweep(make_design({{'x': {{'values': [1, 2]}}}}, of_a_scenario=False), model={name}, workers=2)
"""


@pytest.mark.parametrize(
    ("model", "name", "how", "said"),
    [
        ("", "cheap.line_of_x", "script", "under the guard"),
        ("def f(v, s): return {'y': 1.0}", "f", "typed", "notebook or was typed in"),
        ("", "lambda v, s: {'y': 1.0}", "script", "cannot be sent to worker processes"),
    ],
)
def test_what_workers_cannot_do_is_said(model: str, name: str, how: str, said: str, tmp_path: Path) -> None:
    text = UNGUARDED.format(model=model, name=name)
    (tmp_path / "go.py").write_text(text)
    command = [sys.executable, str(tmp_path / "go.py")] if how == "script" else [sys.executable, "-"]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=False,
        input=text if how == "typed" else "", timeout=300,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.splitlines()[-1].startswith("credopolis.core.errors.Misuse")
    assert said in done.stderr and "killed" not in done.stderr
    assert done.stderr.count("Traceback") == 1
