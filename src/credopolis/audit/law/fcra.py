"""US: Fair Credit Reporting Act: how long entries count, notice, disclosure and dispute.

The file is read as if it described a consumer report; whether it is one cannot be told from it.

Source
------
15 USC 1681c(a)(1) to (5) and (b), as amended on 24 May 2018 (us-008, us-009): bankruptcies ten years; civil suits,
judgments and arrests seven, or until the statute of limitations has run; paid tax liens, collections and other adverse
items seven, "other than records of convictions of crimes" (since 2 November 1998); none of it for a credit or a life
insurance of 150,000 dollars or more, or a salary of 75,000 or more. 1681g(a)(1); 1681i(a)(1)(A), (B) and (a)(5)
(us-010); 1681m(a) (us-011). As the Code stood in November 2024.
"""

from __future__ import annotations

from typing import Final

from credopolis.audit.law.article import (
    CANNOT_TELL,
    MET,
    NOT_MET,
    Answer,
    Article,
    burdens_nobody,
    dial,
    not_for,
    together,
)  # fmt: skip
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.subject import Subject, counts_for, words, years
from credopolis.core.yamlfile import KeyPath

LAW: Final = "US FCRA"
LONGEST_DAYS: Final = 7 * 365
LONGEST_BANKRUPTCY_DAYS: Final = 10 * 365
DISPUTE_DAYS: Final = 45
"""Thirty days, 45 where the person sends more (us-010)."""


def _expiry(subject: Subject) -> Answer:
    nobody = burdens_nobody(subject)
    if nobody is not None:
        return nobody
    missing: list[str] = []
    rules: list[KeyPath] = []
    acts = {name: act for name, act in subject.burdening() if act.kind != "conviction"}
    if not acts:
        return not_for(
            "the file records convictions of crimes alone, which paragraph (a)(5) excepts from what ends after 7 years"
        )
    for name, act in acts.items():
        longest = LONGEST_BANKRUPTCY_DAYS if act.kind == "bankruptcy" else LONGEST_DAYS
        counts = counts_for(subject.book, name, whatever_follows=True)
        if act.points < 0 and not 0 < counts <= longest:
            mean = subject.book.score is not None and subject.book.score.mean is not None
            term = "leaves the mean only as others come" if mean else "never expires"
            term = f"counts for {years(counts)}" if counts else term
            missing.append(f"an end of {words(name)} after {years(longest)}: it {term}")
            rules.append(("acts", name, "counts_for") if act.expires_days else ("acts", name))
        if act.falls_to and not _comes_back(subject, name, longest):
            missing.append(f"an end of {words(name)}: a grade that is lost does not come back when an entry expires")
            rules.append(("acts", name, "falls_to"))
        if act.adds_to and is_blacklist(subject.held.lists[act.adds_to]):
            days = subject.book.lists[act.adds_to].days
            if not 0 < days <= longest:
                missing.append(f"an end of a listing on {words(act.adds_to)} after {years(longest)}")
                rules.append(("lists", act.adds_to))
    lists, led = subject.held.lists, any(act.points < 0 or act.falls_to for act in acts.values())
    for name in {held.listing: None for held in subject.book.grades.values() if held.listing and led}:
        if is_blacklist(lists[name]) and not 0 < lists[name].days <= LONGEST_DAYS:
            missing.append(f"an end of a listing on {words(name)} after {years(LONGEST_DAYS)}")
            rules.append(("lists", name))
    return Answer(NOT_MET, tuple(missing), tuple(rules)) if missing else Answer(MET)


def _comes_back(subject: Subject, name: str, days: int) -> bool:
    """Whether the grade that an entry takes comes back within so many days without anybody's doing, as a lock ends."""
    repair = subject.proofs.repairs.get(name)
    return repair is not None and repair.by_waiting_days is not None and repair.by_waiting_days <= days


def _disclosure(subject: Subject) -> Answer:
    """Section 609(a)(1): all information in the file, but for scores."""
    return dial(subject, "access", "the right to see all that is on file")


def _dispute(subject: Subject) -> Answer:
    contest = dial(subject, "appeal", "the right to dispute an entry")
    days = subject.safeguards.appeal_days
    if contest.verdict == CANNOT_TELL or subject.stated("appeal") == 0:
        return contest
    if not days:
        return together(contest, Answer(CANNOT_TELL, ("state due_process.appeal_within: 30 days, 45 at most",)))
    if days <= DISPUTE_DAYS:
        return contest
    told = f"an answer within 30 days, 45 at most: appeal_within is {years(days)}"
    return together(contest, Answer(NOT_MET, (told,), (("due_process", "appeal_within"),)))


def _adverse_action(subject: Subject) -> Answer:
    return dial(subject, "notice", "a notice to everybody against whom an entry is used")


ARTICLES: Final = (
    Article(
        LAW, "Section 605 (15 USC 1681c)",
        "Adverse items are left out after seven years, bankruptcies after ten. Records of convictions of crimes may "
        "stay, (a)(5); nothing need be left out of reports for a credit or life insurance of 150,000 dollars or more, "
        "or for a job of 75,000 dollars a year or more, (b).",
        "us-008, us-009; 15 USC 1681c(a)(1) to (5) and (b)", _expiry,
    ),
    Article(
        LAW, "Section 609 (15 USC 1681g)",
        "On request, everybody is shown all that is in their file.", "15 USC 1681g(a)(1)", _disclosure,
    ),
    Article(
        LAW, "Section 611 (15 USC 1681i)",
        "A disputed item is examined again within 30 days, 45 at most, and taken out if it cannot be verified.",
        "us-010; 15 USC 1681i(a)(1) and (a)(5)", _dispute,
    ),
    Article(
        LAW, "Section 615 (15 USC 1681m)",
        "Whoever acts against somebody on the ground of a report tells them so, and that they may see and dispute it.",
        "us-011; 15 USC 1681m(a)", _adverse_action,
    ),
)  # fmt: skip
