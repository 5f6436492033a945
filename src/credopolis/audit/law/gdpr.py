"""EU: General Data Protection Regulation, Article 22: decisions based solely on automated processing.

Source
------
Regulation (EU) 2016/679, Article 22; for what counts as a decision, Court of Justice, case C-634/21 (SCHUFA), 2023.
"""

from __future__ import annotations

from typing import Final

from credopolis.audit.law.article import CANNOT_TELL, MET, NOT_MET, Answer, Article, dial, together
from credopolis.audit.relations import traits
from credopolis.audit.subject import Subject, words

LAW: Final = "GDPR"
SOURCE: Final = "Regulation (EU) 2016/679, Article 22"
SPECIAL: Final = ("minority", "party_member")
"""Conditions on data of Article 9: ethnic origin, political opinion."""


def _solely_automated(subject: Subject) -> Answer:
    alone = [name for name, act in subject.burdening() if act.decision == "none"]
    if not alone:
        return Answer(MET)
    missing = f"a person who decides before these are posted: {', '.join(words(name) for name in alone)}"
    return Answer(NOT_MET, (missing,), tuple(("acts", name, "decision") for name in alone))


def _authorised(subject: Subject) -> Answer:
    alone = [name for name, act in subject.burdening() if act.decision == "none"]
    bare = [name for name in alone if not (subject.book.acts[name].legal_basis or subject.book.legal_basis)]
    if not alone:
        return Answer(MET)
    if bare:
        missing = f"a law that allows an automated decision on {', '.join(words(name) for name in bare)}"
        return Answer(NOT_MET, (missing,), tuple(("acts", name) for name in bare))
    return Answer(CANNOT_TELL, ("whether the law named allows automated decisions and lays down safeguards",))


def _contest(subject: Subject) -> Answer:
    return together(
        dial(subject, "human_review", "the right to have a person look at it again"),
        dial(subject, "appeal", "the right to contest the decision"),
    )


def _special_categories(subject: Subject) -> Answer:
    every = [(name, trait, path) for name, found in traits(subject).items() for trait, path in found]
    found = [(name, trait, path) for name, trait, path in every if trait.condition in SPECIAL]
    if found:
        missing = tuple(f"{words(name)} rests on {trait.trait}" for name, trait, _ in found)
        return Answer(NOT_MET, missing, tuple(path for _, _, path in found))
    unknown = [name for name in subject.book.acts if name not in subject.conduct]
    if unknown:
        return Answer(CANNOT_TELL, (f"who can come under {', '.join(words(name) for name in unknown)}",))
    return Answer(MET)


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
        "Where an exception holds, there is at least a right to human intervention and to contest the decision.",
        SOURCE, _contest,
    ),
    Article(
        LAW, "Article 22(4)",
        "Automated decisions do not rest on special categories of data, such as ethnic origin or political opinion.",
        SOURCE, _special_categories,
    ),
)  # fmt: skip
