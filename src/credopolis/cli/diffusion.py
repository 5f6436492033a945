"""`credopolis diffusion`: which countries adopt parts of the apparatus by when, and by which factors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import ARGUMENTS, JsonOption, page_option, print_json, print_result, say, warn, words_beside

EXAMPLE = "Example: credopolis diffusion --years 10 --off vendors --html abroad.html"


def diffusion_command(
    years: Annotated[str, typer.Option("--years", metavar="Y", help="Years after 2022, 1 to 30.")] = "10",
    seeds: Annotated[str, typer.Option("--seeds", metavar="N", help="Seeds, over which chance is told.")] = "100",
    draws: Annotated[
        str, typer.Option("--draws", metavar="N", help="Draws of the parameters, 0 to 200, over which they are told.")
    ] = "100",
    seed: Annotated[str, typer.Option("--seed", metavar="S", help="The first seed.")] = "1",
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter, which then is not fitted; again for more.",
                     show_default=False),
    ] = None,
    off: Annotated[
        list[str] | None,
        typer.Option("--off", metavar="FACTOR", help="From 2022 on without trade, regime, training, neighbours, peers, "
                     "vendors or standards; again for more.", show_default=False),
    ] = None,
    html: Annotated[Path | None, page_option("Also write one page, with a map of tiles.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")] = False,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Which countries adopt parts of the apparatus by when: a hazard of adoption over a table of countries.

    It is fitted to an index of surveillance of 2019 and 2022 each time, and shown beside what it was not fitted to. Two
    doubts stand beside each figure: chance, over seeds, and the parameters, over draws that agree with the record.
    """
    from credopolis.abroad.found import AbroadFound

    if schema:
        from credopolis.company.schema import schema_of

        print_json(schema_of(AbroadFound, "credopolis-diffusion/1"))
        return
    from credopolis.abroad.ask import MOST_SEEDS, MOST_YEARS, diffusion
    from credopolis.abroad.fit import DRAWS
    from credopolis.core.outputs import check_outputs

    check_outputs({"--html": html})
    found = diffusion(
        years=parse.whole("--years", years, 1, MOST_YEARS), seeds=parse.whole("--seeds", seeds, 1, MOST_SEEDS),
        draws=parse.whole("--draws", draws, 0, DRAWS), seed=parse.whole("--seed", seed, 0, 2**62),
        given=parse.pairs("--set", changes), off=tuple(off or ()),
    )  # fmt: skip
    _tell(found, html, as_json)


def _tell(found: object, html: Path | None, as_json: bool) -> None:
    from credopolis.abroad.found import AbroadFound
    from credopolis.abroad.page import write_page
    from credopolis.abroad.words import abroad_text
    from credopolis.audit.made import made_by
    from credopolis.company.result import plain_data

    assert isinstance(found, AbroadFound)
    made = made_by(ARGUMENTS.get())
    with words_beside(html):
        if as_json:
            print_result(plain_data(found), found.seeds, {}, made.command)
        else:
            say(abroad_text(found))
    if html is not None:
        write_page(html, found, made)
        warn(f"Page written to {html}.")
