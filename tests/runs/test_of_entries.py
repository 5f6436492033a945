"""Rulebooks whose scores hang on what was entered before, as files that a user runs: resumed, spread, forked."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.store.checkpoint import checkpoints_of
from credopolis.store.run import Run
from tests.engine.cases_of_entries import BY_CYCLE, STANDS, STARS

pytestmark = pytest.mark.alone

BOOKS = {"by-cycle": BY_CYCLE, "stars": STARS, "stands": STANDS}
STOPPED = 203


@pytest.fixture(scope="module", params=list(BOOKS))
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / f"{request.param}.yaml"
    path.write_text(BOOKS[request.param], encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def straight(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return lived(book, tmp_path_factory.mktemp("straight") / "run")


def lived(book: Path, out: Path, **means: object) -> Run:
    options = {"threads": 1, "checkpoint_days": 60, "checkpoint_every": None, **means}
    return cp.run(regime=str(book), people=1000, years=1, tick=7, out=out, **options)


def test_resumed_from_a_checkpoint_it_is_the_run(book: Path, straight: Run, tmp_path: Path) -> None:
    def stop(stage: str, done: int, days: int, people: int) -> None:
        if stage == "running" and done == STOPPED:
            os.kill(os.getpid(), signal.SIGINT)

    part = lived(book, tmp_path / "run", progress=stop)
    assert part.status == "interrupted" and checkpoints_of(part.folder)
    whole = cp.resume(part.folder, threads=2)
    assert whole.fingerprint == straight.fingerprint and whole.content_hashes() == straight.content_hashes()


def test_forks_of_it(straight: Run, tmp_path: Path) -> None:
    """Without a reform the run comes out; by other rules another future, with the entries of the same past."""
    graver = {"reform": "graver", "set": {"rulebook.acts.lie.points": -30}}
    fork = cp.fork(straight, at=150, reforms=[graver], seeds=1, out=tmp_path / "fork", stories=False, threads=2)
    assert fork.at.day > 140
    assert fork.runs["unreformed"].content_hashes() == straight.content_hashes()
    assert fork.runs["graver"].fingerprint != straight.fingerprint
    past, mine = (run.table("acts") for run in (straight, fork.runs["graver"]))
    assert mine.filter(mine["day"] <= fork.at.day).equals(past.filter(past["day"] <= fork.at.day))
