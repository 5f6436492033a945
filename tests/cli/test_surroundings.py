"""The command in odd surroundings: closed and full streams, narrow terminals, few files, no folder, early signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from credopolis.cli import surroundings
from credopolis.cli.common import console, print_json, say, warn
from credopolis.cli.main import guarded
from credopolis.core import signals
from credopolis.core.errors import CredopolisError
from credopolis.store.provenance import repeat_command

pytestmark = pytest.mark.alone

MAIN = f"{sys.executable} -m credopolis.cli.main"
BEGIN = "from credopolis.cli.begin import main; main()"


def shell(line: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line in bash in which `credopolis` is the command."""
    script = f'credopolis() {{ {MAIN} "$@"; }}\n{line}'
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, errors="replace", cwd=cwd, check=False, timeout=120,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_nobody_who_reads(closed: str, tmp_path: Path) -> None:
    assert shell(f"credopolis regimes {closed}", tmp_path).returncode == 0
    assert shell(f"credopolis facts no-such-word {closed}", tmp_path).returncode == 2


def test_files_opened_later_do_not_get_the_numbers_of_streams(tmp_path: Path) -> None:
    code = (
        "from credopolis.cli.surroundings import mend_streams\nmend_streams()\n"
        "f = open('kept', 'w')\nassert f.fileno() > 2\nf.write('whole')\nf.flush()\n"
        "import os, sys\nprint('x' * 100, flush=True)\nos.write(2, b'y')\nsys.stderr.write('z')"
    )
    done = shell(f'{sys.executable} -c "{code}" <&- >&- 2>&-', tmp_path)
    assert done.returncode == 0 and (tmp_path / "kept").read_text() == "whole"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["regimes", "regimes --json", "--help", "facts cameras"])
def test_output_that_takes_no_more_ends_with_1(command: str, tmp_path: Path) -> None:
    done = shell(f"credopolis {command} > /dev/full", tmp_path)
    assert done.returncode == 1 and "output cannot be written: no space left" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_error_that_nobody_can_read_keeps_its_code(tmp_path: Path) -> None:
    assert shell("credopolis facts no-such-word 2> /dev/full", tmp_path).returncode == 2


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}, {"TERM": "dumb"},
     {"COLUMNS": "1"}, {"NO_COLOR": "1"}],
)  # fmt: skip
def test_terminals_of_every_kind(environment: dict[str, str], tmp_path: Path) -> None:
    for command in ("facts seed-021", "regimes", "rulebook show suining-2010"):
        assert shell(f"credopolis {command}", tmp_path, **environment).returncode == 0
    done = shell("credopolis facts --json", tmp_path, **environment)
    assert json.loads(done.stdout) == json.loads(shell("credopolis facts --json", tmp_path, LC_ALL="C.UTF-8").stdout)


@pytest.mark.parametrize("files", [8, 12, 16, 24, 64])
def test_few_open_files_are_told_or_enough(files: int, tmp_path: Path) -> None:
    done = shell(f"ulimit -n {files}; credopolis audit popular-account", tmp_path)
    assert done.returncode == 0 or "ulimit -n" in done.stderr, done.stderr


@pytest.mark.parametrize("command", ["regimes", "facts cameras", "--help", "rulebook show dangan"])
def test_a_working_folder_that_is_gone(command: str, tmp_path: Path) -> None:
    done = shell(f'mkdir gone; cd gone; rmdir "$PWD"; credopolis {command}', tmp_path)
    assert done.returncode == 0 or "no longer exists" in done.stderr, done.stderr


