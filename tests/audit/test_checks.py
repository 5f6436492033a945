"""Every check finds what its cases seed, at its line, and nothing in the clean rulebook."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from credopolis.audit.check import ANTI_PATTERN, BETTER, SOURCE
from credopolis.audit.checks import AREAS, CHECKS
from credopolis.audit.finding import SEVERITIES
from credopolis.audit.judge import audit, subject_of
from credopolis.rulebook import parse_rulebook
from tests.audit.seeded import CLEAN, FOLDER, Seed, seeds

FINDS, PASSES = list(seeds("finds")), list(seeds("passes"))


def test_nothing_is_found_in_the_clean_rulebook() -> None:
    assert [str(finding) for finding in audit(parse_rulebook(CLEAN)).findings] == []


def test_sixty_faults_are_seeded_and_each_check_has_cases() -> None:
    assert len(FINDS) >= 60
    for cases in (FINDS, PASSES):
        assert Counter(seed.check.code for seed in cases).keys() == {check.code for check in CHECKS}
    assert len({seed.text for seed in FINDS}) >= 60


@pytest.mark.parametrize("seed", FINDS, ids=str)
def test_a_seeded_fault_is_found_at_its_line(seed: Seed) -> None:
    found = list(seed.check.run(subject_of(parse_rulebook(seed.text))))
    assert seed.line in {finding.line for finding in found}, [str(finding) for finding in found]
    assert all(finding.file == "rulebook" and finding.message and finding.source for finding in found)


@pytest.mark.parametrize("seed", PASSES, ids=str)
def test_a_check_lets_its_near_misses_pass(seed: Seed) -> None:
    assert [str(finding) for finding in seed.check.run(subject_of(parse_rulebook(seed.text)))] == []


def test_checks_are_listed_and_described() -> None:
    names = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert {check.name for check in CHECKS} == names
    assert {path.stem for path in FOLDER.glob("*.yaml")} == names | {"clean"}
    assert len(CHECKS) >= 30
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert re.fullmatch(r"[A-Z]{2}\d\d", check.code) and check.code[:2] in AREAS
        assert check.severity in SEVERITIES
        assert check.title and all(len(check.section(part)) > 10 for part in (ANTI_PATTERN, BETTER, SOURCE))


def test_codes_stand_in_order() -> None:
    order = [(list(AREAS).index(check.code[:2]), check.code) for check in CHECKS]
    assert order == sorted(order)


def test_contradictions_name_both_rules() -> None:
    text = CLEAN.replace("    points: 6\n", "    prices: speeding\n    points: 6\n")
    (finding,) = [f for f in audit(parse_rulebook(text)).findings if f.code == "CR01"]
    lines = text.splitlines()
    assert "points: 6" in lines[finding.line - 1]
    assert [lines[place.line - 1].strip() for place in finding.also] == ["points: -6"]
    assert finding.also[0].file == finding.file
