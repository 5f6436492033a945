"""Where the command `credopolis` begins and ends: the one place where failures become messages and exit codes.

Nothing but the standard library is imported before signals are answered and the streams are whole.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

from credopolis.cli.failures import error_object, fields_of, kind_of
from credopolis.cli.surroundings import check_room, explain, finish_output, mend_streams, silence_output
from credopolis.core import signals, standard_input
from credopolis.core.errors import (
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_MISUSE,
    CredopolisError,
    KernelsNotKept,
    RunStopped,
)
from credopolis.core.terminal import safe, safe_json
from credopolis.core.writing import encoded, reason

_STOPPED = "Stopped."
_COMPLETING = "_CREDOPOLIS_COMPLETE"


def main() -> None:
    """Run the command line and leave with its exit code; `cli.begin` answers signals until here."""
    arguments = sys.argv[1:]
    as_json = "--json" in arguments
    with signals.answered(signals.leave_at_once(lambda code: _words(_STOPPED, as_json, "Interrupted", code, {}))):
        sys.unraisablehook, threading.excepthook = signals.ask_again, signals.tell_of_thread
        mend_streams()
        warnings.formatwarning = _note_of(warnings.formatwarning)
        code = guarded(arguments)
        sys.exit(code)


def _note_of(usual: Callable[..., str]) -> Callable[..., str]:
    """Warnings as `usual`, but what is told to the user of a command is one line that names no line of code."""

    def text_of(message: Warning | str, category: type[Warning], *place: Any) -> str:
        return f"Note: {message}\n" if issubclass(category, KernelsNotKept) else usual(message, category, *place)

    return text_of


def guarded(arguments: list[str]) -> int:
    """Run a command; every failure becomes a message on the error stream and an exit code."""
    as_json = "--json" in arguments
    signals.forget()
    standard_input.forget()
    try:
        with signals.answered(signals.interrupt):
            check_room(arguments)
            code = _run(arguments)
            finish_output()
        return signals.exit_code() if code == EXIT_INTERRUPTED else code
    except CredopolisError as error:
        code = signals.exit_code() if error.exit_code == EXIT_INTERRUPTED else error.exit_code
        return _tell(str(error), as_json, kind_of(error), code, fields_of(error))
    except RunStopped as stop:
        return _tell(stop.message, as_json, "Interrupted", signals.exit_code(), {})
    except KeyboardInterrupt:
        return _stopped(as_json)
    except BrokenPipeError:
        silence_output()  # the reader has had enough
        return 0
    except Exception as error:
        return _failed(error, as_json)
    except BaseException as error:
        if isinstance(error, SystemExit | GeneratorExit):
            raise
        return _failed(error, as_json)  # such as a panic of a library that is not written in Python


def _run(arguments: list[str]) -> int:
    """Run a command -> its exit code. Typer's own `main` would answer Ctrl-C with a line of its own."""
    import typer
    from typer.main import get_command

    from credopolis.cli.app import app
    from credopolis.cli.common import ARGUMENTS

    ARGUMENTS.set(tuple(arguments))
    command = get_command(app)
    if _COMPLETING in os.environ:  # a shell asks what could come next, and Typer answers it
        command.main(list(arguments), "credopolis", complete_var=_COMPLETING)
    try:
        with command.make_context("credopolis", list(arguments)) as context:
            return int(context.command.invoke(context) or 0)
    except typer.Exit as end:
        return int(end.exit_code)
    except typer.Abort as stop:
        if isinstance(stop.__cause__, EOFError):  # Typer takes the end of any file for a wish to stop
            raise stop.__cause__ from None
        raise KeyboardInterrupt from None


def _stopped(as_json: bool) -> int:
    return _tell(_STOPPED, as_json, "Interrupted", signals.exit_code(), {})


def _failed(error: BaseException, as_json: bool) -> int:
    """A failure that is no error of this package: a wrong option, the surroundings, or a fault."""
    if signals.was_asked():
        return _stopped(as_json)  # Ctrl-C amid an import may come out as anything
    if hasattr(error, "format_message"):  # Typer's own: a wrong option, a missing argument
        return _tell(_usage(error), as_json, "Usage", EXIT_MISUSE, {})
    told = explain(error)
    if told is not None:
        return _tell(told, as_json, "Surroundings", EXIT_FAILED, {})
    return _tell(_unexpected(error), as_json, "Unexpected", EXIT_FAILED, {})


def _usage(error: Any) -> str:
    """Typer's message on a wrong option or a missing argument, as a sentence, and where the help is."""
    said = str(error.format_message()).strip().removeprefix("Invalid value: ")
    context = getattr(error, "ctx", None)
    return f"{said.rstrip('.')}. See `{context.command_path if context else 'credopolis'} --help`."


def _words(message: str, as_json: bool, kind: str, code: int, fields: dict[str, Any]) -> str:
    """A message as it is told: text, or one JSON object."""
    if not as_json:
        return safe(message) + "\n"
    return safe_json(json.dumps(error_object(kind, message, code, fields), ensure_ascii=False)) + "\n"


def _tell(message: str, as_json: bool, kind: str, code: int, fields: dict[str, Any]) -> int:
    """Tell of a failure -> the exit code."""
    finish_output(quietly=True)
    try:
        sys.stderr.write(_words(message, as_json, kind, code, fields))
        sys.stderr.flush()
    except (OSError, ValueError):
        silence_output(sys.stderr)  # there is nobody to tell
    return code


def _unexpected(error: BaseException) -> str:
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
