"""EU: Artificial Intelligence Act, Article 5(1)(c): social scoring.

The article is about AI systems that evaluate natural persons or groups over a time by their social behaviour or
personal characteristics; whether a scheme is one is not in the file.

Source
------
Regulation (EU) 2024/1689 of 13 June 2024, Article 5(1)(c)(i) and (ii) (eu-001); it applies from 2 February 2025
(Article 113(a)).
"""

from __future__ import annotations

from typing import Final

from credopolis.audit.law.article import CANNOT_TELL, MET, NOT_MET, Answer, Article, burdens_nobody, not_for
from credopolis.audit.law.gravity import proportion
from credopolis.audit.relations import areas_unnamed, areas_unstated, unrelated, withheld
from credopolis.audit.subject import Subject, words
from credopolis.core.yamlfile import KeyPath

LAW: Final = "EU AI Act"
SOURCE: Final = "eu-001; Regulation (EU) 2024/1689 of 13 June 2024, Article 5(1)(c), applied from 2 February 2025"


def _unrelated_contexts(subject: Subject) -> Answer:
    nobody = burdens_nobody(subject)
    if nobody is not None:
        return nobody
    missing: list[str] = []
    rules: list[KeyPath] = []
    for path, holder, _ in subject.holders():
        pairs = unrelated(subject, path)
        if pairs:
            act, gate = pairs[0]
            rules.append(subject.rule_of(path, "restrictions"))
            verb = "hinders" if gate in subject.hindered(path) else "closes"
            missing.append(
                f"{holder} {verb} gates in areas unrelated to the entries, such as {words(gate)} for {words(act)}"
            )
    if missing:
        return Answer(NOT_MET, tuple(missing), tuple(rules))
    if _no_treatment(subject):
        return not_for("the file names no gate, and so no treatment in any context")
    if areas_unstated(subject):
        return Answer(CANNOT_TELL, ("state the area of each act and of each gate, so that they can be compared",))
    if areas_unnamed(subject):
        return Answer(CANNOT_TELL, ("acts and gates are in the area other: name the area, for others may differ",))
    lost = withheld(subject)
    if lost:
        act, gate = lost[0]
        told = f"whether it is a detriment that entries such as {words(act)} cost benefits such as {words(gate)}"
        return Answer(CANNOT_TELL, (told,))
    return Answer(MET)


def _proportionate(subject: Subject) -> Answer:
    if not any(subject.burdening()) or not _no_treatment(subject):
        return proportion(subject)
    return not_for("the file names no gate, and so no treatment that could be out of proportion")


def _no_treatment(subject: Subject) -> bool:
    """Whether the file says of no treatment: it has no gates, and no list removes from civic life."""
    return not subject.book.gates and not any(listing.removal for listing in subject.book.lists.values())


ARTICLES: Final = (
    Article(
        LAW, "Article 5(1)(c)(i)",
        "No social score may lead to detrimental treatment in social contexts that are unrelated to those in which the "
        "data arose.", SOURCE, _unrelated_contexts,
    ),
    Article(
        LAW, "Article 5(1)(c)(ii)",
        "No social score may lead to detrimental treatment that is unjustified or disproportionate to the behaviour or "
        "its gravity.", SOURCE, _proportionate,
    ),
)  # fmt: skip
