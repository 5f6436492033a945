"""Worker processes of this machine that serve only the process that started them.

Scheduler, workers and their watchers (Dask's nannies) listen on the loopback address and speak TLS alone. Its key is
made for this one cluster and stays in the memory of these processes, but for an instant in a folder that nobody else
can open. None serves HTTP. The workers' own folder is closed to others, too, who could else put modules or locks there.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from distributed import Nanny, Scheduler, Security, SpecCluster, Worker

from credopolis.core.errors import CredopolisError, Misuse
from credopolis.engine.patience import in_time

START_SECONDS: Final = 120
_HOST: Final = "127.0.0.1"
_GENTLE_SECONDS: Final = 3.0
_END_SECONDS: Final = 15.0
# Measured with distributed 2026.8: the driver's open files beyond those it had, at most, and a worker's.
_FILES_OF_DRIVER: Final = 40
_FILES_A_WORKER: Final = 24
_FILES_OF_WORKER: Final = 64


class _NoHttp:
    """Of a Dask server: no HTTP server beside it, which would answer anybody."""

    def start_http_server(self, *_: Any, **__: Any) -> None:
        """Start none."""


class PrivateScheduler(_NoHttp, Scheduler):
    """A scheduler without HTTP."""


class PrivateWorker(_NoHttp, Worker):
    """A worker without HTTP."""


class PrivateNanny(_NoHttp, Nanny):
    """Starts and watches a worker without HTTP."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options | {"worker_class": PrivateWorker})


@contextmanager
def private_cluster(workers: int) -> Iterator[tuple[Any, Path]]:
    """So many workers of one thread each, for the time of a `with` block -> Dask's cluster and their folder.

    Raises
    ------
    Misuse
        If the limit of open files is too low for so many, or others could exchange their folder.
    CredopolisError
        If they do not start.
    """
    check_files(workers)
    _check_temporary(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix="credopolis-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        cluster = _started(workers, folder)
        try:
            yield cluster, folder
        finally:
            _close(cluster)


def check_files(workers: int) -> None:
    """Refuse more workers than the limit of open files allows, before any is started; too few would hang.

    Raises
    ------
    Misuse
        If so.
    """
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    needed = max(_FILES_OF_DRIVER + _FILES_A_WORKER * workers + _files_open(), _FILES_OF_WORKER)
    if limit != resource.RLIM_INFINITY and limit < needed:
        raise Misuse(
            f"{workers} workers need about {needed} open files, and this process may open {limit} (ulimit -n). "
            f"Allow more (ulimit -n {needed}), or use threads instead of workers (--threads)."
        )


def _check_temporary(above: Path) -> None:
    """Refuse a folder for temporary files in which somebody else may rename what is ours.

    They could put a folder of theirs in place of the workers', who look there for modules and lines.

    Raises
    ------
    Misuse
        If so.
    """
    about = above.stat()
    open_to_all = about.st_mode & stat.S_IWOTH and not about.st_mode & stat.S_ISVTX
    if open_to_all or about.st_uid not in (os.geteuid(), 0):
        why = "everybody may rename what lies there" if open_to_all else "it belongs to another user"
        raise Misuse(f"{above} is no safe folder for temporary files of workers: {why}. Set TMPDIR to one of your own.")


def _files_open() -> int:
    """Files that this process has open, where the system tells."""
    here = Path("/dev/fd")
    return len(list(here.iterdir())) if here.is_dir() else 0


def _started(workers: int, folder: Path) -> Any:
    """Start a cluster, or say why it does not."""
    before = set(multiprocessing.active_children())
    try:
        return in_time(lambda: SpecCluster(**_specification(workers, folder)), START_SECONDS + _END_SECONDS)
    except BaseException as error:
        for child in set(multiprocessing.active_children()) - before:
            child.kill()
        if isinstance(error, TimeoutError):
            raise CredopolisError(f"The {workers} workers did not start within {START_SECONDS} seconds.") from None
        if isinstance(error, Exception):
            raise CredopolisError(f"The {workers} workers did not start: {_reason(error)}.") from None
        raise


def _close(cluster: Any) -> None:
    """Close a cluster; a worker that does not end by itself, or is still being started, is killed."""
    closing = threading.Thread(target=_close_quietly, args=(cluster,), daemon=True)
    closing.start()
    closing.join(_GENTLE_SECONDS)
    until = time.monotonic() + _END_SECONDS
    while closing.is_alive() and time.monotonic() < until:
        for nanny in list(cluster.workers.values()):
            if nanny.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(nanny.pid, signal.SIGKILL)
        closing.join(0.5)


def _close_quietly(cluster: Any) -> None:
    with suppress(Exception):  # whatever it says, nobody is left to do anything about it
        cluster.close()


def _reason(error: BaseException) -> str:
    """The first cause of an error in words."""
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return f"{type(error).__name__}: {error}".rstrip(".: ")


def _specification(workers: int, folder: Path) -> dict[str, Any]:
    security = Security.temporary()
    common = {"host": _HOST, "protocol": "tls://", "security": security}
    worker = {
        "cls": PrivateNanny,
        "options": common
        | {
            "nthreads": 1, "memory_limit": 0, "death_timeout": START_SECONDS, "local_directory": str(folder),
            "dashboard": False, "silence_logs": logging.CRITICAL, "preload": ["credopolis.engine.share"],
        },
    }  # fmt: skip
    return {
        "scheduler": {"cls": PrivateScheduler, "options": common | {"dashboard": False, "port": 0}},
        "workers": dict.fromkeys(range(workers), worker),
        "worker": worker,
        "security": security,
        "silence_logs": logging.CRITICAL,
    }
