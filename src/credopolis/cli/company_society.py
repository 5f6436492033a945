"""`credopolis company society`: companies that live in a society under a rulebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    ARGUMENTS,
    JsonOption,
    ThreadsOption,
    input_file,
    page_option,
    print_json,
    print_result,
    say,
    warn,
    words_beside,
)

if TYPE_CHECKING:
    from credopolis.rulebook import Rulebook

SHORT: Final = {
    "society": (
        "let companies live in a society under a rulebook",
        "society --regime tax-credit --html page.html",
    ),
    "doors": (
        "what each door that a rulebook closes does to companies",
        "doors --regime popular-company --html doors.html",
    ),
    "trust": ("whether a record of defaults stands in for courts", "trust --draws 40 --html trust.html"),
    "office": ("fewer red companies: better conduct or a softer office", "office --html office.html"),
}
"""By command, what it is for in few words, and an example."""
PeopleOption = Annotated[str, typer.Option("--people", metavar="N", help="People of the society: 1000000, 1e6, 1M.")]
YearsOption = Annotated[str, typer.Option("--years", metavar="Y", help="Years that are recorded, after six others.")]
SeedOption = Annotated[str, typer.Option("--seed", metavar="S", help="The first seed.")]
SeedsOption = Annotated[str, typer.Option("--seeds", metavar="N", help="Seeds, over which chance is told.")]
DrawsOption = Annotated[str, typer.Option("--draws", metavar="N", help="Draws of the assumptions from their ranges.")]
SocietyOption = Annotated[str, typer.Option("--society", metavar="NAME|DIR", help="The society.")]
GivenOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change a parameter; may be given again.", show_default=False),
]
SchemaOption = Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")]
OffOption = Annotated[
    list[str] | None,
    typer.Option("--off", metavar="NAME", help="Switch off a door or a part; again for more.", show_default=False),
]
HtmlOption = Annotated[Path | None, page_option("Also write one page to print.")]


def society_command(
    regime: Annotated[
        str, typer.Option("--regime", metavar="NAME|FILE", help="A regime of companies, or a rulebook's file.")
    ] = "tax-credit",
    people: PeopleOption = "1M", years: YearsOption = "10", seed: SeedOption = "1", seeds: SeedsOption = "3",
    draws: DrawsOption = "0", society: SocietyOption = "china-2020", changes: GivenOption = None,
    rate: Annotated[
        list[str] | None,
        typer.Option("--rate", metavar="ACT=VALUE", help="Times a year of an act; again for more.", show_default=False),
    ] = None,
    off: OffOption = None, threads: ThreadsOption = None, html: HtmlOption = None, schema: SchemaOption = False,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Companies of a society under a rulebook: grades year by year, falls and who starts them, closures.

    Nobody who works in a company is in here; they are numbers. Each figure has two doubts: chance, over seeds, and with
    --draws the assumptions, over their ranges. Beside them stands what was published.
    """
    from credopolis.economy.society import CompaniesFound

    if told_schema(schema, CompaniesFound, "society"):
        return
    from credopolis.company.desk import book_of
    from credopolis.core.outputs import check_outputs
    from credopolis.economy.page import write_page
    from credopolis.economy.society import companies
    from credopolis.economy.words import society_text
    from credopolis.library.names import files_of_rulebook, resolve_rulebook

    regime = input_file(regime)
    book = book_of(regime)
    check_outputs({"--html": html}, files_of_rulebook(resolve_rulebook(regime)))
    found = companies(
        book, years=whole_years(years), given=parse.pairs("--set", changes), rates=parse.pairs("--rate", rate),
        society=society, off=off or [], **numbers(people, seed, seeds, draws, threads),
    )  # fmt: skip
    with words_beside(html):
        tell(found, society_text, as_json, found.seeds, [book])
    if html is not None:
        write_page(html, found, book, made())
        warn(f"Page written to {html}.")


