"""The command `credopolis`: all its commands."""

from __future__ import annotations

from typing import Annotated

import typer

from credopolis.cli import (
    ablate,
    audit,
    calibrate,
    claims,
    company,
    compare,
    decompose,
    diffusion,
    elasticities,
    examples,
    facts,
    families,
    fit,
    fork,
    groups,
    life,
    mechanisms,
    panel,
    predict,
    question,
    rates,
    regimes,
    report,
    resume,
    robust,
    rulebook,
    run,
    sensitivity,
    studio,
    sweep,
    validate,
    verify,
)

app = typer.Typer(
    name="credopolis",
    help="The open instrument for studying social credit: a whole synthetic society under a rulebook.",
    epilog="Start with: credopolis run --people 100k --years 2",
    cls=groups.Grouped,
    context_settings=groups.HELP_NAMES,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run", epilog=run.EXAMPLE)(run.run_command)
app.command("studio", epilog=studio.EXAMPLE)(studio.studio_command)
app.command("resume", epilog=resume.EXAMPLE)(resume.resume_command)
app.command("verify", epilog=verify.EXAMPLE)(verify.verify_command)
app.command("report", epilog=report.EXAMPLE)(report.report_command)
app.command("life", epilog=life.EXAMPLE)(life.life_command)
app.command("panel", epilog=panel.EXAMPLE)(panel.panel_command)
app.command("audit", epilog=audit.EXAMPLE)(audit.audit_command)
app.command("decompose", epilog=decompose.EXAMPLE)(decompose.decompose_command)
app.command("compare", epilog=compare.EXAMPLE)(compare.compare_command)
app.command("fork", epilog=fork.EXAMPLE)(fork.fork_command)
app.command("ablate", epilog=ablate.EXAMPLE)(ablate.ablate_command)
app.command("question", epilog=question.EXAMPLE)(question.question_command)
app.command("robust", epilog=robust.EXAMPLE)(robust.robust_command)
app.command("families", epilog=families.EXAMPLE)(families.families_command)
app.command("rates", epilog=rates.EXAMPLE)(rates.rates_command)
app.command("elasticities", epilog=elasticities.EXAMPLE)(elasticities.elasticities_command)
app.command("sweep", epilog=sweep.EXAMPLE)(sweep.sweep_command)
app.command("sensitivity", epilog=sensitivity.EXAMPLE)(sensitivity.sensitivity_command)
app.command("calibrate", epilog=calibrate.EXAMPLE)(calibrate.calibrate_command)
app.command("fit", epilog=fit.EXAMPLE)(fit.fit_command)
app.command("validate", epilog=validate.EXAMPLE)(validate.validate_command)
app.command("diffusion", epilog=diffusion.EXAMPLE)(diffusion.diffusion_command)
app.command("predict", epilog=predict.EXAMPLE)(predict.predict_command)
app.command("regimes", epilog=regimes.EXAMPLE)(regimes.regimes_command)
app.command("claims", epilog=claims.EXAMPLE)(claims.claims_command)
app.command("facts", epilog=facts.EXAMPLE)(facts.facts_command)
app.command("mechanisms", epilog=mechanisms.EXAMPLE)(mechanisms.mechanisms_command)
app.add_typer(examples.app, name="examples")
app.add_typer(rulebook.app, name="rulebook")
app.add_typer(company.app, name="company")


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"credopolis {version('credopolis')}")
        raise typer.Exit


def _print_schema(asked: bool) -> None:
    if asked:
        from credopolis.cli.common import print_json
        from credopolis.cli.failures import ERROR_SCHEMA

        print_json(ERROR_SCHEMA)
        raise typer.Exit


@app.callback()
def overview(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_print_version, is_eager=True)
    ] = False,
    error_schema: Annotated[
        bool,
        typer.Option(
            "--error-schema",
            help="Print the JSON Schema of errors under --json.",
            callback=_print_schema,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """The open instrument for studying social credit: a whole synthetic society under a rulebook."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
