"""A team of threads: every piece is done once, a failure comes back, and the team can work again after it."""

from __future__ import annotations

import threading

import pytest

from credopolis.engine.team import Team


@pytest.mark.parametrize("size", [1, 2, 8])
def test_every_piece_is_done_once_by_a_thread_of_the_team(size: int) -> None:
    team, done = Team(size), []
    for _ in range(200):
        done.clear()
        team.each(range(37), lambda piece, thread: done.append((piece, thread)))
        assert sorted(piece for piece, _ in done) == list(range(37))
        assert {thread for _, thread in done} <= set(range(size))
    team.close()


def test_threads_work_at_the_same_time() -> None:
    team, both = Team(2), threading.Barrier(2, timeout=20)
    team.each(range(2), lambda piece, thread: both.wait())
    team.close()


@pytest.mark.parametrize("size", [1, 3])
def test_a_failure_in_any_thread_is_raised_and_work_goes_on_after_it(size: int) -> None:
    team = Team(size)

    def fail(piece: int, thread: int) -> None:
        if piece == 11:
            raise KeyError(piece)

    with pytest.raises(KeyError, match="11"):
        team.each(range(20), fail)
    seen: list[int] = []
    team.each(range(5), lambda piece, thread: seen.append(piece))
    assert sorted(seen) == list(range(5))
    team.close()


def test_closed_teams_leave_no_threads() -> None:
    before = set(threading.enumerate())
    team = Team(4)
    mine = set(threading.enumerate()) - before
    assert len(mine) == 3
    team.close()
    for thread in mine:
        thread.join(timeout=10)
        assert not thread.is_alive()
