"""The legal tests: what is met, what is not, and what cannot be told."""

from __future__ import annotations

import pytest

from credopolis.audit.judge import audit, subject_of
from credopolis.audit.law import ARTICLES
from credopolis.audit.law.article import (
    CANNOT_TELL,
    DISCLAIMER,
    DOES_NOT_APPLY,
    MET,
    NOT_MET,
    VERDICTS,
    Ruling,
    rule_on,
)
from credopolis.library.names import resolve_rulebook
from credopolis.rulebook import parse_rulebook
from tests.audit.seeded import CLEAN

FCRA = "US FCRA"
BANK = resolve_rulebook("us-bank-score").read_text(encoding="utf-8")


def ruling(text: str, law: str, number: str) -> Ruling:
    """The ruling on one article, without all that the others need."""
    (article,) = [a for a in ARTICLES if a.law == law and f"{a.number} ".startswith(f"{number} ")]
    return rule_on(article, subject_of(parse_rulebook(text)))


def changed(*changes: tuple[str, str], text: str = CLEAN) -> str:
    """The clean rulebook, or another text, with texts replaced."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_each_article_has_a_number_a_paraphrase_and_a_source() -> None:
    assert len({(article.law, article.number) for article in ARTICLES}) == len(ARTICLES)
    assert {article.law for article in ARTICLES} >= {"EU AI Act", "GDPR", FCRA, "China, PIPL"}
    assert all(article.paraphrase.endswith(".") and article.source for article in ARTICLES)


def test_a_grade_that_a_lock_gives_back_by_itself_is_no_item_without_end() -> None:
    """YouTube's strikes: a week, and the grade comes back; the same for good, and it does not."""
    drops = "    points: -6\n    counts_for: 1y"
    for lasts, verdict in (("60d", MET), ("80y", NOT_MET)):
        text = changed((drops, drops + "\n    falls_to: paused"), ("lasts: 60d", f"lasts: {lasts}"))
        assert ruling(text, FCRA, "Section 605").verdict == verdict
    unlocked = changed((drops, "    falls_to: paused"), ("    lock: {lasts: 60d, release: band}\n", ""))
    assert ruling(unlocked, FCRA, "Section 605").verdict == NOT_MET  # nothing lifts it but another entry


def test_every_verdict_comes_with_what_is_missing() -> None:
    for name in ("popular-account", "suining-2010", "judgment-defaulters", "us-bank-score", "dangan"):
        done = audit(name)
        assert len(done.rulings) == len(ARTICLES)
        for found in done.rulings:
            assert found.verdict in VERDICTS
            assert bool(found.missing) == (found.verdict != MET), found
        assert done.as_json()["note"] == DISCLAIMER


def test_the_clean_rulebook_meets_all_that_can_be_told() -> None:
    assert {r.verdict for r in audit(parse_rulebook(CLEAN)).rulings} == {MET, CANNOT_TELL, DOES_NOT_APPLY}


def test_credit_reports_law_is_met_by_the_bank_score() -> None:
    mine = [article for article in ARTICLES if article.law == FCRA]
    assert len(mine) == 4
    assert [(a.number, ruling(BANK, FCRA, a.number).missing) for a in mine] == [(a.number, ()) for a in mine]


def test_credit_reports_law_is_not_met_once_an_expiry_is_removed() -> None:
    lines = BANK.splitlines(keepends=True)
    terms = [k for k, line in enumerate(lines) if line.strip().startswith("counts_for:")]
    assert terms
    struck = 0
    for k in terms:
        text = "".join(lines[:k] + lines[k + 1 :])
        found = ruling(text, FCRA, "Section 605")
        name = next(line for line in reversed(lines[:k]) if line.startswith("  ") and line[2] not in " #")
        act = parse_rulebook(text).acts[name.strip().rstrip(":")]
        if act.points < 0:
            struck += 1
            assert found.verdict == NOT_MET
            assert any("never expires" in text for text in found.missing)
    assert struck >= 3


