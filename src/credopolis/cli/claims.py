"""`credopolis claims`: what the founding account claims, and where each claim runs, is shown and is tested."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli.common import JsonOption, console, print_result, say
from credopolis.core.errors import Misuse

if TYPE_CHECKING:
    from credopolis.library.claims import Claim

EXAMPLE = "Example: credopolis claims locks   or: credopolis claims --state 'does not run'"
_MOST_IN_FULL = 3


def claims_command(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[NAME|WORD]", help="A claim's name, or a word.", show_default=False),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="STATE", help="Only those that are so: runs, 'in part', 'does not run'.",
                     show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """What the account claims: what of it runs, by which mechanisms, in which tables, and the command that shows it.

    The table says what is claimed. Whether it is so is another question, which the command named beside it looks into.
    """
    from credopolis.library.claims import STATES, claims, look_up_claims

    if state is not None and state not in STATES:
        raise Misuse(f"--state is {state!r}; allowed: {', '.join(STATES)}.")
    found = [claim for claim in (claims() if what is None else look_up_claims(what)) if state in (None, claim.state)]
    if as_json:
        print_result({"claims": [plain(claim) for claim in found]})
    elif what is not None and len(found) <= _MOST_IN_FULL:
        say("\n\n".join(_in_full(claim) for claim in found) or f"None of them {state}.")
    else:
        _print_list(found)
        counts = {s: sum(c.state == s for c in found) for s in STATES}
        say(f"\n{len(found)} claims. " + "; ".join(f"{s}: {n}" for s, n in counts.items() if n) + ".")


def plain(claim: Claim) -> dict[str, Any]:
    """A claim as JSON holds it."""
    return {**dataclasses.asdict(claim), "state": claim.state}


def _in_full(claim: Claim) -> str:
    rows = (
        ("state", claim.state), ("lacks", claim.lacks), ("mechanisms", ", ".join(claim.mechanisms)),
        ("tables", ", ".join(claim.tables)), ("in the studio", ", ".join(claim.see)), ("its effect", claim.effect),
        ("tests", ", ".join(claim.tests)), ("claimed by", ", ".join(claim.source)),
    )  # fmt: skip
    return "\n".join([f"{claim.name}  {claim.says}", *(f"  {name:14}{text}" for name, text in rows if text)])


def _print_list(found: list[Claim]) -> None:
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for column in ("claim", "what is claimed", "state", "its effect"):
        table.add_column(column, overflow="fold", no_wrap=column == "state")
    for claim in found:
        table.add_row(claim.name, claim.says, claim.state, claim.effect or claim.lacks)
    console().print(table)
