"""What a run may use of a machine, and what it has used."""

from __future__ import annotations

import os
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credopolis.engine.cluster import Cluster


def available_threads() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def peak_rss_bytes() -> int:
    """The most memory this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def threads_a_worker(cluster: Cluster, threads: int | None) -> int:
    """Threads of each worker: an equal share of those asked for, or of all that there are, and at least one."""
    n = len(cluster.addresses())
    if threads is None and not cluster.local:
        return min(cluster.threads().values())
    return max(1, (threads or available_threads()) // n)
