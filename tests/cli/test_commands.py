"""The commands as a person meets them: exit codes, messages without tracebacks, one JSON object, light starts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from credopolis.cli import parse
from credopolis.core.errors import BadValue
from credopolis.engine.schedule import STEPS

HEAVY = ("numba", "polars", "duckdb", "pyarrow")
Command = Callable[..., subprocess.CompletedProcess[str]]


def credopolis(*arguments: object, cwd: Path, check: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder; its exit code must be `check`."""
    done = subprocess.run(
        [sys.executable, "-m", "credopolis.cli.main", *map(str, arguments)],
        capture_output=True, text=True, cwd=cwd, timeout=300, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert check is None or done.returncode == check, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one small finished run in `runs/`, made by the command; its JSON is in `run.json`."""
    folder = tmp_path_factory.mktemp("home")
    done = credopolis("run", "--people", "3k", "--years", 1, "--seed", 5, "--json", cwd=folder)
    (folder / "run.json").write_text(done.stdout)
    return folder


@pytest.fixture(scope="module")
def result(home: Path) -> dict[str, Any]:
    return dict(json.loads((home / "run.json").read_text()))


def modules_after(*arguments: str) -> set[str]:
    """Top-level modules loaded once a command has run in a fresh interpreter."""
    code = (
        "import sys\nfrom credopolis.cli.main import guarded\n"
        f"code = guarded({list(arguments)!r})\nassert code == 0, code\n"
        "print('MODULES', *sorted({m.split('.')[0] for m in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.rsplit("MODULES", 1)[1].split())


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["run", "--help"], ["decompose", "--help"], ["compare", "--help"], ["ablate", "--help"], [],
     ["--version"], ["facts", "seed-021"]],
)  # fmt: skip
def test_light_commands_load_nothing_heavy(arguments: list[str]) -> None:
    assert not modules_after(*arguments) & set(HEAVY)


def test_checking_a_rulebook_loads_nothing_heavy() -> None:
    import credopolis

    path = Path(credopolis.__file__).parent / "library/regimes/popular-account/rulebook.yaml"
    assert not modules_after("rulebook", "check", str(path)) & set(HEAVY)


def test_a_run_loads_no_pandas(tmp_path: Path) -> None:
    """What writes and reads Parquet would load it, wherever it is installed, and nothing here has a use for it."""
    pytest.importorskip("pandas")
    arguments = "run", "ladder", "--people", "1000", "--years", "0.1", "--out", str(tmp_path / "run")
    assert "pandas" not in modules_after(*arguments)


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, credopolis\nassert 'run' in dir(credopolis)\nprint(*{m.split('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not set(done.stdout.split()) & {*HEAVY, "numpy"}


def test_every_command_shows_an_example(tmp_path: Path) -> None:
    for name in ("run", "report", "life", "decompose", "regimes", "facts", "mechanisms"):
        assert f"Example: credopolis {name}" in credopolis(name, "--help", cwd=tmp_path).stdout


def test_without_arguments_it_helps(tmp_path: Path) -> None:
    assert "Usage: credopolis" in credopolis(cwd=tmp_path).stdout


def test_run_prints_one_object(result: dict[str, Any], home: Path) -> None:
    wanted = {
        "people", "days", "seconds", "person_days_per_s", "peak_rss_bytes", "bytes_per_life", "grades", "entries",
        "false_entries", "fingerprint", "folder", "seed", "scenario",
    }  # fmt: skip
    assert wanted <= result.keys()
    assert (result["people"], result["seed"], result["scenario"]) == (3000, 5, "popular-account")
    assert sum(result["grades"].values()) == 3000
    assert 0 <= result["false_entries"] <= result["entries"]
    assert (home / result["folder"] / "manifest.json").is_file()


def test_same_fingerprint_without_fields_and_on_other_threads(result: dict[str, Any], tmp_path: Path) -> None:
    common = ("run", "--people", "3000", "--years", 1, "--seed", 5, "--json")
    for more in (("--no-fields", "--threads", 1), ("--threads", 3)):
        again = json.loads(credopolis(*common, *more, cwd=tmp_path).stdout)
        assert again["fingerprint"] == result["fingerprint"]
    other = json.loads(credopolis(*common[:-2], 6, "--json", cwd=tmp_path).stdout)
    assert other["fingerprint"] != result["fingerprint"]


def test_run_ends_with_a_table_and_what_to_do_next(tmp_path: Path) -> None:
    said = credopolis("run", "--people", "2000", "--years", 0.5, "--out", "here", cwd=tmp_path).stdout
    tables = ("Grades", "at the end", "How it was seen", "What offices did", "By group")
    for words in (*tables, "Entries posted", "here", "credopolis report here"):
        assert words in said


def test_quiet_prints_the_folder(tmp_path: Path) -> None:
    said = credopolis("run", "--people", "2000", "--years", 0.1, "--quiet", cwd=tmp_path).stdout
    assert said == "runs/popular-account-1-1\n"


@pytest.mark.parametrize("scenario", ["suining-2010", "judgment-defaulters"])
def test_other_scenarios_run_and_report(scenario: str, tmp_path: Path) -> None:
    credopolis("run", scenario, "--people", "2000", "--years", 1, "--out", "out", cwd=tmp_path)
    credopolis("report", "out", cwd=tmp_path)
    assert "data-credopolis-chart>" in (tmp_path / "out/report.html").read_text("utf-8")


def test_report_of_the_latest_run(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    said = json.loads(credopolis("report", "--html", page, "--json", cwd=home).stdout)
    assert said["report"] == str(page) and page.read_text("utf-8").startswith("<!doctype html>")


def test_report_with_a_decomposition(home: Path, result: dict[str, Any], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    credopolis("report", result["folder"], "--decompose", "--html", page, cwd=home)
    assert "20 runs of 3,000 lives" in page.read_text("utf-8")


def test_decompose_speaks_text_and_json(tmp_path: Path) -> None:
    size = ("decompose", "--people", "2k", "--years", 0.3, "--seeds", 2)
    said = credopolis(*size, cwd=tmp_path).stdout
    for words in ("8 runs of 2,000", "rules and conduct", "seeing", "offices", "minority less majority"):
        assert words in said
    found = json.loads(credopolis(*size, "--json", cwd=tmp_path).stdout)
    assert len(found["splits"]) == 6 and found["runs"] == 8
    assert not list(tmp_path.iterdir())


def test_life_agrees_with_itself_and_says_what_happened(home: Path, result: dict[str, Any]) -> None:
    life = json.loads(credopolis("life", result["folder"], 7, "--json", cwd=home).stdout)
    assert life["life"] == 7 and life["facts"]
    days = [h["day"] for h in life["happenings"]]
    assert days == sorted(days)
    said = credopolis("life", 7, cwd=home).stdout
    assert "Life 7 (synthetic)" in said and (not days or "chain" in said)


@pytest.mark.parametrize(
    "arguments", [["regimes"], ["mechanisms"], ["facts"], ["facts", "cameras"], ["facts", "seed-021"]]
)
def test_catalogues_speak_text_and_json(arguments: list[str], tmp_path: Path) -> None:
    assert credopolis(*arguments, cwd=tmp_path).stdout.strip()
    assert json.loads(credopolis(*arguments, "--json", cwd=tmp_path).stdout)


def test_facts_with_brackets_are_printed_as_they_are(tmp_path: Path) -> None:
    assert "[organ]" in credopolis("facts", "seed-003", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "popular-acount"], "Did you mean 'popular-account'"),
        (["run", "--regime", "suining"], "suining-2010"),
        (["run", "--people", "-5"], "--people is '-5'"),
        (["run", "--people", "many"], "1000000"),
        (["run", "--people", "1e30"], "10,000,000,000"),
        (["run", "--people", "10"], "1,000"),
        (["run", "--people", "2_000_000_000"], "fit"),
        (["run", "--years", "0"], "over 0"),
        (["run", "--years", "nan"], "over 0"),
        (["run", "--threads", "0"], "--threads"),
        (["run", "--tick", "0"], "--tick"),
        (["run", "--seed", "-1"], "--seed"),
        (["run", "--seed", "9" * 30], "--seed"),
        (["run", "--off", "informant"], "Did you mean 'informants'"),
        (["run", "--interval", "week"], "month"),
        (["run", "--set", "nothing"], "path=value"),
        (["run", "--frobnicate"], "--frobnicate"),
        (["run", "--years", "soon"], "soon"),
        (["dance"], "dance"),
        (["facts", "zzzqqq"], "zzzqqq"),
        (["life"], "ID"),
        (["decompose", "--seeds", "1"], "--seeds"),
        (["decompose", "--people", "many"], "1000000"),
        (["decompose", "popular-acount"], "Did you mean 'popular-account'"),
    ],
)
def test_misuse_ends_with_2_and_says_what_is_allowed(arguments: Sequence[str], said: str, tmp_path: Path) -> None:
    done = credopolis(*arguments, cwd=tmp_path, check=2)
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_parameter_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    done = credopolis("run", "--set", "regime.cameras.no_such=1", "--people", "1k", cwd=tmp_path, check=None)
    assert done.returncode in (1, 2) and "no_such" in done.stderr and "saturation_per_1000" in done.stderr
    assert not list(tmp_path.iterdir())


def test_errors_are_json_when_asked(tmp_path: Path) -> None:
    done = credopolis("run", "--people", "-5", "--json", cwd=tmp_path, check=2)
    error = json.loads(done.stderr)["error"]
    assert error["kind"] == "BadValue" and error["value"] == "-5"
    assert done.stdout == ""


def test_folders_that_cannot_be_used_end_with_1(home: Path, result: dict[str, Any], tmp_path: Path) -> None:
    assert "not empty" in credopolis("run", "--people", "1k", "--out", ".", cwd=home, check=1).stderr
    assert "no such folder" in credopolis("report", "none", cwd=tmp_path, check=1).stderr
    assert "credopolis run" in credopolis("report", cwd=tmp_path, check=1).stderr
    (tmp_path / "file").write_text("")
    assert "--out" in credopolis("run", "--people", "1k", "--out", "file/x", cwd=tmp_path, check=1).stderr


def test_a_truncated_run_is_named_and_partly_read(tmp_path: Path) -> None:
    credopolis("run", "--people", "1k", "--years", 3, "--out", "run", "--quiet", cwd=tmp_path)
    victim = tmp_path / "run/tables/grades/part-0001.parquet"
    victim.write_bytes(victim.read_bytes()[:-7])
    done = credopolis("report", "run", cwd=tmp_path, check=1)
    assert "truncated" in done.stderr and "part-0001" in done.stderr and "--partial" in done.stderr
    credopolis("report", "run", "--partial", cwd=tmp_path)


def test_a_life_outside_the_run_is_refused(home: Path) -> None:
    assert "0 to 2999" in credopolis("life", 3000, cwd=home, check=2).stderr
    assert "whole number" in credopolis("life", "me", cwd=home, check=2).stderr


def test_a_run_without_fields_has_no_lives(tmp_path: Path) -> None:
    credopolis("run", "--people", "1k", "--years", 0.1, "--no-fields", "--quiet", cwd=tmp_path)
    assert "--no-fields" in credopolis("life", 3, cwd=tmp_path, check=2).stderr


def interrupted(folder: Path, times: int) -> tuple[int, str]:
    """Start a long run, press Ctrl-C once its first part is written -> exit code and what it said."""
    running = subprocess.Popen(
        [sys.executable, "-m", "credopolis.cli.main", "run", "--people", "200k", "--years", "60", "--tick", "1",
         "--interval", "tick", "--out", "run"],
        cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 200
    while not (folder / "run/tables/grades/part-0000.parquet").exists():
        assert running.poll() is None and time.monotonic() < deadline, running.stderr
        time.sleep(0.05)
    for _ in range(times):
        running.send_signal(signal.SIGINT)
        time.sleep(0.02)
    _, said = running.communicate(timeout=120)
    return running.returncode, said


@pytest.mark.alone
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_keeps_what_was_complete(times: int, tmp_path: Path) -> None:
    code, said = interrupted(tmp_path, times)
    assert code == 130 and "Traceback" not in said
    manifest = json.loads((tmp_path / "run/manifest.json").read_text())
    assert manifest["status"] == "interrupted"
    if times == 1:
        assert "Kept in run" in said and "credopolis resume run" in said
    from credopolis import open_run

    run = open_run(tmp_path / "run")
    lives = run.sql("select day, sum(lives) as lives from grades group by day")
    assert lives["lives"].unique().to_list() == [200_000]
    assert 20 < run.grades["day"].max() < 60 * 366  # type: ignore[operator]


def test_a_full_disk_ends_with_1(tmp_path: Path) -> None:
    if not Path("/dev/full").exists() or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("this kernel does not let root mount a tmpfs")
    try:
        done = credopolis(
            "run", "--people", "20k", "--years", 10, "--interval", "tick", "--out", disk / "run", cwd=tmp_path, check=1
        )
        assert "disk is full" in done.stderr
        assert json.loads((disk / "run/manifest.json").read_text())["status"] == "failed"
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_reader_that_leaves_is_no_failure(tmp_path: Path) -> None:
    code = f"{sys.executable} -m credopolis.cli.main facts --json | head -c 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.stderr == "" and done.returncode == 0


def test_a_note_on_kernels_is_one_line_that_names_no_code() -> None:
    code = (
        "import warnings, credopolis.cli.main as m\n"
        "from credopolis.core.errors import KernelsNotKept\n"
        "def note(arguments): warnings.warn('Slow.', KernelsNotKept); warnings.warn('Other.'); return 0\n"
        "m.guarded = note\nm.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr.startswith("Note: Slow.\n") and "UserWarning: Other." in done.stderr


@pytest.mark.parametrize("error", ["ZeroDivisionError", "EOFError"])
def test_what_should_not_happen_is_told_without_a_traceback(tmp_path: Path, error: str) -> None:
    """A file that ends too early is a failure too, though Typer takes it for Ctrl-C."""
    code = (
        "import credopolis.cli.main as m, credopolis.library.evidence as e\n"
        f"def broken(): raise {error}('odd')\n"
        "e.facts = broken\nraise SystemExit(m.guarded(['facts']))"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr and f"{error}: odd" in done.stderr
    (log,) = tmp_path.glob("credopolis-error-*.log")
    assert str(log) in done.stderr and "Traceback" in log.read_text()


@pytest.mark.parametrize(
    ("text", "number"),
    [("1000000", 10**6), ("1_000_000", 10**6), ("1,000,000", 10**6), ("1e6", 10**6), ("1M", 10**6), ("250k", 250_000),
     ("1.5m", 1_500_000), ("0.5M", 500_000), (" 2K ", 2000), ("1b", 10**9), ("1.2e3", 1200)],
)  # fmt: skip
def test_numbers_of_people_as_people_write_them(text: str, number: int) -> None:
    assert parse.people(text) == number


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "1.5", "1e-3", "ten", "1e99", "1M1", "0x10", "inf", "nan", "9" * 400, "1__0e"]
)
def test_numbers_of_people_that_are_none(text: str) -> None:
    with pytest.raises(BadValue, match="1000000"):
        parse.people(text)


def test_a_path_is_set_once() -> None:
    assert parse.settings(["regime.a=1", "regime.b.c=x"]) == {"regime.a": 1, "regime.b.c": "x"}
    with pytest.raises(BadValue, match="each path once"):
        parse.settings(["regime.a=1", "regime.a=2"])


def test_the_order_of_a_tick_can_be_printed(home: Path) -> None:
    words = " ".join(credopolis("mechanisms", "--order", cwd=home).stdout.split())
    places = [words.index(f" {number} {step.name} ") for number, step in enumerate(STEPS, 1)]
    assert places == sorted(places)
    steps = json.loads(credopolis("mechanisms", "--order", "--json", cwd=home).stdout)["steps"]
    assert [step["name"] for step in steps] == [step.name for step in STEPS]
