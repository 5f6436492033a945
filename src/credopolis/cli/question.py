"""`credopolis question`: what a paper would ask of a regime, one command and one page each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    JsonOption,
    OffOption,
    RegimeOption,
    SetOption,
    console,
    input_file,
    page_option,
    print_json,
    print_result,
    say,
    warn,
    words_beside,
)
from credopolis.cli.sweep import WorkersOption, place_of, told

if TYPE_CHECKING:
    from credopolis.analysis.questions.answered import Answered
    from credopolis.analysis.questions.asked import Question

EXAMPLE = "Example: credopolis question deterrence   (without a name: the list)"
_MOST_PARTS = 100_000


def question_command(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The question; without one, the list.", show_default=False)
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME|FILE", help="Of what it is asked. [default: the question's]",
                     show_default=False),
    ] = None,
    people: Annotated[str | None, typer.Option(metavar="N", help="People in each run.", show_default=False)] = None,
    years: Annotated[str | None, typer.Option(metavar="Y", help="Years of each run.", show_default=False)] = None,
    seeds: Annotated[str | None, typer.Option(metavar="N", help="Seeds, for chance.", show_default=False)] = None,
    draws: Annotated[
        str | None, typer.Option(metavar="N", help="Draws of all assumptions; 0: none.", show_default=False)
    ] = None,
    seed: Annotated[str | None, typer.Option(metavar="S", help="The first seed.", show_default=False)] = None,
    regime: RegimeOption = None,
    off: OffOption = None,
    settings: SetOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep runs here, so that what is interrupted goes on.", show_default=False),
    ] = None,
    workers: WorkersOption = None,
    page: Annotated[Path | None, page_option("The page. [default: question-NAME.html]")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")] = False,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Questions that a paper would ask: deterrence, errors, recovery, who is struck, families, silence.

    The same people live in several ways, on shared seeds and on draws of all assumptions at once. Only a sign that is
    clear over seeds and has 95 % of the draws is called a finding. Sizes that are not given are the question's own.
    """
    from credopolis.analysis.questions.all import QUESTIONS
    from credopolis.analysis.questions.answered import SCHEMA

    if schema:
        print_json(SCHEMA)
        return
    if name is None:
        _print_list([*QUESTIONS.values()], as_json)
        return
    given = _sizes(people, years, seeds, draws, seed)
    given |= {"set": parse.settings(settings or []) or None, "off": tuple(off or ())}
    scenario, regime = scenario and input_file(scenario), regime and input_file(regime)

    from credopolis.analysis.questions.ask import question
    from credopolis.core.outputs import check_outputs, write_output

    page = page or Path(f"question-{name}.html" if name in QUESTIONS else "question.html")
    check_outputs({"--html": page})
    with place_of(workers, None) as place, told("runs of all ways") as tell:
        found = question(
            name, scenario=scenario, **given, regime=regime, out=out, workers=int(place["workers"]), progress=tell
        )
    from credopolis.analysis.pages.question import question_html

    write_output(page, question_html(found))
    warn(f"Page written to {page}.")
    with words_beside(page):
        if as_json:
            print_result(found.as_json(), found.seeds, found.hashes)
        else:
            _print(found)


def _sizes(
    people: str | None, years: str | None, seeds: str | None, draws: str | None, seed: str | None
) -> dict[str, Any]:
    """Sizes that were given; None for those of the question."""
    return {
        "people": None if people is None else parse.people(people),
        "years": None if years is None else parse.years(years),
        "seeds": None if seeds is None else parse.whole("--seeds", seeds, 2, parse.MOST_SEEDS),
        "draws": None if draws is None else parse.whole("--draws", draws, 0, _MOST_PARTS),
        "seed": None if seed is None else parse.whole("--seed", seed, 0, parse.MOST_SEED),
    }


def _print_list(questions: list[Question], as_json: bool) -> None:
    """The questions, with what each asks and its sizes."""
    rows: list[dict[str, Any]] = [
        {"name": q.name, "title": q.title, "asks": q.asks, "scenario": q.scenario, "regimes": list(q.regimes),
         "people": q.people, "years": q.years, "seeds": q.seeds, "draws": q.draws}
        for q in questions
    ]  # fmt: skip
    if as_json:
        print_result({"questions": rows})
        return
    for row in rows:
        say(f"{row['name']:12} {row['asks']}")
        size = f"{row['people']:,} people, {row['years']:g} years, {row['seeds']} seeds, {row['draws']} draws"
        say(f"{'':12} {row['scenario']}{f', {len(q)} regimes' if (q := row['regimes']) else ''}; {size}\n")


def _print(found: Answered) -> None:
    from credopolis.analysis.pages.question import COLUMNS, NO_FINDING, row_of, size_in_words
    from credopolis.analysis.told.seeing import plain_table

    out = console()
    out.print(found.asks, style="bold")
    out.print(size_in_words(found))
    table = plain_table(*COLUMNS[:-1])
    for one in found.found:
        table.add_row(*row_of(one)[:-1])
    out.print(table)
    out.print("Findings", style="bold")
    for one in found.findings:
        out.print(f"  {one.says}")
    if not found.findings:
        out.print(f"  {NO_FINDING}")
    out.print(found.reads)
