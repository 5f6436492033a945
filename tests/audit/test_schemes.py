"""Real schemes, written from the law: the audit says what their truth tables, worked out by hand, say, and no more."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from credopolis.audit.judge import Audit, audit
from credopolis.audit.pages.ladder_figure import time_text
from credopolis.audit.proofs.witness import replay
from credopolis.rulebook import load_cases, run_case
from tests.house.tree import ROOT

SCHEMES = sorted(path.parent for path in (ROOT / "examples/schemes").glob("*/rulebook.yaml"))
_TABLE = re.compile(r"<!-- truth: ([a-z]+) -->\n\|.*\n\|[-|]+\n((?:\|.*\n)*)")


@cache
def done(scheme: Path) -> Audit:
    return audit(scheme / "rulebook.yaml")


def truth(scheme: Path) -> dict[str, list[list[str]]]:
    """The tables of a scheme's README: rows of cells, by what they are about."""
    text = (scheme / "README.md").read_text(encoding="utf-8")
    return {
        name: [[cell.strip() for cell in line.strip("|").split("|")] for line in rows.splitlines()]
        for name, rows in _TABLE.findall(text)
    }


def found(done_: Audit) -> dict[str, list[list[str]]]:
    """The same of an audit, without the reasons."""
    proofs = done_.proofs
    times = [
        [of, to, time_text(days, (of, to) not in proofs.unproved)]
        for (of, to), days in proofs.least_time_days.items()
        if of != to
    ]
    repairs = [
        [act, " or ".join(dict(repair.acts)) or "nothing", time_text(repair.soonest_days, repair.proved),
         "never" if repair.by_waiting_days is None else time_text(repair.by_waiting_days)]
        for act, repair in proofs.repairs.items()
    ]  # fmt: skip
    lists = [
        [name, " or ".join(term.acts_off) or "nothing", time_text(term.least_days),
         "never" if term.waiting_days is None else time_text(term.waiting_days)]
        for name, term in proofs.lists.items()
    ]  # fmt: skip
    codes = [[code] for code in sorted({finding.code for finding in done_.findings})]
    return {"times": times, "repairs": repairs, "lists": lists, "findings": codes}


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda path: path.name)
def test_the_audit_says_what_was_worked_out_by_hand(scheme: Path) -> None:
    wanted, got = truth(scheme), found(done(scheme))
    assert {"lists", "repairs", "laws", "findings"} <= wanted.keys()
    for name, rows in got.items():
        width = 1 if name == "findings" else None
        assert [row[:width] for row in wanted.get(name, [])] == rows, name
    proofs = done(scheme).proofs
    assert not proofs.unproved and all(way.proved for way in (*proofs.drops.values(), *proofs.repairs.values()))
    assert all("not followed" in limit for limit in proofs.limits)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda path: path.name)
def test_legal_tests_are_answered_as_by_hand(scheme: Path) -> None:
    rows = truth(scheme)["laws"]
    for ruling in done(scheme).rulings:
        name = f"{ruling.law}, {ruling.number}"
        mine = [row for row in rows if name == row[0] or ruling.law.split(",")[0] == row[0]]
        assert len(mine) == 1, name
        assert ruling.verdict == mine[0][1], name


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda path: path.name)
def test_cases_hold_and_try_every_act(scheme: Path) -> None:
    book = done(scheme).book
    cases = load_cases(scheme / "cases.yaml", book)
    assert [str(fault) for name in cases.cases for fault in run_case(book, cases, name)] == []
    tried = {step.act for case in cases.cases.values() for step in case.steps.values()}
    assert set(book.acts) <= tried
    for story in done(scheme).proofs.witnesses.values():
        assert replay(book, story) == story.steps


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda path: path.name)
def test_every_rule_has_a_source_in_the_law(scheme: Path) -> None:
    book = done(scheme).book
    assert book.account == "documented" and book.legal_basis and book.applies_in
    for name, act in book.acts.items():
        assert act.legal_basis, name
    for name in book.lists:
        assert "assumption" not in book.source_of("lists", name, "lasts").source
    assert len(SCHEMES) >= 2
