"""EU: Artificial Intelligence Act, Article 5(1)(c): social scoring.

Source
------
Regulation (EU) 2024/1689, Article 5(1)(c) (eu-001); in force for this article since 2 February 2025.
"""

from __future__ import annotations

from typing import Final

from credopolis.audit.law.article import CANNOT_TELL, MET, NOT_MET, Answer, Article
from credopolis.audit.relations import areas_unstated, unrelated
from credopolis.audit.subject import Subject, words, years
from credopolis.core.yamlfile import KeyPath

LAW: Final = "EU AI Act"
SOURCE: Final = "eu-001; Regulation (EU) 2024/1689, Article 5(1)(c)"
LONGEST_DAYS: Final = 7 * 365
"""Least way back from one entry over which the effect is called disproportionate here; yardstick of us-008."""


def _unrelated_contexts(subject: Subject) -> Answer:
    missing: list[str] = []
    rules: list[KeyPath] = []
    for path, holder, _ in subject.holders():
        pairs = unrelated(subject, path)
        if pairs:
            act, gate = pairs[0]
            rules.append((*path, "restrictions"))
            missing.append(
                f"{holder} closes gates in areas unrelated to the entries, such as {words(gate)} for {words(act)}"
            )
    if missing:
        return Answer(NOT_MET, tuple(missing), tuple(rules))
    if areas_unstated(subject):
        return Answer(CANNOT_TELL, ("acts or gates name no area, so that the context cannot be compared",))
    return Answer(MET)


def _disproportionate(subject: Subject) -> Answer:
    missing: list[str] = []
    rules: list[KeyPath] = []
    for act, drop in subject.proofs.drops.items():
        if drop.proved and (drop.days is None or drop.days > LONGEST_DAYS):
            least = "no way back" if drop.days is None else f"{years(drop.days)} at the least"
            missing.append(f"one entry of {words(act)} costs {least}")
            rules.append(("acts", act, "falls_to"))
    for act, repair in subject.proofs.repairs.items():
        if repair.never and act not in subject.proofs.drops:
            missing.append(f"nobody can make good one entry of {words(act)}")
            rules.append(("acts", act))
    for name, listing in subject.blacklists():
        if not listing.days:
            missing.append(f"the list {words(name)} has no term")
            rules.append(("lists", name))
    if missing:
        return Answer(NOT_MET, tuple(missing), tuple(rules))
    return Answer(CANNOT_TELL, ("the gravity of each act, against which the treatment must be weighed",))


ARTICLES: Final = (
    Article(
        LAW, "Article 5(1)(c)(i)",
        "No social score may lead to detrimental treatment in social contexts that are unrelated to those in which the "
        "data arose.", SOURCE, _unrelated_contexts,
    ),
    Article(
        LAW, "Article 5(1)(c)(ii)",
        "No social score may lead to detrimental treatment that is unjustified or disproportionate to the behaviour or "
        "its gravity.", SOURCE, _disproportionate,
    ),
)  # fmt: skip
