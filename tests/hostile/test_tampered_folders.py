"""Run folders that somebody changed: what is wrong is named, whatever the command; nothing else happens."""

from __future__ import annotations

import json
from itertools import cycle, islice
from pathlib import Path

import pytest

import credopolis as cp
from tests.tampering import COMMANDS, of_bytes, of_files, of_keys, trial

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


def test_strange_files(base: Path, tmp_path: Path) -> None:
    manifest = json.loads((base / "run/manifest.json").read_text())
    every = [*of_bytes(), *of_files(manifest)]
    found = [
        trial(base / "run", tampering, command, tmp_path / f"{k}-{n}", base / "reform.yaml")
        for k, tampering in enumerate(every)
        for n, command in enumerate((COMMANDS[k % 2], COMMANDS[2 + k % 3]))
    ]
    assert len(found) > 200 and not any(found), "\n".join(filter(None, found))
