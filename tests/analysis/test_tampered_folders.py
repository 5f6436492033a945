"""Forty changed run folders; `tests/hostile` tries hundreds."""

from __future__ import annotations

import json
from itertools import cycle, islice
from pathlib import Path

import pytest

import credopolis as cp
from tests.tampering import COMMANDS, of_bytes, of_files, of_keys, trial


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    cp.run("popular-account", people=1000, years=0.3, threads=1, out=folder / "run")
    (folder / "reform.yaml").write_text(
        "format: credopolis-reform/1\nreform: milder\ntitle: Milder\nsource: assumption\n"
        "set:\n  rulebook.grades.B.lock.lasts: 180d\n"
    )
    return folder


def test_what_is_wrong_is_named(base: Path, tmp_path: Path) -> None:
    manifest = json.loads((base / "run/manifest.json").read_text())
    every = [*islice(of_keys(manifest, 3), 20), *list(of_bytes())[::2], *list(of_files(manifest))[::9]]
    found = [
        trial(base / "run", tampering, command, tmp_path / str(k), base / "reform.yaml")
        for k, (tampering, command) in enumerate(zip(every, cycle(COMMANDS), strict=False))
    ]
    assert len(found) >= 40 and not any(found), "\n".join(filter(None, found))
