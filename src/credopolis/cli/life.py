"""`credopolis life`: one synthetic life's dossier, by replaying its district."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, PartialOption, console, print_result, the_run
from credopolis.core.errors import BadValue, Misuse
from credopolis.core.numerals import read_whole
from credopolis.core.terminal import quoted

if TYPE_CHECKING:
    from rich.table import Table

    from credopolis.analysis.lives.dossier import Dossier
    from credopolis.analysis.lives.happenings import Happening
    from credopolis.store.run import Run

EXAMPLE = (
    "Example: credopolis life runs/popular-account-1-1 123   (or: credopolis life 123, for the latest run; "
    "with --twin runs/other-1-1, beside the same life there)"
)

FindOption = Annotated[
    str | None,
    typer.Option(
        "--find",
        metavar="WHAT",
        help='Find lives instead: "fell to D", "wrongly charged", "recovered", "refused travel", "parent punished" ...',
        show_default=False,
    ),
]
MostOption = Annotated[str, typer.Option("--most", metavar="N", help="With --find: lives to name, at most.")]


def life_command(
    run_or_id: Annotated[
        str | None,
        typer.Argument(
            metavar="[RUN]", help="Run folder; may be left out for the latest in ./runs.", show_default=False
        ),
    ] = None,
    life: Annotated[
        str | None, typer.Argument(metavar="ID", help="Number of the life, from 0.", show_default=False)
    ] = None,
    twin: Annotated[
        Path | None,
        typer.Option("--twin", metavar="RUN", help="Tell the same life in this run beside it.", show_default=False),
    ] = None,
    find: FindOption = None,
    most: MostOption = "5",
    partial: PartialOption = False,
    as_json: JsonOption = False,
) -> None:
    """Print all that happened to one synthetic life: every act and false alarm, and the chain that it began.

    A chain holds the act (or none, for a false alarm), who or what saw it, the case, what the official decided, the
    entry, its notice, appeal, correction, repair or expiry; with the score, grade and lock after each. With --twin, the
    same life under another regime stands beside it: the other run must have the same people and seed. With --find,
    lives to whom something happened are named, so that nobody guesses numbers.
    """
    if find is not None:
        if life is not None or twin is not None:
            raise Misuse("--find names lives: leave out the number of one, and --twin.")
        number = parse.whole("--most", most, 1, 100)
        _print_found(the_run(None if run_or_id is None else Path(run_or_id), partial), find, number, as_json)
        return
    folder, identifier = _which(run_or_id, life)
    opened = the_run(folder, partial)
    if twin is not None:
        _print_twins(opened, the_run(twin, partial), identifier, as_json)
        return
    from credopolis.store.provenance import hashes_of

    dossier = opened.life(identifier)
    if as_json:
        print_result(dossier.as_json(), [opened.manifest["scenario"]["seed"]], hashes_of(opened.manifest))
    else:
        _print(dossier)


def _which(run_or_id: str | None, life: str | None) -> tuple[Path | None, int]:
    """The run folder, None for the latest, and the number of the life."""
    if run_or_id is None:
        raise Misuse(
            "Which life? Give its number, counted from 0: credopolis life [RUN] ID. Or look for one: --find WHAT."
        )
    folder, number = (Path(run_or_id), life) if life is not None else (None, run_or_id)
    identifier = read_whole(number)
    if identifier is None or identifier < 0:
        raise BadValue("The number of the life", number, "a whole number from 0")
    return folder, identifier


def _print_found(run: Run, what: str, most: int, as_json: bool) -> None:
    """Name lives to whom something happened."""
    from credopolis.analysis.lives.find import find_lives
    from credopolis.cli.progress import count_bar
    from credopolis.store.provenance import hashes_of

    with count_bar(sys.stderr.isatty(), "districts") as told:
        found = find_lives(run, what, most, told)
    if as_json:
        print_result(found.as_json(), [run.manifest["scenario"]["seed"]], hashes_of(run.manifest))
        return
    from rich.table import Table

    out = console()
    if not found.lives:
        out.print(f"No such life among {found.looked_at:,} that were looked at; there may be some among the others.")
        return
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("life", "who, on day 0", "province", "date", "what happened"):
        table.add_column(column, justify="right" if column == "life" else "left", overflow="fold")
    for one in found.lives:
        table.add_row(str(one.life), f"{one.sex}, {one.age}", one.province, one.date.isoformat(), one.what)
    out.print(table)
    out.print(f"Examples among {found.looked_at:,} lives (synthetic), not a count. One of them: credopolis life "
              f"{quoted(str(run.folder))} {found.lives[0].life}")  # fmt: skip


def _print_twins(run: Run, other: Run, identifier: int, as_json: bool) -> None:
    """Print a life of two runs side by side, by date."""
    from credopolis.analysis.comparisons.variants import Variant, check_twins
    from credopolis.cli.compare import twin_table
    from credopolis.runs.again import rebuild
    from credopolis.store.provenance import hashes_of

    check_twins([Variant(str(r.folder), rebuild(r)) for r in (run, other)])
    first, second = run.life(identifier), other.life(identifier)
    if as_json:
        told = {str(r.folder): dossier.as_json() for r, dossier in ((run, first), (other, second))}
        seeds, hashes = [run.manifest["scenario"]["seed"]], {str(r.folder): hashes_of(r.manifest) for r in (run, other)}
        print_result({"life": identifier, "twins": told}, seeds, hashes)
        return
    from rich.text import Text

    out = console()
    out.print(Text(f"Life {identifier:,} (synthetic) in two runs on the same draws", style="bold"))
    out.print(facts_table(first))
    out.print(twin_table(first, second, *(_called(r) for r in (run, other))))


def _called(run: Run) -> str:
    about = run.manifest["scenario"]
    regime = Path(str(about["source"].get("regime") or about["name"])).stem
    return f"{regime} ({run.folder.name})"


def facts_table(dossier: Dossier) -> Table:
    """Who a life is, a line a fact."""
    from rich.table import Table

    facts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, value in dossier.facts.items():
        facts.add_row(name.replace("_", " "), _words(value))
    return facts


def _print(dossier: Dossier) -> None:
    from rich.table import Table
    from rich.text import Text

    from credopolis.analysis.lives.dossier import gates_in_words

    out = console()
    out.print(Text(f"Life {dossier.life:,} (synthetic)", style="bold"))
    out.print(facts_table(dossier))
    if not dossier.happenings:
        out.print("Nothing happened to this life that the rulebook knows of.")
        _print_minds(dossier)
        return
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("date", "what happened", "score", "grade", "locked until"):
        table.add_column(column, justify="right" if column == "score" else "left", overflow="fold")
    for chain in dossier.chains:
        for k, h in enumerate(chain):
            what = f"{'  ' * (k > 0)}{h.in_words()}"
            table.add_row(h.date.isoformat(), what, str(h.score), h.grade, str(h.lock_until or ""))
        pending = _pending(chain)
        if pending:
            table.add_row("", f"  {pending}", "", "", "")
    out.print(table)
    out.print("Lines of one chain stand together: an act or a false alarm, its case, the decision, what came of it.")
    for sentence in gates_in_words(dossier):
        out.print(Text(sentence))
    _print_minds(dossier)


_MINDS = ("fear", "used", "trust_neighbours", "trust_state", "private", "expressed")


def _print_minds(dossier: Dossier) -> None:
    """What the life feared, trusted, thought and said, a line a settling day."""
    shown = [name for name in _MINDS if any(getattr(mind, name) is not None for mind in dossier.minds)]
    if not shown:
        return
    from rich.table import Table

    from credopolis.core.units import date_of

    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("date", *(name.replace("_", " ").replace("used", "used to fear") for name in shown), "stance"):
        table.add_column(column, justify="left" if column in ("date", "stance") else "right", overflow="fold")
    for mind in dossier.minds:
        values = (getattr(mind, name) for name in shown)
        told = ("" if value is None else f"{value:.2f}" for value in values)
        table.add_row(date_of(dossier.start, mind.day).isoformat(), *told, mind.stance or "")
    out = console()
    out.print(table)
    out.print("Fear and trust are shares of all there can be; opinions run from -1, wholly against, to 1, the message.")


def _pending(chain: tuple[Happening, ...]) -> str:
    """What is not decided yet when the run ends."""
    filed = [h for h in chain if h.kind == "case"]
    closed = sum(h.act_date is not None for h in chain)
    if len(filed) > closed:
        return f"not decided when the run ended; due on {filed[-1].case_due}"
    heard = any(h.kind == "refused" or h.entry_date is not None for h in chain)
    return "the appeal was not heard when the run ended" if not heard and any(h.kind == "appeal" for h in chain) else ""


def _words(value: Any) -> str:
    """A fact as words; a relative of the household as `mother 41 (life 12)`."""
    if isinstance(value, dict) and {"relation", "age", "life_id"} <= value.keys():
        return f"{value['relation']} {value['age']} (life {value['life_id']})"
    if isinstance(value, dict):
        return ", ".join(f"{k.replace('_', ' ')} {_words(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_words(v) for v in value) or "none"
    return f"{value:.2f}" if isinstance(value, float) else str(value).replace("_", " ")
