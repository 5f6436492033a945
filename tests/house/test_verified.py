"""The page of `sh scripts/verify`: what pytest's file says is on it, with failures first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.tree import ROOT, load

verified = load(ROOT / "scripts" / "verified.py")
XML = """<?xml version="1.0"?><testsuites><testsuite name="pytest">
<testcase classname="tests.verification.test_markov" name="test_shares_follow_the_solution[two rungs]" time="61.5"/>
<testcase classname="tests.engine.test_spread" name="test_workers_give_the_same" time="2">
<failure message="a &lt;b&gt; is 3"/>
</testcase>
<testcase classname="tests.studio.test_page" name="test_it_opens" time="0"><skipped message="no browser"/></testcase>
</testsuite></testsuites>"""


def test_what_came_of_each_is_read() -> None:
    assert [(c.room, c.name, c.state, c.seconds) for c in verified.checks(XML)] == [
        ("verification", "Shares follow the solution (two rungs)", "held", 61.5),
        ("engine", "Workers give the same", "failed", 2.0),
        ("studio", "It opens", "left out", 0.0),
    ]


def test_a_failure_is_shown_as_one(tmp_path: Path) -> None:
    source, out = tmp_path / "in.xml", tmp_path / "out.html"
    source.write_text(XML)
    assert verified.main([str(source), str(out)]) == 0
    page = out.read_text()
    assert "Not every check held." in page and "1 held, 1 failed, 1 were left out" in page
    assert "a &lt;b&gt; is 3" in page and page.index("What failed") < page.index("Shares follow the solution")
    held = XML.replace('<failure message="a &lt;b&gt; is 3"/>', "")
    assert "Every check held." in verified.report(verified.checks(held), "")
    assert "Nothing was checked." in verified.report([], "")


def test_without_a_file_there_is_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified.main([str(tmp_path / "none.xml"), str(tmp_path / "out.html")]) == 1
    assert "no page" in capsys.readouterr().err and not (tmp_path / "out.html").exists()
