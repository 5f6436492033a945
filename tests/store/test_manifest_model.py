"""A manifest is read key by key; what does not fit is named with its key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_up
import pytest

from credopolis.core.errors import Misuse, RunFolderError
from credopolis.store.manifest import check_described, read_manifest
from credopolis.store.manifest_model import ManifestModel, ScenarioPart
from credopolis.store.reader import open_run
from credopolis.store.tables import OPTIONAL_LABELS
from credopolis.store.writer import RunWriter


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("scenario.people", "many", "scenario.people: input should be a valid integer (got 'many')"),
        ("scenario.people", True, "scenario.people"),
        ("scenario.seed", -1, "scenario.seed: input should be greater than or equal to 0"),
        ("scenario.days", 10**18, "scenario.days"),
        ("scenario.name", "a\x1b[2Jb", "scenario.name: it holds the control character U+001B"),
        ("scenario.title", "a\u202eb", "scenario.title: it holds the control character U+202E"),
        ("scenario.start", "2020-02-31", "scenario.start"),
        ("scenario.start", "9999-12-01", "the calendar ends before the run does"),
        ("labels.province", ["North", "North", "West"], "labels.province: a label stands twice"),
        ("labels.province", ["No\nrth", "South", "West"], "labels.province.0: it holds the control character U+000A"),
        ("labels.truth", ["true"], "labels.truth: not those of this format"),
        ("labels.grade", ["A"], "labels.grade: the last is not unscored"),
        ("labels", {}, "labels: they are of"),
        ("fields", [{"name": "day", "unit": "x"}], "fields: a name stands twice, or is that of another column"),
        ("parts.0.files.grades.path", "../x.parquet", "parts.0.files.grades.path: not tables/grades/part-0000.parquet"),
        ("parts.0.files.grades.path", "/etc/passwd", "parts.0.files.grades.path"),
        ("parts.0.files.grades.rows", 10**18, "parts.0.files.grades.rows"),
        ("parts.0.files.grades.rows", 1, "tables.grades.rows: its parts have 1"),
        ("parts.0.through_day", 400, "parts.0.through_day"),
        ("status", "done", "status: input should be 'complete'"),
        ("fingerprint", None, "fingerprint: this key is missing, and the status is complete"),
        ("timings.seconds", "1", "timings.seconds"),
        ("more", 1, "more: this key is not known"),
        ("versions", {}, "versions.credopolis: this key is missing"),
        ("fork", {"run": "x"}, "fork.day: this key is missing"),
    ],
)
def test_what_does_not_fit_is_named(path: str, value: Any, said: str, make_run: Callable[..., Path]) -> None:
    folder = make_run()
    manifest = json.loads((folder / "manifest.json").read_text())
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    inner = manifest
    for step in steps:
        inner = inner[step]
    inner[last] = value
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(RunFolderError) as caught:
        open_run(folder)
    assert said in str(caught.value) and "manifest.json does not fit" in str(caught.value)
    assert str(caught.value).isprintable()


def test_every_key_that_a_run_writes_is_known(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest:
        rest = {key: value for key, value in manifest.items() if key != name}
        (folder / "manifest.json").write_text(json.dumps(rest))
        if name in (
            "assumptions",
            "git",
            "updated",
            "fields_recorded",
            "process",
            "threads",
            "inputs",
            "lock_days",
            "locks_vary",
        ):
            default, found = ManifestModel.model_fields[name].default, read_manifest(folder)
            assert {key: found[key] for key in rest} == rest and found.get(name) == default
        else:
            with pytest.raises(RunFolderError, match=f"{name}|not the manifest"):
                read_manifest(folder)


@pytest.mark.parametrize("name", ["off", "scale"])
def test_a_key_of_the_scenario_that_may_be_left_out_is_there_for_whoever_reads(
    name: str, make_run: Callable[..., Path]
) -> None:
    folder = make_run()
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["scenario"][name]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert read_manifest(folder)["scenario"][name] == ScenarioPart.model_fields[name].default


def test_labels_that_a_run_may_leave_out_are_there_for_whoever_reads(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    manifest = json.loads((folder / "manifest.json").read_text())
    left_out = {name: manifest["labels"].pop(name) for name in OPTIONAL_LABELS}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    found = read_manifest(folder)["labels"]
    assert left_out and {name: found[name] for name in left_out} == left_out


def test_what_a_scenario_is_built_again_from_is_not_filled_in(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["scenario"]["source"] = {}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert read_manifest(folder)["scenario"]["source"] == {}


def test_a_manifest_tells_of_the_scenario_that_is_built_again(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    manifest = read_manifest(folder)
    check_described(folder, manifest, made_up.MadeUpScenario())
    for other, said in (({"seed": 8}, "scenario.seed is 7"), ({"days": 350}, "days"), ({"off": ("office",)}, "off")):
        with pytest.raises(RunFolderError, match=said):
            check_described(folder, manifest, made_up.MadeUpScenario(**other))
    manifest["labels"]["act"] = list(reversed(manifest["labels"]["act"]))
    with pytest.raises(RunFolderError, match=r"labels\.act"):
        check_described(folder, manifest, made_up.MadeUpScenario())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "a\u202eb"}, "scenario.title: it holds the control character U+202E"),
        ({"name": "a\x1b[2Jb"}, "scenario.name"),
        ({"people": 3_000_000_000}, "scenario.people"),
        ({"source": {"overrides": {"regime.x": float("nan")}}}, "it holds NaN, which is no number"),
    ],
)
def test_a_run_that_nobody_could_open_does_not_begin(changed: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="Nothing was run") as caught:
        RunWriter(tmp_path / "run", made_up.MadeUpScenario(**changed), "month")
    assert said in str(caught.value)
    assert not list(tmp_path.iterdir())
