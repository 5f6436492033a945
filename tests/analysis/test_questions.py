"""Questions: verdicts and levers worked out by hand, the same counted by another road, the command and its page."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import credopolis as cp
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.pages.question import NO_FINDING, question_html
from credopolis.analysis.questions import ask, recovery, silence
from credopolis.analysis.questions.all import QUESTIONS
from credopolis.analysis.questions.answered import (
    ASSUMED,
    CHANCE,
    FEW,
    FINDING,
    NOT_DRAWN,
    SAME,
    SCHEMA,
    VERDICTS,
    Answered,
    FoundNumber,
)
from credopolis.analysis.questions.ask import _way, one_draw
from credopolis.analysis.questions.asked import AS_IS, LivedWay, Question, Sought, key
from credopolis.analysis.questions.deterrence import WAYS, less_severe
from credopolis.analysis.questions.recovery import followed, harder, is_down
from credopolis.analysis.studies.elasticities import deterrable
from credopolis.analysis.studies.robust import factors_of
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue, Misuse, RunFolderError, UnknownName
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.library.rooms import rooms_of


@pytest.fixture(scope="module")
def found() -> Answered:
    return cp.question("struck", people=1000, years=0.1, seeds=2, draws=0)


def number(**changed: Any) -> FoundNumber:
    whole = {
        "name": "n", "title": "t", "unit": "u", "chance": Estimate(2.0, 1.0, 3.0), "reference": 0.0, "low": 1.0,
        "high": 3.0, "holds": 1.0, "events": 50.0, "above": "More.", "below": "Less.",
    }  # fmt: skip
    return FoundNumber(**{**whole, **changed})


@pytest.mark.parametrize(
    ("changed", "verdict", "says"),
    [
        ({}, FINDING, "More."),
        ({"chance": Estimate(-2.0, -3.0, -1.0)}, FINDING, "Less."),
        ({"holds": 0.95}, FINDING, "More."),
        ({"holds": 0.9499}, ASSUMED, ""),
        ({"reference": 1.5}, CHANCE, ""),
        ({"reference": 3.0}, CHANCE, ""),
        ({"reference": 4.0}, FINDING, "Less."),
        ({"holds": math.nan}, NOT_DRAWN, ""),
        ({"events": 9.0}, FEW, ""),
        ({"chance": Estimate(math.nan, math.nan, math.nan)}, FEW, ""),
        ({"chance": Estimate(2.0, math.nan, math.nan)}, CHANCE, ""),
        ({"chance": Estimate(1.0, 1.0, 1.0), "reference": 1.0}, SAME, ""),
    ],
)
def test_only_what_is_clear_over_seeds_and_draws_is_a_finding(changed: Any, verdict: str, says: str) -> None:
    one = number(**changed)
    assert (one.verdict, one.says) == (verdict, says) and verdict in VERDICTS


def test_draws_are_lived_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that is an assumption itself: its draws lie evenly over its range, and all above its low end."""

    def live(ways: Mapping[str, Scenario]) -> dict[str, float]:
        return {"x": ways[AS_IS].regime.office.desk_days, "seed": ways[AS_IS].seed}

    def shift(numbers: Mapping[str, float]) -> tuple[float, float, float]:
        return numbers["x"] + numbers["seed"] / 1000, 100.0, math.nan

    scenario = load_scenario("dangan", people=1000, years=0.1)
    path = "regime.office.desk_days"
    factor = factors_of(scenario)[path]
    low, high = factor.low, factor.high
    sought = Sought("n", "t", "u", shift, "More.", "Less.", reference=low)
    made = Question("made", "t", "a", "r", "dangan", lambda b: (LivedWay(AS_IS, "w"),), live, lambda b: (sought,))
    monkeypatch.setitem(QUESTIONS, "made", made)
    found = cp.question("made", people=1000, years=0.1, seeds=3, draws=20)
    one = found.of("n")
    assert found.draws == 20 and one.holds == 1.0 and one.verdict == FINDING
    assert low <= one.low < one.high <= high + 1 and one.high - one.low > 0.8 * (high - low)
    assert [h.path for h in one.hangs_on] == [path] and one.hangs_on[0].correlation == pytest.approx(1.0)
    assert one.chance.value == pytest.approx(scenario.regime.office.desk_days + (scenario.seed + 1) / 1000)


