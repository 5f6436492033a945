"""For every test: how Hypothesis runs, and what the kernels say when they run without the compiler."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "credopolis",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("credopolis")


def pytest_configure(config: pytest.Config) -> None:
    """Without the compiler NumPy remarks on every overflow of the mixer, which is how a mixer works."""
    config.addinivalue_line("filterwarnings", "ignore:overflow encountered in scalar:RuntimeWarning")
