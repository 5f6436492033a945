"""What commands write where they are told to: never over what they read, and a full or strange place is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue
from credopolis.library.catalogue import FOLDER
from tests.devices import device, stdout_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BOOK = EXAMPLES / "own-rulebook" / "library-card.yaml"
SCENARIO = """\
format: credopolis-scenario/1
title: A scenario of one's own
summary: A library's card in the usual society.
society: china-2020
regime: book.yaml
"""
DESIGN = """\
format: credopolis-design/1
title: A design
scenario: ./scenario.yaml
kind: morris
points: 2
people: 1000
years: 0.1
factors:
  regime.faces.searches_a_year: {low: 0, high: 10}
"""


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = guarded([str(a) for a in arguments])
    captured = capsys.readouterr()
    assert "fault of credopolis" not in captured.err and "Traceback" not in captured.err
    return code, captured.out, captured.err


def credopolis(
    arguments: Sequence[object], cwd: Path, out: object = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "credopolis.cli.main", *map(str, arguments)]
    return subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, cwd=cwd, check=False)  # type: ignore[call-overload, no-any-return]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cp.run(people=2000, years=0.2, threads=1, out=tmp_path_factory.mktemp("run") / "run").folder


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """A rulebook, a scenario under it, a reform and a design, each also by a link and a hard link; what is in them."""
    monkeypatch.chdir(tmp_path)
    texts = {"book.yaml": BOOK.read_text(), "scenario.yaml": SCENARIO, "design.yaml": DESIGN}
    texts["reform.yaml"] = "format: credopolis-reform/1\nreform: milder\nset:\n  rulebook.grades.B.lock.lasts: 90d\n"
    texts["targets.yaml"] = (FOLDER / "calibrations" / "rongcheng-records.yaml").read_text()
    for name, text in texts.items():
        Path(name).write_text(text)
        os.symlink(name, f"soft-{name}")
        os.link(name, f"hard-{name}")
    return {name: text.encode() for name, text in texts.items()}


def unharmed(files: dict[str, bytes]) -> bool:
    return all(Path(name).read_bytes() == content for name, content in files.items())


@pytest.mark.parametrize(
    ("command", "option", "name"),
    [
        (("audit", "book.yaml"), "--html", "book.yaml"),
        (("audit", "book.yaml"), "--sarif", "book.yaml"),
        (("audit", "--compare", "suining-2010", "book.yaml"), "--html", "book.yaml"),
        (("compare", "popular-account", "book.yaml,off=office"), "--html", "book.yaml"),
        (("compare", "popular-account", "scenario.yaml"), "--html", "scenario.yaml"),
        (("compare", "popular-account", "scenario.yaml"), "--html", "book.yaml"),
        (("compare", "dangan", "ladder", "--scenario", "./scenario.yaml"), "--html", "scenario.yaml"),
        (("ablate", "scenario.yaml"), "--html", "scenario.yaml"),
        (("ablate", "scenario.yaml"), "--html", "book.yaml"),
        (("ablate", "--regime", "book.yaml"), "--html", "book.yaml"),
        (("sensitivity", "design.yaml"), "--html", "design.yaml"),
        (("sensitivity", "design.yaml"), "--html", "scenario.yaml"),
        (("sensitivity", "design.yaml"), "--html", "book.yaml"),
        (("calibrate", "targets.yaml"), "--html", "targets.yaml"),
    ],
)
def test_no_page_takes_the_place_of_what_is_read(
    command: tuple[str, ...], option: str, name: str, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    for how in ("", "soft-", "hard-", "./") if command[0] == "audit" else ("soft-",):
        code, out, err = told(capsys, *command, option, f"{how}{name}")
        assert (code, out) == (2, "") and option in err and "would be lost" in err
        assert unharmed(files)


def test_the_files_that_are_read_are_known_wherever_they_lie(
    files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    """A society beside its scenario, a regime that is typed, a design's scenario from the design's own folder."""
    Path("far/society").mkdir(parents=True)
    for table in (FOLDER / "societies/china-2020").glob("*.[cy]*"):
        Path("far/society", table.name).write_bytes(table.read_bytes())
    text = SCENARIO.replace("china-2020", "society")
    Path("far/scenario.yaml").write_text(text)
    Path("far/book.yaml").write_bytes(BOOK.read_bytes())  # not the one that is typed
    Path("near").mkdir()
    Path("near/design.yaml").write_text(DESIGN.replace("./scenario.yaml", "../far/scenario.yaml"))
    before = {path: path.read_bytes() for path in Path().rglob("*.*") if path.is_file()}
    for command, option, name in (
        (("ablate", "far/scenario.yaml"), "--html", "far/society/population.csv"),
        (("ablate", "far/scenario.yaml", "--regime", "book.yaml"), "--html", "book.yaml"),
        (("compare", "dangan", "book.yaml", "--scenario", "far/scenario.yaml"), "--html", "book.yaml"),
        (("compare", "dangan", "ladder", "--scenario", "far/scenario.yaml"), "--html", "far/society/society.yaml"),
        (("sensitivity", "near/design.yaml"), "--html", "far/society/conduct.yaml"),
        (("sensitivity", "near/design.yaml"), "--html", "far/book.yaml"),
    ):
        code, out, err = told(capsys, *command, option, name)
        assert (code, out) == (2, "") and option in err and "would be lost" in err, (command, err)
    assert {path: path.read_bytes() for path in before} == before and unharmed(files)


@pytest.mark.parametrize("name", ["study", "study/study.json", "study/journal", "study/results.parquet", "study/page"])
def test_no_page_takes_a_place_in_a_study_that_is_not_made_yet(
    name: str, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    for command, file in (("sensitivity", "design.yaml"), ("calibrate", "targets.yaml")):
        code, out, err = told(capsys, command, file, "--out", "study", "--html", name)
        assert (code, out) == (2, "") and "--html" in err and "only pages" in err
    assert unharmed(files) and not Path("study").exists()


@pytest.mark.parametrize("name", ["forked", "forked/fork.json", "forked/milder/manifest.json"])
def test_no_page_takes_a_place_among_futures(
    name: str, run: Path, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("fork", run, "--at", "30", "--with", "reform.yaml", "--out", "forked")
    code, out, err = told(capsys, *arguments, "--html", name)
    assert (code, out) == (2, "") and "--html" in err and "only pages" in err
    assert unharmed(files) and not Path("forked").exists()


def test_no_report_takes_the_place_of_what_its_run_came_from(
    files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    cp.run("./scenario.yaml", people=2000, years=0.1, threads=1, out="own")
    Path("off.yaml").write_text("format: credopolis-reform/1\nreform: blind\nsource: assumption\noff: [informants]\n")
    for name in ("scenario.yaml", "book.yaml", "hard-book.yaml", "soft-scenario.yaml"):
        code, out, err = told(capsys, "report", "own", "--html", name)
        assert (code, out) == (2, "") and "--html" in err and "would be lost" in err
        code, _, err = told(capsys, "fork", "own", "--at", "9", "--with", "off.yaml", "--html", name)
        assert code == 2 and "--html" in err and "would be lost" in err
    for name in ("own/.held", "own/tables/grades/part-0009.parquet", "own/report"):
        code, _, err = told(capsys, "report", "own", "--html", name)
        assert code == 2 and "only pages" in err
    assert unharmed(files)
    Path("scenario.yaml").unlink()
    Path("book.yaml").unlink()  # neither needs the originals
    assert told(capsys, "report", "own", "--html", "page.html")[0] == 0
    arguments = ("fork", "own", "--at", "9", "--with", "off.yaml", "--html", "fork.html", "--check")
    assert told(capsys, *arguments)[0] == 0


@pytest.mark.parametrize("command", [("audit",), ("audit", "--json"), ("rulebook", "check"), ("rulebook", "show")])
def test_nothing_is_read_that_is_printed_to(command: tuple[str, ...], files: dict[str, bytes], tmp_path: Path) -> None:
    """`audit book.yaml >> book.yaml` put the findings behind the rulebook."""
    for stream in ("stdout", "stderr"):
        with open("book.yaml", "a") as appended:
            done = subprocess.run(
                [sys.executable, "-m", "credopolis.cli.main", *command, "book.yaml"],
                **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: appended}, text=True, check=False,
            )  # type: ignore[call-overload] # fmt: skip
        assert done.returncode == 1
        if stream == "stdout":
            assert "goes into this very file" in done.stderr and unharmed(files)


@pytest.mark.parametrize("name", ["reform.yaml", "run/manifest.json", "run/tables/grades/part-0000.parquet"])
def test_a_fork_and_a_report_keep_what_they_read(
    name: str, run: Path, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    os.symlink(run, "run")
    before = Path(name).read_bytes()
    code, _, err = told(capsys, "fork", run, "--at", "30", "--with", "reform.yaml", "--html", name)
    assert code == 2 and "--html" in err and "would be lost" in err
    if name.startswith("run"):
        code, _, err = told(capsys, "report", run, "--html", name)
        assert code == 2 and "--html" in err and "would be lost" in err
        with pytest.raises(BadValue, match="would be lost"):
            cp.write_report(cp.open_run(run), name)
    assert Path(name).read_bytes() == before and unharmed(files)


def test_two_outputs_are_never_one_file(files: dict[str, bytes], capsys: pytest.CaptureFixture[str]) -> None:
    for one, two in (("page", "./page"), ("soft-scenario.yaml", "hard-scenario.yaml")):
        code, out, err = told(capsys, "audit", "book.yaml", "--sarif", one, "--html", two)
        assert (code, out) == (2, "") and "--html" in err and "--sarif" in err
    assert unharmed(files) and not Path("page").exists()


@pytest.mark.parametrize("option", ["--html", "--sarif"])
@pytest.mark.parametrize("name", ["", ".", "./", "folder", "folder/", "n" * 256, "book.yaml/page", "/proc/none/page"])
def test_strange_places_for_a_page_are_told(
    name: str, option: str, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder").mkdir()
    before = sorted(os.listdir())
    code, _, err = told(capsys, "audit", "suining-2010", option, name)
    assert code in (1, 2) and err
    assert sorted(os.listdir()) == before and unharmed(files)


def test_a_page_about_a_file_whose_name_is_no_unicode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"caf\xe9.yaml")
    try:
        Path(name).write_bytes(BOOK.read_bytes())
    except OSError:
        pytest.skip("this file system takes no such name")
    code, _, err = told(capsys, "audit", name, "--html", "page.html", "--sarif", "findings.json")
    assert code == 0 and "Page written to page.html" in err
    assert "udce9" in Path("page.html").read_text("utf-8") and json.loads(Path("findings.json").read_text("utf-8"))


@pytest.mark.parametrize("option", ["--html", "--sarif"])
def test_a_pipe_gets_the_file_alone(option: str, tmp_path: Path) -> None:
    done = credopolis(["audit", "suining-2010", option, stdout_of(tmp_path)], tmp_path)
    assert done.returncode == 0 and "Least time from grade to grade" in done.stderr
    if option == "--html":
        assert done.stdout.startswith("<!doctype html>") and done.stdout.rstrip().endswith("</html>")
    else:
        assert json.loads(done.stdout)["version"] == "2.1.0"


def test_a_report_goes_through_a_pipe(run: Path, tmp_path: Path) -> None:
    out = stdout_of(tmp_path)
    done = credopolis(["report", run, "--html", out], tmp_path)
    assert done.returncode == 0 and done.stdout.startswith("<!doctype html>") and f"Written: {out}" in done.stderr
    assert out.is_symlink() and os.listdir(tmp_path) in ([], [out.name])


@pytest.mark.parametrize(
    "arguments", [("regimes",), ("facts", "--json"), ("rulebook", "show", "suining-2010"), ("--version",), ("--help",)]
)
def test_a_full_standard_output_ends_with_1(arguments: tuple[str, ...], tmp_path: Path) -> None:
    if not Path("/dev/full").is_char_device():
        pytest.skip("there is no /dev/full here")
    with open("/dev/full", "w") as full:
        done = credopolis(arguments, tmp_path, full)
    assert done.returncode == 1 and "output cannot be written: no space left on device" in done.stderr
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def test_a_full_output_file_ends_with_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    full = device(tmp_path, "full")
    code, _, err = told(capsys, "audit", "suining-2010", "--html", full)
    assert code == 1 and f"{full}: the disk is full" in err
    assert full.is_char_device()


def test_streams_and_results_do_not_share_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "link").symlink_to("here")
    for emit in ("here", "./here", "link", "here/streams", "link/tables"):
        code, _, err = told(capsys, "run", "--people", "1k", "--out", tmp_path / "here", "--emit", tmp_path / emit)
        assert code == 2 and "another folder than that of --out" in err and not (tmp_path / "here").exists()


_NO_ROOM_FOR_DETAILS = """
import tempfile, credopolis.cli.main as m, credopolis.library.evidence as e
def broken(): raise ZeroDivisionError('odd')
def full(*_, **__): raise OSError(28, 'No space left on device')
e.facts, tempfile.NamedTemporaryFile = broken, full
raise SystemExit(m.guarded(['facts']))
"""


def test_a_fault_is_told_even_if_its_details_find_no_room() -> None:
    done = subprocess.run([sys.executable, "-c", _NO_ROOM_FOR_DETAILS], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "ZeroDivisionError: odd" in done.stderr and "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
