"""What the audit says of the regimes that ship."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.audit.judge import Audit
from credopolis.library.names import REGIMES, resolve_rulebook
from credopolis.rulebook import Standing, load_rulebook


@pytest.fixture(scope="module")
def audits() -> dict[str, Audit]:
    return {name: cp.audit(name) for name in REGIMES}


@pytest.mark.alone  # of processors that share a core each is slower
def test_all_regimes_together_take_less_than_five_seconds() -> None:
    def seconds() -> float:
        begun = time.process_time()
        for name in REGIMES:
            cp.audit(name)
        return time.process_time() - begun

    cp.audit("ladder")
    assert any(seconds() < 5 for _ in range(3)), "not once in three times"


def test_nine_years_are_found_with_their_legs(audits: dict[str, Audit]) -> None:
    (found,) = [f for f in audits["popular-account"].findings if f.code == "LD04"]
    assert found.rule == "acts.intentional_crime.falls_to"
    assert "9 years (3,285 days)" in found.message
    assert found.witness[:3] == ("5 years (1,825 days) in D", "2 years (730 days) in C", "2 years (730 days) in B")
    assert any("lock" in step for step in found.witness[3:])


def test_the_worked_case_of_suining(audits: dict[str, Audit]) -> None:
    """Fourteen missed repayments at 30 points led from 1,000 to 580 points and grade D."""
    found = {f.rule: f for f in audits["suining-2010"].findings if f.code == "PT08"}
    assert found["acts.missed_repayment.points"].witness == ("1,000 -30 x 14 = 580, grade D",)
    standing = Standing(load_rulebook(resolve_rulebook("suining-2010")))
    for _ in range(13):
        standing.post("missed_repayment", 0)
    assert (standing.score, standing.grade) == (610, "C")
    standing.post("missed_repayment", 0)
    assert (standing.score, standing.grade) == (580, "D")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("popular-account", {"LD04", "LD05", "LD06", "LD08", "PT03", "SC01", "PE02", "PE05", "LD10", "DP03", "DP05"}),
        ("suining-2010", {"PT03", "PT08", "EV03", "PE05", "DP05"}),
        ("judgment-defaulters", {"LI02", "SC01", "DP05"}),
        ("dangan", {"DP01", "DP02", "DP03", "LI05"}),
    ],
)
def test_what_is_known_to_be_wrong_is_found(audits: dict[str, Audit], name: str, codes: set[str]) -> None:
    assert codes <= {finding.code for finding in audits[name].findings}


def test_findings_point_at_the_rule_they_name(audits: dict[str, Audit]) -> None:
    for done in audits.values():
        assert done.book.located is not None
        lines = Path(done.book.located.file).read_text(encoding="utf-8").splitlines()
        for finding in done.findings:
            assert 1 <= finding.line <= len(lines)
            key = finding.rule.split(".")[-1]
            if key in ("points", "falls_to", "adds_to", "from", "restrictions", "lasts", "release"):
                assert key in lines[finding.line - 1]


def test_plain_data_has_what_is_promised(audits: dict[str, Audit]) -> None:
    data = audits["popular-account"].as_json()
    times = {(entry["from"], entry["to"]): entry["days"] for entry in data["least_time_days"]}
    assert times["D", "A-"] == 3285
    assert times["D", "C"] == 1825
    assert times["AAA", "AAA"] == 0
    witness = next(w for w in data["witnesses"] if (w["from"], w["to"]) == ("D", "A-"))
    assert witness["days"] == 3285 and witness["steps"]
    assert all(how["points_a_year"] is not None for how in data["drift"].values()) and len(data["drift"]) >= 3
    wanted = {"code", "severity", "file", "line", "rule", "message", "source"}
    assert all(wanted <= finding.keys() for finding in data["findings"])
