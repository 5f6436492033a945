"""The least time off each list: by an act that takes off, by the end of the term, or never."""

from __future__ import annotations

from collections.abc import Collection

from credopolis.audit.proofs.model import ListTerm
from credopolis.rulebook.model import Listing, Rulebook


def lists_of(book: Rulebook, shut: Collection[str] = ()) -> dict[str, ListTerm]:
    """By list, how somebody comes off it. An act takes off at once; nobody on a removal list can do one.

    shut : acts that nobody can ever do.
    """
    found = {}
    acts = {act: priced for act, priced in book.acts.items() if act not in shut}
    for name, listing in book.lists.items():
        on = tuple(act for act, priced in acts.items() if priced.adds_to == name)
        off = tuple(act for act, priced in acts.items() if priced.removes_from == name)
        grades = tuple(grade for grade, held in book.grades.items() if held.listing == name)
        term = listing.days or None
        performs = bool(off) and not listing.removal
        by = "performance" if performs else "expiry" if term else "never"
        found[name] = ListTerm(name, on, off, 0 if performs else term, by, term, listing.removal, grades)
    return found


def is_blacklist(listing: Listing) -> bool:
    """Whether being on a list takes something: it closes gates, removes, or opens nothing."""
    return bool(listing.restrictions) or listing.removal or not listing.benefits
