"""A process that stands by, warm, until the server has work for it: to live a run, tell of lives, compare, validate."""

from __future__ import annotations

from multiprocessing.connection import Connection

from credopolis.studio import abroad, child, comparing, lessons, lives, validating
from credopolis.studio.started import COMPILING, END, end_with_parent, left_alone

LIVE, TELL, COMPARE, TEACH, VALIDATE, ABROAD = "live", "tell", "compare", "teach", "validate", "abroad"


def stand_by(threads: int | None, folder: str, line: Connection) -> None:
    """Get ready, take one order, and do it. The target of a started process.

    An order is (LIVE or TELL, scenario, tape), (COMPARE, variants, seeds), (TEACH, lesson, folder), (VALIDATE,
    targets, None), (ABROAD, years and factors off, None), or END.

    threads : that live a run; None for all processors. folder : of the server, which goes with it. The process ends
    when its server does, whatever it does then.
    """
    end_with_parent(folder)
    try:
        line.send(("stage", COMPILING))
        _warm()
        order = line.recv()
        if order != END:
            what, subject, more = order
            if what == LIVE:
                child.live(subject, more, threads, line)
            elif what == TELL:
                lives.tell(subject, more, line)
            elif what == COMPARE:
                comparing.compare(subject, more, threads, line)
            elif what == VALIDATE:
                validating.make(subject, line)
            elif what == ABROAD:
                abroad.make(subject, line)
            else:
                lessons.answer(subject, more, threads, line)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        left_alone(folder)


def _warm() -> None:
    """Load all that living takes, and its compiled kernels, by living a village for a tick."""
    from credopolis.analysis.lives import dossier  # noqa: F401 (what telling lives takes)
    from credopolis.engine.warm import compile_census, compile_life_loop
    from credopolis.library.catalogue import load_scenario
    from credopolis.runs.session import Session
    from credopolis.runs.settings import RunSettings

    compile_census()
    compile_life_loop()
    with Session.begin(load_scenario(people=1_000), RunSettings(threads=1, hold_period=False)) as session:
        session.advance(ticks=1)
