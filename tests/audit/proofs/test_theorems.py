"""What is proved of the shipped regimes, and of small rulebooks with something wrong in them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from credopolis.audit.proofs import Proofs, conduct_of, mistakes_of, prove
from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.witness import replay
from credopolis.library.names import REGIMES, resolve_rulebook
from credopolis.rulebook import Rulebook, load_rulebook, parse_rulebook
from credopolis.rulebook.automaton import Standing

GOOD = ("AAA", "AA", "A+", "A", "A-")


def shipped(name: str) -> Rulebook:
    return load_rulebook(resolve_rulebook(name))


@pytest.fixture(scope="module")
def proved() -> Mapping[str, Proofs]:
    conduct = conduct_of()
    return {name: prove(shipped(name), conduct, mistakes_of(name)) for name in REGIMES}


def made(grades: str, acts: str, lists: str = "") -> Proofs:
    text = (
        "format: credopolis-rulebook/1\nname: made\ntitle: Made\naccount: hypothetical\nsource: assumption\n"
        f"score: {{start: 30, min: 0, max: 60}}\ngrades: {grades}\nacts: {acts}\n{lists}"
    )
    return prove(parse_rulebook(text, "made.yaml"), None)


def test_a_crime_costs_nine_years(proved: Mapping[str, Proofs]) -> None:
    drop = proved["popular-account"].drops["intentional_crime"]
    assert (drop.falls_to, drop.standing, drop.days) == ("D", "A-", 3285)
    assert drop.legs == (("D", 1825), ("C", 730), ("B", 730))
    assert drop.witness is not None
    told = [(step.day, step.event, step.grade) for step in drop.witness.steps]
    assert told == [(0, "entry", "D"), (1825, "lock end", "C"), (2555, "lock end", "B"), (3285, "lock end", "A")]


def test_what_shortens_the_nine_years(proved: Mapping[str, Proofs]) -> None:
    shortens = {s.change: s.days for s in proved["popular-account"].drops["intentional_crime"].shortens}
    assert shortens["D releases to the band"] == 1825
    assert shortens["C releases to the band"] == 1825 + 730
    assert shortens["B has no lock"] == 1825 + 730
    assert shortens["intentional_crime falls to C"] == 730 + 730
    assert all(days is not None and days < 3285 for days in shortens.values())


def test_times_of_the_popular_account(proved: Mapping[str, Proofs]) -> None:
    times = proved["popular-account"].least_time_days
    for good in GOOD:
        assert (times["D", good], times["C", good], times["B", good]) == (3285, 1460, 730)
        assert times[good, "D"] == 0
    assert (times["D", "C"], times["D", "B"], times["C", "B"], times["B", "D"]) == (1825, 2555, 730, 0)
    assert proved["popular-account"].longest_least_days["D", "AAA"] == 3285


def test_a_ladder_that_releases_to_the_band(proved: Mapping[str, Proofs]) -> None:
    proofs = proved["ladder"]
    assert proofs.least_time_days["D", "AAA"] == 1825
    assert (proofs.least_time_days["C", "A"], proofs.longest_least_days["C", "A"]) == (0, 730)


def test_suining_is_left_at_once_and_fourteen_missed_repayments_lead_to_d(proved: Mapping[str, Proofs]) -> None:
    proofs = proved["suining-2010"]
    assert set(proofs.least_time_days.values()) == {0}
    assert proofs.start_grade == proofs.standing_grade == "A"
    standing = Standing(shipped("suining-2010"))
    for _ in range(14):
        standing.post("missed_repayment", 0)
    assert (standing.score, standing.grade) == (580, "D")


@pytest.mark.parametrize("name", REGIMES)
def test_witnesses_of_shipped_regimes_replay(name: str, proved: Mapping[str, Proofs]) -> None:
    book, proofs = shipped(name), proved[name]
    assert proofs.exact and proofs.limits == ()
    assert {pair for pair, days in proofs.least_time_days.items() if days is not None} == set(proofs.witnesses) | {
        (grade, grade) for grade in proofs.grades
    }
    for (of, to), witness in proofs.witnesses.items():
        assert replay(book, witness) == witness.steps
        assert witness.days == proofs.least_time_days[of, to]
        assert witness.steps[-1].grade == to
    for drop in proofs.drops.values():
        assert drop.witness is not None and replay(book, drop.witness) == drop.witness.steps


def test_lists_come_to_an_end(proved: Mapping[str, Proofs]) -> None:
    debtors = proved["judgment-defaulters"].lists["dishonest_debtors"]
    term = shipped("judgment-defaulters").lists["dishonest_debtors"].days
    assert (debtors.least_days, debtors.by, debtors.waiting_days) == (0, "performance", term or None)
    away = proved["dangan"].lists["re_education"]
    assert away.removal and away.by == "expiry" and away.least_days == away.waiting_days
    labels = proved["dangan"].lists["labelled"]
    assert labels.waiting_days is None


def test_a_list_without_an_end_and_without_an_act() -> None:
    proofs = made("{A: {}}", "{a: {adds_to: black}}", "lists: {black: {}}")
    assert (proofs.lists["black"].by, proofs.lists["black"].least_days) == ("never", None)
    assert proofs.repairs["a"].entries is None and proofs.repairs["a"].reason


def test_a_grade_that_cannot_be_left() -> None:
    proofs = made("{A: {from: 20}, B: {from: 10}, C: {}}", "{crime: {falls_to: C, points: -25}, fault: {points: -1}}")
    assert proofs.absorbing == ("C",)
    assert proofs.one_way == (("C", "B"), ("B", "A"))
    assert proofs.least_time_days["C", "A"] is None and proofs.least_time_days["A", "C"] == 0
    assert proofs.repairs["fault"].entries is None and "No act adds points" in proofs.repairs["fault"].reason
    assert proofs.drops["crime"].days is None


def test_a_grade_that_cannot_be_reached() -> None:
    proofs = made("{A: {from: 50}, B: {from: 20}, C: {}}", "{fault: {points: -15}, deed: {points: 5, cap_per_year: 1}}")
    assert proofs.unreachable == ()
    proofs = made("{A: {from: 50}, B: {from: 20}, C: {}}", "{fault: {points: -15}}")
    assert proofs.unreachable == ("A",)
    assert proofs.least_time_days["A", "B"] is None


def test_a_cap_makes_a_way_long() -> None:
    """Ten points are missing and a year brings five: on the last day of one year and the first of the next."""
    acts = "{fault: {points: -20}, deed: {points: 5, cap_per_year: 1}}"
    proofs = made("{A: {from: 20}, C: {}}", acts)
    assert proofs.exact and proofs.least_time_days["C", "A"] == 0
    assert proofs.longest_least_days["C", "A"] == 1 + 2 * 365
    assert proofs.repairs["fault"].days == 1 + 2 * 365
    assert proofs.repairs["fault"].entries == 4


def test_an_entry_that_expires_gives_back_what_it_took() -> None:
    proofs = made("{A: {from: 20}, C: {}}", "{fault: {points: -20, counts_for: 3y}}")
    assert proofs.least_time_days["C", "A"] == 1095
    assert proofs.repairs["fault"].by_waiting_days == 1095


def test_a_score_too_wide_for_the_effort_says_so() -> None:
    """Grades and locks alone still tell what can never be; all else is said not to be proved, in one sentence."""
    acts = ", ".join(f"a{k}: {{points: {k + 1}}}" for k in range(60))
    grades = ", ".join(f"G{k}: {{from: {100 - k}}}" for k in range(29))
    book = parse_rulebook(
        "format: credopolis-rulebook/1\nname: wide\ntitle: Wide\naccount: hypothetical\nsource: assumption\n"
        f"score: {{start: 0, min: -16000, max: 16000}}\ngrades: {{{grades}, Z: {{}}}}\nacts: {{{acts}}}\n", "wide.yaml"
    )  # fmt: skip
    proofs = prove(book, None, effort=Effort(20_000))
    assert not proofs.exact and len(proofs.limits) == 1 and "not proved" in proofs.limits[0].lower()
    assert proofs.state("Z", "G0") == "not proved" and proofs.state("G0", "Z") == "never"
    assert proofs.unreachable == () and proofs.absorbing == ("G0",) and proofs.one_way == ()
    assert prove(book, None).exact


def test_stories_leave_out_removal() -> None:
    """Who is removed has no grade, so removal is no way out of a lock."""
    proofs = made(
        "{A: {from: 20}, C: {lock: {lasts: 5y, release: band}}}",
        "{crime: {falls_to: C}, away: {adds_to: camp}}",
        "lists: {camp: {lasts: 30d, removal: true}}",
    )
    assert proofs.least_time_days["C", "A"] == 5 * 365
    assert proofs.lists["camp"].removal
