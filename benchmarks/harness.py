"""What the benchmarks share: running one measurement in a process of its own, and summing up repeats."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class MeasurementError(Exception):
    """A measurement that could not be taken; the message says why."""


@dataclass(frozen=True)
class Spread:
    """Smallest, middle and largest of several repeats."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Sum up at least one value."""
        ordered = sorted(values)
        return cls(ordered[0], statistics.median(ordered), ordered[-1])

    def text(self, scale: float = 1.0) -> str:
        """Write ``min / median / max`` with three significant digits, divided by a scale."""
        return " / ".join(digits(value / scale) for value in (self.least, self.median, self.most))


def digits(value: float) -> str:
    """Three significant digits, without exponents from 0.001 to a billion."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def measure(
    command: Sequence[str | Path], timeout_s: float, extra_env: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run a command and return the JSON object that it prints, alone or on its last line.

    Raises
    ------
    MeasurementError
        If it fails, prints no such line, or takes longer than ``timeout_s``.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            env=os.environ | dict(extra_env or {}),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise MeasurementError(f"took longer than {timeout_s:.0f} s") from None
    except OSError as error:
        raise MeasurementError(f"could not be started: {error}") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise MeasurementError(f"ended with code {done.returncode}: {last[:300]}")
    text = done.stdout.strip()
    for candidate in (text, text.rpartition("\n")[2]):
        try:
            found = json.loads(candidate)
        except json.JSONDecodeError:
            continue
        if isinstance(found, dict):
            return found
    raise MeasurementError("printed no JSON object")


def machine() -> str:
    """Processor, cores and Python of this machine, in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    load = f", load {os.getloadavg()[0]:.2f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}{load}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a Markdown table whose columns line up in a terminal; the first column is text, the others numbers."""
    cells = [list(header), *[list(row) for row in rows]]
    widths = [max(len(row[k]) for row in cells) for k in range(len(header))]

    def line(row: Sequence[str]) -> str:
        return (
            "| "
            + " | ".join(c.rjust(w) if k else c.ljust(w) for k, (c, w) in enumerate(zip(row, widths, strict=True)))
            + " |"
        )

    rule = "|" + "|".join("-" * (w + 1) + ":" if k else ":" + "-" * (w + 1) for k, w in enumerate(widths)) + "|"
    return "\n".join([line(cells[0]), rule, *[line(row) for row in cells[1:]]])
