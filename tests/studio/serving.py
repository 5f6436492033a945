"""The studio as a process of its own, begun by the command and asked over HTTP and websockets."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from typing import Any

import psutil
from websockets.sync.client import ClientConnection, connect

from credopolis.cli.main import guarded

HEADER = struct.Struct("<HBBHHIIII")


@dataclass
class Studio:
    """A studio that is open. base : its address."""

    process: subprocess.Popen[str]
    base: str

    def ask(self, path: str, body: object = None, method: str | None = None, **headers: str) -> tuple[int, Any]:
        """Status and answer: JSON if it is, else bytes."""
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=240) as answer:
                status, kind, read = answer.status, answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            status, kind, read = error.code, error.headers.get_content_type(), error.read()
        return status, json.loads(read) if kind == "application/json" else read

    def begin(self, scenario: str = "popular-account", **asked: int) -> dict[str, Any]:
        """Begin a run."""
        status, run = self.ask("api/runs", {"scenario": scenario, "people": 3_000, "years": 1, **asked})
        assert status == 201, run
        return dict(run)

    def line(self, run: str, **options: Any) -> ClientConnection:
        """A websocket on a run."""
        address = f"{self.base.replace('http', 'ws', 1)}api/runs/{run}/live"
        return connect(address, origin=self.base.rstrip("/"), max_size=None, compression=None, **options)

    def wait(self, run: str, done: int, seconds: float = 90) -> dict[str, Any]:
        """How a run stands once it has so many frames."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            _, found = self.ask(f"api/runs/{run}")
            if found["done"] >= done or found["state"] in ("failed", "lost"):
                return dict(found)
            time.sleep(0.05)
        raise AssertionError(f"{found['done']} of {done} frames after {seconds} s")

    def family(self) -> list[psutil.Process]:
        """The processes that it started, and theirs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, how: int = signal.SIGINT) -> int:
        """End it -> its exit code."""
        self.process.send_signal(how)
        return self.process.wait(90)


@contextmanager
def studio(*options: str, command: Sequence[str] = (), environment: dict[str, str] | None = None) -> Iterator[Studio]:
    """Open a studio. command : that begins it, instead of this environment's."""
    begun = [*(command or (sys.executable, "-m", "credopolis.cli.main")), "studio", "--no-open", *options]
    if "--port" not in options:
        begun += ["--port", str(free_port())]
    process = subprocess.Popen(
        begun, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    )
    assert process.stdout is not None and process.stderr is not None
    said = process.stdout.readline()
    if "open at" not in said:
        process.kill()
        raise AssertionError(said + process.stderr.read())
    try:
        yield Studio(process, said.split()[-1].split("?")[0])
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stdout.close()
        process.stderr.close()


def command(*words: str) -> Any:
    """What a command prints as JSON, run here."""
    said = io.StringIO()
    with redirect_stdout(said):
        guarded([*words, "--json"])
    return json.loads(said.getvalue())


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def frames(line: ClientConnection, seconds: float = 30) -> Iterator[tuple[tuple[int, ...], bytes]]:
    """Messages with frames, each with its header, acknowledged when the next is asked for."""
    while True:
        message = line.recv(timeout=seconds)
        if isinstance(message, bytes):
            head = HEADER.unpack_from(message)
            yield head, message
            line.send(json.dumps({"drawn": head[7]}))
