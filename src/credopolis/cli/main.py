"""The command `credopolis`: its commands, and the one place where failures become messages and exit codes."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import warnings
from collections.abc import Callable
from typing import Annotated, Any

import typer

from credopolis.cli import (
    ablate,
    audit,
    calibrate,
    compare,
    decompose,
    facts,
    fork,
    life,
    mechanisms,
    regimes,
    report,
    resume,
    rulebook,
    run,
    sensitivity,
    sweep,
)
from credopolis.core.errors import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_MISUSE, CredopolisError, KernelsNotKept
from credopolis.core.writing import encoded, no_room, reason

app = typer.Typer(
    name="credopolis",
    help="The open instrument for studying social credit: a whole synthetic society under a rulebook.",
    epilog="Start with: credopolis run --people 100k --years 2",
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run", epilog=run.EXAMPLE)(run.run_command)
app.command("resume", epilog=resume.EXAMPLE)(resume.resume_command)
app.command("report", epilog=report.EXAMPLE)(report.report_command)
app.command("life", epilog=life.EXAMPLE)(life.life_command)
app.command("audit", epilog=audit.EXAMPLE)(audit.audit_command)
app.command("decompose", epilog=decompose.EXAMPLE)(decompose.decompose_command)
app.command("compare", epilog=compare.EXAMPLE)(compare.compare_command)
app.command("fork", epilog=fork.EXAMPLE)(fork.fork_command)
app.command("ablate", epilog=ablate.EXAMPLE)(ablate.ablate_command)
app.command("sweep", epilog=sweep.EXAMPLE)(sweep.sweep_command)
app.command("sensitivity", epilog=sensitivity.EXAMPLE)(sensitivity.sensitivity_command)
app.command("calibrate", epilog=calibrate.EXAMPLE)(calibrate.calibrate_command)
app.command("regimes", epilog=regimes.EXAMPLE)(regimes.regimes_command)
app.command("facts", epilog=facts.EXAMPLE)(facts.facts_command)
app.command("mechanisms", epilog=mechanisms.EXAMPLE)(mechanisms.mechanisms_command)
app.add_typer(rulebook.app, name="rulebook")


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"credopolis {version('credopolis')}")
        raise typer.Exit


@app.callback()
def overview(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """The open instrument for studying social credit: a whole synthetic society under a rulebook."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command line and leave with its exit code."""
    warnings.formatwarning = _note_of(warnings.formatwarning)
    sys.exit(guarded(sys.argv[1:]))


def _note_of(usual: Callable[..., str]) -> Callable[..., str]:
    """Warnings as `usual`, but what is told to the user of a command is one line that names no line of code."""

    def text_of(message: Warning | str, category: type[Warning], *place: Any) -> str:
        return f"Note: {message}\n" if issubclass(category, KernelsNotKept) else usual(message, category, *place)

    return text_of


def guarded(arguments: list[str]) -> int:
    """Run a command; every failure becomes a message on the error stream and an exit code."""
    as_json = "--json" in arguments
    code = _guarded(arguments, as_json)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()  # a full disk may come to light only here
    except BrokenPipeError:
        _drop_output()
    except OSError as error:
        code = code or _output_failed(error, as_json)
    return code


def _guarded(arguments: list[str], as_json: bool) -> int:
    try:
        return int(app(arguments, standalone_mode=False, prog_name="credopolis") or 0)
    except CredopolisError as error:
        _tell(str(error), as_json, type(error).__name__, _fields(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort) as stop:
        if isinstance(stop.__cause__, EOFError):  # Typer takes the end of any file for a wish to stop
            _tell(_unexpected(stop.__cause__), as_json, "Unexpected", {})
            return EXIT_FAILED
        _tell("Stopped.", as_json, "Interrupted", {})
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _drop_output()  # the reader has had enough
        return 0
    except Exception as error:
        if isinstance(error, OSError) and no_room(error) and error.filename is None:
            return _output_failed(error, as_json)  # files are written in `core`, where this becomes another error
        if hasattr(error, "format_message"):  # Typer's own: a wrong option, a missing argument
            _tell(f"{error.format_message()} {_help_hint(error)}", as_json, "Usage", {})
            return EXIT_MISUSE
        _tell(_unexpected(error), as_json, "Unexpected", {})
        return EXIT_FAILED


def _output_failed(error: OSError, as_json: bool) -> int:
    _drop_output()
    message = f"The standard output cannot be written: {reason(error)}. Send it elsewhere, or make room for it."
    _tell(message, as_json, "OutputFailed", {})
    return EXIT_FAILED


def _drop_output() -> None:
    """Send what is still to be printed nowhere, so that the interpreter does not fail on it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _help_hint(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return f"See `{context.command_path if context else 'credopolis'} --help`."


def _fields(error: CredopolisError) -> dict[str, Any]:
    as_json = getattr(error, "as_json", None)
    if callable(as_json):
        more = getattr(error, "more", 0)
        return {"details": as_json(), **({"more": more} if more else {})}
    return {k: v if isinstance(v, int | float | list | None) else str(v)[:2000] for k, v in vars(error).items()}


def _tell(message: str, as_json: bool, kind: str, fields: dict[str, Any]) -> None:
    if as_json:
        message = json.dumps({"error": {"kind": kind, "message": message, **fields}}, ensure_ascii=False)
    with contextlib.suppress(OSError):  # if nobody can be told, the exit code still says it
        sys.stderr.write(message + "\n")


def _unexpected(error: Exception) -> str:
    """Keep the traceback in a file, and say where it is."""
    import tempfile
    import traceback

    head = (
        f"Something went wrong that should not ({type(error).__name__}: {error}). This is a fault of credopolis, "
        "not yours."
    )
    details = f"credopolis {' '.join(sys.argv[1:])}\n\n{''.join(traceback.format_exception(error))}"
    try:
        with tempfile.NamedTemporaryFile("wb", prefix="credopolis-error-", suffix=".log", delete=False) as file:
            file.write(encoded(details))
    except OSError as full:
        return f"{head} The details could not be kept ({reason(full)}): run it again with TMPDIR set to another folder."
    return f"{head} The details are in {file.name}: please send them with a report of what you did."


if __name__ == "__main__":
    main()
