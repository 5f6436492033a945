"""Processes that make the runs of a study end without a word of their own when the study fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import time
import credopolis.cli.begin  # as the command does, and as each process that it starts does again
from credopolis.analysis.studies.executors import Runners


def waits(*asked):
    time.sleep(0.1 if asked[0] == "first" else 60)
    return {}


if __name__ == "__main__":
    try:
        with Runners(2) as hands:
            for _ in hands.perform(waits, {"a": ("first",), "b": ("second",), "c": ("third",)}):
                raise RuntimeError("the study fails")
    except RuntimeError as error:
        print(error)
"""


def test_processes_of_a_study_that_fails_say_nothing(tmp_path: Path) -> None:
    script = tmp_path / "fails.py"
    script.write_text(_SCRIPT)
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=50)
    assert (done.stdout, done.stderr, done.returncode) == ("the study fails\n", "", 0)
