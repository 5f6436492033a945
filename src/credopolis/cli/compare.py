"""`credopolis compare`: two or more regimes on the same people and the same draws."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    JsonOption,
    LevelOption,
    OffOption,
    ScaleOption,
    SetOption,
    ThreadsOption,
    console,
    input_file,
    print_result,
    warn,
    words_beside,
)
from credopolis.core.errors import BadValue

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from credopolis.analysis.comparisons.compare import Comparison
    from credopolis.analysis.comparisons.twins import Twins

EXAMPLE = "Example: credopolis compare popular-account popular-account,off=informants --people 50k --seeds 10"


def compare_command(
    regimes: Annotated[
        list[str] | None,
        typer.Argument(metavar="A B [...]", help="Regimes, rulebooks or scenarios; changes behind commas."),
    ] = None,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME|FILE", help="The society and start in which regimes are set.")
    ] = "popular-account",
    people: Annotated[str, typer.Option(metavar="N", help="People in each run, 1k to 2B.")] = "100k",
    years: Annotated[str, typer.Option(metavar="Y", help="Years of each run.")] = "5",
    seeds: Annotated[str, typer.Option(metavar="N", help="Seeds; intervals are over them.")] = "10",
    seed: Annotated[str | None, typer.Option(metavar="S", help="The first seed.", show_default=False)] = None,
    level: LevelOption = "95",
    scale: ScaleOption = None,
    off: OffOption = None,
    settings: SetOption = None,
    threads: ThreadsOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep it in a folder: it can go on, and be read again.", show_default=False),
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write one page with pictures and three lives.")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Compare regimes on common random numbers: every headline measure, and who is better or worse off.

    Every seed is run once under every regime; the second and later regimes are compared with the first. A regime may
    carry changes of its own: NAME,off=MECHANISM,path=value. The folder of a comparison in place of regimes shows it
    again. After Ctrl-C the seeds that are done are shown, if there are two or more.
    """
    wanted = regimes or []
    if len(wanted) == 1 and is_kept(wanted[0]):
        return _tell(*_read(wanted[0]), html_file, as_json)
    if len(wanted) < 2:
        raise BadValue("the number of regimes", len(wanted), "two or more", EXAMPLE)
    options = parse.study(people, years, seeds, seed, threads, settings)
    weight = None if scale is None else parse.whole("--scale", scale, 1, parse.MOST_SCALE)
    confidence = parse.level(level)
    wanted, scenario = [input_file(regime) for regime in wanted], input_file(scenario)

    from credopolis.analysis.comparisons.compare import compare_regimes
    from credopolis.analysis.comparisons.variants import files_of_variants
    from credopolis.analysis.studies.compared import compare_in
    from credopolis.cli.progress import count_bar
    from credopolis.core.outputs import check_outputs, files_in

    if html_file is not None:
        kept = ([], []) if out is None else (files_in(out), [out])
        check_outputs({"--html": html_file}, [*files_of_variants(wanted, scenario), *kept[0]], kept[1])
    asked = {**options, "scenario": scenario, "scale": weight, "off": tuple(off or ()), "level": confidence}
    with count_bar(sys.stderr.isatty(), "runs") as tell:
        if out is None:
            found = compare_regimes(wanted, **asked, stoppable=True, progress=tell)
        else:
            found = compare_in(out, wanted, **asked, stoppable=True, progress=tell)
    return _tell(found, int(options["seeds"]), html_file, as_json)


def is_kept(name: str) -> bool:
    """Whether what stands in place of regimes is the folder of a comparison."""
    from credopolis.analysis.studies.compared import is_comparison

    return is_comparison(name)


def _read(folder: str) -> tuple[Comparison, int]:
    from credopolis.analysis.studies.compared import read_comparison

    found = read_comparison(folder)
    return found, len(found.seeds)


def _tell(found: Comparison, seeds: int, html_file: Path | None, as_json: bool) -> int:
    """Print a comparison, and write its page -> exit code. seeds : that were asked for."""
    from credopolis.core.errors import EXIT_INTERRUPTED
    from credopolis.core.outputs import write_output

    if html_file is not None:
        from credopolis.analysis.pages.comparison import comparison_html

        write_output(html_file, comparison_html(found))
        warn(f"Page written to {html_file}.")
    with words_beside(html_file):
        if as_json:
            print_result(found.as_json(), found.seeds, found.hashes)
        else:
            _print(found)
    if len(found.seeds) < seeds:
        warn(f"Interrupted: {len(found.seeds)} of {seeds} seeds are done, and this is what they say.")
        return EXIT_INTERRUPTED
    return 0


