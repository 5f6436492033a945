"""Entitlements: who gets what, read from a file, checked, told, compared, and the same as before where there are none."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from credopolis.core.errors import NotSimulated
from credopolis.core.faults import FaultyFile
from credopolis.rulebook import compile_rulebook, describe, diff_rulebooks, parse_rulebook
from credopolis.rulebook.digest import digest
from credopolis.rulebook.entitled import DECIDES, Entitlement
from credopolis.rulebook.gates import decided, entitled, in_province, named_provinces, on_lists, open_gates
from tests.engine.twin_entitled import decision
from tests.strategies import rulebooks

HEAD = """\
format: credopolis-rulebook/1
name: ruled
title: Ruled
account: hypothetical
score: {start: 100, min: 0, max: 200}
grades: {A: {from: 80, benefits: [care]}, D: {restrictions: [loans]}}
lists: {black: {lasts: 1y, restrictions: [loans]}, red: {benefits: [care]}}
gates: {care: {kind: benefit, worth: 2}, loans: {kind: restriction, worth: 1}}
acts: {harm: {points: -30, seen_by: {records: 1}, conduct: {rate: 1}}}
"""


def ruled(rules: str) -> Any:
    return parse_rulebook(f"{HEAD}entitlements:\n  {rules}\n", "ruled.yaml")


def test_the_first_rule_that_fits_decides() -> None:
    book = ruled("loans: {despite: {grades: [A], lists: [black], decides: granted}, all: {decides: delayed, by: 9d}}")
    assert decided(book, "loans", "A", ["black"]).decides == "granted"
    assert decided(book, "loans", "A", []) == Entitlement("delayed", days=9)
    assert decided(book, "loans", "D", ["black", "red"]).decides == "delayed"
    assert decided(book, "care", "D", ["red"]).decides == "first"
    assert open_gates(book, "D", ("black",)) == ("loans",)


def test_where_no_rule_fits_grades_and_lists_decide() -> None:
    book = ruled("loans: {dear: {lists: [red], decides: priced, factor: 2}}")
    assert decided(book, "loans", "D", []).decides == "refused" and decided(book, "loans", "A", []).decides == "granted"
    assert decided(book, "loans", "A", ["black"]).decides == "refused"
    assert decided(book, "loans", "A", ["black", "red"]).factor == 2.0


@pytest.mark.parametrize(("rule", "opens"), [
    ("first", True), ("granted", False), ("refused", False), ("delayed, by: 3d", False),
    ("priced, factor: 0.5", True), ("priced, factor: 2", False),
])  # fmt: skip
def test_a_benefit_is_open_to_who_is_put_first_or_pays_less(rule: str, opens: bool) -> None:
    book = ruled(f"care: {{all: {{decides: {rule}}}}}")
    assert all(("care" in open_gates(book, grade, ())) == opens for grade in "AD")
    assert compile_rulebook(book).worth.max() == 1.0


FAULTS = {
    "loan: {all: {decides: refused}}": ("entitlements.loan: there is no gate of this name", "Did you mean 'loans'?"),
    "loans: {all: {grades: [B], decides: refused}}": ("entitlements.loans.all.grades: there is no grade", "A, D"),
    "loans: {all: {lists: [blak], decides: refused}}": ("there is no list of this name", "Did you mean 'black'?"),
    "loans: {all: {decides: delayed}}": ("does not say by how long", "Add by: DURATION."),
    "loans: {all: {decides: priced}}": ("does not say which", "factor"),
    "loans: {all: {decides: refused, by: 3d}}": ("this rule delays nobody", "beside decides: delayed"),
    "loans: {all: {decides: refused, factor: 2}}": ("asks no other price", "beside decides: priced"),
    "loans: {all: {decides: first}}": ("this gate is a restriction", "granted, delayed, refused, priced"),
    "loans: {all: {decides: late}}": ("not one of the choices", ", ".join(DECIDES)),
    "loans: {all: {grades: [A]}}": ("entitlements.loans.all.decides: this key is missing", "Add it."),
    "loans: {}": ("0 entries", "1 to 20"),
    "loans: {all: {decides: priced, factor: -1}}": ("not a number in bounds", "0 to 100"),
}


@pytest.mark.parametrize("rules", FAULTS)
def test_faults_stand_at_their_line_with_what_to_do(rules: str) -> None:
    with pytest.raises(FaultyFile) as caught:
        ruled(rules)
    told = str(caught.value)
    assert f"ruled.yaml:{HEAD.count(chr(10)) + 2}:" in told
    assert all(part in told for part in FAULTS[rules]), told


def test_rules_are_told_and_compared() -> None:
    before = ruled("loans: {slow: {grades: [A], decides: delayed, by: 30d}, no: {lists: [black], decides: refused}}")
    after = ruled("loans: {no: {lists: [black], decides: refused}, slow: {grades: [A], decides: delayed, by: 2y}}")
    assert "loans is delayed by 30d for who is in A" in describe(before)
    assert diff_rulebooks(before, after) == [
        "loans is delayed by 2y for who is in A (before: loans is delayed by 30d for who is in A)",
        "rules of loans are asked in another order",
    ]
    assert diff_rulebooks(before, parse_rulebook(HEAD, "x")) == [
        "no more loans is delayed by 30d for who is in A", "no more loans is refused for who is on the list black"
    ]  # fmt: skip
    assert digest(before) != digest(
        replace(before, entitlements={"loans": dict(reversed(before.entitlements["loans"].items()))})
    )


def test_a_rulebook_without_entitlements_keeps_its_hash_and_its_meaning() -> None:
    plain = parse_rulebook(HEAD, "x")
    assert digest(plain) == "41eb981fc2d641a37013fee380851b1c"
    found = compile_rulebook(plain)
    assert (found.grade_opens, found.grade_refuses) == (((), ("care",)), (("loans",), ()))
    assert not (found.states_refused or found.states_delayed or found.rules_of_gates)
    assert not any((*found.grade_delays, *found.grade_prices))


def test_provinces_have_rules_of_their_own() -> None:
    book = ruled("loans: {here: {provinces: [Tibet, Hebei], grades: [D], decides: granted}, "
                 "there: {provinces: [Hebei], decides: refused}}")  # fmt: skip
    assert named_provinces(book) == {"Tibet": ("loans", "here"), "Hebei": ("loans", "here")}
    assert decided(in_province(book, "Tibet"), "loans", "D", []).decides == "granted"
    assert decided(in_province(book, "Hebei"), "loans", "A", []).decides == "refused"
    assert digest(in_province(book, "")) == digest(parse_rulebook(HEAD, "x"))
    with pytest.raises(NotSimulated):
        compile_rulebook(book)


@given(rulebooks())
@settings(max_examples=40)
def test_what_is_compiled_is_what_is_decided(text: str) -> None:
    """In every state, against a reading of its own; gates without rules as grades and lists have them."""
    book = in_province(parse_rulebook(text, "random"), "")
    found = entitled(book)
    names = tuple(reversed(book.grades)) or ("none",)
    for (g, grade), mask in product(enumerate(names), range(2 ** len(book.lists))):
        on = on_lists(book, mask)
        opened = set()
        for gate, of in book.gates.items():
            word, days, factor = decision(book, gate, grade, on)
            opened |= {gate} if (word == "first" or (word == "priced" and factor < 1)) else set()
            if of.kind == "restriction":
                opened = opened - {gate} if word == "refused" else opened | {gate}
            if gate in book.entitlements:
                assert found["states_refused"][gate][g, mask] == (word == "refused")
                assert found["states_delayed"][gate][g, mask] == (days if word == "delayed" else 0)
            if not mask:
                assert (gate in found["grade_opens"][g]) == (word == "first")
                assert (gate in found["grade_refuses"][g]) == (word == "refused")
                assert found["grade_prices"][g].get(gate, 1.0) == factor
        assert set(open_gates(book, grade, on)) == opened
    assert np.isfinite(compile_rulebook(book).worth).all()
