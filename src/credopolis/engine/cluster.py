"""A Dask cluster, local or named by address: opened and closed in one place, with no process left behind."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psutil

from credopolis.core.errors import BadValue, CredopolisError, Misuse
from credopolis.core.extras import need

CONNECT_SECONDS: Final = 15
_WHAT: Final = "Spreading work over workers (--workers, --cluster)"
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
        If there is no scheduler at the address, it has no workers, or they run another version of this package.
    """
    if workers is None and address is None:
        raise Misuse("Say how many workers to start (--workers) or where a scheduler runs (--cluster).")
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
    if "://" not in address:
        raise BadValue("the address of the cluster", address, "a scheduler's address such as tcp://10.0.0.1:8786")
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise Misuse(
            f"No scheduler answers at {address} ({error}). Start one with `dask scheduler`, workers with "
            f"`dask worker {address} --nthreads 1 --memory-limit 0`, and give its address."
        ) from None
    with client:
        cluster = Cluster(client, most=most)
        if not cluster.threads():
            raise Misuse(f"The scheduler at {address} has no workers. Start some: dask worker {address}")
        _check_versions(cluster)
        yield cluster


def _check_versions(cluster: Cluster) -> None:
    mine = _kernels()
    try:
        theirs = cluster.everywhere(_kernels)
    except Exception as error:
        raise Misuse(f"The workers cannot use credopolis ({error}). Install this version of it on each.") from None
    others = sorted(address for address, kernels in theirs.items() if kernels != mine)
    if others:
        raise Misuse(f"Other versions of credopolis or of Numba run on {', '.join(others)}. Install this one there.")


def _kernels() -> str:
    """The name of the kernels' cache, which is a hash of their sources and the compiler's version."""
    from credopolis.core.jit import cache_folder

    return Path(cache_folder()).name


def free_memory() -> tuple[str, int, int]:
    """Of a worker: its machine's name, the bytes free there, and its process id."""
    return socket.gethostname(), int(psutil.virtual_memory().available), os.getpid()
