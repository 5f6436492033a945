"""Files that a user names: devices, pipes and sockets are written to as they are, and inputs are never lost."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from credopolis.core.errors import BadValue
from credopolis.core.outputs import NotWritten, check_outputs, descriptor_of, is_stdout, write_output, write_page
from tests.devices import device, stdout_of

TEXT = "<p>größer</p>\n" * 10_000
BYTES = TEXT.encode()


def test_a_named_pipe_gets_all_and_stays_one(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    assert write_output(pipe, TEXT) == len(BYTES)
    reader.join()
    assert got == [BYTES] and stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_reader_of_a_pipe_that_leaves_is_told(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: pipe.open("rb").read(10))
    reader.start()
    with pytest.raises(NotWritten, match="reader left"):
        write_output(pipe, TEXT * 10)
    reader.join()


def test_a_socket_gets_all_and_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    got = bytearray()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("line")
        listening.listen()

        def read() -> None:
            with listening.accept()[0] as line:
                while block := line.recv(2**16):
                    got.extend(block)

        reader = threading.Thread(target=read)
        reader.start()
        write_output(Path("line"), TEXT)
        reader.join()
    assert bytes(got) == BYTES and stat.S_ISSOCK(Path("line").stat().st_mode)
    with pytest.raises(NotWritten, match="Connection refused"):
        write_output(Path("line"), TEXT)


@pytest.mark.parametrize("name", ["null", "zero"])
def test_a_device_stays_one(name: str, tmp_path: Path) -> None:
    path = device(tmp_path, name)
    before = os.stat(path)
    write_output(path, TEXT)
    assert os.path.samestat(before, os.stat(path)) and path.is_char_device()


def test_a_full_device_is_told(tmp_path: Path) -> None:
    path = device(tmp_path, "full")
    with pytest.raises(NotWritten, match="disk is full.*Free some space"):
        write_output(path, TEXT)
    assert path.is_char_device()


def test_a_disk_is_never_written_over(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    try:
        os.mknod(disk, stat.S_IFBLK | 0o600, os.makedev(259, 250_000))  # a number that no disk has
    except PermissionError:
        pytest.skip("making a device needs root")
    with pytest.raises(NotWritten, match="disk, which is never written over"):
        write_output(disk, TEXT)
    with pytest.raises(BadValue, match="disk, which is never written over"):
        check_outputs({"--html": disk})


_PRINTING = """
import sys
from pathlib import Path
from credopolis.core.outputs import write_output
sys.stdout.write("first\\n")
write_output(Path(sys.argv[1]), "second\\n")
sys.stdout.write("third\\n")
"""


@pytest.mark.parametrize("name", ["stdout", "/dev/fd/1", "/proc/self/fd/1", "link", "/proc/thread-self/fd/1"])
@pytest.mark.parametrize("into", ["pipe", "file", "socket"])
def test_the_standard_output_is_written_in_order(name: str, into: str, tmp_path: Path) -> None:
    stdout = stdout_of(tmp_path)
    (tmp_path / "link").symlink_to(stdout)
    before = sorted(os.listdir(tmp_path))
    command = [sys.executable, "-c", _PRINTING, str(stdout) if name == "stdout" else name]
    if into == "pipe":
        got = subprocess.run(command, stdout=subprocess.PIPE, cwd=tmp_path, check=True).stdout
    elif into == "file":
        with open(tmp_path / "out", "wb") as out:
            subprocess.run(command, stdout=out, cwd=tmp_path, check=True)
        got = (tmp_path / "out").read_bytes()
    else:
        here, there = socket.socketpair()
        with here, there:
            subprocess.run(command, stdout=there, cwd=tmp_path, check=True)
            got = here.recv(1000)
    assert got == b"first\nsecond\nthird\n"
    assert sorted({*os.listdir(tmp_path)} - {"out"}) == before and all((tmp_path / one).is_symlink() for one in before)


def test_what_stands_for_a_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("/dev/fd/7")
    (tmp_path / "round").symlink_to("round")
    assert is_stdout(Path("/dev/stdout")) and not is_stdout(Path("/dev/stderr")) and not is_stdout(None)
    assert descriptor_of(Path("a")) == 7
    for name in ("/dev/null", "x", "round", "/proc/1/fd/1", "", "\0", "x" * 5000):
        assert descriptor_of(Path(name)) is None


def test_a_link_that_a_user_names_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far/page").write_text("old")
    (tmp_path / "link").symlink_to("far/page")
    (tmp_path / "new").symlink_to("far/other")
    other_name = tmp_path / "copy"
    os.link(tmp_path / "far/page", other_name)
    for name in ("link", "new"):
        write_output(tmp_path / name, "fresh")
        assert (tmp_path / name).is_symlink() and (tmp_path / name).read_text() == "fresh"
    assert other_name.read_text() == "old"
    assert sorted(os.listdir(tmp_path / "far")) == ["other", "page"]


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    write_output(tmp_path / "a/b/page.html", "fresh")
    assert (tmp_path / "a/b/page.html").read_text() == "fresh"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "it is a folder"), (".", "it is a folder"), ("./", "it is a folder"), ("there", "it is a folder"),
        ("file/page", "file stands where a folder"), ("n" * 256, "name is too long"), ("p/" * 3000, "name is too long"),
        ("round", "circle"), ("\0", "no name for a file"), ("/proc/none/page", "/proc/none/page"),
        ("/dev/fd/987", "Bad file descriptor"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_told(name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(NotWritten, match=re.escape(said)) as caught:
        write_output(Path(name), TEXT)
    assert len(str(caught.value)) < 400
    assert sorted(os.listdir(tmp_path)) == ["file", "round", "there"] and (tmp_path / "file").read_text() == "mine"


def test_what_may_not_be_written_is_left(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    (tmp_path / "kept").write_text("mine")
    (tmp_path / "kept").chmod(0o444)
    (tmp_path / "shut").mkdir(0o555)
    for name in ("kept", "shut/page"):
        with pytest.raises(NotWritten, match="may not be written"):
            write_output(tmp_path / name, TEXT)
    assert (tmp_path / "kept").read_text() == "mine"


def test_what_is_no_unicode_becomes_an_escape(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.yaml")
    assert write_output(tmp_path / "page", f"<p>{name}</p>") == 18
    assert (tmp_path / "page").read_bytes() == rb"<p>\udcff.yaml</p>"


def test_an_input_is_never_an_output_by_whatever_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.yaml").write_text("mine")
    (tmp_path / "soft").symlink_to("in.yaml")
    os.link("in.yaml", "hard")
    (tmp_path / "folder").mkdir()
    (tmp_path / "round").symlink_to("folder")
    for name in (
        "in.yaml",
        "./in.yaml",
        "soft",
        "hard",
        "folder/../in.yaml",
        "round/../in.yaml",
        str(tmp_path / "soft"),
    ):
        with pytest.raises(BadValue, match="--html.*same file as in.yaml, which would be lost"):
            check_outputs({"--sarif": None, "--html": Path(name)}, [Path("none.yaml"), Path("in.yaml"), Path("folder")])
    check_outputs({"--html": Path("new.html")}, [Path("in.yaml"), Path("soft")])


def test_two_outputs_are_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old").write_text("")
    (tmp_path / "soft").symlink_to("old")
    (tmp_path / "to-new").symlink_to("new")
    for one, two in (("old", "soft"), ("new", "./new"), ("new", "to-new"), ("no/x", "no/../no/x")):
        with pytest.raises(BadValue, match="--html is .*another file than that of --sarif"):
            check_outputs({"--sarif": Path(one), "--html": Path(two)})
    check_outputs({"--sarif": Path("old"), "--html": Path("new")})
    check_outputs({"--sarif": Path("/dev/null"), "--html": Path("/dev/null")})
    with pytest.raises(BadValue, match="There is a folder of this name"):
        check_outputs({"--sarif": Path(".")})


def test_a_page_of_ours_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "report.html").symlink_to("precious")
    assert write_page(None, tmp_path, "report.html", "fresh") == tmp_path / "report.html"
    assert (tmp_path / "precious").read_text() == "mine" and (tmp_path / "report.html").read_text() == "fresh"
    with pytest.raises(NotWritten, match="report.html: a file stands where a folder"):
        write_page(None, tmp_path / "precious", "report.html", "fresh")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make what another user made")
@pytest.mark.parametrize("kind", ["link", "link of a link", "pipe"])
def test_what_another_user_planted_where_everybody_may_write_is_refused(kind: str, tmp_path: Path) -> None:
    """As the kernel refuses to follow such links; looking up what they lead to ourselves went round that."""
    shared, mine = tmp_path / "shared", tmp_path / "mine"
    shared.mkdir()
    shared.chmod(0o1777)
    mine.write_text("mine")
    named = shared / "page.html"
    if kind == "pipe":
        os.mkfifo(named)
    else:
        named.symlink_to(mine)
    os.chown(named, 4321, 4321, follow_symlinks=False)
    if kind == "link of a link":
        named = tmp_path / "own.html"
        named.symlink_to(shared / "page.html")
    with pytest.raises(BadValue, match="Another user"):
        check_outputs({"--html": named})
    with pytest.raises(NotWritten, match="another user"):
        write_output(named, TEXT)
    assert mine.read_text() == "mine"
    shared.chmod(0o755)  # where only the owner of the folder writes, a link is the owner's
    if kind != "pipe":
        write_output(named, TEXT)
        assert mine.read_text() == TEXT


def test_ones_own_link_in_a_shared_folder_is_followed(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    (tmp_path / "link").symlink_to("file")
    write_output(tmp_path / "link", TEXT)
    assert (tmp_path / "file").read_text() == TEXT


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_that_is_replaced_stays_closed_to_whom_it_was_closed(mode: int, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("old")
    (tmp_path / "page.html").chmod(mode)
    write_output(tmp_path / "page.html", TEXT)
    assert stat.S_IMODE((tmp_path / "page.html").stat().st_mode) == mode


@pytest.mark.parametrize(
    "name", ["run", "run/manifest.json", "run/.held", "run/tables/part-0009.parquet", "way/x.json"]
)
def test_beside_files_of_a_run_only_pages_lie(name: str, tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to("run")  # there or not: a study makes its folder later
    for made in (False, True):
        with pytest.raises(BadValue, match=r"only pages|a folder of this name"):
            check_outputs({"--page": tmp_path / name}, folders=[tmp_path / "run"])
        check_outputs({"--page": tmp_path / "run/page.html"}, folders=[tmp_path / "run"])
        check_outputs({"--page": tmp_path / "running.json"}, folders=[tmp_path / "run"])
        (tmp_path / "run").mkdir(exist_ok=made)
