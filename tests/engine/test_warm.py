"""The life loop is compiled by two processes, and is the same as if one had done it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from credopolis.core.jit import compiles

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not compiles(), reason="there is no compiler")]

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


def _lived(how: str, cache: Path) -> tuple[str, str]:
    surroundings = {**os.environ, "CREDOPOLIS_CACHE_DIR": str(cache / how), "PYTHONPATH": os.getcwd()}
    surroundings.pop("NUMBA_CACHE_DIR", None)
    told = subprocess.run(
        [sys.executable, "-c", _LIVE, how], env=surroundings, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return told[0], told[1]


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor compiles by itself")
def test_every_part_that_is_understood_elsewhere_is_taken_and_changes_nothing(tmp_path: Path) -> None:
    with_help, digest = _lived("with help", tmp_path)
    assert with_help == "6 6"
    assert _lived("by itself", tmp_path) == ("6 0", digest)
