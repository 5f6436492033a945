"""`credopolis company`: where a company stands, its exposure, its plan, and what another rulebook does to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    ARGUMENTS,
    JsonOption,
    input_file,
    page_option,
    print_json,
    print_result,
    say,
    warn,
    words_beside,
)
from credopolis.cli.company_society import SHORT, doors_command, office_command, society_command, trust_command
from credopolis.cli.company_watch import FileArgument, OnOption, watch_command
from credopolis.core.errors import EXIT_FAILED, Misuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credopolis.audit.made import Made
    from credopolis.rulebook import Rulebook

app = typer.Typer(
    help="Ask rulebooks about a company that describes itself. No file has a place for a person.",
    epilog="Example: credopolis company standing firm.yaml --rulebook company-2020",
    no_args_is_help=True,
    rich_markup_mode=None,
)

RulebookOption = Annotated[
    str, typer.Option("--rulebook", metavar="NAME|FILE", help="A regime of companies, or a rulebook's file.")
]
SchemaOption = Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")]
HtmlOption = Annotated[Path | None, page_option("Also write one page to print.")]
IcsOption = Annotated[
    Path | None,
    typer.Option("--ics", metavar="FILE", help="Also write its dates as calendar entries.", show_default=False),
]


@app.command(
    "check",
    short_help="report every fault of a company's file or a portfolio",
    epilog="Example: credopolis company check firm.yaml portfolio.csv",
)
def check_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Companies' files, or portfolios (CSV, Excel).")
    ],
    as_json: JsonOption = False,
) -> None:
    """Report every fault with its file and line. Ends with 0 if all can be used, 1 if one has a fault."""
    from credopolis.company.desk import companies_of
    from credopolis.core.faults import FaultyFile

    told: list[dict[str, Any]] = []
    for file in files:
        faults: list[dict[str, str | int]] = []
        try:
            line = f"{file}: no faults ({len(companies_of(_taken(file))):,} in it)"
        except FaultyFile as refused:
            faults, line = refused.as_json(), str(refused)
        told.append({"file": str(file), "usable": not faults, "faults": faults})
        if not as_json:
            say(line)
    if as_json:
        print_result({"files": told})
    if any(one["faults"] for one in told):
        raise typer.Exit(EXIT_FAILED)


@app.command(
    "standing",
    short_help="where it stands, with reasons down to the rule and its source",
    epilog="Example: credopolis company standing firm.yaml --rulebook tax-credit --html standing.html",
)
def standing_command(
    file: FileArgument, rulebook: RulebookOption = "company-2020", on: OnOption = None, html: HtmlOption = None,
    ics: IcsOption = None, schema: SchemaOption = False, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Where a company stands under a rulebook: grade, lists, what follows, entries, and what is coming."""
    from credopolis.company import desk
    from credopolis.company.result import StandingFound, plain_data
    from credopolis.company.words import standing_text

    if _schema(schema, StandingFound, "standing"):
        return
    file = _taken(file)
    book = _book(rulebook, file, {"--html": html, "--ics": ics})
    found = desk.standing(file, book, on)
    with words_beside(html, ics):
        _tell(plain_data(found), standing_text(found), as_json, (book,))
    if html is not None:
        desk.write_page(html, found, book, made=_made())
        warn(f"Page written to {html}.")
    if ics is not None:
        desk.write_calendar(ics, found)
        warn(f"Calendar entries written to {ics}.")


