"""`credopolis fork` as people type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.cli.main import guarded

REFORM = """format: credopolis-reform/1
reform: shorter-locks
title: Ninety days
set:
  rulebook.grades.B.lock.lasts: 90d
"""


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = guarded([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture(scope="module")
def reform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reform") / "reform.yaml"
    path.write_text(REFORM, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cp.run(people=2000, years=1, threads=1, out=tmp_path_factory.mktemp("run") / "run").folder


def test_fork_prints_differences_and_folders(
    run: Path, reform: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = told(
        capsys, "fork", run, "--at", "2021-06-10", "--with", reform, "--seeds", 2, "--html", "page.html"
    )
    assert (code, err) == (0, "Page written to page.html.\n")
    assert "forked on 2021-07-02 (day 182), the end of the recorded interval that 2021-06-10 falls in" in " ".join(
        out.split()
    )
    assert "shorter-locks, less unreformed" in out and "Twins: By the worth" in out and "95 % intervals" in out
    assert "runs/run-fork-1/unreformed" in out
    assert "forked on 2021-07-02" in Path("page.html").read_text(encoding="utf-8")
    folders = [Path("runs/run-fork-1") / name for name in ("unreformed", "shorter-locks")]
    code, out, err = told(capsys, "life", folders[0], 123, "--twin", folders[1])
    assert code == 0 and "in two runs on the same draws" in out and "Two sets of rules" in err
    code, out, _ = told(capsys, "fork", run, "--at", "182", "--with", reform, "--seeds", 1)
    assert code == 0 and "One seed: no intervals." in out and "nan" not in out and "run-fork-2" in out


def test_fork_gives_json(run: Path, reform: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = told(
        capsys,
        "fork",
        run,
        "--at",
        "6mo",
        "--with",
        reform,
        "--seeds",
        2,
        "--level",
        90,
        "--out",
        tmp_path / "out",
        "--json",
    )
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["at"]["day"], found["seeds"], found["level"], found["days"]) == (182, [1, 2], 0.9, 183)
    assert [f["name"] for f in found["futures"]] == ["unreformed", "shorter-locks"]
    assert found["futures"][0]["fingerprint"] == found["fingerprint"]
    assert {d["measure"] for d in found["differences"]} >= {"lock_days", "entries"} and found["twins"][0]["groups"]


def test_check_and_schema(run: Path, reform: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "fork", run, "--at", "100", "--with", reform, "--check")
    assert code == 0 and "They would take effect on 2021-05-07 (day 126)" in out
    code, out, _ = told(capsys, "fork", "--schema")
    assert code == 0 and json.loads(out)["required"] == ["format", "reform"]


def test_a_reform_that_changes_nothing_says_so(run: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    searches = cp.load_scenario().regime.faces.searches_a_year
    for value, nothing in ((searches, True), (searches + 1, False)):
        (tmp_path / "same.yaml").write_text(
            "format: credopolis-reform/1\nreform: same\nsource: assumption\n"
            f"set: {{regime.faces.searches_a_year: {value}}}\n"
        )
        code, _, err = told(capsys, "fork", run, "--at", "100", "--with", tmp_path / "same.yaml", "--check")
        assert code == 0 and ("'same' changes nothing" in err) == nothing


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ((), 2, "On which day?"),
        (("--at", "100"), 2, "Which reforms?"),
        (("--at", "0", "--with", "REFORM"), 2, "no past yet"),
        (("--at", "365", "--with", "REFORM"), 2, "2021-01-02 to 2021-12-03 (days 1 to 336)"),
        (("--at", "100", "--with", "REFORM", "--seeds", "none"), 2, "--seeds"),
        (("--at", "100", "--with", "REFORM", "--seeds", "1", "--html", "x.html"), 2, "2 or more with --html"),
        (("--at", "100", "--with", "missing.yaml"), 1, "missing.yaml"),
    ],
)
def test_what_is_off_is_told(
    more: tuple[str, ...], code: int, says: str, run: Path, reform: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, out, err = told(capsys, "fork", run, *(str(reform) if word == "REFORM" else word for word in more))
    assert found == code and says in err and "Traceback" not in err and out == ""
