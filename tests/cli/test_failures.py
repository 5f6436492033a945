"""A failure under --json is one object of one schema, whatever went wrong; the help of each command fits a terminal."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.main import get_command

import credopolis
from credopolis.cli.app import app
from credopolis.cli.failures import ERROR_SCHEMA, KINDS, error_object, fields_of, kind_of
from credopolis.cli.groups import GROUPS
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue, CredopolisError
from credopolis.core.faults import Fault, FaultyFile

CHECK = jsonschema.Draft202012Validator(ERROR_SCHEMA)
OF_COMMANDS = {"Interrupted", "Surroundings", "Unexpected", "Usage"}


def all_errors(kind: type[CredopolisError] = CredopolisError) -> Iterator[type[CredopolisError]]:
    yield kind
    for inner in kind.__subclasses__():
        yield from all_errors(inner)


def test_every_error_of_the_package_has_its_kind() -> None:
    for module in pkgutil.walk_packages(credopolis.__path__, "credopolis."):
        if not module.name.startswith("credopolis.cli.begin"):
            importlib.import_module(module.name)
    ours = {kind.__name__ for kind in all_errors() if kind.__module__.startswith("credopolis.")}
    assert ours == {*KINDS} - OF_COMMANDS


def test_what_an_error_carries_becomes_plain_data() -> None:
    fields = [
        BadValue("x", [1, "a", None, Path("p"), object()], "y"), BadValue("x", float("nan"), "y"),
        BadValue("x", {"a": 1}, "y"), BadValue("x", b"\xff", "y"), BadValue("kind", "v" * 10**6, "exit_code"),
        FaultyFile([Fault("f", k, 1, "p", "m") for k in range(300)]),
    ]  # fmt: skip
    for error in fields:
        error.__typer_developer_exception__ = object()  # type: ignore[attr-defined]
        error.kind = "shadowed"  # type: ignore[attr-defined]
        found = json.loads(json.dumps(error_object(kind_of(error), str(error), 1, fields_of(error)), allow_nan=False))
        CHECK.validate(found)
        assert found["error"]["kind"] == type(error).__name__ and len(json.dumps(found)) < 100_000


def wrong() -> list[tuple[str, ...]]:
    """Command lines that fail in every way that needs no run."""
    lines: list[tuple[str, ...]] = [("nosuch",), ("--nosuch",), ("run", "--people"), ("rulebook",), ("rulebook", "x")]
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        lines.append((name, "--nosuch"))
        lines += [(name, option.opts[-1]) for option in command.params if option.opts[0].startswith("--")]
        lines.append((name, "nosuch", "nosuch", "nosuch", "nosuch"))
        lines.append((name, "~nosuch/x.yaml"))
    # Nothing is wrong with these: they would serve until they are told to end, the second with "--json" for its token.
    serve = {("studio", "--no-open"), ("studio", "--token")}
    return [line for line in lines if "--json" not in line and line not in serve]


def test_errors_of_all_commands_have_one_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    failed = 0
    for line in wrong():
        if (
            line[0]
            in (
                "run",
                "compare",
                "ablate",
                "decompose",
                "robust",
                "families",
                "question",
                "rates",
                "elasticities",
                "fit",
                "validate",
            )
            and len(line) > 1
            and not line[1].startswith("nosuch")
        ):
            line = (*line[:1], "nosuch", *line[1:])
        code = guarded([*line, "--json"])
        told = capsys.readouterr()
        if code:
            found = json.loads(told.err.splitlines()[-1])
            CHECK.validate(found)
            assert found["error"]["exit_code"] == code and found["error"]["kind"] != "Unexpected", line
            failed += 1
    assert failed > 60


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["--error-schema"]) == 0
    assert json.loads(capsys.readouterr().out) == ERROR_SCHEMA


@pytest.mark.parametrize("asked", ["-h", "--help"])
def test_every_command_has_help_that_fits_80_columns(
    asked: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for line in ([], ["rulebook"], ["rulebook", "check"], *([name] for name in commands)):
        assert guarded([*line, asked]) == 0
        out = capsys.readouterr().out
        assert out.startswith("Usage: credopolis") and max(map(len, out.splitlines())) <= 80, line
        if line in ([], ["rulebook"]):  # no list of commands is cut short
            assert "..." not in out.replace("COMMAND [ARGS]...", "")


def test_every_command_stands_in_one_group() -> None:
    grouped = [name for group in GROUPS.values() for name in group]
    assert sorted(grouped) == sorted(get_command(app).commands)  # type: ignore[attr-defined]


def test_a_page_is_named_by_the_same_option_everywhere() -> None:
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    with_page = {n for n, c in commands.items() if any("--html" in p.opts for p in c.params)}
    assert with_page == {
        "report",
        "audit",
        "compare",
        "fork",
        "ablate",
        "sensitivity",
        "calibrate",
        "robust",
        "families",
        "question",
        "validate",
        "regimes",
        "diffusion",
    }


def test_a_shell_is_told_what_could_come_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("_CREDOPOLIS_COMPLETE", "complete_bash"), ("COMP_CWORD", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COMP_WORDS", "credopolis re")
    with pytest.raises(SystemExit) as left:
        guarded([])
    assert left.value.code == 0
    assert capsys.readouterr().out.split() == ["resume", "report", "regimes"]
