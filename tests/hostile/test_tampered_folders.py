"""Run folders that somebody changed: what is wrong is named, whatever the command; nothing else happens."""

from __future__ import annotations

import copy
import json
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

import credopolis as cp
from credopolis.store.manifest_model import faults_of
from tests.tampering import COMMANDS, Tampering, at_place, of_bytes, of_files, of_keys, places, trial

pytestmark = pytest.mark.slow
NUMBER = 500


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    cp.run("popular-account", people=2000, years=0.6, threads=1, out=folder / "run")
    (folder / "reform.yaml").write_text(
        "format: credopolis-reform/1\nreform: milder\ntitle: Milder\nsource: assumption\n"
        "set:\n  rulebook.grades.B.lock.lasts: 180d\n"
    )
    return folder


@pytest.mark.parametrize("status", ["complete", "running"])
def test_a_changed_manifest(status: str, base: Path, tmp_path: Path) -> None:
    manifest = json.loads((base / "run/manifest.json").read_text())
    if status == "running":
        (base / "run/manifest.json").write_text(json.dumps({**manifest, "status": status}))
    tamperings = islice(of_keys(manifest, 7), NUMBER // 2)
    found = [
        trial(base / "run", tampering, command, tmp_path / str(k), base / "reform.yaml")
        for k, (tampering, command) in enumerate(zip(tamperings, cycle(COMMANDS), strict=False))
    ]
    (base / "run/manifest.json").write_text(json.dumps(manifest))
    assert len(found) == NUMBER // 2 and not any(found), "\n".join(filter(None, found))


def test_a_manifest_without_a_key_that_it_may_leave_out(base: Path, tmp_path: Path) -> None:
    """Each key by itself, under every command: those of `of_keys` are drawn, and met by one command each."""
    manifest = json.loads((base / "run/manifest.json").read_text())
    keys = [path for path in places(manifest) if isinstance(path[-1], str)]
    optional = [path for path in keys if not faults_of(without(manifest, path))]
    found = [
        trial(base / "run", Tampering(".".join(map(str, path)), at_place(path)), command, tmp_path / f"{k}-{n}",
              base / "reform.yaml")
        for k, path in enumerate(optional)
        for n, command in enumerate(COMMANDS)
    ]  # fmt: skip
    assert len(optional) > 15 and not any(found), "\n".join(filter(None, found))


def without(manifest: Any, path: tuple[str | int, ...]) -> Any:
    """A manifest without a key."""
    copied = copy.deepcopy(manifest)
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return copied


def test_strange_files(base: Path, tmp_path: Path) -> None:
    manifest = json.loads((base / "run/manifest.json").read_text())
    every = [*of_bytes(), *of_files(manifest)]
    found = [
        trial(base / "run", tampering, command, tmp_path / f"{k}-{n}", base / "reform.yaml")
        for k, tampering in enumerate(every)
        for n, command in enumerate((COMMANDS[k % 2], COMMANDS[2 + k % 3]))
    ]
    assert len(found) > 200 and not any(found), "\n".join(filter(None, found))
