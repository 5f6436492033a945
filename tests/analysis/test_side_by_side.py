"""Regimes side by side: the same draws for all, both doubts, and nothing counted that the rules do not name."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from credopolis.analysis.comparisons.in_rules import QUESTIONS, in_rules
from credopolis.analysis.pages.side_by_side import TOPICS, in_words, read, side_by_side_html, topic_header, topic_rows
from credopolis.analysis.studies.side_by_side import (
    ASKED,
    SideBySide,
    SideNumber,
    every_regime,
    number_of,
    side_by_side,
)
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue
from credopolis.library.names import REGIMES
from tests.house.tree import DOCS


@pytest.fixture(scope="module")
def found() -> SideBySide:
    return side_by_side("none", "popular-account", "tenant-entry", people=1000, years=0.25, seeds=2, draws=2, seed=3)


def test_none_is_none_and_what_is_not_named_is_not_counted(found: SideBySide) -> None:
    nothing = found.numbers["none"]
    for name in ("negative_entries", "false_entries", "refused", "lock_days", "removal_days", "resold"):
        assert nothing[name].value == 0 and nothing[name].over == (0, 0), name
    assert nothing["crimes"].value is not None and found.numbers["tenant-entry"]["crimes"].value is None
    assert found.numbers["popular-account"]["negative_entries"].value
    assert found.numbers["tenant-entry"]["resold"].value == pytest.approx(0.81 * 2 * 1.5 * 365.25 * 1000, rel=0.01)
    assert nothing["crimes"].less is None and found.numbers["tenant-entry"]["resold"].finding


def test_results_are_the_same_again_and_as_data(found: SideBySide) -> None:
    again = side_by_side("none", "tenant-entry", people=1000, years=0.25, seeds=2, draws=2, seed=3)
    mine, its = again.numbers["tenant-entry"], found.numbers["tenant-entry"]
    assert [mine[one.name].value for one in ASKED] == [its[one.name].value for one in ASKED]
    assert read(json.loads(json.dumps(found.as_json()))) == found
    for topic in TOPICS:
        assert {len(row) for row in topic_rows(found, topic)} == {len(topic_header(topic))}
    page = side_by_side_html(found)
    assert "tenant-entry" in page and "What it does to trust" in page and "<script" not in page.split("<main")[0]


def test_a_finding_is_clear_of_both_doubts() -> None:
    """By hand: a difference of 2 with hardly any spread, its sign in all draws, in nine of ten, and in none."""
    none = np.zeros(5), np.zeros(20)
    once, over = 2.0 + np.array([-0.1, 0, 0.1, 0, 0]), np.full(20, 2.0)
    assert number_of((once, over), none, math.nan).finding
    mixed = np.where(np.arange(20) < 18, 2.0, -2.0)
    assert number_of((once, mixed), none, math.nan).holds == 0.9
    assert not number_of((once, mixed), none, math.nan).finding
    assert not number_of((np.array([-9.0, 9, 2, 3, 5]), over), none, math.nan).finding
    assert not number_of((np.zeros(5), np.zeros(20)), none, 1.0).finding
    assert number_of((np.full(5, math.nan), over), none, 1.0) == SideNumber() and in_words(SideNumber()) == "-"


def test_rules_answer_every_question() -> None:
    for name in REGIMES:
        said = in_rules(name).row()
        assert len(said) == len(QUESTIONS) and all(said), name
    assert in_rules("none").row()[:4] == ("nobody", "nothing", "nobody", "nothing")
    assert "76 % do" in in_rules("sesame-like").who and "faces" in in_rules("tenant-entry").by_whom
    assert (
        "up to 5 years" in in_rules("popular-account").costs and "removed from civic life" in in_rules("dangan").costs
    )
    assert "appeal 0.8" in in_rules("institutions-only").contested


@pytest.mark.parametrize(
    ("names", "more"), [(("none",), {}), (("none", "dangan"), {"seeds": 1}), (("none", "dangan"), {"draws": 1})]
)
def test_too_little_is_refused(names: tuple[str, ...], more: dict[str, int]) -> None:
    with pytest.raises(BadValue, match="two or more"):
        side_by_side(*names, people=1000, years=0.1, **more)  # type: ignore[arg-type]


def test_the_page_is_of_the_regimes_that_ship() -> None:
    """If regimes were changed on purpose: python docs/figures/side_by_side.py, then python docs/generate.py."""
    kept = read(json.loads((DOCS / "figures" / "side_by_side.json").read_text(encoding="utf-8")))
    assert kept.regimes == every_regime() and set(every_regime()) == set(REGIMES) - {"ladder"}
    assert all(set(its) == {one.name for one in ASKED} for its in kept.numbers.values())
    page = (DOCS / "side-by-side.md").read_text(encoding="utf-8")
    assert all(in_words(its["trust_in_state"]) in page for its in kept.numbers.values())


@pytest.mark.slow
def test_the_command_lives_them_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    size = ["--people", "1000", "--years", "0.1", "--seeds", "2", "--draws", "2", "--workers", "1"]
    assert guarded(["regimes", "--compare", *size, "--html", str(tmp_path / "page.html")]) == 0
    out = capsys.readouterr().out
    assert "What it does to trust" in out and all(name in out for name in every_regime())
    assert "tenant-entry" in (tmp_path / "page.html").read_text(encoding="utf-8")
