"""Every option and argument of every command, given what nobody means: a word on what is wrong, no fault of ours."""

from __future__ import annotations

import contextlib
import io
import os
import random
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from credopolis.cli.app import app
from credopolis.cli.main import guarded

ODD = (
    "", " ", "1__0", "1_000_", "\uff11\uff12", "-0", "1e400", "nan", ".", "./", "..", "~nosuch/x.yaml", "x" * 300,
    "x/" * 2500, os.fsdecode(b"\xff\xfe"), "a\nb", "\x1b[31m", "tls://localhost:1", "ucx://localhost:1",
    "none/none.yaml",
    "[1]", "*", "--", "-", "%s", "{0}", "\u202e", "9" * 40,
)  # fmt: skip
REFUSED = ("nosuch-scenario",)
FIRST: dict[str, tuple[str, ...]] = {
    "run": REFUSED, "compare": REFUSED * 2, "ablate": REFUSED, "decompose": REFUSED, "life": ("none", "1"),
    "report": ("none",), "resume": ("none",), "fork": ("none",), "sweep": ("none.yaml",), "sensitivity": ("none.yaml",),
    "calibrate": ("none.yaml",), "predict": ("none.yaml",),
    "audit": ("none.yaml",), "panel": ("none",), "verify": ("none",),
    "robust": REFUSED, "families": REFUSED, "rates": REFUSED, "elasticities": REFUSED,
    "question": ("nosuch",), "facts": (), "mechanisms": (),
    "regimes": (), "claims": (),
}  # fmt: skip
"""Arguments with which a command ends soon: what it is about is not there."""
PARTS = 16
"""In how many tests all lines are tried, so that each stays within a few minutes."""


def lines() -> list[list[str]]:
    """Command lines with one odd value each, in every place of every command."""
    found = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        if name not in FIRST:
            continue
        usual = list(FIRST[name])
        for odd in ODD:
            places = [[name, *usual[:k], odd, *usual[k + 1 :]] for k in range(max(1, len(usual)))]
            found += [line for line in places if name in FIRST and (usual or name in ("facts", "claims"))]
            for option in command.params:
                if option.opts[0].startswith("--") and not getattr(option, "is_flag", False):
                    found.append([name, *usual, option.opts[0], odd])
    for part in ("check", "show"):
        found += [["rulebook", part, odd] for odd in ODD]
    return found


def complaint(line: list[str]) -> str:
    """What is wrong with how a command line ended, or nothing."""
    if "--" in line and not line[line.index("--") - 1].startswith("--"):
        return ""  # the end of options is no argument: the command would do what it does without one
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = guarded(line)
    said = out.getvalue() + err.getvalue()
    if code not in (0, 1, 2) or "fault of credopolis" in said or "Traceback" in said or "\x1b" in said:
        return f"{line!r} -> {code}: {said[-300:]}"
    return f"{line!r} -> {code} without a word" if code and not said.strip() else ""


def tried(some: list[Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    wrong = [found for line in some if (found := complaint(line))]
    assert not wrong, "\n".join(wrong[:5])


def test_a_sample_of_odd_command_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = lines()
    assert len(every) > 1_500
    tried(random.Random(15).sample(every, 250), tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_odd_command_line(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried(lines()[part::PARTS], tmp_path, monkeypatch)
