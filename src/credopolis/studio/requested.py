"""What requests name, found: the run, its layer and frame, and the text that a page sends."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from credopolis.core.errors import BadValue, CredopolisError, Misuse, UnknownName
from credopolis.core.textfile import SIZE_LIMIT
from credopolis.studio.clerk import Clerk
from credopolis.studio.jobs import Jobs
from credopolis.studio.lived import Runs, StudioRun


@dataclass(frozen=True)
class Query:
    """What may stand behind the question mark of an address: its name, what it means, and its JSON Schema."""

    name: str
    meaning: str
    schema: dict[str, Any]
    needed: bool = False


_WHOLE: Final = {"type": "integer", "minimum": 0}
_TEXT: Final = {"type": "string"}
FRAME: Final = Query("frame", "A tick that is recorded; the latest, if none is named.", _WHOLE)
SINCE: Final = Query("since", "An earlier tick; the first day, if none is named.", _WHOLE)
PROVINCE: Final = Query("province", "The name of a province; the whole nation, if none is named.", _TEXT)
LAYER: Final = Query("layer", "The name of a layer of the run; the first, if none is named.", _TEXT)
WHAT: Final = Query("what", "What happened to those that are looked for, one of a run's `askable`.", _TEXT, needed=True)
BUILDING: Final = "The society is still being built."


class NoSuchRun(CredopolisError):
    """A run that the server does not hold."""

    def __init__(self) -> None:
        super().__init__("This run is not open here. It ended after its page was closed, or belongs to another server.")


def runs_of(request: Request) -> Runs:
    """The runs of the server."""
    runs: Runs = request.app.state.runs
    return runs


def run_of(request: Request) -> StudioRun:
    """The run that a request names in its path.

    Raises
    ------
    NoSuchRun
        If it is not open.
    """
    found = runs_of(request).get(request.path_params["run"])
    if found is None:
        raise NoSuchRun
    found.unseen_since = time.monotonic()
    return found


def jobs_of(request: Request) -> Jobs:
    """The comparisons and lessons of the server."""
    jobs: Jobs = request.app.state.jobs
    return jobs


def reader_of(request: Request) -> Clerk:
    """The process that checks and compares rulebooks."""
    clerk: Clerk = request.app.state.reader
    return clerk


def auditor_of(request: Request) -> Clerk:
    """The process that audits them, which takes longer."""
    clerk: Clerk = request.app.state.auditor
    return clerk


async def text_of(request: Request) -> str:
    """The text that a request brings.

    Raises
    ------
    Misuse
        If it is no UTF-8 text of a bearable size.
    """
    body = await request.body()
    if len(body) > SIZE_LIMIT:
        raise Misuse(f"The file is too large: a rulebook has at most {SIZE_LIMIT:,} bytes.")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Misuse("The file is not UTF-8 text. A rulebook is a YAML file; save it as UTF-8.") from None


def layer_of(request: Request, run: StudioRun) -> int:
    """The layer that a request names; the first, if it names none."""
    names = [layer.name for layer in run.layers]
    name = request.query_params.get(LAYER.name, names[0])
    if name not in names:
        raise UnknownName("layer", name, names)
    return names.index(name)


def frame_of(request: Request, run: StudioRun) -> int:
    """The frame that a request names; the latest, if it names none."""
    last = run.tape.done - 1
    return _frame(request, FRAME.name, last, last)


def since_of(request: Request, run: StudioRun) -> int:
    """The earlier frame that a request names; the first day, if it names none."""
    return _frame(request, SINCE.name, run.tape.done - 1, 0)


def province_of(request: Request, run: StudioRun) -> int | None:
    """The number of the province that a request names; None, if it names none."""
    name, names = request.query_params.get(PROVINCE.name, ""), run.scenario.dimensions.provinces
    if not name:
        return None
    if name not in names:
        raise UnknownName("province", name, names)
    return names.index(name)


def what_of(request: Request) -> str:
    """What a request looks for, in plain letters."""
    return " ".join(request.query_params.get(WHAT.name, "").split()).casefold()


def _frame(request: Request, name: str, last: int, usual: int) -> int:
    text = request.query_params.get(name, "")
    if last < 0:
        raise Misuse(BUILDING)
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) > last:
        raise BadValue(name, text, f"a whole number from 0 to {last}")
    return int(text)
