"""Timelines of scenarios: steps, the eras that come of them, who is reached when, and what is refused."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import credopolis as cp
from credopolis.analysis.studies.robust import factors_of
from credopolis.analysis.verify import verify
from credopolis.core.errors import BadValue, CredopolisError
from credopolis.core.faults import FaultyFile
from credopolis.engine.eras import variants_at
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.cameras import platform_per_1000
from credopolis.runs.again import load_source
from credopolis.store.provenance import Rules

HEAD = """
format: credopolis-scenario/1
title: A timeline
summary: Parts of a regime that change on dates.
society: china-2020
regime: popular-account
people: 2000
years: 2
start: 2021-01-01
set: {regime.records.coverage: 0.2}
"""
STEPS = """
timeline:
  later:
    date: 2022-01-01
    title: In two provinces a crime costs more, and quotas end
    source: assumption
    note: made up
    set: {rulebook.acts.intentional_crime.points: -90}
    off: [quotas]
    provinces: [Shandong, Hebei]
  long-ago:
    date: 1999-05-01
    title: Records see half
    source: seed-080
    set: {regime.records.coverage: {value: 0.5, source: assumption, range: [0.3, 0.8]}}
  harsher:
    date: 2021-06-30
    title: Tax evasion costs more
    source: [seed-002, seed-003]
    set: {rulebook.acts.tax_evasion.points: -150}
  never:
    date: 2040-01-01
    title: After the end
    source: assumption
    off: [cameras]
  back:
    date: 2022-07-01
    title: Quotas are back in Hebei, and crime costs what it did
    source: assumption
    set: {rulebook.acts.intentional_crime.points: -55}
    on: [quotas]
    provinces: [Hebei]
