"""Entitlements before the checks: what rules of gates close, hold up or make dearer is seen like any other sanction."""

from __future__ import annotations

from credopolis.audit.judge import audit, subject_of
from credopolis.rulebook import parse_rulebook
from credopolis.rulebook.model import Rulebook

BOOK = """\
format: credopolis-rulebook/1
name: ruled
title: Ruled
account: hypothetical
score: {start: 100, min: 0, max: 200}
scored_from_age: 18y
grades:
  A: {from: 80%(a)s}
  D: {from: 0%(d)s}
lists:
  black: {lasts: 1y%(black)s}
gates:
  care: {kind: benefit, area: health, worth: 2}
  school: {kind: restriction, area: education, worth: 1}
  loans: {kind: restriction, area: credit, worth: 1}
%(rules)s
acts:
  debt: {points: -30, adds_to: black, area: credit, seen_by: {records: 1}, conduct: {rate: 1}, decision: court}
"""


def book(rules: str = "", a: str = "", d: str = "", black: str = "") -> Rulebook:
    text = f"entitlements:\n{rules}" if rules else ""
    return parse_rulebook(BOOK % {"rules": text, "a": a, "d": d, "black": black}, "ruled.yaml")


def found(of: Rulebook, *codes: str) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in audit(of).findings if one.code in codes]


def test_what_rules_close_is_what_grades_and_lists_close() -> None:
    """The same sanctions written in both ways: the checks say the same."""
    old = book(a=", benefits: [care]", d=", restrictions: [school]", black=", restrictions: [school, loans]")
    new = book(
        "  care: {a: {grades: [A], decides: first}}\n"
        "  school: {d: {grades: [D], decides: refused}, list: {lists: [black], decides: refused}}\n"
        "  loans: {list: {lists: [black], decides: refused}}"
    )
    assert sorted(found(old, *_CODES)) == sorted(found(new, *_CODES))
    assert {code for code, _ in found(old, *_CODES)} == {"SC01", "SC03", "PT10"}
    one, other = subject_of(old).held, subject_of(new).held
    assert one.grades.keys() == other.grades.keys()
    for kind in ("grades", "lists"):
        for name, holds in getattr(one, kind).items():
            assert (holds.benefits, set(holds.restrictions)) == (
                getattr(other, kind)[name].benefits, set(getattr(other, kind)[name].restrictions)
            )  # fmt: skip
    assert [r.verdict for r in audit(old).rulings] == [r.verdict for r in audit(new).rulings]


def test_a_finding_stands_at_the_rule_that_it_is_about() -> None:
    of = book("  loans: {spared: {grades: [A], decides: granted}}\n  school: {d: {grades: [D], decides: refused}}")
    one = next(one for one in audit(of).findings if one.code == "SC03")
    before = (BOOK % {"rules": "", "a": "", "d": "", "black": ""}).split("acts:")[0]
    assert one.rule == "entitlements.school.d" and one.line == len(before.splitlines()) + 2


def test_delays_and_higher_prices_are_burdens_too() -> None:
    assert not found(book(), "SC01", "SC03")
    late = book(
        "  care: {d: {grades: [D], decides: delayed, by: 30d}, list: {lists: [black], decides: priced, factor: 2}}"
    )
    told = dict(found(late, "SC03"))
    assert told and "care" in told["SC03"]
    messages = [message for _, message in found(late, "SC03")]
    assert any("30d later" in message for message in messages) and any("2 times the price" in m for m in messages)
    assert any("closes or hinders care" in message for _, message in found(late, "SC01"))


def test_a_rule_of_one_province_counts_and_a_rule_that_spares_takes_away() -> None:
    assert found(book("  school: {here: {provinces: [Tibet], grades: [D], decides: refused}}"), "SC03")
    spared = book("  school: {all: {decides: granted}}", d=", restrictions: [school]", black=", restrictions: [school]")
    assert not found(spared, "SC03")
    cheap = book("  care: {all: {decides: priced, factor: 0.5}}")
    assert not found(cheap, "SC01", "SC03")


def test_grades_that_contradict_one_another_are_seen() -> None:
    assert found(book("  care: {d: {grades: [D], decides: first}}"), "CR02")
    assert found(book("  school: {a: {grades: [A], decides: refused}}"), "CR02")


_CODES = ("SC01", "SC03", "SC04", "CR02", "CR03", "PT10", "LD10")
