"""The built package holds its data and installs nothing of the checkout besides."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import DOCS, EXAMPLES, PACKAGE, ROOT


def _build_command(out: Path) -> list[str]:
    """The command that builds a wheel with whatever builder this machine has."""
    beside = Path(sys.executable).parent / "uv"
    uv = shutil.which("uv") or (str(beside) if beside.is_file() else None)
    if uv:
        return [uv, "build", "--quiet", "--wheel", "--out-dir", str(out), str(ROOT)]
    return [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), str(ROOT)]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Files in the wheel."""
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(_build_command(out), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_package_is_in_the_wheel(names: set[str]) -> None:
    wanted = {
        str(Path("credopolis") / path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert {"credopolis/library/evidence/facts.csv", "credopolis/py.typed"} <= wanted
    assert any(name.endswith("society.yaml") for name in wanted)
    assert wanted - names == set()


def test_examples_and_data_of_the_documentation_are_in_the_wheel(names: set[str]) -> None:
    for folder, inside in ((EXAMPLES, "_examples"), (DOCS / "figures", "_docs_data")):
        tracked = subprocess.run(["git", "ls-files", "."], cwd=folder, capture_output=True, text=True, check=False)
        wanted = {f"credopolis/{inside}/{name}" for name in tracked.stdout.split()}
        assert wanted - names == set() and (wanted or not (ROOT / ".git").exists())
    assert not any("__pycache__" in name for name in names)


def test_nothing_else_is_in_the_wheel(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"credopolis"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
