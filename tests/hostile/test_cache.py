"""The kernels' cache under hostile surroundings: no folder, read-only or full disks, damage, kills, many at once.

What needs a read-only or a full disk mounts one in a name space of its own, which ends with the program in it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

import credopolis
from credopolis.core import jit
from credopolis.core.kept import MARK, SUFFIX

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

PACKAGE: Final = Path(credopolis.__file__).parent
SMALL: Final = """
from credopolis.core.jit import hot_kernel
from credopolis.core.maths import exp

@hot_kernel
def grow(x):
    return exp(x) * 3.0

if __name__ == "__main__":
    import small
    print(round(small.grow(1.0), 6), sum(getattr(small.grow, "_cache_hits", {}).values()), flush=True)
"""
GROWN: Final = "8.154845"
_SURROUNDINGS: Final = ("CREDOPOLIS_CACHE_DIR", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "TMPDIR", "NUMBA_DISABLE_JIT")


def _can_mount() -> bool:
    """Whether this user may mount in a name space of its own: root, in most containers too."""
    program = ["unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt"]
    try:
        return subprocess.run(program, capture_output=True).returncode == 0
    except OSError:
        return False


needs_mounts = pytest.mark.skipif(not _can_mount(), reason="only root may mount disks, and not in every container")


def go(
    arguments: list[str], surroundings: dict[str, str], before: str = "", home: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run Python in given surroundings. before : what a shell does first, in a name space of its own."""
    hidden = {*_SURROUNDINGS, "PYTHONPATH"} | (set() if home else {"HOME"})
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    program = [sys.executable, *arguments]
    if before:
        program = ["unshare", "-m", "sh", "-ec", f'{before}\nexec "$@"', "sh", *program]
    return subprocess.run(program, env=environment | surroundings, capture_output=True, text=True, timeout=900)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "small.py").write_text(SMALL)
    return tmp_path / "small.py"


@pytest.fixture
def nowhere(tmp_path: Path) -> str:
    """A folder that nobody can make, root included."""
    (tmp_path / "file").write_text("")
    return str(tmp_path / "file" / "cache")


READ_ONLY: Final = """
for path in / /tmp /var/tmp /dev/shm "$HERE"; do
    test ! -d "$path" || { mount --bind "$path" "$path" && mount -o remount,ro,bind "$path"; }
done
! touch "$HERE/x" 2> /dev/null
"""
# As above, but the test's own folder can be written.
NO_OTHER_TEMPORARY: Final = READ_ONLY.replace("! touch", 'mount -o remount,rw,bind "$HERE"\ntouch')
# Another user who may read everything, as if Python were installed for all.
NOBODY: Final = """
set -- setpriv --reuid 4242 --regid 4242 --clear-groups --inh-caps +dac_read_search \\
    --ambient-caps +dac_read_search "$@"
"""


def _can_be_nobody() -> bool:
    script = f'{NOBODY}exec "$@"'
    return _can_mount() and subprocess.run(["sh", "-ec", script, "sh", "true"], capture_output=True).returncode == 0


def kernels(root: Path) -> list[Path]:
    return sorted(root.rglob(f"*{SUFFIX}"))


@pytest.mark.parametrize("name", ["CREDOPOLIS_CACHE_DIR", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"])
def test_surroundings_name_the_folder(small: Path, tmp_path: Path, name: str) -> None:
    if name == "XDG_CACHE_HOME" and sys.platform != "linux":
        pytest.skip("XDG_CACHE_HOME is Linux's")
    for hits in (0, 1):
        assert go([str(small)], {name: str(tmp_path / "cache")}).stdout == f"{GROWN} {hits}\n"
    (kept,) = kernels(tmp_path / "cache")
    assert kept.parent.name.startswith("kernels-")


def test_without_the_compiler_nothing_is_kept(small: Path, tmp_path: Path) -> None:
    done = go([str(small)], {"NUMBA_DISABLE_JIT": "1", "CREDOPOLIS_CACHE_DIR": str(tmp_path / "cache")})
    assert done.stdout == f"{GROWN} 0\n" and done.stderr == "" and not (tmp_path / "cache").exists()


def test_four_processes_at_once_on_an_empty_cache(small: Path, tmp_path: Path) -> None:
    surroundings = {"CREDOPOLIS_CACHE_DIR": str(tmp_path / "cache")}
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: go([str(small)], surroundings), range(4)))
    assert all(d.stdout.startswith(GROWN) and d.stderr == "" for d in done)
    (kept,) = kernels(tmp_path / "cache")
    assert sorted(os.listdir(kept.parent)) == sorted([MARK, kept.name])
    assert go([str(small)], surroundings).stdout == f"{GROWN} 1\n"


