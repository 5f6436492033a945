"""China: guiding opinions of the State Council's General Office, Guobanfa [2020] No. 49.

Source
------
law-001: guiding opinions of 7 December 2020 on improving the system of restraints for breach of trust, published on 18
December 2020, Parts II to VI, in the translation of China Law Translate.
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
    listed,
    not_for,
    together,
)  # fmt: skip
from credopolis.audit.law.gravity import proportion
from credopolis.audit.subject import Subject, words
from credopolis.core.yamlfile import KeyPath

LAW: Final = "China, Guobanfa [2020] No. 49"
SOURCE: Final = "law-001; Guobanfa [2020] No. 49 of 7 December 2020"


def _acts_rest_on_law(subject: Subject) -> Answer:
    bare = [name for name, act in subject.burdening() if not act.legal_basis and not subject.book.legal_basis]
    said = subject.book.states("legal_basis") or any(subject.book.states("acts", name, "legal_basis") for name in bare)
    missing = f"a law, regulation or document of the centre for {listed(bare)}"
    if bare and said:
        return Answer(NOT_MET, (missing,), tuple(("acts", name) for name in bare))
    if bare:
        return Answer(CANNOT_TELL, (f"state {missing} (legal_basis, none if there is none)",))
    return burdens_nobody(subject) or Answer(MET)


def _disclosure(subject: Subject) -> Answer:
    public = [(name, listing) for name, listing in subject.blacklists() if listing.public]
    silent = [name for name, listing in subject.blacklists() if not subject.book.states("lists", name, "public")]
    bare = [name for name, listing in public if not (listing.legal_basis or subject.book.legal_basis)]
    if bare:
        missing = f"a law that allows publishing {listed(bare)}"
        return Answer(NOT_MET, (missing,), tuple(("lists", name, "public") for name in bare))
    if public:
        return Answer(CANNOT_TELL, ("whether publishing is necessary",))
    if silent:
        return Answer(CANNOT_TELL, (f"state whether {listed(silent)} is public (lists.X.public)",))
    return Answer(MET) if any(subject.blacklists()) else not_for("the file has no list that takes anything")


def _lists_rest_on_law(subject: Subject) -> Answer:
    missing: list[str] = []
    rules: list[KeyPath] = []
    unsaid: list[str] = []
    for name, listing in subject.blacklists():
        acts = subject.acts_behind(("lists", name)).values()
        if not (listing.legal_basis or subject.book.legal_basis or (acts and all(act.legal_basis for act in acts))):
            if subject.book.states("lists", name, "legal_basis") or subject.book.states("legal_basis"):
                missing.append(f"a law, regulation or document of the centre for the list {words(name)}")
                rules.append(("lists", name))
            else:
                unsaid.append(f"state the law, regulation or document of the centre for the list {words(name)}")
        if not listing.days:
            missing.append(f"conditions of leaving the list {words(name)}: it has no term")
            rules.append(("lists", name))
    if missing:
        return Answer(NOT_MET, tuple(missing), tuple(rules))
    if not any(subject.blacklists()):
        return not_for("the file has no list that takes anything")
    return together(
        Answer(CANNOT_TELL, tuple(unsaid)) if unsaid else Answer(MET),
        dial(subject, "notice", "a notice with facts and grounds before listing"),
        dial(subject, "appeal", "a way to object to a listing"),
    )


def _proportion(subject: Subject) -> Answer:
    missing: list[str] = []
    rules: list[KeyPath] = []
    facts: dict[str, str] = {}
    for name, act in subject.burdening():
        fact = subject.book.fact_of(name)
        if fact in facts:
            missing.append(f"one sanction for one fact: {words(name)} and {words(facts[fact])} both take something")
            rules.append(("acts", name))
        facts.setdefault(fact, name)
        if act.about != "self":
            missing.append(
                f"sanctions for the {subject.book.subject}'s own conduct only: {words(name)} is about {act.about}"
            )
            rules.append(("acts", name, "about"))
    return together(Answer(NOT_MET, tuple(missing), tuple(rules)) if missing else Answer(MET), proportion(subject))


def _repair(subject: Subject) -> Answer:
    nobody = burdens_nobody(subject)
    if nobody is not None:
        return nobody
    shut = [name for name, act in subject.burdening() if not act.repairable]
    removing = [name for name, listing in subject.blacklists() if listing.removal]
    barred = tuple(f"repair of {words(name)}" for name in shut)
    barred += tuple(f"repair by those on {words(name)}, which removes them from civic life" for name in removing)
    rules: tuple[KeyPath, ...] = tuple(("acts", name, "repairable") for name in shut)
    rules += tuple(("lists", name, "removal") for name in removing)
    undone = sorted({act for repair in subject.proofs.repairs.values() for act, _ in repair.acts})
    way = dial(subject, "repair", "a way to have an entry taken back once the matter is put right")
    if way.verdict == NOT_MET and undone and not barred:
        told = f"whether {listed(undone)}, which make up for an entry, are a repair: no entry is taken back for them"
        return Answer(CANNOT_TELL, (told,), way.rules)
    return together(way, Answer(NOT_MET, barred, rules) if barred else Answer(MET))


ARTICLES: Final = (
    Article(
        LAW, "Part II",
        "What is recorded as public credit information rests on laws, regulations or documents of the centre.",
        SOURCE, _acts_rest_on_law,
    ),
    Article(
        LAW, "Part III", "Whether and how far information is disclosed follows law and need.", SOURCE, _disclosure,
    ),
    Article(
        LAW, "Part IV",
        "Lists of serious breach of trust rest on law; who is listed is told and may object; leaving is regulated.",
        SOURCE, _lists_rest_on_law,
    ),
    Article(
        LAW, "Part V",
        "Sanctions rest on law, fit the act, and are neither added to nor spread; nobody is forced to join them.",
        SOURCE, _proportion,
    ),
    Article(
        LAW, "Part VI",
        "Unless a law says otherwise, whoever puts the matter right may have it repaired, and is taken off in time.",
        SOURCE, _repair,
    ),
)  # fmt: skip
