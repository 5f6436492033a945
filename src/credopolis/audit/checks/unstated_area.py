"""Rules that do not say which area of life they belong to.

Anti-pattern
------------
A sanction names no area, or the acts behind it do not, so that nobody can tell from the file whether they have anything
to do with one another.

Better practice
---------------
Each act and each gate names its area.

Source
------
eu-001 (Regulation (EU) 2024/1689, Article 5(1)(c)(i) asks for the context)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import NOTE
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Restrictions in force, and burdening acts, without an area; one remark for each kind."""
    closed = {gate for path, _, holds in subject.holders() for gate in (*holds.restrictions, *subject.hindered(path))}
    gates = [gate for gate in subject.book.gates if gate in closed and not subject.area("gates", gate)]
    acts = [name for name, _ in subject.burdening() if not subject.area("acts", name)] if closed else []
    for kind, names in (("gates", gates), ("acts", acts)):
        if names:
            yield Remark(
                (kind, names[0]),
                f"{len(names)} of the {kind} name no area of life: {', '.join(words(name) for name in names)}",
                also=tuple((kind, name) for name in names[1:]),
            )


CHECK: Final = Check("SC04", NOTE, find)
