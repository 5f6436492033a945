"""Cheap models that other processes can import, with known indices and posteriors."""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


def ishigami(values: Mapping[str, Any], seed: int) -> dict[str, float]:
    """sin a + 7 sin^2 b + 0.1 c^4 sin a (Ishigami and Homma 1990)."""
    a, b, c = (float(values[name]) for name in "abc")
    return {"y": math.sin(a) + 7 * math.sin(b) ** 2 + 0.1 * c**4 * math.sin(a)}


def ishigami_indices() -> dict[str, dict[str, float]]:
    """First-order and total indices in closed form."""
    a, b = 7.0, 0.1
    v1 = 0.5 * (1 + b * math.pi**4 / 5) ** 2
    v2, v13 = a**2 / 8, b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    v = v1 + v2 + v13
    return {
        "first order": {"a": v1 / v, "b": v2 / v, "c": 0.0},
        "total": {"a": (v1 + v13) / v, "b": v2 / v, "c": v13 / v},
    }


def slow_noise(values: Mapping[str, Any], seed: int) -> dict[str, float]:
    """A twentieth of a second, and a number of its own for every factor and seed."""
    time.sleep(0.05)
    return {"y": float(values["x"]) + float(np.random.default_rng(seed).standard_normal())}


def three_means(values: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Three parameters seen with noise, one of them only in a sum with another."""
    noise = np.random.default_rng(seed).standard_normal(3)
    p, q, r = (float(values[name]) for name in "pqr")
    return {"p": p + 0.3 * noise[0], "pq": p + q + 0.3 * noise[1], "r": r + 0.5 * noise[2]}


def line(values: Mapping[str, Any], seed: int) -> dict[str, float]:
    """A mean and its double, each with noise of its own."""
    noise = np.random.default_rng(seed).standard_normal(2)
    m = float(values["m"])
    return {"y": m + 0.5 * noise[0], "z": 2 * m + noise[1]}


def dies_once(values: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Its value, unless nobody has died yet: then this process is killed."""
    mark = Path(os.environ["CHEAP_MARK"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"y": float(values["x"])}


def one_over(values: Mapping[str, Any], seed: int) -> dict[str, float]:
    """The inverse, which 0 has not."""
    return {"y": 1.0 / float(values["x"])}


def line_of_x(values: Mapping[str, Any], seed: int) -> dict[str, float]:
    """A number of its own for every value and seed."""
    return {"y": 3.0 * float(values["x"]) + seed}
