"""`credopolis regimes`: the regimes that ship, their account and what they rest on; or all of them side by side."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, console, page_option, print_result, warn, words_beside
from credopolis.cli.sweep import WorkersOption, place_of, told
from credopolis.core.errors import BadValue

if TYPE_CHECKING:
    from credopolis.analysis.studies.side_by_side import SideBySide

EXAMPLE = "Example: credopolis regimes --compare --html regimes.html"


def regimes_command(
    compare: Annotated[
        bool, typer.Option("--compare", help="Live all of them in one society on one set of draws.")
    ] = False,
    people: Annotated[str, typer.Option(metavar="N", help="With --compare: people in each run.")] = "5k",
    years: Annotated[str, typer.Option(metavar="Y", help="With --compare: years of each run.")] = "3",
    seeds: Annotated[str, typer.Option(metavar="N", help="With --compare: seeds, for chance.")] = "5",
    seed: Annotated[str | None, typer.Option(metavar="S", help="With --compare: the first seed.", show_default=False)]
    = None,
    draws: Annotated[str, typer.Option(metavar="N", help="With --compare: draws of all assumptions.")] = "24",
    workers: WorkersOption = None,
    page: Annotated[Path | None, page_option("With --compare: also write one page.")] = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """List the regimes, each with what its values rest on, or compare all of them (--compare).

    The popular account and the documented record stand apart and are never mixed. Sourced: a value with a source;
    assumed: a guess with a range; remembered: nobody can look it up.
    """
    if not compare:
        if page is not None:
            raise BadValue("--html", str(page), "a page of --compare", EXAMPLE)
        _list(as_json)
        return
    options = parse.study(people, years, seeds, seed, None, None)
    how = {key: options[key] for key in ("people", "years", "seeds", "seed")}
    _compare({**how, "draws": parse.whole("--draws", draws, 2, 100_000)}, workers, page, as_json)


def _compare(how: dict[str, Any], workers: str | None, page: Path | None, as_json: bool) -> None:
    from credopolis.analysis.studies.side_by_side import every_regime, side_by_side
    from credopolis.core.outputs import check_outputs, write_output

    if page is not None:
        check_outputs({"--html": page}, [], [])
    with place_of(workers, None) as place, told("runs") as tell:
        found = side_by_side(*every_regime(), **how, workers=int(place["workers"]), progress=tell)
    if page is not None:
        from credopolis.analysis.pages.side_by_side import side_by_side_html

        write_output(page, side_by_side_html(found))
        warn(f"Page written to {page}.")
    with words_beside(page):
        if as_json:
            print_result(found.as_json(), found.seeds, {})
        else:
            _print(found)


def _list(as_json: bool) -> None:
    from rich.table import Table

    from credopolis.library.grounds_of import Grounds
    from credopolis.library.rules import list_regimes

    cards = list_regimes()
    every = sum((card.grounds for card in cards), Grounds())
    if as_json:
        print_result({"regimes": [dataclasses.asdict(card) for card in cards], "grounds": dataclasses.asdict(every)})
        return
    table = Table(box=None, header_style="bold", title_justify="left")
    for column in ("name", "judges", "account", "what it is"):
        table.add_column(column, overflow="fold", no_wrap=column == "name")
    for card in cards:
        account = f"{card.account}, thresholds remembered" if card.remembered else card.account
        told = f"{card.title}. {card.summary} Its values: {card.grounds.in_words()}."
        table.add_row(card.name, card.subject, account, told)
    console().print(table)
    console().print(
        f"Of {every.values:,} values in all their files: {every.in_words()}. An assumed value has a range, or a note "
        "that says why not; credopolis robust asks how far a result moves over the ranges."
    )


def _print(found: SideBySide) -> None:
    from credopolis.analysis.pages.side_by_side import TOPICS, plain_note, size_in_words, topic_header, topic_rows
    from credopolis.analysis.told.seeing import plain_table

    out = console()
    out.print(size_in_words(found))
    for topic, title in TOPICS.items():
        table = plain_table(*topic_header(topic))
        for row in topic_rows(found, topic):
            table.add_row(*(cell.replace("`", "").replace("**", "*") for cell in row))
        out.print(f"\n{title}", style="bold")
        out.print(table)
    out.print(f"\n{plain_note(found)}")