def test_killed_at_any_moment(small: Path, tmp_path: Path) -> None:
    """Killed after parts of the time that it takes, most around the moment when the file is written."""
    surroundings = {"CREDOPOLIS_CACHE_DIR": str(tmp_path / "cache")}
    began = time.monotonic()
    go([str(small)], surroundings)
    took = time.monotonic() - began
    for part in (0.5, 0.8, 0.9, 0.95, 1.0):
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        process = subprocess.Popen(
            [sys.executable, str(small)], env=os.environ | surroundings, stdout=subprocess.DEVNULL
        )
        time.sleep(took * part)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert go([str(small)], surroundings).stdout.startswith(GROWN)
        assert go([str(small)], surroundings).stdout == f"{GROWN} 1\n"


# What no module of a test could show: kernels of the package itself, under an edit of what they call.

INCIDENTS: Final = """
import numpy as np
from credopolis.mechanisms.incidents import draw_incidents
counts = np.zeros((1, 3, 2), np.int64)
draw_incidents(np.uint64(7), 3, np.full((1, 3), 500.0), np.full((1, 3), 0.5), counts)
print(int(counts[0, 0, 0]), int(counts[0, 0, 1]))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package in a folder that can be written."""
    shutil.copytree(PACKAGE, tmp_path / "src" / "credopolis", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "src"


def edit(copy: Path) -> None:
    """Let every draw fall below every chance."""
    path = copy / "credopolis" / "core" / "draws.py"
    text = path.read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("def low_unit(")]
    path.write_text(text.replace(line, line + "\n    return -1.0\n\n\ndef unused_" + line.removeprefix("def "), 1))


@pytest.mark.parametrize("temporary", [True, pytest.param(False, marks=needs_mounts)])
def test_an_edit_shows_where_only_the_package_can_be_written(copy: Path, nowhere: str, temporary: bool) -> None:
    """Numba's own cache kept such kernels beside the sources, and gave them again after the edit."""
    (copy.parent / "temporary").mkdir()
    surroundings = {"CREDOPOLIS_CACHE_DIR": nowhere, "PYTHONPATH": str(copy), "HERE": str(copy.parent),
                    "TMPDIR": str(copy.parent / "temporary") if temporary else nowhere}  # fmt: skip
    before = "" if temporary else NO_OTHER_TEMPORARY
    found = [go(["-c", INCIDENTS], surroundings, before).stdout.split() for _ in range(2)]
    assert found[0] == found[1] and 0 < int(found[0][1]) < int(found[0][0])
    edit(copy)
    done = go(["-c", INCIDENTS], surroundings, before)
    assert done.stdout.split() == [found[0][0], found[0][0]], done
    assert not [p for p in copy.rglob("*") if p.suffix in (".nbi", ".nbc", SUFFIX)]
    assert bool(kernels(copy.parent / "temporary")) == temporary


@needs_mounts
@pytest.mark.parametrize("user", ["root", "nobody"])
def test_everything_is_read_only_and_there_is_no_home(small: Path, tmp_path: Path, user: str) -> None:
    if user == "nobody" and not _can_be_nobody():
        pytest.skip("setpriv cannot make a user who reads everything")
    before, surroundings = READ_ONLY + (NOBODY if user == "nobody" else ""), {"HERE": str(tmp_path)}
    done = go([str(small)], surroundings, before, home=False)
    assert done.returncode == 0 and done.stdout == f"{GROWN} 0\n", done
    assert "KernelsNotKept" in done.stderr and "CREDOPOLIS_CACHE_DIR" in done.stderr
    done = go(["-m", "credopolis.cli.main", "regimes"], surroundings, before, home=False)
    assert done.returncode == 0 and "popular-account" in done.stdout and done.stderr == "", done


@needs_mounts
def test_a_cache_made_by_root_serves_others_who_cannot_write_it(small: Path, tmp_path: Path) -> None:
    """As in an image whose cache was filled when it was built."""
    surroundings = {"CREDOPOLIS_CACHE_DIR": str(tmp_path / "cache"), "HERE": str(tmp_path)}
    assert go([str(small)], surroundings).stdout == f"{GROWN} 0\n"
    done = go([str(small)], surroundings, READ_ONLY, home=False)
    assert done.stdout == f"{GROWN} 1\n" and done.stderr == "", done
    if _can_be_nobody():
        done = go([str(small)], surroundings, READ_ONLY + NOBODY, home=False)
        assert done.stdout == f"{GROWN} 1\n" and done.stderr == "", done


