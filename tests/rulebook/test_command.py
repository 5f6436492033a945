"""The command `credopolis rulebook`: what it prints, how it ends, and how quickly it starts."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from credopolis.cli.main import guarded
from credopolis.core.errors import UnknownName
from credopolis.library.names import REGIMES, regime_folder, resolve_rulebook
from tests.rulebook.books import SMALL


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


def test_check_accepts_names_and_files(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "check", *REGIMES, str(small)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(REGIMES) + 1
    assert "small.yaml: no faults (3 grades, 1 list, 5 acts, 2 gates)" in lines[-1]


def test_check_reports_every_fault_of_every_file(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small.write_text(SMALL.replace("points: -20", "points: x").replace("falls_to: C", "falls_to: Q"))
    empty = tmp_path / "empty.yaml"
    empty.write_text("")
    assert guarded(["rulebook", "check", str(small), "popular-account", str(empty), str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert f"{small}:16:9: acts.bad.points: not a whole number in bounds (got 'x'; allowed:" in out
    assert "acts.crime.falls_to" in out
    assert "the file holds no data" in out
    assert "this is a folder" in out


def test_check_as_json(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.write_text(SMALL.replace("points: -20", "points: x"))
    assert guarded(["rulebook", "check", str(small), "ladder", "--json"]) == 1
    first, second = json.loads(capsys.readouterr().out)["rulebooks"]
    assert (first["usable"], second["usable"]) == (False, True)
    assert first["faults"][0]["path"] == "acts.bad.points"
    assert first["faults"][0]["line"] == 16


def test_unknown_name_suggests_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "check", "popular-acount"]) == 2
    assert "Did you mean 'popular-account'" in capsys.readouterr().out
    assert guarded(["rulebook", "show", "sunning-2010"]) == 2
    assert "Did you mean 'suining-2010'" in capsys.readouterr().err


def test_missing_file_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "check", str(tmp_path / "no.yaml")]) == 1
    assert "there is no such file" in capsys.readouterr().out


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "show", "suining-2010"]) == 0
    assert "missed_repayment: costs 30 points" in capsys.readouterr().out
    assert guarded(["rulebook", "show", "suining-2010", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "suining-2010"


def test_diff(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SMALL.replace("points: -20", "points: -50"))
    assert guarded(["rulebook", "diff", str(small), str(other)]) == 0
    assert capsys.readouterr().out == "bad costs 50 points instead of 20\n"
    assert guarded(["rulebook", "diff", str(small), str(small)]) == 0
    assert "rules the same" in capsys.readouterr().out
    assert guarded(["rulebook", "diff", str(small), str(other), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"] == ["bad costs 50 points instead of 20"]


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")


def test_names_resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve_rulebook("ladder") == regime_folder("ladder") / "rulebook.yaml"
    assert resolve_rulebook("some/where.yaml") == Path("some/where.yaml")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "rulebook.yaml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    assert resolve_rulebook("mine") == Path("mine/rulebook.yaml")
    with pytest.raises(UnknownName):
        resolve_rulebook("nobody-knows")
    with pytest.raises(UnknownName):
        regime_folder("nobody-knows")


_LIGHT = """
import sys
from credopolis.cli.main import guarded
code = guarded(["rulebook", "check", "popular-account"])
heavy = [name for name in ("numba", "polars", "duckdb", "pyarrow", "numpy") if name in sys.modules]
sys.exit(code or len(heavy))
"""


@pytest.mark.alone
def test_checking_is_light_and_quick() -> None:
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", _LIGHT], capture_output=True, check=False)
        seconds.append(time.perf_counter() - begun)
        assert done.returncode == 0, done.stderr
    # Half a second is the aim on a quiet machine; the test leaves room for a busy one.
    assert min(seconds) < 1.5
