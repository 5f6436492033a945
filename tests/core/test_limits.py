"""An address space too small for the libraries: refused in words from Python too, before they are loaded."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

import credopolis as cp
from credopolis.core import limits
from credopolis.core.errors import Misuse

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others do not keep to `ulimit -v`")
CALL = """
import credopolis as cp
try:
    {}
except cp_misuse as error:
    print(error)
""".replace("cp_misuse", "__import__('credopolis.core.errors', fromlist=['Misuse']).Misuse")


def called(what: str, mib: int) -> subprocess.CompletedProcess[str]:
    """A call in a process with so much address space."""
    line = f'ulimit -v {mib * 1024}; exec "$@"'
    words = [sys.executable, "-c", CALL.format(what)]
    return subprocess.run(["bash", "-c", line, "bash", *words], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("mib", [120, 460, 1000, 2150])
@pytest.mark.parametrize("name", sorted(set(cp.__all__) - {"__version__", "audit", "desk"}))
def test_every_door_from_python_is_closed(name: str, mib: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def pretended(which: int) -> tuple[int, int]:
        return (mib * 2**20 if which == resource.RLIMIT_AS else resource.RLIM_INFINITY, resource.RLIM_INFINITY)

    monkeypatch.setattr(limits.resource, "getrlimit", pretended)
    with pytest.raises(Misuse, match=f"`ulimit -v` is {mib * 1024:,} KiB.*2,252,800.*Raise it"):
        cp.economy.companies if name == "economy" else getattr(cp, name)


@pytest.mark.parametrize("mib", [60, 120, 450, 1500])
def test_a_run_from_python_is_refused_before_its_libraries_are_loaded(mib: int) -> None:
    done = called("cp.run('popular-account', people=2000, years=0.1)", mib)
    assert done.returncode == 0 and "`ulimit -v` is" in done.stdout, done


@pytest.mark.parametrize("mib, says", [(120, "`ulimit -v` is"), (300, "")])
def test_an_audit_needs_less(mib: int, says: str) -> None:
    done = called("cp.audit('suining-2010')", mib)
    assert done.returncode == 0 and says in done.stdout and bool(done.stdout) == bool(says), done


def test_without_a_limit_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "limit_of", lambda which: None)
    monkeypatch.setattr(limits, "_share_arenas", lambda: pytest.fail("without a limit"))
    limits.check_address_space()
