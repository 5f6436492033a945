"""Parts of the page on claims: the account's claims, what of each runs, and what of the model no claim names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from markdown_table import table

from credopolis.library.claims import STATES, Claim, claims
from credopolis.mechanisms.all import MECHANISMS

_OFF: Final = {card.name: card.can_be_off for card in MECHANISMS}


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _switches(claim: Claim) -> str:
    """What switches its mechanisms off."""
    return ", ".join(f"`--off {name}`" for name in claim.mechanisms if _OFF[name]) or "another regime"


def _files(claim: Claim) -> str:
    return ", ".join(f"`mechanisms/{name}.py`" for name in claim.mechanisms)


def counted() -> str:
    """How many claims run."""
    found = claims()
    return "".join(f"- {state}: {sum(c.state == state for c in found)}\n" for state in STATES)


def listed() -> str:
    """All claims, and what of them runs."""
    rows = ((f"[{c.name}](#{c.name})", c.says, c.state, c.lacks) for c in claims())
    return table(("claim", "what is claimed", "state", "what is lacking"), rows)


def in_full() -> str:
    """Where each claim runs, is shown and is tested."""
    parts = []
    for claim in claims():
        rows = (
            ("claimed by", _code(claim.source)), ("lacking", claim.lacks), ("mechanisms", _files(claim)),
            ("switched off by", _switches(claim) if claim.mechanisms else ""), ("tables of a run", _code(claim.tables)),
            ("in the studio", ", ".join(claim.see)), ("its effect", f"`{claim.effect}`" if claim.effect else ""),
            ("tests", _code(claim.tests)),
        )  # fmt: skip
        parts.append(
            f"### {claim.name}\n\n{claim.says}: {claim.state}.\n\n" + table(("", ""), (r for r in rows if r[1]))
        )
    return "\n".join(parts)


PARTS: Final[dict[str, Callable[[], str]]] = {
    "claims-counted": counted, "claims-listed": listed, "claims-in-full": in_full,
}  # fmt: skip
