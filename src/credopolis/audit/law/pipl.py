"""China: Personal Information Protection Law, Article 24: automated decisions.

Source
------
law-005 (remembered): Personal Information Protection Law of 20 August 2021, in force since 1 November 2021, Article 24,
paragraphs 1 and 3.
"""

from __future__ import annotations

from typing import Final

from credopolis.audit.law.article import (
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

LAW: Final = "China, PIPL"
SOURCE: Final = "law-005; Personal Information Protection Law of 20 August 2021, Article 24"


def _without_automation(subject: Subject) -> Answer | None:
    return without_decision(subject, "no decision of the file is made by automation alone")


def _transparent_and_fair(subject: Subject) -> Answer:
    every = [(name, trait, path) for name, found in traits(subject).items() for trait, path in found]
    unequal = [(name, trait, path) for name, trait, path in every if not trait.proxy]
    missing = tuple(f"{words(name)} treats people by {trait.trait}" for name, trait, _ in unequal)
    fair = Answer(NOT_MET, missing, tuple(path for _, _, path in unequal)) if missing else Answer(MET)
    return _without_automation(subject) or together(
        fair, dial(subject, "access", "sight of what the decision rests on")
    )


def _explanation(subject: Subject) -> Answer:
    return _without_automation(subject) or dial(subject, "reasons", "an explanation of a decision with major effects")


def _refuse_automation(subject: Subject) -> Answer:
    by_itself, _ = alone(subject)
    review = dial(subject, "human_review", "the right to refuse a decision made by automation alone")
    told = f"posted without anybody's decision: {listed(by_itself)}"
    if not by_itself or review.verdict == MET:
        return _without_automation(subject) or review
    return Answer(review.verdict, (*review.missing, told), tuple(("acts", name, "decision") for name in by_itself))


ARTICLES: Final = (
    Article(
        LAW, "Article 24(1)", "Automated decisions are transparent, and their results fair and impartial.",
        SOURCE, _transparent_and_fair,
    ),
    Article(
        LAW, "Article 24(3), explanation",
        "Whoever is majorly affected by an automated decision may ask for an explanation.", SOURCE, _explanation,
    ),
    Article(
        LAW, "Article 24(3), refusal",
        "Whoever is majorly affected may refuse a decision made by automation alone.", SOURCE, _refuse_automation,
    ),
)  # fmt: skip
