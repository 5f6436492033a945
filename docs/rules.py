"""Parts of pages on what rules may say and how they are judged: keys of files, checks, articles, protected traits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from markdown_table import table

from credopolis.audit.check import ANTI_PATTERN, BETTER, SOURCE
from credopolis.audit.checks import AREAS as AREAS_OF_CHECKS
from credopolis.audit.checks import CHECKS
from credopolis.audit.law import ARTICLES
from credopolis.audit.protected import TRAITS
from credopolis.company.shapes import COMPANY
from credopolis.core.shapes import REQUIRED, Key, Leaf, MapOf, Record, Shape
from credopolis.firms.conduct import DONE, WAYS
from credopolis.firms.given import GIVEN, FirmGiven
from credopolis.firms.market import TERMS
from credopolis.rulebook.shape import RULEBOOK


def checks() -> str:
    """The checks of the audit, by area."""
    parts = []
    for letters, area in AREAS_OF_CHECKS.items():
        mine = [check for check in CHECKS if check.code.startswith(letters)]
        rows = (
            (
                f"`{c.code}`",
                c.severity,
                f"**{c.title}.** {c.section(ANTI_PATTERN)}",
                c.section(BETTER),
                c.section(SOURCE),
            )
            for c in mine
        )
        header = ("code", "severity", "what it objects to", "better", "rests on")
        parts.append(f"### {letters}: {area}\n\n{table(header, rows)}")
    return "\n".join(parts)


def articles() -> str:
    """The articles that legal tests put to a rulebook."""
    rows = ((a.law, a.number, a.paraphrase, a.source) for a in ARTICLES)
    return table(("law", "article", "what it asks, in our words", "rests on"), rows)


def rulebook_keys() -> str:
    """Every key of a rulebook's file, from the shapes that its JSON Schema is made of."""
    return _keys(RULEBOOK)


def firm_parameters() -> str:
    """Every parameter of companies in a society."""
    return _given(GIVEN)


def trade_terms() -> str:
    """The terms of deals between strangers."""
    return _given(TERMS)


def _given(held: Mapping[str, FirmGiven]) -> str:
    rows = ((f"`{name}`", f"{p.value:g}", f"{p.low:g} to {p.high:g}", p.meaning, p.source) for name, p in held.items())
    return table(("name", "value", "range", "meaning", "source"), rows)


def firm_conduct() -> str:
    """How often companies do what rulebooks price."""
    rows = (
        (f"`{name}`", f"{d.rate.value:g}", f"{d.rate.low:g} to {d.rate.high:g}", d.kind, WAYS[d.way], d.rate.source)
        for name, d in DONE.items()
    )
    return table(("act", "times a year", "range", "kind", "comes to light by", "source"), rows)


def company_keys() -> str:
    """Every key of a company's file, from the same shapes as its JSON Schema."""
    return _keys(COMPANY)


def _keys(record: Record[Any]) -> str:
    rows = [(f"`{path}`", _allowed(key.shape), _if_absent(key), key.meaning) for path, key in keys_of(record)]
    return table(("key", "value", "if absent", "meaning"), rows)


def keys_of(record: Record[Any], path: str = "") -> Iterator[tuple[str, Key]]:
    """The keys of a file with their paths, those of blocks within it too; X stands for any name."""
    for name, key in record.keys.items():
        here = f"{path}.{name}" if path else name
        yield here, key
        inner, named = key.shape, here
        while isinstance(inner, MapOf):
            inner, named = inner.value, f"{named}.X"
        if isinstance(inner, Record):
            yield from keys_of(inner, named)


def _allowed(shape: Shape[Any]) -> str:
    """What a value may be, in words."""
    if isinstance(shape, MapOf):
        inner = "" if isinstance(shape.value, Record) else f": {_allowed(shape.value)}"
        return f"{shape.least} to {shape.most} names{inner}"
    return shape.allowed() if isinstance(shape, Leaf) else "a block"


def _if_absent(key: Key) -> str:
    if key.default is REQUIRED:
        return "required"
    if isinstance(key.default, bool):
        return str(key.default).lower()
    return (
        "" if key.default in (None, "", (), {}, 0) else f"{key.default:g}" if key.default == 1 else _word(key.default)
    )


def _word(default: Any) -> str:
    return default if isinstance(default, str) else ""


def traits() -> str:
    """Protected traits and their proxies."""
    rows = ((f"`{t.condition}`", t.trait, "proxy" if t.proxy else "protected", t.source) for t in TRAITS)
    return table(("condition", "trait", "kind", "rests on"), rows)


PARTS: Final[dict[str, Callable[[], str]]] = {
    "checks": checks,
    "articles": articles,
    "traits": traits,
    "rulebook-keys": rulebook_keys,
    "company-keys": company_keys,
    "firm-parameters": firm_parameters,
    "firm-conduct": firm_conduct,
    "trade-terms": trade_terms,
}
