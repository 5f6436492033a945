"""Workers of this machine against another user of it, who tries what Dask offers to anybody who reaches a port."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import LocalCluster

from credopolis.engine.cluster import free_memory, open_cluster
from credopolis.engine.line import Door, new_keys

pytestmark = pytest.mark.slow
NOBODY = 65534

# Everything is imported before the user changes, who may not be able to read the libraries.
STRANGER = """\
import asyncio, json, os, signal, socket, ssl, sys
import distributed, distributed.comm.tcp, distributed.comm.ws
from distributed import Client, Security, rpc
from distributed.protocol.pickle import dumps

ports, paths, user = json.loads(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3])
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
got = []

def too_long(*_):
    raise TimeoutError

signal.signal(signal.SIGALRM, too_long)

def securities():
    yield "tcp", Security()
    yield "tls", Security.temporary()

async def ask(address, security):
    arguments = security.get_connection_args("client")
    async with rpc(address, connection_args=arguments, timeout=3) as there:
        return await asyncio.wait_for(there.run(function=dumps(os.getuid)), 3)

for port in ports:
    for scheme, security in securities():
        address = f"{scheme}://127.0.0.1:{port}"
        try:
            signal.alarm(10)
            client = Client(address, security=security, timeout=3)
            got.append(f"scheduler {client.run_on_scheduler(os.getuid)}")
        except Exception:
            pass
        try:
            signal.alarm(10)
            answer = asyncio.run(ask(address, security))
            if answer.get("status") == "OK":
                got.append("run")
        except Exception:
            pass
        signal.alarm(0)
    for wrap in (False, True):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as end:
                if wrap:
                    context = ssl._create_unverified_context()
                    end = context.wrap_socket(end)
                end.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
                if end.recv(100).startswith(b"HTTP"):
                    got.append("http")
        except OSError:
            pass
for path in paths:
    try:
        os.listdir(path)
        got.append("folder")
    except OSError:
        pass
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.connect(path + "/line")
            got.append("line")
    except OSError:
        pass
print(json.dumps(got), flush=True)
os._exit(0)
"""


def tried(ports: Iterable[int], folders: Iterable[Path] = ()) -> list[str]:
    """What another user gets of these ports and folders; without the right to change the user, what anybody gets."""
    words = [json.dumps(sorted(ports)), json.dumps([str(folder) for folder in folders]), str(NOBODY)]
    done = subprocess.run(
        [sys.executable, "-c", STRANGER, *words], capture_output=True, text=True, timeout=300, check=True
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def ports_of(pids: Iterable[int]) -> set[int]:
    """Ports at which processes listen."""
    heard: list[Any] = [c for pid in pids for c in psutil.Process(pid).net_connections("inet") if c.status == "LISTEN"]
    return {c.laddr.port for c in heard}


def test_the_trial_gets_everything_of_a_cluster_that_asks_for_nothing() -> None:
    before = ports_of([os.getpid()])
    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as open_one:
        pids = [nanny.pid for nanny in open_one.workers.values()]
        got = tried(ports_of([os.getpid(), *pids]) - before)
    assert f"scheduler {os.getuid()}" in got
    assert got.count("run") == 2  # worker and nanny
    assert "http" in got


def test_another_user_gets_nothing_of_ours() -> None:
    before = ports_of([os.getpid()])
    with open_cluster(workers=1) as cluster:
        assert cluster.folder is not None
        door = Door(f"ipc://{cluster.folder}/line", new_keys()[0], 100)
        assert (cluster.folder / "line").exists()
        ports = ports_of([os.getpid(), *(pid for _, _, pid in cluster.everywhere(free_memory).values())]) - before
        assert len(ports) == 3
        # As the owner one may look into the folder, which is no fault: then only the ports are tried.
        got = tried(ports, [cluster.folder] if os.getuid() == 0 else [])
        assert len(cluster.everywhere(free_memory)) == 1  # and it goes on
        door.close()
    assert got == []
