"""`credopolis verify`: a run lived again, and whether the same comes out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, RunArgument, ThreadsOption, console, print_result
from credopolis.core.errors import EXIT_FAILED

if TYPE_CHECKING:
    from credopolis.analysis.verify import Verified

EXAMPLE = "Example: credopolis verify runs/popular-account-1-1"


def verify_command(
    folder: RunArgument = None,
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing if everything is the same.")] = False,
) -> None:
    """Live a run again from what its folder keeps, and compare every table's and state's hash.

    Ends with 0 if everything came out the same, 1 if something differs or a file is damaged, 2 if the run cannot be
    lived again: it did not end, or the files that it came from are gone.
    """
    count = None if threads is None else parse.whole("--threads", threads, 1, parse.MOST_THREADS)

    from credopolis.analysis.verify import verify
    from credopolis.cli.progress import progress_bar
    from credopolis.store.folder import latest_run

    where = Path(folder or latest_run())
    with progress_bar(shown=not quiet and sys.stderr.isatty()) as progress:
        found = verify(where, threads=count, progress=progress)
    if as_json:
        print_result(found.as_json(), hashes={"fingerprint": found.fingerprint})
    elif not (quiet and found.holds):
        _print(found)
    if not found.holds:
        raise typer.Exit(EXIT_FAILED)


def _print(found: Verified) -> None:
    from credopolis.analysis.told.seeing import plain_table
    from credopolis.analysis.verify import DAMAGED

    out = console()
    if found.holds:
        out.print(f"{found.folder}: the same. {len(found.compared)} hashes of tables and states agree, fingerprint "
                  f"{found.fingerprint}.")  # fmt: skip
    else:
        out.print(f"{found.folder}: NOT the same. {len(found.differing)} of {len(found.compared)} hashes of tables and "
                  "states differ.", style="bold")  # fmt: skip
        table = plain_table("what", "", "kept", "lived again")
        for one in found.differing:
            table.add_row(one.name, one.found, one.kept[:12], one.again[:12])
        out.print(table)
        for one in found.differing:
            if one.where:
                out.print(f"{one.name}: {one.where}.")
        if any(one.found == DAMAGED for one in found.differing):
            out.print("Damaged: the file is no longer as the run wrote it, whatever comes out now.")
    for name, (kept, now) in found.otherwise.items():
        out.print(f"Not as it was: {name} was {kept}, and is {now}.")
    if found.otherwise and not found.holds:
        out.print("Other versions may give other results: verify with those of the run before you call it broken.")
