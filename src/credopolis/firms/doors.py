"""The doors of business: which gates of a rulebook open or close them, for each grade and each list."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import BadValue
from credopolis.firms.law import FirmLaw, law_of
from credopolis.rulebook import Rulebook
from credopolis.rulebook.gates import on_lists, open_gates
from credopolis.rulebook.grade import Grade
from credopolis.rulebook.model import Listing

BENEFITS: Final = ("easier_credit", "procurement_priority", "tax_relief")
"""Of the text's nine benefits those that fall on companies (seed-031, seed-032, seed-037)."""
RESTRICTIONS: Final = (
    "licences", "share_issue", "market_segments", "production_and_trade", "public_contracts", "loans",
    "import_inspection", "general_sanctions", "unannounced_audits", "travel",
)  # fmt: skip
"""Of its fourteen restrictions those that fall on companies (seed-038 to seed-047)."""
OF_RULEBOOKS: Final = ("invoices", "export_refunds")
"""What the tax authority closes besides (ctx-017)."""
DOORS: Final = (*BENEFITS, *RESTRICTIONS, *OF_RULEBOOKS)
AT_DOOR: Final = {name: k for k, name in enumerate(DOORS)}
PARTS: Final = ("growth", "banks", "procurement", "taxes")
"""Parts of business that can be switched off, besides each door."""


def checked(off: Collection[str]) -> frozenset[str]:
    """What is switched off.

    Raises
    ------
    BadValue
        If there is no such part and no such door.
    """
    for name in off:
        if name not in PARTS and name not in DOORS:
            raise BadValue("what is switched off", name, ", ".join((*PARTS, *DOORS)))
    return frozenset(off)


def without(book: Rulebook, off: Collection[str]) -> Rulebook:
    """The rulebook where no grade, no list and no rule of entitlement opens or closes these doors."""

    def left(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in off)

    return replace(
        book,
        grades={
            name: replace(grade, benefits=left(grade.benefits), restrictions=left(grade.restrictions))
            for name, grade in book.grades.items()
        },
        lists={
            name: replace(listing, benefits=left(listing.benefits), restrictions=left(listing.restrictions))
            for name, listing in book.lists.items()
        },
        entitlements={name: rules for name, rules in book.entitlements.items() if name not in off},
    )


def law_without(book: Rulebook, off: Collection[str]) -> FirmLaw:
    """The law of a rulebook whose doors are partly off. Who has fallen is as the rulebook says, whatever is off, and
    what the other doors are worth stays as it was."""
    law, doors = law_of(book), [name for name in off if name in DOORS]
    if not doors:
        return law
    less = without(book, doors)
    found, share = law_of(less), _span(less) / _span(book) if _span(book) else 0.0
    found.grades["fallen"], found.lists["fallen"] = law.grades["fallen"], law.lists["fallen"]
    found.grades["stake"] *= share
    return found


def _span(book: Rulebook) -> float:
    """What all that is open in the best state is worth beyond the worst."""
    worth = [
        sum(book.gates[gate].worth for gate in open_gates(book, name, on_lists(book, mask)))
        for name in book.grades
        for mask in range(2 ** len(book.lists))
    ]
    return max(worth) - min(worth)


def doors_of(book: Rulebook) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """(grades, doors), lowest grade first, and (lists or 1, doors): 1 where a benefit or a restriction holds."""
    by_grade = [_row(grade) for grade in reversed(book.grades.values())]
    by_list = [_row(listing) for listing in book.lists.values()] or [[0] * len(DOORS)]
    return np.array(by_grade, np.uint8), np.array(by_list, np.uint8)


def _row(of: Grade | Listing) -> list[int]:
    return [int(name in of.benefits or name in of.restrictions) for name in DOORS]
