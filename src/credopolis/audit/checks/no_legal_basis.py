"""An act that is priced without a legal basis.

Anti-pattern
------------
The rule names no law that forbids the act or allows its price.

Better practice
---------------
Each rule names its law, article and paragraph; what no law forbids has no price.

Source
------
law-001 (Guobanfa [2020] No. 49, Part II: what is recorded must rest on laws, regulations or documents of the centre)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts without a legal basis of their own or of the file."""
    for name, act in subject.burdening():
        if not act.legal_basis and not subject.book.legal_basis:
            yield Remark(("acts", name), f"no law is named on which {words(name)} rests")


CHECK: Final = Check("LB01", WARNING, find)
