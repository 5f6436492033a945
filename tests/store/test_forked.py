"""A process forked after tables were read says so instead of waiting for ever; one forked before reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = """
import multiprocessing, sys
import polars as pl
from credopolis.core.errors import Misuse
from credopolis.store.reader import open_run

def read(how):
    run = open_run({folder!r})
    try:
        frame = run.grades if how == "frame" else run.sql("select * from grades")
    except Misuse as refused:
        return str(refused)
    return frame.height

if __name__ == "__main__":
    if "first" in sys.argv:
        read("frame")
    if "polars" in sys.argv:
        pl.DataFrame({{"a": range(100_000)}}).group_by("a").len()
    context = multiprocessing.get_context("spawn" if "spawn" in sys.argv else "fork")
    with context.Pool(1) as pool:
        print(*pool.map(read, ["frame", "sql"]), sep="\\n")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks are Linux's way")
@pytest.mark.parametrize(("how", "reads"), [("", True), ("first", False), ("polars", False), ("first spawn", True)])
def test_a_forked_process_reads_or_says_why_not(
    how: str, reads: bool, make_run: Callable[..., Path], tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(folder=str(make_run())))
    done = subprocess.run(
        [sys.executable, str(program), *how.split()], capture_output=True, text=True, timeout=120, check=True
    )
    said = done.stdout.splitlines()
    assert len(said) == 2
    for line in said:
        assert line.isdecimal() if reads else "forked" in line and "spawn" in line
