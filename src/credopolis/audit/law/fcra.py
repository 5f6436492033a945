"""US: Fair Credit Reporting Act: how long entries count, notice, disclosure and dispute.

The file is read as if it described a consumer report; whether it is one cannot be told from it.

Source
------
15 USC 1681c (us-008, us-009), 1681g, 1681i (us-010), 1681m (us-011). The terms of us-008 to us-010 are remembered.
"""

from __future__ import annotations

from typing import Final

from credopolis.audit.law.article import MET, NOT_MET, Answer, Article, dial, together
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.subject import Subject, words, years
from credopolis.core.yamlfile import KeyPath

LAW: Final = "US FCRA"
LONGEST_DAYS: Final = 7 * 365
LONGEST_BANKRUPTCY_DAYS: Final = 10 * 365
DISPUTE_DAYS: Final = 45
"""Thirty days, 45 where the person sends more (us-010)."""
BANKRUPTCY: Final = "bankruptcy"


def _longest(subject: Subject, name: str) -> int:
    """The longest that an entry of an act may count, days: ten years for a bankruptcy."""
    told = {name, subject.book.fact_of(name)}
    return LONGEST_BANKRUPTCY_DAYS if any(BANKRUPTCY in word for word in told) else LONGEST_DAYS


def _expiry(subject: Subject) -> Answer:
    missing: list[str] = []
    rules: list[KeyPath] = []
    for name, act in subject.burdening():
        longest = _longest(subject, name)
        if act.points < 0 and not 0 < act.expires_days <= longest:
            term = f"counts for {years(act.expires_days)}" if act.expires_days else "never expires"
            missing.append(f"an end of {words(name)} after {years(longest)}: it {term}")
            rules.append(("acts", name, "counts_for") if act.expires_days else ("acts", name))
        if act.falls_to:
            missing.append(f"an end of {words(name)}: a grade that is lost does not come back when an entry expires")
            rules.append(("acts", name, "falls_to"))
        if act.adds_to and is_blacklist(subject.book.lists[act.adds_to]):
            days = subject.book.lists[act.adds_to].days
            if not 0 < days <= longest:
                missing.append(f"an end of a listing on {words(act.adds_to)} after {years(longest)}")
                rules.append(("lists", act.adds_to))
    return Answer(NOT_MET, tuple(missing), tuple(rules)) if missing else Answer(MET)


def _disclosure(subject: Subject) -> Answer:
    return dial(subject, "access", "the right to see all that is on file")


def _dispute(subject: Subject) -> Answer:
    contest = dial(subject, "appeal", "the right to dispute an entry")
    safeguards = subject.book.due_process
    if safeguards is None or not safeguards.appeal:
        return contest
    days = safeguards.appeal_days
    if days and days <= DISPUTE_DAYS:
        return contest
    stated = f"appeal_within is {years(days)}" if days else "no term is stated (appeal_within)"
    rule: KeyPath = ("due_process", "appeal_within" if days else "appeal")
    return together(contest, Answer(NOT_MET, (f"an answer within 30 days, 45 at most: {stated}",), (rule,)))


def _adverse_action(subject: Subject) -> Answer:
    return dial(subject, "notice", "a notice to everybody against whom an entry is used")


ARTICLES: Final = (
    Article(
        LAW, "Section 605 (15 USC 1681c)",
        "Adverse items are left out after seven years, bankruptcies after ten.",
        "us-008, us-009; 15 USC 1681c", _expiry,
    ),
    Article(
        LAW, "Section 609 (15 USC 1681g)",
        "On request, everybody is shown all that is in their file.", "15 USC 1681g", _disclosure,
    ),
    Article(
        LAW, "Section 611 (15 USC 1681i)",
        "A disputed item is examined again within 30 days, 45 at most, and taken out if it cannot be verified.",
        "us-010; 15 USC 1681i", _dispute,
    ),
    Article(
        LAW, "Section 615 (15 USC 1681m)",
        "Whoever acts against somebody on the ground of a report tells them so, and that they may see and dispute it.",
        "us-011; 15 USC 1681m", _adverse_action,
    ),
)  # fmt: skip
