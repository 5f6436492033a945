"""What pytest loads where a reversal is tried: it writes down how the first test failed, and where kernels are kept.

Only a test that says something and is wrong about it counts: an assertion that does not hold. A program that does not
start, does not compile or does not end has seen nothing.

Machine code that cannot hang on the reversal is taken from that of the sources as they are, which saves most of a
minute: all of it if only Python runs what is reversed, else that of modules that do not know of the reversed one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.imports import knowing

REPORT, COPY, WHOLE, KERNELS, COMPILED = (
    f"CREDOPOLIS_REVERSAL_{name}" for name in ("REPORT", "COPY", "WHOLE", "KERNELS", "COMPILED")
)
"""In the surroundings: the file to write, the copy that is tested, the package unchanged and where its kernels are
kept, and the file that is reversed if machine code may hang on it, else nothing."""


def pytest_configure(config: pytest.Config) -> None:
    """See that the copy is what runs, and take what can be taken of kernels."""
    import credopolis

    if not Path(credopolis.__file__).is_relative_to(os.environ[COPY]):
        raise pytest.UsageError(f"credopolis is {credopolis.__file__}, not the copy below {os.environ[COPY]}")
    from credopolis.core import sources

    whole, read = Path(os.environ[WHOLE]), sources.read_sources
    if not os.environ[COMPILED]:
        sources.read_sources = lambda package, salt: read(whole, salt)
    else:
        _borrow(whole, knowing(whole, os.environ[COMPILED]))


def _borrow(whole: Path, apart: set[str]) -> None:
    """Let kernels be kept with those of the sources as they are, but for those of some modules."""
    import llvmlite
    import numba
    import numpy as np

    from credopolis.core import jit, sources
    from credopolis.core.keeping import find_place

    digest = sources.read_sources(whole, (numba.__version__, llvmlite.__version__, np.__version__)).digest
    folder, where = find_place(Path(os.environ[KERNELS]), f"kernels-{digest}").folder, jit._Kept._where

    def borrowed(kept: Any, signature: Any, target: Any) -> Any:
        own, name = where(kept, signature, target)
        return (own if kept._function.__module__ in apart else folder), name

    jit._Kept._where = borrowed  # type: ignore[method-assign]
    from credopolis.engine import run

    run.start_compiling = lambda: None  # a process beside this one, which would borrow nothing


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Write down how a test failed: by which test, at what, and whether by an assertion."""
    report = yield
    if report.failed and call.excinfo is not None:
        raised = call.excinfo.value
        told = str(raised).strip().partition("\n")[0]
        asserted = isinstance(raised, AssertionError | pytest.fail.Exception) and not told.startswith("Timeout")
        found = {"test": item.nodeid, "asserted": asserted, "told": f"{type(raised).__name__}: {told}"[:200]}
        Path(os.environ[REPORT]).write_text(json.dumps(found), encoding="utf-8")
    return report
