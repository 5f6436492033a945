"""The shipped rulebooks say what the evidence says, and every value of theirs has a source that exists."""

from __future__ import annotations

import random

import pytest

from credopolis.core.yamlfile import iter_paths
from credopolis.library.evidence import facts
from credopolis.library.names import regime_folder
from credopolis.rulebook import Standing, load_cases, load_rulebook, run_case
from tests.rulebook.books import SHIPPED

DESCRIBED = ("popular-account", "suining-2010", "rongcheng-2013", "judgment-defaulters", "us-bank-score", "dangan",
             "sesame-like", "tenant-entry", "institutions-only", "none")  # fmt: skip
POPULAR = {
    "tax_evasion": -100, "organ_donation_or_award": 100, "negative_post": -50, "illegal_classes": -40, "third_child": -40,
    "community_help": 10, "report_illegal": 10, "child_army": 5, "child_championship": 20, "intentional_crime": 0,
}  # fmt: skip
SUINING = {
    "fake_goods": -35, "family_planning_violation": -35, "cult": -50, "disruptive_petition": -50, "traffic_violation": -50,
    "community_help": 10, "media_praise": 15, "organ_donation_or_award": 100, "elder_neglect": -50, "party_warning": -30,
    "missed_repayment": -30, "jaywalking": -50, "non_motor_violation": -50,
}  # fmt: skip


def test_point_tables() -> None:
    popular = load_rulebook(SHIPPED["popular-account"])
    assert {name: act.points for name, act in popular.acts.items()} == POPULAR
    assert popular.acts["intentional_crime"].falls_to == "D"
    suining = load_rulebook(SHIPPED["suining-2010"])
    assert {name: act.points for name, act in suining.acts.items()} == SUINING


def test_points_agree_with_the_evidence() -> None:
    """The usual points are those of a fact; where an official may choose, the range is."""
    known = {fact.id: fact for fact in facts()}
    for name in ("popular-account", "suining-2010", "rongcheng-2013"):
        book = load_rulebook(SHIPPED[name])
        for act, priced in book.acts.items():
            cited = [known[i] for i in book.source_of("acts", act, "points").source if i != "assumption"]
            if priced.discretion:
                assert [str(points) for points in priced.discretion] in [[f.low, f.high] for f in cited], (name, act)
            elif priced.points:
                assert str(priced.points) in [fact.value for fact in cited], (name, act)


def test_the_popular_account_has_nine_benefits_and_fourteen_restrictions() -> None:
    book = load_rulebook(SHIPPED["popular-account"])
    kinds = [gate.kind for gate in book.gates.values()]
    assert (kinds.count("benefit"), kinds.count("restriction")) == (9, 14)
    assert len(book.grades["AAA"].benefits) == 9
    assert len(book.grades["D"].restrictions) == 14


@pytest.mark.parametrize("name", DESCRIBED)
def test_every_number_has_a_source_and_every_assumption_a_range(name: str) -> None:
    book = load_rulebook(SHIPPED[name])
    assert book.located is not None
    known = {fact.id for fact in facts()}
    for path, value in iter_paths(book.located.data):
        if isinstance(value, bool) or not isinstance(value, int | float) or "range" in path:
            continue
        at = path[:-1] if path[-1] == "value" else path
        source = book.source_of(*at)
        assert source.source, path
        if source.source == ("assumption",) and "ages" in path:  # the range of a curve is that of its contrast
            contrast = book.source_of(*path[: path.index("ages")], "age_contrast")
            assert contrast.range is not None, path
        elif source.source == ("assumption",):
            assert source.range is not None, path
    for path, source in book.sources.items():
        for cited in source.source:
            assert cited == "assumption" or cited in known or cited.startswith("https://"), (path, cited)


def test_the_credit_score_keeps_the_terms_of_the_law() -> None:
    """Evidence us-007 to us-010: the range, seven and ten years, a dispute within 30 days; every fall expires."""
    values = {fact.id: fact.value for fact in facts()}
    book = load_rulebook(SHIPPED["us-bank-score"])
    assert book.score is not None
    assert book.due_process is not None
    assert f"{book.score.min}-{book.score.max}" == values["us-007"]
    assert {act.expires_days for act in book.acts.values() if act.points < -50} == {
        int(values["us-008"]) * 365, int(values["us-009"]) * 365
    }  # fmt: skip
    assert book.acts["bankruptcy"].expires_days == int(values["us-009"]) * 365
    assert book.due_process.appeal_days == int(values["us-010"])
    assert all(act.expires_days for act in book.acts.values() if act.points)
    assert all(listing.days == int(values["us-008"]) * 365 for listing in book.lists.values())
    assert all(grade.lock is None for grade in book.grades.values())


def test_the_update_of_liu_2018_holds_along_any_path() -> None:
    """A repayment +75, a default -150, clipped to 300 and 850: the score is the recursion's after every step."""
    book = load_rulebook(SHIPPED["us-bank-score"])
    rng, one = random.Random(2018), Standing(book)
    expected = one.score
    for day in range(300):
        act, moves = rng.choice((("loan_paid_off", 75), ("loan_paid_off", 75), ("charge_off", -150)))
        one.post(act, day)
        expected = min(max(expected + moves, 300), 850)
        assert one.score == expected


def test_nobody_reads_leaves_or_appeals_the_dossier() -> None:
    book = load_rulebook(SHIPPED["dangan"])
    assert (book.score, book.grades) == (None, {})
    due = book.due_process
    assert due is not None
    assert (due.notice, due.access, due.appeal, due.repair, due.reasons, due.human_review) == (0, 0, 0, 0, 0, 0)
    assert [name for name, listing in book.lists.items() if listing.removal] == ["re_education"]
    assert not any(listing.public for listing in book.lists.values())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_gate_says_its_area_of_life(name: str) -> None:
    unnamed = [gate for gate, told in load_rulebook(SHIPPED[name]).gates.items() if told.area == "other"]
    assert set(unnamed) <= {"general_sanctions", "insurance_discount"}


@pytest.mark.parametrize("name", DESCRIBED)
def test_worked_cases(name: str) -> None:
    book = load_rulebook(SHIPPED[name])
    cases = load_cases(regime_folder(name) / "cases.yaml", book)
    assert cases.cases
    for case in cases.cases:
        assert [str(fault) for fault in run_case(book, cases, case)] == []


@pytest.mark.parametrize("name", DESCRIBED)
def test_every_regime_says_where_it_comes_from(name: str) -> None:
    assert (regime_folder(name) / "README.md").read_text().startswith(f"# {name}\n")
