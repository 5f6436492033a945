"""For every test: how Hypothesis runs, and what the kernels say when they run without the compiler."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# Hypothesis mixes into its draws every literal of every module of ours that happens to be imported. Which ones are
# differs between one file's tests, a worker's and the whole suite's, and with it the examples, `derandomize` or not:
# a failure seen in one of them would not come again in another. There is no setting for it.
providers._get_local_constants = lambda: providers._local_constants

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


@pytest.fixture(scope="module", autouse=True)
def _no_more_than_one_file_needs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forget what a file's tests keep in `functools.cache`: whole societies, which would stay to the end of a suite.

    A file whose tests share a run for each of 42 switches held 3.5 GB for as long as its worker lived.
    """
    yield
    kept = [
        found
        for found in vars(request.module).values()
        if getattr(found, "__module__", "") == request.module.__name__ and hasattr(found, "cache_clear")
    ]
    held = sum(found.cache_info().currsize for found in kept)
    for found in kept:
        found.cache_clear()
    if held:
        gc.collect()  # a run and its world refer to each other
