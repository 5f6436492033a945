"""Consent: who does not agree to be scored has no grade, lists hold all the same, and shares move the same lives."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from credopolis.engine.columns import columns_of
from credopolis.engine.scenario import Era, Scenario
from credopolis.rulebook import Rulebook, compile_rulebook, parse_rulebook
from credopolis.rulebook.rungs import shared_rungs
from credopolis.store.tables import UNSCORED, without_grade

from .cases import BEARING, BUSY, ENTITLED, EVERYTHING, Ran, fertile, run, under
from .test_exact import threaded
from .test_freeze import frozen_at, thawed
from .test_twin import agree
from .twin import Twin

DAY = 84


def asked(share: float, text: str = EVERYTHING, **changes: Any) -> tuple[Scenario, Rulebook]:
    """A society in which everything happens, and a share of its people agrees to be scored."""
    text = text.replace("scored_from_age: 18y", f"scored_from_age: 18y\nconsent: {share}")
    size = {"people": 1000, "days": 196, "tick_days": 7, "regime": BUSY}
    return under(text, **{**size, **changes})


def meeting(*books: Rulebook, **changes: Any) -> list[tuple[Scenario, Rulebook]]:
    """The same society under each of some rulebooks, on the rungs of all."""
    rungs = shared_rungs(compile_rulebook(book).grade_names for book in books)
    base = asked(1.0, **changes)[0]
    return [(replace(base, rulebook=compile_rulebook(book, rungs)), book) for book in books]


@cache
def ran(share: float) -> Ran:
    return run(asked(share)[0], trace=False)


def graded(ran: Ran) -> np.ndarray:
    """Who is in a grade of the rulebook's, by place."""
    return np.asarray(ran.engine.world.standing["grade"] < int(ran.engine.rules["n_graded"]))


@pytest.mark.parametrize("share", [0.55, 0.0])
def test_the_twin_agrees_where_only_some_are_scored(share: float) -> None:
    scenario, book = asked(share, days=150)
    agree(run(scenario), Twin(scenario, book).run())


@pytest.mark.slow
def test_the_twin_agrees_where_lives_begin_and_gates_have_consequences() -> None:
    text = ENTITLED.replace("lists: [shame, black], decides", "grades: [D], decides")
    scenario, book = asked(0.5, text, regime=BEARING, days=250)
    agree(run(fertile(scenario)), Twin(fertile(scenario), book).run())


@pytest.mark.parametrize("shares", [(0.3, 0.8), (0.9, 0.4), (0.7, 0.0)])
def test_the_twin_agrees_where_the_share_changes(shares: tuple[float, float]) -> None:
    """Lives join the score, or leave it, amid locks, listings, open cases and times of newcomers."""
    (before, book), (after, its) = meeting(*(asked(share)[1] for share in shares))
    scenario = replace(before, eras=(Era(DAY, after.rules),))
    told = run(scenario)
    agree(told, Twin(before, book, {DAY: (after, its)}).run())
    kind = "joins" if shares[1] > shares[0] else "leaves"
    assert sum(line.kind == kind for life in told.numbers for line in told.story(life)) > 50


def test_a_share_of_one_is_as_if_nobody_were_asked() -> None:
    plain = run(asked(1.0)[0], trace=False)
    text = EVERYTHING
    base = under(text, people=1000, days=196, tick_days=7, regime=BUSY)[0]
    assert plain.outcome.state_digest == run(base, trace=False).outcome.state_digest
    assert plain.scenario.rulebook.digest == base.rulebook.digest


def test_more_agree_where_the_share_is_higher() -> None:
    """They are those of before, and others; and about so many of those of age."""
    last = np.zeros(0, bool)
    for share in (0.0, 0.3, 0.6, 0.9):
        its = ran(share)
        found, removed = graded(its), its.engine.world.standing["grade"] == its.engine.extent.n_grades
        of_age = ~removed
        assert found[of_age].mean() == pytest.approx(share, abs=0.06)
        both = of_age[: len(last)] & (found | ~last)[: len(last)] if len(last) else np.ones(1, bool)
        assert both.sum() >= (of_age.sum() - 40 if len(last) else 1)
        last = found


def test_no_entry_moves_the_score_of_who_does_not_agree() -> None:
    """Its entries are on file, its lists hold, and it never has a lock."""
    its = ran(0.3)
    life, rules = its.engine.world.standing, its.engine.rules
    out = life["grade"] == int(rules["ungraded"])
    assert out.sum() > 300
    assert (life["score"][out] == int(rules["score_start"])).all()
    assert (life["lock_until"][out] <= life["grade_since"][out]).all()
    assert (life["listed"][out] > 0).sum() > 20
    its = run(asked(0.0)[0])
    lines = [line for number in its.numbers for line in its.story(number)]
    entries = [line for line in lines if line.kind == "entry"]
    assert len(entries) > 200
    assert {line.points for line in entries} == {0}
    assert {line.grade for line in lines} <= {"none", "unscored"}
    assert "not_scored" in {line.kind for line in lines}
    assert not {"came_of_age", "lock_end", "gained", "given", "reset"} & {line.kind for line in lines}


