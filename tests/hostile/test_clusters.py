"""Runs over workers that are killed with their driver or have few files; clusters that speak TLS, or something else."""

from __future__ import annotations

import json
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dask
import psutil
import pytest
from distributed import LocalCluster, Security

from credopolis.cli.main import guarded
from credopolis.engine.switchboard import Switchboard

pytestmark = pytest.mark.slow
SMALL = ["run", "popular-account", "--people", "2000", "--years", "0.1", "--json"]
RUN = [sys.executable, "-m", "credopolis.cli.main"]


def children_of(process: subprocess.Popen[str], least: int) -> list[psutil.Process]:
    """Its descendants, once there are so many."""
    while True:
        assert process.poll() is None
        children = psutil.Process(process.pid).children(recursive=True)
        if len(children) >= least:
            return children
        time.sleep(0.05)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["start", "ticks"])
def test_no_process_outlives_a_driver_that_is_killed(tmp_path: Path, sent: signal.Signals, moment: str) -> None:
    folder = tmp_path / "a"
    command = [*RUN, "run", "popular-account", "--people", "5000", "--years", "60", "--tick", "1"]
    command += ["--interval", "tick", "--workers", "2", "--out", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, text=True)
    try:
        children = children_of(process, 2)
        while moment == "ticks" and not list(folder.glob("tables/grades/*.parquet")):
            children = children_of(process, 2)
            time.sleep(0.2)
        process.send_signal(sent)
        process.wait(timeout=60)
    finally:
        process.kill()
    assert psutil.wait_procs(children, timeout=30)[1] == []


@pytest.mark.parametrize("limit", [16, 24, 32, 40, 64, 128])
def test_few_open_files_end_in_words_or_in_results(tmp_path: Path, limit: int) -> None:
    done = subprocess.run(
        [*RUN, *SMALL, "--workers", "2", "--out", str(tmp_path / "a")], capture_output=True, text=True, timeout=550,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)),
    )  # fmt: skip
    assert done.returncode == (0 if limit == 128 else 2), done.stderr
    assert limit == 128 or "open files" in done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def tls_cluster(folder: Path) -> Iterator[str]:
    """A cluster of one worker that speaks TLS, whose files Dask's configuration names -> the scheduler's address."""
    made = Security.temporary()
    key, cert = folder / "key.pem", folder / "cert.pem"
    key.write_text(made.tls_client_key)
    cert.write_text(made.tls_client_cert)
    named: dict[str, Any] = {"distributed.comm.tls.ca-file": str(cert)}
    for role in ("client", "scheduler", "worker"):
        named |= {f"distributed.comm.tls.{role}.key": str(key), f"distributed.comm.tls.{role}.cert": str(cert)}
    with dask.config.set(named):
        with LocalCluster(
            n_workers=1, threads_per_worker=1, host="127.0.0.1", protocol="tls://", dashboard_address=None,
            memory_limit=0,
        ) as cluster:  # fmt: skip
            yield cluster.scheduler_address


def test_a_cluster_with_tls_gives_the_same_bits_over_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[int] = []
    ask = Switchboard.ask

    def noted(self: Switchboard, message: bytes, read: Callable[..., Any]) -> dict[int, Any]:
        found = ask(self, message, read)
        lines.append(len(found))
        return found

    assert guarded([*SMALL, "--out", str(tmp_path / "here")]) == 0
    here = json.loads(capsys.readouterr().out)
    with tls_cluster(tmp_path) as address:
        assert address.startswith("tls://")
        with dask.config.set({"distributed.comm.tls.client.key": None, "distributed.comm.tls.client.cert": None}):
            assert guarded([*SMALL[:-1], "--cluster", address]) == 2
            assert "names none" in capsys.readouterr().err
        monkeypatch.setattr("credopolis.engine.cluster.CONNECT_SECONDS", 2)
        assert guarded([*SMALL[:-1], "--cluster", address.replace("tls", "tcp")]) == 2
        assert "No scheduler answers" in capsys.readouterr().err
        monkeypatch.undo()
        monkeypatch.setattr(Switchboard, "ask", noted)
        assert guarded([*SMALL, "--cluster", address, "--out", str(tmp_path / "there")]) == 0
    there = json.loads(capsys.readouterr().out)
    assert there["fingerprint"] == here["fingerprint"]
    assert set(lines) == {1}


def test_encryption_that_is_required_and_files_that_are_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with dask.config.set({"distributed.comm.require-encryption": True}):
        assert guarded([*SMALL[:-1], "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "requires encryption" in capsys.readouterr().err
    missing = str(tmp_path / "none.pem")
    named = {f"distributed.comm.tls.{name}": missing for name in ("ca-file", "client.key", "client.cert")}
    with dask.config.set(named):
        assert guarded([*SMALL[:-1], "--cluster", "tls://127.0.0.1:1"]) == 2
    assert "cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize("says", [b"", b"HTTP/1.0 200 OK\r\n\r\n", bytes(range(256)) * 16, b"\xff" * 64, None])
def test_something_else_answers_at_the_address(
    says: bytes | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It hangs up, speaks HTTP, sends noise, announces endless messages, or stays silent."""
    monkeypatch.setattr("credopolis.engine.cluster.CONNECT_SECONDS", 2)
    held: list[socket.socket] = []

    def answers() -> None:
        while True:
            try:
                end = door.accept()[0]
            except OSError:
                return
            held.append(end)
            if says is not None:
                end.sendall(says)
                end.close()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=answers, daemon=True).start()
        address = f"tcp://127.0.0.1:{door.getsockname()[1]}"
        assert guarded([*SMALL[:-1], "--cluster", address]) == 2
        door.shutdown(socket.SHUT_RDWR)
    assert f"No scheduler answers at {address}" in capsys.readouterr().err
    for end in held:
        end.close()
