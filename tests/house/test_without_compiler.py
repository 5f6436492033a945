"""The whole simulation gives the same bits with the compiler and without it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_PROGRAM = """
from credopolis.library.catalogue import load_scenario
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings

scenario = load_scenario("popular-account", people=1_000, years=0.1)
with Session.begin(scenario, RunSettings(threads=1)) as session:
    print(session.finish().state_digest)
"""


def _digest(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM],
        env={**os.environ, **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.slow
def test_same_bits_without_the_compiler() -> None:
    compiled = _digest(NUMBA_DISABLE_JIT="0")
    assert len(compiled) == 32
    assert _digest(NUMBA_DISABLE_JIT="1") == compiled
