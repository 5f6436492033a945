"""How lives of a run are told, and looked for, in a process of their own: by replay, from what the tape recorded."""

from __future__ import annotations

import time
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

    line : to the server. It asks (life, ticks), or (words, ticks) for lives to whom that happened; it is told ("done",
    life or words, ticks or districts done), then ("answer", life or words, data) or ("failed", life or words, message).
    """
    while (asked := line.recv()) != END:
        what, ticks = asked
        tell_one = _found if isinstance(what, str) else _dossier
        try:
            line.send(("answer", what, tell_one(scenario, tape, line, what, ticks)))
        except CredopolisError as error:
            line.send(("failed", what, str(error)))


def _found(scenario: Scenario, tape: Tape, line: Connection, what: str, ticks: int) -> dict[str, Any]:
    from credopolis.analysis.lives.find import find_among

    def told(done: int, most: int) -> None:
        line.send(("done", what, done))

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
