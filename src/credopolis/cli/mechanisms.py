"""`credopolis mechanisms`: what acts on lives, and what can be switched off."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from credopolis.cli.common import JsonOption, console, print_result, say

EXAMPLE = "Example: credopolis mechanisms"


def mechanisms_command(
    order: Annotated[bool, typer.Option("--order", help="Print the steps of a tick in their order instead.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the mechanisms of the model; those marked can be switched off with `credopolis run --off NAME`."""
    if order:
        _print_order(as_json)
        return
    from credopolis.mechanisms.all import MECHANISMS

    if as_json:
        print_result({"mechanisms": [dataclasses.asdict(card) for card in MECHANISMS]})
        return
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for column in ("name", "--off", "what it does", "sources"):
        table.add_column(column, overflow="fold", no_wrap=column in ("name", "--off"))
    for card in MECHANISMS:
        table.add_row(card.name, "yes" if card.can_be_off else "no", card.summary, card.sources)
    console().print(table)
    say("\nSwitch one off: credopolis run --off informants. Its effect is the difference to the same seed with it on.")


def _print_order(as_json: bool) -> None:
    from credopolis.engine.schedule import STEPS

    if as_json:
        print_result({"steps": [dataclasses.asdict(step) for step in STEPS]})
        return
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("", "step", "of each", "what happens"):
        table.add_column(column, overflow="fold", no_wrap=column in ("", "step"))
    for number, step in enumerate(STEPS, 1):
        table.add_row(str(number), step.name, step.unit, step.summary)
    console().print(table)
