"""Every claim of the account is findable: what it names is there, and what is there belongs to a claim."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from credopolis.library.claims import IN_PART, NOT_YET, RUNS, SCREENS, Claim, claims
from credopolis.library.evidence import facts
from credopolis.mechanisms.all import MECHANISMS
from credopolis.store.tables import TABLES
from tests.house.tree import DOCS, ROOT

WITHOUT_LIVES = frozenset({"districts", "fields", "ticks"})
"""Tables of how a run went, which are no result of a claim."""
OF_COMPANIES = frozenset({"public-procurement", "doors-of-companies", "contracts-and-audits", "thorough-assessment",
                          "a-companys-strategy", "sudden-changes", "distrust-in-the-market", "state-firms",
                          "substitutes"})  # fmt: skip
"""Claims that a command or a rulebook's reading shows, without a run of lives."""
WITHOUT_SCREEN = frozenset({"distrust-in-the-market", "state-firms", "substitutes"})
"""Claims that a command and its page show, and no part of the studio yet."""
WITHOUT_RUN = OF_COMPANIES | {"adoption"}


def faults(claim: Claim) -> list[str]:
    """What a claim names that is not there, and what one that runs does not name."""
    known = {card.name for card in MECHANISMS}, {t.name for t in TABLES}, {fact.id for fact in facts()}
    found = [
        f"{what} {name}"
        for what, names, its in zip(
            ("mechanism", "table", "fact"), (claim.mechanisms, claim.tables, claim.source), known, strict=True
        )
        for name in names
        if name not in its
    ]
    found += [f"test {path}" for path in claim.tests if not _has_tests(path)]
    found += [f"part of the studio {name}" for name in claim.see if name not in SCREENS]
    if not claim.source:
        found.append("whose claim it is")
    if claim.state == NOT_YET:
        found += [] if claim.lacks else ["what is lacking"]
        found += ["something that runs"] if claim.mechanisms or claim.tables or claim.tests or claim.see else []
        return found
    wanted = [("tests", claim.tests)]
    if claim.name not in WITHOUT_SCREEN:
        wanted += [("part of the studio", claim.see)]
    if claim.name not in WITHOUT_RUN:
        wanted += [("mechanism", claim.mechanisms), ("table", claim.tables)]
    return found + [f"no {what}" for what, its in wanted if not its]


def _has_tests(path: str) -> bool:
    file = ROOT / path
    if not file.is_file() or not path.startswith("tests/"):
        return False
    names = [
        node.name for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
    ]
    return any(name.startswith("test_") for name in names)


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.name)
def test_what_a_claim_names_is_there(claim: Claim) -> None:
    assert faults(claim) == []


def test_a_claim_that_names_nothing_is_noticed() -> None:
    claim = next(c for c in claims() if c.name == "locks")
    assert faults(claim) == [] and claim.state == RUNS
    assert replace(claim, lacks="a part").state == IN_PART
    for changed in (
        replace(claim, mechanisms=()), replace(claim, mechanisms=("nosuch",)), replace(claim, tables=("nosuch",)),
        replace(claim, tests=()), replace(claim, tests=("tests/nosuch.py",)), replace(claim, see=()),
        replace(claim, see=("nosuch",)), replace(claim, source=()), replace(claim, source=("seed-999",)),
        replace(claim, effect=""),
    ):  # fmt: skip
        assert faults(changed)


def test_whatever_the_model_has_belongs_to_a_claim() -> None:
    named = {name for claim in claims() for name in claim.mechanisms}
    assert {card.name for card in MECHANISMS} - named == set()
    shown = {name for claim in claims() for name in claim.tables}
    assert {t.name for t in TABLES} - shown - WITHOUT_LIVES == set()


def test_effects_of_mechanisms_name_one_of_them() -> None:
    """`ablate --only` and the claim speak of the same."""
    for claim in claims():
        words = claim.effect.split()
        if "--only" in words:
            assert words[words.index("--only") + 1] in claim.mechanisms, claim.name


def test_the_page_tells_of_all() -> None:
    page = (DOCS / "claims.md").read_text(encoding="utf-8")
    for claim in claims():
        assert f"### {claim.name}\n" in page and claim.says in page and (not claim.effect or claim.effect in page)