"""


def written(tmp_path: Path, steps: str = STEPS, head: str = HEAD) -> Path:
    path = tmp_path / "dated.yaml"
    path.write_text(head.lstrip() + steps, encoding="utf-8")
    return path


def points_of(scenario: Scenario, act: str, day: int) -> dict[str, int]:
    """What an act costs in each province on a day."""
    variants, at = scenario.variants, variants_at(scenario, day)
    books = [v.rulebook for v in variants]
    names = [province.name for province in scenario.tables.provinces]
    return {
        name: int(books[k].act_points[books[k].act_names.index(act)])
        for name, k in zip(names, at.tolist(), strict=True)
    }


def off_in(scenario: Scenario, province: str, day: int) -> tuple[str, ...]:
    place = [p.name for p in scenario.tables.provinces].index(province)
    return scenario.variants[int(variants_at(scenario, day)[place])].off


def digest_of(scenario: Scenario) -> str:
    with cp.Session.begin(scenario, cp.RunSettings(threads=1)) as session:
        session.advance()
        return session.outcome().state_digest


def test_each_province_lives_by_the_steps_that_reached_it(tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path))
    days = [step["day"] for step in scenario.source["timeline"]]
    assert [step["name"] for step in scenario.source["timeline"]] == ["long-ago", "harsher", "later", "back"]
    # 180 days from 1 January to 30 June, which no tick of 7 days begins on: the next begins on day 182.
    assert days == [0, 182, 371, 546] and (date(2021, 6, 30) - date(2021, 1, 1)).days == 180
    assert scenario.regime.records.coverage == 0.5  # what had happened before holds from the first day
    assert {v.regime.records.coverage for v in scenario.variants} == {0.5}
    before = points_of(scenario, "intentional_crime", 0)
    usual = before["Beijing"]
    assert set(before.values()) == {usual} and usual != -90
    assert set(points_of(scenario, "tax_evasion", 181).values()) == {-100}
    assert set(points_of(scenario, "tax_evasion", 182).values()) == {-150}
    amid = points_of(scenario, "intentional_crime", 371)
    assert {name for name, points in amid.items() if points == -90} == {"Shandong", "Hebei"}
    last = points_of(scenario, "intentional_crime", 700)
    assert (last["Hebei"], last["Shandong"], last["Beijing"]) == (-55, -90, usual)
    assert set(points_of(scenario, "tax_evasion", 700).values()) == {-150}  # a step changes what held before it
    assert "quotas" not in off_in(scenario, "Hebei", 370) and "quotas" in off_in(scenario, "Hebei", 371)
    assert "quotas" in off_in(scenario, "Shandong", 700) and "quotas" not in off_in(scenario, "Hebei", 700)


def test_what_is_typed_holds_throughout(tmp_path: Path) -> None:
    path = written(tmp_path)
    scenario = load_scenario(path, set={"regime.records.coverage": 0.9, "rulebook.acts.tax_evasion.points": -70},
                             on=("quotas",), off=("cameras",))  # fmt: skip
    assert {v.regime.records.coverage for v in scenario.variants} == {0.9}
    assert {p for day in (0, 400, 700) for p in points_of(scenario, "tax_evasion", day).values()} == {-70}
    assert all("quotas" not in v.off and "cameras" in v.off for v in scenario.variants)


def test_another_regime_holds_without_the_timeline(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert not load_scenario(path, regime="suining-2010").eras
    left_out = load_scenario(path, timeline=False)
    assert not left_out.eras and "without its changes of rules" in Rules.of("dated", left_out.source).in_words()
    assert load_source(left_out.source).source == left_out.source and load_scenario(path, regime="popular-account").eras


def test_assumptions_of_steps_are_told(tmp_path: Path) -> None:
    found = {a.path for a in load_scenario(written(tmp_path)).assumptions if a.path.startswith("timeline.")}
    assert found == {
        "timeline.later.rulebook.acts.intentional_crime.points", "timeline.long-ago.regime.records.coverage",
        "timeline.back.rulebook.acts.intentional_crime.points",
    }  # fmt: skip


def test_a_scenario_is_built_again_from_what_it_tells(tmp_path: Path) -> None:
    path = written(tmp_path, head=HEAD + "off: [quotas]\n")
    one = load_scenario(path, off=("informants",))
    two = load_source(json.loads(json.dumps(one.source)))
    assert [v.off for v in one.variants] == [v.off for v in two.variants] and one.source == two.source
    assert [(e.day, e.provinces, e.rules.regime) for e in one.eras] == [
        (e.day, e.provinces, e.rules.regime) for e in two.eras
    ]


def test_a_run_is_kept_told_of_and_lived_again(tmp_path: Path) -> None:
    path = written(tmp_path)
    run = cp.run(path, out=tmp_path / "run", threads=1)
    assert [line.day for line in run.summary.changes] == [0, 182, 371, 546]
    assert run.summary.changes[2].where == ("Shandong", "Hebei")
    assert "Tax evasion costs more" in str(run.summary) and "4 changes of rules on dates" in run.summary.rules
    page = cp.write_report(run, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Rules that changed" in page and "seed-002; seed-003" in page
    (marks,) = re.findall(r'"changes":\[([\d,]*)\]', page)  # of the chart of grades, in milliseconds
    assert [datetime.fromtimestamp(int(mark) / 1000, UTC).date() for mark in marks.split(",")] == [
        run.start + timedelta(days=line.day) for line in run.summary.changes[1:]
    ]
    path.unlink()  # the folder keeps the scenario's file, and with it the timeline
    assert verify(run.folder).holds
    two = cp.run(written(tmp_path), out=tmp_path / "two", threads=2)
    assert two.fingerprint == run.fingerprint
    assert digest_of(load_scenario(path)) != digest_of(load_scenario(path, timeline=False))


def test_a_life_is_told_under_the_rules_of_its_day(tmp_path: Path) -> None:
    """In a run whose every act of some kind costs more from a day on, entries of that act do."""
    steps = """
timeline:
  dearer:
    date: 2021-12-31
    title: Negative posts cost more
    source: assumption
    set: {rulebook.acts.negative_post.points: -37}