@pytest.mark.parametrize(
    ("law", "number", "old", "new"),
    [
        (FCRA, "Section 605", "points: -6\n    counts_for: 1y", "points: -6\n    counts_for: 8y"),
        (FCRA, "Section 605", "    lasts: 2y\n", ""),
        (FCRA, "Section 609", "access: 1", "access: 0"),
        (FCRA, "Section 611", "appeal_within: 30d", "appeal_within: 60d"),
        (FCRA, "Section 615", "  notice: 1\n", "  notice: 0.5\n"),
        ("EU AI Act", "Article 5(1)(c)(i)", "driving: {kind: restriction, area: transport}",
         "driving: {kind: restriction, area: housing}"),
        ("EU AI Act", "Article 5(1)(c)(ii)", "    lasts: 2y\n", ""),
        ("GDPR", "Article 22(1)", "decision: court", "decision: none"),
        ("China, Guobanfa [2020] No. 49", "Part II", "legal_basis: Road Act (made up), section 1\n",
         "legal_basis: none\n"),
        ("China, Guobanfa [2020] No. 49", "Part IV", "    lasts: 2y\n", ""),
        ("China, Guobanfa [2020] No. 49", "Part V", "    points: -4\n", "    points: -4\n    about: parent\n"),
    ],
)  # fmt: skip
def test_an_article_is_not_met_once_its_ground_is_gone(law: str, number: str, old: str, new: str) -> None:
    assert ruling(CLEAN, law, number).verdict in (MET, CANNOT_TELL, DOES_NOT_APPLY)
    found = ruling(changed((old, new)), law, number)
    assert found.verdict == NOT_MET
    assert found.missing


@pytest.mark.parametrize(
    ("law", "number", "old", "new"),
    [
        (
            "EU AI Act",
            "Article 5(1)(c)(i)",
            "driving: {kind: restriction, area: transport}",
            "driving: {kind: restriction}",
        ),
        ("GDPR", "Article 22(1)", "    decision: court\n", ""),
        ("GDPR", "Article 22(2)(b)", "decision: court", "decision: none"),
        ("China, PIPL", "Article 24(3), explanation", "    decision: court\n", ""),
        ("China, Guobanfa [2020] No. 49", "Part II", "legal_basis: Road Act (made up), section 1\n", ""),
        ("China, Guobanfa [2020] No. 49", "Part III", "    public: false\n", ""),
        (FCRA, "Section 611", "  appeal_within: 30d\n", ""),
    ],
)
def test_what_the_file_does_not_say_cannot_be_told(law: str, number: str, old: str, new: str) -> None:
    found = ruling(changed((old, new)), law, number)
    assert found.verdict == CANNOT_TELL
    assert any(word in text for text in found.missing for word in ("state ", "whether "))


BY_ITSELF = ("decision: court", "decision: none")


@pytest.mark.parametrize(
    ("law", "number", "old", "new"),
    [
        ("GDPR", "Article 22(3)", "human_review: 1", "human_review: 0"),
        ("GDPR", "Article 22(4)", "who: {min_age: 18y}\n      rate: 0.001",
         "who: {min_age: 18y, is_not: [minority]}\n      rate: 0.001"),
        ("GDPR", "Article 22(4)", "      rate: 0.001", "      driver: dissent\n      slope: 1\n      rate: 0.001"),
        ("China, PIPL", "Article 24(1)", "who: {min_age: 23y}", "who: {min_age: 23y, is: [female]}"),
        ("China, PIPL", "Article 24(3), explanation", "reasons: 1", "reasons: 0"),
    ],
)  # fmt: skip
def test_articles_on_automation_apply_where_nobody_decides(law: str, number: str, old: str, new: str) -> None:
    assert ruling(changed((old, new)), law, number).verdict == DOES_NOT_APPLY
    assert ruling(changed((old, new)), law, number).missing
    assert ruling(changed(BY_ITSELF), law, number).verdict == MET
    assert ruling(changed(BY_ITSELF, (old, new)), law, number).verdict == NOT_MET