def _print(found: Comparison) -> None:
    from credopolis.analysis.comparisons.telling import doubts_in_words
    from credopolis.analysis.pages.comparison import size_in_words

    out = console()
    out.print(size_in_words(found))
    for regime in found.regimes[1:]:
        print_regime(out, found, regime)
    for story in found.stories:
        out.print(f"\nLife {story.life:,} under {story.regime} and {story.against}: {story.chosen}.", style="bold")
        out.print(twin_table(story.first, story.second, f"under {story.against}", f"under {story.regime}"))
    for regime in found.regimes[1:]:
        hit = ", ".join(f"{one.life:,} ({one.change:+.0f})" for one in found.hardest if one.regime == regime)
        if hit:
            out.print(f"\nHardest hit under {regime} (hundredths of standing, seed {found.seeds[0]}): lives {hit}.")
    out.print(
        "\nFirst: the regime compared with. "
        f"Brackets hold {100 * found.level:.0f} % intervals over seeds; dim lines may be chance. Variances: of "
        f"unpaired differences over that of the paired ones. {doubts_in_words(found)}"
    )
    for line in undefined_words(found):
        out.print(line)


def print_regime(out: Console, found: Comparison, regime: str) -> None:
    """Print what a regime changes against the first: every measure, and twins."""
    from credopolis.analysis.comparisons.telling import no_verdict, own_terms_in_words
    from credopolis.analysis.pages.comparison import twins_in_words

    twins = next(t for t in found.twins if t.regime == regime)
    out.print(f"\n{twins.regime}, less {twins.against}", style="bold")
    out.print(_differences(found, regime))
    nothing = [d.title for d in found.differences if d.regime == regime and not (d.value or d.value_against)]
    if nothing:
        out.print(f"0 under both: {', '.join(nothing)}.")
    for line in own_terms_in_words(found, regime):
        out.print(line)
    unknown = "no life counts under either." if twins.yardstick else no_verdict(twins)
    out.print(f"\nTwins: {twins_in_words(twins) if twins.groups else unknown}")
    if twins.groups:
        out.print(_groups(twins))


def undefined_words(found: Comparison) -> list[str]:
    """A sentence on measures that are left out, if there are any."""
    if not found.undefined:
        return []
    return [f"Not defined in every run of some regime, and left out there: {', '.join(found.undefined)}."]


def _differences(found: Comparison, regime: str) -> Table:
    from credopolis.analysis.comparisons.difference_in_words import in_words, values_in_words, variances_in_words

    mine = [d for d in found.differences if d.regime == regime]
    moved = [d for d in mine if d.value or d.value_against]
    table = plain_table(("measure", "unit", "first", "this", "difference", "variances"), 2)
    for d in moved:
        table.add_row(
            d.title, d.unit, *values_in_words(d), in_words(d), variances_in_words(d),
            style="" if d.clear or len(found.seeds) == 1 else "dim",
        )  # fmt: skip
    return table


def _groups(twins: Twins) -> Table:
    from credopolis.analysis import words

    table = plain_table(("lives", "", "% worse off", "% better off", "mean change, hundredths"), 1)
    for g in twins.groups:
        table.add_row(
            g.group, words.count(g.lives), words.with_interval(g.worse), words.with_interval(g.better),
            words.difference(g.change),
        )  # fmt: skip
    return table


def twin_table(first: object, second: object, first_title: str, second_title: str) -> Table:
    """Two tellings of one life side by side, by date. first, second : `analysis.lives.dossier.Dossier`."""
    from credopolis.analysis.lives.dossier import Dossier
    from credopolis.analysis.pages.comparison import side_by_side

    table = plain_table(("date", first_title, second_title), 3)
    if isinstance(first, Dossier) and isinstance(second, Dossier):
        for row in side_by_side(first, second):
            table.add_row(*row)
    return table


def plain_table(columns: tuple[str, ...], words_first: int) -> Table:
    """A table without lines; the first columns hold words, the others numbers."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for k, column in enumerate(columns):
        in_words = k < words_first
        table.add_column(column, justify="left" if in_words else "right", overflow="fold", no_wrap=not in_words)
    return table
