"""Time below good standing: spells are those of lives themselves, and the rule alone is the rulebook's own years."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import credopolis as cp
from credopolis.analysis.measures import standing
from credopolis.analysis.measures.metrics import last_day
from credopolis.analysis.measures.standing import TimeBelow, rule_alone, served, time_below
from credopolis.analysis.pages.report import report_html
from credopolis.analysis.told.standing import standing_columns, standing_sentences
from credopolis.analysis.told.summary import summary_view
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings
from credopolis.store.run import Run

YEAR = 365


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """A rulebook whose locks are short beside the run, so that the rule's end is seen; many fall and come back."""
    shorter = {
        "rulebook.grades.B.lock.lasts": "180d", "rulebook.acts.negative_post.points": -45,
        "rulebook.acts.community_help.seen_by.records": 0.4, "conduct.acts.report_illegal.rate": 0.1,
    }  # fmt: skip
    return load_scenario("popular-account", people=4000, years=3, seed=2, set=shorter)


@pytest.fixture(scope="module")
def run(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return cp.execute(scenario, out=tmp_path_factory.mktemp("standing") / "run", threads=1)


@pytest.fixture(scope="module")
def found(run: Run) -> TimeBelow:
    told = time_below(run)
    assert told is not None
    return told


def test_spells_are_those_of_the_lives(scenario: Scenario, found: TimeBelow) -> None:
    """Watched in the run itself, life by life, in plain Python."""
    good = scenario.rulebook.standing_grade
    since: dict[int, int] = {}
    back: list[int] = []
    with Session.begin(scenario, RunSettings(threads=1, hold_period=False)) as session:
        while not session.over:
            session.advance(ticks=1)
            for life, grade in enumerate(session.course.engine.world.standing["grade"].tolist()):
                if grade < good and life not in since:
                    since[life] = session.day
                elif grade >= good and life in since:
                    back.append(session.day - since.pop(life))
    everyone = found.below[0]
    assert everyone.grade == "all" and found.lives == scenario.people
    assert (everyone.back, everyone.spells) == (len(back), len(back) + len(since)) and len(back) > 20
    assert sum(b.spells for b in found.below[1:]) == everyone.spells
    assert len(since) == sum(b.spells - b.back for b in found.below[1:])


def test_the_rule_alone_is_the_sum_of_its_locks(scenario: Scenario) -> None:
    """Worked out by hand: D 5 years, then C 2 years, then B; B lets go to the band that the score deserves."""
    book = load_scenario("popular-account", people=1000, years=1)
    days = [rule_alone(book, book.rulebook.grade_names.index(grade)) for grade in "DCB"]
    assert [round(d / YEAR) for d in days] == [9, 4, 2] and rule_alone(book, book.rulebook.grade_names.index("A-")) == 0
    assert rule_alone(replace(book, off=("locks",)), 0) == 0
    assert rule_alone(scenario, scenario.rulebook.grade_names.index("B")) == 180
    none = load_scenario("suining-2010", people=1000, years=1)
    assert rule_alone(none, 0) == 0, "its grades have no lock"


def test_many_stay_below_when_the_rule_would_let_go(found: TimeBelow) -> None:
    """What survival in the lock hides: at the lock's end all spells in it end, but most lives stay below."""
    b = next(b for b in found.below if b.grade == "B")
    assert b.rule_days == 180 and 0.3 < b.after_rule.low < b.after_rule.value < b.after_rule.high < 1.0
    assert b.curve.survival[1] == 1.0, "nobody is back within the first bucket: the lock holds"


def test_served_locks_are_counted_on_the_last_day(run: Run) -> None:
    last = run.grades.filter(run.grades["day"] == last_day(run))
    told = {one.grade: one for one in served(run)}
    for grade, one in told.items():
        mine = last.filter(last["grade"] == grade)
        assert one.lives == mine["lives"].sum()
        assert one.served.value == pytest.approx(1 - mine["locked"].sum() / mine["lives"].sum())
    assert told["B"].served.value > 0.3


def test_it_stands_at_the_top_of_text_and_page(run: Run, found: TimeBelow) -> None:
    from io import StringIO

    from rich.console import Console

    text = StringIO()
    Console(file=text, width=110).print(summary_view(run.summary, found))
    said = text.getvalue()
    assert said.index("Time below good standing") < said.index("Falls to a lower grade")
    assert "How long a spell in a lock lasts" not in said, "it returns the rule's own years"
    page = report_html(run, below=found)
    assert page.index('"name":"standing"') < page.index('"name":"map-standing"') < page.index('"name":"survival"')
    assert not re.search(r"\bnan\b", page) and all(
        sentence.split(",")[0] in page for sentence in standing_sentences(found)
    )
    assert json.loads(json.dumps(found.as_json(), allow_nan=False))["below"][0]["grade"] == "all"
    assert dict(standing_columns(found)[0])["fallen to"] == "any grade"


def test_of_a_large_run_some_districts_are_watched(monkeypatch: pytest.MonkeyPatch, run: Run, found: TimeBelow) -> None:
    monkeypatch.setattr(standing, "MOST_LIVES", 1000)
    part = time_below(run)
    assert part is not None and part.lives <= 1000 < found.lives and 1 < part.districts < part.of_districts
    assert sorted(standing._spread(31)) == list(range(31))
    first = np.array(standing._spread(32)[:4])
    assert sorted(first.tolist()) == [0, 8, 16, 24], "any first few lie evenly"


def test_runs_without_fields_or_a_ladder_have_none(tmp_path: Path) -> None:
    assert time_below(cp.run(people=2000, years=0.1, threads=1, fields=False, out=tmp_path / "a")) is None
    assert time_below(cp.run("judgment-defaulters", people=2000, years=0.1, threads=1, out=tmp_path / "b")) is None


def test_what_was_not_followed_so_long_is_not_told(run: Run, found: TimeBelow) -> None:
    d = [b for b in found.below if b.grade in "CD"]
    assert d and all(math.isnan(b.after_rule.value) for b in d), "three years say nothing of what comes after nine"
    assert all("not followed so long" in dict(row).values() for row in standing_columns(found)
               if row[0][1] in "CD")  # fmt: skip


def test_a_share_of_a_few_spells_is_not_told(found: TimeBelow) -> None:
    """One spell gives 0 or 100 %, and says neither."""
    b = next(b for b in found.below if b.grade == "B")
    few = replace(found, below=tuple(replace(b, spells=n) for n in (9, 10)))
    told = [[cell for _, cell in row][3:] for row in standing_columns(few)]
    assert told[0] == ["too few", "too few", "not followed so long"]
    assert told[1][1].endswith(" %") and "too few" not in told[1]
