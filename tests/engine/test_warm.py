"""The life loop is compiled by two processes, and is the same as if one had done it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from credopolis.core.jit import compiles

pytestmark = [
    pytest.mark.skipif(not compiles(), reason="there is no compiler"),
    pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor compiles by itself"),
]

_LIVE = """
import sys
from credopolis.core import handed
from credopolis.engine import warm
from tests.living import simulate
from credopolis.library.catalogue import load_scenario

if sys.argv[1] == "by itself":
    warm._start = lambda *_: None
taken, load = [], handed.Handed.load_overload

def seen(part, *asked):
    found = load(part, *asked)
    taken.append(found is not None)
    return found

handed.Handed.load_overload = seen
warm.compile_life_loop()
print(len(taken), sum(taken))
ran = simulate(load_scenario(people=20_000, years=1, seed=3))
print(ran.state_digest)
"""


_BEGIN = """
import time
from credopolis.engine.warm import start_compiling
print(start_compiling().pid, flush=True)
time.sleep(60)
"""


def _surroundings(cache: Path) -> dict[str, str]:
    """Those of this process, with a cache of their own."""
    known = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    return {**known, "CREDOPOLIS_CACHE_DIR": str(cache), "PYTHONPATH": os.getcwd()}


def test_who_compiles_and_who_helps_end_with_whoever_began(tmp_path: Path) -> None:
    began = subprocess.Popen(
        [sys.executable, "-c", _BEGIN], env=_surroundings(tmp_path), stdout=subprocess.PIPE, text=True
    )
    with began:
        assert began.stdout is not None
        compiling = psutil.Process(int(began.stdout.readline()))
        until = time.monotonic() + 60
        while not (helpers := compiling.children()):
            assert time.monotonic() < until
            time.sleep(0.1)
        began.kill()
    _, alive = psutil.wait_procs([compiling, *helpers], timeout=10)
    assert not alive, "they would have gone on for half a minute"


def _lived(how: str, cache: Path) -> tuple[str, str]:
    told = subprocess.run(
        [sys.executable, "-c", _LIVE, how], env=_surroundings(cache / how), capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return told[0], told[1]


@pytest.mark.slow
def test_every_part_that_is_understood_elsewhere_is_taken_and_changes_nothing(tmp_path: Path) -> None:
    with_help, digest = _lived("with help", tmp_path)
    assert with_help == "6 6"
    assert _lived("by itself", tmp_path) == ("6 0", digest)