def test_a_draw_without_a_value_counts_against_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty draws, of which two give nothing: 18 of 20 are no 95 %, though all that have a value agree."""
    sought = Sought("n", "t", "u", lambda n: (n["x"], 100.0, math.nan), "More.", "Less.")
    asked = Question(
        "made", "t", "a", "r", "dangan", lambda b: (LivedWay(AS_IS, "w"),), lambda w: {}, lambda b: (sought,)
    )
    plan = ask._Plan(asked, {"": load_scenario("dangan", people=1000, years=0.1)}, 3, 20)
    lived = {f"seed/{s}": {"x": 1.0 + s / 100} for s in plan.seeds}

    def holds(gaps: int) -> FoundNumber:
        draws = {f"draw/{k}": {"x": math.nan if k < gaps else 2.0} for k in range(20)}
        return plan.conclude({**lived, **draws}, ()).of("n")

    assert holds(2).holds == 0.9 and holds(2).verdict == ASSUMED
    assert holds(1).holds == 0.95 and holds(1).verdict == FINDING


def test_ways_are_made_of_the_values_of_their_draw() -> None:
    """Half a chance is half of what was drawn, and not half of what stands in the file."""
    drawn = load_scenario("popular-account", people=1000, years=0.1,
                          set={"rulebook.acts.tax_evasion.seen_by.records": 0.5})  # fmt: skip
    by_name = {way.name: _way(drawn, way) for way in WAYS}
    acts = drawn.rulebook.act_names
    evasion, crime = acts.index("tax_evasion"), acts.index("intentional_crime")
    assert by_name["certainty halved"].rulebook.act_seen_by[evasion]["records"] == 0.25
    severe = by_name["severity halved"].rulebook
    assert severe.act_points[evasion] == -50
    assert severe.grade_names[severe.act_falls_to[crime]] == "C"
    np.testing.assert_array_equal(by_name["duration halved"].rulebook.lock_days, drawn.rulebook.lock_days // 2)
    assert by_name[AS_IS] is drawn


def test_an_act_that_a_draw_lets_nobody_deter_is_counted_all_the_same() -> None:
    """In some draws the strength of deterrence is 0, and what is looked for is the same in all."""
    bases = {"": load_scenario("popular-account", people=1000, years=0.1)}
    drawn = {"": load_scenario("popular-account", people=1000, years=0.1,
                               set={"conduct.acts.third_child.deterrence": 0.0})}  # fmt: skip
    asked = QUESTIONS["deterrence"]
    assert "third_child" in deterrable(bases[""]) and "third_child" not in deterrable(drawn[""])
    numbers = asked.live({way.name: _way(drawn[way.base], way) for way in asked.ways(drawn)})
    for one in asked.sought(bases):
        assert len(one.found(numbers)) == 3, one.name


def test_what_costs_one_point_cannot_be_halved_and_the_highest_drop_stays() -> None:
    changed = {"rulebook.acts.tax_evasion.points": -1, "rulebook.acts.intentional_crime.falls_to": "A-"}
    settings = less_severe(load_scenario("popular-account", people=1000, years=0.1, set=changed))
    assert "rulebook.acts.tax_evasion.points" not in settings and settings["rulebook.acts.third_child.points"] == -20
    assert "rulebook.acts.intentional_crime.falls_to" not in settings


def test_the_ways_of_a_question_are_what_runs_of_them_give() -> None:
    """`struck` beside runs that are made by the ordinary road."""
    from credopolis.analysis.measures.headlines import headlines
    from credopolis.analysis.measures.measured import gather

    scenario = load_scenario("popular-account", people=2000, years=1, seed=3)
    source = {**scenario.source, "rooms": rooms_of(scenario)}
    numbers = one_draw("struck", {"": source}, {"": {}}, 3)
    assert isinstance(numbers, dict)
    for off, way in (((), AS_IS), (("checkpoints", "recorders"), "nobody is looked at more")):
        alone = headlines(gather(load_scenario("popular-account", people=2000, years=1, seed=3, off=off), 1))
        for name in ("negative_ratio_group", "negative_ratio_sex"):
            assert numbers[key(way, name)] == alone[name], (way, name)


def test_who_is_down_is_who_stands_lower_in_grade_or_gates() -> None:
    """Counted again from the tables of the run, on its last day."""
    scenario = load_scenario("popular-account", people=3000, years=1.5, seed=2)
    counted = followed(scenario, scenario)
    run = cp.run("popular-account", people=3000, years=1.5, seed=2, out=None)
    last = run.sql("select grade, sum(lives) as n from grades where day = (select max(day) from grades) group by all")
    book = scenario.rulebook
    lower = set(book.grade_names[: book.start_grade])
    below = sum(n for grade, n in last.rows() if grade in lower)
    start = book.worth[book.start_grade, 0]
    assert all(book.worth[g, 0] < start for g, name in enumerate(book.grade_names) if name in lower - {"A-"})
    assert counted["at the end"] == below > 50  # nobody is on a list or removed under these rules
    assert 0 < counted["after a year"] < counted["at the end"] and counted["lives"] == 3000
    assert is_down.__doc__ and counted["back"] <= counted["after a year"]


def test_a_hard_year_puts_more_down_and_then_the_rules_are_what_they_were() -> None:
    scenario = load_scenario("popular-account", people=2000, years=2.5, seed=2)
    hard = load_scenario("popular-account", people=2000, years=2.5, seed=2, set=harder(scenario))
    plain, year, always = followed(scenario, scenario), followed(hard, scenario), followed(hard, hard)
    assert year["after a year"] == always["after a year"] > 1.3 * plain["after a year"]
    assert plain["at the end"] < year["at the end"] < always["at the end"]


def test_what_is_left_of_a_hard_year_by_hand() -> None:
    way = recovery._name("r", AS_IS)
    hard = recovery._name("r", "a hard year")
    told = {(way, "after a year"): 100.0, (way, "at the end"): 200.0, (way, "back"): 25.0,
            (hard, "after a year"): 180.0, (hard, "at the end"): 220.0}  # fmt: skip
    numbers = {key(*where): number for where, number in told.items()}
    assert recovery._left("r").found(numbers)[:2] == (25.0, 80.0)
    assert recovery._back("r").found(numbers) == (25.0, 100.0, 1.0)
    assert math.isnan(recovery._left("r").found({**numbers, key(hard, "after a year"): 90.0})[0])


def test_voices_are_those_of_the_last_year_in_the_table_of_a_run() -> None:
    """Against the table `voices` of a run by the ordinary road."""
    scenario = load_scenario("quiet-streets", people=1000, years=2.1, seed=4)
    numbers = silence._live({AS_IS: scenario})
    run = cp.run("quiet-streets", people=1000, years=2.1, seed=4)
    late = run.sql(f"select stance, sum(lives) from voices where day > {scenario.days - 365} group by all")
    assert {stance: numbers[key(AS_IS, stance)] for stance in silence.STANCES} == dict(late.rows())


def test_silence_by_hand() -> None:
    def spoken(way: str, speaks: float, silent: float) -> dict[str, float]:
        return {key(way, "speaks"): speaks, key(way, "silent"): silent}

    numbers = {
        **spoken(AS_IS, 50, 50), **spoken("more dread", 40, 60), **spoken("much more dread", 20, 80),
        **spoken("others unseen", 40, 60), **spoken("others unseen, more dread", 36, 64),
    }  # fmt: skip
    assert silence._second_step(numbers)[:2] == (-10.0, 20.0)
    value, events, _ = silence._through_others(numbers)
    assert value == pytest.approx(-20.0 + 10.0) and events == 36


def test_every_question_asks_for_something_else_and_says_so_in_sentences() -> None:
    for name, asked in QUESTIONS.items():
        bases = {
            base: load_scenario(asked.scenario, regime=base or None, people=1000, years=asked.years, set=asked.stands)
            for base in asked.regimes or ("",)
        }
        ways, sought = asked.ways(bases), asked.sought(bases)
        assert asked.name == name and asked.asks.endswith("?") and asked.reads.endswith(".")
        assert len({way.name for way in ways}) == len(ways) >= 4
        assert len({one.name for one in sought}) == len({one.title for one in sought}) == len(sought) >= 6, name
        for one in sought:
            assert one.above.endswith(".") and one.below.endswith(".") and one.above != one.below, one.name


def test_it_is_told_as_data_and_as_a_page(found: Answered) -> None:
    jsonschema.validate(json.loads(json.dumps(found.as_json())), SCHEMA)
    assert (found.draws, found.asked, len(found.seeds)) == (0, 0, 2)
    page = question_html(found)
    assert all(title in page for _, title in found.ways) and "women to men" in page
    said = dataclasses.replace(found, found=(number(above="More than enough."),))
    assert "<li>More than enough.</li>" in question_html(said) and NO_FINDING not in question_html(said)
    none = dataclasses.replace(found, found=(number(holds=0.5, above="More than enough."),))
    assert NO_FINDING in question_html(none) and "More than enough" not in question_html(none)


@pytest.mark.slow
def test_any_number_of_processes_finds_the_same() -> None:
    one, two = (cp.question("struck", people=1000, years=0.3, seeds=2, draws=0, workers=n).as_json() for n in (1, 2))
    assert one == two and any(line["chance"]["value"] for line in one["found"])


def test_the_command_writes_its_page_and_prints_what_python_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    line = ["question", "struck", "--people", "1k", "--years", "0.1", "--seeds", "2", "--draws", "0", "--workers", "1"]
    assert guarded([*line, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, SCHEMA)
    alone = cp.question("struck", people=1000, years=0.1, seeds=2, draws=0).as_json()
    assert told["found"] == json.loads(json.dumps(alone["found"]))
    assert "Who is struck" in (tmp_path / "question-struck.html").read_text()
    assert guarded(line) == 0 and NO_FINDING in capsys.readouterr().out
    assert guarded(["question"]) == 0
    listed = capsys.readouterr().out
    assert all(q.asks in listed for q in QUESTIONS.values())
    assert guarded(["question", "--schema"]) == 0 and json.loads(capsys.readouterr().out) == SCHEMA


def test_what_cannot_be_asked_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnknownName, match="deterrence"):
        cp.question("deterence")
    for wrong in ({"seeds": 1}, {"draws": 5}, {"years": 2}):
        with pytest.raises(BadValue):
            cp.question("hereditary", people=1000, **wrong)
    with pytest.raises(Misuse, match="spoken-word"):
        cp.question("silence", scenario="popular-account", people=1000)


def test_a_question_that_was_interrupted_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was lived is kept: asked again in the same folder, only the rest is lived, and the answer is the same."""
    asked: dict[str, Any] = {"people": 1000, "years": 0.1, "seeds": 3, "draws": 0}
    straight, lived = ask.question("struck", **asked), []
    one_draw = ask.one_draw

    def one_then_stop(*of: Any) -> Any:
        if len(lived) == 2:
            raise KeyboardInterrupt
        lived.append(of)
        return one_draw(*of)

    monkeypatch.setattr(ask, "one_draw", one_then_stop)
    with pytest.raises(KeyboardInterrupt):
        ask.question("struck", **asked, out=tmp_path / "kept")
    monkeypatch.setattr(ask, "one_draw", lambda *of: lived.append(of) or one_draw(*of))
    again = ask.question("struck", **asked, out=tmp_path / "kept")
    assert len(lived) == 3 and again.as_json() == straight.as_json()
    with pytest.raises(RunFolderError, match="another"):
        ask.question("struck", **{**asked, "seeds": 4}, out=tmp_path / "kept")
