"""Workers of this machine: who can reach them, what they listen to, where their key is, and how they start and end."""

from __future__ import annotations

import os
import resource
import signal
import socket
import ssl
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import SpecCluster

from credopolis.core.errors import CredopolisError, Misuse
from credopolis.engine import private
from credopolis.engine.cluster import Cluster, free_memory, open_cluster
from credopolis.engine.private import check_files, private_cluster

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def one() -> Iterator[Cluster]:
    """One local worker."""
    with open_cluster(workers=1) as cluster:
        yield cluster


def processes(cluster: Cluster) -> list[psutil.Process]:
    """The driver and its workers."""
    workers = [pid for _, _, pid in cluster.everywhere(free_memory).values()]
    return [psutil.Process(pid) for pid in (os.getpid(), *workers)]


def listening(cluster: Cluster) -> dict[int, str]:
    """Ports at which driver and workers listen, and the address of each."""
    found = [c.laddr for p in processes(cluster) for c in p.net_connections("inet") if c.status == "LISTEN"]
    return {address.port: address.ip for address in found}


def answered(port: int, encrypted: bool) -> bytes:
    """What a port says to a browser."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as plain:
        try:
            end = plain
            if encrypted:
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                end = context.wrap_socket(plain)
            end.sendall(b"GET /health HTTP/1.0\r\n\r\n")
            return end.recv(1000)
        except OSError:
            return b""


def test_only_three_servers_listen_on_loopback_and_none_speaks_http(one: Cluster) -> None:
    ports = listening(one)
    assert set(ports.values()) == {"127.0.0.1"}
    assert len(ports) == 3  # a scheduler, a nanny, a worker
    assert all(address.startswith("tls://") for address in (*one.addresses(), one.client.scheduler.address))
    for port in ports:
        assert b"HTTP" not in answered(port, encrypted=False)
        assert b"HTTP" not in answered(port, encrypted=True)


def test_the_key_is_in_no_command_line_environment_or_file(one: Cluster) -> None:
    key = one.client.security.tls_worker_key
    line = key.splitlines()[1].encode()
    assert len(line) == 64
    children = psutil.Process().children(recursive=True)
    assert children
    for process in (psutil.Process(), *children):
        for place in ("cmdline", "environ"):
            told = Path(f"/proc/{process.pid}/{place}")
            if told.exists():
                assert line not in told.read_bytes()
    assert one.folder is not None
    for path in one.folder.rglob("*"):
        assert not path.is_file() or line not in path.read_bytes()


def where_it_works(dask_worker: Any) -> str:
    """The working folder of a worker; Dask hands itself over by this name."""
    return str(dask_worker.local_directory)


def test_workers_have_a_folder_that_is_closed_to_others(one: Cluster) -> None:
    assert one.folder is not None
    about = one.folder.stat()
    assert (stat.S_IMODE(about.st_mode), about.st_uid) == (0o700, os.getuid())
    for place in one.client.run(where_it_works).values():
        assert one.folder in Path(place).parents


def test_it_is_gone_afterwards_even_if_a_worker_was_just_killed() -> None:
    before = {child.pid for child in psutil.Process().children()}
    with open_cluster(workers=1) as cluster:
        everyone = processes(cluster)[1:]
        everyone[0].send_signal(signal.SIGKILL)  # another is being started when the block ends
        psutil.wait_procs(everyone, timeout=10)
        time.sleep(0.3)
        began = time.monotonic()
    assert time.monotonic() - began < private._GENTLE_SECONDS + private._END_SECONDS
    assert cluster.folder is not None
    assert not cluster.folder.exists()
    left = [child for child in psutil.Process().children() if child.pid not in before]
    assert not [child for child in left if "spawn_main" in " ".join(child.cmdline())]


def test_too_few_open_files_are_refused_before_anything_starts() -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        for limit in (16, 24, 32, 40, 64):
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(limit, private._files_open() + 1), limits[1]))
            with pytest.raises(Misuse, match=r"2 workers need about \d+ open files, .* \(ulimit -n \d+\)"):
                check_files(2)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    check_files(2)


def dies(*_: Any, **__: Any) -> None:
    raise OSError("no such processor")


def never(*_: Any, **__: Any) -> None:
    threading.Event().wait(30)


@pytest.mark.parametrize("mode, refused", [(0o700, False), (0o755, False), (0o1777, False), (0o777, True)])
def test_a_folder_in_which_others_may_rename_is_refused(
    mode: int, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody could put a folder with modules in place of the workers'."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(private, "_started", lambda workers, folder: pytest.fail("started"))
    tmp_path.chmod(mode)
    with pytest.raises(Misuse if refused else pytest.fail.Exception, match="TMPDIR" if refused else "started"):
        with private_cluster(1):
            pass
    tmp_path.chmod(0o700)
    if os.geteuid() == 0 and not refused:
        os.chown(tmp_path, 4242, 4242)
        with pytest.raises(Misuse, match="belongs to another user.*TMPDIR"):
            with private_cluster(1):
                pass
        os.chown(tmp_path, 0, 0)


def test_a_cluster_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "SpecCluster", dies)
    with pytest.raises(CredopolisError, match="The 3 workers did not start: OSError: no such processor."):
        with open_cluster(workers=3):
            pass


def test_a_start_that_never_returns_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "SpecCluster", never)
    monkeypatch.setattr(private, "START_SECONDS", 0.2)
    monkeypatch.setattr(private, "_END_SECONDS", 0.1)
    with pytest.raises(CredopolisError, match="The 1 workers did not start within 0.2 seconds."):
        with open_cluster(workers=1):
            pass


def test_a_worker_that_dies_at_its_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "dies_at_once.py").write_text("raise RuntimeError('no room at the inn')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    begin = SpecCluster.__init__

    def hindered(self: Any, **options: Any) -> None:
        options["workers"][0]["options"]["preload"] = ["dies_at_once"]
        begin(self, **options)

    monkeypatch.setattr(SpecCluster, "__init__", hindered)
    with pytest.raises(CredopolisError, match="The 1 workers did not start: .*no room at the inn"):
        with open_cluster(workers=1):
            pass
    assert "dies_at_once" not in sys.modules
