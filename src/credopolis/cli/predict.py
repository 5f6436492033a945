"""`credopolis predict`: fit what was reported, predict what was held back, and try simpler models beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli.common import JsonOption, console, input_file, print_result, say
from credopolis.cli.sweep import ClusterOption, WorkersOption, place_of, told
from credopolis.core.standard_input import stem_of

if TYPE_CHECKING:
    from credopolis.analysis.studies.predict import PredictionResult

EXAMPLE = "Example: credopolis predict debtors --workers 2    (again after an interruption: it goes on)"


def predict_command(
    predictions: Annotated[
        str,
        typer.Argument(
            metavar="PREDICTIONS",
            help="Predictions file, or a shipped one: local-schemes, debtors.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="The study's folder. [default: predictions/PREDICTIONS]", show_default=False
        ),
    ] = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Read the files, build what is predicted, count the runs, and no more.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit assumptions to some reported figures, and predict others without fitting anew, beside null models.

    A null model leaves something out, such as deterrence, and is fitted and tried in the same way.
    """
    predictions = input_file(predictions)
    if check:
        _print_check(predictions, as_json)
        return
    folder = out or Path("predictions") / stem_of(predictions)

    from credopolis.analysis.studies.predict import predict

    with place_of(workers, cluster) as place, told("runs of this batch") as tell:
        found = predict(predictions, out=folder, **place, progress=tell)
    if as_json:
        from credopolis.analysis.studies.study import hashes_of_study

        print_result({**found.as_json(), "folder": str(folder)}, hashes=hashes_of_study(folder))
    else:
        _print(found)


def _print_check(predictions: str, as_json: bool) -> None:
    from credopolis.analysis.studies.predictions import read_predictions

    read = read_predictions(predictions)
    models, fit = 1 + len(read.nulls), read.calibration
    if as_json:
        most = models * (fit.most_runs + fit.checks * (1 + len(read.predictions)))
        about = {"predictions": [*read.predictions], "nulls": [*read.nulls], "fitted": [*fit.fitted],
                 "checks": fit.checks, "most_runs": most}  # fmt: skip
        print_result(about, fit.design.seeds, {"design": fit.design.digest()})
        return
    say(
        f"{predictions}: {len(fit.fitted):,} fitted, {len(read.predictions):,} predicted, {len(read.nulls):,} null "
        f"models; runs: {models:,} times {fit.most_runs:,} at most, and {fit.checks:,} for each figure. No fault found."
    )


def _print(found: PredictionResult) -> None:
    from credopolis.analysis.studies.predict_in_words import COLUMNS, rows_of
    from credopolis.analysis.told.seeing import plain_table

    out = console()
    out.print(f"{found.title}: {found.runs:,} runs.")
    table = plain_table(*COLUMNS)
    for column in table.columns:
        column.justify = "left"
    for row in rows_of(found):
        table.add_row(*row)
    out.print(table)
