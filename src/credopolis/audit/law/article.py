"""An article of a law as a structured question to a rulebook: its number, a paraphrase, and what the file answers.

These are no legal advice. Whether a law applies to a scheme, and what it asks there, is for lawyers and courts; an
article here says only what the file states, what it lacks, and what cannot be told from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from credopolis.audit.finding import RulePlace
from credopolis.audit.subject import Subject, words
from credopolis.core.yamlfile import KeyPath, path_text
from credopolis.rulebook.words import places_text

MET, NOT_MET = "met as stated", "not met"
CANNOT_TELL, DOES_NOT_APPLY = "cannot be told from the file", "does not apply"
VERDICTS: Final = (MET, NOT_MET, CANNOT_TELL, DOES_NOT_APPLY)
"""What the file states meets the article; it does not; the file is silent, and says what to state; and why not."""
PLACE_OF: Final = {
    "EU AI Act": "eu", "GDPR": "eu", "US FCRA": "us", "China, Guobanfa [2020] No. 49": "china", "China, PIPL": "china",
}  # fmt: skip
"""Where each law applies, of `rulebook.model.PLACES`."""
OF_PERSONS_ONLY: Final = ("EU AI Act", "GDPR", "US FCRA", "China, PIPL")
"""Laws that protect natural persons, consumers among them: what judges companies alone is not theirs."""
DISCLAIMER: Final = (
    "This is no legal advice: it compares what a file states with a paraphrase of each article, and cannot tell "
    "whether the law applies to the scheme."
)


@dataclass(frozen=True)
class Answer:
    """What a file answers: a verdict, what is missing (or to be stated, or why it does not apply), and the rules."""

    verdict: str
    missing: tuple[str, ...] = ()
    rules: tuple[KeyPath, ...] = ()


@dataclass(frozen=True)
class Article:
    """One article. `law` : the law's short name. `number` : the article. `source` : evidence id and citation."""

    law: str
    number: str
    paraphrase: str
    source: str
    ask: Callable[[Subject], Answer]

    @property
    def place(self) -> str:
        """Where the law applies, of `rulebook.model.PLACES`."""
        return PLACE_OF[self.law]


@dataclass(frozen=True)
class Ruling:
    """What one article finds in one rulebook."""

    law: str
    number: str
    paraphrase: str
    source: str
    verdict: str
    missing: tuple[str, ...]
    places: tuple[RulePlace, ...]

    def as_json(self) -> dict[str, Any]:
        """The ruling as plain data."""
        return {
            "law": self.law, "article": self.number, "paraphrase": self.paraphrase, "source": self.source,
            "verdict": self.verdict, "missing": list(self.missing), "places": [vars(place) for place in self.places],
        }  # fmt: skip


def rule_on(article: Article, subject: Subject) -> Ruling:
    """Put an article's question to a rulebook."""
    answer = elsewhere(article, subject) or of_companies(article, subject) or article.ask(subject)
    places = tuple(RulePlace(subject.file, subject.line(path), path_text(path)) for path in answer.rules)
    return Ruling(
        article.law, article.number, article.paraphrase, article.source, answer.verdict, answer.missing, places
    )


def elsewhere(article: Article, subject: Subject) -> Answer | None:
    """That an article does not apply where the file says that the scheme does; None if it may."""
    if not subject.book.applies_in or article.place in subject.book.applies_in:
        return None
    return not_for(f"the file says that the scheme applies in {places_text(subject.book)}")


def of_companies(article: Article, subject: Subject) -> Answer | None:
    """That an article about natural persons does not apply to rules that judge companies; None if it may."""
    if subject.book.subject != "company" or article.law not in OF_PERSONS_ONLY:
        return None
    return not_for("the rules judge companies, and the article is about natural persons")


def dial(subject: Subject, name: str, missing: str) -> Answer:
    """What a dial of due process answers: met if full, not met if less, cannot be told if the file does not say."""
    value = subject.stated(name)
    if value is None:
        return Answer(CANNOT_TELL, (f"state due_process.{name}: 0 for none, 1 for full",))
    if value >= 1:
        return Answer(MET)
    share = "" if value == 0 else f" (stated for {value:g} of 1)"
    return Answer(NOT_MET, (missing + share,), (("due_process", name),))


def together(*answers: Answer) -> Answer:
    """Several answers as one: not met if one is not, else cannot be told if one cannot, else met if one is."""
    verdicts = [answer.verdict for answer in answers]
    worst = next((v for v in (NOT_MET, CANNOT_TELL, MET) if v in verdicts), DOES_NOT_APPLY)
    said = (NOT_MET, CANNOT_TELL) if worst != DOES_NOT_APPLY else (DOES_NOT_APPLY,)
    missing = tuple(text for answer in answers if answer.verdict in said for text in answer.missing)
    return Answer(worst, missing, tuple(path for answer in answers for path in answer.rules))


def not_for(why: str) -> Answer:
    """An article that does not apply, and why."""
    return Answer(DOES_NOT_APPLY, (why,))


def burdens_nobody(subject: Subject) -> Answer | None:
    """That an article does not apply to a file in which no act takes anything."""
    return (
        None
        if any(subject.burdening())
        else not_for("no act of the file that anybody can do takes anything from anybody")
    )


def alone(subject: Subject) -> tuple[list[str], list[str]]:
    """Burdening acts that are posted without anybody's decision, and those of which the file does not say."""
    acts = [name for name, _ in subject.burdening()]
    return (
        [name for name in acts if subject.decides(name) == "none"],
        [name for name in acts if subject.decides(name) is None],
    )


def without_decision(subject: Subject, why_not: str) -> Answer | None:
    """What is to be said where no act is known to be posted without a person's decision; None where one is."""
    by_itself, silent = alone(subject)
    if by_itself:
        return None
    if silent:
        return Answer(CANNOT_TELL, (f"state what decides on {listed(silent)} (acts.X.decision)",))
    return not_for(why_not)


def listed(names: list[str]) -> str:
    """Names in words, one after another."""
    return ", ".join(words(name) for name in names)
