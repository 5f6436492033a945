"""The first line of the command `credopolis`: Ctrl-C is answered before anything else is imported.

Only the command itself imports this module, which therefore may do something at import: importing all that `cli.main`
needs takes a tenth of a second, in which Python would answer Ctrl-C with a traceback.
"""

import _signal  # type: ignore[import-not-found] # what `signal` is made of, and there already; importing that itself would take some milliseconds
import os  # which every start of Python imports

_STOPS = (2, 15, 1) if hasattr(_signal, "SIGHUP") else (2, 15)  # SIGINT, SIGTERM, SIGHUP


def _leave(number: int, frame: object) -> None:
    try:  # noqa: SIM105 (contextlib takes some milliseconds)
        os.write(2, b"Stopped.\n")
    except OSError:
        pass
    os._exit(128 + number)


for _number in _STOPS:
    if _signal.getsignal(_number) != _signal.SIG_IGN:
        _signal.signal(_number, _leave)


def main() -> None:
    """Run the command line and leave with its exit code."""
    from credopolis.cli.main import main as command

    command()
