"""Evidence that nobody can look up is an assumption, and a regime whose thresholds rest on it says so first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.analysis.pages.report import report_html
from credopolis.analysis.told.summary import summary_text
from credopolis.cli.main import guarded
from credopolis.core.reading import Source
from credopolis.library.evidence import THRESHOLDS, facts, find, nobody_can_check, thresholds_remembered
from credopolis.library.grounds import ground_of
from credopolis.library.rules import list_regimes
from credopolis.mechanisms.parameters import Given
from credopolis.rulebook import load_rulebook


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert guarded(list(arguments)) == 0
    return capsys.readouterr().out


def test_memory_without_a_place_to_look_cannot_be_checked() -> None:
    by_id = {fact.id: fact for fact in facts()}
    assert not by_id["rc-030"].checkable and by_id["rc-021"].checkable
    assert by_id["srv-013"].checkable, "the number is remembered, but the abstract can be looked up"
    for fact in facts():
        assert fact.checkable or "remembered" in fact.source_title or fact.source_title == "not found", fact.id
    assert nobody_can_check(["rc-030", "RC-031"]) and not nobody_can_check(["rc-030", "rc-021"])
    assert not nobody_can_check([]) and not nobody_can_check(["a book of 1901"])


def test_values_that_rest_on_memory_are_assumptions() -> None:
    assert ground_of(Source(("rc-030",))).assumed and not ground_of(Source(("rc-021",))).assumed
    assert (
        ground_of(Given("x", sources=("spy-003",))).assumed and not ground_of(Given("x", sources=("rc-021",))).assumed
    )
    scenario = cp.load_scenario("rongcheng-2013", people=1000, years=0.1)
    assumed = {a.path: a.why for a in scenario.assumptions}
    assert "rulebook.grades.AAA.from" in assumed and "rc-030" in assumed["rulebook.grades.AAA.from"]
    assert "remembered" in assumed["rulebook.grades.AAA.from"]


def test_only_the_regime_with_remembered_thresholds_says_so() -> None:
    assert {card.name for card in list_regimes() if card.remembered} == {"rongcheng-2013", "rongcheng-2021"}


def test_it_says_so_in_its_title_line_everywhere(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run = cp.run("rongcheng-2013", people=2000, years=0.2, threads=1, out=tmp_path / "run")
    first = " ".join(summary_text(run.summary).split()).partition(": 2,000")[0]
    assert first == f"rongcheng-2013 (the documented record; {THRESHOLDS})"
    assert "(thresholds remembered)</h1>" in report_html(run) and THRESHOLDS in report_html(run)
    assert "documented, thresholds remembered" in " ".join(told(capsys, "regimes").split())
    assert THRESHOLDS in told(capsys, "rulebook", "show", "rongcheng-2013").splitlines()[1]
    assert THRESHOLDS in told(capsys, "audit", "rongcheng-2013").splitlines()[1]
    assert THRESHOLDS not in told(capsys, "rulebook", "show", "suining-2010")


def test_facts_mark_what_nobody_can_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nobody can check this" in told(capsys, "facts", "rc-030")
    assert "nobody can check" not in told(capsys, "facts", "rc-021")
    number = sum(not fact.checkable for fact in facts())
    assert number > 20 and f"Nobody can check {number} of them" in " ".join(told(capsys, "facts").split())
    remembered = sum(not fact.checkable for fact in find("Grade"))
    assert told(capsys, "facts", "Grade").count("nobody can check it") == remembered > 5
    listed = json.loads(told(capsys, "facts", "--json"))["facts"]
    plain = {fact["id"]: fact["checkable"] for fact in listed}
    assert plain == {fact.id: fact.checkable for fact in facts()}


def test_thresholds_are_ends_of_grades_alone() -> None:
    book = load_rulebook(Path(cp.__file__).parent / "library/regimes/suining-2010/rulebook.yaml")
    assert not thresholds_remembered(book.sources)
    assert thresholds_remembered({**book.sources, ("grades", "A", "from"): Source(("rc-030",))})
    assert not thresholds_remembered({**book.sources, ("grades", "A", "title"): Source(("rc-030",))})
