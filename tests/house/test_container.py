"""The container file for classrooms: what it copies is there, who runs in it, and where docker is, that it works."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.house.tree import ROOT

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LINES = [line for line in TEXT.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
STEPS = [tuple(line.split(maxsplit=1)) for line in LINES]


def test_what_it_copies_is_there_and_let_in() -> None:
    copied = {name for step, rest in STEPS if step == "COPY" for name in rest.split()[:-1]}
    assert copied and all((ROOT / name).exists() for name in copied)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*" and {line[1:] for line in ignored if line.startswith("!")} == copied


def test_nobody_in_it_is_root() -> None:
    steps = [step for step, _ in STEPS]
    user = STEPS[steps.index("USER")][1]
    assert user != "root" and f"useradd --create-home --uid 10001 {user}" in TEXT
    assert steps.index("USER") < steps.index("CMD")


def test_it_sets_a_token_of_its_own_and_prints_it(tmp_path: Path) -> None:
    """Its command, with a `credopolis` that prints what it is given."""
    (tmp_path / "credopolis").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    (tmp_path / "credopolis").chmod(0o755)
    command = json.loads(dict(STEPS)["CMD"])

    def given(**more: str) -> list[str]:
        around = {"PATH": f"{tmp_path}:/usr/local/bin:/usr/bin:/bin"} | more
        python = tmp_path / "python"
        if not python.exists():
            python.symlink_to(shutil.which("python3") or "/usr/bin/python3")
        done = subprocess.run(command, env=around, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.split()

    first, second = given(), given()
    assert first[:-1] == ["studio", "--host", "0.0.0.0", "--port", "8420", "--no-open", "--token"]
    assert len(first[-1]) >= 16 and first[-1] != second[-1]
    assert given(CREDOPOLIS_TOKEN="of-a-class-of-ours")[-1] == "of-a-class-of-ours"


def _has_docker() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    try:
        return subprocess.run([docker, "info"], capture_output=True, check=False, timeout=10).returncode == 0
    except subprocess.TimeoutExpired:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not _has_docker(), reason="no docker daemon on this machine")
def test_it_is_built_and_answers() -> None:
    subprocess.run(["docker", "build", "--tag", "credopolis-trial", str(ROOT)], check=True)
    run = ["docker", "run", "--rm", "--detach", "--publish", "127.0.0.1:0:8420", "credopolis-trial"]
    name = subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip()
    try:
        where = subprocess.run(["docker", "port", name, "8420"], capture_output=True, text=True, check=True).stdout
        port = where.strip().rpartition(":")[2]
        said, until = "", time.monotonic() + 120
        while "?token=" not in said and time.monotonic() < until:
            time.sleep(1)
            logs = subprocess.run(["docker", "logs", name], capture_output=True, text=True, check=True)
            said = logs.stdout + logs.stderr
        token = re.search(r"\?token=(\S+)", said)
        assert token is not None, said
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        assert opener.open(f"http://127.0.0.1:{port}/?token={token[1]}", timeout=10).status == 200
    finally:
        subprocess.run(["docker", "stop", name], check=True, capture_output=True)
