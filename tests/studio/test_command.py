"""The command: what it says when it cannot, and that no other command pays for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from credopolis.core.errors import BadValue, Misuse
from credopolis.studio.server import ListensAt, hosts_of, listen
from tests.cli.test_commands import modules_after
from tests.studio.serving import free_port


def _without(library: str) -> subprocess.CompletedProcess[str]:
    code = (
        f"import sys\nsys.modules[{library!r}] = None\nfrom credopolis.cli.main import guarded\n"
        "sys.exit(guarded(['studio', '--no-open']))"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("library", ["starlette", "uvicorn", "websockets"])
def test_without_the_extra_it_says_what_to_install(library: str) -> None:
    done = _without(library)
    assert done.returncode == 2
    assert f"needs {library}" in done.stderr
    assert "[studio]" in done.stderr and "install" in done.stderr


def test_help_loads_nothing_of_it() -> None:
    assert modules_after("studio", "--help") & {"starlette", "uvicorn", "websockets", "numpy", "numba"} == set()


def test_other_machines_are_let_in_with_a_token_alone() -> None:
    with pytest.raises(Misuse, match="--token"):
        ListensAt("0.0.0.0")
    with pytest.raises(Misuse, match="16 characters"):
        ListensAt("192.0.2.1", token="short")
    with pytest.raises(BadValue, match="--token"):
        ListensAt(token="a; Domain=elsewhere")
    assert ListensAt("192.0.2.1", token="x" * 16).token


def test_it_answers_to_its_own_names_only() -> None:
    assert hosts_of("127.0.0.1", 8420) == {"127.0.0.1:8420", "localhost:8420", "[::1]:8420"}
    assert "192.0.2.1:9" in hosts_of("192.0.2.1", 9)
    assert hosts_of("0.0.0.0", 9) == hosts_of("::", 9) == frozenset(), (
        "behind a container's port it has names of others"
    )


def test_a_port_that_is_taken_is_said_to_be() -> None:
    port = free_port()
    with listen(ListensAt(port=port)) as taken:
        taken.listen()
        with pytest.raises(Misuse, match=f"port {port}"):
            listen(ListensAt(port=port))
