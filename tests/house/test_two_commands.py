"""The README's two commands are those that continuous integration runs, and the scripts they name are there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT, pages

SCRIPTS = (
    "scripts/start",
    "scripts/test",
    "scripts/verify",
    "scripts/mutate",
    "scripts/pythons",
    "scripts/release",
    ".ci/run",
)


def _commands(text: str) -> list[str]:
    """Lines of a shell script or block that run something."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]


def _readme_commands() -> list[str]:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Two commands", 1)[1].split("\n## ", 1)[0]
    return [c for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL) for c in _commands(block)]


def test_readme_gives_two_commands() -> None:
    assert _readme_commands() == ["sh scripts/start", "sh scripts/test"]


def test_ci_runs_the_readme_test_command_and_nothing_else() -> None:
    assert _commands((ROOT / ".ci" / "run").read_text(encoding="utf-8")) == _readme_commands()[1:]


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_run_anywhere(script: str) -> None:
    path = ROOT / script
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in text
    assert '\ncd "$(dirname "$0")/.."\n' in text
    assert os.access(path, os.X_OK)
    subprocess.run(["sh", "-n", str(path)], check=True)


def test_every_script_that_a_page_names_exists() -> None:
    named = {m for page in pages() for m in re.findall(r"\bsh (scripts/[a-z-]+)", page.read_text(encoding="utf-8"))}
    assert named >= {"scripts/start", "scripts/test", "scripts/verify"}
    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_scripts_do_not_need_more_than_a_plain_shell() -> None:
    plain = shutil.which("dash")
    if plain is None:
        pytest.skip("no dash on this machine")
    for script in (*SCRIPTS, "scripts/common.sh"):
        done = subprocess.run([plain, "-n", str(ROOT / script)], capture_output=True, text=True, check=False)
        assert (script, done.stderr) == (script, "")


def test_the_lock_names_only_the_public_index() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r"[a-z]+://[^/\"]+", text))
    assert hosts == {"https://pypi.org", "https://files.pythonhosted.org"}
    assert re.findall(r'(?:path|directory|find-links) = "(.*?)"', text) == []


def _locked(name: str) -> bool:
    return f'name = "{name}"' in (ROOT / "uv.lock").read_text(encoding="utf-8")


def test_the_lock_holds_every_requirement() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *(r for g in project["dependency-groups"].values() for r in g)]
    names = [re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].lower().replace(".", "-") for requirement in wanted]
    assert len(names) > 10
    assert [name for name in names if not _locked(name)] == []


def test_versions_agree() -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in Path(ROOT / "CITATION.cff").read_text(encoding="utf-8")
