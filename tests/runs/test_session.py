"""A session cut, paused, kept, resumed and forked as one likes gives the bits of one that was never touched."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import credopolis as cp
from credopolis.core.errors import BadValue, CredopolisError, MemoryRanOut, Misuse, RunStopped
from credopolis.core.faults import FaultyFile
from credopolis.core.memory import Room
from credopolis.engine import room
from credopolis.engine.records import Outcome, Period, Tick
from credopolis.engine.scenario import Scenario
from credopolis.runs.kept import AlreadyWhole
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings
from tests.engine.test_strides import stingy
from tests.periods import assert_same_period

MILDER = {"rulebook.acts.tax_evasion.points": -10, "regime.office.decisions_a_day": 60}


@cache
def society() -> Scenario:
    """Small districts, so that threads have something to share; a year of months and weekly ticks."""
    scenario = cp.load_scenario("popular-account", people=4000, years=1.0, seed=5)
    return replace(scenario, grid_lives=200, district_grids=1)


class Heard:
    """All that a session hands on."""

    def __init__(self, on_tick: Callable[[Tick], object] = id) -> None:
        self.ticks: list[Tick] = []
        self.periods: list[Period] = []
        self.then = on_tick

    def on_tick(self, tick: Tick) -> None:
        self.ticks.append(tick)
        self.then(tick)

    def on_period(self, period: Period) -> None:
        self.periods.append(period)


def begun(threads: int = 2, scenario: Scenario | None = None, heard: Heard | None = None) -> tuple[Session, Heard]:
    heard = heard or Heard()
    session = Session.begin(scenario or society(), RunSettings(threads=threads))
    session.watch(heard)
    return session, heard


@cache
def straight() -> tuple[Outcome, Heard]:
    session, heard = begun(1)
    return session.finish(), heard


def assert_same(outcome: Outcome, heard: Heard, its: tuple[Outcome, Heard] | None = None) -> None:
    other, whole = its or straight()
    assert outcome.state_digest == other.state_digest and outcome.states == other.states
    assert outcome.days_done == other.days_done and not outcome.interrupted
    np.testing.assert_array_equal(outcome.open_spells, other.open_spells)
    assert len(heard.ticks) == len(whole.ticks) and len(heard.periods) == len(whole.periods)
    for mine, theirs in zip(heard.ticks, whole.ticks, strict=True):
        assert (mine.index, mine.end_day) == (theirs.index, theirs.end_day)
        np.testing.assert_array_equal(mine.fields, theirs.fields)
        np.testing.assert_array_equal(mine.grades, theirs.grades)
    for mine_, theirs_ in zip(heard.periods, whole.periods, strict=True):
        assert_same_period(mine_, theirs_)


def cut(session: Session, chance: np.random.Generator) -> Session:
    """Something that must change nothing; a fork takes the session's place."""
    kind = chance.choice(["ticks", "day", "date", "pause", "fork", "unchanged"])
    if kind == "ticks":
        session.advance(ticks=int(chance.integers(1, 9)))
    elif kind == "day":
        session.advance(min(session.day + int(chance.integers(0, 60)), session.scenario.days))
    elif kind == "date":
        day = min(session.day + int(chance.integers(1, 40)), session.scenario.days)
        session.advance((session.scenario.start + timedelta(days=day)).isoformat())
    elif kind == "pause":
        session.watch(Heard(lambda tick: session.pause()))
        session.advance()
        session._recording.watchers.pop()
    else:
        change = kind == "unchanged" and session.tick < session.scenario.ticks - 6  # none in the last interval
        other = session.fork(session.scenario if change else None)
        for watcher in session._recording.watchers:
            other.watch(watcher)
        session.close()
        return other
    return session


@pytest.mark.parametrize("number", range(3))
def test_wherever_a_session_is_cut_the_same_bits_come_out(number: int) -> None:
    chance = np.random.default_rng(number)
    session, heard = begun(int(chance.integers(1, 3)))
    cuts = 0
    while not session.over:
        session = cut(session, chance)
        cuts += 1
    assert cuts > 3
    assert_same(session.finish(), heard)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    return cp.execute(loaded(), out=tmp_path_factory.mktemp("kept") / "run", threads=1)


