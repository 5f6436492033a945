"""Rulebooks are audited wherever Python works: in a process that has nothing of what POSIX systems alone have."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from credopolis.core import systems

BOOK = Path(__file__).resolve().parents[2] / "examples/own-rulebook/library-card.yaml"
_WITHOUT = """
import builtins, errno, os, signal, sys, tempfile
GONE = {
    os: ("register_at_fork fork geteuid getuid getegid getgid fchmod fchown chown mkfifo mknod sched_getaffinity "
         "getpgid killpg setsid getloadavg statvfs fstatvfs O_NOFOLLOW O_DIRECTORY O_NONBLOCK O_CLOEXEC O_NOCTTY "
         "O_SYNC fdatasync readv writev pread pwrite sendfile wait4 WNOHANG uname sysconf confstr getpriority nice"),
    signal: "SIGHUP SIGKILL SIGUSR1 SIGUSR2 SIGALRM SIGCHLD SIGPIPE alarm setitimer pthread_sigmask sigwait pause",
    errno: "EDQUOT",
}
MODULES = ("fcntl resource posix pwd grp termios tty pty syslog crypt spwd nis readline _posixsubprocess "
           "_posixshmem curses").split()
before = set(sys.modules)
import subprocess, socket, shutil, tempfile, ctypes, asyncio, json, pathlib, typing, dataclasses  # which Windows has
import rich.console, typer, ruamel.yaml, numpy, pydantic  # libraries that have their own ways there
for module, names in GONE.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
for name in MODULES:
    sys.modules[name] = None
del socket.AF_UNIX
for name in ("supports_dir_fd", "supports_fd", "supports_follow_symlinks"):
    setattr(os, name, set())
def by_name_only(call):
    def checked(*places, **named):
        if any(key.endswith("dir_fd") and value is not None for key, value in named.items()):
            raise NotImplementedError("dir_fd unavailable on this platform")
        return call(*places, **named)
    return checked
for name in "open stat lstat unlink remove mkdir rmdir rename replace link symlink readlink chmod utime access".split():
    setattr(os, name, by_name_only(getattr(os, name)))
def no_folders(call):
    def checked(path, flags, mode=0o777, **named):
        if not isinstance(path, int) and os.path.isdir(path):
            raise PermissionError(13, "Permission denied", str(path))
        return call(path, flags, mode, **named)
    return checked
os.open = no_folders(os.open)
really = builtins.open
def without_proc(file, *rest, **named):
    if str(file).startswith("/proc"):
        raise FileNotFoundError(2, "No such file or directory", str(file))
    return really(file, *rest, **named)
builtins.open = without_proc
sys.platform = "win32"
"""


def without_posix(program: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", "-W", "error::EncodingWarning:credopolis", "-c",
         _WITHOUT + program, *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as its entry point begins it."""
    return without_posix("sys.argv[1:1] = []\nfrom credopolis.cli.begin import main\nmain()\n", folder, *arguments)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("room")
    (folder / "book.yaml").write_bytes(BOOK.read_bytes())
    (folder / "broken.yaml").write_text("format: credopolis-rulebook/1\n")
    return folder


def test_an_audit_with_its_page_and_findings(room: Path) -> None:
    (room / "pages").mkdir()
    done = command(room, "audit", "book.yaml", "--json", "--html", "pages/page.html", "--sarif", "log.sarif")
    assert done.returncode == 0, done.stderr
    here = subprocess.run(
        [sys.executable, "-m", "credopolis.cli.main", "audit", "book.yaml", "--json"],
        cwd=room, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["rulebooks"] == json.loads(here.stdout)["rulebooks"]
    assert (room / "pages/page.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert json.loads((room / "log.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    again = command(room, "audit", "book.yaml", "--html", "pages/page.html", "--write-baseline", "known.json")
    assert again.returncode == 0 and "Page written" in again.stderr
    assert not list(room.rglob("*.part"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("rulebook", "check", "book.yaml", "suining-2010"), 0), (("rulebook", "check", "broken.yaml"), 1),
        (("rulebook", "show", "book.yaml"), 0), (("rulebook", "diff", "book.yaml", "suining-2010", "--json"), 0),
        (("rulebook", "schema"), 0), (("rulebook", "new", "mine"), 0), (("rulebook", "test", "suining-2010"), 0),
        (("facts", "sn-001"), 0), (("audit", "broken.yaml"), 1), (("audit", "nosuch"), 2), (("audit", "none.yaml"), 1),
        (("audit", "--compare", "suining-2010", "book.yaml"), 0), (("audit", "explain", "DP04"), 0),
        (("audit", "book.yaml", "--html", "book.yaml"), 2), (("--help",), 0), (("audit", "--help"), 0),
        (("--version",), 0),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)  # fmt: skip
def test_commands_that_need_no_runs(arguments: tuple[str, ...], code: int, room: Path) -> None:
    done = command(room, *arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr and "fault of credopolis" not in done.stderr
    assert (room / "book.yaml").read_bytes() == BOOK.read_bytes()


def test_the_standard_input(room: Path) -> None:
    program = "import io\nsys.stdin = io.TextIOWrapper(really('book.yaml', 'rb'))\nsys.argv[1:] = ['audit', '-']\n"
    done = without_posix(f"{program}from credopolis.cli.begin import main\nmain()\n", room)
    assert done.returncode == 0 and "<stdin>" in done.stdout, done.stderr


@pytest.mark.parametrize("name", ["run", "report", "resume", "life", "fork", "compare", "sweep", "calibrate"])
def test_a_command_about_runs_says_what_is_supported(name: str, room: Path) -> None:
    done = command(room, name, "x", "--json")
    assert done.returncode == 2 and "Linux and macOS only" in json.loads(done.stderr)["error"]["message"], done.stderr


def test_python_audits_and_says_what_is_supported(room: Path) -> None:
    program = """
import credopolis as cp
from credopolis.core.errors import Misuse
print(len(cp.audit("book.yaml").findings))
for name in set(cp.__all__) - {"audit", "desk", "__version__"}:
    try:
        cp.economy.trust if name == "economy" else getattr(cp, name)
    except Misuse as refused:
        assert "Linux and macOS only" in str(refused)
    else:
        raise SystemExit(f"cp.{name} is there")
"""
    done = without_posix(program, room)
    assert done.returncode == 0 and int(done.stdout) > 0, done.stdout + done.stderr


def test_here_runs_are_supported() -> None:
    systems.check_runs()
    assert systems.has_handles() and systems.flag("O_NOFOLLOW") and not systems.flag("O_NOSUCH")


def test_readme_and_the_message_name_the_same_commands() -> None:
    """What works without runs is told in the README, in the message, and is what the commands let pass."""
    from credopolis.cli.surroundings import _EVERYWHERE

    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"on Windows within WSL; (.*?) also work", readme)
    assert {*re.findall(r"`(\w+)`", told)} == {*_EVERYWHERE}
