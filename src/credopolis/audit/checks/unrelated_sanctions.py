"""Sanctions in areas of life that have nothing to do with the entry.

Anti-pattern
------------
A grade or a list closes gates in one area of life for entries from quite another: a flight for a tax debt, a school for
a post.

Better practice
---------------
What is closed belongs to the area in which the entry was made.

Source
------
eu-001 (Regulation (EU) 2024/1689, Article 5(1)(c)(i)); law-001 (Guobanfa [2020] No. 49, Part V)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.relations import unrelated
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Grades and lists that close unrelated gates."""
    for path, holder, _ in subject.holders():
        pairs = unrelated(subject, path)
        if pairs:
            gates = list(dict.fromkeys(gate for _, gate in pairs))
            acts = list(dict.fromkeys(act for act, _ in pairs))
            verb = "closes or hinders" if any(gate in subject.hindered(path) for gate in gates) else "closes"
            yield Remark(
                subject.rule_of(path, "restrictions"),
                f"{holder} {verb} {', '.join(words(gate) for gate in gates[:4])}{' and others' * (len(gates) > 4)} "
                f"for entries from other areas of life ({', '.join(words(act) for act in acts[:3])}"
                f"{' and others' * (len(acts) > 3)})",
                witness=tuple(
                    f"{words(act)} ({words(subject.book.acts[act].area)}) closes {words(gate)} "
                    f"({words(subject.book.gates[gate].area)})"
                    for act, gate in pairs
                ),
                also=tuple(("acts", act) for act in acts),
            )


CHECK: Final = Check("SC01", ERROR, find)
