"""`credopolis resume`: go on with a run that was stopped or killed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import CheckpointOption, EmitOption, JsonOption, RunArgument, ThreadsOption

EXAMPLE = "Example: credopolis resume runs/popular-account-1-1"


def resume_command(
    folder: RunArgument = None,
    threads: ThreadsOption = None,
    checkpoint: CheckpointOption = None,
    emit: EmitOption = None,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only the folder.")] = False,
) -> int:
    """Go on with a run that was stopped or killed, from its latest whole checkpoint, to the same results."""
    seconds, days = parse.checkpoint_every(checkpoint)
    count = None if threads is None else parse.whole("--threads", threads, 1, parse.MOST_THREADS)

    from credopolis.analysis.open import resume
    from credopolis.cli.progress import progress_bar
    from credopolis.cli.run import print_run
    from credopolis.store.folder import latest_run

    where = Path(folder or latest_run())
    with progress_bar(shown=not quiet and sys.stderr.isatty()) as progress:
        done = resume(
            where, threads=count, checkpoint_every=seconds, checkpoint_days=days, emit=emit, progress=progress
        )
    return print_run(done, as_json, quiet)
