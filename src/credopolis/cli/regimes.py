"""`credopolis regimes`: the regimes that ship, and which account each belongs to."""

from __future__ import annotations

import dataclasses

from credopolis.cli.common import JsonOption, console, print_result

EXAMPLE = "Example: credopolis regimes --json"


def regimes_command(as_json: JsonOption = False) -> None:
    """List the regimes: the popular account and the documented record stand apart and are never mixed."""
    from credopolis.library.rules import list_regimes

    cards = list_regimes()
    if as_json:
        print_result({"regimes": [dataclasses.asdict(card) for card in cards]})
        return
    from rich.table import Table

    table = Table(box=None, header_style="bold", title_justify="left")
    for column in ("name", "judges", "account", "what it is"):
        table.add_column(column, overflow="fold", no_wrap=column == "name")
    for card in cards:
        account = f"{card.account}, thresholds remembered" if card.remembered else card.account
        table.add_row(card.name, card.subject, account, f"{card.title}. {card.summary}")
    console().print(table)