def doors_command(
    regime: Annotated[
        str, typer.Option("--regime", metavar="NAME|FILE", help="A regime of companies, or a rulebook's file.")
    ] = "popular-company",
    people: PeopleOption = "150k", years: YearsOption = "5", seed: SeedOption = "1", seeds: SeedsOption = "3",
    draws: DrawsOption = "0", society: SocietyOption = "china-2020", changes: GivenOption = None, off: OffOption = None,
    threads: ThreadsOption = None, html: HtmlOption = None, schema: SchemaOption = False, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """What each door that a rulebook opens or closes does to companies, and each part of their business: loans, public
    contracts, taxes, growth.

    The same companies live with it and without it, on the same draws. --off asks for some doors or parts only.
    """
    from credopolis.economy.opened import OpenedFound

    if told_schema(schema, OpenedFound, "doors"):
        return
    from credopolis.company.desk import book_of
    from credopolis.core.outputs import check_outputs
    from credopolis.economy.opened import doors
    from credopolis.economy.page import write_page
    from credopolis.economy.words import opened_text
    from credopolis.library.names import files_of_rulebook, resolve_rulebook

    regime = input_file(regime)
    book = book_of(regime)
    check_outputs({"--html": html}, files_of_rulebook(resolve_rulebook(regime)))
    found = doors(
        book, years=whole_years(years), given=parse.pairs("--set", changes), society=society, off=off or None,
        **numbers(people, seed, seeds, draws, threads),
    )  # fmt: skip
    with words_beside(html):
        tell(found, opened_text, as_json, found.seeds, [book])
    if html is not None:
        write_page(html, found, book, made())
        warn(f"Page written to {html}.")


def trust_command(
    people: PeopleOption = "150k", seed: SeedOption = "1", seeds: SeedsOption = "3", draws: DrawsOption = "40",
    society: SocietyOption = "china-2020", changes: GivenOption = None, threads: ThreadsOption = None,
    html: HtmlOption = None, schema: SchemaOption = False, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Whether a record of defaults stands in for courts: deals of strangers with weak and strong courts, with the
    record and without it.

    All four markets have the same companies and draws. An effect is a finding if its sign holds in 95 % of draws of the
    assumptions.
    """
    from credopolis.economy.strangers import TrustFound

    if told_schema(schema, TrustFound, "trust"):
        return
    from credopolis.economy.page import write_page
    from credopolis.economy.strangers import trust
    from credopolis.economy.words import trust_text

    found = trust(society=society, given=parse.pairs("--set", changes), **numbers(people, seed, seeds, draws, threads))
    with words_beside(html):
        tell(found, trust_text, as_json, found.seeds, [])
    if html is not None:
        write_page(html, found, made=made())
        warn(f"Page written to {html}.")


def office_command(
    seed: SeedOption = "1", draws: DrawsOption = "100", changes: GivenOption = None, html: HtmlOption = None,
    schema: SchemaOption = False, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Guangzhou's red companies, from 16.6 to 0.2 % of those rated in six years: better conduct, or a softer office?

    What the published shares tell, what they cannot, and how many unannounced checks would.
    """
    from credopolis.economy.inflation import OfficeFound

    if told_schema(schema, OfficeFound, "office"):
        return
    from credopolis.economy.inflation import office
    from credopolis.economy.page import write_page
    from credopolis.economy.words import office_text

    number, drawn = parse.whole("--seed", seed, 0, 2**62), parse.whole("--draws", draws, 0, 1000)
    found = office(seed=number, draws=drawn, given=parse.pairs("--set", changes))
    with words_beside(html):
        tell(found, office_text, as_json, [number], [])
    if html is not None:
        write_page(html, found, made=made())
        warn(f"Page written to {html}.")


def numbers(people: str, seed: str, seeds: str, draws: str, threads: str | None) -> dict[str, int]:
    """The numbers of a question."""
    return {
        "people": parse.people(people), "seed": parse.whole("--seed", seed, 0, 2**62),
        "seeds": parse.whole("--seeds", seeds, 1, 100), "draws": parse.whole("--draws", draws, 0, 1000),
        "threads": 1 if threads is None else parse.whole("--threads", threads, 1, parse.MOST_THREADS),
    }  # fmt: skip


def whole_years(text: str) -> int:
    """Years that are recorded."""
    return parse.whole("--years", text, 1, 100)


def told_schema(asked: bool, kind: type, name: str) -> bool:
    """Print the JSON Schema of a result, if it is asked."""
    if asked:
        from credopolis.company.schema import schema_of

        print_json(schema_of(kind, f"credopolis-company-{name}/1"))
    return asked


def tell(
    found: Any, words: Callable[[Any], str], as_json: bool, seeds: Iterable[int], books: Iterable[Rulebook]
) -> None:
    """Print a result, as words or as one object."""
    from credopolis.company.result import plain_data

    if not as_json:
        say(words(found))
        return
    hashes = {book.name: book.located.sha256 for book in books if book.located is not None}
    print_result(plain_data(found), seeds, hashes, made().command)


def made() -> Any:
    """What made a page."""
    from credopolis.audit.made import made_by

    return made_by(ARGUMENTS.get())
