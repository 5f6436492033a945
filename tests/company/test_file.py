"""What a company's file may say, and what it is told when it says anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from credopolis.company.code import fault_of
from credopolis.company.file import rings
from credopolis.company.names import SECTORS
from credopolis.company.shapes import COMPANY, json_schema
from credopolis.core.faults import FaultyFile
from credopolis.core.shapes import Leaf, MapOf, Record
from credopolis.core.yamlfile import load_text
from tests.company.firms import SIGNS, code, firm, parse_company

HEAD = f"format: credopolis-company/1\ncode: {code(1)}\nsector: manufacturing\nfounded: 2018-03-01\n"
RESIDENT = "11010519491231002X"
"""The worked example of GB 11643, the standard of residents' numbers."""


def faults(text: str) -> list[str]:
    with pytest.raises(FaultyFile) as refused:
        parse_company(text, "firm.yaml")
    return str(refused.value).splitlines()


def test_codes_are_checked_as_python_stdnum_does() -> None:
    from stdnum.cn import uscc

    for number in range(200):
        good = code(number)
        assert uscc.is_valid(good) and fault_of(good) == ""
    for known in ("91350100M000100Y43", "91110000101623741K"):  # of the standard's own example, and of a bank
        assert uscc.is_valid(known) and fault_of(known) == ""
    good = code(7)
    for k in range(18):
        for sign in SIGNS:
            changed = good[:k] + sign + good[k + 1 :]
            assert (fault_of(changed) == "") == (changed == good), changed


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (code(1)[:-1], "it has not 18 characters"),
        (code(1)[:-1] + "I", "none of those that a code has"),
        (code(1, "92"), "business of one person"),
        (code(1, "12"), "institution"),
        (RESIDENT, "could stand for a person"),
        ("91" + RESIDENT[2:], "no"),
        (code(1)[:4] + " " + code(1)[4:], "spaces"),
        ("=1+1", "it has not 18 characters"),
    ],
)
def test_bad_codes_are_named(bad: str, words: str) -> None:
    (line,) = faults(HEAD.replace(code(1), json.dumps(bad)))
    assert line.startswith("firm.yaml:2:1: code: not the code of a company") and words in line
    assert "allowed: 18 characters" in line
    if "person" in words:
        assert bad not in line  # what may be somebody's number is not said again


def test_no_resident_number_passes() -> None:
    """Numbers with a date of birth that check as a resident's, from every region a code could have."""
    for serial in range(300):
        front = f"91{serial:04d}19{serial % 100:02d}0{serial % 9 + 1}{serial % 28 + 1:02d}{serial:03d}"[:17]
        for last in "0123456789X":
            number, rest = front + last, 0
            for sign in number:
                rest = (rest * 2 + (10 if sign == "X" else int(sign))) % 11
            if rest == 1:
                assert "person" in fault_of(number), number


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        ("legal_representative: Zhang Wei\n", 5, "takes no data of persons. A company is its code"),
        ("contact: {name: Zhang Wei}\n", 5, "takes no data of persons"),
        ("staff: {all: 3, executives: [Zhang Wei]}\n", 5, "not a whole number in bounds (got a list of 1"),
        ("staff: {all: 3, executives: 4}\n", 5, "more executives than people (got 4; allowed: 0 to 3)"),
        ("incidents:\n  a: {act: late_return, date: 2025-01-02, note: by Zhang Wei}\n", 6, "holds no free text"),
        ("incidents:\n  a: {act: late_retrun, date: 2025-01-02}\n", 6, "Did you mean 'late_return'"),
        ("incidents:\n  a: {act: late_return, date: 2017-01-02}\n", 6, "before the company was founded"),
        ("incidents:\n  a: {act: late_return, date: 2025-02-30}\n", 6, "not a date (got '2025-02-30'"),
        ("incidents:\n  a: {act: late_return, date: '=TODAY()'}\n", 6, "not a date"),
        ("partners:\n  Zhang Wei: {code: " + code(2) + ", kind: supplier}\n", 6, "not a usable text"),
        ("partners:\n  a: {code: " + code(2) + ", kind: friend}\n", 6, "supplier, customer, owner"),
        ("partners:\n  a: {code: " + code(1) + ", kind: owner}\n", 6, "this is the company itself"),
        ("rates: {late_return: {value: 2, range: [3, 4]}}\n", 5, "range"),
        ("rates: {late_return: {value: 2, source: Zhang Wei told}}\n", 5, "holds no free text"),
        ("province: Atlantis\n", 5, "not one of the choices"),
        ("colour: blue\n", 5, "this key is not known here"),
    ],
)  # fmt: skip
def test_faults_say_where_what_and_what_to_do(more: str, line: int, words: str) -> None:
    found = faults(HEAD + more)
    assert any(one.startswith(f"firm.yaml:{line}:") and words in one for one in found), found