@cache
def loaded() -> Scenario:
    return cp.load_scenario("popular-account", people=4000, years=1.0, seed=5)


@pytest.mark.parametrize("number", range(2))
def test_a_run_in_a_folder_is_left_and_resumed_anywhere(number: int, kept: cp.Run, tmp_path: Path) -> None:
    chance, told = np.random.default_rng(number), list[str]()
    settings = RunSettings(out=tmp_path / "run", threads=1 + number % 2, checkpoint_every=None, tell=told.append)
    with Session.begin(loaded(), settings) as session:
        assert session.folder == tmp_path / "run"
        session.advance(ticks=int(chance.integers(1, 26)))
        day = session.day
    stopped = cp.open_run(tmp_path / "run")
    assert stopped.status == "interrupted" and stopped.parts[-1]["through_day"] == day
    for _ in range(2):
        with Session.resume(tmp_path / "run", settings) as session:
            assert session.day == day and told[-1] == f"Going on from day {day} of 365."
            session.advance(ticks=int(chance.integers(1, 9)))
            day = session.day
    with Session.resume(tmp_path / "run", settings) as session:
        session.finish()
    whole = cp.open_run(tmp_path / "run")
    assert whole.status == "complete" and whole.fingerprint == kept.fingerprint
    assert whole.content_hashes() == kept.content_hashes()
    with pytest.raises(AlreadyWhole, match="nothing to go on with"):
        Session.resume(tmp_path / "run")


def test_a_folder_left_on_day_0_can_be_read_and_resumed(kept: cp.Run, tmp_path: Path) -> None:
    settings = RunSettings(out=tmp_path / "run", threads=1, tell=id)
    with Session.begin(loaded(), settings):
        pass
    assert cp.open_run(tmp_path / "run").grades["day"].unique().to_list() == [0]
    assert cp.resume(tmp_path / "run", threads=1, tell=id).fingerprint == kept.fingerprint


@pytest.mark.parametrize("ticks", [1, 9, 13, 20])
def test_to_set_is_to_fork_with_that_reform_on_that_day(ticks: int) -> None:
    session, heard = begun(2, loaded())
    session.advance(ticks=ticks)
    at_end = bool(session.course.records)
    heard_after = Heard()
    with session.fork(MILDER) as other:
        other.watch(heard_after)
        day = session.set(MILDER)
        assert day == session.day if at_end else session.day < day < session.day + 32
        before = len(heard.ticks), len(heard.periods)
        its = other.finish()
    mine = session.finish()
    heard.ticks, heard.periods = heard.ticks[before[0] :], heard.periods[before[1] :]
    assert_same(mine, heard, (its, heard_after))
    unreformed, _ = begun(1, loaded())
    assert unreformed.finish().state_digest != mine.state_digest


def test_a_reform_is_taken_in_by_the_path_of_a_fork_on_disk(kept: cp.Run, tmp_path: Path) -> None:
    reform = {"reform": "milder", "set": MILDER, "off": ["quotas"]}
    found = cp.fork(kept, at="5mo", reforms=[reform], seeds=1, out=tmp_path / "fork", stories=False, threads=1)
    session, _ = begun(2, loaded())
    session.advance(found.at.day - 13)
    assert session.day < found.at.day == session.set(reform)
    digest = cp.open_run(found.futures[1].folder).manifest["outcome"]["state_digest"]
    assert session.finish().state_digest == digest


def test_changes_add_up() -> None:
    one, _ = begun(1, loaded())
    one.advance("3mo")
    for path, value in MILDER.items():
        one.set(path, value)
    both, _ = begun(1, loaded())
    both.advance("3mo")
    both.set(MILDER)
    one.advance(ticks=6)
    assert one.scenario.regime.office.decisions_a_day == 60
    points = dict(zip(one.scenario.rulebook.act_names, one.scenario.rulebook.act_points, strict=True))
    assert points["tax_evasion"] == -10
    assert one.finish().state_digest == both.finish().state_digest


