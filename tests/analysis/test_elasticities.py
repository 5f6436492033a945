"""Elasticities: levers that move what they say, answers with the sign of theory, two doubts, and the command."""

from __future__ import annotations

import json
import math
from typing import Any

import jsonschema
import pytest

import credopolis as cp
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.studies.elasticities import SCHEMA, ActElasticity, elasticities
from credopolis.analysis.studies.elasticities_in_words import row_of, size_in_words
from credopolis.analysis.studies.levers import FACTORS, moved
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue, Misuse
from credopolis.library.catalogue import load_scenario
from credopolis.library.elasticities import CAMERAS, CERTAINTY, DELAY, LEVERS, REPORTED, SEVERITY

SMALL: dict[str, Any] = {"people": 20_000, "years": 2, "seeds": 3, "threads": 1}
MANY = {"conduct.acts.intentional_crime.rate": 0.05}


def test_levers_move_what_they_say() -> None:
    base = load_scenario("popular-account", people=1000)
    half = load_scenario("popular-account", people=1000, set=moved(base, CERTAINTY))
    for mine, its in zip(base.rulebook.act_seen_by, half.rulebook.act_seen_by, strict=True):
        assert {c: q * FACTORS[CERTAINTY] for c, q in mine.items()} == pytest.approx(its)
    short = load_scenario("popular-account", people=1000, set=moved(base, SEVERITY))
    for mine, its in zip(base.rulebook.lock_days.tolist(), short.rulebook.lock_days.tolist(), strict=True):
        assert its == round(mine / 2)
    lists = load_scenario("judgment-defaulters", people=1000)
    fewer = load_scenario("judgment-defaulters", people=1000, set=moved(lists, SEVERITY))
    assert (fewer.rulebook.list_days < lists.rulebook.list_days).all()
    late = load_scenario("popular-account", people=1000, set=moved(base, DELAY)).regime
    assert late.office.court_days == 2 * base.regime.office.court_days > 0
    assert late.records.delay_days == 2 * base.regime.records.delay_days > 0


@pytest.fixture(scope="module")
def found() -> Any:
    return elasticities("popular-account", **SMALL, set=MANY)


def test_answers_have_the_signs_of_theory(found: Any) -> None:
    certainty, severity, delay, cameras = (found.of("intentional_crime", lever) for lever in LEVERS)
    assert certainty.chance.high < 0 and severity.chance.high < 0
    assert delay.chance.value > 0 and cameras.chance.value < 0
    assert certainty.chance.value > -1 and severity.chance.value > -1
    assert {one.act for one in found.answers} >= {"intentional_crime", "negative_post", "tax_evasion"}
    assert all(math.isnan(one.low) for one in found.answers)  # no draws of assumptions were asked for


def test_the_answer_is_the_log_of_acts_over_the_log_of_the_factor(found: Any) -> None:
    """From two runs made by hand on one of the seeds."""
    from credopolis.analysis.measures.acts import count_acts

    of = {"people": SMALL["people"], "years": SMALL["years"], "seed": found.seeds[0]}
    base = load_scenario("popular-account", **of, set=MANY)
    seen_less = load_scenario("popular-account", **of, set={**MANY, **moved(base, CERTAINTY)})
    before, after = (count_acts(s, 1).done["intentional_crime"] for s in (base, seen_less))
    assert after > before
    one = found.of("intentional_crime", CERTAINTY)
    by_hand = math.log(after / before) / math.log(0.5)
    assert abs(by_hand - one.chance.value) < 2 * (one.chance.high - one.chance.low)


def test_what_cannot_be_deterred_does_not_answer() -> None:
    with pytest.raises(Misuse, match="no act that can be deterred"):
        elasticities("popular-account", people=1000, years=0.2, off=("deterrence",))
    with pytest.raises(BadValue, match="seeds"):
        elasticities("popular-account", seeds=1)
    with pytest.raises(BadValue, match="draws"):
        elasticities("popular-account", draws=5)


def test_ranges_over_assumptions_hold_the_draws() -> None:
    some = elasticities("popular-account", people=2000, years=1, seeds=2, draws=20, threads=1, set=MANY)
    one = some.of("intentional_crime", CERTAINTY)
    assert some.draws == 20 and some.refused < 10
    assert one.low < one.high and 0 <= one.same_sign <= 1
    assert "20 draws" in size_in_words(some) or some.refused
    assert "to" in row_of(one)[4]


def answer(lever: str, value: float, low: float = math.nan, high: float = math.nan, acts: int = 500) -> ActElasticity:
    return ActElasticity("crime", lever, Estimate(value, value - 0.01, value + 0.01), low, high, 1.0, acts)


def test_verdicts() -> None:
    assert answer(CERTAINTY, -0.3).verdict == "within what is reported"
    assert answer(CERTAINTY, -1.5).verdict == "outside what is reported"
    assert answer(CERTAINTY, -1.5, -2, -0.5).verdict == "reaches what is reported"
    assert answer(CERTAINTY, -0.3, acts=9).verdict == "too few to tell"
    assert answer(CAMERAS, -13.0).verdict == "within what is reported"
    assert all(one.low < one.high and one.source for one in REPORTED.values())


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    of = ["elasticities", "popular-account", "--people", "5000", "--years", "0.5", "--seeds", "2", "--threads", "1"]
    assert guarded([*of, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, SCHEMA)
    assert told["provenance"]["seeds"] == [1, 2]
    assert guarded(["elasticities", "--schema"]) == 0 and json.loads(capsys.readouterr().out) == SCHEMA
    assert guarded(of) == 0
    printed = capsys.readouterr().out
    assert "certainty" in printed and "Piza" in printed
    assert guarded(["elasticities", "--draws", "7"]) == 2 and "20 to 100,000" in capsys.readouterr().err
    assert cp.elasticities is elasticities


def test_rules_without_locks_and_lists_have_no_severity_to_answer_to() -> None:
    """Acts that nothing moved do not answer with 0: nobody knows what they would do."""
    told: list[tuple[int, int]] = []
    gone = {f"rulebook.grades.{name}.lock.lasts": "1d" for name in ("B", "C", "D")}
    few = elasticities("popular-account", **{**SMALL, "people": 2000, "seeds": 2}, set=gone,
                       progress=lambda done, of: told.append((done, of)))  # fmt: skip
    assert {one.lever for one in few.answers} == {CERTAINTY, DELAY, CAMERAS}
    assert told[-1] == (10, 10)
