"""A part that one process understood is what another one's kernel runs, and nothing else ever is."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from credopolis.core.jit import compiles, far

pytestmark = pytest.mark.skipif(not compiles(), reason="without the compiler there are no parts")

# The two processes are given functions that differ in a number, so that a result tells whose function ran.
_MODULE = """
import numpy as np
from numba.core.caching import NullCache
from credopolis.core.jit import far, hot, hot_kernel, understand

WIDE = np.dtype([(f"column_{{k}}", np.float64) for k in range(40)])

@hot
def first_of(rows):
    return rows[0]["column_0"]

@far
def weighed(rows, by):
    return first_of(rows) * by * {times}

@hot_kernel
def total(rows, by):
    return weighed(rows, by) + first_of(rows) * 100.0

total._cache = NullCache()
rows = np.ones(1, WIDE)
"""
_UNDERSTAND = """
import sys
from credopolis.core import handed
import parted
handed.write_to(sys.stdout.buffer)
parted.understand(parted.weighed, parted.rows, 1.0)
"""
_TAKE = """
import sys
from credopolis.core import handed
import parted
handed.take_from(sys.stdin.buffer)
print(parted.total(parted.rows, {by}))
"""


def _go(folder: Path, times: float, script: str, given: bytes = b"", more: str = "") -> bytes:
    (folder / "parted.py").write_text(_MODULE.format(times=times) + more)
    lines = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(folder)!r}); sys.dont_write_bytecode = True{script}",
    ]
    return subprocess.run(lines, input=given, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def understood(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a process writes that weighs twice as much as the others."""
    return _go(tmp_path_factory.mktemp("parts"), 2.0, _UNDERSTAND)


def test_the_kernel_runs_what_was_handed(understood: bytes, tmp_path: Path) -> None:
    assert float(_go(tmp_path, 3.0, _TAKE.format(by=5.0), understood)) == 110.0
    assert float(_go(tmp_path, 3.0, _TAKE.format(by=5.0))) == 115.0


def test_what_is_cut_short_is_of_other_types_or_is_no_message_is_left_alone(understood: bytes, tmp_path: Path) -> None:
    for given in (understood[:-1], understood[:5], b"any text that somebody prints", struct.pack("<Q", 2**63)):
        assert float(_go(tmp_path, 3.0, _TAKE.format(by=5.0), given)) == 115.0
    assert float(_go(tmp_path, 3.0, _TAKE.format(by=5), understood)) == 115.0  # a whole number


_OF_OTHERS = """
from credopolis.core.handed import Handed
parted.weighed._cache = Handed(parted.weighed.py_func, "another text of the sources")
"""


def test_what_was_understood_of_other_sources_is_left_alone(understood: bytes, tmp_path: Path) -> None:
    script = _TAKE.format(by=5.0).replace("import parted", f"import parted{_OF_OTHERS}")
    assert float(_go(tmp_path, 3.0, script, understood)) == 115.0


def test_functions_inside_functions_are_not_handed() -> None:
    def inner(x: float) -> float:
        return x

    with pytest.raises(ValueError, match="share their names"):
        far(inner)


_TWO = """
@far
def unasked(rows, by):
    return by

@hot_kernel
def both(rows, by):
    return unasked(rows, by) + weighed(rows, by)

both._cache = NullCache()
"""
_TAKE_BOTH = """
import sys
from credopolis.core import handed
import parted
handed.take_from(sys.stdin.buffer)
print(parted.both(parted.rows, 5.0))
"""


def test_one_that_is_not_there_loses_none_of_the_others(understood: bytes, tmp_path: Path) -> None:
    """Looking for it, the line was read to its end."""
    assert float(_go(tmp_path, 3.0, _TAKE_BOTH, understood, _TWO)) == 5.0 + 10.0
