"""Memory as it is: what runs were said to need against what they took, and real limits that they meet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.test_needs import heavy_rulebook

pytestmark = pytest.mark.slow
GIB = 2**30

MEASURE = """
import json, sys
from credopolis.analysis.open import execute
from credopolis.core.memory import peak_bytes
from credopolis.engine.needs import need_of
from credopolis.library.catalogue import load_scenario
regime, people, years, off, out = sys.argv[1:]
s = load_scenario(people=int(people), years=float(years), regime=regime, off=tuple(filter(None, off.split(","))))
said = need_of(s).total
execute(s, out=out, threads=2, checkpoint_every=1.0)
print(json.dumps([said, peak_bytes()]))
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Kernels in the cache: the compiler has a share of its own in what is said."""
    folder = tmp_path_factory.mktemp("warm")
    measured("popular-account", 2_000, 0.1, folder / "run")


def measured(regime: str, people: int, years: float, out: Path, off: str = "") -> tuple[int, int]:
    """What was said, and the peak."""
    arguments = (regime, people, years, off, out)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *map(str, arguments)], capture_output=True, text=True, check=True, timeout=900
    )
    said, peak = json.loads(done.stdout.splitlines()[-1])
    return said, peak


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("people", [20_000, 200_000])
@pytest.mark.parametrize(
    "regime", ["popular-account", "suining-2010", "rongcheng-2013", "judgment-defaulters", "us-bank-score", "dangan"]
)
def test_a_shipped_regime_takes_what_was_said(regime: str, people: int, tmp_path: Path) -> None:
    said, peak = measured(regime, people, 3, tmp_path / "run")
    assert 0.8 < said / peak < 1.5, (said, peak)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("people", [5_000, 20_000])
def test_a_heavy_rulebook_takes_what_was_said(people: int, tmp_path: Path) -> None:
    book = heavy_rulebook(tmp_path / "heavy.yaml")
    said, peak = measured(str(book), people, 2.5, tmp_path / "run", "office")
    assert 0.8 < said / peak < 1.5, (said, peak)


def command(*arguments: object, before: str = "") -> subprocess.CompletedProcess[str]:
    """The command under limits of a shell."""
    line = f'{before} exec "$@"'
    words = [sys.executable, "-m", "credopolis.cli.main", *map(str, arguments)]
    return subprocess.run(
        ["bash", "-c", line, "bash", *words], capture_output=True, text=True, check=False, timeout=900
    )


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("mib", [300, 450, 600, 800, 1000, 1500, 2000, 2300, 2600, 4000])
def test_an_address_space_that_is_too_small_is_told(mib: int, tmp_path: Path) -> None:
    done = command("run", "--people", "20k", "--years", 0.5, "--out", tmp_path / "r", before=f"ulimit -v {mib * 1024};")
    assert "Traceback" not in done.stderr and "should not" not in done.stderr, done.stderr
    assert done.returncode == (0 if mib == 4000 else 2) or mib in (2300, 2600)
    assert done.returncode == 0 or "ulimit -v" in done.stderr, done.stderr


def test_a_heavy_run_is_refused_under_a_real_limit(tmp_path: Path) -> None:
    book = heavy_rulebook(tmp_path / "heavy.yaml")
    done = command(
        "run", "--people", "200k", "--years", 3, "--regime", book, "--off", "office", "--out", tmp_path / "r",
        before=f"ulimit -v {4 * 2**20};",
    )  # fmt: skip
    assert done.returncode == 2 and "ulimit -v" in done.stderr and "lives fit" in done.stderr, done.stderr
    assert not (tmp_path / "r").exists()


@pytest.fixture
def small_group(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A real memory control group of so many bytes (1 GiB), for root where it can be written."""
    folder = Path("/sys/fs/cgroup/memory" if Path("/sys/fs/cgroup/memory").is_dir() else "/sys/fs/cgroup")
    mine = folder / f"credopolis-hostile-{os.getpid()}"
    limit = "memory.limit_in_bytes" if (folder / "memory.limit_in_bytes").exists() else "memory.max"
    try:
        mine.mkdir()
        (mine / limit).write_text(str(getattr(request, "param", GIB)))
    except OSError:
        if mine.is_dir():
            mine.rmdir()
        pytest.skip("needs root and a memory control group that can be written")
    yield mine
    mine.rmdir()


def test_a_heavy_run_is_refused_in_a_real_control_group(small_group: Path, tmp_path: Path) -> None:
    book = heavy_rulebook(tmp_path / "heavy.yaml")
    done = command(
        "run", "--people", "200k", "--years", 3, "--regime", book, "--off", "office", "--out", tmp_path / "r",
        before=f"echo $$ > {small_group}/cgroup.procs;",
    )  # fmt: skip
    assert done.returncode == 2 and str(small_group) in done.stderr, done.stderr


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("small_group", [450 * 2**20], indirect=True)  # it takes 560 MiB after joining
def test_a_calendar_that_outgrows_its_group_stops_and_goes_on(small_group: Path, tmp_path: Path) -> None:
    """The check before the run is kept from refusing, as if the estimate had been too low."""
    book = heavy_rulebook(tmp_path / "heavy.yaml", acts=10)
    arguments: list[Any] = [str(book), str(tmp_path / "r"), str(small_group / "cgroup.procs")]
    program = (
        "import os, sys\nfrom credopolis.core.errors import MemoryRanOut\n"
        "from credopolis.analysis.open import execute\nimport credopolis.engine.build as b\n"
        "from credopolis.library.catalogue import load_scenario\n"
        "b.check_memory = lambda *a, **k: None\nopen(sys.argv[3], 'w').write(str(os.getpid()))\n"
        "s = load_scenario(people=60000, years=2.5, regime=sys.argv[1], off=('office',))\n"
        "try:\n    execute(s, out=sys.argv[2], threads=2, checkpoint_every=1.0)\n"
        "except MemoryRanOut as e:\n    print(e)\n    sys.exit(7)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 7, done.stdout + done.stderr
    assert "credopolis resume" in done.stdout and str(small_group) in done.stdout
    manifest = json.loads((tmp_path / "r/manifest.json").read_text())
    assert manifest["status"] == "failed" and "calendar" in manifest["error"]
    assert list((tmp_path / "r/checkpoints").iterdir())
    run = f"run --people 60k --years 2.5 --off office --json --regime {book} --out {tmp_path / 'w'}"
    resumed, whole = command("resume", tmp_path / "r", "--json"), command(*run.split())
    assert json.loads(resumed.stdout)["fingerprint"] == json.loads(whole.stdout)["fingerprint"]
