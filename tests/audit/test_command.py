"""`credopolis audit`: what it prints and writes, and how it ends."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from credopolis.cli.main import guarded
from credopolis.core.faults import FaultyFile
from credopolis.library.names import REGIMES
from credopolis.rulebook import load_rulebook
from tests.audit.seeded import CLEAN
from tests.rulebook.test_mutations import MUTATIONS


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.yaml"
    path.write_text(CLEAN)
    return path


def test_it_prints_times_findings_and_laws(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["audit", "popular-account"]) == 0
    out = capsys.readouterr().out
    assert "at least 9 years (3,285 days) pass before A- or better" in out
    assert "LD04 popular-account/rulebook.yaml:" in out or "LD04 src/" in out
    assert "Article 5(1)(c)(i)" in out
    assert "no legal advice" in out


def test_several_rulebooks_as_one_json(capsys: pytest.CaptureFixture[str], clean: Path) -> None:
    assert guarded(["audit", *REGIMES, str(clean), "--json"]) == 0
    books = json.loads(capsys.readouterr().out)["rulebooks"]
    assert [book["name"] for book in books] == [*REGIMES, "clean"]
    assert books[-1]["findings"] == []
    assert {"least_time_days", "witnesses", "drift", "findings", "legal_tests"} <= books[0].keys()


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (None, {"error": 0, "warning": 0, "note": 0, "never": 0}),
        (("    points: -6\n    counts_for: 1y\n", "    points: -6\n    counts_for: 2y\n"),
         {"error": 0, "warning": 0, "note": 1, "never": 0}),
        (("repair_after: 30d", "repair_after: 2y"), {"error": 0, "warning": 1, "note": 1, "never": 0}),
        (("access: 1", "access: 0"), {"error": 1, "warning": 1, "note": 1, "never": 0}),
    ],
)  # fmt: skip
def test_it_ends_with_1_at_the_level_that_is_asked(
    change: tuple[str, str] | None, codes: dict[str, int], clean: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if change is not None:
        assert CLEAN.count(change[0]) == 1
        clean.write_text(CLEAN.replace(*change))
    for level, code in codes.items():
        assert guarded(["audit", str(clean), "--fail-on", level]) == code
    assert guarded(["audit", str(clean)]) == 0
    capsys.readouterr()


def test_misuse_ends_with_2(capsys: pytest.CaptureFixture[str], clean: Path) -> None:
    for arguments in (
        ["audit"],
        ["audit", "popular-acount"],
        ["audit", "ladder", "--fail-on", "often"],
        ["audit", "--compare", "ladder"],
        ["audit", "--compare", "ladder", str(clean), "suining-2010"],
    ):
        assert guarded(arguments) == 2
        err = capsys.readouterr().err
        assert err and "Traceback" not in err


def test_a_faulty_file_ends_with_1_and_names_every_fault(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean.write_text(CLEAN.replace("points: -6", "points: x").replace("adds_to: barred", "adds_to: nobody"))
    assert guarded(["audit", str(clean)]) == 1
    err = capsys.readouterr().err
    assert "acts.speeding.points" in err and "acts.drink_driving.adds_to" in err
    assert guarded(["audit", str(clean), "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["details"]
    assert guarded(["audit", str(clean.parent / "none.yaml")]) == 1
    assert "there is no such file" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--html", "--sarif"):
        assert guarded(["audit", str(clean), option, str(clean / "file")]) == 1
        assert "Traceback" not in capsys.readouterr().err


def test_compare_says_what_is_mended_and_broken(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = clean.parent / "other.yaml"
    other.write_text(CLEAN.replace("access: 1", "access: 0").replace("lasts: 60d", "lasts: 90d"))
    assert guarded(["audit", "--compare", str(other), str(clean), "--json"]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [f["code"] for f in data["mended"]] == ["DP02"]
    assert data["broken"] == [] and data["kept"] == []
    states = {"before_state": "proved", "after_state": "proved"}
    assert {"from": "paused", "to": "plain", "before": 90, "after": 60, **states} in data["least_time_days"]
    assert any(test["before"] == "not met" and test["after"] == "met as stated" for test in data["legal_tests"])
    assert guarded(["audit", "--compare", str(clean), str(other), "--fail-on", "error"]) == 1
    out = capsys.readouterr().out
    assert "Broken: 1 finding" in out and "Mended: 0 findings" in out
    assert guarded(["audit", "--compare", str(other), str(clean), "--fail-on", "error"]) == 0


def test_hostile_files_are_refused_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(24)
    path = tmp_path / "mutated.yaml"
    ends = {0: 0, 1: 0}
    for _ in range(24):
        path.write_bytes(rng.choice(MUTATIONS)(rng, CLEAN.encode()) or b"\n")
        code = guarded(["audit", str(path), "--json"])
        out, err = capsys.readouterr()
        ends[code] += 1
        if code == 0:
            load_rulebook(path)
            assert json.loads(out)["rulebooks"][0]["findings"] is not None
        else:
            with pytest.raises(FaultyFile):
                load_rulebook(path)
            assert json.loads(err)["error"]["kind"] == "FaultyFile"
    assert min(ends.values()) >= 3


def test_markup_in_a_file_stays_text(clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = CLEAN.replace("title: Driving too fast", 'title: "<script>alert(1)</script> & so on"')
    head = "title: Penalty points on a driving licence, made up for the checks"
    clean.write_text(text.replace(head, 'title: "</title><script>x</script>"'))
    page = tmp_path / "page.html"
    assert guarded(["audit", str(clean), "--html", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "<script>" not in text and "&lt;script&gt;" in text
    kinds = re.findall(r"<script([^>]*)>", text)  # data of charts, and the one module that draws them
    assert {*kinds} == {" type='application/json' data-credopolis-chart", " type='module'"}
    assert kinds.count(" type='module'") == 1


_LIGHT = """
import sys
from credopolis.cli.main import guarded
code = guarded(["audit", "suining-2010", "--json"])
heavy = [name for name in ("numba", "polars", "duckdb", "pyarrow", "pydantic") if name in sys.modules]
sys.stderr.write(" ".join(heavy))
sys.exit(code or len(heavy))
"""


def test_auditing_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", _LIGHT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