def test_what_cannot_be_set_is_told(tmp_path: Path) -> None:
    changed, _ = begun(1)
    with pytest.raises(Misuse, match="changed after it was loaded"):
        changed.set(MILDER)
    with pytest.raises(BadValue, match="grid lives"):
        changed.set(loaded())
    session, _ = begun(1, loaded())
    with pytest.raises(FaultyFile, match="Did you mean"):
        session.set("rulebook.acts.tax_evashion.points", 1)
    session.advance(360)
    with pytest.raises(Misuse, match="No recording interval is left"):
        session.set(MILDER)
    session.close()
    with Session.begin(loaded(), RunSettings(out=tmp_path / "run", threads=1)) as written:
        with pytest.raises(Misuse, match="kept in a folder"):
            written.set(MILDER)
        assert written.fork().folder is None


@pytest.mark.parametrize(
    ("until", "ticks", "says"),
    [
        (10, None, "a day from 28"), (366, None, "365, the end"), ("soon", None, "a duration"), (None, 0, "1 or more"),
        (None, 1.5, "1 or more"), (40, 2, "no day besides"), ("2019-01-01", None, "a day from 28"),
    ],
)  # fmt: skip
def test_an_end_that_is_not_ahead_is_told(until: Any, ticks: Any, says: str) -> None:
    with Session.begin(loaded(), RunSettings(threads=1)) as session:
        session.advance(ticks=4)
        with pytest.raises(BadValue, match=says):
            session.advance(until, ticks=ticks)
        session.advance(28)
        assert session.day == 28


def test_what_can_be_read_of_a_session() -> None:
    with cp.Session.begin(loaded(), cp.RunSettings(threads=1)) as session:
        assert (session.day, session.tick, session.over, session.latest, session.period) == (0, 0, False, None, None)
        session.advance("2mo")
        assert session.latest is not None and session.latest.end_day == 63
        assert session.period is not None and session.period.end_day == session.day == 63
        assert session.latest.grades.sum() == session.period.census.sum() == session.scenario.people
        fields = session.fields
        assert fields.keys() == set(session.scenario.dimensions.fields)
        assert {values.shape for values in fields.values()} == {(31,)}
        session.advance(ticks=1)
        dims = session.scenario.dimensions
        for name, place in zip(dims.fields, dims.field_places, strict=True):
            if name not in ("visit_share", "search_share") and not name.startswith(("reach_", "alarms_")):
                np.testing.assert_array_equal(fields[name], session.latest.fields[:, place], err_msg=name)
        assert np.unique(list(fields.values())).size > 31
        session.advance()
        assert session.over and session.day == 365
        session.advance()
        digest = session.outcome().state_digest
    session.close()
    assert digest == begun(2, loaded())[0].finish().state_digest
    for ended in (session.advance, session.outcome, session.fork, session.finish, lambda: session.set(MILDER)):
        with pytest.raises(Misuse, match="has ended"):
            ended()
    session.close()


def test_another_thread_may_pause() -> None:
    lived = threading.Event()
    session, heard = begun(1, heard=Heard(lambda tick: (lived.set(), asked.wait(60))))
    asked = threading.Event()

    def pause() -> None:
        lived.wait()
        session.pause()
        asked.set()

    other = threading.Thread(target=pause)
    other.start()
    session.advance()
    other.join()
    assert 0 < session.tick < session.scenario.ticks
    assert_same(session.finish(), heard)


def test_ctrl_c_ends_an_advance_and_harms_nothing() -> None:
    session, heard = begun(1, heard=Heard(lambda tick: tick.index == 20 and os.kill(os.getpid(), signal.SIGINT)))
    with pytest.raises(KeyboardInterrupt):
        session.advance()
    assert session.tick == 21 or session.tick in range(21, 26)
    assert_same(session.finish(), heard)


def test_ctrl_c_in_the_last_tick_is_not_lost() -> None:
    last = society().ticks - 1
    session, heard = begun(1, heard=Heard(lambda tick: tick.index == last and os.kill(os.getpid(), signal.SIGINT)))
    with pytest.raises(KeyboardInterrupt):
        session.advance()
    assert session.over
    assert_same(session.finish(), heard)


class Stops(Heard):
    """Presses Ctrl-C on day 0, before anything is lived; or twice within one tick."""

    def __init__(self, on_day_0: bool) -> None:
        super().__init__(lambda tick: None if on_day_0 or tick.index != 20 else self.press(2))
        self.on_day_0 = on_day_0

    def press(self, times: int) -> None:
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGINT)

    def on_period(self, period: Period) -> None:
        if self.on_day_0:
            self.press(1)


