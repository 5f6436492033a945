"""How a run lives in a process of its own: a `runs.session.Session`, tick by tick, onto the tape."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CredopolisError
from credopolis.studio.layer import Reader, Sight
from credopolis.studio.layers import columns_of, in_order, layers_of
from credopolis.studio.started import END

if TYPE_CHECKING:
    from credopolis.engine.records import Period, Tick
    from credopolis.engine.scenario import Scenario
    from credopolis.runs.session import Session
    from credopolis.studio.tape import Tape

_LOOK_SECONDS: Final = 0.02


@dataclass
class Telling:
    """Watches a session for its server: the tick lived last, and what to tell of each interval."""

    line: Connection
    session: Session
    latest: Tick | None = None

    def on_tick(self, tick: Tick) -> None:
        """Take one tick."""
        self.latest = tick

    def on_period(self, period: Period) -> None:
        """Send on what is drawn of an interval: spells in a lock that ended in it, and those open at its end."""
        open_now = self.session.course.open_spells
        self.line.send(("period", {"day": period.end_day, "ended": period.arrays["spells"], "open": open_now}))


def live(scenario: Scenario, tape: Tape, threads: int | None, line: Connection) -> None:
    """Live a scenario onto a tape, no further than is wanted, until told to end.

    line : to the server. It is told ("stage", words), ("period", ...), ("over", ...) or ("failed", kind and message).
    """
    try:
        _live(scenario, tape, threads, line)
    except CredopolisError as error:
        line.send(("failed", {"kind": type(error).__name__, "message": str(error)}))
    except (EOFError, OSError):
        raise  # nobody is there any more
    except Exception as error:  # a fault of ours: told as such, never a silent stop
        message = f"Something went wrong that should not ({type(error).__name__}: {error})."
        line.send(("failed", {"kind": "Unexpected", "message": message}))


def _live(scenario: Scenario, tape: Tape, threads: int | None, line: Connection) -> None:
    from credopolis.runs.session import Session
    from credopolis.runs.settings import RunSettings

    line.send(("stage", "building"))
    with Session.begin(scenario, RunSettings(threads=threads, hold_period=False)) as session:
        told = Telling(line, session)
        session.watch(told)
        readers = [layer.reader() for layer in layers_of(scenario)]
        _first_frame(session, readers, tape)
        line.send(("stage", "living"))
        while not session.over:
            if line.poll(_LOOK_SECONDS if tape.done >= tape.wanted else 0):
                if line.recv() == END:
                    return
                continue
            if tape.done < tape.wanted:
                _one_tick(session, told, readers, tape)
        outcome = session.outcome()
        line.send(("over", {"state_digest": outcome.state_digest, "seconds": outcome.seconds}))
    while line.recv() != END:
        pass


def sight_of(session: Session, province: NDArray[np.int64], fields: NDArray[np.float64]) -> Sight:
    """What lives are read from where a session stands. province : of each life. fields : read in the latest tick."""
    world = session.course.engine.world
    order, blocks = in_order(world), world.blocks._asdict()
    return Sight(
        world.standing[order], lambda name: blocks[name][order], session.day, province, fields,
        lambda name: np.repeat(world.grids[name], world.grids["lives"]),
    )  # fmt: skip


def provinces_of(session: Session) -> NDArray[np.int64]:
    """The number of the province of each life, (n_lives,)."""
    layout = session.course.engine.layout
    lives = np.diff(layout.grid_start[layout.district_grid_start])
    return np.repeat(layout.district_province, lives).astype(np.int64)


def _first_frame(session: Session, readers: list[Reader], tape: Tape) -> None:
    province = provinces_of(session)
    sight = sight_of(session, province, session.course.institutions.fields)
    tape.begin([read(sight) for read in readers], columns_of(session.course.engine.world), province)


def _one_tick(session: Session, told: Telling, readers: list[Reader], tape: Tape) -> None:
    session.advance(ticks=1)
    tick: Any = told.latest
    sight = sight_of(session, tape.province, tick.fields)
    tape.add([read(sight) for read in readers], tick.end_day, tick.fields)