@needs_mounts
@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_full_disk(small: Path, tmp_path: Path, left: int) -> None:
    """left : pages of the disk that are free when the program starts; a kernel takes more."""
    (tmp_path / "disk").mkdir()
    fill = f"""
mount -t tmpfs -o size=1m none "{tmp_path}/disk"
dd if=/dev/zero of="{tmp_path}/disk/full" bs=4096 count={256 - left} 2> /dev/null
"""
    done = go([str(small)], {"CREDOPOLIS_CACHE_DIR": str(tmp_path / "disk")}, fill)
    assert done.returncode == 0 and done.stdout == f"{GROWN} 0\n", done
    assert "No space left on device" in done.stderr and done.stderr.count("CREDOPOLIS_CACHE_DIR") == 1


@needs_mounts
def test_folders_planted_by_another_user_are_not_used(small: Path, tmp_path: Path, nowhere: str) -> None:
    """A kernel that another user put where we look is never loaded, as ours or as our link."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    surroundings = {"CREDOPOLIS_CACHE_DIR": nowhere, "TMPDIR": str(temporary), "HERE": str(tmp_path)}

    def run() -> str:
        return go([str(small)], surroundings, NO_OTHER_TEMPORARY).stdout

    assert [run(), run()] == [f"{GROWN} 0\n", f"{GROWN} 1\n"]
    (ours,) = temporary.iterdir()
    (kept,) = kernels(temporary)
    for path in (kept, kept.parent, ours):
        os.chown(path, 4242, 4242)
        assert run() == f"{GROWN} 0\n", path
        os.chown(path, 0, 0)
        assert path != kept or run() == f"{GROWN} 1\n"
    ours.rename(tmp_path / "theirs")
    ours.symlink_to(tmp_path / "theirs")
    assert run() == f"{GROWN} 0\n"


# The real thing.


def live(out: Path, cache: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """A small run."""
    return go(
        ["-m", "credopolis.cli.main", "run", "--people", "2k", "--years", "0.5", "--quiet", "--out", str(out), *more],
        {"CREDOPOLIS_CACHE_DIR": str(cache)},
    )


def fingerprint(out: Path) -> str:
    return str(json.loads((out / "manifest.json").read_text("utf-8"))["fingerprint"])


@pytest.fixture
def warm(tmp_path: Path) -> tuple[Path, str]:
    """A copy of the user's cache with all kernels of a run, and what the run gave."""
    place = jit._place().folder
    users = place.path if place is not None and place.writable else tmp_path / "users" / "kernels"
    done = live(tmp_path / "first", users.parent)
    assert done.returncode == 0, done
    for path in users.parent.glob(f"kernels-{jit._sources().digest}"):
        shutil.copytree(path, tmp_path / "cache" / path.name)
        (tmp_path / "cache" / path.name).chmod(0o700)
    return tmp_path / "cache", fingerprint(tmp_path / "first")


def test_a_run_heals_its_cache_and_workers_share_it(warm: tuple[Path, str], tmp_path: Path) -> None:
    cache, right = warm
    whole = {path: path.read_bytes() for path in kernels(cache)}
    assert len(whole) > 10
    for k, (path, content) in enumerate(whole.items()):
        middle = len(content) // 2
        if k % 5 == 4:
            path.unlink()
            path.mkdir()
        else:
            flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
            path.write_bytes((b"", content[:middle], content[:-1], flipped)[k % 5])
    done = live(tmp_path / "second", cache)
    assert done.returncode == 0 and done.stderr == "" and fingerprint(tmp_path / "second") == right
    # Kernels that other commands need are in the user's cache, too: they heal when one of these needs them.
    assert sum(path.is_file() and path.stat().st_size > 1000 for path in whole) > 10
    assert live(tmp_path / "third", cache, "--workers", "2").returncode == 0  # workers have kernels of their own
    before = {path: path.stat().st_mtime_ns for path in kernels(cache)}
    for name, more in (("fourth", ()), ("fifth", ("--workers", "2"))):
        done = live(tmp_path / name, cache, *more)
        assert done.returncode == 0 and fingerprint(tmp_path / name) == right
        assert {path: path.stat().st_mtime_ns for path in kernels(cache)} == before