def test_counts_of_lives_are_kept() -> None:
    """Every life of age is in one rung at the end of each interval, and sums of scores are of those in a grade."""
    its = ran(0.55)
    life, n = its.engine.world.standing, its.engine.extent.n_grades
    last = its.periods[-1]
    by_grade = np.bincount(life["grade"], minlength=n + 1)
    np.testing.assert_array_equal(last.census.sum(axis=(0, 1)), by_grade)
    np.testing.assert_array_equal(its.ticks[-1].grades.sum(axis=0), by_grade)
    assert last.score_sum.sum() == life["score"][graded(its)].sum(dtype=np.int64)


def test_a_rulebook_without_a_score_lives_the_same_beside_one_with() -> None:
    """On the rungs of both nobody of it has a grade, and nothing that happens to it is another thing."""
    text = EVERYTHING[: EVERYTHING.index("score:")] + EVERYTHING[EVERYTHING.index("scored_from") :]
    head, rest = text.split("grades:\n")
    text = head + "lists:\n" + rest.split("lists:\n")[1]
    kept = ("debt:", "pay:", "grudge:", "riot:")
    acts, due = text.split("acts:\n")[1].split("due_process:")
    blocks = ["  " + block for block in acts.split("\n  ") if block.strip()]
    blocks = [b.replace("    ", "  ", 1) if b.startswith("    ") else b for b in blocks]
    chosen, keep = [], False
    for block in blocks:
        if not block.startswith("        "):
            keep = block.strip().startswith(kept)
        chosen += [block] if keep else []
    text = text.split("acts:\n")[0] + "acts:\n" + "\n".join(chosen) + "\ndue_process:" + due
    book = parse_rulebook(text)
    alone = under(text, people=1000, days=196, tick_days=7, regime=BUSY)[0]
    beside = replace(alone, rulebook=compile_rulebook(book, shared_rungs([("none",), ("low", "high")])))
    mine, its = (run(scenario, trace=False) for scenario in (alone, beside))
    a, b = mine.engine.world.standing, its.engine.world.standing
    np.testing.assert_array_equal(a["listed"], b["listed"])
    np.testing.assert_array_equal(a["grade"] == 1, b["grade"] == 3)
    np.testing.assert_array_equal(mine.total("entries"), its.total("entries"))
    assert mine.total("entries").sum() > 300


def test_who_leaves_and_joins_again_begins_anew() -> None:
    """What was entered before does not count, though it expires, is repaired or corrected later."""
    high, low = (asked(share)[1] for share in (0.9, 0.2))
    (many, _), (few, _) = meeting(high, low)
    scenario = replace(many, eras=(Era(49, few.rules), Era(70, many.rules)))
    told = run(scenario)
    left = [number for number in told.numbers if any(line.kind == "leaves" for line in told.story(number))]
    assert len(left) > 200
    cleared = columns_of(scenario).cleared
    for number in left:
        story = [line for line in told.story(number) if line.day >= 70]
        # Who was removed when the rules changed is scored as it comes back, and one of no age not yet.
        assert story[0].kind in ("joins", "list_end") or story[0].grade == "unscored"
        if story[0].kind == "joins":
            assert story[0].grade in ("B", "A") and story[0].score in (85, 100)
            assert told.engine.world.extra[told.place(number), cleared] >= 70


@pytest.mark.parametrize("tick", [DAY // 7 - 1, DAY // 7, DAY // 7 + 1])
def test_a_run_frozen_around_the_change_and_other_threads_are_the_run(tick: int) -> None:
    (before, _), (after, _) = meeting(asked(0.3)[1], asked(0.8)[1])
    scenario = replace(before, eras=(Era(DAY, after.rules),))
    whole = threaded(scenario, 2)
    assert thawed(scenario, frozen_at(scenario, tick), 1).outcome.state_digest == whole.outcome.state_digest


def test_a_grade_of_ones_own_may_be_called_none() -> None:
    """It is a grade like others: its lives are scored and fall into it, and reports count them among the graded."""
    text = "format: credopolis-rulebook/1\nname: own\ntitle: own\naccount: hypothetical\n"
    text += "score: {start: 10, min: 0, max: 20}\n"
    text += "grades: {full: {from: 10}, none: {}}\nacts: {harm: {points: -5, conduct: {rate: 2, who: {min_age: 0d}}}}\n"
    own = compile_rulebook(parse_rulebook(text, "own.yaml"))
    assert own.grade_names == ("none", "full") and own.ungraded == -1 and own.consent == 1
    assert without_grade((*own.grade_names, UNSCORED)) == (UNSCORED,)
    asked_for = compile_rulebook(parse_rulebook(text.replace("none:", "few:") + "consent: 0.5\n", "asked.yaml"))
    assert asked_for.grade_names == ("few", "full", "none") and asked_for.ungraded == 2
    assert without_grade((*asked_for.grade_names, UNSCORED)) == ("none", UNSCORED)
