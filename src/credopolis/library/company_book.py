"""The rulebook of the companies of a scenario."""

from __future__ import annotations

from credopolis.core.errors import UnknownName
from credopolis.firms.law import law_of
from credopolis.library.names import COMPANY_REGIMES, resolve_rulebook
from credopolis.rulebook import Rulebook, load_rulebook


def company_book(name: str) -> Rulebook | None:
    """The rulebook of the companies of a scenario; None for no companies.

    Raises
    ------
    UnknownName
        If no rulebook of companies ships under that name.
    NotSimulated
        If it says something that companies in a society cannot follow.
    """
    if not name:
        return None
    if name not in COMPANY_REGIMES:
        raise UnknownName("rulebook of companies", name, COMPANY_REGIMES)
    book = load_rulebook(resolve_rulebook(name))
    law_of(book)
    return book
