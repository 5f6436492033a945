"""Every finding on twenty-two real schemes has been judged by reading, and fewer than one in twenty is wrong."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from credopolis.audit.judge import audit
from credopolis.library.names import resolve_rulebook
from tests.house.tree import ROOT

PAGE = ROOT / "docs/false-alarms.md"
SCHEMES = {path.parent.name: path for path in sorted((ROOT / "examples/schemes").glob("*/rulebook.yaml"))}
REGIMES = ("dangan", "judgment-defaulters", "rongcheng-2013", "suining-2010", "us-bank-score")
MOST_WRONG = 0.05


def judged(text: str) -> dict[tuple[str, str, str], str]:
    """The verdict on each finding of the page's table: by scheme, code and rule."""
    verdicts: dict[tuple[str, str, str], str] = {}
    for line in re.findall(r"^\| [a-z].*\|$", text, re.MULTILINE):
        scheme, code, rules, verdict, why = (cell.strip() for cell in line.strip("|").split(" | "))
        if scheme == "scheme":
            continue
        assert verdict in ("right", "wrong") and why, line
        for rule in re.findall(r"`([^`]+)`", rules):
            assert (scheme, code, rule) not in verdicts, line
            verdicts[scheme, code, rule] = verdict
    return verdicts


def found(schemes: dict[str, Path]) -> set[tuple[str, str, str]]:
    """The findings of the audit, those that are told together for several rules once."""
    return {(name, one.code, one.rule) for name, path in schemes.items() for one in audit(path).findings}


def test_every_finding_on_real_schemes_is_judged_and_few_are_wrong() -> None:
    text = PAGE.read_text(encoding="utf-8")
    schemes = SCHEMES | {name: resolve_rulebook(name) for name in REGIMES}
    verdicts = judged(text)
    assert len(schemes) >= 22
    assert verdicts.keys() == found(schemes), "read what is new, and judge it on docs/false-alarms.md"
    count = Counter(verdicts.values())
    share = count["wrong"] / count.total()
    assert 0 < share < MOST_WRONG
    assert f"{count.total()} findings, {count['wrong']} of them wrong: {share:.1%}".replace("%", " %") in text


def test_a_finding_that_nobody_judged_is_noticed() -> None:
    text = PAGE.read_text(encoding="utf-8")
    lines = text.splitlines()
    without = "\n".join(line for line in lines if not line.startswith("| de-flensburg | PT02 "))
    missing = judged(text).keys() - judged(without).keys()
    assert {code for _, code, _ in missing} == {"PT02"}
    assert missing <= found({"de-flensburg": SCHEMES["de-flensburg"]})
