"""EU: General Data Protection Regulation, Article 22: decisions based solely on automated processing.

Source
------
Regulation (EU) 2016/679 of 27 April 2016, Article 22(1) to (4), applied from 25 May 2018. Paragraph 3 is about contract
and consent (2(a) and (c)); a law that is the exception (2(b)) lays down safeguards itself. For what counts as a
decision: Court of Justice, case C-634/21 (SCHUFA), 7 December 2023.
"""

from __future__ import annotations

from typing import Final

from credopolis.audit.law.article import (
    CANNOT_TELL,
    MET,
    NOT_MET,
    Answer,
    Article,
    alone,
    dial,
    listed,
    together,
    without_decision,
)  # fmt: skip
from credopolis.audit.relations import traits
from credopolis.audit.subject import Subject, words
from credopolis.core.yamlfile import KeyPath

LAW: Final = "GDPR"
SOURCE: Final = "Regulation (EU) 2016/679 of 27 April 2016, Article 22, applied from 25 May 2018"
SPECIAL: Final = ("minority", "party_member")
"""Conditions on data of Article 9: ethnic origin, political opinion."""
OPINION: Final = "dissent"
"""The driver of acts that rest on political opinion."""


def _without_automation(subject: Subject) -> Answer | None:
    return without_decision(subject, "a person decides before anything is taken from somebody")


def _solely_automated(subject: Subject) -> Answer:
    by_itself, _ = alone(subject)
    missing = f"a person who decides before these are posted: {listed(by_itself)}"
    rules = tuple(("acts", name, "decision") for name in by_itself)
    return _without_automation(subject) or Answer(NOT_MET, (missing,), rules)


def _authorised(subject: Subject) -> Answer:
    by_itself, _ = alone(subject)
    bare = [name for name in by_itself if not (subject.book.acts[name].legal_basis or subject.book.legal_basis)]
    said = [name for name in bare if subject.book.states("acts", name, "legal_basis")]
    if bare and (said or subject.book.states("legal_basis")):
        missing = f"a law that allows an automated decision on {listed(bare)}"
        return Answer(NOT_MET, (missing,), tuple(("acts", name) for name in bare))
    if bare:
        return Answer(CANNOT_TELL, (f"state the law that allows an automated decision on {listed(bare)}",))
    allows = "whether the law named allows automated decisions and lays down safeguards"
    return _without_automation(subject) or Answer(CANNOT_TELL, (allows,))


def _contest(subject: Subject) -> Answer:
    return _without_automation(subject) or together(
        dial(subject, "human_review", "the right to have a person look at it again"),
        dial(subject, "appeal", "the right to contest the decision"),
    )


def _special_categories(subject: Subject) -> Answer:
    by_itself, _ = alone(subject)
    resting = traits(subject)
    found: list[tuple[str, str, KeyPath]] = []
    for name in by_itself:
        found += [(name, trait.trait, path) for trait, path in resting.get(name, []) if trait.condition in SPECIAL]
        how = subject.conduct.get(name)
        if how is not None and how.driver == OPINION:
            found.append((name, "political opinion", ("acts", name)))
    if found:
        missing = tuple(f"{words(name)} rests on {trait}" for name, trait, _ in found)
        return Answer(NOT_MET, missing, tuple(path for _, _, path in found))
    unknown = [name for name in by_itself if name not in subject.conduct]
    if unknown:
        return Answer(CANNOT_TELL, (f"state who can come under {listed(unknown)} (acts.X.conduct)",))
    return _without_automation(subject) or Answer(MET)


ARTICLES: Final = (
    Article(
        LAW, "Article 22(1)",
        "Nobody is subject to a decision based solely on automated processing that has legal or similarly significant "
        "effects.", SOURCE, _solely_automated,
    ),
    Article(
        LAW, "Article 22(2)(b)",
        "An exception needs a law that allows the automated decision and lays down suitable safeguards.",
        SOURCE, _authorised,
    ),
    Article(
        LAW, "Article 22(3)",
        "Where a contract or consent is the exception, there is at least a right to human intervention and to contest.",
        SOURCE, _contest,
    ),
    Article(
        LAW, "Article 22(4)",
        "Automated decisions do not rest on special categories of data, such as ethnic origin or political opinion.",
        SOURCE, _special_categories,
    ),
)  # fmt: skip