"""
    often = {"conduct.acts.negative_post.rate": 3, "conduct.acts.negative_post.deterrence": 0,
             "rulebook.acts.negative_post.seen_by.records": 0.9}  # fmt: skip
    run = cp.run(written(tmp_path, steps), years=1.5, set=often, out=tmp_path / "run", threads=2)
    found = {False: set[int](), True: set[int]()}
    for number in range(0, 2000, 9):
        for line in run.life(number).happenings:
            if line.kind == "entry" and line.about == "negative_post":
                found[line.day >= 364].add(line.points)
        if all(found.values()):
            break
    assert found[True] == {-37} and found[False] and -37 not in found[False]


@pytest.mark.parametrize(("bad", "words"), [
    ("source: [seed-002, seed-003]\n    set", "reference"),
    ("date: 2021-06-30", "no day of the calendar"),
    ("on: [quotas]", "both off and on"),
    ("set: {rulebook.acts.tax_evasion.points: -150}", "changes nothing"),
    ("set: {rulebook.acts.tax_evasion.points: -150}", "says that nothing does"),
    ("rulebook.acts.tax_evasion.points", "a path"),
])  # fmt: skip
def test_a_faulty_step_is_refused_at_its_line(tmp_path: Path, bad: str, words: str) -> None:
    changed = {
        "reference": ("    source: [seed-002, seed-003]\n", ""),
        "no day of the calendar": ("2021-06-30", "2021-06-31"),
        "both off and on": ("on: [quotas]", "on: [quotas]\n    off: [quotas]"),
        "changes nothing": ("    set: {rulebook.acts.tax_evasion.points: -150}\n", ""),
        "says that nothing does": ("    set: {rulebook.acts.tax", "    not_modelled: so\n    set: {rulebook.acts.tax"),
        "a path": ("rulebook.acts.tax_evasion.points", "society.acts.tax_evasion"),
    }[words]
    assert bad in STEPS
    with pytest.raises(FaultyFile, match=words) as refused:
        load_scenario(written(tmp_path, STEPS.replace(*changed)))
    assert "dated.yaml:" in str(refused.value)


@pytest.mark.parametrize(("steps", "words"), [
    (STEPS.replace("[Shandong, Hebei]", "[Atlantis]"), "Atlantis"),
    (STEPS.replace("rulebook.acts.tax_evasion.points: -150", "rulebook.acts.no_such_act.points: -1"), "no_such_act"),
    (STEPS.replace("regime.records.coverage: {", "regime.births.stands: {value: true}, regime.records.coverage: {")
     .replace("1999-05-01", "2021-09-01"), "lives begin"),
])  # fmt: skip
def test_a_step_under_which_lives_could_not_stand_is_refused(tmp_path: Path, steps: str, words: str) -> None:
    with pytest.raises(CredopolisError, match=words):
        load_scenario(written(tmp_path, steps))


def test_the_documented_record_lists_nobody_before_there_is_a_list(tmp_path: Path) -> None:
    run = cp.run("china-2005-2025", people=3000, years=10, seed=3, out=tmp_path / "run", threads=2)
    counts = dict.fromkeys(run.listed["day"].to_list(), 0)
    for row in run.listed.iter_rows(named=True):
        counts[row["day"]] += row["lives"]
    begins = (date(2013, 10, 24) - date(2005, 1, 1)).days
    assert all(lives == 0 for day, lives in counts.items() if day < begins)
    assert counts[max(counts)] > 0


def test_what_a_timeline_changes_is_not_drawn_as_if_it_held_throughout() -> None:
    found = factors_of(load_scenario("china-2005-2025"))
    changed = {"rulebook.due_process.notice", "rulebook.acts.judgment_default.seen_by.records"}
    assert changed <= {*factors_of(load_scenario("judgment-defaulters"))} and not changed & {*found}
    assert "rulebook.lists.dishonest_debtors.lasts" in found


def test_sudden_changes_are_the_seeds(tmp_path: Path) -> None:
    path = written(tmp_path, "sudden: {times: 3, factor: 3}\n")
    one, again, other = (load_scenario(path, seed=seed) for seed in (5, 5, 6))
    assert one.source["timeline"] == again.source["timeline"] != other.source["timeline"]
    points = np.array([v.rulebook.act_points for v in one.variants], float)
    base, drawn = points[0], points[1:]
    priced = base != 0
    assert len(points) == 4 and (drawn[:, ~priced] == 0).all() and (np.sign(drawn) == np.sign(base)).all()
    ratio = drawn[:, priced] / base[priced]
    assert ratio.min() >= 1 / 3 - 0.34 and ratio.max() <= 3.34 and ratio.std() > 0.3
    locks = np.array([v.rulebook.lock_days for v in one.variants])
    assert (locks[1:] != locks[0])[:, locks[0] > 0].any() and (locks[:, locks[0] == 0] == 0).all()


def test_sudden_changes_lie_anywhere_in_a_run(tmp_path: Path) -> None:
    path = written(tmp_path, "sudden: {times: 25}\n")
    days = np.array([step["day"] for seed in range(10) for step in load_scenario(path, seed=seed).source["timeline"]])
    assert abs(days.mean() / 730 - 0.5) < 0.05 and days.min() < 40 and days.max() > 690


def test_the_example_of_the_documentation_is_a_scenario(tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "change-rules-on-dates.md"
    example = page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    scenario = load_scenario(written(tmp_path, example, ""))
    assert [(era.day, era.provinces) for era in scenario.eras] == [(1029, ()), (2562, ("Hebei", "Zhejiang"))]


def test_a_timeline_that_would_take_minutes_to_read_is_refused(tmp_path: Path) -> None:
    """Ninety changes everywhere after each of eight provinces had one of its own are hundreds of sets of rules."""
    names = [province.name for province in load_scenario("popular-account").tables.provinces][:8]
    changes = "set: {{regime.records.coverage: 0.{k}}}{where}"
    step = "  s{k}: {{date: 2021-02-01, title: Some, source: assumption, " + changes + "}}\n"
    apart = [step.format(k=100 + k, where=f", provinces: [{name}]") for k, name in enumerate(names)]
    everywhere = [
        step.format(k=200 + k, where="").replace("02-01", f"{2 + k // 28:02}-{1 + k % 28:02}") for k in range(90)
    ]
    begun = time.monotonic()
    with pytest.raises(BadValue, match="sets of rules"):
        load_scenario(written(tmp_path, "timeline:\n" + "".join(apart + everywhere)), years=1, tick=1)
    assert time.monotonic() - begun < 20


def test_a_tick_must_not_be_longer_than_the_run(tmp_path: Path) -> None:
    with pytest.raises(BadValue):
        load_scenario(written(tmp_path), tick=91)


ON_RECORD = """
  on-record:
    date: 2021-09-01
    title: A city gives its people points
    source: rc-022
    provinces: [Hebei]
    not_modelled: there are no cities