@app.command(
    "exposure",
    short_help="what partners and people do to it, and the chance of a listing",
    epilog="Example: credopolis company exposure firm.yaml --rulebook popular-company --json",
)
def exposure_command(
    file: FileArgument, rulebook: RulebookOption = "company-2020", on: OnOption = None,
    seed: Annotated[str, typer.Option(metavar="S", help="Seed of the lives drawn.")] = "1",
    html: HtmlOption = None, schema: SchemaOption = False, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """What partners and people do to a company's standing, and its chance of a listing within 1, 2 and 3 years.

    A chance has a range, as far as rates are in doubt; where nobody says how often something is entered it is unknown.
    """
    from credopolis.company import desk
    from credopolis.company.exposed import Exposed
    from credopolis.company.result import plain_data
    from credopolis.company.words import exposure_text

    if _schema(schema, Exposed, "exposure"):
        return
    file = _taken(file)
    book = _book(rulebook, file, {"--html": html})
    number = parse.whole("--seed", seed, 0, desk.MOST_SEED)
    found, prospect = desk.exposure(file, book, on), desk.chance(file, book, on, number)
    with words_beside(html):
        _tell(plain_data(Exposed(found, prospect)), exposure_text(found, prospect), as_json, (book,), [number])
    if html is not None:
        desk.write_page(html, (found, prospect), book, made=_made())
        warn(f"Page written to {html}.")


@app.command(
    "plan",
    short_help="the cheapest lawful way to a better grade or off a list",
    epilog="Example: credopolis company plan firm.yaml --rulebook company-2020 --off serious_dishonesty --ics plan.ics",
)
def plan_command(
    file: FileArgument, rulebook: RulebookOption = "company-2020", on: OnOption = None,
    to: Annotated[
        str, typer.Option("--to", metavar="GRADE", help="Reach this grade or a better one.", show_default=False)
    ] = "",
    off: Annotated[
        list[str] | None,
        typer.Option("--off", metavar="LIST", help="Leave this list; may be given again.", show_default=False),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="DATE", help="Only plans that arrive by this day.", show_default=False)
    ] = None,
    holidays: Annotated[
        Path | None, typer.Option("--holidays", metavar="FILE", help="A file of holidays.", show_default=False)
    ] = None,
    effort: Annotated[
        str | None,
        typer.Option("--effort", metavar="N", help="Places that are followed to. [default: 3000]", show_default=False),
    ] = None,
    html: HtmlOption = None, ics: IcsOption = None, schema: SchemaOption = False, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """The cheapest lawful plan with its dates, and dearer ones that are sooner.

    Without --to and --off: off every list that takes something, or to the next better grade. Acts are used that the
    file's `measures` name, besides acts that take off a list and repairs. Ends with 0; with 1 if no plan was found.
    """
    from credopolis.company import desk
    from credopolis.company.plan import EFFORT, LEAST_EFFORT, MOST_EFFORT, Plan
    from credopolis.company.result import plain_data
    from credopolis.company.words import plan_text

    if _schema(schema, Plan, "plan"):
        return
    file, holidays = _taken(file), _taken(holidays) if holidays is not None else None
    book = _book(rulebook, file, {"--html": html, "--ics": ics}, [holidays] if holidays is not None else [])
    places = EFFORT if effort is None else parse.whole("--effort", effort, LEAST_EFFORT, MOST_EFFORT)
    found = desk.plan(file, book, on, to=to, off=off or (), by=by, holidays=holidays, effort=places)
    with words_beside(html, ics):
        _tell(plain_data(found), plan_text(found), as_json, (book,))
    if html is not None:
        desk.write_page(html, found, book, made=_made(), coming=desk.coming(file, book, on))
        warn(f"Page written to {html}.")
    if ics is not None:
        desk.write_calendar(ics, desk.standing(file, book, on), found)
        warn(f"Calendar entries written to {ics}.")
    if not found.ways:
        raise typer.Exit(EXIT_FAILED)


@app.command(
    "compare",
    short_help="what another rulebook does to it, or to a portfolio",
    epilog="Example: credopolis company compare portfolio.csv --rulebook company-2020 --against new.yaml",
)
def compare_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A company's file, or a portfolio (CSV, Excel).")],
    against: Annotated[
        str, typer.Option("--against", metavar="NAME|FILE", help="The other rulebook.", show_default=False)
    ] = "",
    rulebook: RulebookOption = "company-2020", on: OnOption = None, html: HtmlOption = None,
    schema: SchemaOption = False, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """What another rulebook does to a company, or to each of a portfolio: where it stands under both, and what
    moves."""
    from credopolis.company import desk
    from credopolis.company.compare import RulesCompared
    from credopolis.company.result import plain_data
    from credopolis.company.words import comparison_text

    if _schema(schema, RulesCompared, "compare"):
        return
    if not against:
        raise Misuse("compare needs --against: the other rulebook, by a regime's name or its file.")
    other = desk.book_of(input_file(against))
    file = _taken(file)
    book = _book(rulebook, file, {"--html": html})
    found = desk.compare(file, book, other, on)
    with words_beside(html):
        _tell(plain_data(found), comparison_text(found), as_json, (book, other))
    if html is not None:
        desk.write_page(html, found, book, other, made=_made())
        warn(f"Page written to {html}.")


app.command(
    "watch",
    short_help="ask again when a file changes, and say what moved",
    epilog="Example: credopolis company watch firm.yaml --rulebook new.yaml",
)(watch_command)


for _name, _command in (
    ("society", society_command),
    ("doors", doors_command),
    ("trust", trust_command),
    ("office", office_command),
):
    app.command(_name, short_help=SHORT[_name][0], epilog=f"Example: credopolis company {SHORT[_name][1]}")(_command)


@app.command(
    "schema",
    short_help="print the JSON Schema of a company's file",
    epilog="Example: credopolis company schema > company.schema.json",
)
def schema_command() -> None:
    """Print the JSON Schema (2020-12) of a company's file, for editors and other programs."""
    from credopolis.company.shapes import json_schema

    print_json(json_schema())


def _taken(file: Path) -> Path:
    """A file that is read; `-` is the standard input, which is read now."""
    return Path(input_file(str(file)))


def _schema(asked: bool, kind: type, name: str) -> bool:
    if asked:
        from credopolis.company.schema import schema_of

        print_json(schema_of(kind, f"credopolis-company-{name}/1"))
    return asked


def _book(rulebook: str, file: Path, outputs: dict[str, Path | None], read: Iterable[Path] = ()) -> Rulebook:
    """The rulebook that is asked; and a refusal to write over anything that is read."""
    from credopolis.company.desk import book_of
    from credopolis.core.outputs import check_outputs
    from credopolis.library.names import files_of_rulebook, resolve_rulebook

    rulebook = input_file(rulebook)
    book = book_of(rulebook)
    check_outputs(outputs, [file, *read, *files_of_rulebook(resolve_rulebook(rulebook))])
    return book


def _made() -> Made:
    from credopolis.audit.made import made_by

    return made_by(ARGUMENTS.get())


def _tell(data: dict[str, Any], text: str, as_json: bool, books: Iterable[Rulebook], seeds: Iterable[int] = ()) -> None:
    if not as_json:
        say(text)
        return
    hashes = {book.name: book.located.sha256 for book in books if book.located is not None}
    print_result(data, seeds, hashes, _made().command)
