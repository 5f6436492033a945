"""What every limit leaves: fake control groups of both versions, nested and not, and real limits in a child."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from credopolis.core.memory import control_group_rooms, least_room, rooms

MIB = 2**20
V1 = "31 30 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n"


def machine(root: Path, mounts: str, groups: str) -> Path:
    """A root with what a process reads about its control groups."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/mountinfo").write_text(f"22 1 8:1 / / rw - ext4 /dev/sda rw\n{mounts}")
    (root / "proc/self/cgroup").write_text(groups)
    return root


def group(folder: Path, **files: object) -> None:
    """A control group; `_` in a name stands for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (folder / f"memory.{name}").write_text(f"{value}\n")


def left(root: Path) -> list[tuple[int, str]]:
    return [(room.left // MIB, room.of) for room in control_group_rooms(root)]


def test_version_2_counts_max_and_high_of_every_group_above(tmp_path: Path) -> None:
    root = machine(tmp_path, V2, "0::/outer/inner\n")
    stat = f"anon {300 * MIB}\nfile {200 * MIB}\ninactive_file {100 * MIB}\nactive_file {40 * MIB}\nslab_reclaimable 0"
    group(root / "sys/fs/cgroup/outer/inner", max="max", high=1000 * MIB, current=500 * MIB, stat=stat)
    group(root / "sys/fs/cgroup/outer", max=900 * MIB, high="max", current=600 * MIB, stat="inactive_file 0")
    assert left(root) == [
        (640, "in the control group /sys/fs/cgroup/outer/inner (memory.high)"),
        (300, "in the control group /sys/fs/cgroup/outer (memory.max)"),
    ]
    assert least_room(root, host_bytes=10**15).left == 300 * MIB
    assert least_room(root, host_bytes=5 * MIB).of == "on this machine"


def test_version_1_counts_its_limit_and_not_what_can_be_given_back(tmp_path: Path) -> None:
    root = machine(tmp_path, V1, "9:cpu:/x\n4:memory:/job\n0::/\n")
    stat = f"total_inactive_file {50 * MIB}\ntotal_active_file {50 * MIB}\ntotal_rss 7"
    group(root / "sys/fs/cgroup/memory/job", limit_in_bytes=800 * MIB, usage_in_bytes=300 * MIB, stat=stat)
    group(root / "sys/fs/cgroup/memory", limit_in_bytes=9223372036854771712, usage_in_bytes=900 * MIB, stat="")
    assert left(root) == [(600, "in the control group /sys/fs/cgroup/memory/job (memory.limit_in_bytes)")]


@pytest.mark.parametrize("mounted, own", [("/docker/a\\040b", "/docker/a b"), ("/", "/"), ("/", "/../../elsewhere")])
def test_a_container_sees_its_group_as_the_top(tmp_path: Path, mounted: str, own: str) -> None:
    root = machine(tmp_path, V2.replace(" / /sys", f" {mounted} /sys"), f"0::{own}\n")
    group(root / "sys/fs/cgroup", max=256 * MIB, high="max", current=56 * MIB, stat="inactive_file 0")
    assert [room for room, _ in left(root)] == [200]


def test_usage_above_the_limit_leaves_nothing(tmp_path: Path) -> None:
    root = machine(tmp_path, V2, "0::/\n")
    group(root / "sys/fs/cgroup", max=10 * MIB, high="max", current=50 * MIB, stat="")
    assert [room for room, _ in left(root)] == [0]


@pytest.mark.parametrize("damage", ["proc/self/cgroup", "proc/self/mountinfo", "sys/fs/cgroup/memory.current"])
def test_what_cannot_be_read_sets_no_limit(tmp_path: Path, damage: str) -> None:
    root = machine(tmp_path, V2, "0::/\n")
    group(root / "sys/fs/cgroup", max=10 * MIB, high="max", current=5 * MIB, stat="")
    assert left(root)
    (root / damage).write_text("\0 nonsense : : :\n- -\n")
    assert left(root) == []
    (root / damage).unlink()
    assert left(root) == []


@pytest.mark.parametrize("limit, flag", [("RLIMIT_AS", "-v"), ("RLIMIT_DATA", "-d")])
def test_a_real_limit_of_the_process(limit: str, flag: str) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("these limits are kept to on Linux only")
    code = (
        "import resource\nfrom credopolis.core.memory import rooms\n"
        f"resource.setrlimit(resource.{limit}, (3 * 2**30, resource.getrlimit(resource.{limit})[1]))\n"
        "room, = [r for r in rooms() if r.virtual]\nprint(room.left, room.of)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    size, said = done.stdout.strip().split(" ", 1)
    assert said == f"under `ulimit {flag}`"
    assert 2 * 2**30 < int(size) < 3 * 2**30


def test_no_limit_of_the_process_is_no_room() -> None:
    unlimited = all(
        resource.getrlimit(each)[0] == resource.RLIM_INFINITY for each in (resource.RLIMIT_AS, resource.RLIMIT_DATA)
    )
    assert unlimited == (not any(room.virtual for room in rooms()))


def test_a_real_control_group(tmp_path: Path) -> None:
    folder = Path("/sys/fs/cgroup/memory" if Path("/sys/fs/cgroup/memory").is_dir() else "/sys/fs/cgroup")
    mine = folder / f"credopolis-test-{os.getpid()}"
    v1 = (folder / "memory.limit_in_bytes").exists()
    try:
        mine.mkdir()
        (mine / ("memory.limit_in_bytes" if v1 else "memory.max")).write_text(str(512 * MIB))
    except OSError:
        if mine.is_dir():
            mine.rmdir()
        pytest.skip("needs root and a memory control group that can be written")
    code = (
        f"import os\nopen({str(mine / 'cgroup.procs')!r}, 'w').write(str(os.getpid()))\n"
        "from credopolis.core.memory import least_room\nr = least_room()\nprint(r.left, r.of)"
    )
    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    finally:
        mine.rmdir()
    size, said = done.stdout.strip().split(" ", 1)
    assert said.startswith(f"in the control group {mine}")
    assert 400 * MIB < int(size) <= 512 * MIB


ASK = "from credopolis.core.memory import peak_bytes; print(peak_bytes())"
FROM_A_LARGE_ONE = f"""
import subprocess, sys
held = bytearray(600 * {MIB})
print(subprocess.run([sys.executable, "-c", {ASK!r}], capture_output=True, text=True, check=True).stdout)
"""


def test_the_peak_is_this_program_s_own() -> None:
    def asked(text: str) -> int:
        return int(subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout)

    alone = asked(ASK)
    assert 0 < alone < 200 * MIB
    assert asked(FROM_A_LARGE_ONE) < alone + 100 * MIB


def test_the_peak_grows_with_what_is_held() -> None:
    text = f"held = bytearray(300 * {MIB}); del held; {ASK}"
    assert (
        int(subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout) > 300 * MIB
    )
