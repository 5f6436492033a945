"""Files that users write, with a value taken away, retyped or made huge at any place: a fault with its line."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import credopolis as cp
from credopolis.core.yamlfile import load_text
from credopolis.library.catalogue import FOLDER
from tests.cli.readers import TEXTS
from tests.tampering import VALUES, complaint, guarded, places

COMMANDS = {
    "design": ("sweep", "FILE", "--check"),
    "scenario": ("run", "FILE", "--people", "1000", "--years", "0.003", "--threads", "1", "--quiet"),
    "morris": ("sweep", "FILE", "--check"), "targets": ("calibrate", "FILE", "--check"),
    "predictions": ("predict", "FILE", "--check"),
    "reform": ("fork", "RUN", "--at", "9", "--with", "FILE", "--check"),
    "rulebook": ("rulebook", "check", "FILE"), "cases": ("rulebook", "test", "suining-2010", "--cases", "FILE"),
}  # fmt: skip
TABLES = ("society.yaml", "conduct.yaml", "population.csv")


def tampered(data: Any, seed: int) -> Iterator[tuple[str, str]]:
    """What was done, and the file as JSON, which is YAML: places x values, in an order that has each place early."""
    chance = random.Random(seed)
    every = [path for path in places(data) if path]
    while True:
        chance.shuffle(every)
        for path in every:
            value = chance.choice((*VALUES, ...))
            changed = copy.deepcopy(data)
            inner = changed
            for step in path[:-1]:
                inner = inner[step]
            if value is ...:
                del inner[path[-1]]
            else:
                inner[path[-1]] = value
            yield f"{'.'.join(map(str, path))} = {value!r}"[:120], json.dumps(changed)


REFORM = """
format: credopolis-reform/1
reform: blind
title: Blind
source: assumption
set: {regime.faces.searches_a_year: 2, rulebook.grades.B.lock.lasts: 90d}
off: [informants]
on: [learning]
regime: dangan
"""


def tried(kind: str, number: int, seed: int, folder: Path) -> list[str]:
    data, wrong = load_text(REFORM if kind == "reform" else TEXTS[kind], kind).data, []
    if kind == "reform":
        cp.run("popular-account", people=1000, years=0.1, threads=1, out=folder / "run")
    for (what, text), _ in zip(tampered(data, seed), range(number), strict=False):
        (folder / "file.yaml").write_text(text)
        names = {"FILE": str(folder / "file.yaml"), "RUN": str(folder / "run")}
        line = [names.get(word, word) for word in COMMANDS[kind]]
        if found := complaint(*guarded(*line)):
            wrong.append(f"{kind} after {what}: {found}")
    return wrong


@pytest.mark.parametrize("kind", COMMANDS)
def test_files_of_rules_and_designs(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert tried(kind, 40, 20, tmp_path) == []


def societies(number: int, seed: int, folder: Path) -> list[str]:
    """A society's tables: YAML at any place; the population's cells, columns, lines and bytes."""
    chance, wrong, source = random.Random(seed), [], FOLDER / "societies/china-2020"
    for k in range(number):
        room = folder / f"society-{k}"
        shutil.copytree(source, room)
        file = room / TABLES[k % len(TABLES)]
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".yaml":
            what, new = next(tampered(load_text(text, file.name).data, chance.randrange(10**6)))
        else:
            rows = [line.split(",") for line in text.splitlines()]
            at, column = chance.randrange(len(rows)), chance.randrange(len(rows[0]))
            what = chance.choice(("", "x", "-1", "1e400", "nan", "1__0", "9" * 400, "\x1b[31m", "a,b", '"', "\n"))
            rows[at][column] = what
            new = "\n".join(",".join(row) for row in rows) + "\n"
            new = chance.choice((new, new, new, new[: len(new) // 2], "", rows[0][0], new + new))
        file.write_text(new, encoding="utf-8")
        scenario = folder / "scenario.yaml"
        scenario.write_text(TEXTS["scenario"].replace("china-2020", room.name).replace("dangan", "suining-2010"))
        said = guarded("run", scenario, "--people", "1000", "--years", "0.003", "--threads", "1", "--out", room / "out")
        if found := complaint(*said):
            wrong.append(f"{file.name} after {what!r}: {found}")
        shutil.rmtree(room)
    return wrong


def test_tables_of_a_society(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert societies(21, 20, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*COMMANDS, "society"])
def test_many(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (societies(150, 21, tmp_path) if kind == "society" else tried(kind, 400, 21, tmp_path)) == []
