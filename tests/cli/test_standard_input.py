"""`-` is the standard input wherever a command reads a file, and `<stdin>` is what it is called."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from credopolis.cli.main import guarded
from tests.cli.readers import BOOK, READERS, SMALL, TEXTS, World, numbers, said, usual, working_in

FILES = [place for place, reader in READERS.items() if reader.is_input]
SLOW = [pytest.param(p, marks=pytest.mark.slow) if p[0] in ("calibrate", "predict", "robust") else p for p in FILES]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


def given(monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> None:
    """Put a text on the standard input."""
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("place", SLOW, ids=lambda place: " ".join(place))
def test_it_is_read_like_a_file(place: tuple[str, str], world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, room = READERS[place], world.room()
    given(monkeypatch, TEXTS[reader.kind])
    with working_in(room):
        code, out, err = said(world.line(reader, "-", room))
        assert code == 0, err
        assert numbers(json.loads(out)) == usual(world, place)[1]
        assert not list(room.glob("*stdin>*")) and not list(room.glob("*/*stdin>*"))


@pytest.mark.parametrize("place", FILES, ids=" ".join)
def test_its_faults_are_told_by_line(place: tuple[str, str], world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, room = READERS[place], world.room()
    given(monkeypatch, TEXTS[reader.kind] + "nonsense_of_mine: 1\n")
    line = TEXTS[reader.kind].count("\n") + 1
    with working_in(room):
        code, out, err = said(world.line(reader, "-", room))
    told = out + err
    assert code == 1 and "<stdin>" in told and f'"line": {line},' in told and "nonsense_of_mine" in told, told


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no data"), (b"\xff\xfe", "not UTF-8"), (b"a: [", "<stdin>:"), (b"#" * 2_000_001, "too large"),
        (b"\0", "binary"),
    ],
    ids=["nothing", "no text", "broken", "large", "binary"],
)  # fmt: skip
def test_what_is_no_file_is_told(data: bytes, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for line in (
        ["rulebook", "show", "-"],
        ["run", "-"],
        ["audit", "-"],
        ["sweep", "-"],
        ["calibrate", "-"],
        ["predict", "-"],
    ):
        given(monkeypatch, data)
        code, _, err = said(line)
        assert code == 1 and words in err and "<stdin>" in err, err


def test_it_is_one_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, BOOK.read_text())
    code, _, err = said(["rulebook", "diff", "-", "-"])
    assert code == 2 and "one file only" in err
    given(monkeypatch, BOOK.read_text())
    assert said(["rulebook", "show", "-"])[0] == 0  # another command, another standard input


def test_a_run_from_it_is_lived_again_from_its_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told of no file that is gone, whatever the standard input of that command is."""
    monkeypatch.chdir(tmp_path)
    given(monkeypatch, BOOK.read_text())
    assert guarded(["run", "--regime", "-", *SMALL.split(), "--out", "run"]) == 0
    given(monkeypatch, TEXTS["scenario"])
    assert guarded(["run", "-", "--threads", "1", "--quiet"]) == 0
    capsys.readouterr()
    (named,) = Path("runs").iterdir()
    assert named.name.startswith("stdin-")
    for folder in (Path("run"), named):
        assert guarded(["life", str(folder), "12", "--json"]) == 0
        assert guarded(["report", str(folder), "--html", "page.html"]) == 0
        told = capsys.readouterr()
        assert told.err == "" and json.loads(told.out.split("Written")[0])["life"] == 12
    given(monkeypatch, TEXTS["reform"])
    assert guarded(["fork", "run", "--at", "15", "--with", "-", "--seeds", "1", "--out", "futures"]) == 0


def test_a_real_pipe_and_a_closed_one(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "credopolis.cli.main"]
    done = subprocess.run(
        [*run, "rulebook", "check", "-"], input=BOOK.read_bytes(), capture_output=True, check=False
    )  # fmt: skip
    assert done.returncode == 0 and b"<stdin>: no faults" in done.stdout
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *run, "rulebook", "show", "-"], capture_output=True, check=False
    )
    assert closed.returncode == 1 and b"<stdin>" in closed.stderr and b"no data" in closed.stderr
    book = tmp_path / "book.yaml"
    book.write_bytes(BOOK.read_bytes())
    with book.open("rb") as read, book.open("ab") as appended:
        done = subprocess.run([*run, "audit", "-"], stdin=read, stdout=appended, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1 and b"goes into this very file" in done.stderr
    assert book.read_bytes() == BOOK.read_bytes()