@pytest.mark.parametrize("number", ["Part IV", "Part III"])
def test_articles_on_lists_do_not_apply_without_a_list(number: str) -> None:
    text = changed(("    adds_to: barred\n", "    points: -2\n"), ("    removes_from: barred\n", "    points: 1\n"),
                   (", on_list: barred", ""))  # fmt: skip
    a, b = text.index("  barred:\n"), text.index("  praised:\n")
    assert ruling(text[:a] + text[b:], "China, Guobanfa [2020] No. 49", number).verdict == DOES_NOT_APPLY


GRAVE = (("title: Driving too fast", "gravity: minor"), ("title: Using a telephone at the wheel", "gravity: minor"),
         ("title: Driving after drinking", "gravity: crime"))  # fmt: skip


@pytest.mark.parametrize(
    ("law", "number"), [("EU AI Act", "Article 5(1)(c)(ii)"), ("China, Guobanfa [2020] No. 49", "Part V")]
)
def test_proportion_is_met_or_not_by_stated_gravity(law: str, number: str) -> None:
    assert ruling(CLEAN, law, number).verdict == CANNOT_TELL
    assert "gravity" in ruling(CLEAN, law, number).missing[0]
    assert ruling(changed(*GRAVE), law, number).verdict == MET
    minor = ruling(changed(*GRAVE[:2], ("title: Driving after drinking", "gravity: minor"),
                           ("    removes_from: barred\n", "    removes_from: praised\n"),
                           ("  repair: 1\n", "  repair: 0\n")), law, number)  # fmt: skip
    assert minor.verdict == NOT_MET and "(minor)" in minor.missing[0]
    repaired = ruling(changed(*GRAVE[:2], ("title: Driving after drinking", "gravity: minor"),
                              ("    removes_from: barred\n", "    removes_from: praised\n")), law, number)  # fmt: skip
    assert repaired.verdict == CANNOT_TELL and "is repaired" in repaired.missing[0]


@pytest.mark.parametrize(("term", "verdict"), [("1y", MET), ("13mo", NOT_MET)])
def test_an_entry_costs_no_longer_than_it_counts_however_slowly_acts_undo_it(term: str, verdict: str) -> None:
    """Help that counts once a year undoes five points after three years; the entry expires before that."""
    text = (
        "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"
        "score: {start: 10, min: 0, max: 10}\ngrades: {good: {from: 8}, bad: {restrictions: [loans]}}\n"
        "gates: {loans: {kind: restriction}}\n"
        f"acts: {{late: {{points: -5, counts_for: {term}, gravity: minor}}, help: {{points: 1, cap_per_year: 1}}}}\n"
    )
    repair = audit(parse_rulebook(text)).proofs.repairs["late"]
    assert repair.proved and repair.soonest_days == 3 * 365 + 1
    assert ruling(text, "EU AI Act", "Article 5(1)(c)(ii)").verdict == verdict
    assert ruling(text, "China, Guobanfa [2020] No. 49", "Part V").verdict == verdict


def test_convictions_are_exempt_and_kinds_are_declared() -> None:
    longer = ("points: -6\n    counts_for: 1y", "points: -6\n    counts_for: 9y")
    assert ruling(changed(longer), FCRA, "Section 605").verdict == NOT_MET
    for kind in ("bankruptcy", "conviction"):
        text = changed((longer[0], f"kind: {kind}\n    {longer[1]}"))
        assert ruling(text, FCRA, "Section 605").verdict == MET


def test_without_due_process_it_cannot_be_told_whether_people_are_heard() -> None:
    block = CLEAN[CLEAN.index("due_process:") :]
    text = changed((block, ""))
    for law, number in ((FCRA, "Section 609"), (FCRA, "Section 611"), (FCRA, "Section 615")):
        assert ruling(text, law, number).verdict == CANNOT_TELL


def test_social_scoring_in_unrelated_contexts_is_told_of_the_popular_account() -> None:
    text = resolve_rulebook("popular-account").read_text(encoding="utf-8")
    assert ruling(text, "EU AI Act", "Article 5(1)(c)(i)").verdict == NOT_MET
    assert ruling(text, "EU AI Act", "Article 5(1)(c)(ii)").verdict == NOT_MET