@pytest.mark.parametrize("command", ["run --people 1k --years 0.1", "report", "life 3", "sweep d.yaml", "audit x.yaml"])
def test_a_working_folder_that_is_gone_is_told(command: str, tmp_path: Path) -> None:
    done = shell(f'mkdir gone; cd gone; rmdir "$PWD"; credopolis {command}', tmp_path)
    assert done.returncode in (1, 2) and "should not" not in done.stderr, done.stderr


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signals_before_anything_is_imported(number: signal.Signals, code: int, tmp_path: Path) -> None:
    late = (
        "import credopolis.cli.begin as b, os, sys\n"
        "class Slow:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == 'credopolis.cli.main': os.kill(os.getpid(), {int(number)})\n"
        "sys.meta_path.insert(0, Slow())\nsys.argv = ['credopolis', 'regimes']\nb.main()"
    )
    done = subprocess.run([sys.executable, "-c", late], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (code, "Stopped.\n", "")


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("amid", ["typer", "credopolis.cli.app", "rich.table", "credopolis.library.rules"])
def test_signals_amid_imports(number: signal.Signals, code: int, amid: str) -> None:
    program = (
        "import credopolis.cli.begin as b, os, sys\n"
        "class Slow:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {amid!r}: os.kill(os.getpid(), {int(number)})\n"
        "sys.meta_path.insert(0, Slow())\nsys.argv = ['credopolis', 'regimes']\nb.main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "Stopped.\n")


def test_ignored_signals_stay_ignored(tmp_path: Path) -> None:
    code = (
        "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from credopolis.core.signals import answered, interrupt, of_a_run\n"
        "with answered(interrupt):\n"
        "    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN\n"
        "    assert signal.getsignal(signal.SIGTERM) is interrupt\n"
        "    assert of_a_run() == (signal.SIGINT, signal.SIGTERM)\n"
        "assert of_a_run() == (signal.SIGINT,) and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_interruption_that_comes_out_as_another_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(arguments: list[str]) -> int:
        signals.note(signal.SIGTERM)
        raise ImportError("half a module")

    monkeypatch.setattr("credopolis.cli.main._run", broken)
    assert guarded([]) == 143


@pytest.mark.parametrize(
    "error, said",
    [(MemoryError(), "Memory ran out"), (OSError(12, "Cannot allocate memory"), "Memory ran out"),
     (OSError(24, "Too many open files", "x"), "ulimit -n"), (RuntimeError("can't start new thread"), "ulimit -u"),
     (PermissionError(13, "Permission denied", "/a/b"), "/a/b: permission denied"),
     (OSError(40, "Too many levels of symbolic links", b"/a/\xff"), "symbolic links")],
)  # fmt: skip
def test_what_the_system_refuses_is_no_fault_of_the_program(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(arguments: list[str]) -> int:
        raise error

    monkeypatch.setattr("credopolis.cli.main._run", broken)
    assert guarded([]) == 1
    told = capsys.readouterr().err
    assert said in told and "should not" not in told


def test_a_fault_of_the_program_is_not_explained_away() -> None:
    assert surroundings.explain(ValueError("odd")) is None
    assert surroundings.explain(ZeroDivisionError()) is None


EVIL = "a\x1b]0;owned\x07\x1b[2J\u202eevil\x9b1m\r"


def test_texts_of_others_do_not_steer_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(arguments: list[str]) -> int:
        raise CredopolisError(f"no such file: {EVIL}")

    say(EVIL)
    warn(EVIL)
    print_json({"name": EVIL})
    out = console()
    out.print(EVIL, style="bold")
    monkeypatch.setattr("credopolis.cli.main._run", broken)
    guarded([])
    guarded(["--json"])
    said = capsys.readouterr()
    for text in (said.out, said.err):
        assert not set(text) & set("\x1b\x07\u202e\x9b\r"), ascii(text)


def test_styles_still_reach_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    console().print("strong \x1b[2J", style="bold", soft_wrap=True)
    said = capsys.readouterr().out
    assert "\x1b[1m" in said and "\x1b[2J" not in said and "\\x1b[2J" in said


def test_a_command_is_repeated_as_it_was_typed() -> None:
    typed = ["run", "--regime", "my file's.yaml", "--out", "x y", "--set", "regime.a=$HOME"]
    line = repeat_command(typed)
    said = subprocess.run(["bash", "-c", f"printf '%s\\n' {line}"], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["credopolis", "run", "--regime", "my file's.yaml", "--set", "regime.a=$HOME"]


@pytest.mark.skipif(os.geteuid() != 0, reason="takes a right away from itself, which only root can give back")
@pytest.mark.parametrize("command", ["report", "life", "resume", "audit", "rulebook show"])
def test_a_folder_above_that_may_not_be_entered(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guarded([*command.split(), str(tmp_path / "none")])  # imports what it needs while it may
    closed = tmp_path / "closed"
    (closed / "run").mkdir(parents=True)
    (closed / "run/manifest.json").write_text("{}")
    closed.chmod(0o000)
    capsys.readouterr()
    os.seteuid(65534)
    try:
        more = ["3"] if command == "life" else []
        code = guarded([*command.split(), str(closed / "run"), *more])
    finally:
        os.seteuid(0)
    told = capsys.readouterr().err
    assert code in (1, 2) and "should not" not in told and "ermission" in told, told
