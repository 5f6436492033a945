"""One reversal tried: in a copy of the sources, with kernels of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

from credopolis.core.keeping import user_root
from tests.mutation import witness
from tests.mutation.reversals import PACKAGE, ROOT, VERIFICATION, Reversal

SEEN, MISSED, BROKEN = "seen", "missed", "broken"
LONGEST_SECONDS: Final = 900
_COPIED: Final = ("src", "tests", "pyproject.toml")


@dataclass(frozen=True)
class Verdict:
    """What came of a reversal.

    how : SEEN, by a test that failed; MISSED, if all passed; BROKEN, if something else than an assertion ended a test.
    test : the one that failed, from the root of the checkout. told : what it said.
    """

    how: str
    test: str
    told: str
    seconds: float


def copy_sources(folder: Path) -> None:
    """A copy of what is tested and of its tests."""
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "mutation"))
        else:
            shutil.copy(ROOT / name, folder / name)
    shutil.copytree(Path(__file__).parent, folder / "tests" / "mutation", ignore=shutil.ignore_patterns("__pycache__"))


class Bench:
    """A copy in which one reversal after another is tried. whole : another copy, which stays as it is."""

    def __init__(self, folder: Path, whole: Path) -> None:
        self._folder, self._whole = folder, whole
        self._running: subprocess.Popen[str] | None = None
        self._stopped = False
        copy_sources(folder)

    def stop(self) -> None:
        """End the test that runs, and let no other begin."""
        self._stopped = True
        if self._running is not None and self._running.poll() is None:
            os.killpg(self._running.pid, signal.SIGTERM)

    def attempt(self, reversal: Reversal, others: bool = True) -> Verdict | None:
        """Reverse a meaning, and see which test fails: that which should, else any other of the verification.

        others : whether others are tried; if not and the test that should passes, there is no verdict.
        """
        begun = monotonic()
        path = self._folder / PACKAGE / reversal.file
        text = path.read_text(encoding="utf-8")
        path.write_text(reversal.reversed(text), encoding="utf-8")
        compiled = reversal.file if reversal.compiled(text) else ""
        try:
            with TemporaryDirectory(prefix="kernels-", dir=self._folder.parent) as kernels:
                found = self._run([str(reversal.test)], compiled, kernels)
                if found is None and not others:
                    return None
                if found is None:
                    found = self._run([f"--ignore={reversal.test}", str(VERIFICATION)], compiled, kernels)
        finally:
            path.write_text(text, encoding="utf-8")
        how, test, told = found or (MISSED, "", "")
        return Verdict(how, test, told, monotonic() - begun)

    def _run(self, what: list[str], compiled: str, kernels: str) -> tuple[str, str, str] | None:
        """Run tests -> how they ended, or None if all passed."""
        if self._stopped:
            raise KeyboardInterrupt
        report = Path(kernels) / "report.json"
        usual = user_root() or Path(kernels)
        around = {
            "PYTHONPATH": str(self._folder / "src"), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0",
            "CREDOPOLIS_CACHE_DIR": kernels if compiled else str(usual),
            witness.REPORT: str(report), witness.COPY: str(self._folder), witness.COMPILED: compiled,
            witness.WHOLE: str(self._whole / PACKAGE), witness.KERNELS: str(usual),
        }  # fmt: skip
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "tests.mutation.witness"]
        self._running = subprocess.Popen(
            [*command, *what], cwd=self._folder, env=os.environ | around, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            printed, _ = self._running.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.communicate()
            return BROKEN, "", f"not over after {LONGEST_SECONDS} seconds"
        if self._stopped:
            raise KeyboardInterrupt
        if self._running.returncode == 0:
            return None
        if not report.is_file():
            return BROKEN, "", (printed.strip().splitlines() or ["pytest said nothing"])[-1][:200]
        found = json.loads(report.read_text(encoding="utf-8"))
        return SEEN if found["asserted"] else BROKEN, found["test"], found["told"]
