"""A Dask cluster, local or named by address: opened and closed in one place, with no process left behind."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from credopolis.core.errors import CredopolisError, Misuse
from credopolis.core.extras import need
from credopolis.core.memory import Room, least_room, resident_bytes
from credopolis.engine.addresses import check_address
from credopolis.engine.patience import in_time
from credopolis.engine.versions import check_versions

CONNECT_SECONDS: Final = 15
_SILENT_SECONDS: Final = 5  # more, for who lets one in and then says nothing
_WHAT: Final = "Spreading work over workers (--workers, --cluster)"
_TLS: Final = (
    "Name its files in DASK_DISTRIBUTED__COMM__TLS__CA_FILE, DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and "
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY, or in Dask's configuration files."
)
_SETTINGS: Final = {
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.multiprocessing-method": "spawn",
    "distributed.admin.low-level-log-length": 0,
    # What Dask records of itself for a dashboard, which is not open, takes 6 % of two cores.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.comm.timeouts.connect": "10s",
    # Lost workers are started again by their watchers. Dask gives one up for good that is not there after 15 seconds,
    # which a busy machine needs for that, or that is just then lost once more.
    "distributed.deploy.lost-worker-timeout": "365 days",
}


class Cluster:
    """Workers that take tasks.

    folder : of the workers, if they are processes that this one started; None if they are somebody's cluster. most :
    workers to use.
    """

    def __init__(self, client: Any, folder: Path | None = None, most: int | None = None) -> None:
        self.client, self.folder, self.most = client, folder, most

    @property
    def local(self) -> bool:
        """Whether the workers are processes that this one started."""
        return self.folder is not None

    def threads(self) -> dict[str, int]:
        """Threads of each worker that is alive, by address."""
        return dict(self.client.nthreads())

    def addresses(self) -> list[str]:
        """Workers to spread a population over: all, or as many as were asked for."""
        return sorted(self.threads())[: self.most]

    def everywhere(self, function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
        """Call a short function once on each worker -> its results by address."""
        return dict(self.client.run(function, *arguments))

    def executor(self) -> Executor:
        """For independent tasks; one whose worker is lost is done again on another."""
        executor: Executor = self.client.get_executor(retries=2)
        return executor


@contextmanager
def open_cluster(workers: int | None = None, address: str | None = None) -> Iterator[Cluster]:
    """Workers for the time of a `with` block.

    workers : processes to start on this machine, bound to its loopback address, without a dashboard; with an address,
    the most to use of those there. address : of a scheduler that runs already, which is left running.

    Raises
    ------
    MissingExtra
        If Dask is not installed.
    Misuse
        If the address is none, no scheduler is there, it has no workers, or machines differ in what must be alike.
    """
    if workers is None and address is None:
        raise Misuse("Say how many workers to start (--workers) or where a scheduler runs (--cluster).")
    if address is not None:
        check_address(address)
    distributed = need("distributed", _WHAT, "scale")
    for library in ("cryptography", "zmq"):
        need(library, _WHAT, "scale")
    import dask

    # What the scheduler says of a lost worker is told by the run itself.
    logger, level = logging.getLogger("distributed"), logging.getLogger("distributed").level
    with dask.config.set(_SETTINGS):
        logger.setLevel(logging.CRITICAL)
        try:
            if address is None:
                assert workers is not None
                yield from _local(distributed, workers)
            else:
                yield from _remote(distributed, address, workers)
        finally:
            logger.setLevel(level)


def _local(distributed: Any, workers: int) -> Iterator[Cluster]:
    from credopolis.engine.private import START_SECONDS, private_cluster

    with private_cluster(workers) as (cluster, folder), distributed.Client(cluster, direct_to_workers=True) as client:
        try:
            client.wait_for_workers(workers, timeout=START_SECONDS)
        except TimeoutError:
            raise CredopolisError(f"The {workers} workers did not start within {START_SECONDS} seconds.") from None
        yield Cluster(client, folder=folder)


def _remote(distributed: Any, address: str, most: int | None) -> Iterator[Cluster]:
    security = _security(distributed, address)
    try:
        client = in_time(
            partial(distributed.Client, address, timeout=CONNECT_SECONDS, security=security),
            CONNECT_SECONDS + _SILENT_SECONDS,
        )
    except Exception as error:  # whatever a stranger answers at that port
        raise Misuse(
            f"No scheduler answers at {address} ({_in_words(error)}). Start one with `dask scheduler`, workers with "
            f"`dask worker {address} --nthreads 1 --memory-limit 0`, and give its address."
        ) from None
    with client:
        cluster = Cluster(client, most=most)
        if not cluster.threads():
            raise Misuse(f"The scheduler at {address} has no workers. Start some: dask worker {address}")
        check_versions(client)
        yield cluster


def _in_words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _security(distributed: Any, address: str) -> Any:
    """What Dask's configuration says about TLS.

    Raises
    ------
    Misuse
        If it cannot be used, lacks what a tls:// address needs, or demands encryption for an address without.
    """
    encrypted = address.startswith("tls://")
    try:
        security = distributed.Security()
        usable = security.get_connection_args("client")["ssl_context"] is not None
    except Exception as error:
        raise Misuse(f"Dask's configuration of TLS cannot be used ({_in_words(error)}). {_TLS}") from None
    if encrypted and not usable:
        raise Misuse(f"{address} needs certificates, and Dask's configuration names none. {_TLS}")
    if security.require_encryption and not encrypted:
        raise Misuse(f"Dask's configuration requires encryption, and {address} has none: give a tls:// address.")
    return security


def free_memory() -> tuple[str, int, int]:
    """Of a worker: its machine's name, the bytes that the tightest limit leaves it, and its process id."""
    return socket.gethostname(), least_room().left, os.getpid()


def room_there() -> tuple[str, Room, int]:
    """Of a worker: its machine's name, what the tightest limit leaves it, and the bytes that it holds."""
    return socket.gethostname(), least_room(), resident_bytes()
