"""`compare`, `ablate`, `life --twin` and `--scale` as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.cli.main import guarded

SMALL = ("--people", "2k", "--years", "1", "--seeds", "2", "--threads", "1")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = guarded(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_compare_prints_differences_twins_and_lives(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    other = "popular-account,rulebook.acts.negative_post.points=-20"
    code, out, err = told(capsys, "compare", "popular-account", other, *SMALL, "--level", "90", "--html", str(page))
    assert (code, err) == (0, f"Page written to {page}.\n")
    assert "4 runs of 2,000 synthetic lives" in out and "90 % intervals" in out
    assert "Twins: By the worth of the gates open" in out and "at the end" in out
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_compare_gives_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "compare", "popular-account", "judgment-defaulters", *SMALL, "--scale", "2", "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["people"], found["scale"], found["seeds"]) == (1000, 2, [1, 2])
    assert {d["regime"] for d in found["differences"]} == {"judgment-defaulters"}
    assert "mean score" in found["undefined"]


def test_ablate_prints_effects_and_gives_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    code, out, _ = told(capsys, "ablate", *SMALL, "--seeds", "5", "--only", "records", "--only", "statistics",
                        "--html", str(page))  # fmt: skip
    assert code == 0 and "comparisons" in out and "take five or more" not in out
    assert code == 0 and "No clear effect on any headline measure: statistics." in out
    assert "data-credopolis-chart>" in page.read_text(encoding="utf-8")
    code, out, _ = told(capsys, "ablate", *SMALL, "--only", "records", "--json")
    assert code == 0 and {e["mechanism_off"] for e in json.loads(out)["effects"]} == {"records"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("compare", "popular-account"), "two or more"),
        (("compare", "popular-account", "dangan", "--level", "99"), "90 or 95"),
        (("compare", "popular-account", "dangan", "--seeds", "1"), "--seeds"),
        (("compare", "popular-account", "nowhere"), "no regime named 'nowhere'"),
        (("compare", "popular-account", "dangan,quotas"), "path=value"),
        (("ablate", "--only", "gravity"), "gravity"),
        (("ablate", "rongcheng-2013", "--only", "informants"), "off already"),
        (("run", "--people", "5k", "--scale", "100"), "number of lives to simulate"),
        (("run", "--scale", "none"), "--scale"),
    ],
)
def test_misuse_is_told_and_ends_with_2(
    arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(capsys, *arguments)
    assert code == 2 and says in err and "Traceback" not in err and out == ""


def test_twins_stand_side_by_side(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = {"people": 1000, "years": 1, "threads": 1}
    cp.run("popular-account", out=tmp_path / "a", **options)
    cp.run("popular-account", off=("records",), out=tmp_path / "b", **options)
    cp.run("popular-account", seed=2, out=tmp_path / "c", **options)
    code, out, _ = told(capsys, "life", str(tmp_path / "a"), "17", "--twin", str(tmp_path / "b"))
    assert code == 0 and "in two runs on the same draws" in out and "popular-account (b)" in out
    code, out, _ = told(capsys, "life", str(tmp_path / "a"), "17", "--twin", str(tmp_path / "b"), "--json")
    assert code == 0 and len(json.loads(out)["twins"]) == 2
    code, _, err = told(capsys, "life", str(tmp_path / "a"), "17", "--twin", str(tmp_path / "c"))
    assert code == 2 and "they differ in seed" in err
