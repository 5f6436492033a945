"""One name for one thing: what a command and the function of Python that does the same call their options."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from click import Command, Group, Option
from typer.main import get_command

import credopolis as cp
from credopolis.cli.app import app

COMMAND: dict[str, Command] = get_command(app).commands  # type: ignore[attr-defined]
AS_A_COMMAND = {"json", "schema", "quiet", "check", "brief", "help"}
"""How a command prints, and whether it only looks; a function returns what it finds."""
DOES = {
    "run": cp.run, "resume": cp.resume, "verify": cp.verify, "compare": cp.compare_regimes, "ablate": cp.ablate,
    "decompose": cp.decompose, "fork": cp.fork, "robust": cp.robust, "sweep": cp.sweep, "panel": cp.panel,
    "families": cp.families, "question": cp.question, "rates": cp.rates, "elasticities": cp.elasticities,
    "sensitivity": cp.sensitivity, "calibrate": cp.calibrate, "predict": cp.predict, "report": cp.write_report,
}  # fmt: skip
ELSEWHERE = {
    "partial": "`open_run` takes it, and functions take a run that is open",
    "html": "what a function returns writes its page, by `write_page` or `write_report`",
    "cluster": "functions on designs take an `executor` of one's own",
    "out": "`compare_in` takes the folder of a comparison that is kept",
}
NOT_ALIKE = {
    ("fork", "with"): "reforms", ("report", "decompose"): "decomposition", ("ablate", "html"): "",
    ("ablate", "out"): "", ("sweep", "measures"): "", ("sensitivity", "measure"): "",
}  # fmt: skip
"""`with` is a word of the language; a decomposition is made before the page; what a command lists, a frame holds."""


def options_of(command: Command) -> Iterator[Option]:
    """The options of a command, or of all commands of a group."""
    if isinstance(command, Group):
        for one in command.commands.values():
            yield from options_of(one)
    yield from (option for option in command.params if isinstance(option, Option))


def long_name(option: Option) -> str:
    """`--checkpoint-every` -> `checkpoint_every`."""
    return next(o for o in option.opts if o.startswith("--")).removeprefix("--").replace("-", "_")


@pytest.mark.parametrize("name", DOES)
def test_an_option_is_called_what_the_parameter_is_called(name: str) -> None:
    taken = set(inspect.signature(DOES[name]).parameters)
    stray = []
    for option in COMMAND[name].params:
        if isinstance(option, Option) and (word := long_name(option)) not in AS_A_COMMAND:
            alike = NOT_ALIKE.get((name, word), word)
            if alike and alike not in taken and word not in ELSEWHERE:
                stray.append(word)
    assert not stray, f"`credopolis {name}` takes {stray}, and cp.{DOES[name].__name__} takes {sorted(taken)}"


def test_an_option_means_the_same_in_every_command() -> None:
    """The same value behind the same name: no two kinds of value, and no two names for a page, a folder, a setting."""
    kinds: dict[str, set[Any]] = defaultdict(set)
    for command in COMMAND.values():
        for option in options_of(command):
            kinds[long_name(option)].add("switch" if option.is_flag else str(option.metavar).strip("[]").split("|")[0])
    several = {name: found for name, found in kinds.items() if len(found) > 1}
    assert not several
    assert not {"page", "overrides", "report", "output", "settings", "folder"} & set(kinds)
