"""Checkpoints with a right hash and a wrong content: refused with a reason, never a crash, a hang or a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.child import Child
from tests.forging import Stopped, forgeries, stop_a_run, verdict

pytestmark = pytest.mark.slow
NUMBER = 100
"""Of each regime; between them they have locks, lists and yearly caps."""


@pytest.fixture(scope="module", params=["popular-account", "dangan", "rongcheng-2013"])
def stopped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stopped:
    return stop_a_run(tmp_path_factory.mktemp("base"), request.param)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child(seconds=120.0)
    yield child
    child.close()


def test_no_forgery_crashes_hangs_or_changes_what_follows_from_the_rest(
    stopped: Stopped, child: Child, tmp_path: Path
) -> None:
    found = [
        verdict(stopped, forgery, tmp_path / str(k), child)
        for k, forgery in enumerate(forgeries(stopped.checkpoints()[0], NUMBER, seed=1))
    ]
    assert len(found) == NUMBER and not any(found), "\n".join(filter(None, found))