def test_unknown_sectors_name_those_that_are_known() -> None:
    (line,) = faults(HEAD.replace("manufacturing", "manufactoring"))
    assert "Did you mean 'manufacturing'?" in line and all(sector in line for sector in SECTORS)


def test_cyclic_ownership_is_told_as_a_ring() -> None:
    a, b = code(2), code(3)
    more = f"partners:\n  top: {{code: {a}, kind: owner, owned_by: [{b}]}}\n  sub: {{code: {b}, kind: subsidiary}}\n"
    (line,) = faults(HEAD + more)
    assert "cyclic ownership" in line and line.count(" is owned by ") == 3
    assert firm(more.replace("subsidiary", "supplier")).partners["top"].owned_by == (b,)


def test_rings_are_found_wherever_they_begin() -> None:
    owners: dict[str, list[tuple[str, Any]]] = {
        "a": [("b", 1)], "b": [("c", 2), ("d", 3)], "c": [], "d": [("b", 4)], "e": [("a", 5)]
    }  # fmt: skip
    assert [ring for ring, _ in rings(owners)] == [["b", "d", "b"]]
    assert list(rings({"a": [("b", 1)], "b": [("c", 2)], "c": []})) == []


def test_huge_files_are_refused() -> None:
    assert "too large" in faults("# " + "x" * 2_100_000)[0]
    many = "".join(f"  i{k}: {{act: late_return, date: 2025-01-02}}\n" for k in range(201))
    assert any("201 entries" in line and "0 to 200" in line for line in faults(HEAD + "incidents:\n" + many))


def test_the_schema_accepts_what_the_loader_does() -> None:
    more = f"""
record_since: 2020-01-01
province: Jiangsu
incidents: {{a: {{act: late_return, date: 2025-04-20, times: 2, repaired: 2025-06-01}}}}
filings: {{b: {{act: late_annual_report, due: 2026-06-30}}}}
partners: {{c: {{code: {code(2)}, kind: supplier, listed: true, share: 0.2, owned_by: [{code(3)}], rate: 0.1}}}}
staff: {{all: 120, executives: 4}}
rates: {{late_return: {{value: 0.4, range: [0.1, 1]}}}}
measures: {{repair: {{costs: 3, takes: 10}}, red_list: {{open: false}}}}
"""
    found = firm(more)
    assert (found.rates["late_return"].low, found.rates["late_return"].high) == (0.1, 1.0)
    validator = Draft202012Validator(json_schema())
    data = load_text(HEAD + more, "firm.yaml").data
    assert list(validator.iter_errors(data)) == []
    for spoiled in ({"note": "x"}, {"legal_representative": "x"}, {"code": RESIDENT}, {"sector": "x"}):
        assert list(validator.iter_errors({**data, **spoiled})), spoiled  # type: ignore[dict-item]
    assert '"note"' not in json.dumps(json_schema()["properties"])


def test_no_shape_holds_free_text() -> None:
    """Every text of the file is a choice, a name of lower-case letters, a date, or a code that checks."""
    from credopolis.company.shapes import Day, YearlyRate
    from credopolis.core.shapes import Choice, ListOf, Number, Text, Truth, Whole

    def leaves(shape: Any) -> list[Any]:
        if isinstance(shape, Record):
            return [leaf for key in shape.keys.values() for leaf in leaves(key.shape)]
        if isinstance(shape, MapOf):
            return [*leaves(shape.key), *leaves(shape.value)]
        return [*leaves(shape.item)] if isinstance(shape, ListOf) else [shape]

    found = leaves(COMPANY)
    assert len(found) > 25
    for leaf in found:
        assert isinstance(leaf, Leaf)
        named = isinstance(leaf, Text) and leaf.holds == "name" and leaf.pattern.startswith("^[a-z]")
        assert (
            named
            or isinstance(leaf, Choice | Number | Truth | Whole | Day | YearlyRate)
            or type(leaf).__name__ == "Code"
        )
