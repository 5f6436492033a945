"""What a command stands in: its streams, its working folder and the limits of the machine, and what to say of them."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Any, Final, TextIO

from credopolis.core.limits import check_address_space, limit_of
from credopolis.core.systems import check_runs

_OUTPUT_GONE: Final = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG, getattr(errno, "EDQUOT", -1), errno.ENXIO)
_FEW_FILES: Final = 256
_WITHOUT_LIBRARIES: Final = ("facts", "rulebook")
_WITHOUT_RUNS: Final = ("audit", "regimes", "mechanisms")
_EVERYWHERE: Final = ("audit", "rulebook", "facts")
_STREAMS: Final = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def mend_streams() -> None:
    """Open streams that are closed on nothing, so that no file of a run gets their number; let none refuse a letter.

    A stream that the caller closed (`>&-`) is one that nobody wants to read, as if it led to /dev/null.
    """
    for number, (name, mode) in enumerate(_STREAMS):
        try:
            os.fstat(number)
        except OSError:
            _open_on_nothing(number)
        if getattr(sys, name) is None:
            stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 (as long as the process)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _open_on_nothing(number: int) -> None:
    opened = os.open(os.devnull, os.O_RDWR)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)


def finish_output(quietly: bool = False) -> None:
    """Hand on all that was printed; what cannot be written is an error here, and not a traceback at the end.

    Raises
    ------
    OSError
        If the output takes no more, unless `quietly`.
    """
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        silence_output()
        if not quietly:
            raise


def silence_output(stream: TextIO | None = None) -> None:
    """Lead a stream that takes no more to nothing."""
    with suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, (stream or sys.stdout).fileno())
        os.close(nothing)


def check_room(arguments: list[str]) -> None:
    """Refuse a command that this system cannot do, and one whose libraries would hang or be ended looking for room.

    Raises
    ------
    Misuse
        If there are no runs here, or `ulimit -v` is too low.
    """
    word = arguments[0] if arguments else "--help"
    if word not in _WITHOUT_LIBRARIES and not word.startswith("-") and "--help" not in arguments:
        if word not in _EVERYWHERE:
            check_runs()
        check_address_space(runs=word not in _WITHOUT_RUNS)


def explain(error: BaseException) -> str | None:
    """What is wrong with the surroundings, if that is what made a command fail; None for a fault of the program."""
    return _folder_gone() or _memory_gone(error) or _few_files(error) or _few_processes(error) or _system_said(error)


def _folder_gone() -> str | None:
    try:
        os.getcwd()
    except FileNotFoundError:
        return "The folder in which you are working no longer exists. Change to one that does (cd), and try again."
    except OSError as error:
        return f"The folder in which you are working cannot be read ({_reason(error)}). Change to another (cd)."
    return None


def _memory_gone(error: BaseException) -> str | None:
    said = str(error).lower()
    short = isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM
    short |= "cannot allocate memory" in said or "failed to map" in said or "memory allocation" in said
    limits = [
        f"`ulimit -{letter}` is {most // 1024:,} KiB"
        for letter, most in (("v", limit_of("RLIMIT_AS")), ("d", limit_of("RLIMIT_DATA")))
        if most is not None
    ]
    library = isinstance(error, ImportError) or (isinstance(error, OSError) and error.errno is None)
    if not short and not (limits and library):  # a library that finds no room says only that it was not loaded
        return None
    why = f" ({', '.join(limits)})" if limits else ""
    remedy = "Raise the limit" if limits else "Free some"
    return f"Memory ran out{why}. {remedy}, or simulate fewer lives (--people). What a run had written stays readable."


def _few_files(error: BaseException) -> str | None:
    most = limit_of("RLIMIT_NOFILE")
    full = getattr(error, "errno", None) in (errno.EMFILE, errno.ENFILE) or "too many open files" in str(error).lower()
    if full or (most is not None and most < _FEW_FILES and isinstance(error, ImportError)):
        return f"Too few files may be open at a time (`ulimit -n` is {most}). Raise it, to {_FEW_FILES} or more."
    return None


def _few_processes(error: BaseException) -> str | None:
    said = str(error).lower()
    refused = isinstance(error, BlockingIOError) or getattr(error, "errno", None) == errno.EAGAIN
    if refused or "can't start new thread" in said or "spawn thread" in said or "threadpool" in said.replace(" ", ""):
        return (
            f"No further thread or process could be started (`ulimit -u` is {limit_of('RLIMIT_NPROC')}, "
            f"`ulimit -v` {limit_of('RLIMIT_AS')}). Raise the limit, or use fewer --threads or --workers."
        )
    return None


def _system_said(error: BaseException) -> str | None:
    """The operating system's refusal in words, with the file that it is about."""
    if not isinstance(error, OSError) or error.errno is None:
        return None
    if error.filename is None:
        if error.errno in _OUTPUT_GONE:
            silence_output()
            return f"The output cannot be written: {_reason(error)}. What a run has kept in its folder is not touched."
        return None
    name: Any = error.filename
    return f"{os.fsdecode(name) if isinstance(name, bytes) else name}: {_reason(error)}. Check the path and its rights."


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
