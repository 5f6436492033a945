"""What the audit says of counters with windows of their own, grades without a band, and acts open in some grades."""

from __future__ import annotations

from credopolis.audit.judge import Audit, audit
from credopolis.audit.pages.ladder_figure import ladder_figure
from credopolis.rulebook import parse_rulebook
from credopolis.rulebook.counters import by_itself

TEXT = """
format: credopolis-rulebook/1
name: windows
title: Points lost within windows of their own
account: hypothetical
source: assumption
score:
  start: 0
  min: -100
  max: 0
  counters:
    a_year: {lost: 4, within: 1y, falls_to: out}
    two_years: {lost: 6, within: 2y, falls_to: out}
grades:
  in: {}
  probation: {without_band: true, lock: {lasts: 90d, release: band}}
  out: {without_band: true, restrictions: [driving], lock: {lasts: 180d, release: probation}}
gates:
  driving: {kind: restriction, area: transport}
acts:
  one: {points: -1, counts_for: 3y, area: transport, gravity: minor}
  two: {points: -2, counts_for: 3y, area: transport, gravity: serious}
"""


def done(text: str = TEXT) -> Audit:
    return audit(parse_rulebook(text, "windows.yaml"))


def codes(told: Audit) -> set[tuple[str, str]]:
    return {(finding.code, finding.rule) for finding in told.findings}


def test_least_times_are_those_of_the_locks() -> None:
    proofs = done().proofs
    assert proofs.exact and proofs.least_time_days == {
        ("in", "in"): 0, ("in", "probation"): 180, ("in", "out"): 0,
        ("probation", "in"): 90, ("probation", "probation"): 0, ("probation", "out"): 0,
        ("out", "in"): 270, ("out", "probation"): 180, ("out", "out"): 0,
    }  # fmt: skip
    assert proofs.unreachable == () and proofs.absorbing == ()


def test_a_counter_that_one_entry_reaches_is_a_drop() -> None:
    drastic = TEXT.replace("points: -2,", "points: -4,")
    book, plain = parse_rulebook(drastic), parse_rulebook(TEXT)
    assert (by_itself(book, book.acts["two"]), by_itself(plain, plain.acts["two"])) == ("out", "")
    assert ("LD08", "acts.two.points") in codes(done(drastic))
    assert not any(code == "LD08" for code, _ in codes(done()))


def test_no_point_leads_to_a_grade_without_a_band() -> None:
    gates = "".join(f"  gate_{k}: {{kind: restriction}}\n" for k in range(4))
    closed = "restrictions: [driving, gate_0, gate_1, gate_2, gate_3], lock: {lasts: 180d"
    text = TEXT.replace("restrictions: [driving], lock: {lasts: 180d", closed).replace("gates:\n", f"gates:\n{gates}")
    text = text.replace("  in: {}", "  in: {from: -50}\n  below: {}")
    assert not any(code == "LD10" for code, _ in codes(done(text)))
    assert any(
        code == "LD10" for code, _ in codes(done(text.replace("below: {}", f"below: {{{closed.split(', lock')[0]}}}")))
    )
    svg = ladder_figure(done().book, done().proofs).svg
    assert svg.count("no score") == 2 and "newcomers" not in svg


def test_two_acts_for_one_fact_that_are_open_in_other_grades_strike_once() -> None:
    apart = TEXT.replace("one: {points: -1,", "one: {only: {grades: [in]}, points: -1,")
    more = "  again: {points: -1, falls_to: out, prices: one, counts_for: 3y, only: {grades: [probation, out]}}\n"
    told = codes(done(apart + more))
    assert not any(code in ("PT09", "LD08") for code, _ in told)
    both = codes(done(TEXT + more))
    assert ("PT09", "acts.again.prices") in both
    assert ("LD08", "acts.again.falls_to") not in both, "from probation it is one rung"


def test_an_act_that_is_only_open_without_a_band_is_made_good_from_there() -> None:
    more = "  again: {points: -1, falls_to: out, counts_for: 1y, only: {grades: [probation]}}\n"
    repair = done(TEXT + more).proofs.repairs["again"]
    assert repair.proved and repair.by_waiting_days == 365 and repair.from_score == 0
