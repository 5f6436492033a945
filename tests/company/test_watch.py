"""Watching: what moved is told when a file changes, faults are told and waited out, and Ctrl-C ends it with 0."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from credopolis.company.watch import watch
from tests.company.firms import ON, shipped, write

FINED = "incidents:\n  a: {act: fine, date: 2026-10-01}\n"


def rulebook(folder: Path) -> Path:
    path = folder / "rules.yaml"
    path.write_text(Path(shipped("environment-credit").located.file).read_text(encoding="utf-8"), encoding="utf-8")  # type: ignore[union-attr]
    return path


def test_what_moved_is_told_when_a_file_changes(tmp_path: Path) -> None:
    firm, rules, slept = write(tmp_path, FINED), rulebook(tmp_path), []
    text = rules.read_text(encoding="utf-8")
    changes: list[Callable[[], object]] = [
        lambda: None,
        lambda: rules.write_text(
            text.replace("value: -3, source: cmp-101", "value: -11, source: cmp-101"), encoding="utf-8"
        ),
        lambda: rules.write_text("nothing", encoding="utf-8"),
        lambda: rules.unlink(),
        lambda: rules.write_text(text, encoding="utf-8"),
        lambda: write(tmp_path, FINED.replace("fine", "environmental_crime")),
        lambda: write(tmp_path, FINED.replace("fine", "environmental_crime") + "\n"),
    ]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        changes[len(slept) - 1]()

    looks = watch(firm, [rules], lambda: ON, every_s=7, sleep=sleep)
    first = next(looks)
    assert first.changed == () and first.moved == () and first.found is not None and first.found.standing == "blue"
    worse = next(looks)
    assert (
        worse.changed == (str(rules),)
        and worse.moved[0] == "standing: blue -> black"
        and "score: 8 -> 0" in worse.moved
    )
    assert "gate loans: refused" in worse.moved
    faulty, gone = next(looks), next(looks)
    assert faulty.faulty and gone.faulty and "no such file" in gone.moved[0] and faulty.found is None
    assert next(looks).moved[0] == "standing: black -> blue"
    assert next(looks).changed == (str(firm),)
    assert next(looks).moved == () and slept == [7] * 7


def test_ctrl_c_ends_it_with_0(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "credopolis.cli.begin", "company", "watch", str(write(tmp_path)), "--rulebook",
               str(rulebook(tmp_path)), "--on", "2026-11-30", "--json"]  # fmt: skip
    code = "from credopolis.cli.begin import main; main()"
    command = [sys.executable, "-c", code, *command[3:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stderr is not None
        look = json.loads(running.stdout.readline())
        assert look["found"]["grade"] == "green" and look["moved"] == []
        time.sleep(0.2)
        os.kill(running.pid, signal.SIGINT)
        assert running.wait(timeout=60) == 0
        assert running.stdout.read() == "" and running.stderr.read() == "No longer watching.\n"