"""


def test_what_is_on_record_and_not_modelled_is_told_and_changes_nothing(tmp_path: Path) -> None:
    without = load_scenario(written(tmp_path))
    scenario = load_scenario(written(tmp_path, STEPS + ON_RECORD))
    assert len(scenario.eras) == len(without.eras) and digest_of(scenario) == digest_of(without)
    (told,) = (step for step in scenario.source["timeline"] if step["name"] == "on-record")
    assert "nothing in the model changes" in told["title"] and told["source"] == "rc-022; there are no cities"
    assert Rules.of("dated", scenario.source).changes == Rules.of("dated", without.source).changes == 4
    assert load_source(json.loads(json.dumps(scenario.source))).source == scenario.source
    run = cp.run(written(tmp_path, STEPS + ON_RECORD), out=tmp_path / "run", threads=1)
    line = next(line for line in run.summary.changes if not line.modelled)
    assert line.date == "2021-09-01" and len(run.summary.changes) == 5
    lives = (run.life(number) for number in range(2000))
    changes = next(life.facts["rules_changed"] for life in lives if life.facts["province"] == "Hebei")
    assert len(changes) == 3 and not any("gives its people points" in change for change in changes)


def test_cameras_of_the_documented_record_grow_and_list_nobody() -> None:
    """Their number by the programme's curve, worked out here; private ones join with Sharp Eyes; no act needs them."""
    scenario = load_scenario("china-2005-2025", people=3000)
    rules = {day: scenario.variants[int(variants_at(scenario, day)[0])] for day in (0, 3600, 7600)}
    assert all("cameras" not in of.off for of in rules.values())
    assert [of.regime.cameras.merged for of in rules.values()] == [False, False, True]
    assert [of.rulebook.due_process.access for of in rules.values()] == [0, 1, 1]
    growth = {year: 1 / (1 + np.exp(-0.4 * (year - 2012))) for year in (2005.0, 2015.0)}
    skynet = 0.5 * 200 * (growth[2015.0] - growth[2005.0]) / (1 - growth[2005.0])
    assert platform_per_1000(2015.0, rules[3600].regime.cameras) == pytest.approx(0.2 * skynet)
    assert platform_per_1000(2025.9, rules[7600].regime.cameras) > 8 * 0.2 * skynet
    books = [of.rulebook for of in rules.values()]
    assert not any("cameras" in seen for book in books for seen in book.act_seen_by)