@pytest.mark.parametrize("on_day_0", [True, False])
def test_ctrl_c_that_ends_a_kept_run_at_once_says_how_to_go_on(on_day_0: bool, kept: cp.Run, tmp_path: Path) -> None:
    run = tmp_path / "a run"
    session = Session.begin(loaded(), RunSettings(out=run, threads=1, checkpoint_every=None))
    session.watch(Stops(on_day_0))
    with pytest.raises(RunStopped, match=f"credopolis resume '{run}'"):
        session.finish()
    assert cp.open_run(run).status == "interrupted"
    with Session.resume(run, RunSettings(threads=1)) as again:
        again.finish()
    assert cp.open_run(run).fingerprint == kept.fingerprint


def test_ctrl_c_before_the_society_is_built_says_how_to_go_on(kept: cp.Run, tmp_path: Path) -> None:
    run = tmp_path / "a run"

    def press(phase: str, *counts: object) -> None:
        assert (run / "manifest.json").exists()
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(RunStopped, match=f"credopolis resume '{run}'"):
        Session.begin(loaded(), RunSettings(out=run, threads=1, progress=press))
    assert json.loads((run / "manifest.json").read_text())["status"] == "interrupted"
    with Session.resume(run, RunSettings(threads=1)) as again:
        again.finish()
    assert cp.open_run(run).fingerprint == kept.fingerprint


def test_a_watcher_that_fails_ends_the_session(tmp_path: Path) -> None:
    def fail(tick: Tick) -> None:
        if tick.index == 20:
            raise CredopolisError("no more")

    session = Session.begin(loaded(), RunSettings(out=tmp_path / "run", threads=1, checkpoint_every=None))
    session.watch(Heard(fail))
    with pytest.raises(CredopolisError, match="no more"), session:
        session.advance()
    with pytest.raises(Misuse, match="has ended"):
        session.advance()
    run = cp.open_run(tmp_path / "run")
    assert run.status == "failed" and run.manifest["error"] == "no more"
    assert run.parts[-1]["through_day"] <= 20 * 7


def test_memory_that_ends_amid_a_tick_costs_no_more_than_since_the_last_checkpoint(
    kept: cp.Run, tmp_path: Path
) -> None:
    settings = RunSettings(out=tmp_path / "run", threads=2, checkpoint_every=None, checkpoint_days=7, tell=id)
    with stingy() as waited, pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "least_room", lambda: Room(2**30 if len(waited) < 8 else 1000, "in a small box"))
        with Session.begin(loaded(), settings) as session:
            with pytest.raises(MemoryRanOut, match=r"in a small box.*is kept in .*Once there is more memory"):
                session.advance()
            assert session.course.waits
    assert cp.open_run(tmp_path / "run").status == "failed"
    with Session.resume(tmp_path / "run", settings) as session:
        assert 0 < session.day < 365
        session.finish()
    assert cp.open_run(tmp_path / "run").fingerprint == kept.fingerprint


def test_streams_without_a_folder_of_their_own_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="another folder"):
        RunSettings(out=tmp_path / "a", emit=tmp_path / "b" / ".." / "a")
    with pytest.raises(Misuse, match="kept in a folder"):
        Session.begin(loaded(), RunSettings(emit=tmp_path / "a"))


def test_steps_are_timed_and_add_up() -> None:
    scenario = cp.load_scenario("popular-account", people=20_000, years=1)
    session, _ = begun(2, scenario)
    session.advance("3mo")
    outcome = session.finish()
    assert outcome.step_seconds["lives"] > outcome.step_seconds["watch"] > 0
    assert min(outcome.step_seconds.values()) > 0
    assert 0.5 * outcome.seconds < sum(outcome.step_seconds.values()) <= outcome.seconds


@pytest.mark.parametrize("value", ["2", 0, -1, True, 1.5])
@pytest.mark.parametrize("name", ["threads", "workers"])
def test_numbers_of_threads_and_workers_are_whole(name: str, value: object) -> None:
    with pytest.raises(BadValue, match=rf"{name} is .*; allowed: a whole number from 1 on, or None\."):
        cp.RunSettings(**{name: value})  # type: ignore[arg-type]
