"""For every test: how Hypothesis runs, and what the kernels say when they run without the compiler."""

from __future__ import annotations

import signal

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "credopolis",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("credopolis")


def _answer_signals() -> None:
    """Let the commands that tests begin answer Ctrl-C and the like, also where a shell in the background, or `nohup`,
    had them ignored: what a process ignores, its children do.
    """
    for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, usual)


def pytest_configure(config: pytest.Config) -> None:
    """Without the compiler NumPy remarks on every overflow of the mixer, which is how a mixer works."""
    _answer_signals()
    config.addinivalue_line("filterwarnings", "ignore:overflow encountered in scalar:RuntimeWarning")
