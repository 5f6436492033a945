"""What the rulebook's page asks of a text, worked out as the commands do it: check, audit, ladder, differences."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import UnknownName
from credopolis.core.faults import FaultyFile

if TYPE_CHECKING:
    from credopolis.rulebook import Rulebook

FILE: Final = "rulebook.yaml"
"""What a text is called in what is said of it."""


def check(text: str) -> dict[str, Any]:
    """Every fault of a text, as `credopolis rulebook check` finds them, and how large it is."""
    from credopolis.rulebook import parse_rulebook

    try:
        book = parse_rulebook(text, FILE)
    except FaultyFile as refused:
        return {"usable": False, "faults": refused.as_json(), "more_faults": refused.more, "name": "", "title": ""}
    counts = {
        "grades": len(book.grades), "lists": len(book.lists), "acts": len(book.acts), "gates": len(book.gates)
    }  # fmt: skip
    about = {"name": book.name, "title": book.title, "account": book.account, "subject": book.subject}
    return {"usable": True, "faults": [], "more_faults": 0, **about, "counts": counts}


def audited(text: str) -> dict[str, Any]:
    """What `credopolis audit` finds of a text, what its checks mean, and the ladder as a picture with its table.

    Raises
    ------
    FaultyFile
        If it cannot be used.
    """
    from credopolis.audit.explain import check_of
    from credopolis.audit.judge import audit
    from credopolis.audit.pages.ladder_figure import ladder_figure

    done = audit(_shipped(text) or _book(text))
    ladder = ladder_figure(done.book, done.proofs)
    checks = {code: check_of(code) for code in {finding.code for finding in done.findings}}
    return {
        **done.as_json(),
        "file": FILE,
        "limits": list(done.limits),
        "titles": {code: one.title for code, one in checks.items()},
        "ladder": {
            "title": ladder.title, "caption": ladder.caption, "svg": ladder.svg, "header": ladder.header,
            "rows": ladder.rows,
        },
    }  # fmt: skip


def differences(text: str, against: str) -> list[str]:
    """What a text rules otherwise than another one, a sentence each, as `credopolis rulebook diff` says it.

    Raises
    ------
    FaultyFile
        If one of them cannot be used.
    """
    from credopolis.rulebook import diff_rulebooks, parse_rulebook

    return diff_rulebooks(parse_rulebook(against, "the other rulebook"), _book(text))


def shipped_text(name: str) -> str:
    """The text of a regime's rulebook.

    Raises
    ------
    UnknownName
        If no regime that ships is called so.
    """
    from credopolis.library.names import REGIMES, regime_folder

    if name not in REGIMES:
        raise UnknownName("regime", name, REGIMES)
    return (regime_folder(name) / "rulebook.yaml").read_text(encoding="utf-8")


@cache
def shelf() -> list[dict[str, str]]:
    """The rulebooks of persons that ship, in words: a rulebook of this screen can be run."""
    from credopolis.library.rules import list_regimes

    return [
        {"name": one.name, "title": one.title, "account": one.account, "summary": one.summary}
        for one in list_regimes()
        if one.subject == "person"
    ]  # fmt: skip


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of the format, as `credopolis rulebook schema` prints it."""
    from credopolis.rulebook import json_schema

    return json_schema()


def _book(text: str) -> Rulebook:
    from credopolis.rulebook import parse_rulebook

    return parse_rulebook(text, FILE)


def _shipped(text: str) -> str:
    """The regime whose rulebook a text is, to be judged in the society that it is set in; "" if of none."""
    from credopolis.library.names import REGIMES

    return next((name for name in REGIMES if shipped_text(name) == text), "")


DOES: Final[dict[str, Callable[..., Any]]] = {"check": check, "audit": audited, "diff": differences}
