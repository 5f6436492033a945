"""A process that runs commands told to it line by line, so that a crash or a hang costs the trial and not the tests."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import IO, Any

_SCRIPT = """
import contextlib, io, json, sys
from credopolis.cli.main import guarded
for line in sys.stdin:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = guarded(json.loads(line))
    sys.__stdout__.write(json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue()}) + "\\n")
    sys.__stdout__.flush()
"""


@dataclass
class Child:
    """The process; a new one is begun after one was lost."""

    seconds: float = 60.0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def command(self, *arguments: object) -> dict[str, Any]:
        """Run a command -> its exit code and what it said; `code` is None if it hung, below 0 if a signal ended it."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        process = self.process
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps([str(a) for a in arguments]).encode() + b"\n")
        process.stdin.flush()
        line = _line(process.stdout, time.monotonic() + self.seconds)
        if line.endswith(b"\n"):
            return dict(json.loads(line))
        hung = process.poll() is None and bool(not _ended(process))
        self.close()
        return {"code": None if hung else process.returncode, "out": "", "err": "it hung" if hung else "it died"}

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(2.0)
    except subprocess.TimeoutExpired:
        return False
    return True


def _line(stream: IO[bytes], until: float) -> bytes:
    """What comes until the end of a line, of the stream, or of the time."""
    found = b""
    while not found.endswith(b"\n"):
        ready, _, _ = select.select([stream], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return found
        data = os.read(stream.fileno(), 1 << 16)
        if not data:
            return found
        found += data
    return found
