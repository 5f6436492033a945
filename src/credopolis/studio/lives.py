"""How lives of a run are told, and looked for, in a process of their own: by replay, from what the tape recorded."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import CredopolisError
from credopolis.core.units import date_of
from credopolis.studio.started import END

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario
    from credopolis.studio.tape import Tape

_TELL_SECONDS: Final = 0.1
SHOWN: Final = 6
"""Lives that are named to whom something happened, at most."""


def tell(scenario: Scenario, tape: Tape, line: Connection) -> None:
    """Tell lives as they are asked for, until told to end.

    Looking for lives takes many districts, so between these whoever opens a life is answered first.

    line : to the server. It asks (life, ticks), or (words, ticks) for lives to whom that happened; it is told ("done",
    life or words, ticks or districts done), then ("answer", life or words, data) or ("failed", life or words, message).
    """
    searches = deque[tuple[str, int]]()

    def answer(what: int | str, ticks: int) -> None:
        try:
            if isinstance(what, str):
                found = _found(scenario, tape, what, ticks, lambda done, most: between(what, done))
            else:
                found = _dossier(scenario, tape, line, what, ticks)
            line.send(("answer", what, found))
        except CredopolisError as error:
            line.send(("failed", what, str(error)))

    def take() -> None:
        asked = line.recv()
        if asked == END:
            raise _Over
        if isinstance(asked[0], str):
            searches.append(asked)
        else:
            answer(*asked)

    def between(what: str, districts: int) -> None:
        line.send(("done", what, districts))
        while line.poll():
            take()

    with suppress(_Over):
        while True:
            if searches:
                answer(*searches.popleft())
            else:
                take()


class _Over(Exception):
    """It was told to end, perhaps amid a search."""


def _found(
    scenario: Scenario, tape: Tape, what: str, ticks: int, told: Callable[[int, int], None]
) -> dict[str, Any]:  # fmt: skip
    from credopolis.analysis.lives.find import find_among

    found = find_among(scenario, tape.fields[:ticks].copy(), what, SHOWN, told).as_json()
    day = min(ticks * scenario.tick_days, scenario.days)
    return {**found, "through": date_of(scenario.start, day).isoformat(), "ticks": ticks}


def _dossier(scenario: Scenario, tape: Tape, line: Connection, life: int, ticks: int) -> dict[str, Any]:
    from credopolis.analysis.lives.dossier import dossier_of

    last = time.monotonic()

    def told(done: int) -> None:
        nonlocal last
        if time.monotonic() - last > _TELL_SECONDS:
            last = time.monotonic()
            line.send(("done", life, done))

    told_whole = dossier_of(scenario, life, tape.fields[:ticks].copy(), told=told).as_json()
    day = min(ticks * scenario.tick_days, scenario.days)
    # What lies ahead of the last tick recorded, such as a hearing, has not happened yet.
    happened = [one for one in told_whole["happenings"] if one["day"] < day]
    return {**told_whole, "happenings": happened, "through": date_of(scenario.start, day).isoformat(), "ticks": ticks}
