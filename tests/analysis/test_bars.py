"""Bars and rules of a dossier, against where the engine has the life day by day, and against the rulebook's file."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import credopolis as cp
from credopolis.analysis.lives.bars import BENEFIT, GRADE, LIST, LOCK, RESTRICTION, bars_of
from credopolis.analysis.lives.dossier import Dossier, dossier_of, gates_in_words
from credopolis.analysis.lives.rules import MOST_LINES, rules_of
from credopolis.core.yamlfile import load_text
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import REGIMES, resolve_rulebook
from credopolis.rulebook import CompiledRulebook, compile_rulebook, load_rulebook
from credopolis.rulebook.entitled import Entitlement
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings
from tests.library.test_entitlements import TIMELINE, scenario_file


class Lived:
    """A run with the standing of every life after each tick, and the fields that lives read."""

    def __init__(self, about: Scenario) -> None:
        self.about = about
        self.fields: list[Any] = []
        self.days: list[int] = []
        self.standing: list[Any] = []
        with Session.begin(about, RunSettings(threads=1, hold_period=False)) as session:
            session.watch(self)
            while not session.over:
                session.advance(ticks=1)
                self.days.append(session.day)
                self.standing.append(session.course.engine.world.standing.copy())

    def on_tick(self, tick: Any) -> None:
        """Keep what lives read."""
        self.fields.append(tick.fields.copy())

    def on_period(self, period: Any) -> None:
        """Nothing."""

    def dossier(self, life: int) -> Dossier:
        """The dossier of a life."""
        return dossier_of(self.about, life, np.stack(self.fields))


def on(dossier: Dossier, kind: str, day: int) -> set[str]:
    """What the bars of a kind say of a day."""
    return {bar.name for bar in dossier.bars if bar.kind == kind for s in bar.spells if s.first_day <= day < s.end_day}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("popular-account", RESTRICTION), ("judgment-defaulters", RESTRICTION), ("suining-2010", BENEFIT)],
)
def test_bars_say_where_the_engine_has_the_life(name: str, wanted: str) -> None:
    run = Lived(load_scenario(name, people=3_000, years=4, seed=3))
    book, last = run.about.rulebook, run.standing[-1]
    moved = np.flatnonzero(last["grade"] != run.standing[0]["grade"])
    some = [
        *moved[:12],
        *np.argsort(last["grade"], kind="stable")[:8],
        *np.flatnonzero(last["listed"])[:12],
        *range(0, 3_000, 500),
    ]
    seen: set[str] = set()
    for life in some:
        told = run.dossier(int(life))
        for day, standing in zip(run.days, run.standing, strict=True):
            its, at = standing[life], day - 1  # all that happened before the day on which the tick ended
            grade = (*book.grade_names, "unscored")[its["grade"]]
            lists = {one for k, one in enumerate(book.list_names) if int(its["listed"]) >> k & 1}
            assert on(told, GRADE, at) == {grade}, (life, at)
            assert on(told, LIST, at) == lists, (life, at)
            assert on(told, LOCK, at) == ({grade} if its["lock_until"] > at else set()), (life, at)
            closed = {gate for one in lists for gate in book.list_refuses[book.list_names.index(one)]}
            opened: set[str] = set()
            if grade != "unscored":
                closed |= set(book.grade_refuses[its["grade"]])
                opened |= set(book.grade_opens[its["grade"]])
            assert on(told, RESTRICTION, at) == closed, (life, at)
            assert on(told, BENEFIT, at) == opened, (life, at)
        seen |= {bar.kind for bar in told.bars}
        for bar in told.bars:
            for spell in bar.spells:
                began = [h for h in told.happenings if h.chain == spell.chain and h.day == spell.first_day]
                assert spell.first_day < spell.end_day <= run.about.days
                assert (spell.chain is None and spell.first_day == 0) or began
    assert wanted in seen


def test_gates_are_those_of_the_province_and_of_the_day(tmp_path: Path) -> None:
    run = cp.run(scenario_file(tmp_path, timeline=TIMELINE), people=2_000, out=tmp_path / "run")
    lives = {}
    for life in range(0, 2_000, 40):
        facts = run.life(life).facts
        if facts["grade_on_day_0"] == "A" and facts["province"] in ("Henan", "Guangdong", "Gansu", "Hebei", "Sichuan"):
            lives.setdefault(facts["province"], life)
    opened = (datetime.date(2021, 7, 5) - datetime.date(2021, 1, 4)).days
    assert {"Henan", "Guangdong"} <= lives.keys()
    for province, life in lives.items():
        told = run.life(life)
        shut = 0 if province in ("Henan", "Gansu") else opened
        days = [day for day in range(365) if "travel" in on(told, RESTRICTION, day)]
        assert days == list(range(shut)), province
        by = {place for bar in told.bars if bar.name == "travel" for spell in bar.spells for place in spell.by}
        assert by == ({"entitlements.travel"} if shut else set())


def test_before_a_reform_gates_are_those_of_the_rules_of_then(tmp_path: Path) -> None:
    first = cp.run("popular-account", people=2_000, years=1, out=tmp_path / "run")
    other = tmp_path / "other.yaml"
    text = resolve_rulebook("popular-account").read_text()
    other.write_text(text.replace("from: {value: 990, source", "restrictions: [loans]\n    from: {value: 990, source"))
    reforms = [{"reform": "other", "regime": str(other)}]
    reformed = cp.fork(first, at=182, reforms=reforms, seeds=1, stories=False, threads=1, out=tmp_path / "fork").runs[
        "other"
    ]
    since = reformed.manifest["fork"]["tick"] * 7
    life = next(n for n in range(2_000) if {line.grade for line in first.life(n).happenings} == {"A"})
    told = reformed.life(life)
    assert 100 < since < 300
    assert [day for day in range(365) if "loans" in on(told, RESTRICTION, day)] == list(range(since, 365))


def test_gates_are_told_in_words_with_the_line_that_closes_them() -> None:
    run = Lived(load_scenario("popular-account", people=3_000, years=4, seed=3))
    life = int(np.flatnonzero(run.standing[-1]["grade"] == 0)[0])
    dossier = run.dossier(life)
    closed = next(line for line in gates_in_words(dossier) if line.startswith("Closed to it") and "grade D" in line)
    line = {rule.path: rule.line for rule in dossier.rules}["grades.D"]
    text = resolve_rulebook("popular-account").read_text().splitlines()
    assert f"(line {line} of the rulebook)" in closed and text[line - 1].strip() == "D:"
    assert "Flights and express trains" in closed


@pytest.mark.parametrize("name", sorted(REGIMES))
def test_rules_are_quoted_as_they_stand_with_all_their_sources(name: str) -> None:
    regime = None if name == "ladder" else name
    about = load_scenario("ladder" if regime is None else "popular-account", regime=regime, people=1_000, years=1)
    text = resolve_rulebook(name).read_text()
    data: Any = load_text(text, name).data
    paths = [f"{section}.{key}" for section in ("acts", "grades", "gates", "lists") for key in data.get(section) or ()]
    rules = rules_of(about, paths)
    assert [rule.path for rule in rules] == paths
    for rule in rules:
        section, _, key = rule.path.partition(".")
        assert text.splitlines()[rule.line - 1].lstrip().startswith((f"{key}:", f'"{key}":', f"'{key}':"))
        assert len(rule.text.splitlines()) <= MOST_LINES
        if not rule.more:
            assert load_text(rule.text, "quoted").data == {key: data[section][key]}
        assert rule.title and set(rule.sources) <= set(_words(data[section][key]))


def _words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [word for inner in value.values() for word in _words(inner)]
    return [word for inner in value for word in _words(inner)] if isinstance(value, list) else [str(value)]


def test_a_society_without_a_file_has_no_lines_to_quote() -> None:
    about = replace(load_scenario("popular-account", people=1_000, years=1), files=())
    assert rules_of(about, ["acts.tax_evasion"]) == ()


def test_gates_that_entitlements_decide_on_are_closed_and_opened_by_them() -> None:
    """A life that stays in a grade, under rules that refuse loans there, spare travel and put first in care."""
    rules = {
        "loans": {"no": Entitlement("refused", ("B",))},
        "travel": {"yes": Entitlement("granted", ("D",))},
        "healthcare": {"first": Entitlement("first", ("B",))},
    }
    read = load_rulebook(resolve_rulebook("popular-account"))
    plain, ruled = (compile_rulebook(replace(read, entitlements=its)) for its in ({}, rules))

    def by(book: CompiledRulebook, grade: str) -> dict[tuple[str, str], tuple[str, ...]]:
        return {(bar.kind, bar.name): bar.spells[0].by for bar in bars_of([(0, book)], (), grade, 30)}

    assert by(ruled, "B")[RESTRICTION, "loans"] == ("entitlements.loans",)
    assert by(ruled, "B")[BENEFIT, "healthcare"] == ("entitlements.healthcare",)
    assert (RESTRICTION, "loans") not in by(plain, "B") and (BENEFIT, "healthcare") not in by(plain, "B")
    assert (RESTRICTION, "travel") in by(plain, "D") and (RESTRICTION, "travel") not in by(ruled, "D")
    assert by(ruled, "D")[RESTRICTION, "licences"] == ("grades.D",)
