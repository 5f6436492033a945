"""How lives of a run are told, in a process of their own: by replay, from what the tape has recorded so far."""

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


def tell(scenario: Scenario, tape: Tape, line: Connection) -> None:
    """Tell lives as they are asked for, until told to end.

    line : to the server. It asks (life, ticks); it is told ("ticks", life, ticks done), then ("dossier", life, data) or
    ("failed", life, message).
    """
    while (asked := line.recv()) != END:
        life, ticks = asked
        try:
            line.send(("dossier", life, _dossier(scenario, tape, line, life, ticks)))
        except CredopolisError as error:
            line.send(("failed", life, str(error)))


def _dossier(scenario: Scenario, tape: Tape, line: Connection, life: int, ticks: int) -> dict[str, Any]:
    from credopolis.analysis.lives.dossier import dossier_of

    last = time.monotonic()

    def told(done: int) -> None:
        nonlocal last
        if time.monotonic() - last > _TELL_SECONDS:
            last = time.monotonic()
            line.send(("ticks", life, done))

    told_whole = dossier_of(scenario, life, tape.fields[:ticks].copy(), told=told).as_json()
    day = min(ticks * scenario.tick_days, scenario.days)
    # What lies ahead of the last tick recorded, such as a hearing, has not happened yet.
    happened = [one for one in told_whole["happenings"] if one["day"] < day]
    return {**told_whole, "happenings": happened, "through": date_of(scenario.start, day).isoformat(), "ticks": ticks}
